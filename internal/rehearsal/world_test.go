package rehearsal_test

import (
	"context"
	"log/slog"
	"maps"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"kigen/activities"
	"kigen/internal/ekyc"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/rehearsal"
	"kigen/internal/terms"
	"kigen/workflows"
)

// house is a carrier's database with mem_1, whose cases are played for real or
// rehearsed.
type house struct {
	*pgxpool.Pool
	t testing.TB
}

func newHouse(t testing.TB, s story) house {
	t.Helper()
	h := house{pgtest.New(t, postgres.MigrateURL), t}
	h.exec(`insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
			email, postal_code, prefecture, city, street, card_token, joined_at)
		values ('mem_1', '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', 'hanako@example.jp',
			'100-0001', '東京都', '千代田区', '千代田1-1', 'tok_credit', '2025-01-01')`)
	for _, sql := range s.stock {
		h.exec(sql)
	}
	if s.prepare != nil {
		s.prepare(h)
	}
	return h
}

func (h house) exec(sql string, args ...any) {
	h.t.Helper()
	_, err := h.Exec(context.Background(), sql, args...)
	require.NoError(h.t, err)
}

// said is what somebody tells a process at an instant.
type said struct {
	at      time.Time
	name    string
	content any
	signal  bool
	// before is what is written as it is said: a draft.
	before func(ctx context.Context, db postgres.Pool) error
}

// story is a process and what it is told.
type story struct {
	stock    []string // SQL of what there is before
	prepare  func(h house)
	workflow string
	process  string
	in       any
	from     time.Time
	said     []said
}

type accepted struct{ t testing.TB }

func (accepted) Accept()                     {}
func (a accepted) Reject(err error)          { require.NoError(a.t, err) }
func (a accepted) Complete(_ any, err error) { require.NoError(a.t, err) }

// others begin by themselves and are no part of the story.
type others struct{}

func (others) Begin(context.Context, activities.Beginning) error { return nil }

// during is something that is done while a story is played.
type during struct {
	at time.Time
	do func()
}

// play plays the story for real, until an instant.
func (h house) play(s story, until time.Time, meanwhile ...during) {
	h.t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(s.from)
	env.SetTestTimeout(30 * time.Second)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: s.workflow})
	deps := activities.Dependencies{
		Ledger: &postgres.Ledger{Pool: h.Pool}, Terms: terms.Embedded(), Cards: payment.Simulator{}, EKYC: ekyc.NewSimulator().Providers(), Processes: others{},
	}
	activities.RegisterCases(env, deps)
	workflows.RegisterCases(env)
	for _, d := range meanwhile {
		env.RegisterDelayedCallback(d.do, d.at.Sub(s.from))
	}
	for _, m := range s.said {
		if !m.at.Before(until) {
			continue
		}
		env.RegisterDelayedCallback(func() {
			if m.before != nil {
				require.NoError(h.t, m.before(context.Background(), h.Pool))
			}
			if m.signal {
				env.SignalWorkflow(m.name, m.content)
				return
			}
			env.UpdateWorkflow(m.name, m.name+m.at.String(), accepted{h.t}, m.content)
		}, m.at.Sub(s.from))
	}
	env.RegisterDelayedCallback(env.CancelWorkflow, until.Sub(s.from))
	env.ExecuteWorkflow(s.process, s.in)
	require.True(h.t, env.IsWorkflowCompleted())
}

// acts are what is told from an instant on, as a rehearsal takes it in.
func (s story) acts(from time.Time) (all []rehearsal.Act) {
	for i, m := range s.said {
		if m.at.Before(from) {
			continue
		}
		all = append(all, rehearsal.Act{At: m.at, Do: func(ctx context.Context) error {
			if m.before != nil {
				if err := m.before(ctx, postgres.Choosing(nil)); err != nil {
					return err
				}
			}
			to := rehearsal.Message{Workflow: s.workflow, Name: m.name, ID: m.name + string(rune('a'+i)), Content: m.content}
			if m.signal {
				return rehearsal.On(ctx).Signal(ctx, to)
			}
			return rehearsal.On(ctx).Update(ctx, to, nil)
		}})
	}
	return all
}

