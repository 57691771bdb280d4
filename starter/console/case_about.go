package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// mostLinked bounds the other cases that a case's page names.
const mostLinked = 8

// about reads what the case is about, and what else is: the member, the
// application, the device or charge, and other cases.
func (v *visit) about(s *shownCase) (err error) {
	if s.Kind == "signup" && v.May("getApplication") {
		if s.Application, err = asked[api.Application](v, "getApplication", s.ID); err != nil {
			return err
		}
	}
	if s.Member != "" && v.May("getMember") {
		if s.member, err = asked[api.MemberPage](v, "getMember", s.Member); err != nil {
			return err
		}
	}
	switch {
	case strings.HasPrefix(s.Subject, "dev_") && v.May("getDevice"):
		s.device, err = asked[api.Device](v, "getDevice", s.Subject)
	case strings.HasPrefix(s.Subject, "chg_") && v.May("getCharge"):
		s.charged, err = asked[api.Charge](v, "getCharge", s.Subject)
	}
	if err != nil {
		return err
	}
	return v.link(s)
}

// link reads the cases about the same thing, those of the case's charges, and
// the member's others that are open.
func (v *visit) link(s *shownCase) error {
	add := func(to *[]api.Case, filters url.Values, which func(api.Case) bool) error {
		filters.Set("limit", "50")
		page, err := pages.Ask[api.Page[api.Case]](v.Visit, "listCases", pages.Input{Query: filters})
		if err != nil {
			return err
		}
		for _, c := range page.Items {
			known := func(k api.Case) bool { return k.ID == c.ID }
			if c.ID != s.ID && (which == nil || which(c)) && len(*to) < mostLinked && !slices.ContainsFunc(s.linked, known) {
				*to = append(*to, c)
			}
		}
		return nil
	}
	if s.Subject != "" && s.Subject != s.ID {
		if err := add(&s.linked, url.Values{"subject": {s.Subject}}, nil); err != nil {
			return err
		}
	}
	if s.Member == "" {
		return nil
	}
	if len(s.Charges) > 0 {
		s.Waivers = map[string]string{}
		err := add(&s.linked, url.Values{"member": {s.Member}, "kind": {"waiver"}}, func(c api.Case) bool {
			if c.ClosedAt == nil {
				s.Waivers[c.Subject] = c.ID
			}
			return slices.ContainsFunc(s.Charges, func(x api.Charge) bool { return x.ID == c.Subject })
		})
		if err != nil {
			return err
		}
	}
	return add(&s.others, url.Values{"member": {s.Member}, "state": {"open"}}, nil)
}

// asked is an answer about one thing; nil where there is none such.
func asked[Out any](v *visit, operation, id string) (*Out, error) {
	out, err := pages.Ask[Out](v.Visit, operation, pages.ByID(id))
	if err != nil {
		if p := v.Site.Problem(v.Visit, err); p.Status == http.StatusNotFound {
			return nil, nil
		}
		return nil, err
	}
	return &out, nil
}
