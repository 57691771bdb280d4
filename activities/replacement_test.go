package activities_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

var (
	customer = journal.Actor{Role: "member", ID: "mem_1"}
	received = jst.MakeDay(2026, time.October, 30).At(15, 0)
	first    = jst.MakeDay(2026, time.November, 1).At(10, 0)
	claim    = activities.OfClaim{Claim: "clm_1"}
)

// insured is a database with mem_1, whose device dev_1 is covered.
func insured(t *testing.T) (*activities.Replacements, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.New(t, postgres.MigrateURL)
	exec(t, pool, `insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
			email, postal_code, prefecture, city, street, card_token, joined_at)
		values ('mem_1', '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', 'hanako@example.jp',
			'100-0001', '東京都', '千代田区', '千代田1-1', 'tok_credit', '2025-06-01')`)
	exec(t, pool, `insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550)`)
	exec(t, pool, `insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', 'mem_1', 'sky-9', 'black', '490154203237518', '2025-06-01', '2025-06-01', 'in_use')`)
	exec(t, pool, `insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_1', 'mem_1', 'dev_1', 'new', 550, '2025-06-01')`)
	return &activities.Replacements{Ledger: &postgres.Ledger{Pool: pool}, Terms: terms.Embedded()}, pool
}

func exec(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) {
	t.Helper()
	_, err := pool.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

func number(t *testing.T, pool *pgxpool.Pool, sql string) (n int) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), sql).Scan(&n))
	return n
}

func filing(id string) message.ReplacementInput {
	return message.ReplacementInput{
		Claim: id, Device: "dev_1", Cause: terms.Water, FaultDay: jst.MakeDay(2026, 10, 29), ReceivedAt: received, Actor: customer,
	}
}

func shipping(shipment, imei string, at time.Time) activities.ToShip {
	return activities.ToShip{OfClaim: claim, Parcel: message.Parcel{
		Shipment: shipment, Tracking: "trk-" + shipment, IMEI: imei, Model: "sky-9", Colour: "black", At: at, Actor: customer,
	}}
}

func delivery(shipment string, at time.Time) activities.Reported {
	return activities.Reported{OfClaim: claim, Delivery: message.Delivery{Reference: "d-" + shipment, Shipment: shipment, At: at, ReportedAt: at}}
}

func booking(reference string, at, reported time.Time) activities.BookedIn {
	return activities.BookedIn{OfClaim: claim, Booking: message.Booking{
		Reference: reference, Return: devices.ReturnOf("clm_1"), BookedAt: at, ReportedAt: reported,
	}}
}

// call is a step in a test: what it is called with once it is its turn.
type call struct {
	name string
	do   func(context.Context) (devices.Progress, error)
}

func of[In any](name string, step func(context.Context, In) (devices.Progress, error), in In) call {
	return call{name, func(ctx context.Context) (devices.Progress, error) { return step(ctx, in) }}
}

// play takes the steps in order. Each is asked twice, as after a worker that
// died between commit and answer, and must leave the case where it says: what
// the database gives back is what the rule meant.
func play(t *testing.T, a *activities.Replacements, pool *pgxpool.Pool, steps ...call) devices.Progress {
	t.Helper()
	var p devices.Progress
	for _, s := range steps {
		var err error
		p, err = s.do(t.Context())
		require.NoError(t, err, s.name)
		stored, err := a.ReadReplacement(t.Context(), claim)
		require.NoError(t, err, s.name)
		require.Equal(t, p, stored, s.name)
		rows := number(t, pool, everything)
		again, err := s.do(t.Context())
		require.NoError(t, err, s.name)
		require.Equal(t, p, again, s.name)
		require.Equal(t, rows, number(t, pool, everything), s.name)
	}
	return p
}

// everything counts the rows that a step could write twice.
var everything = "select " + strings.Join([]string{
	"(select count(*) from journal)", "(select count(*) from charges)", "(select count(*) from notices)", "(select count(*) from deadlines)",
	"(select count(*) from tasks)", "(select count(*) from devices)", "(select count(*) from returns)", "(select count(*) from deliveries)",
}, " + ")

