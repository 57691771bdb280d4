package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/yen"
)

// ChargeRow is a charge, or the entry that takes one back.
type ChargeRow struct {
	ID      string         `db:"id"`
	Case    string         `db:"case_id"`
	Member  string         `db:"member_id"`
	Step    string         `db:"step"`
	Name    string         `db:"name"`
	Rule    string         `db:"rule"`
	Terms   string         `db:"terms"`
	Kind    string         `db:"kind"`
	Amount  yen.Amount     `db:"amount"`
	Tax     string         `db:"tax"`
	At      time.Time      `db:"at"`
	Why     map[string]any `db:"why"`
	Cancels *string        `db:"cancels"`
	// CancelledBy is the entry that takes this one back.
	CancelledBy *string `db:"cancelled_by"`
}

const selectCharges = `select id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why, cancels,
	(select b.id from charges b where b.cancels = charges.id) as cancelled_by from charges`

// ChargeFilter picks charges; empty fields pick all.
type ChargeFilter struct{ Case, Member, Clock, Rule, Kind string }

// Charges lists charges, the newest first.
func Charges(ctx context.Context, db DB, f ChargeFilter, after Place, limit int) ([]ChargeRow, error) {
	s := selecting(selectCharges)
	s.equal("case_id", f.Case)
	s.equal("member_id", f.Member)
	s.equal("rule", f.Rule)
	s.equal("kind", f.Kind)
	s.ofCases("case_id", "", f.Clock)
	s.newestFirst("at", after, limit)
	return list[ChargeRow](ctx, db, s)
}

// ChargesBetween gives a member's charges that arose from one instant until
// another, which is no part of it; the oldest first.
func ChargesBetween(ctx context.Context, db DB, member string, from, until time.Time) ([]ChargeRow, error) {
	rows, err := db.Query(ctx, selectCharges+` where member_id = $1 and at >= $2 and at < $3 order by at, id`, member, from, until)
	if err != nil {
		return nil, fmt.Errorf("charges of %s: %w", member, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[ChargeRow])
}

// ChargeByID gives a charge, or refuses with code not_found.
func ChargeByID(ctx context.Context, db DB, id string) (ChargeRow, error) {
	return one[ChargeRow](ctx, db, selectCharges+` where id = $1`, id)
}
