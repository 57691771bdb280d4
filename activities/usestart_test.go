package activities_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/usestart"
)

// C-13, C-8, N-2, P-6: of two who correct a delivery at once one is told of the
// conflict. The line, its options and the bought device move with the device
// that took its place, and so do the use years; a claim that the maker was to
// take by the wrong day is named to the support desk.
func TestTheUseStartMovesAtOnce(t *testing.T) {
	pool := guaranteed(t)
	ledger := &postgres.Ledger{Pool: pool}
	a := &activities.UseStarts{Ledger: ledger, Terms: terms.Embedded()}
	recorded := jst.MakeDay(2026, time.November, 1).At(15, 0)
	const application = "app_1"
	device, option := ids.Derived("dev", application), ids.Derived("cmp", application)
	commit := func(e journal.Entry, changes ...postgres.Change) {
		t.Helper()
		e.Actor, e.Terms = journal.Timer, terms.Embedded().At(e.At).Name
		_, err := postgres.Record(t.Context(), ledger, postgres.Decision[int]{Entry: e, Changes: changes})
		require.NoError(t, err)
	}
	commit(journal.Entry{
		Case: application, Step: "parcel-delivered/shp_1", At: recorded, State: "active", Ends: true, Rules: []terms.ID{terms.S19},
		Opens: &journal.Case{Kind: "signup", WorkflowID: "signup/app_1", Member: "mem_1", Subject: application},
		Facts: journal.Facts{
			"fact": 1, "use_start": jst.DayOf(recorded), "delivered_at": recorded,
			"lines": []letters.ContractLine{{Line: "lin_1", Kind: terms.DataSIM, UseStart: jst.DayOf(recorded)}},
		},
	})
	exec(t, pool, `insert into device_models (code, name, maker, os, class, price, compensation_fee) values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550)`)
	exec(t, pool, `insert into applications (id, member_id, login, plan, channel, applied_at) values ('app_1', 'mem_1', 'login', 'light_start', 'web', $1)`, recorded)
	exec(t, pool, `update lines set application_id = 'app_1' where id = 'lin_1'`)
	exec(t, pool, `insert into shipments (id, case_id, kind, tracking_no, shipped_at, delivered_at) values ('shp_1', 'app_1', 'signup', '4711', $1, $2)`,
		recorded.AddDate(0, 0, -1), recorded)
	exec(t, pool, `insert into devices (id, member_id, line_id, model, colour, imei, purchased_on, use_start, state, replaces) values
		($1, 'mem_1', 'lin_1', 'sky-9', 'black', '490154203237518', '2026-10-28', '2026-11-01', 'returned', null),
		('dev_new', 'mem_1', 'lin_1', 'sky-9', 'black', '352099001761481', '2026-10-28', '2026-11-01', 'in_use', $1)`, device)
	exec(t, pool, `insert into compensations (id, member_id, device_id, class, monthly_fee, started_on) values ($1, 'mem_1', 'dev_new', 'new', 550, '2026-11-01')`, option)
	for i, c := range []struct{ id, state, fault string }{{"clm_1", "sent_to_maker", "2027-11-01"}, {"clm_2", "closed", "2027-11-02"}, {"clm_3", "sent_to_maker", "2027-10-01"}} {
		at := jst.MakeDay(2027, time.November, 20).At(9, i)
		commit(journal.Entry{
			Case: c.id, Step: "filed", At: at, State: c.state, Ends: true, Rules: []terms.ID{terms.N2},
			Opens: &journal.Case{Kind: "replacement", WorkflowID: "replacement/" + c.id, Member: "mem_1", Subject: device},
		})
		exec(t, pool, `insert into claims (id, compensation_id, device_id, member_id, cause, fault_day, received_at, state)
			values ($1, $2, $3, 'mem_1', 'natural_failure', $4::text::date, $5, $6)`, c.id, option, device, c.fault, at, c.state)
	}
	exec(t, pool, `insert into compensation_uses (claim_id, compensation_id, year_from, no, max_uses) values ('clm_2', $1, '2027-11-01', 1, 2)`, option)

	at := jst.MakeDay(2027, time.December, 1).At(9, 0)
	truths := []time.Time{jst.MakeDay(2026, time.October, 31).At(18, 0), jst.MakeDay(2026, time.October, 31).At(19, 0)}
	moved := make([]message.UseStartMoved, 2)
	errs := atOnce(2, func(i int) (err error) {
		moved[i], err = a.CorrectUseStart(t.Context(), message.UseStartCorrectionInput{
			Application:        application,
			DeliveryCorrection: message.DeliveryCorrection{Fact: 1, DeliveredAt: truths[i], At: at, Actor: journal.Actor{Role: "desk:support", ID: "tok_1"}},
		})
		return err
	})
	won := slices.Index(errs, nil)
	require.GreaterOrEqual(t, won, 0)
	refusedBy(t, errs[1-won], refusal.Conflict, terms.C13)
	require.Equal(t, []string{"opt_1"}, moved[won].Guarantees)
	rows, err := pool.Query(t.Context(), `select use_start::text from devices union all select use_start::text from lines where id = 'lin_1'
		union all select started_on::text from compensations union all select use_start::text from guarantees where id = 'opt_1'
		union all select started_on::text from line_options where id = 'opt_1'
		union all select (delivered_at at time zone 'Asia/Tokyo')::date::text from shipments`)
	require.NoError(t, err)
	days, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, slices.Repeat([]string{"2026-10-31"}, 7), days)
	require.Equal(t, 1, number(t, pool, `select count(*) from compensation_uses where year_from = '2027-10-31' and no = 1`))
	require.Equal(t, 1, number(t, pool, `select count(*) from guarantees where id = 'opt_2' and use_start = '2026-11-01'`), "another's stays")
	require.Equal(t, 1, number(t, pool, `select count(*) from tasks where kind = '`+usestart.TaskReview+`' and why->'to_review' = '["clm_1"]'`))
}
