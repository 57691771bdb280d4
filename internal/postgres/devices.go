package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/devices"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

var noDevice = refusal.New(refusal.NotFound, "", "端末が見つかりません。", "There is no such device.")

// LoadClaimed gives what the rules need to know of a device for which a claim
// arrives at an instant; a refusal with code not_found where there is none.
func LoadClaimed(ctx context.Context, db DB, id string, at time.Time) (devices.Claimed, error) {
	var d devices.Claimed
	var cover, class, open *string
	var c devices.Cover
	err := db.QueryRow(ctx, `select d.id, d.member_id, coalesce(d.line_id, ''), d.model, m.name, d.colour, d.imei, d.refurbished,
			d.purchased_on, d.use_start, coalesce(d.replaces, ''), d.state,
			exists (select from guarantees g where g.device_id = d.id and (g.ends_at is null or g.ends_at > $2)),
			coalesce((select id from claims where device_id = d.id and state not in ('refused', 'sent_to_maker', 'closed')),
				(select id from repairs where covered_id = d.id and busy),
				(select id from cases where subject = d.id and kind = 'exchange' and closed_at is null order by opened_at limit 1)),
			c.id, c.class, c.started_on, c.cancelled_on
		from devices d join device_models m on m.code = d.model
		left join lateral (select * from compensations where device_id = d.id order by ends_at desc nulls first limit 1) c on true
		where d.id = $1`, id, at).
		Scan(&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished,
			&d.PurchasedOn, &d.UseStart, &d.Replaces, &d.State, &d.Connected, &open,
			&cover, &class, &c.StartedOn, &c.CancelledOn)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, noDevice
	}
	if err != nil {
		return d, fmt.Errorf("load device %s: %w", id, err)
	}
	if open != nil {
		d.OpenClaim = *open
	}
	if cover == nil {
		return d, nil
	}
	c.ID, c.Class = *cover, terms.DeviceClass(*class)
	rows, err := db.Query(ctx, `select year_from, no from compensation_uses where compensation_id = $1 order by 1, 2`, c.ID)
	if err != nil {
		return d, fmt.Errorf("uses of option %s: %w", c.ID, err)
	}
	c.Uses, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (u devices.Use, err error) {
		return u, row.Scan(&u.YearFrom, &u.No)
	})
	d.Cover = &c
	return d, err
}

