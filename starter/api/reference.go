package api

import (
	"context"
	"net/http"
	"slices"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func registerReference(a *API) {
	query(a, Op{
		ID: "listDeviceModels", Method: http.MethodGet, Path: "/v1/device-models", Tag: "reference",
		Rules: []terms.ID{terms.O1},
		EN:    "Device models and the fee of their compensation", JA: "販売する端末と補償オプションの月額料金を表示します。",
	}, a.listDeviceModels)
	command(a, Op{
		ID: "putDeviceModel", Method: http.MethodPut, Path: "/v1/device-models/{code}", Tag: "administration",
		Rules: []terms.ID{terms.O1},
		EN:    "Add or change a device model", JA: "販売する端末を登録または変更します。",
	}, a.putDeviceModel)
	command(a, Op{
		ID: "addEntryCodes", Method: http.MethodPost, Path: "/v1/entry-codes", Tag: "administration", MaxBytes: 8 << 20,
		Rules: []terms.ID{terms.S4},
		EN:    "Add package entry codes, one or many", JA: "エントリーコードを登録します。",
	}, a.addEntryCodes)
	command(a, Op{
		ID: "putClosedDay", Method: http.MethodPut, Path: "/v1/closed-days/{day}", Tag: "administration",
		Rules: []terms.ID{terms.C6},
		EN:    "Add a day on which the operator is closed", JA: "休業日を登録します。",
	}, a.putClosedDay)
	query(a, Op{
		ID: "listClosedDays", Method: http.MethodGet, Path: "/v1/closed-days", Tag: "reference",
		Rules: []terms.ID{terms.C6},
		EN:    "Days on which the operator is closed", JA: "休業日の一覧を表示します。",
	}, a.listClosedDays)
}

// DeviceModel is a model that the carrier sells, or that a guarantee may cover.
type DeviceModel struct {
	Code string `json:"code"`
	DeviceModelFacts
}

// DeviceModelFacts are what is registered of a model.
type DeviceModelFacts struct {
	Name            string  `json:"name" minLength:"1" maxLength:"100"`
	Maker           string  `json:"maker" minLength:"1" maxLength:"100"`
	OS              string  `json:"os" enum:"android,ios,windows,router"`
	Class           string  `json:"class" enum:"new,used,own" doc:"own: not sold by the carrier, but a guarantee may cover it (W-9)."`
	Price           *int64  `json:"price,omitempty" minimum:"1" doc:"In yen, tax included; none for class own."`
	CompensationFee *int64  `json:"compensation_fee,omitempty" minimum:"1" doc:"The monthly fee of its compensation in yen, tax included (O-1); none where it is not offered."`
	ReleasedOn      jst.Day `json:"released_on,omitzero" format:"date" doc:"By its maker: W-9 and W-10 go by it."`
	SoldInJapan     *bool   `json:"sold_in_japan,omitempty" doc:"W-9: sold in Japan with the technical conformity mark (技適マーク). True unless told."`
}

func modelView(m postgres.DeviceModelRow) DeviceModel {
	v := DeviceModel{Code: m.Code, DeviceModelFacts: DeviceModelFacts{
		Name: m.Name, Maker: m.Maker, OS: m.OS, Class: m.Class, ReleasedOn: m.ReleasedOn, SoldInJapan: &m.SoldInJapan,
	}}
	if m.Price != nil {
		v.Price = ptr(m.Price.Int64())
	}
	if m.CompensationFee != nil {
		v.CompensationFee = ptr(m.CompensationFee.Int64())
	}
	return v
}

func (a *API) listDeviceModels(ctx context.Context, _ *Request, in *struct{ Paging }) (Page[DeviceModel], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.DeviceModelRow, error) {
		return postgres.DeviceModels(ctx, a.Pool, after, limit)
	}, modelView, func(m postgres.DeviceModelRow) postgres.Place { return postgres.Place{ID: m.Code} })
}

type putDeviceModel struct {
	Code string `path:"code" pattern:"^[a-z0-9][a-z0-9-]{0,49}$" patternDescription:"up to 50 small letters, digits or hyphens"`
	Body DeviceModelFacts
}