func filed(t *testing.T) (*activities.Replacements, *pgxpool.Pool) {
	t.Helper()
	a, pool := insured(t)
	v, err := a.FileClaim(t.Context(), filing("clm_1"))
	require.NoError(t, err)
	again, err := a.FileClaim(t.Context(), filing("clm_1"))
	require.NoError(t, err)
	require.Equal(t, v, again)
	p, err := a.ReadReplacement(t.Context(), claim)
	require.NoError(t, err)
	require.Equal(t, v.Progress, p)
	return a, pool
}

// N-3, N-4, N-5, C-13, B-9: every step is taken once however often it is asked
// for, and the case is read back as the step left it.
func TestEveryStepOfAReplacement(t *testing.T) {
	a, pool := filed(t)
	day := func(n int) time.Time { return first.AddDate(0, 0, n) }
	p := play(t, a, pool,
		of("ship", a.ShipReplacement, shipping("shp_0", "352099001761481", received.Add(time.Hour))),
		of("came back", a.RecordComeBack, delivery("shp_0", received.Add(20*time.Hour))),
		of("overdue", a.AlertOfDelivery, claim),
		of("ship again", a.ShipReplacement, shipping("shp_1", "356938035643809", received.Add(30*time.Hour))),
		of("delivered", a.RecordDelivery, delivery("shp_1", first)),
		of("correct", a.CorrectDelivery, activities.Corrected{OfClaim: claim, DeliveryCorrection: message.DeliveryCorrection{Fact: 1, DeliveredAt: day(1), At: day(2)}}),
	)
	require.Equal(t, []int{2}, p.Deliveries)
	require.Equal(t, jst.MakeDay(2026, 11, 17).Start(), p.Return.Lapse)

	for _, reminded := range []time.Time{jst.MakeDay(2026, 11, 14).At(9, 0), {}} {
		p, err := a.RemindOfReturn(t.Context(), claim)
		require.NoError(t, err)
		require.True(t, p.Return.RemindAt.Equal(reminded))
	}
	p = play(t, a, pool,
		of("settle", a.SettleReturn, claim),
		of("fault", a.ReportReplacementFault, activities.FaultReported{OfClaim: claim, Fault: message.Fault{ID: "flt_1", At: day(15)}}),
		of("decide", a.DecideReplacementFault, activities.FaultDecided{OfClaim: claim, FaultDecision: message.FaultDecision{Fault: "flt_1", Outcome: "replaced", At: day(16)}}),
		of("ship another", a.ShipReplacement, shipping("shp_2", "352099001761481", day(16))),
		of("delivered another", a.RecordDelivery, delivery("shp_2", day(17))),
		of("late", a.BookDeviceIn, booking("bk-1", day(18), day(18))),
		of("second booking", a.BookDeviceIn, booking("bk-2", day(18), day(18))),
		of("end of the check", a.EndCheck, claim),
	)
	require.Equal(t, devices.CaseClosed, p.State)
	require.Equal(t, 1, number(t, pool, `select count(*) from charges where rule = 'N-5'`))

	p = play(t, a, pool,
		of("correct the first", a.CorrectDelivery, activities.Corrected{OfClaim: claim, DeliveryCorrection: message.DeliveryCorrection{Fact: 2, DeliveredAt: day(5), At: day(30)}}),
		of("settle again", a.SettleReturn, claim),
	)
	require.Equal(t, devices.CaseClosed, p.State)
	require.Equal(t, 0, number(t, pool, `select sum(amount) from charges where rule = 'N-5'`))
	require.Equal(t, 1, number(t, pool, `select count(*) from compensations c join devices d on d.id = c.device_id where d.imei = '352099001761481'`))
	require.Equal(t, 1, number(t, pool, `select count(*) from compensation_uses`))
	require.Equal(t, 2, number(t, pool, `select count(*) from stock_units where state = 'issued' and case_id = 'clm_1'`))

	// In truth it was back at the centre a day after the last good one, then before.
	rebook := func(to, at time.Time) activities.BookingCorrected {
		return activities.BookingCorrected{OfClaim: claim, BookingCorrection: message.BookingCorrection{
			Return: devices.ReturnOf("clm_1"), BookedAt: to, At: at, Actor: customer,
		}}
	}
	play(t, a, pool, of("booked late", a.CorrectDeviceBooking, rebook(day(20), day(31))))
	require.Equal(t, 40_000, number(t, pool, `select sum(amount) from charges where rule = 'N-5'`))
	p = play(t, a, pool, of("booked in time", a.CorrectDeviceBooking, rebook(day(19), day(32))))
	require.Equal(t, devices.CaseClosed, p.State)
	require.Equal(t, 0, number(t, pool, `select sum(amount) from charges where rule = 'N-5'`))
	require.Equal(t, 3, number(t, pool, `select count(*) from deadlines where name = 'old-device-back' and lapse = '2026-11-20T15:00Z'`))
}

