package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
)

// LoadReplacement gives an accepted claim as its facts stand, in one round
// trip; a refusal with code not_found where there is none.
func LoadReplacement(ctx context.Context, l *Ledger, claim string) (devices.Replacement, error) {
	r := devices.Replacement{Claim: claim}
	b := &pgx.Batch{}
	found := false
	queue := func(sql string, each func(row pgx.CollectableRow) error) {
		b.Queue(sql, claim).Query(func(rows pgx.Rows) error {
			_, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) { return struct{}{}, each(row) })
			return err
		})
	}
	queue(`select member_id, received_at, state, compensation_id, (select count(*) from journal where case_id = $1)
		from claims where id = $1 and state not in ('refused', 'sent_to_maker')`,
		func(row pgx.CollectableRow) error {
			found = true
			err := row.Scan(&r.Member, &r.ReceivedAt, &r.State, &r.Cover, &r.Steps)
			r.ReceivedAt = r.ReceivedAt.UTC()
			return err
		})
	queue(devicesOfClaim, func(row pgx.CollectableRow) error {
		d, err := scanDevice(row)
		r.Devices = append(r.Devices, d)
		return err
	})
	queue(deadlinesOfCase, func(row pgx.CollectableRow) error {
		d, err := scanDeadline(row)
		r.Deadlines = append(r.Deadlines, d)
		return err
	})
	queue(`select kind from tasks where case_id = $1 and closed_at is null order by opened_at, id`,
		func(row pgx.CollectableRow) error {
			kind, err := pgx.RowTo[string](row)
			r.Tasks = append(r.Tasks, kind)
			return err
		})
	queue(shipmentsOfClaim, func(row pgx.CollectableRow) error {
		s, err := scanShipment(row)
		r.Shipments = append(r.Shipments, s)
		return err
	})
	queue(`select no, shipment_id, delivered_at, recorded_at, coalesce(corrects, 0) from deliveries where case_id = $1 order by no`,
		func(row pgx.CollectableRow) error {
			var d devices.Delivery
			err := row.Scan(&d.No, &d.Shipment, &d.DeliveredAt, &d.RecordedAt, &d.Corrects)
			d.DeliveredAt, d.RecordedAt = d.DeliveredAt.UTC(), d.RecordedAt.UTC()
			r.Deliveries = append(r.Deliveries, d)
			return err
		})
	queue(`select id, device_id, slip_no, requested_at, reminders, coalesce(booking_ref, ''), booked_at, reported_at
		from returns r where case_id = $1
		order by device_id <> (select device_id from claims where id = $1), requested_at, id`,
		func(row pgx.CollectableRow) error {
			var back devices.Return
			var booked, reported *time.Time
			err := row.Scan(&back.ID, &back.Device, &back.Slip, &back.RequestedAt, &back.Reminders, &back.Reference, &booked, &reported)
			back.RequestedAt, back.BookedAt, back.ReportedAt = back.RequestedAt.UTC(), orZero(booked), orZero(reported)
			for i := range back.Reminders {
				back.Reminders[i] = back.Reminders[i].UTC()
			}
			r.Returns = append(r.Returns, back)
			return err
		})
	queue(`select id, device_id, reported_at, coalesce(outcome, ''), decided_at from replacement_faults
		where claim_id = $1 order by reported_at, id`,
		func(row pgx.CollectableRow) error {
			var f devices.Fault
			var decided *time.Time
			err := row.Scan(&f.ID, &f.Device, &f.ReportedAt, &f.Outcome, &decided)
			f.ReportedAt, f.DecidedAt = f.ReportedAt.UTC(), orZero(decided)
			r.Faults = append(r.Faults, f)
			return err
		})
	queue(chargesOfReturn, func(row pgx.CollectableRow) error {
		var c devices.Charge
		var taken *string
		err := row.Scan(&c.ID, &c.Amount, &c.Tax, &taken)
		if taken != nil {
			c.TakenBack = journal.ChargeKind(*taken)
		}
		r.Charges = append(r.Charges, c)
		return err
	})
	if err := l.Pool.SendBatch(ctx, b).Close(); err != nil {
		return r, fmt.Errorf("load claim %s: %w", claim, err)
	}
	if !found {
		return r, refusal.New(refusal.NotFound, "", "この受付番号の交換手続きは見つかりません。", "There is no such replacement.")
	}
	return r, nil
}

