package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kigen/internal/refusal"
)

const docsPath = "/docs"

// description is the head of the OpenAPI document.
func description() huma.Config {
	config := huma.DefaultConfig("Kigen (期限)", Version)
	config.Info.Description = "Sign-up, device replacement and cancellation of a mobile carrier. " +
		"Commands go to processes; reads come from the ledger. Every deadline, charge, refusal and notice names its rule.\n\n" +
		"Authentication: `Authorization: Bearer <token>`. Commands take an `Idempotency-Key`: the same key gives the same answer. " +
		"Errors are `application/problem+json` with a stable `code`, the `rule` that refuses, and sentences in Japanese (`ja`) and English (`en`)."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "An access token, see issueToken."},
	}
	config.Security = []map[string][]string{{"token": {}}}
	config.Servers = []*huma.Server{{URL: "/"}}
	config.DocsPath, config.OpenAPIPath, config.SchemasPath = "", "", ""
	config.Formats = bodies()
	config.CreateHooks = nil // no $schema links: answers are what the types say
	config.RejectUnknownQueryParameters = true
	return config
}

// OpenAPI is the document that describes the API, as YAML.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().YAML() }

//go:embed docs.html
var docsHTML string

var docsPage = template.Must(template.New("docs").Parse(docsHTML))

// serveDocs serves the OpenAPI document and a page made from it. The page loads
// nothing from elsewhere.
func (a *API) serveDocs() {
	document := a.huma.OpenAPI()
	asJSON, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	asYAML, err := document.YAML()
	if err != nil {
		panic(err)
	}
	var page bytes.Buffer
	if err := docsPage.Execute(&page, a.docs(document)); err != nil {
		panic(err)
	}
	serve := func(path, contentType string, content []byte) {
		a.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
			w.Header().Set("Cache-Control", "public, max-age=300")
			_, _ = w.Write(content)
		})
	}
	serve("/openapi.json", "application/openapi+json", asJSON)
	serve("/openapi.yaml", "application/openapi+yaml", asYAML)
	serve(docsPath, "text/html; charset=utf-8", page.Bytes())
}

type docs struct {
	Title    string
	Version  string
	Groups   []docsGroup
	Problems []docsProblem
}

type docsGroup struct {
	Tag        string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, EN, JA string
	Roles                    string
	Rules                    string
	Parameters               []docsField
	Body                     []docsField
	Answer                   []docsField
}

type docsField struct {
	Name, In, Type, Doc string
	Required            bool
}

type docsProblem struct {
	Code   string
	Status int
}

func (a *API) docs(document *huma.OpenAPI) docs {
	d := docs{Title: document.Info.Title, Version: document.Info.Version}
	for _, code := range append(refusal.Codes(), internal) {
		d.Problems = append(d.Problems, docsProblem{code, statuses[code]})
	}
	for _, id := range a.registered {
		o, method, path := find(document, id)
		op := docsOperation{ID: id, Method: method, Path: path, EN: o.Summary, JA: o.Description}
		op.Roles = strings.Join(o.Extensions["x-roles"].([]string), ", ")
		if rules, err := json.Marshal(o.Extensions["x-rules"]); err == nil && o.Extensions["x-rules"] != nil {
			op.Rules = strings.NewReplacer(`[`, "", `]`, "", `"`, "", ",", ", ").Replace(string(rules))
		}
		for _, p := range o.Parameters {
			op.Parameters = append(op.Parameters, docsField{p.Name, p.In, kind(p.Schema), p.Description, p.Required})
		}
		if o.RequestBody != nil {
			op.Body = content(document, o.RequestBody.Content)
		}
		for status, response := range o.Responses {
			if strings.HasPrefix(status, "2") {
				op.Answer = content(document, response.Content)
			}
		}
		i := slices.IndexFunc(d.Groups, func(g docsGroup) bool { return g.Tag == o.Tags[0] })
		if i < 0 {
			i = len(d.Groups)
			d.Groups = append(d.Groups, docsGroup{Tag: o.Tags[0]})
		}
		d.Groups[i].Operations = append(d.Groups[i].Operations, op)
	}
	return d
}

func find(document *huma.OpenAPI, id string) (o *huma.Operation, method, path string) {
	for path, item := range document.Paths {
		for method, o := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodDelete: item.Delete, http.MethodPatch: item.Patch,
		} {
			if o != nil && o.OperationID == id {
				return o, method, path
			}
		}
	}
	panic("api: operation " + id + " is not in its own document")
}

// content lists the fields of a body's schema, one level deep.
func content(document *huma.OpenAPI, types map[string]*huma.MediaType) (fields []docsField) {
	for _, media := range types {
		schema := media.Schema
		if schema == nil {
			continue
		}
		if schema.Ref != "" {
			schema = document.Components.Schemas.SchemaFromRef(schema.Ref)
		}
		for name, property := range schema.Properties {
			fields = append(fields, docsField{
				Name: name, Type: kind(property), Doc: property.Description, Required: slices.Contains(schema.Required, name),
			})
		}
	}
	slices.SortFunc(fields, func(a, b docsField) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

// kind names a schema's type in a word.
func kind(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return s.Ref[strings.LastIndex(s.Ref, "/")+1:]
	case s.Type == huma.TypeArray:
		return "[" + kind(s.Items) + "]"
	case len(s.Enum) > 0:
		var values []string
		for _, v := range s.Enum {
			if text, ok := v.(string); ok {
				values = append(values, text)
			}
		}
		return strings.Join(values, " | ")
	case s.Format != "":
		return s.Format
	}
	return s.Type
}
