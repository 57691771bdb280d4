package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/lines"
	"kigen/internal/refusal"
	"kigen/internal/yen"
)

// LoadLine gives what the rules need to know of a line; a refusal with code
// not_found where there is none.
func LoadLine(ctx context.Context, db DB, id string) (lines.Line, error) {
	l := lines.Line{ID: id}
	var ended *time.Time
	err := db.QueryRow(ctx, `select member_id, ended_at, equipment,
			array(select kind from line_options o where o.line_id = l.id and o.ended_at is null order by kind)
		from lines l where id = $1`, id).Scan(&l.Member, &ended, &l.Equipment, &l.Options)
	if errors.Is(err, pgx.ErrNoRows) {
		return l, refusal.New(refusal.NotFound, "", "回線が見つかりません。", "There is no such line.")
	}
	if err != nil {
		return l, fmt.Errorf("load line %s: %w", id, err)
	}
	if ended != nil {
		l.EndedAt = *ended
	}
	l.Continuing, err = continuing(ctx, db, id)
	return l, err
}

// continuing is what does not end with the line: instalments still to pay
// (P-3) and compensation options (O-5) of the devices bought with it.
func continuing(ctx context.Context, db DB, line string) ([]letters.Continuing, error) {
	rows, err := db.Query(ctx, `
		select 'instalments', m.name, d.colour, trunc(p.price / p.parts),
			p.parts - p.parts_paid,
			p.price - case when p.parts_paid = 0 then 0 else p.price - trunc(p.price / p.parts) * (p.parts - p.parts_paid) end
		from devices d join purchases p on p.device_id = d.id join device_models m on m.code = d.model
		where d.line_id = $1 and p.parts_paid < p.parts and p.parts > 1
		union all
		select 'option', m.name, d.colour, c.monthly_fee, 0, 0::numeric
		from devices d join compensations c on c.device_id = d.id join device_models m on m.code = d.model
		where d.line_id = $1 and c.ends_at is null
		order by 1, 2`, line)
	if err != nil {
		return nil, fmt.Errorf("what goes on after line %s: %w", line, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (letters.Continuing, error) {
		var c letters.Continuing
		var monthly, left yen.Amount
		err := row.Scan(&c.Kind, &c.Device.Model, &c.Device.Colour, &monthly, &c.PartsLeft, &left)
		c.Monthly, c.AmountLeft = monthly, left
		return c, err
	})
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
