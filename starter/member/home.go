package member

import (
	"net/http"

	"github.com/a-h/templ"
)

// sections are the parts of the first page, in order. One that has nothing to
// show gives nil.
var sections = []func(v *visit) (templ.Component, error){
	registrationSection, applicationsSection, toSendSection, casesSection, shortcutsSection, chargesSection, lettersSection,
}

func homeRoutes(r routes) {
	r.signedIn("GET "+root+"/{$}", r.home)
}

func (m *Pages) home(v *visit) error {
	var shown []templ.Component
	for _, section := range sections {
		c, err := section(v)
		if err != nil {
			return err
		}
		if c != nil {
			shown = append(shown, c)
		}
	}
	return v.Show(http.StatusOK, homeView(v, shown))
}
