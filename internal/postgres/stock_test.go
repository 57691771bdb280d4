package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/postgres"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

var repairDesk = journal.Actor{Role: "desk:repair", ID: "tok_1"}

// depot is a ledger with a model and cases that may have a loaner of it.
type depot struct {
	*testing.T
	*postgres.Ledger
	steps int
	mu    sync.Mutex
}

func newDepot(t *testing.T, units int, cases ...string) *depot {
	t.Helper()
	l, pool := newLedger(t)
	_, err := pool.Exec(t.Context(), `insert into device_models (code, name, maker, os, class, price) values
		('pixel-8a', 'Pixel 8a', 'Google', 'android', 'used', 40000), ('iphone-15', 'iPhone 15', 'Apple', 'ios', 'used', 90000)`)
	require.NoError(t, err)
	for _, c := range cases {
		_, err := pool.Exec(t.Context(), `insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at)
			values ($1, 'repair', 'repair/' || $1, 'mem_1', 'dev_1', 'received', $2)`, c, noon)
		require.NoError(t, err)
	}
	d := &depot{T: t, Ledger: l}
	if units > 0 {
		d.takeIn(units)
	}
	return d
}

func (d *depot) by(caseID string) stock.Act {
	return stock.Act{Case: caseID, At: noon, Actor: repairDesk}
}

func imeiNo(n int) string { return fmt.Sprintf("35000000000%04d", n) }

func (d *depot) takeIn(n int) {
	d.Helper()
	var units []postgres.NewUnit
	for i := range n {
		units = append(units, postgres.NewUnit{ID: fmt.Sprintf("stu_%d", i), Pool: stock.Loaner, Model: "pixel-8a", Colour: "黒", IMEI: imeiNo(i)})
	}
	registered, err := postgres.RegisterUnits(d.Context(), d.Pool, "", units, noon)
	require.NoError(d, err)
	var ids []string
	for _, u := range registered {
		require.Equal(d, postgres.UnitAdded, u.Result)
		ids = append(ids, u.ID)
	}
	all, shelves, err := postgres.LoadIntake(d.Context(), d.Pool, "", ids)
	require.NoError(d, err)
	entry, moves := stock.TakeIn(terms.Embedded().At(noon), shelves, all, stock.Intake{Case: "stk_1", No: 1, Last: true, At: noon, Actor: repairDesk})
	entry.Opens = &journal.Case{Kind: "stock-intake", WorkflowID: "stock-intake/stk_1", Subject: "stk_1"}
	var changes []postgres.Change
	for _, m := range moves {
		changes = append(changes, postgres.MoveStock(m)...)
	}
	_, err = postgres.Record(d.Context(), d.Ledger, postgres.Decision[stock.Progress]{Entry: entry, Changes: changes})
	require.NoError(d, err)
}

// step takes a step of a case that moves the stock; tried until it is not overtaken.
func (d *depot) step(ctx context.Context, caseID string, decide func(context.Context, stock.Shelf) (stock.Move, error)) (m stock.Move, err error) {
	d.mu.Lock()
	d.steps++
	name := fmt.Sprint("moved/", d.steps)
	d.mu.Unlock()
	for {
		_, err = postgres.Step(ctx, d.Ledger, caseID, name, func(ctx context.Context) (dec postgres.Decision[string], err error) {
			s, err := postgres.LoadShelf(ctx, d.Pool, "", "android", caseID)
			if err != nil {
				return dec, err
			}
			if m, err = decide(ctx, s); err != nil {
				return dec, err
			}
			dec.Entry = journal.Entry{At: noon, Actor: repairDesk, Rules: []terms.ID{terms.U3}, Terms: "2026-04-01", Facts: m.Facts()}
			dec.Changes = postgres.MoveStock(m)
			return dec, nil
		})
		if _, overtaken := errors.AsType[*postgres.Conflict](err); !overtaken {
			return m, err
		}
	}
}

