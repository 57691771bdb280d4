package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/casefile"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/supply"
)

// selectSupplied is a device with what the rules of P ask of it at the instant
// $2: an open case may be that of a device whose place it took, and it is of the
// class of the one that was bought.
const selectSupplied = `select d.id, d.member_id, coalesce(d.line_id, ''), d.model, m.name, d.colour,
		coalesce((with recursive places as (
				select d.id, d.replaces, d.model union select p.id, p.replaces, p.model from devices p join places on p.id = places.replaces)
			select b.class from purchases join places on places.id = purchases.device_id
			join device_models b on b.code = places.model limit 1), m.class), d.purchased_on,
		d.use_start, d.state = 'in_use',
		coalesce((select id from cases where subject = d.id and kind = 'exchange' and closed_at is null order by opened_at limit 1),
			(select id from repairs where covered_id = d.id and busy limit 1),
			(select k.id from cases k join guarantee_devices g on g.claim_id = k.id
				where g.device_id = d.id and k.closed_at is null and k.state not in ('delivered', 'lapsed') limit 1), ''),
		coalesce((with recursive places as (
				select d.id, d.replaces union select p.id, p.replaces from devices p join places on p.id = places.replaces)
			select c.id from cases c where c.closed_at is null and c.id in (
				select k.id from cases k join places on places.id = k.subject and k.kind in ('replacement', 'repair', 'exchange')
				union all select g.id from guarantee_claims g join places on places.id = g.device_id)
			order by c.opened_at limit 1), ''),
		exists (select from compensations c where c.device_id = d.id and (c.ends_at is null or c.ends_at > $2))
			or exists (select from guarantees g where g.device_id = d.id and (g.ends_at is null or g.ends_at > $2))
	from devices d join device_models m on m.code = d.model where d.id = `

// LoadSupplied gives a device as the rules of P see it at an instant; a refusal
// with code not_found where there is none.
func LoadSupplied(ctx context.Context, db DB, id string, at time.Time) (supply.Device, error) {
	d, err := scanSupplied(db.QueryRow(ctx, selectSupplied+`$1`, id, at))
	if errors.Is(err, pgx.ErrNoRows) {
		return d, noDevice
	}
	if err != nil {
		return d, fmt.Errorf("load device %s: %w", id, err)
	}
	return d, nil
}

func scanSupplied(row pgx.Row) (d supply.Device, err error) {
	return d, row.Scan(&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.Class, &d.PurchasedOn, &d.UseStart, &d.InUse,
		&d.BusyCase, &d.OpenCase, &d.Covered)
}

// LoadExchange gives an exchange as its facts stand, its device's covers as they
// are at an instant, in one round trip; a refusal with code not_found where there is none.
func LoadExchange(ctx context.Context, l *Ledger, id string, at time.Time) (supply.Exchange, error) {
	var x supply.Exchange
	found := false
	reads := readFile(id, &x.File)
	reads.rows(`select malfunction, reported_at, coalesce(ground, ''), coalesce(new_device_id, '') from exchanges where id = $1`,
		func(row pgx.CollectableRow) error {
			found = true
			err := row.Scan(&x.Malfunction, &x.ReportedAt, &x.Ground, &x.New)
			x.ReportedAt = x.ReportedAt.UTC()
			return err
		})
	reads.batch.Queue(selectSupplied+`(select device_id from exchanges where id = $1)`, id, at).QueryRow(func(row pgx.Row) (err error) {
		x.Device, err = scanSupplied(row)
		return ignoreNoRows(err)
	})
	reads.rows(selectUnits+`join (select unit_id from shipments where case_id = $1 and unit_id is not null
			order by shipped_at desc, id desc limit 1) last on last.unit_id = u.id`, func(row pgx.CollectableRow) (err error) {
		x.Unit, err = scanUnit(row)
		return err
	})
	if _, err := reads.send(ctx, l.Pool); err != nil {
		return x, err
	}
	if !found {
		return x, refusal.New(refusal.NotFound, "", "この受付番号の交換手続きは見つかりません。", "There is no such exchange.")
	}
	return x, nil
}

