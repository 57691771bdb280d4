package workflows_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"kigen/activities"
	"kigen/internal/ekyc"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/terms"
	"kigen/workflows"
)

// world is the SDK's test environment, which skips time, on a real ledger: the
// activities are the worker's own.
type world struct {
	*testsuite.TestWorkflowEnvironment
	t     *testing.T
	pool  *pgxpool.Pool
	begun []activities.Beginning // what the processes have started
}

// Begin notes a process that another one has started.
func (w *world) Begin(_ context.Context, b activities.Beginning) error {
	w.begun = append(w.begun, b)
	return nil
}

// newWorld begins at the given instant with one member, mem_1.
func newWorld(t *testing.T, at time.Time) *world {
	t.Helper()
	w := &world{t: t, pool: pgtest.New(t, postgres.MigrateURL)}
	w.begin(at)
	w.exec(`insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
			email, postal_code, prefecture, city, street, card_token, joined_at)
		values ('mem_1', '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', 'hanako@example.jp',
			'100-0001', '東京都', '千代田区', '千代田1-1', 'tok_credit', $1)`, at)
	return w
}

// begin is another run of the engine, on the same database.
func (w *world) begin(at time.Time) {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	w.TestWorkflowEnvironment = suite.NewTestWorkflowEnvironment()
	w.SetStartTime(at)
	w.SetTestTimeout(30 * time.Second)
	deps := activities.Dependencies{
		Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded(),
		Cards: payment.Simulator{}, EKYC: ekyc.NewSimulator().Providers(),
		Processes: w,
	}
	activities.RegisterCases(w, deps)
	activities.RegisterBatches(w, deps)
	workflows.RegisterCases(w)
	workflows.RegisterBatches(w)
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.pool.Exec(w.t.Context(), sql, args...)
	require.NoError(w.t, err)
}

// column reads one column of text.
func (w *world) column(sql string, args ...any) []string {
	w.t.Helper()
	rows, err := w.pool.Query(w.t.Context(), sql, args...)
	require.NoError(w.t, err)
	values, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(w.t, err)
	return values
}

func (w *world) steps(caseID string) []string {
	return w.column(`select step from journal where case_id = $1 order by id`, caseID)
}

func (w *world) letters(caseID string) []string {
	return w.column(`select template || ' ' || to_char(at at time zone 'Asia/Tokyo', 'MM-DD HH24:MI')
		from notices where case_id = $1 order by at, template`, caseID)
}

func (w *world) deadlines(caseID string) []string {
	return w.column(`select name || ' ' || to_char(lapse at time zone 'Asia/Tokyo', 'MM-DD HH24:MI') || ' ' || coalesce(outcome, 'open')
		from deadlines where case_id = $1 order by id`, caseID)
}

// at runs do when the engine's time has reached the instant.
func (w *world) at(at time.Time, do func()) {
	w.RegisterDelayedCallback(do, at.Sub(w.Now()))
}

// answer gathers how an update ended.
type answer struct {
	value any
	err   error
	done  bool
}

func (a *answer) Accept()                 {}
func (a *answer) Reject(e error)          { a.err, a.done = e, true }
func (a *answer) Complete(v any, e error) { a.value, a.err, a.done = v, e, true }

// update sends an update at the instant and gives where its answer will be.
func (w *world) update(at time.Time, name string, in any) *answer {
	a := &answer{}
	w.at(at, func() { w.UpdateWorkflow(name, name+at.String(), a, in) })
	return a
}

// ran fails the test unless the process ended well.
func (w *world) ran() {
	w.t.Helper()
	require.True(w.t, w.IsWorkflowCompleted())
	require.NoError(w.t, w.GetWorkflowError())
}

// refused requires that the error is a refusal of that code and rule.
func refused(t *testing.T, err error, code string, rule terms.ID) {
	t.Helper()
	r, ok := message.Refused(err)
	require.True(t, ok, "not a refusal: %v", err)
	require.Equal(t, code, r.Code)
	require.Equal(t, rule, r.Rule)
	require.NotEmpty(t, r.JA)
	require.NotEmpty(t, r.EN)
}

// on is an instant of 2026 in Japan.
func on(month time.Month, day, hour, minute int) time.Time {
	return jst.MakeDay(2026, month, day).At(hour, minute)
}
