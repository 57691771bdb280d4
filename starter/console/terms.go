package console

import (
	"net/http"
	"strings"

	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

// shownTerms are the versions of the terms, and one of them or a draft beside
// those in force.
type shownTerms struct {
	versions []*terms.Version
	version  string // that is compared
	draft    string // as it was pasted
	compared *api.TermsComparison
	played   bool
	problem  *api.Problem
}

// versions lists the versions; one that the address names is compared with that
// in force.
func (c *Console) versions(v *visit) error {
	s := shownTerms{version: v.R.FormValue("version")}
	if s.version == "" {
		return c.showTerms(v, http.StatusOK, s)
	}
	return c.compareTerms(v, s, map[string]any{"version": s.version, "cases": v.R.FormValue("cases") != ""})
}

// tryDraft compares a pasted draft with the terms in force. It is kept nowhere.
func (c *Console) tryDraft(v *visit) error {
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	s := shownTerms{draft: strings.ReplaceAll(v.R.PostForm.Get("draft"), "\r\n", "\n")}
	return c.compareTerms(v, s, map[string]any{"draft": s.draft, "cases": v.R.PostForm.Get("cases") != ""})
}

func (c *Console) compareTerms(v *visit, s shownTerms, body map[string]any) error {
	s.played, _ = body["cases"].(bool)
	compared, err := pages.Ask[api.TermsComparison](v.Visit, "compareTerms", pages.Input{Body: body})
	if err == nil {
		s.compared = &compared
		return c.showTerms(v, http.StatusOK, s)
	}
	s.problem = c.Problem(v.Visit, err)
	if s.problem.Code == refusal.Unauthenticated {
		return s.problem
	}
	return c.showTerms(v, s.problem.Status, s)
}

func (c *Console) showTerms(v *visit, status int, s shownTerms) error {
	s.versions = c.API.Terms.Versions()
	return v.Show(status, termsView(v, s))
}

// byRule are the differences, those of a rule together.
func (s shownTerms) byRule() (groups []changedRule) {
	for _, c := range s.compared.Changes {
		if n := len(groups); n == 0 || groups[n-1].rule != c.Rule {
			groups = append(groups, changedRule{rule: c.Rule})
		}
		last := &groups[len(groups)-1]
		last.changes = append(last.changes, c.Change)
	}
	return groups
}

// changedRule is what is stated differently of a rule, or of none.
type changedRule struct {
	rule    terms.ID
	changes []terms.Change
}

// part is the path of a change below its rule.
func (r changedRule) part(path string) string { return strings.TrimPrefix(path, string(r.rule)+".") }

// consequence is a charge or a deadline in a line.
func (v *visit) consequence(e api.TermsEffect) string {
	if e.What == "charge" {
		return v.Text(words.Charge(e.Name)) + " " + v.Yen(e.Amount) + v.T("(", " (") + v.Instant(e.At) + v.T(")", ")")
	}
	return v.Text(words.Deadline(e.Name)) + v.T("(期限 ", " (lapses ") + v.Instant(e.At) + v.T(")", ")")
}
