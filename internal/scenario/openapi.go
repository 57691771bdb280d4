package scenario

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// operation is what a call needs to know of one operation of the API.
type operation struct {
	id, method, path string
	places           map[string]string // parameter → "path", "query" or "header"
	body             string            // content type of the request's body, empty for none
}

// description is the part of an OpenAPI 3.1 document that is read.
type description struct {
	Paths map[string]map[string]struct {
		OperationID string      `json:"operationId"`
		Parameters  []parameter `json:"parameters"`
		RequestBody *struct {
			Content map[string]any `json:"content"`
		} `json:"requestBody"`
	} `json:"paths"`
	Components struct {
		Parameters map[string]parameter `json:"parameters"`
	} `json:"components"`
}

type parameter struct {
	Ref  string `json:"$ref"`
	Name string `json:"name"`
	In   string `json:"in"`
}

const (
	jsonType      = "application/json"
	multipartType = "multipart/form-data"
)

// operations reads the API's own description.
func operations(r io.Reader) (map[string]operation, error) {
	var d description
	if err := json.NewDecoder(r).Decode(&d); err != nil {
		return nil, fmt.Errorf("read the API's description: %w", err)
	}
	all := map[string]operation{}
	for path, methods := range d.Paths {
		for method, m := range methods {
			o := operation{id: m.OperationID, method: strings.ToUpper(method), path: path, places: map[string]string{}}
			if o.id == "" {
				continue
			}
			for _, p := range m.Parameters {
				if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
					p = d.Components.Parameters[name]
				}
				o.places[p.Name] = p.In
			}
			if m.RequestBody != nil {
				o.body = preferred(m.RequestBody.Content)
			}
			all[o.id] = o
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the API's description has no operations")
	}
	return all, nil
}

func preferred(content map[string]any) string {
	for _, known := range []string{jsonType, multipartType} {
		if _, ok := content[known]; ok {
			return known
		}
	}
	if types := slices.Sorted(maps.Keys(content)); len(types) > 0 {
		return types[0]
	}
	return "application/octet-stream"
}

// find gives an operation, or names those that may have been meant.
func find(all map[string]operation, id string) (operation, error) {
	if o, ok := all[id]; ok {
		return o, nil
	}
	var near []string
	for name := range all {
		if strings.EqualFold(name, id) || strings.Contains(strings.ToLower(name), strings.ToLower(id)) {
			near = append(near, name)
		}
	}
	if len(near) == 0 {
		return operation{}, fmt.Errorf("the API has no operation %s", id)
	}
	slices.Sort(near)
	return operation{}, fmt.Errorf("the API has no operation %s; did you mean %s?", id, strings.Join(near, " or "))
}