func (h house) rehearse(caseID string, from, until time.Time, acts ...rehearsal.Act) rehearsal.Course {
	h.t.Helper()
	before := h.counts()
	p := rehearsal.Player{Pool: h.Pool, Terms: terms.Embedded(), EKYC: ekyc.NewSimulator().Providers()}
	c, err := p.Play(h.t.Context(), rehearsal.Play{Case: caseID, From: from, Until: until, Acts: acts})
	require.NoError(h.t, err)
	require.Equal(h.t, before, h.counts(), "nothing is left")
	return c
}

// counts are the rows of every table.
func (h house) counts() map[string]int {
	h.t.Helper()
	ctx := context.Background()
	rows, err := h.Query(ctx, `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)
	require.NoError(h.t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(h.t, err)
	counts := map[string]int{}
	for _, table := range tables {
		var n int
		require.NoError(h.t, h.QueryRow(ctx, `select count(*) from `+pgx.Identifier{table}.Sanitize()).Scan(&n))
		counts[table] = n
	}
	require.NotEmpty(h.t, counts)
	return counts
}

// last is the journal's last entry.
func (h house) last() (id int64) {
	h.t.Helper()
	require.NoError(h.t, h.QueryRow(context.Background(), `select coalesce(max(id), 0) from journal`).Scan(&id))
	return id
}

// since is the course that was played for real after an entry.
func (h house) since(entry int64, caseID string) postgres.Course {
	h.t.Helper()
	c, err := postgres.CourseSince(context.Background(), h.Pool, entry, caseID)
	require.NoError(h.t, err)
	return c
}

// plain is a course without the numbers that rows get as they come.
func plain(c postgres.Course) postgres.Course {
	for i := range c.Steps {
		c.Steps[i].ID = 0
		c.Steps[i].Facts = maps.Clone(c.Steps[i].Facts)
	}
	for i := range c.Deadlines {
		c.Deadlines[i].ID = 0
	}
	for i := range c.Open {
		c.Open[i].ID = 0
	}
	return c
}

// requireSame rehearses a story's case at an instant, lets the story go on for
// real, and requires that what was rehearsed is what happened.
func requireSame(t *testing.T, s story, caseID string, at, until time.Time) rehearsal.Course {
	t.Helper()
	h := newHouse(t, s)
	var entry int64
	var played rehearsal.Course
	h.play(s, until, during{at, func() {
		entry = h.last()
		played = h.rehearse(caseID, at, until, s.acts(at)...)
	}})
	for i, err := range played.Errs {
		require.NoError(t, err, "act %d", i)
	}
	want, got := plain(h.since(entry, caseID)), plain(played.Course)
	require.NotEmpty(t, want.Steps)
	require.Equal(t, want.Steps, got.Steps)
	require.Equal(t, want.Deadlines, got.Deadlines)
	require.Equal(t, want.Charges, got.Charges)
	require.Equal(t, want.Notices, got.Notices)
	require.Equal(t, want.Tasks, got.Tasks)
	require.Equal(t, want.Cases, got.Cases)
	require.Equal(t, want.Open, got.Open)
	return played
}

// on is an instant of 2026 in Japan.
func on(month time.Month, day, hour, minute int) time.Time {
	return jst.MakeDay(2026, month, day).At(hour, minute)
}

var (
	member       = journal.Actor{Role: "member", ID: "mem_1"}
	shippingDesk = journal.Actor{Role: "desk:shipping", ID: "tok_s"}
	repairDesk   = journal.Actor{Role: "desk:repair", ID: "tok_r"}
	courier      = journal.Actor{Role: "courier", ID: "tok_c"}
	returnCentre = journal.Actor{Role: "return-centre", ID: "tok_rc"}
)
