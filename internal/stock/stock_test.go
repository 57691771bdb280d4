package stock_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

var (
	noon  = jst.MakeDay(2026, time.November, 20).At(12, 0)
	desk  = journal.Actor{Role: "desk:repair", ID: "tok_1"}
	inUse = stock.Unit{ID: "stu_1", Pool: stock.Loaner, Model: "pixel-8a", OS: "android", Colour: "黒", State: stock.Out, Case: "rpr_1"}
)

func by(caseID string) stock.Act { return stock.Act{Case: caseID, At: noon, Actor: desk} }

func on(state stock.State, caseID string) stock.Unit {
	u := inUse
	u.State, u.Case = state, caseID
	return u
}

// U-3: the loaner that has lain longest is reserved.
func TestPickTakesTheUnitThatHasLainLongest(t *testing.T) {
	old, young := on(stock.OnShelf, ""), on(stock.OnShelf, "")
	young.ID = "stu_2"
	m := stock.Shelf{OS: "android", Free: []stock.Unit{old, young}}.Pick(by("rpr_1"))
	require.Equal(t, "stu_1", m.Reserved.ID)
	require.Equal(t, stock.Reserved, m.Reserved.State)
	require.Equal(t, "rpr_1", m.Reserved.Case)
	require.Zero(t, m.Place)
	require.Empty(t, m.Joins)
	require.Equal(t, "stu_1", m.Facts()["unit"])
	require.NotContains(t, m.Facts(), "imei")
}

// U-3: where the shelf is empty the case waits in line.
func TestPickJoinsTheLine(t *testing.T) {
	s := stock.Shelf{OS: "ios", Line: []stock.Waiting{{Case: "rpr_1", Since: noon}}}
	m := s.Pick(by("rpr_2"))
	require.Nil(t, m.Reserved)
	require.Equal(t, 2, m.Place)
	require.Equal(t, "rpr_2", m.Joins)
	require.Equal(t, 2, m.Facts()["place_in_line"])

	again := s.Pick(by("rpr_1"))
	require.Equal(t, 1, again.Place, "its place is kept")
	require.Empty(t, again.Joins)
	require.Nil(t, again.Shelf, "nothing is touched")
}

func TestACaseKeepsTheUnitThatIsReservedForIt(t *testing.T) {
	other := on(stock.OnShelf, "")
	other.ID = "stu_2"
	m := stock.Shelf{Free: []stock.Unit{other}, Held: []stock.Unit{on(stock.Out, "rpr_1"), on(stock.Reserved, "rpr_1")}}.Pick(by("rpr_1"))
	require.Equal(t, stock.Reserved, m.Reserved.State)
	require.Empty(t, m.Steps)
}

// U-3: what a case frees goes to the first in line in the same move.
func TestReleaseGivesTheUnitToTheFirstInLine(t *testing.T) {
	s := stock.Shelf{
		Held: []stock.Unit{on(stock.Reserved, "rpr_1")},
		Line: []stock.Waiting{{Case: "rpr_2", Workflow: "repair/rpr_2"}, {Case: "rpr_3", Workflow: "repair/rpr_3"}},
	}
	m := s.Release(by("rpr_1"))
	require.Equal(t, []stock.Given{{Unit: "stu_1", Case: "rpr_2", Workflow: "repair/rpr_2", At: noon, Actor: desk}}, m.Given)
	require.Equal(t, []stock.Kind{stock.Freed, stock.Picked}, kinds(m))
	require.Equal(t, "rpr_2", m.Facts()["given_to"])

	m = stock.Shelf{Held: []stock.Unit{on(stock.Reserved, "rpr_1")}}.Release(by("rpr_1"))
	require.Empty(t, m.Given)
	require.Equal(t, stock.OnShelf, m.Steps[0].To)

	m = stock.Shelf{Line: []stock.Waiting{{Case: "rpr_1"}}}.Release(by("rpr_1"))
	require.Equal(t, "rpr_1", m.Leaves)
	require.Empty(t, m.Steps)

	m = stock.Shelf{Held: []stock.Unit{on(stock.Out, "rpr_1")}}.Release(by("rpr_1"))
	require.Nil(t, m.Shelf, "a unit that is lent is not released")
}

func kinds(m stock.Move) (all []stock.Kind) {
	for _, s := range m.Steps {
		all = append(all, s.Kind)
	}
	return all
}

