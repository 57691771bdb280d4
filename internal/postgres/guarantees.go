package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/refusal"
)

var noGuarantee = refusal.New(refusal.NotFound, "", "つながる端末保証のご契約が見つかりません。", "There is no such guarantee.")

// StartGuarantee writes the guarantee of a line that is in use from the instant
// (W-2): the line's option, and what the guarantee is about.
func StartGuarantee(p identity.Progress, s identity.ProgressSIM, at time.Time) []Change {
	option := guarantee.OptionOf(s.Line)
	return []Change{
		Exec(`insert into line_options (id, line_id, kind, started_on) values ($1, $2, $3, $4)`,
			option, s.Line, devices.ConnectedGuarantee, jst.DayOf(at)),
		Exec(`insert into guarantees (id, member_id, line_id, applied_on, use_start) values ($1, $2, $3, $4, $5)`,
			option, p.Member, s.Line, jst.DayOf(p.AppliedAt), jst.DayOf(at)),
	}
}

// LineActivatedAt is the instant from which a line is in use (S-19).
func LineActivatedAt(ctx context.Context, db DB, line string) (time.Time, error) {
	var at time.Time
	err := db.QueryRow(ctx, `select activated_at from lines where id = $1`, line).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return at, refusal.New(refusal.NotFound, "", "回線が見つかりません。", "There is no such line.")
	}
	if err != nil {
		return at, fmt.Errorf("line %s: %w", line, err)
	}
	return at.UTC(), nil
}

const guaranteesAsTheyStand = `select g.id, g.member_id, g.line_id, g.applied_on, g.use_start, g.registered_at, g.reminders, g.lapsed_at, g.ends_at,
		array(select u.year_from from guarantee_uses u where u.guarantee_id = g.id order by u.year_from, u.no),
		array(select u.no from guarantee_uses u where u.guarantee_id = g.id order by u.year_from, u.no),
		coalesce((select c.id from guarantee_claims c where c.guarantee_id = g.id and c.open), ''),
		coalesce((select c.id from cases c where c.subject = g.device_id and c.kind = 'exchange' and c.closed_at is null limit 1), ''),
		d.id, d.member_id, coalesce(d.line_id, ''), d.model, m.name, d.colour, d.imei, d.refurbished, d.purchased_on, d.use_start,
		coalesce(d.replaces, ''), d.state, m.os, m.released_on,
		(select u.last_day from line_usages u where u.line_id = g.line_id and u.imei = d.imei)
	from guarantees g left join devices d on d.id = g.device_id left join device_models m on m.code = d.model `

func scanGuarantee(row pgx.CollectableRow) (g guarantee.Guarantee, err error) {
	var registered, lapsed, ends *time.Time
	var years []jst.Day
	var numbers []int
	var d struct {
		ID, Member, Line, Model, Name, Colour, IMEI, Replaces, State, OS *string
		Refurbished                                                      *bool
		PurchasedOn, UseStart, ReleasedOn, UsedOn                        jst.Day
	}
	err = row.Scan(&g.Option, &g.Member, &g.Line, &g.AppliedOn, &g.UseStart, &registered, &g.Reminders, &lapsed, &ends,
		&years, &numbers, &g.OpenClaim, &g.OpenExchange,
		&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished, &d.PurchasedOn, &d.UseStart,
		&d.Replaces, &d.State, &d.OS, &d.ReleasedOn, &d.UsedOn)
	if err != nil {
		return g, err
	}
	g.RegisteredAt, g.LapsedAt, g.EndsAt = orZero(registered), orZero(lapsed), orZero(ends)
	for i := range g.Reminders {
		g.Reminders[i] = g.Reminders[i].UTC()
	}
	for i, year := range years {
		g.Uses = append(g.Uses, devices.Use{YearFrom: year, No: numbers[i]})
	}
	if d.ID != nil {
		g.Device = &guarantee.Device{
			Device: devices.Device{
				ID: *d.ID, Member: *d.Member, Line: *d.Line, Model: *d.Model, Name: *d.Name, Colour: *d.Colour, IMEI: *d.IMEI,
				Refurbished: *d.Refurbished, PurchasedOn: d.PurchasedOn, UseStart: d.UseStart, Replaces: *d.Replaces,
				State: devices.State(*d.State),
			},
			OS: *d.OS, ReleasedOn: d.ReleasedOn, UsedOn: d.UsedOn,
		}
	}
	return g, nil
}

