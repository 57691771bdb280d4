package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kigen/internal/refusal"
	"kigen/internal/stock"
)

var noUnit = refusal.New(refusal.NotFound, "", "在庫端末が見つかりません。", "There is no such unit in stock.")

const selectUnits = `select u.id, coalesce(u.clock_id, ''), u.pool, u.model, m.name, m.os, u.colour, u.imei, u.refurbished,
		u.price, u.state, coalesce(u.case_id, ''), u.since
	from stock_units u join device_models m on m.code = u.model `

func scanUnit(row pgx.CollectableRow) (u stock.Unit, err error) {
	err = row.Scan(&u.ID, &u.Clock, &u.Pool, &u.Model, &u.Name, &u.OS, &u.Colour, &u.IMEI, &u.Refurbished,
		&u.Price, &u.State, &u.Case, &u.Since)
	u.Since = u.Since.UTC()
	return u, err
}

// LoadUnit gives a unit of the stock; a refusal with code not_found where there is none.
func LoadUnit(ctx context.Context, db DB, id string) (stock.Unit, error) {
	rows, err := db.Query(ctx, selectUnits+`where u.id = $1`, id)
	if err != nil {
		return stock.Unit{}, fmt.Errorf("load unit %s: %w", id, err)
	}
	u, err := pgx.CollectExactlyOneRow(rows, scanUnit)
	if errors.Is(err, pgx.ErrNoRows) {
		return u, noUnit
	}
	if err != nil {
		return u, fmt.Errorf("load unit %s: %w", id, err)
	}
	return u, nil
}

// LoadShelf gives the loaners of an OS on a clock (empty: production's) with the
// line for them, and those that a case has, in one round trip.
func LoadShelf(ctx context.Context, db DB, clock, os, caseID string) (stock.Shelf, error) {
	s := stock.Shelf{Clock: clock, OS: os}
	b := &pgx.Batch{}
	// First: a move that is committed after it was read changes the version.
	b.Queue(`select coalesce((select version from stock_shelves where clock = $1 and os = $2), 0)`, clock, os).
		QueryRow(func(row pgx.Row) error { return row.Scan(&s.Version) })
	b.Queue(selectUnits+`where u.pool = 'loaner' and u.state = 'on_shelf' and m.os = $2 and u.clock_id is not distinct from nullif($1, '')
		order by u.since, u.id`, clock, os).Query(unitsInto(&s.Free))
	b.Queue(`select l.case_id, c.workflow_id, l.asked_at from stock_line l join cases c on c.id = l.case_id
		where l.clock = $1 and l.os = $2 order by l.asked_at, l.no`, clock, os).
		Query(func(rows pgx.Rows) (err error) {
			s.Line, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (w stock.Waiting, err error) {
				err = row.Scan(&w.Case, &w.Workflow, &w.Since)
				w.Since = w.Since.UTC()
				return w, err
			})
			return err
		})
	b.Queue(selectUnits+`where u.case_id = $1 and u.pool = 'loaner' order by u.since, u.id`, caseID).Query(unitsInto(&s.Held))
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return s, fmt.Errorf("load the shelf of %s: %w", os, err)
	}
	return s, nil
}

func unitsInto(into *[]stock.Unit) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanUnit)
		return err
	}
}

// MoveStock writes a move with the step that decided it. Where another case
// moved the unit or touched the shelf meanwhile it is a conflict.
func MoveStock(m stock.Move) []Change {
	var changes []Change
	if s := m.Shelf; s != nil {
		changes = append(changes, ExpectOne("shelf as it was read", `insert into stock_shelves as s (clock, os, version) values ($1, $2, $3 + 1)
			on conflict (clock, os) do update set version = s.version + 1 where s.version = $3`, s.Clock, s.OS, s.Version))
	}
	if m.Leaves != "" {
		changes = append(changes, leaveLine(m.Leaves))
	}
	for _, g := range m.Given {
		changes = append(changes, leaveLine(g.Case))
	}
	for _, step := range m.Steps {
		u := step.Unit
		changes = append(changes,
			ExpectOne("unit as it was read", `update stock_units set state = $2, case_id = nullif($3, ''), since = $4
				where id = $1 and state = $5 and coalesce(case_id, '') = $6`,
				u.ID, string(step.To), step.Case, step.At, string(u.State), u.Case),
			Exec(`insert into stock_movements (unit_id, at, kind, state, case_id, actor_role, actor_id)
				values ($1, $2, $3, $4, $5, $6, $7)`,
				u.ID, step.At, string(step.Kind), string(step.To), caseOf(step, m.By), m.By.Actor.Role, m.By.Actor.ID))
		if u.State == stock.Damaged {
			changes = append(changes, Exec(`update tasks set closed_at = greatest($3, opened_at), closed_step = $4, outcome = $4
				where kind = $2 and why ->> 'unit' = $1 and why ? 'unit' and closed_at is null`, u.ID, stock.TaskRepair, step.At, string(step.Kind)))
		}
	}
	if m.Joins != "" {
		changes = append(changes, Exec(`insert into stock_line (case_id, clock, os, asked_at) values ($1, $2, $3, $4)`,
			m.Joins, m.Shelf.Clock, m.Shelf.OS, m.By.At))
	}
	return changes
}

func leaveLine(caseID string) Change {
	return ExpectOne("place in line", `delete from stock_line where case_id = $1`, caseID)
}

// caseOf is the case that a movement belongs to: whose the unit is then, else
// whose step moved it.
func caseOf(step stock.Movement, by stock.Act) string {
	if step.Case != "" {
		return step.Case
	}
	return by.Case
}

// LoadIntake gives units that are to be taken in, with the shelves of their
// systems by OS.
func LoadIntake(ctx context.Context, db DB, clock string, ids []string) ([]stock.Unit, map[string]stock.Shelf, error) {
	rows, err := db.Query(ctx, selectUnits+`where u.id = any ($1) order by u.id`, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("load units: %w", err)
	}
	units, err := pgx.CollectRows(rows, scanUnit)
	if err != nil {
		return nil, nil, fmt.Errorf("load units: %w", err)
	}
	shelves := map[string]stock.Shelf{}
	for _, u := range units {
		if _, ok := shelves[u.OS]; ok || u.Pool != stock.Loaner {
			continue
		}
		if shelves[u.OS], err = LoadShelf(ctx, db, clock, u.OS, ""); err != nil {
			return nil, nil, err
		}
	}
	return units, shelves, nil
}