// Which movement is possible in which state.
func TestMovements(t *testing.T) {
	movements := map[string]func(stock.Unit) (stock.Move, error){
		"out":         func(u stock.Unit) (stock.Move, error) { return u.Out(by("rpr_1")) },
		"undelivered": func(u stock.Unit) (stock.Move, error) { return u.Undelivered(by("rpr_1")) },
		"back":        func(u stock.Unit) (stock.Move, error) { return u.Back(by("rpr_1")) },
		"lose":        func(u stock.Unit) (stock.Move, error) { return u.Lose(by("rpr_1")) },
		"damage":      func(u stock.Unit) (stock.Move, error) { return u.Damage(by("rpr_1")) },
		"shelve":      func(u stock.Unit) (stock.Move, error) { return stock.Shelf{}.Shelve(u, by("rpr_1")) },
		"write off":   func(u stock.Unit) (stock.Move, error) { return u.WriteOff(by("rpr_1")) },
		"issue":       func(u stock.Unit) (stock.Move, error) { return u.Issue(by("rpr_1")) },
	}
	leads := map[string]map[stock.State]stock.State{
		"out":         {stock.Reserved: stock.Out},
		"undelivered": {stock.Out: stock.Reserved},
		"back":        {stock.Out: stock.Back, stock.Lost: stock.Back},
		"lose":        {stock.Out: stock.Lost},
		"damage":      {stock.OnShelf: stock.Damaged, stock.Back: stock.Damaged, stock.Lost: stock.Damaged},
		"shelve":      {stock.Back: stock.OnShelf, stock.Lost: stock.OnShelf, stock.Damaged: stock.OnShelf},
		"write off": {
			stock.OnShelf: stock.WrittenOff, stock.Back: stock.WrittenOff, stock.Damaged: stock.WrittenOff, stock.Lost: stock.WrittenOff,
		},
		"issue": {},
	}
	for name, move := range movements {
		for _, from := range stock.States() {
			m, err := move(on(from, "rpr_1"))
			to, ok := leads[name][from]
			if !ok {
				require.ErrorIs(t, err, &refusal.Error{Code: refusal.State, Rule: terms.U3}, "%s of a unit %s", name, from)
				continue
			}
			require.NoError(t, err, "%s of a unit %s", name, from)
			require.Equal(t, to, m.Steps[len(m.Steps)-1].To, "%s of a unit %s", name, from)
		}
	}
	_, err := on(stock.Reserved, "rpr_2").Out(by("rpr_1"))
	require.Error(t, err, "another case's unit")
}

// N-3: a replacement goes out from the shelf and becomes the member's.
func TestReplacementsAreIssued(t *testing.T) {
	u := on(stock.OnShelf, "")
	u.Pool = stock.Replacement
	m, err := u.Out(by("clm_1"))
	require.NoError(t, err)
	require.Equal(t, stock.Out, m.Steps[0].To)
	require.Equal(t, "clm_1", m.Steps[0].Case)
	u.State, u.Case = stock.Out, "clm_1"
	m, err = u.Undelivered(by("clm_1"))
	require.NoError(t, err)
	require.Equal(t, stock.OnShelf, m.Steps[0].To)
	m, err = u.Issue(by("clm_1"))
	require.NoError(t, err)
	require.Equal(t, stock.Issued, m.Steps[0].To)
	require.Empty(t, stock.Shelf{Line: []stock.Waiting{{Case: "rpr_1"}}}.TakeIn(on(stock.Back, ""), by("stk_1")).Steps[0].Case)
}

func TestCheck(t *testing.T) {
	v := terms.Embedded().At(noon)
	whole := stock.Inspection{ID: "chk_1", Case: "stk_1", Condition: stock.Whole, At: noon, Actor: desk}
	_, _, err := stock.Check(v, stock.Shelf{}, on(stock.Damaged, "rpr_1"), whole)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Invalid, Rule: terms.U10}, "a unit that is not wiped")

	whole.Wiped = true
	e, m, err := stock.Check(v, stock.Shelf{Line: []stock.Waiting{{Case: "rpr_2", Workflow: "repair/rpr_2"}}}, on(stock.Damaged, "rpr_1"), whole)
	require.NoError(t, err)
	require.Equal(t, []stock.Kind{stock.Repaired, stock.Picked}, kinds(m))
	require.Equal(t, "rpr_2", m.Given[0].Case)
	require.True(t, e.Ends)
	require.Equal(t, "reserved", e.State)
	require.Contains(t, e.Rules, terms.U3)

	broken := whole
	broken.Condition = stock.Broken
	e, _, err = stock.Check(v, stock.Shelf{}, on(stock.OnShelf, ""), broken)
	require.NoError(t, err)
	require.False(t, e.Ends, "its repair is awaited")
	require.Equal(t, stock.TaskRepair, e.Tasks[0].Kind)
	require.Equal(t, terms.U7, e.Tasks[0].Rule)
	require.False(t, stock.Progress{State: e.State}.Over())

	broken.Condition = stock.Useless
	e, _, err = stock.Check(v, stock.Shelf{}, on(stock.Damaged, ""), broken)
	require.NoError(t, err)
	require.True(t, e.Ends)
	require.Equal(t, "written_off", e.State)

	_, _, err = stock.Check(v, stock.Shelf{}, on(stock.Out, "rpr_1"), whole)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.State}, "a unit that is lent")
	require.Error(t, stock.CheckOver())
}

