package scenario

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// request turns a call's fields into an HTTP request: fields named like a
// parameter go there, the others are the body. A field called body is the whole body.
func (o operation) request(ctx context.Context, base, scenarioFile string, with map[string]any) (*http.Request, error) {
	path, query, header, rest := o.path, url.Values{}, http.Header{}, map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(with)) {
		v := with[name]
		switch o.places[name] {
		case "path":
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(plain(v)))
		case "query":
			list, ok := v.([]any)
			if !ok {
				list = []any{v}
			}
			for _, item := range list {
				query.Add(name, plain(item))
			}
		case "header":
			header.Set(name, plain(v))
		default:
			rest[name] = v
		}
	}
	if open := strings.IndexByte(path, '{'); open >= 0 {
		return nil, fmt.Errorf("%s needs %s", o.id, strings.Trim(path[open:strings.IndexByte(path, '}')+1], "{}"))
	}
	if len(rest) > 0 && o.body == "" {
		return nil, fmt.Errorf("%s takes no %s", o.id, strings.Join(slices.Sorted(maps.Keys(rest)), ", "))
	}
	content, contentType, err := o.content(scenarioFile, rest)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.id, err)
	}
	req, err := http.NewRequestWithContext(ctx, o.method, base+path, bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.id, err)
	}
	req.URL.RawQuery = query.Encode()
	req.Header = header
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req, nil
}

func (o operation) content(scenarioFile string, fields map[string]any) (content []byte, contentType string, err error) {
	var whole any = fields
	if len(fields) == 1 {
		for name, v := range fields {
			if name == "body" || (o.body != jsonType && o.body != multipartType) {
				whole = v
			}
		}
	}
	switch o.body {
	case "":
		return nil, "", nil
	case jsonType:
		if whole, err = embed(scenarioFile, whole); err != nil {
			return nil, "", err
		}
		content, err = json.Marshal(whole)
		return content, jsonType, err
	case multipartType:
		return form(scenarioFile, fields)
	}
	name, ok := file(whole)
	if !ok {
		return nil, "", fmt.Errorf("its body is a file of type %s: {file: NAME}", o.body)
	}
	content, err = os.ReadFile(beside(scenarioFile, name))
	return content, typeOf(name), err
}

// embed puts files into a JSON body, as base64.
func embed(scenarioFile string, v any) (any, error) {
	if name, ok := file(v); ok {
		content, err := os.ReadFile(beside(scenarioFile, name))
		return base64.StdEncoding.EncodeToString(content), err
	}
	var err error
	switch v := v.(type) {
	case map[string]any:
		filled := make(map[string]any, len(v))
		for key, item := range v {
			if filled[key], err = embed(scenarioFile, item); err != nil {
				return nil, err
			}
		}
		return filled, nil
	case []any:
		filled := make([]any, len(v))
		for i, item := range v {
			if filled[i], err = embed(scenarioFile, item); err != nil {
				return nil, err
			}
		}
		return filled, nil
	}
	return v, nil
}

// form makes a multipart body. A list gives a part for each of its items. The
// boundary is the same each time, so that a repeated request is the same request.
func form(scenarioFile string, fields map[string]any) ([]byte, string, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.SetBoundary("kigen-scenario-part-f3c1a9"); err != nil {
		return nil, "", err
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		list, ok := fields[name].([]any)
		if !ok {
			list = []any{fields[name]}
		}
		for _, v := range list {
			if err := part(w, scenarioFile, name, v); err != nil {
				return nil, "", err
			}
		}
	}
	err := w.Close()
	return body.Bytes(), w.FormDataContentType(), err
}

func part(w *multipart.Writer, scenarioFile, name string, v any) error {
	source, ok := file(v)
	if !ok {
		text := plain(v)
		switch v.(type) {
		case map[string]any, []any:
			encoded, err := json.Marshal(v)
			if err != nil {
				return err
			}
			text = string(encoded)
		}
		return w.WriteField(name, text)
	}
	f, err := os.Open(beside(scenarioFile, source))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	p, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {mime.FormatMediaType("form-data", map[string]string{"name": name, "filename": filepath.Base(source)})},
		"Content-Type":        {typeOf(source)},
	})
	if err != nil {
		return err
	}
	_, err = io.Copy(p, f)
	return err
}

func typeOf(name string) string {
	if t := mime.TypeByExtension(filepath.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
