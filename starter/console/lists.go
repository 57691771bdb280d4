package console

import (
	"net/http"
	"strings"

	"kigen/internal/ids"
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
		if _, ok := ids.Prefix(number); !ok {
			v.Say(v.T("案件などの番号ではないようです。氏名・電話番号・IMEIなどは、こちらで検索してください。",
				"This is no number of a case. Please look for names, telephone numbers, IMEIs and the like here."))
			return v.Redirect(root + "/search")
		}
		return v.Redirect(casePage(number))
	}
	page, err := pages.Ask[api.Page[api.Case]](v.Visit, "listCases", in)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, casesView(v, page.Items, page.Next))
}
