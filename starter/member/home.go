package member

import (
	"net/http"

	"github.com/a-h/templ"
)

// section is a part of the first page; nil where it has nothing to show.
type section func(v *visit) (templ.Component, error)

// The parts of the first page, in order: what the member is to do or waits for, and
// what members come for.
var (
	pressing = []section{registrationSection, applicationsSection, toSendSection, casesSection}
	usual    = []section{shortcutsSection, chargesSection, lettersSection}
)

func homeRoutes(r routes) {
	r.signedIn("GET "+root+"/{$}", r.home)
}

func (m *Pages) home(v *visit) error {
	first, err := v.sections(pressing)
	if err != nil {
		return err
	}
	rest, err := v.sections(usual)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, homeView(v, first, rest))
}

func (v *visit) sections(all []section) (shown []templ.Component, err error) {
	for _, section := range all {
		c, err := section(v)
		if err != nil {
			return nil, err
		}
		if c != nil {
			shown = append(shown, c)
		}
	}
	return shown, nil
}
