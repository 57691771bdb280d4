package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/jst"
	"kigen/internal/options"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerDevices(a *API) {
	query(a, Op{
		ID: "listDevices", Method: http.MethodGet, Path: "/v1/devices", Tag: "members",
		EN: "Devices", JA: "端末の一覧を表示します。",
	}, a.listDevices)
	query(a, Op{
		ID: "getDevice", Method: http.MethodGet, Path: "/v1/devices/{id}", Tag: "members",
		Rules: []terms.ID{terms.O4, terms.C8, terms.P3, terms.P6, terms.P7},
		EN:    "A device with how it is paid, its warranty, its compensation and what is left of it",
		JA:    "端末と、お支払い、保証、補償オプションの利用状況を表示します。",
	}, a.getDevice)
}

// Device is a device that a member bought, or got as a replacement.
type Device struct {
	ID           string        `json:"id"`
	Member       string        `json:"member_id"`
	Line         string        `json:"line_id,omitempty"`
	Model        string        `json:"model" doc:"The model's code."`
	Name         string        `json:"name" doc:"The model's name."`
	Colour       string        `json:"colour"`
	IMEI         string        `json:"imei"`
	Refurbished  bool          `json:"refurbished"`
	PurchasedOn  jst.Day       `json:"purchased_on" format:"date"`
	UseStart     jst.Day       `json:"use_start" format:"date"`
	State        string        `json:"state"`
	Replaces     string        `json:"replaces,omitempty"`
	ReplacedBy   string        `json:"replaced_by,omitempty"`
	Compensation *Compensation `json:"compensation,omitempty"`
	// The rest is shown for a single device that was bought here.
	Purchase        *Purchase `json:"purchase,omitempty"`
	WarrantyThrough *jst.Day  `json:"warranty_through,omitempty" format:"date" doc:"P-6: the last day of a new device's maker's warranty."`
	ExchangeThrough *jst.Day  `json:"exchange_through,omitempty" format:"date" doc:"P-7: the last day to report a used device's malfunction."`
}

// Compensation is the option that covers a device.
type Compensation struct {
	ID           string  `json:"id"`
	Class        string  `json:"class" enum:"new,used"`
	MonthlyFee   int64   `json:"monthly_fee" doc:"In yen, tax included (O-1)."`
	FeeThisMonth int64   `json:"fee_this_month" doc:"What it costs in the month of the request (O-3)."`
	StartedOn    jst.Day `json:"started_on" format:"date"`
	Lifetime
	YearFrom jst.Day `json:"year_from" format:"date" doc:"First day of the use year at the request's instant (C-8)."`
	YearTo   jst.Day `json:"year_to" format:"date" doc:"Its last day."`
	Used     int     `json:"used" doc:"Uses in that year."`
	MaxUses  int     `json:"max_uses" doc:"How many the terms allow (O-4)."`
}

func (a *API) deviceView(at time.Time) func(postgres.DeviceRow) Device {
	t := a.Terms.At(at)
	return func(d postgres.DeviceRow) Device {
		v := Device{
			ID: d.ID, Member: d.Member, Line: d.Line, Model: d.Model, Name: d.ModelName, Colour: d.Colour, IMEI: d.IMEI,
			Refurbished: d.Refurbished, PurchasedOn: d.PurchasedOn, UseStart: d.UseStart, State: d.State,
		}
		if d.Replaces != nil {
			v.Replaces = *d.Replaces
		}
		if d.ReplacedBy != nil {
			v.ReplacedBy = *d.ReplacedBy
		}
		if d.Compensation == nil {
			return v
		}
		c := Compensation{
			ID: *d.Compensation, Class: *d.Class, MonthlyFee: d.MonthlyFee.Int64(), StartedOn: *d.StartedOn,
			MaxUses: t.O4.Uses,
		}
		o := options.Option{Kind: options.Compensation, Fee: *d.MonthlyFee, StartedOn: c.StartedOn}
		if d.EndsAt != nil {
			o.CancelledOn, o.EndsAt = *d.CancelledOn, *d.EndsAt
		}
		c.FeeThisMonth, c.Lifetime = options.FeeOf(t, o, jst.MonthOf(at)).Int64(), lifetime(o, at)
		c.YearFrom, c.YearTo = jst.UseYear(c.StartedOn, jst.DayOf(at))
		for _, year := range d.Uses {
			if year.Equal(c.YearFrom) {
				c.Used++
			}
		}
		v.Compensation = &c
		return v
	}
}

func (a *API) listDevices(ctx context.Context, r *Request, in *ofMember) (Page[Device], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.DeviceRow, error) {
		return postgres.Devices(ctx, a.Pool, r.own(in.Member), in.Clock, after, limit)
	}, a.deviceView(r.At), func(d postgres.DeviceRow) postgres.Place { return postgres.Place{ID: d.ID} })
}

func (a *API) getDevice(ctx context.Context, r *Request, in *byID) (Device, error) {
	row, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return Device{}, err
	}
	d := a.deviceView(r.At)(row)
	return d, a.supplied(ctx, r, &d)
}

// deviceFor gives the device of that ID to a caller who may see it, and puts
// the request on its member's clock.
func (a *API) deviceFor(ctx context.Context, r *Request, id string) (postgres.DeviceRow, error) {
	row, err := postgres.Device(ctx, a.Pool, id)
	if err == nil {
		err = r.visible(row.Member)
	}
	if err != nil {
		return postgres.DeviceRow{}, err
	}
	return row, a.enterClock(ctx, r, row.Clock)
}
