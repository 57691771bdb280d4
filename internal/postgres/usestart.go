package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/usestart"
)

// usesBegun are the numbered facts from which lines and device of application
// $1 are in use, and their corrections (C-13).
const usesBegun = `select j.id, j.step, j.facts from journal j join cases c on c.id = j.case_id
	where (c.id = $1 or c.kind = 'use-start-correction' and c.subject = $1) and j.facts ? 'fact' and j.facts ? 'use_start'`

// placesOf are device $2, which application $1 bought, and all that took its place.
const placesOf = `with recursive places as (
		select id from devices where id = $2 union all select d.id from devices d join places p on d.replaces = p.id) `

// LoadUseStart gives what began with an application and the later cases that
// hang on it; a refusal with code not_found where there is none.
func LoadUseStart(ctx context.Context, db Batcher, application string) (usestart.Application, error) {
	a := usestart.Application{ID: application}
	b := &pgx.Batch{}
	b.Queue(`select member_id from applications where id = $1`, application).QueryRow(func(row pgx.Row) error { return row.Scan(&a.Member) })
	b.Queue(`select id, shipped_at from shipments where case_id = $1 order by shipped_at desc, id limit 1`, application).
		QueryRow(optional(&a.Shipment.ID, &a.Shipment.ShippedAt))
	b.Queue(usesBegun+` order by j.id`, application).Query(func(rows pgx.Rows) (err error) {
		a.Facts, err = pgx.CollectRows(rows, scanUse)
		return err
	})
	b.Queue(`select id, use_start, ended_at from lines where application_id = $1 order by id`, application).Query(func(rows pgx.Rows) (err error) {
		a.Lines, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (usestart.Line, error) {
			var l usestart.Line
			var ended *time.Time
			err := row.Scan(&l.ID, &l.UseStart, &ended)
			l.EndedAt = orZero(ended)
			return l, err
		})
		return err
	})
	b.Queue(guaranteesAsTheyStand+`where g.line_id in (select id from lines where application_id = $1)`, application).Query(func(rows pgx.Rows) error {
		guarantees, err := pgx.CollectRows(rows, scanGuarantee)
		for i, l := range a.Lines {
			for _, g := range guarantees {
				if g.Line == l.ID {
					a.Lines[i].Guarantee = &g
				}
			}
		}
		return err
	})
	b.Queue(`select d.id, m.name, d.colour, m.class, d.use_start, exists (select from compensations where id = $2),
			array(select distinct year_from from compensation_uses where compensation_id = $2)
		from devices d join device_models m on m.code = d.model where d.id = $1`,
		ids.Derived("dev", application), ids.Derived("cmp", application)).QueryRow(func(row pgx.Row) error {
		var d usestart.Device
		err := row.Scan(&d.ID, &d.Name.Model, &d.Name.Colour, &d.Class, &d.UseStart, &d.Compensated, &d.UsedIn)
		if err == nil {
			a.Device = &d
		}
		return ignoreNoRows(err)
	})
	b.Queue(placesOf+`
		select id, 'exchange', '', reported_at, '', null::date, malfunction from exchanges where device_id in (select id from places)
		union all select id, 'replacement', '', received_at, cause, fault_day, '' from claims where device_id in (select id from places)
		union all select id, 'repair', '', received_at, coalesce(cause, ''), fault_day, '' from repairs
			where compensation_id is not null and covered_id in (select id from places)
		union all select c.id, 'guarantee-claim', g.line_id, c.received_at, c.cause, c.fault_day, '' from guarantee_claims c
			join guarantees g on g.id = c.guarantee_id where g.line_id in (select id from lines where application_id = $1)
		order by 4, 1`, application, ids.Derived("dev", application)).Query(func(rows pgx.Rows) (err error) {
		a.Decided, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (usestart.Decided, error) {
			var d usestart.Decided
			err := row.Scan(&d.Case, &d.Kind, &d.Line, &d.ReceivedAt, &d.Cause, &d.FaultDay, &d.Malfunction)
			d.ReceivedAt = d.ReceivedAt.UTC()
			return d, err
		})
		return err
	})
	err := db.SendBatch(ctx, b).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return a, missing
	}
	if err != nil {
		return a, fmt.Errorf("load use start of %s: %w", application, err)
	}
	a.Shipment.ShippedAt = a.Shipment.ShippedAt.UTC()
	return a, nil
}

