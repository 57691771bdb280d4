package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/jst"
)

// Life is all that is known of a device: the devices before and after it, what
// covered it, the cases about it, and where the carrier's stock has had it.
type Life struct {
	Chain   []LinkRow // from the first device to the latest, this one among them
	Spans   []SpanRow
	Cases   []CaseRow    // the first first
	Journal []JournalRow // what concerns the device, in that order
	Charges []ChargeRow
	Returns []LifeReturnRow
	// Others are the other devices with its IMEI: it was somebody's before or after.
	Others []LinkRow
	// Units are none or one: the device as a unit of the stock.
	Units     []UnitRow
	Movements []UnitMovementRow
}

// LinkRow is a device in the chain of those that took one another's place.
type LinkRow struct {
	ID        string    `db:"id"`
	Member    string    `db:"member_id"`
	Model     string    `db:"model"`
	ModelName string    `db:"model_name"`
	Colour    string    `db:"colour"`
	State     string    `db:"state"`
	Origin    string    `db:"origin"`
	Since     time.Time `db:"since"` // its delivery, or 00:00 of its use start
}

// SpanRow is a cover of a device while it was on it.
type SpanRow struct {
	ID   string
	Kind string // compensation or guarantee
	// From and To are when it came onto the device and left it; To is nil while
	// it is there and goes on.
	From time.Time
	To   *time.Time
	// FromDevice and ToDevice are those that it moved from and to, empty where it
	// began or ended here.
	FromDevice string
	ToDevice   string
}

// coverRow is a cover of one of the devices of a chain.
type coverRow struct {
	ID     string     `db:"id"`
	Kind   string     `db:"kind"`
	Device string     `db:"device_id"` // where it is, or was last
	Start  jst.Day    `db:"started_on"`
	EndsAt *time.Time `db:"ends_at"`
}

// LifeReturnRow is a return of a device to the carrier.
type LifeReturnRow struct {
	ID          string     `db:"id"`
	Case        string     `db:"case_id"`
	CaseKind    string     `db:"case_kind"`
	Kind        string     `db:"kind"`
	RequestedAt time.Time  `db:"requested_at"`
	BookedAt    *time.Time `db:"booked_at"`
}

// linkColumns are a device as a link; since counts from the parcel that brought
// it, for a device that the carrier or its maker sent in another's place.
const linkColumns = `d.id, d.member_id, d.model, m.name as model_name, d.colour, d.state, d.origin, coalesce(
		(select min(s.delivered_at) from replacements r join shipments s on s.id = r.shipment_id where r.device_id = d.id),
		(select min(s.delivered_at) from repair_exchanges r join shipments s on s.id = r.shipment_id where r.device_id = d.id),
		(select min(s.delivered_at) from exchanges x join shipments s on s.case_id = x.id and s.unit_id is not null where x.new_device_id = d.id),
		(select c.opened_at from maker_swaps w join cases c on c.id = w.id where w.new_device_id = d.id),
		case when d.replaces is not null then (select min(s.delivered_at) from guarantee_devices g join shipments s on s.case_id = g.claim_id
			join stock_units u on u.id = s.unit_id and u.imei = d.imei where g.device_id = d.id) end,
		case when d.replaces is not null then (select min(s.delivered_at) from shipments s where s.device_id = d.id) end,
		d.use_start::timestamp at time zone 'Asia/Tokyo') as since`

// chain is the devices before and after $1, by their place in it.
const chain = `with recursive older as (
		select id, replaces, 0 as place from devices where id = $1
		union all select p.id, p.replaces, o.place - 1 from devices p join older o on p.id = o.replaces
	), newer as (
		select id, 0 as place from devices where id = $1
		union all select n.id, o.place + 1 from devices n join newer o on n.replaces = o.id
	), chain as (select id, place from older union select id, place from newer) `

// about are the cases that are about device $1.
const about = `array(select id from cases where subject = $1
	union select id from claims where device_id = $1
	union select id from repairs where device_id = $1
	union select id from guarantee_claims where device_id = $1
	union select c.id from devices d join guarantees g on g.line_id = d.line_id join cases c on c.workflow_id = 'guarantee-registration/' || g.id
		where d.id = $1 and d.replaces is null and (g.device_id = d.id
			or exists (select from guarantee_claims x where x.guarantee_id = g.id and x.device_id = d.id))
	union select a.id from applications a join devices d on d.id = $1 and d.member_id = a.member_id and d.imei = a.device_imei
	union select oc.id from option_cancellations oc join compensations o on o.id = oc.compensation_id where o.device_id = $1)`

