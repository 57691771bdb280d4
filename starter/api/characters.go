package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"kigen/internal/refusal"
)

// storable tells whether the database can hold a text: UTF-8 without NUL.
func storable(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// addressed refuses what the address of a request says in bytes that no text has.
func addressed(r *http.Request) error {
	if !storable(r.URL.Path) {
		return notFound
	}
	for name, values := range r.URL.Query() {
		if slices.ContainsFunc(append(values, name), func(text string) bool { return !storable(text) }) {
			return unstorable(strings.ToValidUTF8(name, "?"))
		}
	}
	return nil
}

func unstorable(path string) *refusal.Error {
	return invalid(path, "使用できない文字が含まれています。", "It has characters that can't be used.")
}

var errNUL = errors.New("a text has the character NUL")

// bodies reads JSON as huma does, but for texts that the database can't hold.
// What is no UTF-8 has become U+FFFD by then.
func bodies() map[string]huma.Format {
	formats := map[string]huma.Format{}
	for name, format := range huma.DefaultFormats {
		read := format.Unmarshal
		format.Unmarshal = func(data []byte, v any) error {
			if err := read(data, v); err != nil {
				return err
			}
			if !bytes.Contains(data, []byte(`\u0000`)) {
				return nil
			}
			var all any
			if err := json.Unmarshal(data, &all); err != nil {
				return err
			}
			if !allStorable(all) {
				return errNUL
			}
			return nil
		}
		formats[name] = format
	}
	return formats
}

func allStorable(v any) bool {
	switch v := v.(type) {
	case string:
		return storable(v)
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !allStorable(item) })
	case map[string]any:
		for name, item := range v {
			if !storable(name) || !allStorable(item) {
				return false
			}
		}
	}
	return true
}
