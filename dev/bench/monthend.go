package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	enumspb "go.temporal.io/api/enums/v1"

	"kigen/activities"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/starter/engine"
)

// The month ends of F-3, all in the past, so that nothing waits: one a way to take effect.
var (
	monthOfOurs  = jst.MakeMonth(2026, time.May)
	monthOfPlain = jst.MakeMonth(2026, time.June)
	monthOfPeers = jst.MakeMonth(2026, time.July)
	monthOfHerd  = jst.MakeMonth(2026, time.August)
)

// monthEnd is F-3: the effect of a month's cancellations as Kigen commits it, beside plain SQL that
// writes the same rows, and beside engines that give each case a timer or job of its own. Each of those
// commits its case by one batch of the same plain SQL.
func monthEnd(ctx context.Context, s *stage) ([]Measure, error) {
	stop, err := s.work()
	if err != nil {
		return nil, err
	}
	defer func() { stop() }()
	cases := s.size(10_000)
	// A month of a few cases first, so that both find their statements planned and their caches filled.
	for _, warm := range []struct {
		month jst.Month
		cases int
	}{{jst.MakeMonth(2026, time.March), s.size(1000)}, {monthOfOurs, cases}} {
		if _, err := s.seedReserved(ctx, warm.cases, warm.month); err != nil {
			return nil, err
		}
	}
	plain, err := s.seedReserved(ctx, cases, monthOfPlain)
	if err != nil {
		return nil, err
	}
	if _, err := s.pool.Exec(ctx, `analyze`); err != nil {
		return nil, err
	}
	if _, err := s.runMonthEnd(ctx, jst.MakeMonth(2026, time.March)); err != nil {
		return nil, err
	}
	ours, err := s.runMonthEnd(ctx, monthOfOurs)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := effectPlain(ctx, s.pool, monthOfPlain.End(), plain...); err != nil {
		return nil, err
	}
	floor := time.Since(began)
	stop()
	stop = func() {}

	measures := []Measure{atMost("F-3", fmt.Sprintf("effect of %d cases", cases), "s", ours.Seconds(), floor.Seconds(), 2).
		noted("from the scheduling of MonthEnd's effect to its end, beside one transaction of plain SQL")}
	peers, err := s.peers(ctx, cases, ours)
	measures = append(measures, peers...)
	if err != nil {
		return measures, err
	}
	herd, err := s.herd(ctx)
	return append(measures, herd...), err
}

// runMonthEnd runs a MonthEnd and gives the time of its effect.
func (s *stage) runMonthEnd(ctx context.Context, month jst.Month) (time.Duration, error) {
	id := message.MonthEndID("", month)
	if err := engine.Start(ctx, s.engine, message.MonthEnd, engine.Run{ID: id, Batch: true}, message.MonthEndInput{Month: month}); err != nil {
		return 0, err
	}
	var result message.MonthEndResult
	if err := s.client.GetWorkflow(ctx, id, "").Get(ctx, &result); err != nil {
		return 0, err
	}
	if result.Effected == 0 {
		return 0, errors.New("the month end had no cases")
	}
	var scheduled, took time.Duration
	events := s.client.GetWorkflowHistory(ctx, id, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return 0, err
		}
		at := time.Duration(e.GetEventTime().AsTime().UnixNano())
		switch e.GetEventType() {
		case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
			scheduled = at // the effect is the last
		case enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
			took = at - scheduled
		}
	}
	return took, nil
}