// touching are the cases in which device $1 was sent or is to come back.
const touching = `array(select claim_id from replacements where device_id = $1
	union select id from exchanges where new_device_id = $1
	union select id from maker_swaps where new_device_id = $1
	union select case_id from repair_exchanges where device_id = $1
	union select claim_id from guarantee_devices where device_id = $1
	union select case_id from shipments where device_id = $1
	union select case_id from returns where device_id = $1)`

// marks are what steps call device $1 by: itself, its parcels and its returns.
const marks = `array(select $1 union select shipment_id from replacements where device_id = $1
	union select shipment_id from repair_exchanges where device_id = $1
	union select id from shipments where device_id = $1 union select id from returns where device_id = $1)`

// LifeOf reads the life of a device in one round trip.
func LifeOf(ctx context.Context, db DB, device string) (Life, error) {
	var l Life
	var covers []coverRow
	b := &pgx.Batch{}
	collect(b, &l.Chain, chain+`select `+linkColumns+` from chain c join devices d on d.id = c.id join device_models m on m.code = d.model
		order by c.place`, device)
	collect(b, &covers, chain+`select o.id, 'compensation' as kind, o.device_id, o.started_on, o.ends_at
		from compensations o join chain c on c.id = o.device_id
		union all select g.id, 'guarantee', g.device_id, (g.registered_at at time zone 'Asia/Tokyo')::date, g.ends_at
		from guarantees g join chain c on c.id = g.device_id order by started_on, id`, device)
	collect(b, &l.Cases, selectCases+` where id = any (`+about+`) or id = any (`+touching+`) order by opened_at, id`, device)
	collect(b, &l.Journal, selectJournal+` where case_id = any (`+about+`)
		or case_id = any (`+touching+`) and exists (select from unnest(`+marks+`) mark where position(mark in facts::text) > 0)
		order by id`, device)
	collect(b, &l.Charges, selectCharges+` where case_id = any (`+about+`)
		or cancels = any (array(select id from charges own where own.case_id = any (`+about+`))) order by at, id`, device)
	collect(b, &l.Returns, `select r.id, r.case_id, c.kind as case_kind, r.kind, r.requested_at, r.booked_at
		from returns r join cases c on c.id = r.case_id where r.device_id = $1 order by r.requested_at, r.id`, device)
	collect(b, &l.Others, `select `+linkColumns+` from devices this join devices d on d.imei = this.imei and d.id <> this.id
		join device_models m on m.code = d.model where this.id = $1 order by since, d.id`, device)
	collect(b, &l.Units, selectUnitRows+` where u.imei = (select imei from devices where id = $1)`, device)
	collect(b, &l.Movements, selectMovements+` join stock_units u on u.id = s.unit_id
		where u.imei = (select imei from devices where id = $1) order by s.id`, device)
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return l, fmt.Errorf("life of device %s: %w", device, err)
	}
	for _, c := range covers {
		if span, ok := l.span(device, c); ok {
			l.Spans = append(l.Spans, span)
		}
	}
	return l, nil
}

// span is a cover's time on a device of the chain, through which it moves up to
// the device where it is; false where it never was on that one.
func (l Life) span(device string, c coverRow) (SpanRow, bool) {
	place := func(id string) int { return slices.IndexFunc(l.Chain, func(d LinkRow) bool { return d.ID == id }) }
	here, last := place(device), place(c.Device)
	start := c.Start.Start()
	s := SpanRow{ID: c.ID, Kind: c.Kind, From: l.Chain[here].Since, To: c.EndsAt}
	if here > 0 && l.Chain[here].Since.After(start) {
		s.FromDevice = l.Chain[here-1].ID
	}
	if s.From.Before(start) {
		s.From = start
	}
	if here < last {
		s.To, s.ToDevice = &l.Chain[here+1].Since, l.Chain[here+1].ID
	}
	return s, here <= last && (s.To == nil || s.To.After(start))
}

// FindIMEI gives the devices that have or had an IMEI, the latest first (a
// member's only, where one is named), and the unit of the stock that has it.
func FindIMEI(ctx context.Context, db DB, imei, member string) (devices []LinkRow, units []string, err error) {
	b := &pgx.Batch{}
	collect(b, &devices, `select `+linkColumns+` from devices d join device_models m on m.code = d.model
		where d.imei = $1 and ($2 = '' or d.member_id = $2) order by d.state = 'returned', since desc, d.id`, imei, member)
	b.Queue(`select id from stock_units where imei = $1`, imei).Query(func(rows pgx.Rows) (err error) {
		units, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return nil, nil, fmt.Errorf("find a device by its IMEI: %w", err)
	}
	return devices, units, nil
}
