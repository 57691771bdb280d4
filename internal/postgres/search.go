package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/jst"
	"kigen/internal/search"
)

// FoundPerLike is how many of one kind a search gives; one more tells that there are more.
const FoundPerLike = 20

// Found is what a search finds.
type Found struct {
	Members []FoundMemberRow
	Lines   []FoundLineRow
	Devices []LinkRow
	Units   []UnitRow
	Cases   []FoundCaseRow
	Parcels []FoundParcelRow
}

// FoundMemberRow is a member as far as people of one name are told apart.
type FoundMemberRow struct {
	ID          string  `db:"id"`
	Clock       string  `db:"clock_id"`
	FamilyName  string  `db:"family_name"`
	GivenName   string  `db:"given_name"`
	FamilyKana  string  `db:"family_kana"`
	GivenKana   string  `db:"given_kana"`
	FamilyRoman string  `db:"family_roman"`
	GivenRoman  string  `db:"given_roman"`
	BirthDate   jst.Day `db:"birth_date"`
}

// FoundLineRow is a line.
type FoundLineRow struct {
	ID          string     `db:"id"`
	Member      string     `db:"member_id"`
	Kind        string     `db:"kind"`
	Plan        string     `db:"plan"`
	PhoneNumber string     `db:"phone_number"`
	EndedAt     *time.Time `db:"ended_at"`
}

// FoundCaseRow is a case with its next open deadline, if it has one.
type FoundCaseRow struct {
	CaseRow
	Deadline *string    `db:"deadline"`
	Lapse    *time.Time `db:"lapse"`
}

// FoundParcelRow is a parcel that was sent, or one that is to come back.
type FoundParcelRow struct {
	ID       string     `db:"id"`
	Case     string     `db:"case_id"`
	CaseKind string     `db:"case_kind"`
	Back     bool       `db:"back"` // it is one that is to come back
	Kind     string     `db:"kind"`
	Number   string     `db:"number"`
	Began    time.Time  `db:"began"` // sent, or asked for
	Ended    *time.Time `db:"ended"` // delivered, or booked in
}

const (
	selectFoundMembers = `select id, coalesce(clock_id, '') as clock_id, family_name, given_name, family_kana, given_kana, family_roman, given_roman,
		birth_date from members`
	selectFoundLines = `select id, member_id, kind, plan, coalesce(phone_number, '') as phone_number, ended_at from lines`
	selectFoundCases = `select id, kind, workflow_id, coalesce(member_id, '') as member_id, coalesce(clock_id, '') as clock_id, subject, state,
		opened_at, closed_at, next.name as deadline, next.lapse from cases left join lateral (select name, lapse from deadlines
		where case_id = cases.id and outcome is null order by lapse, id limit 1) next on true`
	selectFoundSent = `select s.id, s.case_id, (select kind from cases c where c.id = s.case_id) as case_kind, false as back, s.kind,
		s.tracking_no as number, s.shipped_at as began, s.delivered_at as ended from shipments s`
	selectFoundBack = `select r.id, r.case_id, (select kind from cases c where c.id = r.case_id) as case_kind, true as back, r.kind,
		r.slip_no as number, r.requested_at as began, r.booked_at as ended from returns r`
	selectFoundDevices = `select ` + linkColumns + ` from devices d join device_models m on m.code = d.model`
)

// begins finds where an expression is between two texts, the first so many in its
// order: as two comparisons and an order that an index answers under any plan.
func begins(expression string) string {
	return " where " + expression + " ~>=~ $1 and " + expression + " ~<=~ $2 order by " + expression + " using ~<~, id limit $3"
}

// last is behind all texts that begin so.
func last(beginning string) string { return beginning + "\U0010FFFF" }

// Search finds what a text means, in two round trips: the things themselves,
// then the cases about those that were found. Personal data is looked through
// only where personal is told.
func Search(ctx context.Context, db DB, t search.Terms, personal bool) (f Found, err error) {
	b := &pgx.Batch{}
	if t.ID != "" {
		f.byID(b, t)
	}
	if t.IMEI != "" {
		collect(b, &f.Devices, selectFoundDevices+` where d.imei = $1 order by d.state = 'returned', since desc, d.id`, t.IMEI)
		collect(b, &f.Units, selectUnitRows+` where u.imei = $1`, t.IMEI)
	}
	if number := t.Parcel; number != "" {
		more(b, &f.Parcels, selectFoundSent+` where replace(upper(s.tracking_no), '-', '') = $1`, number)
		more(b, &f.Parcels, selectFoundBack+` where replace(upper(r.slip_no), '-', '') = $1`, number)
	}
	if t.IMEI != "" {
		more(b, &f.Parcels, selectFoundBack+` where r.imei = $1 order by r.requested_at desc, r.id limit $2`, t.IMEI, FoundPerLike+1)
	}
	if personal {
		f.personal(b, t)
	}
	if b.Len() == 0 {
		return f, nil
	}
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return f, fmt.Errorf("search: %w", err)
	}
	f.Members, f.Lines = once(f.Members, func(m FoundMemberRow) string { return m.ID }), once(f.Lines, func(l FoundLineRow) string { return l.ID })
	f.Parcels = once(f.Parcels, func(p FoundParcelRow) string { return p.ID })
	return f, f.related(ctx, db)
}

