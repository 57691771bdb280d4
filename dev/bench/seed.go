package bench

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"kigen/internal/imei"
	"kigen/internal/jst"
)

const (
	member      = "mem_bench"
	useExisting = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
)

// Where the IMEIs of seeded devices and of their replacements begin.
const (
	oldIMEIs = 10_000_000_000_000
	newIMEIs = 20_000_000_000_000
)

// numbered is the IMEI of a number.
func numbered(n int) string { return imei.WithCheck(fmt.Sprintf("%014d", n)) }

// since is the day from which seeded things are the member's.
func since() jst.Day { return jst.DayOf(time.Now()).AddDays(-300) }

// seedMember makes the member that everything is of, and the model of the devices.
func (s *stage) seedMember(ctx context.Context) error {
	for _, sql := range []string{
		`insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date, email,
				postal_code, prefecture, city, street, card_token, joined_at)
			values ('mem_bench', '試験', '花子', 'シケン', 'ハナコ', 'SHIKEN', 'HANAKO', '1990-01-01', 'bench@kigen.example',
				'1000001', '東京都', '千代田区', '千代田1-1', 'tok_visa', '2026-01-01')`,
		`insert into device_models (code, name, maker, os, class, price, compensation_fee)
			values ('bench-1', 'Bench 1', 'Bench', 'android', 'new', 60000, 550)`,
	} {
		if _, err := s.pool.Exec(ctx, sql); err != nil {
			return fmt.Errorf("seed a member: %w", err)
		}
	}
	return nil
}

// seedDevices gives the member n insured devices.
func (s *stage) seedDevices(ctx context.Context, n int) ([]string, error) {
	devices, imeis := make([]string, n), make([]string, n)
	for i := range n {
		devices[i], imeis[i] = s.id("dev"), numbered(oldIMEIs+s.seeded)
	}
	for _, sql := range []string{
		`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
			select d, 'mem_bench', 'bench-1', 'black', i, $3::date, $3::date, 'in_use' from unnest($1::text[], $2::text[]) as x (d, i)`,
		`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
			select 'cmp' || d, 'mem_bench', d, 'new', 550, $3::date from unnest($1::text[], $2::text[]) as x (d, i)`,
	} {
		if _, err := s.pool.Exec(ctx, sql, devices, imeis, since()); err != nil {
			return nil, fmt.Errorf("seed devices: %w", err)
		}
	}
	return devices, nil
}

// seedLines gives the member n lines without equipment or options; the group is part of their IDs.
func (s *stage) seedLines(ctx context.Context, group string, n int) ([]string, error) {
	lines := make([]string, n)
	for i := range n {
		lines[i] = s.id("lin_" + group)
	}
	_, err := s.pool.Exec(ctx, `insert into lines (id, member_id, kind, plan, use_start, activated_at, equipment)
		select id, 'mem_bench', 'voice', 'bench', $2::date, $2::date, '{}' from unnest($1::text[]) as x (id)`, lines, since())
	if err != nil {
		return nil, fmt.Errorf("seed lines: %w", err)
	}
	return lines, nil
}
