package postgres

import (
	"context"
	"fmt"
	"time"
)

// Outcomes of what is in the audit list.
const (
	AuditDone    = "done"
	AuditRefused = "refused"
)

// AuditRow is something that a person of the staff did, tried or looked at. It
// bears IDs only.
type AuditRow struct {
	ID      int64     `db:"id"`
	At      time.Time `db:"at"`
	Role    string    `db:"role"`
	Actor   string    `db:"actor_id"` // empty for a sign-in under an unknown login
	Name    string    `db:"name"`     // of the actor, where it is a person of the staff or a token
	Action  string    `db:"action"`   // an operation of the API, or of the console's sign-in
	Case    string    `db:"case_id"`  // empty for none
	Subject string    `db:"subject"`  // empty for none
	Outcome string    `db:"outcome"`
	Code    string    `db:"code"` // why it was refused
	Session string    `db:"session_id"`
}

// AddAudit adds a line to the audit list. The case is the first of cases that is
// one: an answer may name it, or what was done it to.
func AddAudit(ctx context.Context, db DB, r AuditRow, cases ...string) error {
	if cases == nil {
		cases = []string{}
	}
	_, err := db.Exec(ctx, `insert into audit (at, role, actor_id, action, case_id, subject, outcome, code, session_id)
		values ($1, $2, nullif($3, ''), $4,
			(select id from cases where id = any ($5::text[]) order by array_position($5::text[], id) limit 1),
			nullif($6, ''), $7, nullif($8, ''), nullif($9, ''))`,
		r.At, r.Role, r.Actor, r.Action, cases, r.Subject, r.Outcome, r.Code, r.Session)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// AuditFilter narrows the audit list; what is empty doesn't.
type AuditFilter struct {
	Actor, Action, Case, Subject, Outcome string
	// From is inclusive, To exclusive.
	From, To time.Time
}

// Audit lists what staff did, the newest first.
func Audit(ctx context.Context, db DB, f AuditFilter, after Place, limit int) ([]AuditRow, error) {
	s := selecting(`select a.id, a.at, a.role, coalesce(a.actor_id, '') as actor_id,
		coalesce((select name from staff where id = a.actor_id), (select name from tokens where id = a.actor_id), '') as name,
		a.action, coalesce(a.case_id, '') as case_id, coalesce(a.subject, '') as subject, a.outcome,
		coalesce(a.code, '') as code, coalesce(a.session_id, '') as session_id from audit a`)
	s.equal("a.actor_id", f.Actor)
	s.equal("a.action", f.Action)
	s.equal("a.case_id", f.Case)
	s.equal("a.subject", f.Subject)
	s.equal("a.outcome", f.Outcome)
	if !f.From.IsZero() {
		s.and("a.at >= ?", f.From)
	}
	if !f.To.IsZero() {
		s.and("a.at < ?", f.To)
	}
	if !after.At.IsZero() {
		s.and("(a.at, a.id) < (?, ?)", after.At, after.No)
	}
	s.add(" order by a.at desc, a.id desc limit ?", limit)
	return list[AuditRow](ctx, db, s)
}