// O-4: of two claims at once for one device one is accepted; the other is told
// that one is open, and consumes nothing.
func TestTwoClaimsAtOnce(t *testing.T) {
	a, pool := insured(t)
	outcomes := make([]error, 2)
	var wg sync.WaitGroup
	for i, id := range []string{"clm_1", "clm_2"} {
		wg.Go(func() { _, outcomes[i] = a.FileClaim(context.Background(), filing(id)) })
	}
	wg.Wait()
	if outcomes[0] != nil {
		outcomes[0], outcomes[1] = outcomes[1], outcomes[0]
	}
	require.NoError(t, outcomes[0])
	no, ok := message.Refused(outcomes[1])
	require.True(t, ok, "%v", outcomes[1])
	require.Equal(t, refusal.AlreadyOpen, no.Code)
	require.Equal(t, 1, number(t, pool, `select count(*) from compensation_uses`))
	require.Equal(t, 1, number(t, pool, `select count(*) from charges`))
	require.Equal(t, 1, number(t, pool, `select count(*) from cases`))
}

// O-4, C-8: a use taken by someone else between the look and the commit is
// counted: the claim is the second, or past the limit.
func TestUsesAreNumberedByTheDatabase(t *testing.T) {
	a, pool := insured(t)
	exec(t, pool, `insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at)
		select 'clm_' || n, 'replacement', 'replacement/clm_' || n, 'mem_1', 'dev_1', 'closed', '2026-07-01' from generate_series(8, 9) n`)
	exec(t, pool, `insert into claims (id, compensation_id, device_id, member_id, cause, fault_day, received_at, state)
		select 'clm_' || n, 'cmp_1', 'dev_1', 'mem_1', 'water', '2026-07-01', '2026-07-01', 'closed' from generate_series(8, 9) n`)
	use := `insert into compensation_uses (claim_id, compensation_id, year_from, no, max_uses) values ($1, 'cmp_1', '2026-06-01', $2, 2)`

	// The first use is in another transaction that commits while ours waits.
	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), use, "clm_9", 1)
	require.NoError(t, err)
	verdict := make(chan devices.Verdict)
	go func() {
		v, _ := a.FileClaim(context.Background(), filing("clm_1"))
		verdict <- v
	}()
	require.Eventually(t, func() bool {
		return number(t, pool, `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`) > 0
	}, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, tx.Commit(t.Context()))
	v := <-verdict
	require.Equal(t, []any{devices.Accepted, 2}, []any{v.Outcome, v.Use})
	require.Equal(t, int64(8800), v.Burden.Int64())

	_, err = pool.Exec(t.Context(), use, "clm_8", 3)
	require.ErrorContains(t, err, "compensation_uses_limit")
	exec(t, pool, `update claims set state = 'closed' where id = 'clm_1'`)
	v, err = a.FileClaim(t.Context(), filing("clm_3"))
	require.NoError(t, err)
	require.Equal(t, []any{devices.Refused, refusal.LimitReached}, []any{v.Outcome, v.Refusal.Code})
}

// N-3: an IMEI that is out cannot go out twice, and a tracking number is one
// parcel's.
func TestShippingWhatIsOut(t *testing.T) {
	a, pool := filed(t)
	for imei, code := range map[string]string{"490154203237518": refusal.Used, "356938035643808": refusal.Invalid} {
		_, err := a.ShipReplacement(t.Context(), shipping("shp_1", imei, received.Add(time.Hour)))
		no, ok := message.Refused(err)
		require.True(t, ok)
		require.Equal(t, code, no.Code)
	}
	exec(t, pool, `insert into shipments (id, case_id, kind, tracking_no, shipped_at) values ('shp_9', 'clm_1', 'sim', 'trk-shp_1', $1)`, received)
	_, err := a.ShipReplacement(t.Context(), shipping("shp_1", "356938035643809", received.Add(time.Hour)))
	no, ok := message.Refused(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, refusal.Used, no.Code)
}

