package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/casefile"
	"kigen/internal/jst"
)

// fileReads gathers the reads of a case into one round trip.
type fileReads struct {
	batch *pgx.Batch
	id    string
	found bool
}

// readFile queues the reads of a case's file. Whoever loads a process's case
// adds its own with row and rows, then sends them.
func readFile(id string, f *casefile.File) *fileReads {
	r := &fileReads{batch: &pgx.Batch{}, id: id}
	f.Case = id
	r.rows(`select coalesce(member_id, ''), state, closed_at is not null, (select count(*) from journal where case_id = $1)
		from cases where id = $1`, func(row pgx.CollectableRow) error {
		r.found = true
		return row.Scan(&f.Member, &f.State, &f.Closed, &f.Steps)
	})
	r.rows(deadlinesInFile, func(row pgx.CollectableRow) error {
		d, err := scanFileDeadline(row)
		f.Deadlines = append(f.Deadlines, d)
		return err
	})
	r.rows(`select kind from tasks where case_id = $1 and closed_at is null order by opened_at, id`,
		func(row pgx.CollectableRow) error {
			kind, err := pgx.RowTo[string](row)
			f.Tasks = append(f.Tasks, kind)
			return err
		})
	r.rows(`select c.id, c.name, c.rule, c.amount, c.tax, c.at, coalesce(b.kind, '')
		from charges c left join charges b on b.cancels = c.id
		where c.case_id = $1 and c.kind = 'charge' order by c.at, c.id`,
		func(row pgx.CollectableRow) error {
			var c casefile.Charge
			err := row.Scan(&c.ID, &c.Name, &c.Rule, &c.Amount, &c.Tax, &c.At, &c.TakenBack)
			c.At = c.At.UTC()
			f.Charges = append(f.Charges, c)
			return err
		})
	r.rows(`select id, kind, tracking_no, coalesce(device_id, ''), coalesce(unit_id, ''), shipped_at, delivered_at, came_back_at
		from shipments where case_id = $1 order by shipped_at, id`,
		func(row pgx.CollectableRow) error {
			var s casefile.Shipment
			var delivered, back *time.Time
			err := row.Scan(&s.ID, &s.Kind, &s.Tracking, &s.Item.Device, &s.Item.Unit, &s.ShippedAt, &delivered, &back)
			s.ShippedAt, s.DeliveredAt, s.CameBackAt = s.ShippedAt.UTC(), orZero(delivered), orZero(back)
			f.Shipments = append(f.Shipments, s)
			return err
		})
	r.rows(`select no, shipment_id, delivered_at, recorded_at, coalesce(corrects, 0) from deliveries where case_id = $1 order by no`,
		func(row pgx.CollectableRow) error {
			var d casefile.Delivery
			err := row.Scan(&d.No, &d.Shipment, &d.DeliveredAt, &d.RecordedAt, &d.Corrects)
			d.DeliveredAt, d.RecordedAt = d.DeliveredAt.UTC(), d.RecordedAt.UTC()
			f.Deliveries = append(f.Deliveries, d)
			return err
		})
	r.rows(`select id, kind, coalesce(device_id, ''), coalesce(unit_id, ''), slip_no, requested_at, reminders,
			coalesce(booking_ref, ''), booked_at, reported_at
		from returns where case_id = $1 order by requested_at, id`,
		func(row pgx.CollectableRow) error {
			var b casefile.Return
			var booked, reported *time.Time
			err := row.Scan(&b.ID, &b.Kind, &b.Item.Device, &b.Item.Unit, &b.Slip, &b.RequestedAt, &b.Reminders, &b.Reference, &booked, &reported)
			b.RequestedAt, b.BookedAt, b.ReportedAt = b.RequestedAt.UTC(), orZero(booked), orZero(reported)
			for i := range b.Reminders {
				b.Reminders[i] = b.Reminders[i].UTC()
			}
			f.Returns = append(f.Returns, b)
			return err
		})
	return r
}