func ignoreNoRows(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

// FileExchange writes a report that was decided. A second exchange of the
// device that waits for it is a conflict.
func FileExchange(x supply.Exchange) []Change {
	return append([]Change{Exec(`insert into exchanges (id, device_id, malfunction, reported_at, state) values ($1, $2, $3, $4, $5)`,
		x.Case, x.Device.ID, x.Malfunction, x.ReportedAt, x.State)}, saveFile(casefile.File{}, x.File)...)
}

// SaveExchange writes what a step changed of an exchange at an instant.
func SaveExchange(before, after supply.Exchange, at time.Time) []Change {
	changes := saveFile(before.File, after.File)
	for _, m := range after.Moves {
		changes = append(changes, MoveStock(m)...)
	}
	if after.New != before.New {
		changes = append(changes, exchangedDevice(after)...)
		changes = append(changes, moveCovers(after.Device.ID, after.New, at)...)
	}
	return append(changes, ExpectOne("exchange",
		`update exchanges set state = $2, ground = nullif($3, ''), new_device_id = nullif($4, '') where id = $1 and state = $5`,
		after.Case, after.State, after.Ground, after.New, before.State))
}

// exchangedDevice writes the equal device, which keeps the day of purchase and
// of use start of the one whose place it takes (P-7).
func exchangedDevice(x supply.Exchange) []Change {
	u := x.Unit
	return []Change{
		ExpectOne("device in use", `update devices set state = 'returned' where id = $1 and state = 'in_use'`, x.Device.ID),
		ExpectOne("device", `insert into devices
				(id, member_id, line_id, model, colour, imei, refurbished, purchased_on, use_start, replaces, state, origin)
			select $2, member_id, line_id, $3, $4, $5, $6, purchased_on, use_start, id, 'in_use', 'replacement' from devices where id = $1`,
			x.Device.ID, x.New, u.Model, u.Colour, u.IMEI, u.Refurbished),
	}
}

// moveCovers has what covers a device at an instant cover the one that took its
// place (P-8).
func moveCovers(old, fresh string, at time.Time) []Change {
	return []Change{
		Exec(`update compensations set device_id = $2 where device_id = $1 and (ends_at is null or ends_at > $3)`, old, fresh, at),
		Exec(`update guarantees set device_id = $2 where device_id = $1 and (ends_at is null or ends_at > $3)`, old, fresh, at),
	}
}

// LoadSwap completes a report with the name its model is known under, empty
// where the catalogue has none, and whether the IMEI is another device's.
func LoadSwap(ctx context.Context, db DB, s supply.Swap) (supply.Swap, error) {
	err := db.QueryRow(ctx, `select coalesce((select name from device_models where code = $1), ''),
			exists (select from devices where imei = $2 and state not in ('returned', 'swapped')) or `+sentOrStocked("$2"), s.Model, s.IMEI).
		Scan(&s.Name, &s.Taken)
	if err != nil {
		return s, fmt.Errorf("look up the swapped device: %w", err)
	}
	return s, nil
}

// sentOrStocked tells that a device of that IMEI is the carrier's, or on its way
// to a member: sold, in the place of another one, or of the stock.
func sentOrStocked(imei string) string {
	return `(exists (select from replacements where imei = ` + imei + ` and under_way)
		or exists (select from repair_exchanges where imei = ` + imei + ` and under_way)
		or exists (select from stock_units where imei = ` + imei + ` and state not in ('issued', 'written_off'))
		or exists (select from applications a join cases c on c.id = a.id where a.device_imei = ` + imei + ` and c.closed_at is null))`
}

// SwapDevice writes the device that its maker gave for another one, which keeps
// the day of purchase and of use start, and moves the covers to it (P-8).
func SwapDevice(s supply.Swap, old supply.Device, fresh string) []Change {
	return append([]Change{
		ExpectOne("device in use", `update devices set state = 'swapped' where id = $1 and state = 'in_use'`, old.ID),
		ExpectOne("device", `insert into devices
				(id, member_id, line_id, model, colour, imei, purchased_on, use_start, replaces, state, origin)
			select $2, member_id, line_id, $3, $4, $5, purchased_on, use_start, id, 'in_use', 'maker' from devices where id = $1`,
			old.ID, fresh, s.Model, s.Colour, s.IMEI),
		Exec(`insert into maker_swaps (id, old_device_id, new_device_id, swapped_on) values ($1, $2, $3, $4)`,
			s.Case, old.ID, fresh, s.SwappedOn),
	}, moveCovers(old.ID, fresh, s.At)...)
}

// UnitOnClock gives a unit of the stock on a test clock (empty: production's);
// a refusal with code not_found where there is none.
func UnitOnClock(ctx context.Context, db DB, id, clock string) (stock.Unit, error) {
	u, err := LoadUnit(ctx, db, id)
	if err == nil && u.Clock != clock {
		return stock.Unit{}, noUnit
	}
	return u, err
}

// SuppliedRow is how a device is paid, with its class.
type SuppliedRow struct {
	Device string // the one that was bought
	Class  string
	supply.Purchase
}

// PurchaseOf gives the purchase of a device, or of the one that it took the
// place of, through as many exchanges and swaps as there were; none where it was
// not bought here.
func PurchaseOf(ctx context.Context, db DB, device string) (SuppliedRow, error) {
	var r SuppliedRow
	err := db.QueryRow(ctx, `with recursive places as (
			select id, replaces, model from devices where id = $1
			union all select d.id, d.replaces, d.model from devices d join places on d.id = places.replaces)
		select p.device_id, m.class, p.price, p.parts, p.parts_paid from places
		join purchases p on p.device_id = places.id join device_models m on m.code = places.model`, device).
		Scan(&r.Device, &r.Class, &r.Price, &r.Parts, &r.Paid)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return r, fmt.Errorf("purchase of %s: %w", device, err)
	}
	return r, nil
}

// PayParts writes that parts of a purchase were paid; where others were paid
// meanwhile it is a conflict.
func PayParts(before SuppliedRow, after supply.Purchase) Change {
	return ExpectOne("purchase as it was read", `update purchases set parts_paid = $2 where device_id = $1 and parts_paid = $3`,
		before.Device, after.Paid, before.Paid)
}