// N-5, C-13, B-9: a charge is taken back once, by the waiver or the correction,
// whichever is first.
func TestAChargeIsTakenBackOnce(t *testing.T) {
	a, pool := filed(t)
	w := &activities.Waivers{Ledger: a.Ledger, Terms: a.Terms}
	play(t, a, pool,
		of("ship", a.ShipReplacement, shipping("shp_1", "356938035643809", received.Add(time.Hour))),
		of("delivered", a.RecordDelivery, delivery("shp_1", first)),
		of("settle", a.SettleReturn, claim),
	)
	var charge string
	require.NoError(t, pool.QueryRow(t.Context(), `select id from charges where rule = 'N-5'`).Scan(&charge))
	asked := received.AddDate(0, 1, 0)
	_, err := w.AskForWaiver(t.Context(), message.WaiverInput{Case: "wvr_1", Charge: charge, Reason: "illness", AskedAt: asked, Actor: journal.Actor{ID: "a"}})
	require.NoError(t, err)

	correction := activities.Corrected{OfClaim: claim, DeliveryCorrection: message.DeliveryCorrection{Fact: 1, DeliveredAt: first.AddDate(0, 0, 3), At: asked.Add(time.Hour)}}
	decision := message.WaiverDecision{Case: "wvr_1", Approve: true, At: asked.Add(time.Hour), Actor: journal.Actor{ID: "b"}}
	var wg sync.WaitGroup
	var waived, corrected error
	wg.Go(func() { _, waived = w.DecideWaiver(context.Background(), decision) })
	wg.Go(func() { _, corrected = a.CorrectDelivery(context.Background(), correction) })
	wg.Wait()
	require.NoError(t, corrected)
	if waived != nil {
		no, ok := message.Refused(waived)
		require.True(t, ok, "%v", waived)
		require.Equal(t, refusal.State, no.Code)
	}
	require.Equal(t, 0, number(t, pool, `select sum(amount) from charges where rule = 'N-5'`))
	require.Equal(t, 2, number(t, pool, `select count(*) from charges where rule = 'N-5'`))
}

// O-5, O-6: the cover goes on without its line; it does not serve a device that
// is registered under the Connected Device Guarantee, but one that is on the
// line of a guarantee for another device.
func TestCoverBesideTheLine(t *testing.T) {
	for name, c := range map[string]struct {
		lineEnded, optionEnded bool
		registered             any
		outcome                devices.Outcome
	}{
		"line ended":                {true, true, "dev_1", devices.Accepted},
		"guarantee ended":           {false, true, "dev_1", devices.Accepted},
		"guarantee of another one":  {false, false, nil, devices.Accepted},
		"under the guarantee (O-6)": {false, false, "dev_1", devices.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			a, pool := insured(t)
			var line, option any
			if c.lineEnded {
				line = received.AddDate(0, -1, 0)
			}
			if c.optionEnded {
				option = received.AddDate(0, -1, 0)
			}
			exec(t, pool, `insert into lines (id, member_id, kind, plan, use_start, activated_at, ended_at)
				values ('lin_1', 'mem_1', 'voice', 'light_start', '2025-06-01', '2025-06-01', $1)`, line)
			exec(t, pool, `insert into line_options (id, line_id, kind, started_on, ended_at)
				values ('opt_1', 'lin_1', $1, '2025-06-01', $2)`, devices.ConnectedGuarantee, option)
			exec(t, pool, `insert into guarantees (id, member_id, line_id, applied_on, use_start, device_id, registered_at, ends_at)
				values ('opt_1', 'mem_1', 'lin_1', '2025-06-01', '2025-06-01', $1::text, case when $1::text is null then null else timestamptz '2025-06-02' end, $2)`,
				c.registered, option)
			exec(t, pool, `update devices set line_id = 'lin_1'`)
			v, err := a.FileClaim(t.Context(), filing("clm_1"))
			require.NoError(t, err)
			require.Equal(t, c.outcome, v.Outcome)
			if v.Refusal != nil {
				require.Equal(t, terms.O6, v.Refusal.Rule)
			}
		})
	}
}
