package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kigen/internal/billing"
	"kigen/internal/devices"
	"kigen/internal/refusal"
)

// LoadCharge gives a charge with what took it back; a refusal with code
// not_found where there is none.
func LoadCharge(ctx context.Context, db DB, id string) (billing.Charge, error) {
	c := billing.Charge{ID: id}
	err := db.QueryRow(ctx, `select c.case_id, c.member_id, c.name, c.rule, c.kind, c.amount, c.tax, coalesce(back.kind, '')
		from charges c left join charges back on back.cancels = c.id where c.id = $1`, id).
		Scan(&c.Case, &c.Member, &c.Name, &c.Rule, &c.Kind, &c.Amount, &c.Tax, &c.TakenBack)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, refusal.New(refusal.NotFound, "", "ご請求が見つかりません。", "There is no such charge.")
	}
	if err != nil {
		return c, fmt.Errorf("load charge %s: %w", id, err)
	}
	return c, nil
}

// AskForWaiver writes a waiver that was asked for, and closes the task that
// proposed it; a second open one of the charge is a conflict.
func AskForWaiver(w billing.Waiver, c billing.Charge) []Change {
	return []Change{
		Exec(`insert into waivers (id, charge_id, reason, asked_by, asked_at, state) values ($1, $2, $3, $4, $5, 'asked')`,
			w.ID, w.Charge, w.Reason, w.AskedBy.ID, w.AskedAt),
		Exec(`update tasks set closed_at = greatest($3, opened_at), closed_step = 'asked', outcome = 'asked'
			where case_id = $1 and kind = $2 and why ->> 'charge' = $4 and closed_at is null`,
			c.Case, devices.TaskWaiver, w.AskedAt, w.Charge),
	}
}

// LoadWaiver gives a waiver that is to be decided; a refusal with code
// not_found where there is none.
func LoadWaiver(ctx context.Context, db DB, id string) (billing.Waiver, error) {
	w := billing.Waiver{ID: id}
	err := db.QueryRow(ctx, `select charge_id, reason, actor_role, asked_by, asked_at
		from waivers w join journal j on j.case_id = w.id and j.step = 'asked' where w.id = $1`, id).
		Scan(&w.Charge, &w.Reason, &w.AskedBy.Role, &w.AskedBy.ID, &w.AskedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return w, refusal.New(refusal.NotFound, "", "免除の申請が見つかりません。", "There is no such waiver.")
	}
	if err != nil {
		return w, fmt.Errorf("load waiver %s: %w", id, err)
	}
	w.AskedAt = w.AskedAt.UTC()
	return w, nil
}

// DecideWaiver ends a waiver that was asked for.
func DecideWaiver(id string, d billing.Decision) Change {
	state := "rejected"
	if d.Approve {
		state = "approved"
	}
	return ExpectOne("asked waiver",
		`update waivers set state = $2, decided_by = $3, decided_at = $4 where id = $1 and state = 'asked'`,
		id, state, d.Actor.ID, d.At)
}
