package api

import (
	"context"
	"net/http"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerPurchases(a *API) {
	command(a, Op{
		ID: "recordInstalments", Method: http.MethodPost, Path: "/v1/devices/{id}/instalments", Tag: "charges", Status: http.StatusCreated,
		Rules: []terms.ID{terms.P2, terms.P3},
		EN:    "Record that parts of a device's price were paid, as before their day; the last one frees the place for another device",
		JA:    "端末の代金のお支払い（繰上返済など）を登録します。完済すると、お支払い中の台数に数えなくなります。",
	}, a.recordInstalments)
}

// Purchase is how a device is paid (P-3); it goes on for the one that took its place.
type Purchase struct {
	Price     int64   `json:"price" doc:"In yen, tax included."`
	Parts     int     `json:"parts" doc:"In how many monthly parts; 1 for a lump sum."`
	Amounts   []int64 `json:"amounts" nullable:"false" doc:"Each part in yen, tax included; the first takes the remainder."`
	Paid      int     `json:"paid" doc:"How many of the parts are paid."`
	Remaining int64   `json:"remaining" doc:"What is still to be paid, in yen."`
}

func purchase(p supply.Purchase) Purchase {
	v := Purchase{Price: p.Price.Int64(), Parts: p.Parts, Paid: p.Paid, Remaining: p.Remaining().Int64()}
	for _, amount := range p.Schedule() {
		v.Amounts = append(v.Amounts, amount.Int64())
	}
	return v
}

// supplied completes a device with what P says of it: how it is paid, and until
// when its faults go to the maker (P-6) or have it exchanged (P-7).
func (a *API) supplied(ctx context.Context, r *Request, d *Device) error {
	row, err := postgres.PurchaseOf(ctx, a.Pool, d.ID)
	if err != nil || row.Parts == 0 {
		return err
	}
	d.Purchase = ptr(purchase(row.Purchase))
	t := a.Terms.At(r.At)
	switch terms.DeviceClass(row.Class) {
	case terms.NewDevice:
		d.WarrantyThrough = ptr(supply.Warranty(t, d.UseStart).LastGoodDay)
	case terms.UsedDevice:
		d.ExchangeThrough = ptr(supply.ExchangePeriod(t, d.UseStart).LastGoodDay)
	}
	return nil
}

type recordInstalments struct {
	ID   string `path:"id" doc:"the device"`
	Body struct {
		Parts int `json:"parts" minimum:"1" maximum:"100" doc:"How many of the next parts were paid; 1 for a lump sum."`
	}
}

// InstalmentPayment is parts of a device's price that were recorded as paid.
type InstalmentPayment struct {
	ID       string   `json:"id" doc:"the case"`
	Purchase Purchase `json:"purchase" doc:"As it stands after."`
}

func (a *API) recordInstalments(ctx context.Context, r *Request, in *recordInstalments) (InstalmentPayment, error) {
	device, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return InstalmentPayment{}, err
	}
	id := r.NewID("ipm")
	after, err := engine.UpdateWithStart(ctx, a.Engine, message.InstalmentPayment,
		r.Run(message.InstalmentPaymentID(id), device.Member, "P-3: parts of a device's price were paid"),
		message.InstalmentPaymentInput{Payment: id, Device: in.ID, Clock: r.Clock, Parts: in.Body.Parts, At: r.At, Actor: r.Actor()},
		message.RecordInstalments, r.UpdateID(), message.None{})
	if err != nil {
		return InstalmentPayment{}, err
	}
	return InstalmentPayment{ID: id, Purchase: purchase(after)}, nil
}
