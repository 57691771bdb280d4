package bench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgserver"
)

const (
	readsDatabase = "kigen_reads"
	stepsPerCase  = 10
	// openSpan is over how many minutes most of what is open is spread.
	openSpan = 12 * 24 * 60
)

// firstLapse is the first of the open deadlines.
var firstLapse = time.Date(2026, time.December, 1, 0, 0, 0, 0, jst.Zone)

// caseOf is the ID of the n-th seeded case.
func caseOf(n int) string { return fmt.Sprintf("clm_%026d", n) }

// membersOf is how many members have that many cases, ten each of which one is open.
func membersOf(cases int) int { return cases/10 + 1 }

// memberOf is the ID of the n-th member, who has every case that leaves n when divided by the number of members.
func memberOf(n int) string { return fmt.Sprintf("mem_%026d", n) }

// nameOf is what the n-th member is called.
func nameOf(n int) string {
	return familyNames[n%len(familyNames)] + givenNames[n/len(familyNames)%len(givenNames)]
}

// phoneOf is the number of the n-th member's line.
func phoneOf(n int) string { return fmt.Sprintf("090%08d", n) }

var (
	familyNames = []string{"佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"}
	givenNames  = []string{"花子", "太郎", "陽葵", "蓮", "結菜", "湊", "葵", "樹", "凛", "悠真"}
)

// seedReads fills a database with that many cases, a tenth of which are open, each with ten steps, two
// deadlines, two letters and a charge, and a task for every second; and with a tenth as many members, who
// have a line, a device, a parcel and a return each. Foreign keys and logging are off while it is filled,
// and indexes are made at the end.
func (s *stage) seedReads(ctx context.Context, cases int, t *tracer) (*pgxpool.Pool, error) {
	if err := pgserver.CreateDatabase(ctx, s.DatabaseURL, readsDatabase); err != nil {
		return nil, err
	}
	c, err := pgxpool.ParseConfig(s.DatabaseURL)
	if err != nil {
		return nil, err
	}
	c.ConnConfig.Database, c.MaxConns = readsDatabase, fillers
	filling := c.Copy()
	filling.ConnConfig.RuntimeParams["session_replication_role"] = "replica"
	if err := fill(ctx, filling, cases); err != nil {
		return nil, fmt.Errorf("seed %d cases: %w", cases, err)
	}
	c.ConnConfig.Tracer = t
	return pgxpool.NewWithConfig(ctx, c)
}

// fillers fill at a time.
const fillers = 2