// seedReserved makes n lines whose cancellation was reserved for the month end. One is reserved as the
// product does it; the others are copies of its rows.
func (s *stage) seedReserved(ctx context.Context, n int, month jst.Month) ([]string, error) {
	lines, err := s.seedLines(ctx, "month", n)
	if err != nil {
		return nil, err
	}
	if _, err := s.pool.Exec(ctx, `update lines set equipment = '{sim_card}' where id = any($1)`, lines); err != nil {
		return nil, err
	}
	cases := make([]string, n)
	for i := range cases {
		cases[i] = s.id("can")
	}
	first := &activities.Cancellations{Ledger: &postgres.Ledger{Pool: s.pool}, Terms: s.book}
	if _, err := first.ReserveCancellation(ctx, message.CancellationInput{
		Case: cases[0], Line: lines[0], Channel: "member_page", ReceivedAt: month.Start().Add(3 * day),
		Actor: journal.Actor{Role: "member", ID: member},
	}); err != nil {
		return nil, fmt.Errorf("reserve a cancellation: %w", err)
	}
	for _, sql := range []string{
		`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at)
			select c, kind, 'cancellation/' || l, member_id, l, state, opened_at from cases, unnest($2::text[], $3::text[]) x (c, l) where id = $1`,
		`insert into journal (case_id, step, at, actor_role, actor_id, rules, terms, facts, result)
			select c, step, at, actor_role, actor_id, rules, terms, facts, result from journal, unnest($2::text[], $3::text[]) x (c, l) where case_id = $1`,
		`insert into deadlines (case_id, name, rule, terms, armed_step, desk, lapse, settles_at)
			select c, name, rule, terms, armed_step, desk, lapse, settles_at from deadlines, unnest($2::text[], $3::text[]) x (c, l) where case_id = $1`,
		`insert into cancellations (id, line_id, channel, received_at, withdraw_until, effect_at, state)
			select c, l, channel, received_at, withdraw_until, effect_at, state from cancellations, unnest($2::text[], $3::text[]) x (c, l) where id = $1`,
	} {
		if _, err := s.pool.Exec(ctx, sql, cases[0], cases[1:], lines[1:]); err != nil {
			return nil, fmt.Errorf("seed cancellations: %w", err)
		}
	}
	return cases, nil
}

// effectPlain writes the rows of the cases' effect by hand-written SQL in one round trip: the floor that
// knows the answers beforehand.
func effectPlain(ctx context.Context, pool *pgxpool.Pool, effectAt time.Time, cases ...string) error {
	b := &pgx.Batch{}
	for _, sql := range []string{
		`insert into journal (case_id, step, at, actor_role, actor_id, rules, terms, facts, result)
			select c.id, 'effected', $2, 'timer', '', '{K-1,K-5}', '2026-04-01',
				jsonb_build_object('line', c.line_id, 'options_stopped', '[]'::jsonb, 'final_statement', 'requested'),
				'{"equipment_lapse": "2026-06-15T00:00:00+09:00", "equipment_settles_at": "2026-06-15T09:00:00+09:00"}'
			from cancellations c where c.id = any($1)`,
		`update cases set state = 'effected' where id = any($1) and $2::timestamptz is not null`,
		`update deadlines set outcome = 'met', settled_at = $2, settled_step = 'effected' where case_id = any($1) and name = 'effect' and outcome is null`,
		`insert into deadlines (case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day, lapse, settles_at)
			select c, 'equipment-back', 'K-5', '2026-04-01', 'effected', 'support', 'within', first, 14, first + 14,
				$2::timestamptz + interval '15 days', $2::timestamptz + interval '16 days'
			from unnest($1::text[]) c, lateral (select ($2::timestamptz at time zone 'Asia/Tokyo')::date as first) x`,
		`insert into notices (id, case_id, step, member_id, rule, template, version, data, at)
			select 'ntc' || c.id, c.id, 'effected', l.member_id, 'K-5', 'cancellation-effected', 1,
				jsonb_build_object('case', c.id, 'line', c.line_id, 'effect', $2::timestamptz, 'stopped', '[]'::jsonb, 'continuing', '[]'::jsonb,
					'equipment', '["sim_card"]'::jsonb, 'slip', 'slip_' || c.id, 'last_good_day', '2026-06-14', 'lapse', $2::timestamptz), $2
			from cancellations c join lines l on l.id = c.line_id where c.id = any($1)`,
		`update cancellations set state = 'effected' where id = any($1) and state = 'reserved' and $2::timestamptz is not null`,
		`update lines l set ended_at = $2 from cancellations c where c.id = any($1) and l.id = c.line_id and l.ended_at is null`,
		`update line_options o set ended_at = $2 from cancellations c where c.id = any($1) and o.line_id = c.line_id and o.ended_at is null`,
		`insert into final_statements (line_id, case_id, requested_at) select line_id, id, $2 from cancellations where id = any($1)`,
		`insert into returns (id, case_id, member_id, slip_no, requested_at)
			select 'ret' || c.id, c.id, l.member_id, 'slip' || c.id, $2 from cancellations c join lines l on l.id = c.line_id where c.id = any($1)`,
	} {
		b.Queue(sql, cases, effectAt)
	}
	if err := pool.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("plain effect: %w", err)
	}
	return nil
}
