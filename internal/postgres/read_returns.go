package postgres

import (
	"context"
	"time"

	"kigen/internal/yen"
)

// ReturnRow is a device of a member, or a unit of the stock, that is to come
// back or did.
type ReturnRow struct {
	ID          string     `db:"id"`
	Case        string     `db:"case_id"`
	CaseKind    string     `db:"case_kind"`
	Member      string     `db:"member_id"`
	Clock       string     `db:"clock_id"`
	Kind        string     `db:"kind"`
	Slip        string     `db:"slip_no"`
	Device      string     `db:"device_id"`
	Unit        string     `db:"unit_id"`
	Model       string     `db:"model_name"`
	Colour      string     `db:"colour"`
	IMEI        string     `db:"imei"`
	RequestedAt time.Time  `db:"requested_at"`
	BookedAt    *time.Time `db:"booked_at"`
	Reference   string     `db:"booking_ref"`
	// No is its number among the case's returns of its kind, from 1.
	No int `db:"no"`
	// Price is the stock's of the thing itself, Loaner that of the case's loaner;
	// none where it is no unit, or there is no loaner.
	Price  *yen.Amount `db:"price"`
	Loaner *yen.Amount `db:"loaner_price"`
}

const selectReturnRows = `select r.id, r.case_id, c.kind as case_kind, r.member_id, coalesce(c.clock_id, '') as clock_id, r.kind, r.slip_no,
	coalesce(r.device_id, '') as device_id, coalesce(r.unit_id, '') as unit_id, coalesce(m.name, '') as model_name,
	coalesce(d.colour, u.colour, '') as colour, coalesce(r.imei, d.imei, u.imei, '') as imei, r.requested_at, r.booked_at,
	coalesce(r.booking_ref, '') as booking_ref,
	(select count(*) from returns earlier where earlier.case_id = r.case_id and earlier.kind = r.kind
		and (earlier.requested_at, earlier.id) <= (r.requested_at, r.id)) as no,
	coalesce(u.price, (select price from stock_units same where same.imei = coalesce(r.imei, d.imei))) as price,
	(select price from stock_units l where l.case_id = r.case_id and l.pool = 'loaner' order by l.since desc, l.id limit 1) as loaner_price
	from returns r join cases c on c.id = r.case_id left join devices d on d.id = r.device_id
	left join stock_units u on u.id = r.unit_id left join device_models m on m.code = coalesce(d.model, u.model)`

// Return gives a return, or refuses with code not_found.
func Return(ctx context.Context, db DB, id string) (ReturnRow, error) {
	return one[ReturnRow](ctx, db, selectReturnRows+` where r.id = $1`, id)
}

// ReturnFilter picks returns; empty fields pick all.
type ReturnFilter struct {
	Case, Member, Clock string
	Open, Booked        bool
}

// Returns lists returns, those that were asked for last first.
func Returns(ctx context.Context, db DB, f ReturnFilter, after Place, limit int) ([]ReturnRow, error) {
	s := selecting(selectReturnRows)
	s.equal("r.case_id", f.Case)
	s.equal("r.member_id", f.Member)
	s.equal("c.clock_id", f.Clock)
	if f.Open {
		s.and("r.booked_at is null")
	}
	if f.Booked {
		s.and("r.booked_at is not null")
	}
	if !after.At.IsZero() {
		s.and("r.requested_at <= ? and (r.requested_at < ? or r.id > ?)", after.At, after.At, after.ID)
	}
	s.add(" order by r.requested_at desc, r.id limit ?", limit)
	return list[ReturnRow](ctx, db, s)
}

// DeadlinesOf lists all deadlines of a case in the order in which they were armed.
func DeadlinesOf(ctx context.Context, db DB, caseID string) ([]DeadlineRow, error) {
	s := selecting(selectDeadlines)
	s.equal("case_id", caseID)
	s.add(" order by id")
	return list[DeadlineRow](ctx, db, s)
}

// CaseDevice is the device of the member that a case is about: the one that it
// expects back first, else its subject. A refusal with code not_found where it is
// about none.
func CaseDevice(ctx context.Context, db DB, caseID string) (DeviceRow, error) {
	return one[DeviceRow](ctx, db, selectDevices+` where d.id = coalesce(
		(select device_id from returns where case_id = $1 and device_id is not null order by requested_at, id limit 1),
		(select subject from cases where id = $1))`, caseID)
}