// FileClaim writes a decided claim and, where it is accepted, the use it
// consumes. A second open claim of the device and a use past the limit are
// conflicts (O-4).
func FileClaim(d devices.Claimed, r devices.Request, v devices.Verdict) []Change {
	var cover, reason any
	if d.Cover != nil {
		cover = d.Cover.ID
	}
	if v.Refusal != nil {
		reason = v.Refusal.Code
	}
	changes := []Change{Exec(`insert into claims
			(id, compensation_id, device_id, member_id, cause, fault_day, received_at, state, refusal)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.Claim, cover, d.ID, d.Member, string(r.Cause), r.FaultDay, r.ReceivedAt, string(v.Outcome), reason)}
	if v.Outcome == devices.Accepted {
		changes = append(changes, Exec(`insert into compensation_uses (claim_id, compensation_id, year_from, no, max_uses)
			values ($1, $2, $3, $4, $5)`, r.Claim, cover, v.YearFrom, v.Use, v.Uses))
	}
	return changes
}

// LoadParcel completes a parcel of a claim with the name its model is sold
// under, empty where the catalogue has none, whether the IMEI is another device's,
// and the unit of the stock that it is.
func LoadParcel(ctx context.Context, db DB, claim string, p devices.Parcel) (devices.Parcel, error) {
	var units []stock.Unit
	b := &pgx.Batch{}
	b.Queue(`select coalesce(m.name, ''), coalesce(m.price, 0), coalesce(c.clock_id, ''),
			exists (select from devices where imei = $3 and state not in ('returned', 'swapped'))
			or exists (select from replacements where imei = $3 and under_way)
			or exists (select from repair_exchanges where imei = $3 and under_way)
			or exists (select from stock_units u where u.imei = $3 and u.clock_id is distinct from c.clock_id)
		from cases c left join device_models m on m.code = $2 where c.id = $1`, claim, p.Device.Model, p.Device.IMEI).
		QueryRow(func(row pgx.Row) error { return row.Scan(&p.Device.Name, &p.Unit.Price, &p.Unit.Clock, &p.Taken) })
	b.Queue(selectUnits+`where u.imei = $1`, p.Device.IMEI).Query(unitsInto(&units))
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return p, fmt.Errorf("look up the parcel's device: %w", err)
	}
	if len(units) > 0 {
		p.Unit = units[0]
	}
	return p, nil
}

// SaveReplacement writes what a step changed of a case.
func SaveReplacement(before, after devices.Replacement) []Change {
	var changes []Change
	covered := after.Devices[len(after.Devices)-1]
	if after.State != before.State {
		changes = append(changes, ExpectOne("claim",
			`update claims set state = $2 where id = $1 and state = $3`, after.Case, after.State, before.State))
	}
	for i, d := range after.Devices {
		switch {
		case i >= len(before.Devices):
			changes = append(changes, deliveredDevice(after, d)...)
		case d.State != before.Devices[i].State:
			changes = append(changes, ExpectOne("device",
				`update devices set state = $2 where id = $1`, d.ID, string(d.State)))
		}
	}
	if len(after.Devices) > len(before.Devices) {
		changes = append(changes, ExpectOne("claim",
			`update claims set replacement_id = $2 where id = $1`, after.Case, covered.ID))
	}
	for _, f := range after.Faults {
		changes = append(changes, savedFault(before, after, f)...)
	}
	if u := after.Registered; u != nil {
		changes = append(changes, registerUnit(*u))
	}
	changes = append(changes, saveFile(before.File, after.File)...)
	for _, m := range after.Moves {
		changes = append(changes, MoveStock(m)...)
	}
	for _, s := range after.Shipments {
		if was, ok := before.Shipment(s.ID); ok && was.UnderWay() && !s.UnderWay() {
			changes = append(changes, ExpectOne("replacement", `update replacements set under_way = false where shipment_id = $1`, s.ID))
		}
	}
	for _, s := range after.Sent[len(before.Sent):] {
		changes = append(changes, Exec(`insert into replacements (shipment_id, claim_id, fault_id, device_id, imei, model, colour, refurbished)
			values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8)`,
			s.Shipment, after.Case, s.Fault, s.Device.ID, s.Device.IMEI, s.Device.Model, s.Device.Colour, s.Device.Refurbished))
	}
	return changes
}

// registerUnit writes a unit that goes out with the step: one the stock did not
// know, or one that was issued, came back and was refurbished.
func registerUnit(u stock.Unit) Change {
	return ExpectOne("unit that is free", `insert into stock_units (id, clock_id, pool, model, colour, imei, refurbished, price, state, since)
		values ($1, nullif($2, ''), $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (imei) do update set pool = excluded.pool, model = excluded.model, colour = excluded.colour,
			refurbished = excluded.refurbished, price = excluded.price, state = excluded.state, case_id = null, since = excluded.since
		where stock_units.id = excluded.id and stock_units.state = 'issued'`,
		u.ID, u.Clock, string(u.Pool), u.Model, u.Colour, u.IMEI, u.Refurbished, u.Price, string(u.State), u.Since)
}

// deliveredDevice writes the replacement and moves the cover to it (N-3).
func deliveredDevice(after devices.Replacement, d devices.Device) []Change {
	return []Change{
		Exec(`insert into devices
				(id, member_id, line_id, model, colour, imei, refurbished, purchased_on, use_start, replaces, state, origin)
			values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11, 'replacement')`,
			d.ID, d.Member, d.Line, d.Model, d.Colour, d.IMEI, d.Refurbished, d.PurchasedOn, d.UseStart, d.Replaces, string(d.State)),
		ExpectOne("compensation", `update compensations set device_id = $2 where id = $1`, after.Cover, d.ID),
	}
}

func savedFault(before, after devices.Replacement, f devices.Fault) []Change {
	for _, was := range before.Faults {
		if was.ID != f.ID {
			continue
		}
		if was.Outcome == f.Outcome {
			return nil
		}
		return []Change{ExpectOne("open fault",
			`update replacement_faults set outcome = $2, decided_at = $3 where id = $1 and outcome is null`, f.ID, f.Outcome, f.DecidedAt)}
	}
	return []Change{Exec(`insert into replacement_faults (id, claim_id, device_id, reported_at) values ($1, $2, $3, $4)`,
		f.ID, after.Case, f.Device, f.ReportedAt)}
}

func instants(at []time.Time) []time.Time {
	if at == nil {
		return []time.Time{}
	}
	return at
}

// instant is at as a column takes it: none is null.
func instant(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}
