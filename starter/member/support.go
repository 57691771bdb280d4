package member

import (
	"net/http"

	"kigen/internal/terms"
	"kigen/starter/pages"
)

func supportRoutes(r routes) {
	r.open("GET /support", r.support)
}

// support tells whom to ask, under the terms in force. Letters lead here, and
// their reader's language is not known: the page has both, the chosen one first.
func (m *Pages) support(v *visit) error {
	return v.Show(http.StatusOK, supportView(v, m.API.Terms.At(v.Now()).Contacts))
}

// inOther is the visit in the language that was not chosen.
func (v *visit) inOther() *visit {
	turned := *v.Visit
	turned.Lang = pages.English
	if v.Lang == pages.English {
		turned.Lang = pages.Japanese
	}
	return &visit{Visit: &turned, member: v.member, session: v.session}
}

// hours of a desk, in Japan's time.
func (v *visit) hours(closed terms.Text, from, until string) string {
	return v.T(closed.JA+" "+from+"〜"+until, closed.EN+", "+from+"–"+until+" Japan time")
}
