package console

import (
	"net/url"
	"slices"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// saveView keeps the board's filters under a name.
func (c *Console) saveView(v *visit) error {
	query, err := url.ParseQuery(v.R.PostFormValue("query"))
	if err != nil {
		query = url.Values{}
	}
	for name := range query {
		if name != "view" && !slices.Contains(boardFilters, name) {
			query.Del(name)
		}
	}
	saved, err := pages.Ask[api.View](v.Visit, "saveView", pages.Input{
		Body: map[string]string{"name": v.R.PostFormValue("name"), "query": query.Encode()}, Key: v.R.PostFormValue("key"),
	})
	if err != nil {
		return err
	}
	v.Say(v.T("表示条件「"+saved.Name+"」を保存しました。", "The view “"+saved.Name+"” is saved."))
	return v.Redirect(root + "/deadlines?" + saved.Query)
}

func (c *Console) deleteView(v *visit) error {
	in := pages.ByID(v.R.PathValue("id"))
	in.Key = v.R.PostFormValue("key")
	if _, err := pages.Ask[struct{}](v.Visit, "deleteView", in); err != nil {
		return err
	}
	v.Say(v.T("表示条件を削除しました。", "The view is deleted."))
	return v.Redirect(v.Back())
}