// byID looks an ID up, or the beginning of one, where things of its prefix are.
func (f *Found) byID(b *pgx.Batch, t search.Terms) {
	from, to := t.ID, last(t.ID)
	if t.Whole {
		to = t.ID
	}
	switch prefix := t.ID[:3]; prefix {
	case "mem":
		more(b, &f.Members, selectFoundMembers+begins("id"), from, to, FoundPerLike+1)
	case "lin":
		more(b, &f.Lines, selectFoundLines+begins("id"), from, to, FoundPerLike+1)
	case "dev":
		more(b, &f.Devices, selectFoundDevices+begins("d.id"), from, to, FoundPerLike+1)
	case "stu":
		more(b, &f.Units, selectUnitRows+` where u.id = $1`, from)
	case "shp":
		more(b, &f.Parcels, selectFoundSent+` where s.id = $1`, from)
	case "ret":
		more(b, &f.Parcels, selectFoundBack+` where r.id = $1`, from)
	case "sli":
		more(b, &f.Parcels, selectFoundBack+` where r.slip_no = $1`, from)
	case "tsk":
		more(b, &f.Cases, selectFoundCases+` where id = (select case_id from tasks where tasks.id = $1)`, from)
	case "chg":
		more(b, &f.Cases, selectFoundCases+` where id = (select case_id from charges where charges.id = $1)`, from)
	case "ntc":
		more(b, &f.Cases, selectFoundCases+` where id = (select case_id from notices where notices.id = $1)`, from)
	default:
		more(b, &f.Cases, selectFoundCases+begins("id"), from, to, FoundPerLike+1)
	}
}

func (f *Found) personal(b *pgx.Batch, t search.Terms) {
	const limit = FoundPerLike + 1
	like := func(expression, key string) {
		if key != "" {
			more(b, &f.Members, selectFoundMembers+begins(expression), key, last(key), limit)
		}
	}
	like("search_key(family_name || given_name)", t.Name)
	like("search_key(family_kana || given_kana)", t.Reading)
	like("search_key(family_roman || given_roman)", t.Roman)
	like("search_key(given_roman || family_roman)", t.Roman)
	if t.Email != "" {
		more(b, &f.Members, selectFoundMembers+` where lower(email) = $1 limit $2`, t.Email, limit)
	}
	if t.Phone != "" {
		more(b, &f.Lines, selectFoundLines+` where phone_number = $1 order by ended_at desc nulls first, id limit $2`, t.Phone, limit)
		more(b, &f.Cases, selectFoundCases+` where closed_at is null
			and id = any (array(select application_id from application_sims where phone_number = $1)) limit $2`, t.Phone, limit)
	}
}

// related adds the cases of what was found, where that is little: the open ones
// of a member, those about a line or a device, and those of a parcel.
func (f *Found) related(ctx context.Context, db DB) error {
	const few, cases = 3, 10
	var members, subjects, ids []string
	if len(f.Members) <= few {
		for _, m := range f.Members {
			members = append(members, m.ID)
		}
	}
	for _, l := range f.Lines {
		subjects = append(subjects, l.ID)
	}
	for _, d := range f.Devices {
		subjects = append(subjects, d.ID)
	}
	for _, u := range f.Units {
		subjects, ids = append(subjects, u.ID), append(ids, u.Case)
	}
	for _, p := range f.Parcels {
		ids = append(ids, p.Case)
	}
	if len(members)+len(subjects)+len(ids) == 0 {
		return nil
	}
	b := &pgx.Batch{}
	for _, m := range members {
		more(b, &f.Cases, selectFoundCases+` where member_id = $1 and closed_at is null order by opened_at desc, id limit $2`, m, cases)
	}
	if len(subjects) > 0 && len(subjects) <= FoundPerLike {
		more(b, &f.Cases, selectFoundCases+` where subject = any ($1) order by opened_at desc, id limit $2`, subjects, cases)
	}
	more(b, &f.Cases, selectFoundCases+` where id = any ($1)`, ids)
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("cases of what was found: %w", err)
	}
	f.Cases = once(f.Cases, func(c FoundCaseRow) string { return c.ID })
	return nil
}

// more adds the rows of a query to those that are there.
func more[T any](b *pgx.Batch, into *[]T, sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		*into = append(*into, all...)
		return err
	})
}

// once leaves the first row of each ID.
func once[T any](rows []T, id func(T) string) []T {
	seen := map[string]bool{}
	kept := rows[:0]
	for _, row := range rows {
		if !seen[id(row)] {
			seen[id(row)] = true
			kept = append(kept, row)
		}
	}
	return kept
}

// MemberNameRow is what a member is called.
type MemberNameRow struct {
	ID         string `db:"id"`
	FamilyName string `db:"family_name"`
	GivenName  string `db:"given_name"`
}

// MemberNames gives the names of members; those that there are not are left out.
func MemberNames(ctx context.Context, db DB, ids []string) ([]MemberNameRow, error) {
	s := selecting(`select id, family_name, given_name from members`)
	s.and("id = any (?)", ids)
	return list[MemberNameRow](ctx, db, s)
}
