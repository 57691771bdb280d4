package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/options"
	"kigen/internal/refusal"
)

// selectOptions is every option with what the rules need to know of it.
const selectOptions = `select o.* from (` + selectCompensations + ` union all ` + selectGuarantees + `) o`

const selectCompensations = `select c.id, 'compensation' as kind, c.member_id, coalesce(d.line_id, '') as line_id, c.device_id,
		m.name as device_name, d.colour as device_colour, c.monthly_fee, c.started_on, c.cancelled_on, c.ends_at,
		array(select u.year_from from compensation_uses u where u.compensation_id = c.id order by u.year_from, u.no) as used_in,
		array(select k.id from (select id from claims where compensation_id = c.id
			union all select id from repairs where compensation_id = c.id) under
			join cases k on k.id = under.id where k.closed_at is null order by k.id) as open_claims
	from compensations c join devices d on d.id = c.device_id join device_models m on m.code = d.model`

const selectGuarantees = `select g.id, 'guarantee', g.member_id, g.line_id, coalesce(g.device_id, ''),
		coalesce(m.name, ''), coalesce(d.colour, ''), 0, g.use_start, g.cancelled_on, g.ends_at,
		array(select u.year_from from guarantee_uses u where u.guarantee_id = g.id order by u.year_from, u.no),
		array(select k.id from guarantee_claims c join cases k on k.id = c.id
			where c.guarantee_id = g.id and k.closed_at is null order by k.id)
	from guarantees g left join devices d on d.id = g.device_id left join device_models m on m.code = d.model`

// LoadOption gives what the rules need to know of an option; a refusal with
// code not_found where there is none.
func LoadOption(ctx context.Context, db DB, id string) (options.Option, error) {
	all, err := LoadOptions(ctx, db, id)
	if err != nil {
		return options.Option{}, err
	}
	o, ok := all[id]
	if !ok {
		return o, refusal.New(refusal.NotFound, "", "オプションが見つかりません。", "There is no such option.")
	}
	return o, nil
}

// LoadOptions is LoadOption for many, in one round trip; those that do not
// exist are left out.
func LoadOptions(ctx context.Context, db DB, optionIDs ...string) (map[string]options.Option, error) {
	rows, err := db.Query(ctx, selectOptions+` where o.id = any($1)`, optionIDs)
	if err != nil {
		return nil, fmt.Errorf("load %d options: %w", len(optionIDs), err)
	}
	list, err := pgx.CollectRows(rows, scanOption)
	if err != nil {
		return nil, fmt.Errorf("load %d options: %w", len(optionIDs), err)
	}
	all := make(map[string]options.Option, len(list))
	for _, o := range list {
		all[o.ID] = o
	}
	return all, nil
}

// Options lists options by their ID: of a member, of a test clock, or all.
func Options(ctx context.Context, db DB, member, clock string, after Place, limit int) ([]options.Option, error) {
	s := selecting(selectOptions + ` join members m on m.id = o.member_id`)
	s.equal("o.member_id", member)
	s.equal("m.clock_id", clock)
	if after.ID != "" {
		s.and("o.id > ?", after.ID)
	}
	s.add(" order by o.id limit ?", limit)
	rows, err := db.Query(ctx, s.sql.String(), s.args...)
	if err != nil {
		return nil, fmt.Errorf("list options: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanOption)
	if err != nil {
		return nil, fmt.Errorf("list options: %w", err)
	}
	return list, nil
}

func scanOption(row pgx.CollectableRow) (options.Option, error) {
	var o options.Option
	var kind string
	var ends *time.Time
	err := row.Scan(&o.ID, &kind, &o.Member, &o.Line, &o.Device, &o.Name.Model, &o.Name.Colour, &o.Fee,
		&o.StartedOn, &o.CancelledOn, &ends, &o.UsedIn, &o.OpenClaims)
	o.Kind = options.Kind(kind)
	if ends != nil {
		o.EndsAt = *ends
	}
	return o, err
}

// CancelOption has the option end at month end, at once for all who ask (O-3,
// O-8). One that is bound to end already is a conflict.
func CancelOption(caseID string, o options.Option, r options.Request, c options.Cancellation) []Change {
	table, column := "compensations", "compensation_id"
	if o.Kind == options.Guarantee {
		table, column = "guarantees", "guarantee_id"
	}
	return []Change{
		// A guarantee may be bound to end with its line already, at this month end.
		ExpectOne("running option", `update `+table+` set cancelled_on = $2, ends_at = $3
			where id = $1 and cancelled_on is null and (ends_at is null or ends_at >= $3)`, o.ID, c.CancelledOn, c.EndsAt),
		Exec(`insert into option_cancellations (id, `+column+`, channel, received_at, effect_at, state)
			values ($1, $2, $3, $4, $5, $6)`, caseID, o.ID, r.Channel, r.ReceivedAt, c.EndsAt, options.StateCancelled),
	}
}

// EndOptions ends the cancellations of options at their month end, and what
// was on a line stops on it.
func EndOptions(endsAt time.Time, cases ...string) []Change {
	if len(cases) == 0 {
		return nil
	}
	return []Change{
		expect(len(cases), "cancelled option",
			`update option_cancellations set state = $2 where id = any($1) and state = $3`, cases, options.StateEnded, options.StateCancelled),
		Exec(`update line_options o set ended_at = $2 from option_cancellations c
			where c.id = any($1) and o.id = c.guarantee_id and o.ended_at is null`, cases, endsAt),
	}
}

// Ending is a cancelled option with the answer its cancellation gave.
type Ending struct {
	Case         string
	Option       string
	Cancellation options.Cancellation
}

// OptionsEnding lists the cancelled options that end at the month end effectAt,
// on the given test clock (empty: on none), whose step is not committed; by
// case, from after on. First is the step that cancelled them.
func (l *Ledger) OptionsEnding(ctx context.Context, effectAt time.Time, clock, first, step, after string, limit int) ([]Ending, error) {
	rows, err := l.Pool.Query(ctx, `select c.id, coalesce(c.compensation_id, c.guarantee_id), first.result
		from option_cancellations c
		join cases on cases.id = c.id
		join journal first on first.case_id = c.id and first.step = $3
		where c.effect_at = $1 and c.state = 'cancelled' and c.id > $5
			and cases.clock_id is not distinct from nullif($2, '')
			and not exists (select from journal done where done.case_id = c.id and done.step = $4)
		order by c.id limit $6`, effectAt, clock, first, step, after, limit)
	if err != nil {
		return nil, fmt.Errorf("options ending %s: %w", effectAt, err)
	}
	ending, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Ending])
	if err != nil {
		return nil, fmt.Errorf("options ending %s: %w", effectAt, err)
	}
	return ending, nil
}
