package console

import (
	"net/url"
	"slices"

	"kigen/internal/papers"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// withAgreement tells a case whose device is repaired, and expected with a repair agreement.
func (s shownCase) withAgreement() bool {
	return (s.Kind == "repair" || s.Kind == "guarantee-claim") &&
		slices.ContainsFunc(s.returns, func(r api.Return) bool { return r.Kind == papers.BrokenDevice })
}

// returnsOf are what a case expects back, or got back.
func (v *visit) returnsOf(caseID string) ([]api.Return, error) {
	if !v.May("listReturns") {
		return nil, nil
	}
	page, err := pages.Ask[api.Page[api.Return]](v.Visit, "listReturns", pages.Input{Query: url.Values{"case": {caseID}, "limit": {"100"}}})
	return page.Items, err
}

// parcelsOf are the parcels that were sent in a case.
func (v *visit) parcelsOf(caseID string) ([]api.Parcel, error) {
	if !v.May("getPackingSlip") {
		return nil, nil
	}
	page, err := pages.Ask[api.Page[api.Parcel]](v.Visit, "listShipments", pages.Input{Query: url.Values{"case": {caseID}, "limit": {"100"}}})
	return page.Items, err
}

func (c *Console) packingSlip(v *visit) error { return v.Paper("getPackingSlip") }

func (c *Console) returnSlip(v *visit) error { return v.Paper("getReturnSlip") }

func (c *Console) repairAgreement(v *visit) error { return v.Paper("getRepairAgreement") }
