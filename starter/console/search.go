package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// searched is what was looked for and found. The text stays on the page and is
// in no address.
type searched struct {
	text  string
	found *api.SearchResult // nil before anything was looked for
	cases []foundCase
}

// foundCase is a case with its own clock's instant.
type foundCase struct {
	api.FoundCase
	now time.Time
}

func (s searched) empty() bool {
	f := s.found
	return len(f.Members)+len(f.Lines)+len(f.Devices)+len(f.Units)+len(f.Cases)+len(f.Parcels) == 0
}

// takenFor tells whether the text may stand for that.
func (s searched) takenFor(what string) bool { return slices.Contains(s.found.Understood, what) }

// searchPage is the page of the search before anything is looked for.
func (c *Console) searchPage(v *visit) error {
	return v.Show(http.StatusOK, searchView(v, searched{}))
}

// search looks a text up; what is one thing beyond doubt is shown at once.
func (c *Console) search(v *visit) error {
	text := v.R.PostFormValue("text")
	found, err := pages.Ask[api.SearchResult](v.Visit, "search", pages.Input{Body: map[string]string{"text": text}})
	if err != nil {
		return err
	}
	s := searched{text: text, found: &found}
	if page := v.only(s); page != "" {
		return v.Redirect(page)
	}
	for _, one := range found.Cases {
		now, err := v.Clock(one.Clock)
		if err != nil {
			return err
		}
		s.cases = append(s.cases, foundCase{one, now})
	}
	return v.Show(http.StatusOK, searchView(v, s))
}

// only is the page of the one thing that a text stands for, empty where there
// are several, or none.
func (v *visit) only(s searched) string {
	f := s.found
	if f.More {
		return ""
	}
	things := len(f.Members) + len(f.Lines) + len(f.Devices) + len(f.Units) + len(f.Parcels)
	switch {
	case len(f.Members) == 1 && things == 1:
		return memberPage(f.Members[0].ID)
	case len(f.Lines) == 1 && things == 1 && s.takenFor("phone"):
		return memberPage(f.Lines[0].Member)
	case len(f.Devices) == 1 && things == 1:
		return devicePage(f.Devices[0].ID)
	case len(f.Units) == 1 && things == 1:
		return unitPage(f.Units[0].ID)
	case len(f.Cases) == 1 && things == 0:
		return casePage(f.Cases[0].ID)
	}
	return ""
}

func fullName(m api.FoundMember) string {
	if m.Family == "" {
		return ""
	}
	return m.Family + " " + m.Given
}

func yearJA(year int) string { return strconv.Itoa(year) + "年" }
func yearEN(year int) string { return strconv.Itoa(year) }

// searchable says what the person can search by.
func (v *visit) searchable() string {
	if v.May("getMember") {
		return v.T("番号・氏名・電話", "Number, name, phone")
	}
	return v.T("番号・IMEI・伝票", "Number, IMEI, parcel")
}
