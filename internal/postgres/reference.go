package postgres

import (
	"context"
	"fmt"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/yen"
)

// DeviceModelRow is a model that the carrier sells, or of class own one that it
// doesn't, but that a guarantee may cover (W-9): it has no price. CompensationFee
// is the monthly fee of its compensation, nil where none is offered (O-1).
type DeviceModelRow struct {
	Code            string      `db:"code"`
	Name            string      `db:"name"`
	Maker           string      `db:"maker"`
	OS              string      `db:"os"`
	Class           string      `db:"class"`
	Price           *yen.Amount `db:"price"`
	CompensationFee *yen.Amount `db:"compensation_fee"`
	ReleasedOn      jst.Day     `db:"released_on"`   // by its maker; none where it is not known
	SoldInJapan     bool        `db:"sold_in_japan"` // with the mark of conformity (技適マーク)
}

const modelColumns = `code, name, maker, os, class, price, compensation_fee, released_on, sold_in_japan`

// PutDeviceModel adds a model or changes it. What was sold keeps its own price and fee.
func PutDeviceModel(ctx context.Context, db DB, m DeviceModelRow) (DeviceModelRow, error) {
	return one[DeviceModelRow](ctx, db, `insert into device_models (`+modelColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (code) do update set name = excluded.name, maker = excluded.maker, os = excluded.os,
			class = excluded.class, price = excluded.price, compensation_fee = excluded.compensation_fee,
			released_on = excluded.released_on, sold_in_japan = excluded.sold_in_japan
		returning `+modelColumns, m.Code, m.Name, m.Maker, m.OS, m.Class, m.Price, m.CompensationFee, orNull(m.ReleasedOn), m.SoldInJapan)
}

// DeviceModels lists models by their code.
func DeviceModels(ctx context.Context, db DB, after Place, limit int) ([]DeviceModelRow, error) {
	s := selecting(`select ` + modelColumns + ` from device_models`)
	if after.ID != "" {
		s.and("code > ?", after.ID)
	}
	s.add(" order by code limit ?", limit)
	return list[DeviceModelRow](ctx, db, s)
}

// EntryCode is a package's code, which fixes the SIM kind (S-4).
type EntryCode struct {
	Code    string
	SIMKind string
}

// AddEntryCodes adds codes and tells how many were added. Codes that are there
// for the same kind stay as they are; one that is there for another kind
// refuses all with code conflict.
func AddEntryCodes(ctx context.Context, db DB, codes []EntryCode) (int, error) {
	names, kinds := make([]string, len(codes)), make([]string, len(codes))
	for i, c := range codes {
		names[i], kinds[i] = c.Code, c.SIMKind
	}
	// The insert runs only where no code is there for another kind.
	var other *string
	var added int
	err := db.QueryRow(ctx, `with given as (
			select * from unnest($1::text[], $2::text[]) as g (code, sim_kind)
		), other as (
			select e.code from given g join entry_codes e on e.code = g.code and e.sim_kind <> g.sim_kind order by e.code limit 1
		), added as (
			insert into entry_codes (code, sim_kind) select code, sim_kind from given
			where not exists (select from other) on conflict do nothing returning 1
		)
		select (select code from other), (select count(*) from added)`, names, kinds).Scan(&other, &added)
	if err != nil {
		return 0, fmt.Errorf("add entry codes: %w", err)
	}
	if other != nil {
		return 0, refusal.New(refusal.Conflict, "S-4",
			"登録済みのエントリーコードとSIMの種類が異なります。", "An entry code is registered for another kind of SIM.").
			With("codes", *other+"は別の種類で登録されています。", *other+" is registered for another kind.")
	}
	return added, nil
}

// ClosedDay is a day on which the operator is closed besides those of C-6.
type ClosedDay struct {
	Day  jst.Day `db:"day" json:"day" format:"date"`
	Name string  `db:"name" json:"name"`
}

// PutClosedDay adds a closed day or renames it.
func PutClosedDay(ctx context.Context, db DB, d ClosedDay) error {
	_, err := db.Exec(ctx, `insert into closed_days (day, name) values ($1, $2) on conflict (day) do update set name = excluded.name`, d.Day, d.Name)
	if err != nil {
		return fmt.Errorf("closed day %s: %w", d.Day, err)
	}
	return nil
}

// ClosedDays lists the closed days of a period, both ends inclusive.
func ClosedDays(ctx context.Context, db DB, from, to jst.Day) ([]ClosedDay, error) {
	s := selecting(`select day, name from closed_days`)
	s.and("day between ? and ?", from, to)
	s.add(" order by day")
	return list[ClosedDay](ctx, db, s)
}