// heavy are the tables that get the rows, with what fills them from $1 cases on through $2 (exclusive) of $3 members.
var heavy = []struct{ table, fill string }{
	{"journal", `insert into journal (case_id, step, at, actor_role, actor_id, rules, terms, facts, result)
		select 'clm_' || lpad(n::text, 26, '0'), 'step-' || s, timestamptz '2026-01-01' + n * interval '20 s' + s * interval '1 day', 'timer', '',
			'{N-5,C-12}', '2026-04-01', '{"device": "dev_0123456789abcdefghjkmnpqrs", "last_good_day": "2026-05-25", "amount": 40000}', '{"state": "open", "steps": 3}'
		from generate_series($1::int, $2::int - 1) n, generate_series(1, 10) s`},
	{"cases", `insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at, closed_at)
		select 'clm_' || lpad(n::text, 26, '0'), (array['replacement', 'cancellation'])[1 + n % 2], 'replacement/clm_' || lpad(n::text, 26, '0'),
			'mem_' || lpad((n % $3::int)::text, 26, '0'), 'dev_' || n, case when n % 10 = 0 then 'open' else 'closed' end,
			timestamptz '2026-01-01' + n * interval '20 s', case when n % 10 > 0 then timestamptz '2026-01-20' + n * interval '20 s' end
		from generate_series($1::int, $2::int - 1) n`},
	{"deadlines", `insert into deadlines (case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day, lapse, settles_at, outcome, settled_at, settled_step)
		select 'clm_' || lpad(n::text, 26, '0'), 'deadline-' || d, (array['N-4', 'N-5', 'N-6', 'K-5'])[1 + n / 10 % 4], '2026-04-01', 'step-1',
			(array['', 'shipping', 'repair', 'support'])[1 + n / 10 % 4], 'within', x.last - 14, 14, x.last, y.lapse, y.lapse,
			case when n % 10 > 0 then 'met' end, case when n % 10 > 0 then y.lapse end, case when n % 10 > 0 then 'step-2' end
		from generate_series($1::int, $2::int - 1) n, generate_series(1, 2) d,
			lateral (select case when n % 10 > 0 then date '2026-01-01' + n % 300 else date '2026-11-30' + (n * 7919::bigint % 60)::int end as last) x,
			lateral (select (x.last + 1)::timestamp at time zone 'Asia/Tokyo' as lapse) y`},
	{"charges", `insert into charges (id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why)
		select 'chg_' || lpad(n::text, 26, '0'), 'clm_' || lpad(n::text, 26, '0'), 'mem_' || lpad((n % $3::int)::text, 26, '0'), 'step-2', 'burden', 'N-1', '2026-04-01', 'charge', 6600, 'included',
			timestamptz '2026-01-01' + n * interval '20 s', '{"use": 1, "uses": 2}'
		from generate_series($1::int, $2::int - 1) n`},
	{"notices", `insert into notices (id, case_id, step, member_id, rule, template, version, data, at, status, sent_at)
		select 'ntc_' || lpad(n::text, 24, '0') || s, 'clm_' || lpad(n::text, 26, '0'), 'step-' || s, 'mem_' || lpad((n % $3::int)::text, 26, '0'), 'N-1', 'claim-accepted', 1,
			'{"burden": 6600, "deliver_by": "2026-05-13"}', timestamptz '2026-01-01' + n * interval '20 s', 'sent', timestamptz '2026-01-02' + n * interval '20 s'
		from generate_series($1::int, $2::int - 1) n, generate_series(1, 2) s`},
	{"tasks", `insert into tasks (id, case_id, step, kind, desk, rule, why, opened_at, due, closed_at, closed_step, outcome)
		select 'tsk_' || lpad(n::text, 26, '0'), 'clm_' || lpad(n::text, 26, '0'), 'step-1', 'ship', (array['identity', 'shipping', 'repair', 'support'])[1 + n / 10 % 4],
			'N-3', '{"model": "bench-1"}', timestamptz '2026-01-01' + n * interval '20 s',
			timestamptz '2026-11-30 15:00Z' + (n * 7919::bigint % 20160) * interval '1 min' + interval '12 h',
			case when n % 10 > 0 then timestamptz '2026-01-05' + n * interval '20 s' end, case when n % 10 > 0 then 'step-2' end, case when n % 10 > 0 then 'shipped' end
		from generate_series($1::int, $2::int - 1) n where n % 20 in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10)`},
}

// people are the members with what is theirs: $1 of them.
var people = []string{
	`insert into device_models (code, name, maker, os, class, price, compensation_fee)
		select 'bench-' || n, 'Bench ' || n, 'Bench', 'android', 'new', 60000, 550 from generate_series(0, least($1::int, 200) - 1) n`,
	`insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date, email,
			postal_code, prefecture, city, street, card_token, joined_at)
		select 'mem_' || lpad(n::text, 26, '0'), ($2::text[])[1 + n % 10], ($3::text[])[1 + n / 10 % 10], (array['サトウ', 'スズキ', 'タカハシ'])[1 + n % 3],
			(array['ハナコ', 'タロウ', 'ヒマリ'])[1 + n / 10 % 3], (array['SATO', 'SUZUKI', 'TAKAHASHI'])[1 + n % 3],
			(array['HANAKO', 'TARO', 'HIMARI'])[1 + n / 10 % 3], date '1950-01-01' + n % 18000, 'bench' || n || '@kigen.example',
			'1000001', '東京都', '千代田区', '千代田1-1', 'tok_visa', '2026-01-01'
		from generate_series(0, $1::int - 1) n`,
	`insert into lines (id, member_id, kind, plan, phone_number, use_start, activated_at)
		select 'lin_' || lpad(n::text, 26, '0'), 'mem_' || lpad(n::text, 26, '0'), 'voice', 'bench', '090' || lpad(n::text, 8, '0'), '2026-01-01', '2026-01-01'
		from generate_series(0, $1::int - 1) n`,
	`insert into application_sims (application_id, no, kind, phone_number, line_id)
		select 'app_' || lpad(n::text, 26, '0'), 1, 'voice', '090' || lpad(n::text, 8, '0'), 'lin_' || lpad(n::text, 26, '0')
		from generate_series(0, $1::int - 1) n`,
	`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		select 'dev_' || lpad(n::text, 26, '0'), 'mem_' || lpad(n::text, 26, '0'), 'bench-' || n % 200, 'black', lpad(n::text, 15, '0'),
			'2026-01-01', '2026-01-01', 'in_use'
		from generate_series(0, $1::int - 1) n`,
	`insert into stock_units (id, pool, model, colour, imei, price, state, since)
		select 'stu_' || lpad(n::text, 26, '0'), 'loaner', 'bench-' || n % 200, 'black', '9' || lpad(n::text, 14, '0'), 20000, 'on_shelf', '2026-01-01'
		from generate_series(0, $1::int / 10) n`,
	`insert into shipments (id, case_id, kind, tracking_no, shipped_at, delivered_at, device_id)
		select 'shp_' || lpad(n::text, 26, '0'), 'clm_' || lpad(n::text, 26, '0'), 'replacement', '4300-' || lpad(n::text, 8, '0'),
			'2026-01-02', '2026-01-03', 'dev_' || lpad(n::text, 26, '0')
		from generate_series(0, $1::int - 1) n`,
	`insert into returns (id, case_id, member_id, device_id, slip_no, imei, requested_at)
		select 'ret_' || lpad(n::text, 26, '0'), 'clm_' || lpad(n::text, 26, '0'), 'mem_' || lpad(n::text, 26, '0'), 'dev_' || lpad(n::text, 26, '0'),
			'sli_' || lpad(n::text, 26, '0'), lpad(n::text, 15, '0'), '2026-01-03'
		from generate_series(0, $1::int - 1) n`,
}

