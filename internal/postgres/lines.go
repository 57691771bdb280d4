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
	l := lines.Line{ID: id, Slip: ReturnSlip(id)}
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
		select 'instalments', d.id, m.name, trunc(p.price / p.parts),
			p.parts - p.parts_paid,
			p.price - case when p.parts_paid = 0 then 0 else p.price - trunc(p.price / p.parts) * (p.parts - p.parts_paid) end
		from devices d join purchases p on p.device_id = d.id join device_models m on m.code = d.model
		where d.line_id = $1 and p.parts_paid < p.parts and p.parts > 1
		union all
		select 'option', d.id, m.name, c.monthly_fee, 0, 0::numeric
		from devices d join compensations c on c.device_id = d.id join device_models m on m.code = d.model
		where d.line_id = $1 and c.ends_at is null
		order by 1, 2`, line)
	if err != nil {
		return nil, fmt.Errorf("what goes on after line %s: %w", line, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (letters.Continuing, error) {
		var c letters.Continuing
		var monthly, left yen.Amount
		err := row.Scan(&c.Kind, &c.Device.ID, &c.Device.Model, &monthly, &c.PartsLeft, &left)
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

// EffectCancellation ends the line and its options, asks for the final
// statement, and expects the equipment back (K-5).
func EffectCancellation(caseID string, line lines.Line, effectAt time.Time) []Change {
	changes := []Change{
		ExpectOne("reserved cancellation",
			`update cancellations set state = 'effected' where id = $1 and state = 'reserved'`, caseID),
		ExpectOne("active line",
			`update lines set ended_at = $2 where id = $1 and ended_at is null`, line.ID, effectAt),
		Exec(`update line_options set ended_at = $2 where line_id = $1 and ended_at is null`, line.ID, effectAt),
		Exec(`insert into final_statements (line_id, case_id, requested_at) values ($1, $2, $3)`, line.ID, caseID, effectAt),
	}
	if len(line.Equipment) > 0 {
		changes = append(changes, Exec(`insert into returns (id, case_id, member_id, slip_no, requested_at)
			values ($1, $2, $3, $4, $5)`, ids.Derived("ret", caseID), caseID, line.Member, line.Slip, effectAt))
	}
	return changes
}

// BookReturn writes that the return centre has booked in what a return expects.
func BookReturn(returnID, reference string, bookedAt time.Time) Change {
	return ExpectOne("expected return",
		`update returns set booked_at = $2, booking_ref = $3 where id = $1 and booked_at is null`, returnID, bookedAt, reference)
}
