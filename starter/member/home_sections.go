package member

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"kigen/internal/jst"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// toSendSection is what the member is to send back, the most pressing first.
func toSendSection(v *visit) (templ.Component, error) {
	open, err := v.openReturns()
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return toSendView(v, open), nil
}

// registrationSection asks for the devices of guarantees that wait for them (W-3).
func registrationSection(v *visit) (templ.Component, error) {
	guarantees, err := mine[api.Guarantee](v, "listGuarantees", nil)
	if err != nil {
		return nil, err
	}
	guarantees = slices.DeleteFunc(guarantees, func(g api.Guarantee) bool { return g.State != "registration_due" })
	if len(guarantees) == 0 {
		return nil, nil
	}
	now, err := v.instant()
	return registrationsView(v, guarantees, now), err
}

// casesSection is what is under way; registrations have a section of their own.
func casesSection(v *visit) (templ.Component, error) {
	lists, err := v.caseLists()
	if err != nil {
		return nil, err
	}
	open := slices.DeleteFunc(lists.open, func(s shownCase) bool { return s.Kind == "guarantee-registration" })
	if len(open) == 0 {
		return nil, nil
	}
	return underWayView(v, open), nil
}

// latest is how many letters, and how many applications, the first page shows.
const latest = "3"

// lettersSection are the last letters.
func lettersSection(v *visit) (templ.Component, error) {
	list, err := pages.Ask[api.Page[api.Notice]](v.Visit, "listNotices", pages.Input{Query: url.Values{"limit": {latest}}})
	if err != nil || len(list.Items) == 0 {
		return nil, err
	}
	return latestLettersView(v, list.Items), nil
}

// chargesSection is what arose in this month.
func chargesSection(v *visit) (templ.Component, error) {
	now, err := v.instant()
	if err != nil {
		return nil, err
	}
	month := jst.MonthOf(now)
	s, err := pages.Ask[api.Statement](v.Visit, "getStatement", pages.Input{Path: map[string]string{"id": "me", "month": month.String()}})
	if err != nil || len(s.Lines) == 0 {
		return nil, err
	}
	return monthChargesView(v, s), nil
}

// shortcutsSection leads to what members come for.
func shortcutsSection(v *visit) (templ.Component, error) { return shortcutsView(v), nil }
