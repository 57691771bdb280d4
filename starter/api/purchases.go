package api

import (
	"context"

	"kigen/internal/postgres"
	"kigen/internal/supply"
	"kigen/internal/terms"
)

// Purchase is how a device is paid (P-3); it goes on for the one that took its place.
type Purchase struct {
	Price     int64   `json:"price" doc:"In yen, tax included."`
	Parts     int     `json:"parts" doc:"In how many monthly parts; 1 for a lump sum."`
	Amounts   []int64 `json:"amounts" nullable:"false" doc:"Each part in yen, tax included; the first takes the remainder."`
	Paid      int     `json:"paid" doc:"How many of the parts are paid."`
	Remaining int64   `json:"remaining" doc:"What is still to be paid, in yen."`
}

// supplied completes a device with what P says of it: how it is paid, and until
// when its faults go to the maker (P-6) or have it exchanged (P-7).
func (a *API) supplied(ctx context.Context, r *Request, d *Device) error {
	row, err := postgres.PurchaseOf(ctx, a.Pool, d.ID)
	if err != nil || row.Price == 0 {
		return err
	}
	p := supply.Purchase{Price: row.Price, Parts: row.Parts, Paid: row.Paid}
	d.Purchase = &Purchase{Price: p.Price.Int64(), Parts: p.Parts, Paid: p.Paid, Remaining: p.Remaining().Int64()}
	for _, amount := range p.Schedule() {
		d.Purchase.Amounts = append(d.Purchase.Amounts, amount.Int64())
	}
	t := a.Terms.At(r.At)
	switch terms.DeviceClass(row.Class) {
	case terms.NewDevice:
		d.WarrantyThrough = ptr(supply.Warranty(t, d.UseStart).LastGoodDay)
	case terms.UsedDevice:
		d.ExchangeThrough = ptr(supply.ExchangePeriod(t, d.UseStart).LastGoodDay)
	}
	return nil
}