func scanUse(row pgx.CollectableRow) (usestart.Fact, error) {
	var id int64
	var step string
	var facts json.RawMessage
	if err := row.Scan(&id, &step, &facts); err != nil {
		return usestart.Fact{}, err
	}
	var known struct {
		Fact        int                    `json:"fact"`
		Corrects    int                    `json:"corrects"`
		DeliveredAt time.Time              `json:"delivered_at"`
		ActivatedAt time.Time              `json:"activated_at"`
		Lines       []letters.ContractLine `json:"lines"`
	}
	if err := json.Unmarshal(facts, &known); err != nil {
		return usestart.Fact{}, fmt.Errorf("facts of %s: %w", step, err)
	}
	f := usestart.Fact{No: known.Fact, Corrects: known.Corrects, At: known.DeliveredAt, Lines: known.Lines}
	if !known.ActivatedAt.IsZero() {
		f.Activated, f.At = true, known.ActivatedAt
	}
	f.At = f.At.UTC()
	return f, nil
}

// MoveUseStart writes what a correction of a use start day moves: the lines, the
// device with all that took its place, and the options with their use years (C-8).
func MoveUseStart(a usestart.Application, m usestart.Moved) []Change {
	var changes []Change
	if !m.Activated {
		changes = append(changes, ExpectOne("shipment", `update shipments set delivered_at = $2 where id = $1`, a.Shipment.ID, m.At))
	}
	day := jst.DayOf(m.At)
	if len(m.Lines) > 0 {
		changes = append(changes, expect(len(m.Lines), "line",
			`update lines set use_start = $2, activated_at = $3 where id = any($1)`, m.Lines, day, m.At))
	}
	for _, l := range a.Lines {
		g := l.Guarantee
		if g == nil || !slices.Contains(m.Guarantees, g.Option) {
			continue
		}
		changes = append(changes,
			ExpectOne("guarantee", `update guarantees set use_start = $2 where id = $1`, g.Option, day),
			ExpectOne("option of a line", `update line_options set started_on = $2 where id = $1`, g.Option, day),
			Exec(`with recursive places as (
					select id from devices where line_id = $1 and origin = 'own'
					union select d.id from devices d join places p on d.replaces = p.id)
				update devices set use_start = $2 where id in (select id from places) and use_start = $3`, l.ID, day, g.UseStart))
		var years []jst.Day
		for _, u := range g.Uses {
			years = append(years, u.YearFrom)
		}
		changes = append(changes, moveUses(`update guarantee_uses set year_from = $3 where guarantee_id = $1 and year_from = $2`,
			g.Option, years, g.UseStart, day)...)
	}
	if m.Device.IsZero() {
		return changes
	}
	changes = append(changes, Exec(`with recursive places as (
			select id from devices where id = $1 union all select d.id from devices d join places p on d.replaces = p.id)
		update devices set use_start = $2 where id in (select id from places) and use_start = $3`, a.Device.ID, m.Device, a.Device.UseStart))
	if a.Device.Compensated {
		option := ids.Derived("cmp", a.ID)
		changes = append(changes, ExpectOne("compensation", `update compensations set started_on = $2 where id = $1`, option, m.Device))
		changes = append(changes, moveUses(`update compensation_uses set year_from = $3 where compensation_id = $1 and year_from = $2`,
			option, a.Device.UsedIn, a.Device.UseStart, m.Device)...)
	}
	return changes
}

// moveUses moves the uses of an option with its use years.
func moveUses(sql, option string, years []jst.Day, was, is jst.Day) []Change {
	var changes []Change
	slices.SortFunc(years, jst.Day.Compare)
	for _, from := range slices.Compact(years) {
		changes = append(changes, Exec(sql, option, from, usestart.YearFrom(was, is, from)))
	}
	return changes
}
