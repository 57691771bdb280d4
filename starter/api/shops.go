package api

import (
	"context"
	"net/http"

	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerShops(a *API) {
	query(a, Op{
		ID: "listRepairShops", Method: http.MethodGet, Path: "/v1/repair-shops", Tag: "reference",
		Rules: []terms.ID{terms.U1},
		EN:    "The shops to which a broken device may be brought, after the reception", JA: "修理の受付後に端末をお持ち込みいただける店舗を表示します。",
	}, a.listRepairShops)
	command(a, Op{
		ID: "putRepairShop", Method: http.MethodPut, Path: "/v1/repair-shops/{code}", Tag: "administration",
		Rules: []terms.ID{terms.U1},
		EN:    "Add or change a shop that repairs devices", JA: "修理の持ち込み店舗を登録または変更します。",
	}, a.putRepairShop)
}

// RepairShop is a shop that the carrier names for repairs.
type RepairShop struct {
	Code string `json:"code"`
	RepairShopFacts
}

// RepairShopFacts are what is registered of a shop.
type RepairShopFacts struct {
	Name       string   `json:"name" minLength:"1" maxLength:"100"`
	PostalCode string   `json:"postal_code" pattern:"^[0-9]{3}-[0-9]{4}$" patternDescription:"a postal code such as 143-0006"`
	Place      string   `json:"place" minLength:"1" maxLength:"200" doc:"Where it is, in Japanese."`
	Phone      string   `json:"phone" minLength:"1" maxLength:"50"`
	Hours      string   `json:"hours" minLength:"1" maxLength:"100" example:"10:00〜19:00(水曜定休)"`
	Takes      []string `json:"takes" minItems:"1" maxItems:"4" enum:"android,ios,windows,router" nullable:"false" doc:"The operating systems that it repairs."`
	Models     []string `json:"models,omitempty" maxItems:"200" doc:"Only these models, by their codes; all where it is left out."`
	Closed     bool     `json:"closed,omitempty" doc:"It takes in no devices at present."`
}

func shopView(s postgres.RepairShopRow) RepairShop {
	return RepairShop{Code: s.Code, RepairShopFacts: RepairShopFacts{
		Name: s.Name, PostalCode: s.PostalCode, Place: s.Place, Phone: s.Phone, Hours: s.Hours,
		Takes: s.Takes, Models: s.Models, Closed: s.Closed,
	}}
}

type listRepairShops struct {
	Paging
	OS    string `query:"os" enum:"android,ios,windows,router" doc:"Only those that take devices of this operating system in."`
	Model string `query:"model" maxLength:"50" doc:"Only those that take this model in."`
}

func (a *API) listRepairShops(ctx context.Context, _ *Request, in *listRepairShops) (Page[RepairShop], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.RepairShopRow, error) {
		return postgres.RepairShops(ctx, a.Pool, in.OS, in.Model, after, limit)
	}, shopView, func(s postgres.RepairShopRow) postgres.Place { return postgres.Place{ID: s.Code} })
}

type putRepairShop struct {
	Code string `path:"code" pattern:"^[a-z0-9][a-z0-9-]{0,49}$" patternDescription:"up to 50 small letters, digits or hyphens"`
	Body RepairShopFacts
}

func (a *API) putRepairShop(ctx context.Context, _ *Request, in *putRepairShop) (RepairShop, error) {
	b := in.Body
	if b.Models == nil {
		b.Models = []string{}
	}
	row, err := postgres.PutRepairShop(ctx, a.Pool, postgres.RepairShopRow{
		Code: in.Code, Name: b.Name, PostalCode: b.PostalCode, Place: b.Place, Phone: b.Phone, Hours: b.Hours,
		Takes: b.Takes, Models: b.Models, Closed: b.Closed,
	})
	return shopView(row), err
}