const devicesOfClaim = `select d.id, d.member_id, coalesce(d.line_id, ''), d.model, m.name, d.colour, d.imei, d.refurbished,
		d.purchased_on, d.use_start, coalesce(d.replaces, ''), d.state
	from claims c
	left join replacements r on r.claim_id = c.id
	left join shipments s on s.id = r.shipment_id
	join devices d on d.id = c.device_id or d.id = r.device_id
	join device_models m on m.code = d.model
	where c.id = $1
	group by d.id, m.code, c.device_id
	order by d.id <> c.device_id, min(s.shipped_at), d.id`

func scanDevice(row pgx.CollectableRow) (d devices.Device, err error) {
	return d, row.Scan(&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished,
		&d.PurchasedOn, &d.UseStart, &d.Replaces, &d.State)
}

const deadlinesOfCase = `select d.name, d.rule, d.terms, d.armed_step, j.at, d.desk, coalesce(d.way, ''), d.event_day,
		coalesce(d.n, 0), d.lapse, d.settles_at, coalesce(d.outcome, '')
	from deadlines d join journal j on j.case_id = d.case_id and j.step = d.armed_step
	where d.case_id = $1 order by d.id`

func scanDeadline(row pgx.CollectableRow) (d devices.Deadline, err error) {
	var way jst.Way
	var event jst.Day
	var n int
	err = row.Scan(&d.Name, &d.Rule, &d.Terms, &d.ArmedBy, &d.ArmedAt, &d.Desk, &way, &event, &n, &d.Lapse, &d.SettlesAt, &d.Outcome)
	d.ArmedAt, d.Lapse, d.SettlesAt = d.ArmedAt.UTC(), d.Lapse.UTC(), d.SettlesAt.UTC()
	if err == nil && way != "" {
		d.Count, err = jst.NewCount(way, event, n)
	}
	return d, err
}

const shipmentsOfClaim = `select s.id, s.tracking_no, coalesce(r.fault_id, ''), s.shipped_at, s.delivered_at, s.came_back_at,
		r.device_id, c.member_id, coalesce(d.line_id, ''), r.model, m.name, r.colour, r.imei, r.refurbished,
		d.purchased_on, d.use_start, coalesce(f.device_id, c.device_id)
	from replacements r
	join shipments s on s.id = r.shipment_id
	join claims c on c.id = r.claim_id
	join devices d on d.id = c.device_id
	join device_models m on m.code = r.model
	left join replacement_faults f on f.id = r.fault_id
	where r.claim_id = $1 order by s.shipped_at, s.id`

func scanShipment(row pgx.CollectableRow) (s devices.Shipment, err error) {
	var delivered, back *time.Time
	d := &s.Device
	err = row.Scan(&s.ID, &s.Tracking, &s.Fault, &s.ShippedAt, &delivered, &back,
		&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished, &d.PurchasedOn, &d.UseStart, &d.Replaces)
	d.State = devices.InUse
	s.ShippedAt, s.DeliveredAt, s.CameBackAt = s.ShippedAt.UTC(), orZero(delivered), orZero(back)
	return s, err
}

const chargesOfReturn = `select c.id, c.amount, c.tax, back.kind
	from charges c left join charges back on back.cancels = c.id
	where c.case_id = $1 and c.kind = 'charge' and c.name = '` + devices.ChargeNonReturn + `' order by c.at, c.id`

func orZero(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return at.UTC()
}
