package console

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

func TestEveryActionIsAnOperation(t *testing.T) {
	access, names := api.Access(), map[string]bool{}
	described := api.New(api.Deps{})
	for _, a := range actions {
		require.Contains(t, access, a.operation)
		method, _ := described.Route(a.operation)
		require.Equal(t, http.MethodPost, method)
		require.False(t, names[a.kind+" "+a.name], a.name)
		names[a.kind+" "+a.name] = true
		for _, text := range []terms.Text{a.title, a.done} {
			require.NotEmpty(t, text.JA, a.name)
			require.NotEmpty(t, text.EN, a.name)
		}
		require.True(t, slices.ContainsFunc(access[a.operation], func(r api.Role) bool {
			return slices.Contains(access["listTasks"], r)
		}), "%s is for somebody who uses the console", a.name)
	}
}

// What is wrong with a form is told by the names of its fields.
func TestEveryFieldOfAnActionHasWords(t *testing.T) {
	s := subject{
		Terms: terms.Embedded().At(morning), Device: &shownDevice{},
		Application: &api.Application{SIMs: []api.AppliedSIM{{No: 1}, {No: 2}, {No: 3}}, Device: &api.OrderedModel{}},
	}
	for _, a := range slices.Concat(actions, deviceActions) {
		if a.fields == nil {
			continue
		}
		for _, f := range a.fields(s) {
			if f.Input != pages.Unchanged {
				require.NotEqual(t, f.Name, words.Field(f.Name).JA, "%s of %s", f.Name, a.name)
			}
		}
	}
}

func TestActionsAreOfferedByRoleAndState(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		role   api.Role
		id     string
		offers []string
		not    []string
	}{
		{api.Support, cancellation, []string{"withdraw"}, nil},
		{api.Identity, cancellation, nil, []string{"withdraw"}},
		{api.Admin, cancellation, nil, []string{"withdraw"}},
		{api.Identity, application, []string{"approve", "refuse", "reject"}, []string{"ship", "withdraw", "address-right"}},
		{api.Support, application, []string{"withdraw"}, []string{"approve", "renew-invitation"}},
		{api.Shipping, application, nil, []string{"ship"}},
		{api.Billing, claim, []string{"ask-for-waiver"}, []string{"correct-delivery"}},
		{api.Shipping, claim, []string{"correct-delivery"}, []string{"ask-for-waiver", "ship"}},
	} {
		p := w.as(c.role).open("/console/cases/" + c.id)
		require.Equal(t, http.StatusOK, p.status, p.text)
		for _, name := range c.offers {
			require.Contains(t, p.text, "/actions/"+name+`"`, "%s of %s", c.role, c.id)
		}
		for _, name := range c.not {
			require.NotContains(t, p.text, "/actions/"+name+`"`, "%s of %s", c.role, c.id)
		}
	}
}

func TestARefusalIsToldBesideItsForm(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	page := "/console/cases/" + application
	p := b.open(page)
	key := p.hidden("key")
	require.NotEmpty(t, key)
	p = b.submit(page+"/actions/refuse", url.Values{"key": {key}, "back": {page}, "submission": {submission}, "out_of_turn": {"escalated"}})
	require.Equal(t, page, p.hidden("back"), "another language shows the case again")
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, `role="alert"`)
	require.Contains(t, p.text, "入力または選択してください。")
	require.Contains(t, p.text, `<option value="escalated" selected>`, "what was filled in stays")
	require.NotContains(t, p.text, key, "a corrected form is another command")

	p = w.as(api.Support).submit(page+"/actions/approve", url.Values{"key": {key}})
	require.Equal(t, http.StatusNotFound, p.status, "not an action of that role")
}

func TestFormsBecomeWhatTheOperationTakes(t *testing.T) {
	a := api.New(api.Deps{})
	find := func(kind, name string) action {
		got, ok := find(subject{CasePage: api.CasePage{Case: api.Case{Kind: kind}}}, name)
		require.True(t, ok, name)
		return got
	}
	s := subject{
		Terms:       terms.Embedded().At(morning),
		CasePage:    api.CasePage{Case: api.Case{ID: "app_1"}},
		Application: &api.Application{SIMs: []api.AppliedSIM{{No: 1, Kind: terms.VoiceSIM}, {No: 2, Kind: terms.VoiceSIM, MNP: true}, {No: 3, Kind: terms.DataSIM}}},
	}
	in, err := find("signup", "ship").input(&pages.Site{API: a}, s, url.Values{"key": {"k"}, "tracking_no": {" 1234-5678 "}, "phone_1": {"09012345678"}, "phone_2": {"evil"}})
	require.NoError(t, err)
	require.Equal(t, "k", in.Key)
	require.Equal(t, "app_1", in.Path["id"])
	require.Equal(t, map[string]any{
		"tracking_no": "1234-5678", "sims": []map[string]any{{"no": 1, "phone_number": "09012345678"}},
	}, in.Body)

	in, err = find("signup", "address-changed").input(&pages.Site{API: a}, s, url.Values{
		"address.postal_code": {"102-0071"}, "address.prefecture": {"東京都"}, "address.city": {"千代田区"}, "address.street": {"富士見2-10-2"},
	})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"address": map[string]any{
		"postal_code": "102-0071", "prefecture": "東京都", "city": "千代田区", "street": "富士見2-10-2",
	}}, in.Body)

	s.Timeline = []api.Entry{{Step: "delivered/ref", Facts: map[string]any{"fact": 1.0, "delivered_at": "2026-11-01T02:20:00Z"}}}
	in, err = find("replacement", "correct-delivery").input(&pages.Site{API: a}, s, url.Values{"fact": {"1"}, "delivered_at": {"2026-11-02T09:30"}})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"fact": int64(1), "delivered_at": "2026-11-02T09:30:00+09:00"}, in.Body)

	_, err = find("replacement", "correct-delivery").input(&pages.Site{API: a}, s, url.Values{"fact": {"1"}, "delivered_at": {"yesterday"}})
	require.Error(t, err)

	s.Charges = []api.Charge{{ID: "chg_1", Kind: "charge", Amount: 40_000}, {ID: "chg_2", Kind: "charge", CancelledBy: "chg_3"}}
	require.Len(t, standing(s), 1)
	in, err = find("replacement", "ask-for-waiver").input(&pages.Site{API: a}, s, url.Values{"id": {"chg_1"}, "reason": {"illness"}})
	require.NoError(t, err)
	require.Equal(t, "chg_1", in.Path["id"], "the charge, not the case")
	require.Equal(t, map[string]any{"reason": "illness"}, in.Body)

	in, err = find("waiver", "reject-waiver").input(&pages.Site{API: a}, s, url.Values{})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"approve": false}, in.Body)
}
