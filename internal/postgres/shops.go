package postgres

import (
	"context"
	"slices"
)

// RepairShopRow is a shop that the carrier names for repairs (U-1).
type RepairShopRow struct {
	Code       string `db:"code"`
	Name       string `db:"name"`
	PostalCode string `db:"postal_code"`
	Place      string `db:"place"`
	Phone      string `db:"phone"`
	Hours      string `db:"hours"`
	// Takes are the operating systems that it repairs.
	Takes []string `db:"takes"`
	// Models narrows that to models by their codes; empty for all.
	Models []string `db:"models"`
	// Closed tells that it takes in no devices at present.
	Closed bool `db:"closed"`
}

// Repairs tells whether the shop takes in devices of that model and operating system.
func (s RepairShopRow) Repairs(model, os string) bool {
	return !s.Closed && slices.Contains(s.Takes, os) && (len(s.Models) == 0 || slices.Contains(s.Models, model))
}

const shopColumns = `code, name, postal_code, place, phone, hours, takes, models, closed`

// PutRepairShop adds a shop or changes it.
func PutRepairShop(ctx context.Context, db DB, s RepairShopRow) (RepairShopRow, error) {
	return one[RepairShopRow](ctx, db, `insert into repair_shops (`+shopColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (code) do update set name = excluded.name, postal_code = excluded.postal_code, place = excluded.place,
			phone = excluded.phone, hours = excluded.hours, takes = excluded.takes, models = excluded.models, closed = excluded.closed
		returning `+shopColumns, s.Code, s.Name, s.PostalCode, s.Place, s.Phone, s.Hours, s.Takes, s.Models, s.Closed)
}

// RepairShop gives a shop by its code; code not_found where there is none.
func RepairShop(ctx context.Context, db DB, code string) (RepairShopRow, error) {
	return one[RepairShopRow](ctx, db, `select `+shopColumns+` from repair_shops where code = $1`, code)
}

// RepairShops lists shops by their code: those that take in devices of an
// operating system and model, or all where these are empty.
func RepairShops(ctx context.Context, db DB, os, model string, after Place, limit int) ([]RepairShopRow, error) {
	s := selecting(`select ` + shopColumns + ` from repair_shops`)
	if os != "" {
		s.and("not closed and ? = any (takes)", os)
	}
	if model != "" {
		s.and("not closed and (cardinality(models) = 0 or ? = any (models))", model)
	}
	if after.ID != "" {
		s.and("code > ?", after.ID)
	}
	s.add(" order by code limit ?", limit)
	return list[RepairShopRow](ctx, db, s)
}
