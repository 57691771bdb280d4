package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// LoadProgress gives what the rules know of an application under way; a refusal
// with code not_found where there is none.
func LoadProgress(ctx context.Context, db Batcher, book *terms.Book, caseID string) (identity.Progress, error) {
	p := identity.Progress{Case: caseID}
	b := &pgx.Batch{}
	b.Queue(`select a.member_id, a.login, coalesce(a.plan, ''), a.channel, a.applied_at, c.state, coalesce(a.device_model, ''),
			coalesce(a.device_colour, ''), coalesce(a.payment, ''), a.compensation, coalesce(m.name, ''), coalesce(m.class, ''),
			coalesce(a.device_price, 0), coalesce(a.compensation_fee, 0)
		from applications a join cases c on c.id = a.id left join device_models m on m.code = a.device_model
		where a.id = $1`, caseID).QueryRow(func(row pgx.Row) error {
		var d identity.DeviceOrder
		err := row.Scan(&p.Member, &p.Login, &p.Plan, &p.Channel, &p.AppliedAt, &p.State, &d.Model, &d.Colour, &d.Payment, &d.Compensation,
			&p.Model.Name, &p.Model.Class, &p.Model.Price, &p.Model.CompensationFee)
		if d.Model != "" {
			p.Device = &d
		}
		return err
	})
	b.Queue(`select s.no, s.kind, coalesce(u.code, ''), s.mnp_issued_on, coalesce(s.line_id, ''), s.dropped_at is not null, s.guarantee
		from application_sims s left join entry_code_uses u on u.application_id = s.application_id and u.sim_no = s.no and u.freed_at is null
		where s.application_id = $1 order by s.no`, caseID).Query(func(rows pgx.Rows) (err error) {
		p.SIMs, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (identity.ProgressSIM, error) {
			var s identity.ProgressSIM
			var issued jst.Day
			err := row.Scan(&s.No, &s.Kind, &s.EntryCode, &issued, &s.Line, &s.Dropped, &s.Guarantee)
			s.MNP = !issued.IsZero()
			return s, err
		})
		return err
	})
	b.Queue(`select id, expires_at from upload_links where application_id = $1 and replaced_at is null`, caseID).
		QueryRow(optional(&p.Link.ID, &p.Link.Expires))
	b.Queue(`select id, method, submitted_at from submissions where application_id = $1 and outcome is null`, caseID).
		QueryRow(optional(&p.Submission.ID, &p.Submission.Method, &p.Submission.At))
	b.Queue(`select id, tracking_no from shipments where case_id = $1 order by shipped_at desc, id limit 1`, caseID).
		QueryRow(optional(&p.Shipment.ID, &p.Shipment.Tracking))
	b.Queue(`select name, terms, coalesce(way, ''), event_day, coalesce(n, 0), lapse from deadlines
		where case_id = $1 and outcome is null order by id`, caseID).Query(func(rows pgx.Rows) (err error) {
		p.Open, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (identity.OpenDeadline, error) { return openDeadline(book, row) })
		return err
	})
	b.Queue(`select kind from tasks where case_id = $1 and closed_at is null`, caseID).Query(texts(&p.Tasks))
	b.Queue(`select step from journal where case_id = $1 order by id`, caseID).Query(texts(&p.Done))
	b.Queue(`select count(*) from (`+usesBegun+`) facts`, caseID).QueryRow(optional(&p.Facts))
	err := db.SendBatch(ctx, b).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return p, missing
	}
	if err != nil {
		return p, fmt.Errorf("load application %s: %w", caseID, err)
	}
	for i, s := range p.SIMs {
		for _, d := range p.Open {
			if d.Is(identity.DeadlineNumber, s.No) {
				p.SIMs[i].Number = d.Count
			}
		}
	}
	return p, nil
}

// Batcher runs several queries in one round trip.
type Batcher interface {
	DB
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

func optional(into ...any) func(pgx.Row) error {
	return func(row pgx.Row) error {
		if err := row.Scan(into...); !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return nil
	}
}

func texts(into *[]string) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}
}

func openDeadline(book *terms.Book, row pgx.CollectableRow) (identity.OpenDeadline, error) {
	var d identity.OpenDeadline
	var version, way string
	var event jst.Day
	var n int
	err := row.Scan(&d.Name, &version, &way, &event, &n, &d.Lapse)
	if err == nil && way != "" {
		d.Count, err = jst.NewCount(jst.Way(way), event, n)
	}
	if err == nil {
		d.Terms, err = book.Named(version)
	}
	d.Lapse = d.Lapse.UTC()
	return d, err
}

