package member

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"kigen/internal/guarantee"
	"kigen/internal/papers"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func caseRoutes(r routes) {
	r.signedIn("GET "+root+"/cases", r.cases)
	r.signedIn("GET "+root+"/cases/{id}", r.caseOf)
	r.signedIn("GET "+root+"/cases/{id}/agreement.pdf", r.agreement)
	r.signedIn("GET "+root+"/cases/{id}/{action}", r.actionPage)
	r.signedIn("POST "+root+"/cases/{id}/{action}", r.act)
}

// receiptOf is a case's page as the receipt of what was just handed in.
func receiptOf(id string) string { return here("cases", id) + "?receipt=1" }

// aside are kinds of cases that are no business of the member's own.
var aside = []string{"waiver", "use-start-correction", "month-end", "instalment-payment", "stock-check", "stock-intake"}

// signup is the kind of the applications, which have pages of their own.
const signup = "signup"

// caseLists are the member's cases, those under way first.
type caseLists struct {
	open []shownCase
	over []api.Case
}

func (m *Pages) cases(v *visit) error {
	lists, err := v.caseLists()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, casesView(v, lists))
}

func (v *visit) caseLists() (lists caseLists, err error) {
	all, err := mine[api.Case](v, "listCases", nil)
	if err != nil {
		return lists, err
	}
	for _, c := range all {
		switch {
		case c.Kind == signup || slices.Contains(aside, c.Kind):
		case c.ClosedAt != nil:
			lists.over = append(lists.over, c)
		default:
			s, err := v.shownCase(c.ID)
			if err != nil {
				return lists, err
			}
			lists.open = append(lists.open, s)
		}
	}
	return lists, nil
}

// shownCase is a case as its member sees it.
type shownCase struct {
	api.CasePage
	now     time.Time
	terms   *terms.Version
	returns []api.Return
	parcels []api.Parcel
	offers  []offer
	shop    *api.RepairShop // to which the device is brought; nil where it is sent (U-1)
	receipt bool
}

func (m *Pages) caseOf(v *visit) error {
	s, err := v.shownCase(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	if s.Kind == signup {
		return v.Redirect(here("applications", s.ID))
	}
	if slices.Contains(aside, s.Kind) {
		return pages.Missing()
	}
	s.receipt = v.R.FormValue("receipt") != ""
	return v.Show(http.StatusOK, caseView(v, s))
}

func (v *visit) shownCase(id string) (s shownCase, err error) {
	if s.CasePage, err = pages.Ask[api.CasePage](v.Visit, "getCase", pages.ByID(id)); err != nil {
		return s, err
	}
	if s.now, err = v.Clock(s.Clock); err != nil {
		return s, err
	}
	s.terms = v.termsAt(s.now)
	if s.returns, err = mine[api.Return](v, "listReturns", url.Values{"case": {id}}); err != nil {
		return s, err
	}
	if s.parcels, err = mine[api.Parcel](v, "listShipments", url.Values{"case": {id}}); err != nil {
		return s, err
	}
	s.offers = offersOf(s)
	s.shop, err = v.shopOf(s.CasePage)
	return s, err
}

// shopOf is the shop to which the member said to bring the device; nil for none.
func (v *visit) shopOf(c api.CasePage) (*api.RepairShop, error) {
	if c.Kind != "repair" || c.State != repair.CaseReceived && c.State != repair.CaseRecurred {
		return nil, nil
	}
	code := ""
	for _, e := range c.Timeline {
		if e.Step == repair.StepFiled && e.Facts["route"] == string(repair.ByShop) {
			code, _ = e.Facts["shop"].(string)
		}
	}
	if code == "" {
		return nil, nil
	}
	shops, err := mine[api.RepairShop](v, "listRepairShops", nil)
	i := slices.IndexFunc(shops, func(s api.RepairShop) bool { return s.Code == code })
	if i < 0 {
		return nil, err
	}
	return &shops[i], err
}

// toSend are what the member is to send in the case.
func (s shownCase) toSend() []api.Return {
	return slices.DeleteFunc(slices.Clone(s.returns), func(r api.Return) bool { return r.BookedAt != nil })
}

// withAgreement tells that the member is to sign the repair agreement: it goes
// with the device, or the repair waits for it (U-1, W-11).
func (s shownCase) withAgreement() bool {
	switch {
	case s.ClosedAt != nil || s.Kind != "repair" && s.Kind != "guarantee-claim":
		return false
	case s.State == repair.CaseOnHold || s.State == guarantee.StateAgreementDue:
		return true
	}
	return slices.ContainsFunc(s.toSend(), func(r api.Return) bool { return r.Kind == papers.BrokenDevice })
}

// checklist is what is done before the device is sent (U-10, W-11); none in a
// case in which none is sent.
func (s shownCase) checklist() []terms.Item {
	waits := slices.ContainsFunc(s.toSend(), func(r api.Return) bool {
		return r.Kind == papers.BrokenDevice || r.Kind == papers.UsedDevice || r.Kind == papers.OldDevice
	})
	switch {
	case !waits:
		return nil
	case s.Kind == "guarantee-claim":
		return s.terms.W11.Checklist
	}
	return s.terms.U10.Checklist
}

// next is the open deadline that presses most of what the member is to do; false for none.
func (s shownCase) next() (api.Deadline, bool) {
	open := openOf(s.Deadlines, toSend, toDo)
	if len(open) == 0 {
		return api.Deadline{}, false
	}
	return open[0], true
}

// told are the steps that the member is shown, the latest first.
func (v *visit) told(s shownCase) []happening {
	var list []happening
	for _, e := range s.Timeline {
		if what := v.stepText(e.CaseKind, e.Step); what != "" {
			list = append(list, happening{e, what})
		}
	}
	slices.Reverse(list)
	return list
}

// happening is a step in the member's words.
type happening struct {
	api.Entry
	what string
}

// agreement is the repair agreement as a PDF.
func (m *Pages) agreement(v *visit) error { return v.Paper("getRepairAgreement") }