func fill(ctx context.Context, c *pgxpool.Config, cases int) error {
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := postgres.Migrate(ctx, pool); err != nil {
		return err
	}
	indexes, err := dropIndexes(ctx, pool)
	if err != nil {
		return err
	}
	const slices = 8
	if err := together(ctx, len(heavy)*slices, fillers, func(ctx context.Context, i int) error {
		slice := i % slices
		sql, args := heavy[i/slices].fill, []any{cases * slice / slices, cases * (slice + 1) / slices}
		if strings.Contains(sql, "$3") {
			args = append(args, membersOf(cases))
		}
		_, err := pool.Exec(ctx, sql, args...)
		return err
	}); err != nil {
		return err
	}
	for _, sql := range people {
		args := []any{membersOf(cases)}
		if strings.Contains(sql, "$3") {
			args = append(args, familyNames, givenNames)
		}
		if _, err := pool.Exec(ctx, sql, args...); err != nil {
			return err
		}
	}
	if err := together(ctx, len(indexes), fillers, func(ctx context.Context, i int) error {
		_, err := pool.Exec(ctx, indexes[i])
		return err
	}); err != nil {
		return err
	}
	_, err = pool.Exec(ctx, `vacuum analyze`)
	return err
}

// dropIndexes removes the indexes of the heavy tables, and returns the statements that make them again.
// Keys of tables that others refer to stay.
func dropIndexes(ctx context.Context, pool *pgxpool.Pool) ([]string, error) {
	var tables []string
	for _, h := range heavy {
		tables = append(tables, h.table)
	}
	rows, err := pool.Query(ctx, `
		select 'drop index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
		from pg_index i where i.indrelid = any($1::text[]::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
		union all
		select 'alter table ' || c.conrelid::regclass || ' drop constraint ' || quote_ident(c.conname),
			'alter table ' || c.conrelid::regclass || ' add constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid)
		from pg_constraint c where c.conrelid = any($1::text[]::regclass[]) and c.contype in ('p', 'u')
			and not exists (select from pg_constraint f where f.confrelid = c.conrelid and f.contype = 'f')`, tables)
	if err != nil {
		return nil, err
	}
	type index struct{ Drop, Make string }
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[index])
	if err != nil {
		return nil, err
	}
	var make []string
	for _, i := range all {
		if _, err := pool.Exec(ctx, i.Drop); err != nil {
			return nil, err
		}
		make = append(make, i.Make)
	}
	for _, table := range tables {
		if table == "cases" || table == "charges" { // logged tables refer to them
			continue
		}
		if _, err := pool.Exec(ctx, `alter table `+table+` set unlogged`); err != nil {
			return nil, err
		}
	}
	return make, nil
}