// LoadKnown gives what the carrier knows when an application comes in at an instant: the proof
// of the address, the entry codes, the device model, and of a member who applies
// again the person and the devices.
func LoadKnown(ctx context.Context, db DB, a identity.Application, at time.Time) (identity.Known, error) {
	k := identity.Known{Codes: map[string]identity.EntryCode{}}
	var err error
	if a.Proof != "" {
		if k.Proof, err = LoadProof(ctx, db, a.Proof); err != nil && !errors.Is(err, missing) {
			return k, err
		}
	}
	for _, s := range a.SIMs {
		if s.EntryCode == "" {
			continue
		}
		var code identity.EntryCode
		err := db.QueryRow(ctx, `select sim_kind, exists (select from entry_code_uses u where u.code = c.code and u.freed_at is null)
			from entry_codes c where code = $1`, s.EntryCode).Scan(&code.Kind, &code.Used)
		if err == nil {
			k.Codes[s.EntryCode] = code
		} else if !errors.Is(err, pgx.ErrNoRows) {
			return k, fmt.Errorf("load entry code: %w", err)
		}
	}
	if a.Device != nil {
		var m identity.Model
		err := db.QueryRow(ctx, `select name, class, price, coalesce(compensation_fee, 0) from device_models
			where code = $1 and class in ('new', 'used')`, a.Device.Model).Scan(&m.Name, &m.Class, &m.Price, &m.CompensationFee)
		if err == nil {
			k.Model = &m
		} else if !errors.Is(err, pgx.ErrNoRows) {
			return k, fmt.Errorf("load device model: %w", err)
		}
	}
	if a.Member == "" {
		return k, nil
	}
	person, err := LoadPerson(ctx, db, a.Member)
	if err != nil {
		return k, err
	}
	k.Person = &person
	err = db.QueryRow(ctx, `select `+devicesPaying("$1")+`, `+devicesCompensated("$1", "$2"), a.Member, at).Scan(&k.Paying, &k.Compensated)
	if err != nil {
		return k, fmt.Errorf("load devices of %s: %w", a.Member, err)
	}
	return k, nil
}

// devicesPaying counts a member's devices that are not paid off, those on order
// included (P-2).
func devicesPaying(member string) string {
	return `((select count(*) from purchases where member_id = ` + member + ` and parts_paid < parts)
		+ ` + devicesOrdered(member, "true") + `)`
}

// devicesCompensated counts a member's devices under compensation at an instant
// likewise: a cancelled option covers until its month end (O-3).
func devicesCompensated(member, at string) string {
	return `((select count(*) from compensations where member_id = ` + member + ` and (ends_at is null or ends_at > ` + at + `))
		+ ` + devicesOrdered(member, "a.compensation") + `)`
}

func devicesOrdered(member, which string) string {
	return `(select count(*) from applications a join cases c on c.id = a.id
		where a.member_id = ` + member + ` and a.device_model is not null and ` + which + ` and c.closed_at is null
		and not exists (select from application_sims s where s.application_id = a.id and s.line_id is not null))`
}

// LoadPerson gives a member's registered data (S-5).
func LoadPerson(ctx context.Context, db DB, member string) (identity.Person, error) {
	m, err := Member(ctx, db, member)
	return identity.Person{
		Names: identity.Names{
			Family: m.FamilyName, Given: m.GivenName, FamilyKana: m.FamilyKana, GivenKana: m.GivenKana,
			FamilyRoman: m.FamilyRoman, GivenRoman: m.GivenRoman,
		},
		BirthDate: m.BirthDate,
		Address: identity.Address{
			PostalCode: m.PostalCode, Prefecture: m.Prefecture, City: m.City, Street: m.Street, Building: m.Building,
		},
	}, err
}

// EarlierReview tells whether an application that came to the identity desk
// before this one still waits there (G-1). Test clocks have queues of their own.
func EarlierReview(ctx context.Context, db DB, caseID string) (bool, error) {
	var earlier bool
	err := db.QueryRow(ctx, `select exists (
			select from tasks mine join cases c on c.id = mine.case_id
			join tasks other on other.kind = mine.kind and other.closed_at is null
				and (other.opened_at, other.id) < (mine.opened_at, mine.id) and other.case_id <> mine.case_id
			join cases o on o.id = other.case_id and o.clock_id is not distinct from c.clock_id
			where mine.case_id = $1 and mine.kind = $2 and mine.closed_at is null)`, caseID, identity.TaskReview).Scan(&earlier)
	if err != nil {
		return false, fmt.Errorf("order of arrival: %w", err)
	}
	return earlier, nil
}

// LoadAssigned gives what an application has from an earlier parcel, and whether
// the device of that IMEI belongs to somebody else.
func LoadAssigned(ctx context.Context, db DB, caseID, imei string) (identity.Assigned, error) {
	var a identity.Assigned
	err := db.QueryRow(ctx, `select device_imei is not null,
			array(select no from application_sims s where s.application_id = a.id and s.phone_number is not null and s.mnp_number is null),
			exists (select from devices where imei = $2 and state not in ('returned', 'swapped'))
				or exists (select from applications o join cases c on c.id = o.id where o.device_imei = $2 and o.id <> a.id and c.closed_at is null)
		from applications a where id = $1`, caseID, imei).Scan(&a.IMEI, &a.Numbers, &a.Taken)
	if err != nil {
		return a, fmt.Errorf("load parcel of %s: %w", caseID, err)
	}
	return a, nil
}

// LoadFiles gives the roles of the files that were uploaded and not submitted.
func LoadFiles(ctx context.Context, db DB, caseID string) ([]identity.Role, error) {
	rows, err := db.Query(ctx, `select role from documents where application_id = $1 and submission_id is null order by uploaded_at, id`, caseID)
	if err != nil {
		return nil, fmt.Errorf("load files of %s: %w", caseID, err)
	}
	roles, err := pgx.CollectRows(rows, pgx.RowTo[identity.Role])
	if err != nil {
		return nil, fmt.Errorf("load files of %s: %w", caseID, err)
	}
	return roles, nil
}

// LinkTries gives how many wrong birth dates a link has seen (S-9).
func LinkTries(ctx context.Context, db DB, link string) (int, error) {
	var tries int
	err := db.QueryRow(ctx, `select wrong_dates from upload_links where id = $1`, link).Scan(&tries)
	if err != nil {
		return 0, fmt.Errorf("load link: %w", err)
	}
	return tries, nil
}