const deadlinesInFile = `select d.name, d.rule, d.terms, d.armed_step, j.at, d.desk, coalesce(d.way, ''), d.event_day,
		coalesce(d.n, 0), d.lapse, d.settles_at, coalesce(d.outcome, '')
	from deadlines d join journal j on j.case_id = d.case_id and j.step = d.armed_step
	where d.case_id = $1 order by d.id`

func scanFileDeadline(row pgx.CollectableRow) (d casefile.Deadline, err error) {
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

// rows queues a read whose only argument is the case.
func (r *fileReads) rows(sql string, each func(row pgx.CollectableRow) error) {
	r.batch.Queue(sql, r.id).Query(func(rows pgx.Rows) error {
		_, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) { return struct{}{}, each(row) })
		return err
	})
}

// send reads all; false where there is no such case.
func (r *fileReads) send(ctx context.Context, db DB) (bool, error) {
	if err := db.SendBatch(ctx, r.batch).Close(); err != nil {
		return false, fmt.Errorf("load case %s: %w", r.id, err)
	}
	return r.found, nil
}

// saveFile writes what a step changed of a case's parcels and returns. Its
// deadlines, tasks and charges are the entry's.
func saveFile(before, after casefile.File) []Change {
	var changes []Change
	for _, s := range after.Shipments {
		changes = append(changes, savedParcel(before, after.Case, s)...)
	}
	for _, d := range after.Deliveries[len(before.Deliveries):] {
		changes = append(changes, Exec(`insert into deliveries (case_id, no, shipment_id, delivered_at, recorded_at, corrects)
			values ($1, $2, $3, $4, $5, nullif($6, 0))`, after.Case, d.No, d.Shipment, d.DeliveredAt, d.RecordedAt, d.Corrects))
	}
	for _, r := range after.Returns {
		changes = append(changes, savedBack(before, after, r)...)
	}
	return changes
}

func savedParcel(before casefile.File, caseID string, s casefile.Shipment) []Change {
	was, ok := before.Shipment(s.ID)
	if !ok {
		return []Change{Exec(`insert into shipments (id, case_id, kind, tracking_no, shipped_at, device_id, unit_id, delivered_at)
			values ($1, $2, $3, $4, $5, nullif($6, ''), nullif($7, ''), $8)`,
			s.ID, caseID, s.Kind, s.Tracking, s.ShippedAt, s.Item.Device, s.Item.Unit, instant(s.DeliveredAt))}
	}
	if was.DeliveredAt.Equal(s.DeliveredAt) && was.CameBackAt.Equal(s.CameBackAt) {
		return nil
	}
	return []Change{ExpectOne("shipment", `update shipments set delivered_at = $2, came_back_at = $3 where id = $1`,
		s.ID, instant(s.DeliveredAt), instant(s.CameBackAt))}
}

func savedBack(before, after casefile.File, r casefile.Return) []Change {
	was, ok := before.Return(r.ID)
	if !ok {
		return []Change{Exec(`insert into returns (id, case_id, member_id, kind, device_id, unit_id, imei, slip_no, requested_at, reminders)
			values ($1, $2, $3, $4, nullif($5, ''), nullif($6, ''),
				coalesce((select imei from devices where id = $5), (select imei from stock_units where id = $6)), $7, $8, $9)`,
			r.ID, after.Case, after.Member, r.Kind, r.Item.Device, r.Item.Unit, r.Slip, r.RequestedAt, instants(r.Reminders))}
	}
	var changes []Change
	switch {
	case was.Reference != r.Reference:
		changes = append(changes, ExpectOne("expected return",
			`update returns set booked_at = $2, booking_ref = $3, reported_at = $4 where id = $1 and booking_ref is null`,
			r.ID, r.BookedAt, r.Reference, r.ReportedAt))
	case !was.BookedAt.Equal(r.BookedAt):
		changes = append(changes, ExpectOne("return",
			`update returns set booked_at = $2 where id = $1 and booked_at = $3`, r.ID, r.BookedAt, was.BookedAt))
	}
	if !slices.EqualFunc(was.Reminders, r.Reminders, time.Time.Equal) {
		changes = append(changes, ExpectOne("return", `update returns set reminders = $2 where id = $1`, r.ID, instants(r.Reminders)))
	}
	return changes
}
