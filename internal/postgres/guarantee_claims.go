package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/stock"
)

// LoadGuaranteeClaim gives an accepted claim under a guarantee as its facts
// stand, with the shelf of its loaner where it asked for one; a refusal with code
// not_found where there is none.
func LoadGuaranteeClaim(ctx context.Context, l *Ledger, claim string) (guarantee.Claim, error) {
	var c guarantee.Claim
	var option, clock string
	found := false
	reads := readFile(claim, &c.File)
	reads.rows(`select c.guarantee_id, c.cause, c.fault_day, c.received_at, coalesce(c.way, ''), c.cost, c.repaired, c.loaner,
			coalesce(k.clock_id, '')
		from guarantee_claims c join cases k on k.id = c.id where c.id = $1 and c.refusal is null`,
		func(row pgx.CollectableRow) error {
			found = true
			err := row.Scan(&option, &c.Cause, &c.FaultDay, &c.ReceivedAt, &c.Way, &c.Cost, &c.Done, &c.LoanerAsked, &clock)
			c.ReceivedAt = c.ReceivedAt.UTC()
			return err
		})
	reads.rows(devicesOfGuaranteeClaim, func(row pgx.CollectableRow) error {
		var d guarantee.Device
		err := row.Scan(&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished, &d.PurchasedOn, &d.UseStart,
			&d.Replaces, &d.State, &d.OS, &d.ReleasedOn)
		c.Devices = append(c.Devices, d)
		return err
	})
	reads.rows(`select year_from, no from guarantee_uses where claim_id = $1`, func(row pgx.CollectableRow) error {
		return row.Scan(&c.Use.YearFrom, &c.Use.No)
	})
	reads.rows(`select id, device_id, reported_at, coalesce(outcome, ''), decided_at from guarantee_troubles
		where claim_id = $1 order by reported_at, id`, func(row pgx.CollectableRow) error {
		var t guarantee.Trouble
		var decided *time.Time
		err := row.Scan(&t.ID, &t.Device, &t.ReportedAt, &t.Outcome, &decided)
		t.ReportedAt, t.DecidedAt = t.ReportedAt.UTC(), orZero(decided)
		c.Troubles = append(c.Troubles, t)
		return err
	})
	reads.rows(selectUnits+`where u.case_id = $1 or u.id in (select unit_id from shipments where case_id = $1 and unit_id is not null)
		order by u.since, u.id`, func(row pgx.CollectableRow) error {
		u, err := scanUnit(row)
		c.Units = append(c.Units, u)
		return err
	})
	if _, err := reads.send(ctx, l.Pool); err != nil {
		return c, err
	}
	if !found {
		return c, refusal.New(refusal.NotFound, "", "この受付番号の保証の手続きは見つかりません。", "There is no such claim under a guarantee.")
	}
	var err error
	if c.Guarantee, err = LoadGuarantee(ctx, l.Pool, option); err != nil || !c.LoanerAsked {
		return c, err
	}
	shelf, err := LoadShelf(ctx, l.Pool, clock, c.Devices[0].OS, claim)
	c.Shelf = &shelf
	return c, err
}

const devicesOfGuaranteeClaim = `select d.id, d.member_id, coalesce(d.line_id, ''), d.model, m.name, d.colour, d.imei, d.refurbished,
		d.purchased_on, d.use_start, coalesce(d.replaces, ''), d.state, m.os, m.released_on
	from guarantee_devices g join devices d on d.id = g.device_id join device_models m on m.code = d.model
	where g.claim_id = $1 order by g.no`