func (d *depot) pick(caseID string) stock.Move {
	d.Helper()
	m, err := d.step(d.Context(), caseID, func(_ context.Context, s stock.Shelf) (stock.Move, error) { return s.Pick(d.by(caseID)), nil })
	require.NoError(d, err)
	return m
}

func (d *depot) release(caseID string) stock.Move {
	d.Helper()
	m, err := d.step(d.Context(), caseID, func(_ context.Context, s stock.Shelf) (stock.Move, error) { return s.Release(d.by(caseID)), nil })
	require.NoError(d, err)
	return m
}

func (d *depot) unit(id string) stock.Unit {
	d.Helper()
	u, err := postgres.LoadUnit(d.Context(), d.Pool, id)
	require.NoError(d, err)
	return u
}

// A loaner's whole way, through the case in line behind the first (U-3, U-6).
func TestALoanersWay(t *testing.T) {
	d := newDepot(t, 1, "rpr_1", "rpr_2", "rpr_3")
	require.Equal(t, "stu_0", d.pick("rpr_1").Reserved.ID)
	require.Equal(t, 1, d.pick("rpr_2").Place)
	require.Equal(t, 2, d.pick("rpr_3").Place)
	require.Equal(t, 1, d.pick("rpr_2").Place, "asked again it keeps its place")
	for _, move := range []func(stock.Unit) (stock.Move, error){
		func(u stock.Unit) (stock.Move, error) { return u.Out(d.by("rpr_1")) },
		func(u stock.Unit) (stock.Move, error) { return u.Lose(d.by("rpr_1")) },
		func(u stock.Unit) (stock.Move, error) { return u.Back(d.by("rpr_1")) },
	} {
		_, err := d.step(t.Context(), "rpr_1", func(context.Context, stock.Shelf) (stock.Move, error) { return move(d.unit("stu_0")) })
		require.NoError(t, err)
	}
	m, err := d.step(t.Context(), "rpr_1", func(_ context.Context, s stock.Shelf) (stock.Move, error) {
		return s.Shelve(s.Held[0], d.by("rpr_1"))
	})
	require.NoError(t, err)
	require.Equal(t, "repair/rpr_2", m.Given[0].Workflow)
	require.Equal(t, "rpr_2", d.unit("stu_0").Case)

	m = d.release("rpr_2")
	require.Equal(t, "rpr_3", m.Given[0].Case, "what is freed goes to the next")
	require.Empty(t, d.release("rpr_3").Given)
	require.Equal(t, stock.OnShelf, d.unit("stu_0").State)
	require.Empty(t, d.unit("stu_0").Case)

	row, history, err := postgres.Unit(t.Context(), d.Pool, "stu_0")
	require.NoError(t, err)
	require.Equal(t, "Pixel 8a", row.ModelName)
	require.EqualValues(t, 40_000, row.Price.Int64(), "the model's, as none was told")
	var kinds []string
	for _, h := range history {
		kinds = append(kinds, h.Kind)
	}
	require.Equal(t, []string{
		"taken_in", "reserved", "sent", "lost", "booked_in", "shelved", "reserved", "released", "reserved", "released",
	}, kinds)
	require.Equal(t, "rpr_2", history[6].Case)
	require.Equal(t, "repair", history[6].CaseKind)
}

