package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/workflows"
)

var repairer = journal.Actor{Role: "desk:repair", ID: "tok_3"}

// depot has a damaged loaner, stu_1, another that waits to be taken in, stu_2, and
// two cases in line for one.
func depot(t *testing.T) *world {
	w := newWorld(t, on(11, 20, 9, 0))
	w.exec(`insert into device_models (code, name, maker, os, class, price) values ('pixel-8a', 'Pixel 8a', 'Google', 'android', 'used', 40000)`)
	for i, id := range []string{"rpr_1", "rpr_2"} {
		w.exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at)
			values ($1, 'repair', 'repair/' || $1, 'mem_1', 'dev_1', 'received', $2)`, id, on(11, 19, 9, i))
		w.exec(`insert into stock_line (case_id, clock, os, asked_at) values ($1, '', 'android', $2)`, id, on(11, 19, 9, i))
	}
	w.exec(`insert into stock_units (id, pool, model, colour, imei, price, state, since) values
		('stu_1', 'loaner', 'pixel-8a', '黒', '350000000000001', 40000, 'damaged', $1),
		('stu_2', 'loaner', 'pixel-8a', '黒', '350000000000002', 40000, 'back', $1)`, on(11, 19, 9, 0))
	return w
}

func (w *world) unitStates() []string {
	return w.column(`select id || ' ' || state || ' ' || coalesce(case_id, '-') from stock_units order by id`)
}

func (w *world) check(at time.Time, id string, condition stock.Condition, wiped bool) *answer {
	return w.update(at, message.CheckUnit.Name, message.UnitInspection{ID: id, Condition: condition, Wiped: wiped, At: at, Actor: repairer})
}

var checkOf = message.StockCheckInput{Case: "stk_1", Unit: "stu_1"}

// told expects that a case is told of its loaner.
func (w *world) told(caseID, unit string, at time.Time, err error) {
	w.OnSignalExternalWorkflow(mock.Anything, "repair/"+caseID, "", message.LoanerReserved.Name,
		message.LoanerReservation{Unit: unit, At: at, Actor: repairer}).Return(err).Once()
}

// U-3, U-7, U-10: a unit that is not wiped stays where it is; once wiped it goes to
// the first in line, whose case is told.
func TestARepairedLoanerGoesToTheFirstInLine(t *testing.T) {
	w := depot(t)
	w.told("rpr_1", "stu_1", on(11, 20, 11, 0), nil)
	found := w.check(on(11, 20, 11, 0), "chk_1", stock.Whole, true)
	w.ExecuteWorkflow(workflows.StockCheck, checkOf)
	w.ran()
	require.NoError(t, found.err)
	w.AssertExpectations(t)
	require.Equal(t, []string{"stu_1 reserved rpr_1", "stu_2 back -"}, w.unitStates())
	require.Equal(t, []string{"rpr_2"}, w.column(`select case_id from stock_line`))
	require.Equal(t, []string{"checked/chk_1"}, w.steps("stk_1"))
	require.Equal(t, []string{"reserved"}, w.column(`select state from cases where id = 'stk_1' and closed_at is not null`))

	w.begin(on(11, 20, 12, 0))
	refusedCheck := w.check(on(11, 20, 12, 0), "chk_2", stock.Whole, true)
	w.ExecuteWorkflow(workflows.StockCheck, message.StockCheckInput{Case: "stk_2", Unit: "stu_1"})
	w.ran()
	refused(t, refusedCheck.err, refusal.State, terms.U3)
	require.Empty(t, w.column(`select id from cases where id = 'stk_2'`), "nothing came of it")
}

// U-10: a finding that is refused ends a check that has not begun.
func TestAUnitThatIsNotWiped(t *testing.T) {
	w := depot(t)
	found := w.check(on(11, 20, 10, 0), "chk_1", stock.Whole, false)
	w.ExecuteWorkflow(workflows.StockCheck, checkOf)
	w.ran()
	refused(t, found.err, refusal.Invalid, terms.U10)
	require.Equal(t, "stu_1 damaged -", w.unitStates()[0])
}

// U-7: a damaged unit is followed until it is written off; who had waited and
// ended meanwhile does not stop it.
func TestADamagedUnitIsFollowed(t *testing.T) {
	w := depot(t)
	w.exec(`update stock_units set state = 'on_shelf' where id = 'stu_1'`)
	w.exec(`delete from stock_line`)
	broken := w.check(on(11, 20, 10, 0), "chk_1", stock.Broken, false)
	again := w.check(on(11, 22, 10, 0), "chk_2", stock.Broken, false)
	var open []string
	w.at(on(11, 23, 10, 0), func() { open = w.column(`select kind from tasks where closed_at is null`) })
	gone := w.check(on(11, 24, 10, 0), "chk_3", stock.Useless, false)
	w.ExecuteWorkflow(workflows.StockCheck, checkOf)
	w.ran()
	require.NoError(t, broken.err)
	refused(t, again.err, refusal.State, terms.U3)
	require.Equal(t, []string{stock.TaskRepair}, open)
	require.NoError(t, gone.err)
	require.Equal(t, "stu_1 written_off -", w.unitStates()[0])
	require.Equal(t, []string{"repair-unit written_off"}, w.column(`select kind || ' ' || outcome from tasks`))
	require.Equal(t, []string{"checked/chk_1", "checked/chk_3"}, w.steps("stk_1"))
}

// U-3: what is taken in goes to the cases in line; one that has ended meanwhile is no error.
func TestAnIntakeServesTheLine(t *testing.T) {
	w := depot(t)
	w.exec(`update stock_units set state = 'back' where id = 'stu_1'`)
	w.OnSignalExternalWorkflow(mock.Anything, "repair/rpr_1", "", message.LoanerReserved.Name, mock.Anything).
		Return(&temporal.UnknownExternalWorkflowExecutionError{}).Once()
	w.told("rpr_2", "stu_2", on(11, 20, 9, 0), nil)
	asked := w.update(on(11, 20, 9, 0), message.TakeUnitsIn.Name, message.None{})
	w.ExecuteWorkflow(workflows.StockIntake, message.StockIntakeInput{
		Case: "stk_1", Units: []string{"stu_1", "stu_2"}, At: on(11, 20, 9, 0), Actor: repairer,
	})
	w.ran()
	require.NoError(t, asked.err)
	w.AssertExpectations(t)
	require.Len(t, asked.value.(message.StockAnswer).Given, 2)
	require.Equal(t, []string{"stu_1 reserved rpr_1", "stu_2 reserved rpr_2"}, w.unitStates())
	require.Empty(t, w.column(`select case_id from stock_line`))
	require.Equal(t, []string{"taken-in/1"}, w.steps("stk_1"))
}