func TestTakeIn(t *testing.T) {
	v := terms.Embedded().At(noon)
	unit := func(id, os string, pool stock.Pool, state stock.State) stock.Unit {
		return stock.Unit{ID: id, OS: os, Pool: pool, State: state}
	}
	shelves := map[string]stock.Shelf{
		"android": {OS: "android", Line: []stock.Waiting{{Case: "rpr_1"}, {Case: "rpr_2"}}},
		"ios":     {OS: "ios", Line: []stock.Waiting{{Case: "rpr_3"}, {Case: "rpr_4"}}},
	}
	e, moves := stock.TakeIn(v, shelves, []stock.Unit{
		unit("stu_1", "ios", stock.Loaner, stock.Back), unit("stu_2", "android", stock.Loaner, stock.Back),
		unit("stu_3", "android", stock.Loaner, stock.Back), unit("stu_4", "android", stock.Loaner, stock.Back),
		unit("stu_5", "ios", stock.Replacement, stock.Back), unit("stu_6", "ios", stock.Loaner, stock.OnShelf),
	}, stock.Intake{Case: "stk_1", No: 2, Last: true, At: noon, Actor: desk})
	require.Equal(t, "taken-in/2", e.Step)
	require.Equal(t, journal.Facts{"units": 5, "given": 3}, e.Facts)
	require.True(t, e.Ends)
	var given []string
	for _, m := range moves {
		for _, g := range m.Given {
			given = append(given, g.Unit+" "+g.Case)
		}
	}
	require.Equal(t, []string{"stu_2 rpr_1", "stu_3 rpr_2", "stu_1 rpr_3"}, given)
}

// However cases ask and leave and units come and go, no unit lies free while a case
// waits, and the line is served in its order.
func TestNoUnitLiesFreeWhileACaseWaits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := map[string]stock.Unit{}
		var line []string
		shelf := func(caseID string) (s stock.Shelf) {
			for _, c := range line {
				s.Line = append(s.Line, stock.Waiting{Case: c})
			}
			for _, id := range sorted(units) {
				switch u := units[id]; {
				case u.State == stock.OnShelf:
					s.Free = append(s.Free, u)
				case u.Case == caseID && caseID != "":
					s.Held = append(s.Held, u)
				}
			}
			return s
		}
		apply := func(m stock.Move) {
			leave := func(c string) { line = slices.DeleteFunc(line, func(x string) bool { return x == c }) }
			leave(m.Leaves)
			for _, g := range m.Given {
				require.Equal(t, line[0], g.Case, "the first in line is served first")
				leave(g.Case)
			}
			for _, s := range m.Steps {
				u := units[s.Unit.ID]
				require.Equal(t, u.State, s.Unit.State)
				u.State, u.Case = s.To, s.Case
				units[s.Unit.ID] = u
			}
			if m.Joins != "" {
				line = append(line, m.Joins)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"take in": func(t *rapid.T) {
				u := stock.Unit{ID: rapid.StringMatching(`stu_[0-9]{2}`).Draw(t, "unit"), Pool: stock.Loaner, State: stock.Back}
				if _, known := units[u.ID]; known {
					t.Skip()
				}
				units[u.ID] = u
				apply(shelf("").TakeIn(u, by("stk_1")))
			},
			"ask":     func(t *rapid.T) { c := anyCase(t); apply(shelf(c).Pick(by(c))) },
			"release": func(t *rapid.T) { c := anyCase(t); apply(shelf(c).Release(by(c))) },
			"move": func(t *rapid.T) {
				if len(units) == 0 {
					t.Skip()
				}
				u := units[rapid.SampledFrom(sorted(units)).Draw(t, "unit")]
				var m stock.Move
				var err error
				switch rapid.IntRange(0, 4).Draw(t, "movement") {
				case 0:
					m, err = u.Out(by(u.Case))
				case 1:
					m, err = u.Undelivered(by(u.Case))
				case 2:
					m, err = u.Back(by(u.Case))
				case 3:
					m, err = u.Damage(by("stk_1"))
				case 4:
					m, err = shelf("").Shelve(u, by("stk_1"))
				}
				if err != nil {
					t.Skip()
				}
				apply(m)
			},
			"": func(t *rapid.T) {
				for _, u := range units {
					if u.State == stock.OnShelf {
						require.Empty(t, line, "a unit lies free while a case waits")
						require.Empty(t, u.Case)
					}
				}
			},
		})
	})
}

func anyCase(t *rapid.T) string { return rapid.StringMatching(`rpr_[0-9]`).Draw(t, "case") }

func sorted(units map[string]stock.Unit) (ids []string) {
	for id := range units {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