// LoadGuarantee gives a guarantee as it stands; a refusal with code not_found
// where there is none.
func LoadGuarantee(ctx context.Context, db DB, option string) (guarantee.Guarantee, error) {
	rows, err := db.Query(ctx, guaranteesAsTheyStand+`where g.id = $1`, option)
	if err != nil {
		return guarantee.Guarantee{}, fmt.Errorf("load guarantee %s: %w", option, err)
	}
	g, err := pgx.CollectExactlyOneRow(rows, scanGuarantee)
	if errors.Is(err, pgx.ErrNoRows) {
		return g, noGuarantee
	}
	if err != nil {
		return g, fmt.Errorf("load guarantee %s: %w", option, err)
	}
	return g, nil
}

// Guarantees lists guarantees by their ID: of a member, of a test clock, or all.
func Guarantees(ctx context.Context, db DB, member, clock string, after Place, limit int) ([]guarantee.Guarantee, error) {
	s := selecting(guaranteesAsTheyStand + `join members o on o.id = g.member_id`)
	s.equal("g.member_id", member)
	s.equal("o.clock_id", clock)
	if after.ID != "" {
		s.and("g.id > ?", after.ID)
	}
	s.add(" order by g.id limit ?", limit)
	rows, err := db.Query(ctx, s.sql.String(), s.args...)
	if err != nil {
		return nil, fmt.Errorf("list guarantees: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanGuarantee)
	if err != nil {
		return nil, fmt.Errorf("list guarantees: %w", err)
	}
	return list, nil
}

// LoadRegistration gives the case of a guarantee's registration; a refusal with
// code not_found where there is none.
func LoadRegistration(ctx context.Context, l *Ledger, option string) (guarantee.Registration, error) {
	var r guarantee.Registration
	found, err := readFile(guarantee.RegistrationOf(option), &r.File).send(ctx, l.Pool)
	if err == nil && !found {
		err = noGuarantee
	}
	if err == nil {
		r.Guarantee, err = LoadGuarantee(ctx, l.Pool, option)
	}
	return r, err
}

// SaveRegistration writes what a step changed of a registration. Two that
// register the same device at once are a conflict.
func SaveRegistration(before, after guarantee.Registration) []Change {
	g := after.Guarantee
	changes := append(saveFile(before.File, after.File), ExpectOne("guarantee",
		`update guarantees set reminders = $2 where id = $1`, g.Option, instants(g.Reminders)))
	if was := before.Guarantee.LapsedAt; !was.IsZero() && !was.Equal(g.LapsedAt) {
		changes = append(changes, reviveGuarantee(g.Option, was)...)
	}
	if !g.LapsedAt.IsZero() && !before.Guarantee.LapsedAt.Equal(g.LapsedAt) {
		changes = append(changes,
			ExpectOne("guarantee without a device", `update guarantees set lapsed_at = $2, ends_at = $2
				where id = $1 and device_id is null and (ends_at is null or ends_at > $2)`, g.Option, g.LapsedAt),
			Exec(`update line_options set ended_at = $2 where id = $1 and ended_at is null`, g.Option, g.LapsedAt))
	}
	if before.Guarantee.Device == nil && g.Device != nil {
		d := g.Device
		changes = append(changes,
			Exec(`insert into devices (id, member_id, line_id, model, colour, imei, use_start, state, origin)
				values ($1, $2, $3, $4, $5, $6, $7, $8, 'own') on conflict (id) do nothing`,
				d.ID, d.Member, d.Line, d.Model, d.Colour, d.IMEI, d.UseStart, string(d.State)),
			ExpectOne("guarantee without a device", `update guarantees set device_id = $2, registered_at = $3
				where id = $1 and device_id is null and lapsed_at is null`, g.Option, d.ID, g.RegisteredAt))
	}
	return changes
}

// reviveGuarantee takes a lapse back that was decided by a wrong day (C-13): the
// option ends with its line or on its own, where that is so, and runs else.
func reviveGuarantee(option string, lapsedAt time.Time) []Change {
	return []Change{
		ExpectOne("lapsed guarantee", `update guarantees g set lapsed_at = null, ends_at = least(
				(select l.ended_at from lines l where l.id = g.line_id),
				(date_trunc('month', g.cancelled_on::timestamp) + interval '1 month') at time zone 'Asia/Tokyo')
			where g.id = $1 and g.lapsed_at = $2`, option, lapsedAt),
		Exec(`update line_options o set ended_at = (select l.ended_at from lines l where l.id = o.line_id) where o.id = $1`, option),
	}
}

// LoadSubmission completes a device that a member registers with what is on
// record: its model, and the device of its number, of whomever.
func LoadSubmission(ctx context.Context, db DB, option, model string, x guarantee.Submission) (guarantee.Submission, error) {
	var err error
	if x.Model, err = LoadModel(ctx, db, model); err != nil {
		return x, err
	}
	var k guarantee.Known
	err = db.QueryRow(ctx, `select d.id, d.member_id, coalesce(d.line_id, ''), d.model, m.name, d.colour, d.imei, d.refurbished,
			d.purchased_on, d.use_start, coalesce(d.replaces, ''), d.state,
			exists (select from compensations c where c.device_id = d.id and (c.ends_at is null or c.ends_at > $2)),
			exists (select from guarantees g where g.device_id = d.id and g.id <> $3 and (g.ends_at is null or g.ends_at > $2))
		from devices d join device_models m on m.code = d.model
		where d.imei = $1 and d.state not in ('returned', 'swapped')`, x.IMEI, x.At, option).
		Scan(&k.ID, &k.Member, &k.Line, &k.Model, &k.Name, &k.Colour, &k.IMEI, &k.Refurbished,
			&k.PurchasedOn, &k.UseStart, &k.Replaces, &k.State, &k.Compensated, &k.Guaranteed)
	if errors.Is(err, pgx.ErrNoRows) {
		err = db.QueryRow(ctx, `select `+sentOrStocked("$1"), x.IMEI).Scan(&x.Elsewhere)
	} else {
		x.Known = &k
	}
	if err != nil {
		return x, fmt.Errorf("look up the registered device: %w", err)
	}
	return x, nil
}

// LoadModel gives a model of the catalogue; without a name where there is none.
func LoadModel(ctx context.Context, db DB, code string) (guarantee.Model, error) {
	m := guarantee.Model{Code: code}
	err := db.QueryRow(ctx, `select name, os, released_on, sold_in_japan from device_models where code = $1`, code).
		Scan(&m.Name, &m.OS, &m.ReleasedOn, &m.SoldInJapan)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return m, fmt.Errorf("look up model: %w", err)
	}
	return m, nil
}

// LineUsed writes that the network saw a line's SIM in the device of that
// number; an earlier day than is known changes nothing. It is refused with code
// not_found where there is no such line.
func LineUsed(ctx context.Context, db DB, line, imei string, day jst.Day) error {
	tag, err := db.Exec(ctx, `insert into line_usages as u (line_id, imei, last_day) select id, $2, $3 from lines where id = $1
		on conflict (line_id, imei) do update set last_day = greatest(u.last_day, excluded.last_day)`, line, imei, day)
	if err != nil {
		return fmt.Errorf("use of line %s: %w", line, err)
	}
	if tag.RowsAffected() == 0 {
		return refusal.New(refusal.NotFound, "", "回線が見つかりません。", "There is no such line.")
	}
	return nil
}
