package postgres

import (
	"context"
	"time"

	"kigen/internal/jst"
	"kigen/internal/yen"
)

// MemberRow is a member with the personal data that the carrier holds.
type MemberRow struct {
	ID          string    `db:"id"`
	Clock       string    `db:"clock_id"`
	Language    string    `db:"language"`
	FamilyName  string    `db:"family_name"`
	GivenName   string    `db:"given_name"`
	FamilyKana  string    `db:"family_kana"`
	GivenKana   string    `db:"given_kana"`
	FamilyRoman string    `db:"family_roman"`
	GivenRoman  string    `db:"given_roman"`
	BirthDate   jst.Day   `db:"birth_date"`
	Email       string    `db:"email"`
	PostalCode  string    `db:"postal_code"`
	Prefecture  string    `db:"prefecture"`
	City        string    `db:"city"`
	Street      string    `db:"street"`
	Building    string    `db:"building"`
	JoinedAt    time.Time `db:"joined_at"`
}

// Member gives a member, or refuses with code not_found.
func Member(ctx context.Context, db DB, id string) (MemberRow, error) {
	return one[MemberRow](ctx, db, `select id, coalesce(clock_id, '') as clock_id, language, family_name, given_name,
		family_kana, given_kana, family_roman, given_roman, birth_date, email, postal_code, prefecture, city, street,
		building, joined_at from members where id = $1`, id)
}

// LineRow is a line with its open cancellation, if it has one.
type LineRow struct {
	ID            string     `db:"id"`
	Member        string     `db:"member_id"`
	Application   string     `db:"application_id"`
	Kind          string     `db:"kind"`
	Plan          string     `db:"plan"`
	PhoneNumber   string     `db:"phone_number"`
	UseStart      jst.Day    `db:"use_start"`
	ActivatedAt   time.Time  `db:"activated_at"`
	EndedAt       *time.Time `db:"ended_at"`
	Equipment     []string   `db:"equipment"`
	Options       []string   `db:"options"`
	Cancellation  *string    `db:"cancellation_id"`
	EffectAt      *time.Time `db:"effect_at"`
	WithdrawUntil *time.Time `db:"withdraw_until"`
}

const selectLines = `select l.id, l.member_id, coalesce(l.application_id, '') as application_id, l.kind, l.plan,
	coalesce(l.phone_number, '') as phone_number, l.use_start, l.activated_at, l.ended_at, l.equipment,
	array(select o.kind from line_options o where o.line_id = l.id and o.ended_at is null order by o.kind) as options,
	c.id as cancellation_id, c.effect_at, c.withdraw_until
	from lines l join members m on m.id = l.member_id
	left join cancellations c on c.line_id = l.id and c.state = 'reserved'`

// Line gives a line, or refuses with code not_found.
func Line(ctx context.Context, db DB, id string) (LineRow, error) {
	return one[LineRow](ctx, db, selectLines+` where l.id = $1`, id)
}

// Lines lists lines by their ID: of a member, of a test clock, or all.
func Lines(ctx context.Context, db DB, member, clock string, after Place, limit int) ([]LineRow, error) {
	s := selecting(selectLines)
	s.equal("l.member_id", member)
	s.equal("m.clock_id", clock)
	if after.ID != "" {
		s.and("l.id > ?", after.ID)
	}
	s.add(" order by l.id limit ?", limit)
	return list[LineRow](ctx, db, s)
}

// DeviceRow is a device with its compensation, if it has one.
type DeviceRow struct {
	ID           string      `db:"id"`
	Member       string      `db:"member_id"`
	Line         string      `db:"line_id"`
	Model        string      `db:"model"`
	ModelName    string      `db:"model_name"`
	Colour       string      `db:"colour"`
	IMEI         string      `db:"imei"`
	Refurbished  bool        `db:"refurbished"`
	PurchasedOn  jst.Day     `db:"purchased_on"`
	UseStart     jst.Day     `db:"use_start"`
	State        string      `db:"state"`
	Replaces     *string     `db:"replaces"`
	ReplacedBy   *string     `db:"replaced_by"`
	Clock        string      `db:"clock_id"`
	Compensation *string     `db:"compensation_id"`
	Class        *string     `db:"class"`
	MonthlyFee   *yen.Amount `db:"monthly_fee"`
	StartedOn    *jst.Day    `db:"started_on"`
	CancelledOn  *jst.Day    `db:"cancelled_on"`
	EndsAt       *time.Time  `db:"ends_at"`
	// Uses are the first days of the use years in which the option was used, one for each use.
	Uses []jst.Day `db:"uses"`
}

const selectDevices = `select d.id, d.member_id, coalesce(d.line_id, '') as line_id, d.model, dm.name as model_name, d.colour,
	d.imei, d.refurbished, d.purchased_on, d.use_start, d.state, d.replaces,
	(select r.id from devices r where r.replaces = d.id) as replaced_by, coalesce(m.clock_id, '') as clock_id,
	c.id as compensation_id, c.class, c.monthly_fee, c.started_on, c.cancelled_on, c.ends_at,
	array(select u.year_from from compensation_uses u where u.compensation_id = c.id order by u.year_from, u.no) as uses
	from devices d join members m on m.id = d.member_id join device_models dm on dm.code = d.model
	left join lateral (select * from compensations c where c.device_id = d.id order by c.ends_at desc nulls first limit 1) c on true`

// Device gives a device, or refuses with code not_found.
func Device(ctx context.Context, db DB, id string) (DeviceRow, error) {
	return one[DeviceRow](ctx, db, selectDevices+` where d.id = $1`, id)
}

// Devices lists devices by their ID: of a member, of a test clock, or all.
func Devices(ctx context.Context, db DB, member, clock string, after Place, limit int) ([]DeviceRow, error) {
	s := selecting(selectDevices)
	s.equal("d.member_id", member)
	s.equal("m.clock_id", clock)
	if after.ID != "" {
		s.and("d.id > ?", after.ID)
	}
	s.add(" order by d.id limit ?", limit)
	return list[DeviceRow](ctx, db, s)
}
