package console

import (
	"net/http"
	"net/url"

	"kigen/starter/api"
)

// repairs are the kinds of cases with a repair agreement.
var repairs = map[string]bool{"repair": true, "guarantee-claim": true}

// returnsOf are what a case expects back, or got back.
func (v *visit) returnsOf(caseID string) ([]api.Return, error) {
	if !v.may("listReturns") {
		return nil, nil
	}
	page, err := ask[api.Page[api.Return]](v, "listReturns", input{query: url.Values{"case": {caseID}, "limit": {"100"}}})
	return page.Items, err
}

// parcelsOf are the parcels that were sent in a case.
func (v *visit) parcelsOf(caseID string) ([]api.Parcel, error) {
	if !v.may("getPackingSlip") {
		return nil, nil
	}
	page, err := ask[api.Page[api.Parcel]](v, "listShipments", input{query: url.Values{"case": {caseID}, "limit": {"100"}}})
	return page.Items, err
}

func (c *Console) packingSlip(v *visit) error { return v.paper("getPackingSlip") }

func (c *Console) returnSlip(v *visit) error { return v.paper("getReturnSlip") }

func (c *Console) repairAgreement(v *visit) error { return v.paper("getRepairAgreement") }

// paper shows a PDF.
func (v *visit) paper(operation string) error {
	f, err := ask[file](v, operation, byID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'")
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(f.content)
	return nil
}