func (a *API) putDeviceModel(ctx context.Context, r *Request, in *putDeviceModel) (DeviceModel, error) {
	m := postgres.DeviceModelRow{
		Code: in.Code, Name: in.Body.Name, Maker: in.Body.Maker, OS: in.Body.OS, Class: in.Body.Class,
		ReleasedOn: in.Body.ReleasedOn, SoldInJapan: in.Body.SoldInJapan == nil || *in.Body.SoldInJapan,
	}
	switch {
	case (in.Body.Price == nil) != (m.Class == own):
		return DeviceModel{}, invalid("price", "価格は、当社が販売する機種にのみ指定してください。",
			"A model has a price where the carrier sells it, and only there.")
	case m.Class == own && in.Body.CompensationFee != nil:
		return DeviceModel{}, invalid("compensation_fee", "当社が販売しない機種には、補償オプションはありません。",
			"There is no compensation for a model that the carrier doesn't sell (O-2).")
	case in.Body.Price != nil:
		m.Price = ptr(yen.Of(*in.Body.Price))
	}
	if fee := in.Body.CompensationFee; fee != nil {
		if !offered(a.Terms.At(r.At), m.Class, yen.Of(*fee)) {
			return DeviceModel{}, invalid("compensation_fee", "約款に定める月額料金を指定してください。(O-1)",
				"Give a monthly fee that the terms name (O-1).")
		}
		m.CompensationFee = ptr(yen.Of(*fee))
	}
	row, err := postgres.PutDeviceModel(ctx, a.Pool, m)
	return modelView(row), err
}

// own is the class of models that the carrier doesn't sell.
const own = "own"

// offered tells whether the terms name the fee for devices of that class (O-1).
func offered(v *terms.Version, class string, fee yen.Amount) bool {
	if class == "used" {
		return fee == v.O1.Used.TaxIncluded
	}
	return slices.ContainsFunc(v.O1.New, func(p terms.Price) bool { return p.TaxIncluded == fee })
}

type addEntryCodes struct {
	Body struct {
		Codes []EntryCode `json:"codes" minItems:"1" maxItems:"10000" nullable:"false"`
	}
}

// EntryCode is a package's code, which fixes the SIM kind (S-4).
type EntryCode struct {
	Code    string `json:"code" pattern:"^[A-Za-z0-9-]{4,40}$" patternDescription:"4 to 40 letters, digits or hyphens"`
	SIMKind string `json:"sim_kind" enum:"data,sms,voice"`
}

// Added tells how many were new.
type Added struct {
	Added int `json:"added"`
}

func (a *API) addEntryCodes(ctx context.Context, _ *Request, in *addEntryCodes) (Added, error) {
	codes := make([]postgres.EntryCode, len(in.Body.Codes))
	for i, c := range in.Body.Codes {
		codes[i] = postgres.EntryCode(c)
	}
	n, err := postgres.AddEntryCodes(ctx, a.Pool, codes)
	return Added{Added: n}, err
}

type putClosedDay struct {
	Day  jst.Day `path:"day" format:"date"`
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
	}
}

func (a *API) putClosedDay(ctx context.Context, _ *Request, in *putClosedDay) (postgres.ClosedDay, error) {
	d := postgres.ClosedDay{Day: in.Day, Name: in.Body.Name}
	return d, postgres.PutClosedDay(ctx, a.Pool, d)
}

type listClosedDays struct {
	Year int `query:"year" minimum:"2000" maximum:"2200" doc:"This year unless told."`
}

// ClosedDays are those of a year.
type ClosedDays struct {
	Items []postgres.ClosedDay `json:"items" nullable:"false"`
}

func (a *API) listClosedDays(ctx context.Context, r *Request, in *listClosedDays) (ClosedDays, error) {
	year := in.Year
	if year == 0 {
		year = jst.DayOf(r.At).Year()
	}
	days, err := postgres.ClosedDays(ctx, a.Pool, jst.MakeDay(year, 1, 1), jst.MakeDay(year, 12, 31))
	if days == nil {
		days = []postgres.ClosedDay{}
	}
	return ClosedDays{Items: days}, err
}
