package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/lines"
)

// Reserved is a reserved cancellation with the answer its reservation gave.
type Reserved struct {
	Case        string
	Line        string
	Reservation lines.Reservation
}

// ReservedFor lists reserved cancellations of the month end effectAt, on the
// given test clock (empty: on none), whose step is not committed; by ID, from
// after on.
func (l *Ledger) ReservedFor(ctx context.Context, effectAt time.Time, clock, step, after string, limit int) ([]Reserved, error) {
	rows, err := l.Pool.Query(ctx, `select c.id, c.line_id, first.result
		from cancellations c
		join cases on cases.id = c.id
		join journal first on first.case_id = c.id and first.step = 'reserved'
		where c.effect_at = $1 and c.state = 'reserved' and c.id > $4
			and cases.clock_id is not distinct from nullif($2, '')
			and not exists (select from journal done where done.case_id = c.id and done.step = $3)
		order by c.id limit $5`, effectAt, clock, step, after, limit)
	if err != nil {
		return nil, fmt.Errorf("cancellations due %s: %w", effectAt, err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Reserved])
	if err != nil {
		return nil, fmt.Errorf("cancellations due %s: %w", effectAt, err)
	}
	return due, nil
}