// Two cases never get one unit, and no unit lies free while a case waits, however
// many ask, leave, send back and shelve at once (U-3).
func TestTheShelfUnderARace(t *testing.T) {
	const units, cases, rounds = 3, 9, 6
	var names []string
	for i := range cases {
		names = append(names, fmt.Sprintf("rpr_%d", i))
	}
	d := newDepot(t, units, names...)
	ctx, stop := context.WithCancel(t.Context())
	var watch, run sync.WaitGroup
	watch.Go(func() {
		for ctx.Err() == nil {
			wrong, err := idle(ctx, d.Pool)
			if err == nil && wrong {
				t.Error("a unit lay free while a case waited")
				return
			}
		}
	})
	for i, name := range names {
		run.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			for range rounds {
				if err := d.borrow(ctx, name, random); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	run.Wait()
	stop()
	watch.Wait()
	wrong, err := idle(t.Context(), d.Pool)
	require.NoError(t, err)
	require.False(t, wrong)
	free, waiting := 0, 0
	require.NoError(t, d.Pool.QueryRow(t.Context(), `select (select count(*) from stock_units where state = 'on_shelf'), (select count(*) from stock_line)`).
		Scan(&free, &waiting))
	require.Equal(t, units, free, "all are back")
	require.Zero(t, waiting)
}

// idle tells, of one instant, whether a unit lies free while a case waits.
func idle(ctx context.Context, pool postgres.Pool) (wrong bool, err error) {
	err = pool.QueryRow(ctx, `select exists (select from stock_units where state = 'on_shelf') and exists (select from stock_line)`).Scan(&wrong)
	return wrong, err
}

// borrow asks for a loaner, waits for it or leaves the line, and gives it back.
func (d *depot) borrow(ctx context.Context, caseID string, random *rand.Rand) error {
	shelf := func(f func(stock.Shelf) (stock.Move, error)) error {
		_, err := d.step(ctx, caseID, func(_ context.Context, s stock.Shelf) (stock.Move, error) { return f(s) })
		return err
	}
	if err := shelf(func(s stock.Shelf) (stock.Move, error) { return s.Pick(d.by(caseID)), nil }); err != nil {
		return err
	}
	for patience := random.IntN(20); ; patience-- {
		s, err := postgres.LoadShelf(ctx, d.Pool, "", "android", caseID)
		if err != nil {
			return err
		}
		if len(s.Held) > 1 {
			return fmt.Errorf("%s has %d units", caseID, len(s.Held))
		}
		if len(s.Held) == 1 {
			break
		}
		if patience <= 0 {
			// It may be given a unit in between, which it frees then.
			return shelf(func(s stock.Shelf) (stock.Move, error) { return s.Release(d.by(caseID)), nil })
		}
		time.Sleep(time.Millisecond)
	}
	if random.IntN(4) == 0 {
		return shelf(func(s stock.Shelf) (stock.Move, error) { return s.Release(d.by(caseID)), nil })
	}
	for _, f := range []func(stock.Shelf) (stock.Move, error){
		func(s stock.Shelf) (stock.Move, error) { return s.Held[0].Out(d.by(caseID)) },
		func(s stock.Shelf) (stock.Move, error) { return s.Held[0].Back(d.by(caseID)) },
		func(s stock.Shelf) (stock.Move, error) { return s.Shelve(s.Held[0], d.by(caseID)) },
	} {
		if err := shelf(f); err != nil {
			return err
		}
	}
	return nil
}

func TestUnitsAreRegisteredEachForItself(t *testing.T) {
	d := newDepot(t, 1, "rpr_1")
	_, err := d.Pool.Exec(t.Context(), `insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', 'mem_1', 'pixel-8a', '黒', $1, '2026-10-01', '2026-10-01', 'in_use')`, imeiNo(7))
	require.NoError(t, err)
	_, err = d.Pool.Exec(t.Context(), `insert into device_models (code, name, maker, os, class) values ('own-phone', 'Own', 'X', 'android', 'own')`)
	require.NoError(t, err)
	unit := func(id, model string, imei int) postgres.NewUnit {
		return postgres.NewUnit{ID: id, Pool: stock.Loaner, Model: model, Colour: "黒", IMEI: imeiNo(imei)}
	}
	register := func(units ...postgres.NewUnit) (results []postgres.Registration) {
		t.Helper()
		all, err := postgres.RegisterUnits(t.Context(), d.Pool, "", units, noon)
		require.NoError(t, err)
		for _, r := range all {
			results = append(results, r.Result)
		}
		return results
	}
	require.Equal(t, []postgres.Registration{
		postgres.UnitKnown, postgres.UnitOther, postgres.UnitMembers, postgres.NoModel, postgres.NoPrice, postgres.UnitAdded,
	}, register(unit("a", "pixel-8a", 0), unit("b", "iphone-15", 0), unit("c", "pixel-8a", 7), unit("d", "galaxy", 8),
		unit("e", "own-phone", 9), unit("f", "iphone-15", 10)))
	require.Empty(t, register())

	_, err = d.step(t.Context(), "rpr_1", func(context.Context, stock.Shelf) (stock.Move, error) { return d.unit("stu_0").WriteOff(d.by("rpr_1")) })
	require.NoError(t, err)
	again := unit("g", "pixel-8a", 0)
	again.Pool = stock.Replacement
	require.Equal(t, []postgres.Registration{postgres.UnitAdded}, register(again), "refurbished, it is taken in again")
	require.Equal(t, stock.Replacement, d.unit("stu_0").Pool, "as the unit that it was")
	require.Equal(t, stock.Back, d.unit("stu_0").State)
}

// A damaged unit's task ends when it is repaired or written off, in whatever case (U-7).
func TestTheRepairOfAUnitEndsItsTask(t *testing.T) {
	d := newDepot(t, 1, "rpr_1")
	u := d.unit("stu_0")
	m, err := u.Damage(d.by("rpr_1"))
	require.NoError(t, err)
	_, err = postgres.Record(t.Context(), d.Ledger, postgres.Decision[string]{
		Entry: journal.Entry{
			Case: "rpr_1", Step: "inspected", At: noon, Actor: repairDesk, Rules: []terms.ID{terms.U7}, Terms: "2026-04-01",
			Tasks: []journal.Task{stock.RepairTask(u)},
		},
		Changes: postgres.MoveStock(m),
	})
	require.NoError(t, err)
	open := func() (n int) {
		require.NoError(t, d.Pool.QueryRow(t.Context(), `select count(*) from tasks where kind = 'repair-unit' and closed_at is null`).Scan(&n))
		return n
	}
	require.Equal(t, 1, open())
	_, err = d.step(t.Context(), "rpr_1", func(_ context.Context, s stock.Shelf) (stock.Move, error) {
		return s.Shelve(d.unit("stu_0"), d.by("rpr_1"))
	})
	require.NoError(t, err)
	require.Zero(t, open())
}

func TestStockIsCountedAndListed(t *testing.T) {
	d := newDepot(t, 2, "rpr_1", "rpr_2", "rpr_3", "rpr_4")
	for _, c := range []string{"rpr_1", "rpr_2", "rpr_3", "rpr_4"} {
		d.pick(c)
	}
	units, lines, err := postgres.StockCounts(t.Context(), d.Pool, "")
	require.NoError(t, err)
	require.Equal(t, []postgres.StockCount{{Pool: "loaner", OS: "android", State: "reserved", Units: 2}}, units)
	require.Equal(t, []postgres.LineCount{{OS: "android", Cases: 2}}, lines)

	first, err := postgres.StockLine(t.Context(), d.Pool, "android", "", postgres.Place{}, 1)
	require.NoError(t, err)
	require.Equal(t, "rpr_3", first[0].Case)
	rest, err := postgres.StockLine(t.Context(), d.Pool, "", "", postgres.Place{At: first[0].AskedAt, No: first[0].No}, 10)
	require.NoError(t, err)
	require.Len(t, rest, 1)
	require.Equal(t, 2, rest[0].Place)
	require.Equal(t, "mem_1", rest[0].Member)

	all, err := postgres.Units(t.Context(), d.Pool, postgres.UnitFilter{Pool: "loaner", OS: "android", State: "reserved"}, postgres.Place{ID: "stu_0"}, 10)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, "repair", all[0].CaseKind)
}