// FileGuaranteeClaim writes a decided claim. A second open claim under a
// guarantee is a conflict.
func FileGuaranteeClaim(r guarantee.Request, f guarantee.Filed) []Change {
	c := f.Case
	var device, reason any
	if len(c.Devices) > 0 {
		device = c.Devices[0].ID
	}
	if f.Verdict.Refusal != nil {
		reason = f.Verdict.Refusal.Code
	}
	changes := []Change{Exec(`insert into guarantee_claims
			(id, guarantee_id, device_id, member_id, cause, fault_day, received_at, refusal, open, loaner)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.Claim, c.Guarantee.Option, device, c.Member, string(r.Cause), r.FaultDay, r.ReceivedAt, reason, c.Busy(), r.Loaner)}
	if device != nil {
		changes = append(changes, Exec(`insert into guarantee_devices (claim_id, no, device_id) values ($1, 1, $2)`, r.Claim, device))
	}
	changes = append(changes, saveFile(casefile.File{}, c.File)...)
	return append(changes, moves(c)...)
}

// SaveGuaranteeClaim writes what a step changed of a claim. A use past the
// limit is a conflict (W-5).
func SaveGuaranteeClaim(before, after guarantee.Claim) []Change {
	changes := saveFile(before.File, after.File)
	// One whose device goes back because another claim is open bars none.
	bars := after.Guarantee.OpenClaim == "" || after.Guarantee.OpenClaim == after.Case
	if before.Busy() != after.Busy() || before.Cause != after.Cause || before.Way != after.Way || before.Cost != after.Cost || before.Done != after.Done {
		changes = append(changes, ExpectOne("claim",
			`update guarantee_claims set open = $2, cause = $3, way = nullif($4, ''), cost = $5, repaired = $6 where id = $1`,
			after.Case, after.Busy() && bars, string(after.Cause), string(after.Way), after.Cost, after.Done))
	}
	if after.Use != before.Use {
		changes = append(changes, Exec(`insert into guarantee_uses (claim_id, guarantee_id, year_from, no, max_uses) values ($1, $2, $3, $4, $5)`,
			after.Case, after.Guarantee.Option, after.Use.YearFrom, after.Use.No, after.Uses))
	}
	for i, d := range after.Devices {
		switch {
		case i >= len(before.Devices):
			changes = append(changes, coveredInstead(after, i, d)...)
		case d.State != before.Devices[i].State:
			changes = append(changes, ExpectOne("device", `update devices set state = $2 where id = $1`, d.ID, string(d.State)))
		}
	}
	for i, t := range after.Troubles {
		switch {
		case i >= len(before.Troubles):
			changes = append(changes, Exec(`insert into guarantee_troubles (id, claim_id, device_id, reported_at) values ($1, $2, $3, $4)`,
				t.ID, after.Case, t.Device, t.ReportedAt))
		case t.Outcome != before.Troubles[i].Outcome:
			changes = append(changes, ExpectOne("open trouble",
				`update guarantee_troubles set outcome = $2, decided_at = $3 where id = $1 and outcome is null`, t.ID, t.Outcome, t.DecidedAt))
		}
	}
	return append(changes, moves(after)...)
}

// coveredInstead writes a device that took the place of another, which the
// guarantee covers from then on (W-7, W-8).
func coveredInstead(c guarantee.Claim, i int, d guarantee.Device) []Change {
	origin := "replacement"
	if c.Way == guarantee.Repaired {
		origin = "maker"
	}
	return []Change{
		Exec(`insert into devices
				(id, member_id, line_id, model, colour, imei, refurbished, purchased_on, use_start, replaces, state, origin)
			values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			d.ID, d.Member, d.Line, d.Model, d.Colour, d.IMEI, d.Refurbished, orNull(d.PurchasedOn), d.UseStart, d.Replaces, string(d.State), origin),
		Exec(`insert into guarantee_devices (claim_id, no, device_id) values ($1, $2, $3)`, c.Case, i+1, d.ID),
		ExpectOne("guarantee", `update guarantees set device_id = $2 where id = $1`, c.Guarantee.Option, d.ID),
	}
}

// orNull is d as a column takes it: none is null.
func orNull(d jst.Day) any {
	if d.IsZero() {
		return nil
	}
	return d
}

func moves(c guarantee.Claim) []Change {
	var changes []Change
	for _, m := range c.Moves {
		changes = append(changes, MoveStock(m)...)
	}
	return changes
}

// UnitToSend gives the unit of that ID, nil where none is named.
func UnitToSend(ctx context.Context, db DB, id string) (*stock.Unit, error) {
	if id == "" {
		return nil, nil
	}
	u, err := LoadUnit(ctx, db, id)
	return &u, err
}

// LoadMakerDevice completes a device that a maker gave in the place of another,
// with what is on record of its model and number; nil where there is none.
func LoadMakerDevice(ctx context.Context, db DB, imei, model, colour string) (*guarantee.MakerDevice, error) {
	if imei == "" && model == "" {
		return nil, nil
	}
	d := guarantee.MakerDevice{IMEI: imei, Colour: colour}
	var err error
	if d.Model, err = LoadModel(ctx, db, model); err != nil {
		return nil, err
	}
	err = db.QueryRow(ctx, `select exists (select from devices where imei = $1 and state not in ('returned', 'swapped')) or `+sentOrStocked("$1"), imei).
		Scan(&d.Taken)
	if err != nil {
		return nil, fmt.Errorf("look up the maker's device: %w", err)
	}
	return &d, nil
}
