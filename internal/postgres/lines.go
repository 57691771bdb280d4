package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/lines"
	"kigen/internal/refusal"
)

// LoadLine gives what the rules need to know of a line; a refusal with code
// not_found where there is none.
func LoadLine(ctx context.Context, db DB, id string) (lines.Line, error) {
	all, err := LoadLines(ctx, db, id)
	if err != nil {
		return lines.Line{}, err
	}
	line, ok := all[id]
	if !ok {
		return line, refusal.New(refusal.NotFound, "", "回線が見つかりません。", "There is no such line.")
	}
	return line, nil
}

// LoadLines is LoadLine for many, in one round trip; those that do not exist
// are left out.
func LoadLines(ctx context.Context, db DB, lineIDs ...string) (map[string]lines.Line, error) {
	all := make(map[string]lines.Line, len(lineIDs))
	b := &pgx.Batch{}
	b.Queue(`select id, member_id, ended_at, equipment,
			array(select kind from line_options o where o.line_id = l.id and o.ended_at is null order by kind)
		from lines l where id = any($1)`, lineIDs).Query(func(rows pgx.Rows) error {
		var l lines.Line
		var ended *time.Time
		_, err := pgx.ForEachRow(rows, []any{&l.ID, &l.Member, &ended, &l.Equipment, &l.Options}, func() error {
			l.EndedAt = time.Time{}
			if ended != nil {
				l.EndedAt = *ended
			}
			all[l.ID] = l
			return nil
		})
		return err
	})
	b.Queue(continuing, lineIDs).Query(func(rows pgx.Rows) error {
		var id string
		var c letters.Continuing
		_, err := pgx.ForEachRow(rows, []any{&id, &c.Kind, &c.Device.Model, &c.Device.Colour, &c.Monthly, &c.PartsLeft, &c.AmountLeft}, func() error {
			l := all[id]
			l.Continuing = append(l.Continuing, c)
			all[id] = l
			return nil
		})
		return err
	})
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("load %d lines: %w", len(lineIDs), err)
	}
	return all, nil
}

// continuing is what does not end with a line: instalments still to pay (P-3)
// and compensation options (O-5) of the devices bought with it.
const continuing = `
	select d.line_id, 'instalments', m.name, d.colour, trunc(p.price / p.parts), p.parts - p.parts_paid,
		case when p.parts_paid = 0 then p.price else trunc(p.price / p.parts) * (p.parts - p.parts_paid) end
	from devices d join purchases p on p.device_id = d.id join device_models m on m.code = d.model
	where d.line_id = any($1) and p.parts_paid < p.parts and p.parts > 1
	union all
	select d.line_id, 'option', m.name, d.colour, c.monthly_fee, 0, 0
	from devices d join compensations c on c.device_id = d.id join device_models m on m.code = d.model
	where d.line_id = any($1) and c.ends_at is null
	order by 1, 2, 3`

// ClockOfMember is the test clock that a member lives on, empty in production.
func ClockOfMember(ctx context.Context, db DB, id string) (string, error) {
	var clock string
	if err := db.QueryRow(ctx, `select coalesce(clock_id, '') from members where id = $1`, id).Scan(&clock); err != nil {
		return "", fmt.Errorf("clock of member %s: %w", id, err)
	}
	return clock, nil
}

// ReturnSlip is the number on the return slip of what a case or line sends
// back: derived, so that every letter and the return centre say the same.
func ReturnSlip(of string) string { return ids.Derived("slip", of) }

// ReserveCancellation writes the reservation; a second open one of the line is
// a conflict.
func ReserveCancellation(caseID string, r lines.Request, res lines.Reservation) Change {
	return Exec(`insert into cancellations (id, line_id, channel, received_at, withdraw_until, effect_at, state)
		values ($1, $2, $3, $4, $5, $6, 'reserved')`,
		caseID, r.Line, r.Channel, r.ReceivedAt, res.WithdrawUntil, res.EffectAt)
}

// WithdrawCancellation ends the reservation without effect.
func WithdrawCancellation(caseID string) Change {
	return ExpectOne("reserved cancellation",
		`update cancellations set state = 'withdrawn' where id = $1 and state = 'reserved'`, caseID)
}

// EffectCancellations ends the lines of reserved cancellations and their
// options, asks for the final statements, and expects the equipment back (K-5).
func EffectCancellations(effectAt time.Time, cases ...string) []Change {
	if len(cases) == 0 {
		return nil
	}
	returns, slips := make([]string, len(cases)), make([]string, len(cases))
	for i, id := range cases {
		returns[i], slips[i] = EquipmentReturn(id), ReturnSlip(id)
	}
	n := len(cases)
	return []Change{
		expect(n, "reserved cancellation",
			`update cancellations set state = 'effected' where id = any($1) and state = 'reserved'`, cases),
		expect(n, "active line",
			`update lines l set ended_at = $2 from cancellations c where c.id = any($1) and l.id = c.line_id and l.ended_at is null`,
			cases, effectAt),
		Exec(`update line_options o set ended_at = $2 from cancellations c
			where c.id = any($1) and o.line_id = c.line_id and o.ended_at is null`, cases, effectAt),
		Exec(`update guarantees g set ends_at = $2 from cancellations c
			where c.id = any($1) and g.line_id = c.line_id and (g.ends_at is null or g.ends_at > $2)`, cases, effectAt),
		Exec(`insert into final_statements (line_id, case_id, requested_at)
			select line_id, id, $2 from cancellations where id = any($1)`, cases, effectAt),
		Exec(`insert into returns (id, case_id, member_id, slip_no, requested_at)
			select r.id, c.id, l.member_id, r.slip, $4
			from unnest($1::text[], $2::text[], $3::text[]) as r (c, id, slip)
			join cancellations c on c.id = r.c join lines l on l.id = c.line_id
			where cardinality(l.equipment) > 0`, cases, returns, slips, effectAt),
	}
}

// EquipmentReturn is the ID of the return of a cancelled line's equipment.
func EquipmentReturn(caseID string) string { return ids.Derived("ret", caseID) }

// BookReturn writes that the return centre has booked in what a return expects.
func BookReturn(returnID, reference string, bookedAt time.Time) Change {
	return ExpectOne("expected return",
		`update returns set booked_at = $2, booking_ref = $3 where id = $1 and booked_at is null`, returnID, bookedAt, reference)
}

// Equipment is how the return of a cancelled line's equipment stands.
type Equipment struct {
	Booked bool // it is back
	Asked  bool // the support desk is to ask for it
}

// LoadEquipment gives how the return of a case's equipment stands; a refusal with
// code not_found where the case expects none.
func LoadEquipment(ctx context.Context, db DB, caseID string) (Equipment, error) {
	return one[Equipment](ctx, db, `select booked_at is not null as booked, exists (select from tasks
			where tasks.case_id = returns.case_id and kind = $2 and closed_at is null) as asked
		from returns where id = $1`, EquipmentReturn(caseID), lines.TaskEquipment)
}
