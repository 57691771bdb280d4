package console

import (
	"net/http"
	"net/url"
	"strings"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// cases lists cases; the number of a case leads to it.
func (c *Console) cases(v *visit) error {
	in := v.Listed("kind", "state", "clock")
	switch number := strings.TrimSpace(v.R.FormValue("number")); {
	case number == "":
	case strings.HasPrefix(number, "mem_"):
		in.Query.Set("member", number)
	case strings.HasPrefix(number, "lin_"), strings.HasPrefix(number, "dev_"):
		in.Query.Set("subject", number)
	default:
		return v.Redirect(root + "/cases/" + url.PathEscape(number))
	}
	page, err := pages.Ask[api.Page[api.Case]](v.Visit, "listCases", in)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, casesView(v, page.Items, page.Next))
}
