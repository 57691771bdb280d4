package pages

import (
	"net/url"
	"strings"
)

// perPage is how many rows a list shows at once.
const perPage = "30"

// Listed asks for the page of a list that the address names: the filters are
// the operation's own, others are left out.
func (v *Visit) Listed(filters ...string) Input {
	q := url.Values{"limit": {perPage}}
	for _, name := range append(filters, "cursor") {
		if value := strings.TrimSpace(v.R.FormValue(name)); value != "" {
			q.Set(name, value)
		}
	}
	return Input{Query: q}
}

// Next is the address of the list's following page.
func (v *Visit) Next(cursor string) string {
	q := v.R.URL.Query()
	q.Set("cursor", cursor)
	return v.R.URL.Path + "?" + q.Encode()
}

// First is the address of the list's first page with the same filters.
func (v *Visit) First() string {
	q := v.R.URL.Query()
	q.Del("cursor")
	if len(q) == 0 {
		return v.R.URL.Path
	}
	return v.R.URL.Path + "?" + q.Encode()
}
