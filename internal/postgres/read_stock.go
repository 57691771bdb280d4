package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/yen"
)

// UnitRow is a unit of the stock with the case that it is or was last with.
type UnitRow struct {
	ID          string     `db:"id"`
	Clock       string     `db:"clock_id"`
	Pool        string     `db:"pool"`
	Model       string     `db:"model"`
	ModelName   string     `db:"model_name"`
	OS          string     `db:"os"`
	Colour      string     `db:"colour"`
	IMEI        string     `db:"imei"`
	Refurbished bool       `db:"refurbished"`
	Price       yen.Amount `db:"price"`
	State       string     `db:"state"`
	Case        string     `db:"case_id"`
	CaseKind    string     `db:"case_kind"`
	Member      string     `db:"member_id"`
	Since       time.Time  `db:"since"`
}

const selectUnitRows = `select u.id, coalesce(u.clock_id, '') as clock_id, u.pool, u.model, m.name as model_name, m.os, u.colour, u.imei,
	u.refurbished, u.price, u.state, coalesce(u.case_id, '') as case_id, coalesce(c.kind, '') as case_kind,
	coalesce(c.member_id, '') as member_id, u.since
	from stock_units u join device_models m on m.code = u.model left join cases c on c.id = u.case_id`

// UnitFilter picks units; empty fields pick all.
type UnitFilter struct{ Pool, OS, Model, State, Clock string }

// Units lists units by their ID.
func Units(ctx context.Context, db DB, f UnitFilter, after Place, limit int) ([]UnitRow, error) {
	s := selecting(selectUnitRows)
	s.equal("u.pool", f.Pool)
	s.equal("m.os", f.OS)
	s.equal("u.model", f.Model)
	s.equal("u.state", f.State)
	s.equal("u.clock_id", f.Clock)
	if after.ID != "" {
		s.and("u.id > ?", after.ID)
	}
	s.add(" order by u.id limit ?", limit)
	return list[UnitRow](ctx, db, s)
}

// UnitMovementRow is something that happened to a unit.
type UnitMovementRow struct {
	At        time.Time `db:"at"`
	Kind      string    `db:"kind"`
	State     string    `db:"state"`
	Case      string    `db:"case_id"`
	CaseKind  string    `db:"case_kind"`
	ActorRole string    `db:"actor_role"`
	ActorID   string    `db:"actor_id"`
}

const selectMovements = `select s.at, s.kind, s.state, coalesce(s.case_id, '') as case_id, coalesce(c.kind, '') as case_kind,
	s.actor_role, s.actor_id from stock_movements s left join cases c on c.id = s.case_id`

// Unit gives a unit with what happened to it, the first first; or refuses with
// code not_found.
func Unit(ctx context.Context, db DB, id string) (u UnitRow, movements []UnitMovementRow, err error) {
	if u, err = one[UnitRow](ctx, db, selectUnitRows+` where u.id = $1`, id); err != nil {
		return u, nil, err
	}
	s := selecting(selectMovements)
	s.and("s.unit_id = ?", id)
	s.add(" order by s.id")
	movements, err = list[UnitMovementRow](ctx, db, s)
	return u, movements, err
}

// StockCount is how many units of an OS are in a state.
type StockCount struct {
	Pool  string `db:"pool"`
	OS    string `db:"os"`
	State string `db:"state"`
	Units int    `db:"units"`
}

// LineCount is how many cases wait for a loaner of an OS.
type LineCount struct {
	OS    string `db:"os"`
	Cases int    `db:"cases"`
}

// StockCounts counts the units by pool, OS and state, and the lines by OS: of a
// test clock, or all where it is empty.
func StockCounts(ctx context.Context, db DB, clock string) (units []StockCount, lines []LineCount, err error) {
	b := &pgx.Batch{}
	collect(b, &units, `select u.pool, m.os, u.state, count(*) as units from stock_units u join device_models m on m.code = u.model
		where $1 = '' or u.clock_id = $1 group by 1, 2, 3 order by 1, 2, 3`, clock)
	collect(b, &lines, `select os, count(*) as cases from stock_line where $1 = '' or clock = $1 group by 1 order by 1`, clock)
	return units, lines, db.SendBatch(ctx, b).Close()
}

// WaitingRow is a case in line for a loaner, by its place among those for the
// same OS on the same clock.
type WaitingRow struct {
	Case     string    `db:"case_id"`
	CaseKind string    `db:"case_kind"`
	Member   string    `db:"member_id"`
	Clock    string    `db:"clock_id"`
	OS       string    `db:"os"`
	AskedAt  time.Time `db:"asked_at"`
	No       int64     `db:"no"`
	Place    int       `db:"place"`
}

// StockLine lists the cases that wait for a loaner of an OS (of any, where it is
// empty), the longest first.
func StockLine(ctx context.Context, db DB, os, clock string, after Place, limit int) ([]WaitingRow, error) {
	s := selecting(`select w.*, c.kind as case_kind, coalesce(c.member_id, '') as member_id from (
		select case_id, clock as clock_id, os, asked_at, no, row_number() over (partition by clock, os order by asked_at, no) as place
		from stock_line) w join cases c on c.id = w.case_id`)
	s.equal("w.os", os)
	s.equal("w.clock_id", clock)
	if !after.At.IsZero() {
		s.and("(w.asked_at, w.no) > (?, ?)", after.At, after.No)
	}
	s.add(" order by w.asked_at, w.no limit ?", limit)
	return list[WaitingRow](ctx, db, s)
}
