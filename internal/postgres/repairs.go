package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/devices"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// LoadReceived gives what the repair desk needs to know of a device when it
// arrives: its cover, and the loaners of its OS on a clock (empty: production's).
// A refusal with code not_found where there is no such device.
func LoadReceived(ctx context.Context, db DB, device, caseID, clock string, at time.Time) (repair.Received, error) {
	var r repair.Received
	var err error
	if r.Claimed, err = LoadClaimed(ctx, db, device, at); err != nil {
		return r, err
	}
	if err := db.QueryRow(ctx, `select os from device_models where code = $1`, r.Model).Scan(&r.OS); err != nil {
		return r, fmt.Errorf("system of model %s: %w", r.Model, err)
	}
	r.Shelf, err = LoadShelf(ctx, db, clock, r.OS, caseID)
	return r, err
}

// LoadShop gives a shop to which a device of a repair may be brought (U-1); a
// refusal with code not_found where there is none.
func LoadShop(ctx context.Context, db DB, code, device string) (repair.Shop, error) {
	row, err := RepairShop(ctx, db, code)
	if err != nil {
		return repair.Shop{}, err
	}
	var model, os string
	err = db.QueryRow(ctx, `select m.code, m.os from devices d join device_models m on m.code = d.model where d.id = $1`, device).Scan(&model, &os)
	if errors.Is(err, pgx.ErrNoRows) {
		return repair.Shop{}, noDevice
	}
	if err != nil {
		return repair.Shop{}, fmt.Errorf("model of device %s: %w", device, err)
	}
	return repair.Shop{
		Code: row.Code, Shop: letters.Shop{Title: row.Name, Place: row.Place, Hours: row.Hours},
		Repairs: !row.Closed && slices.Contains(row.Takes, os) && (len(row.Models) == 0 || slices.Contains(row.Models, model)),
	}, nil
}

var noRepair = refusal.New(refusal.NotFound, "", "この受付番号の修理は見つかりません。", "There is no such repair.")

// LoadRepair gives a repair as its facts stand, with the loaners of its OS; a
// refusal with code not_found where there is none.
func LoadRepair(ctx context.Context, l *Ledger, id string) (repair.Repair, error) {
	var r repair.Repair
	reads := readFile(id, &r.File)
	var clock, cover string
	reads.rows(selectRepair, func(row pgx.CollectableRow) (err error) {
		clock, cover, err = scanRepair(row, &r)
		return err
	})
	reads.rows(devicesOfRepair, func(row pgx.CollectableRow) error {
		d, err := scanRepairDevice(row)
		r.Devices = append(r.Devices, d)
		return err
	})
	reads.rows(`select u.year_from, u.no, u.claim_id from repairs r join compensation_uses u on u.compensation_id = r.compensation_id
		where r.id = $1 order by u.year_from, u.no`, func(row pgx.CollectableRow) error {
		var u devices.Use
		var by string
		if err := row.Scan(&u.YearFrom, &u.No, &by); err != nil {
			return err
		}
		if r.Cover.Uses = append(r.Cover.Uses, u); by == id {
			r.Use = &u
		}
		return nil
	})
	reads.rows(`select no, reported_at, coalesce(report, ''), return_id, coalesce(agreement, ''), coalesce(finding, ''),
			coalesce(ground, ''), coalesce(outcome, ''), coalesce(shipment_id, ''), coalesce(ended, '')
		from repair_rounds where case_id = $1 order by no`, func(row pgx.CollectableRow) error {
		var d repair.Round
		err := row.Scan(&d.No, &d.ReportedAt, &d.Report, &d.Return, &d.Agreement, &d.Finding, &d.Ground, &d.Outcome, &d.Shipment, &d.Ended)
		d.ReportedAt = d.ReportedAt.UTC()
		r.Rounds = append(r.Rounds, d)
		return err
	})
	reads.rows(`select id, device_id, reported_at, coalesce(outcome, ''), decided_at, coalesce(shipment_id, '')
		from repair_faults where case_id = $1 order by reported_at, id`, func(row pgx.CollectableRow) error {
		var f repair.Fault
		var decided *time.Time
		err := row.Scan(&f.ID, &f.Device, &f.ReportedAt, &f.Outcome, &decided, &f.Shipment)
		f.ReportedAt, f.DecidedAt = f.ReportedAt.UTC(), orZero(decided)
		r.Faults = append(r.Faults, f)
		return err
	})
	reads.rows(exchangesOfRepair, func(row pgx.CollectableRow) error {
		e, err := scanExchange(row)
		r.Exchanges = append(r.Exchanges, e)
		return err
	})
	reads.rows(loanersOfRepair, func(row pgx.CollectableRow) error {
		n, err := scanLoaner(row)
		r.Loaners = append(r.Loaners, n)
		return err
	})
	found, err := reads.send(ctx, l.Pool)
	if err != nil {
		return r, err
	}
	if !found || len(r.Devices) == 0 {
		return r, noRepair
	}
	if cover == "" {
		r.Cover = nil
	}
	return r, withShelf(ctx, l, clock, &r)
}

const selectRepair = `select coalesce(c.clock_id, ''), coalesce(r.cause, ''), coalesce(r.symptom, ''), r.fault_day, r.route, r.received_at, r.checklist_at,
		m.os, coalesce(o.id, ''), coalesce(o.class, ''), o.started_on, o.cancelled_on,
		coalesce(s.code, ''), coalesce(s.name, ''), coalesce(s.place, ''), coalesce(s.hours, ''),
		exists (select from repairs other where other.covered_id = r.covered_id and other.id <> r.id and other.busy)
	from repairs r
	join cases c on c.id = r.id
	join devices d on d.id = r.device_id
	join device_models m on m.code = d.model
	left join compensations o on o.id = r.compensation_id
	left join repair_shops s on s.code = r.shop_code
	where r.id = $1`

func scanRepair(row pgx.CollectableRow, r *repair.Repair) (clock, cover string, err error) {
	var checked *time.Time
	var s repair.Shop
	var class string
	c := &devices.Cover{}
	err = row.Scan(&clock, &r.Cause, &r.Symptom, &r.FaultDay, &r.Route, &r.ReceivedAt, &checked,
		&r.OS, &c.ID, &class, &c.StartedOn, &c.CancelledOn, &s.Code, &s.Title, &s.Place, &s.Hours, &r.Elsewhere)
	r.ReceivedAt, r.Checklist = r.ReceivedAt.UTC(), orZero(checked)
	c.Class = terms.DeviceClass(class)
	r.Cover = c
	if s.Code != "" {
		r.Shop = &s
	}
	return clock, c.ID, err
}

// devicesOfRepair are the broken device and, in the order of their delivery,
// those that took its place.
const devicesOfRepair = `select d.id, d.member_id, coalesce(d.line_id, ''), d.model, m.name, d.colour, d.imei, d.refurbished,
		d.purchased_on, d.use_start, coalesce(d.replaces, ''), d.state
	from repairs r
	join devices d on d.id = r.device_id or d.id in (select device_id from repair_exchanges where case_id = r.id)
	join device_models m on m.code = d.model
	left join repair_exchanges e on e.device_id = d.id
	left join shipments s on s.id = e.shipment_id
	where r.id = $1 order by d.id <> r.device_id, s.delivered_at, d.id`

func scanRepairDevice(row pgx.CollectableRow) (d devices.Device, err error) {
	return d, row.Scan(&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished,
		&d.PurchasedOn, &d.UseStart, &d.Replaces, &d.State)
}

const exchangesOfRepair = `select e.shipment_id, coalesce(e.fault_id, ''), e.price,
		e.device_id, r.member_id, coalesce(d.line_id, ''), e.model, m.name, e.colour, e.imei, e.refurbished,
		d.purchased_on, d.use_start, coalesce(f.device_id, r.device_id), coalesce(e.unit_id, ''),
		coalesce(u.clock_id, ''), coalesce(u.pool, ''), coalesce(u.price, 0), coalesce(u.state, ''), coalesce(u.case_id, ''), u.since
	from repair_exchanges e
	join shipments s on s.id = e.shipment_id
	join repairs r on r.id = e.case_id
	join devices d on d.id = r.device_id
	join device_models m on m.code = e.model
	left join repair_faults f on f.id = e.fault_id
	left join stock_units u on u.id = e.unit_id
	where e.case_id = $1 order by s.shipped_at, e.shipment_id`

func scanExchange(row pgx.CollectableRow) (e repair.Exchange, err error) {
	d := &e.Device
	var u stock.Unit
	var since *time.Time
	err = row.Scan(&e.Shipment, &e.Fault, &e.Price, &d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished,
		&d.PurchasedOn, &d.UseStart, &d.Replaces, &u.ID, &u.Clock, &u.Pool, &u.Price, &u.State, &u.Case, &since)
	d.State = devices.InUse
	if u.ID != "" {
		u.Model, u.Name, u.Colour, u.IMEI, u.Refurbished, u.Since = d.Model, d.Name, d.Colour, d.IMEI, d.Refurbished, orZero(since)
		e.Unit = &u
	}
	return e, err
}

const loanersOfRepair = `select l.no, l.price, l.shipment_id, l.return_id, l.trouble_at, l.inspected_at, l.damaged,
		u.id, coalesce(u.clock_id, ''), u.pool, u.model, m.name, m.os, u.colour, u.imei, u.refurbished, u.price, u.state,
		coalesce(u.case_id, ''), u.since
	from repair_loaners l join stock_units u on u.id = l.unit_id join device_models m on m.code = u.model
	where l.case_id = $1 order by l.no`

func scanLoaner(row pgx.CollectableRow) (l repair.Loaner, err error) {
	var trouble, inspected *time.Time
	u := &l.Unit
	err = row.Scan(&l.No, &l.Price, &l.Shipment, &l.Return, &trouble, &inspected, &l.Damaged,
		&u.ID, &u.Clock, &u.Pool, &u.Model, &u.Name, &u.OS, &u.Colour, &u.IMEI, &u.Refurbished, &u.Price, &u.State, &u.Case, &u.Since)
	l.TroubleAt, l.InspectedAt, u.Since = orZero(trouble), orZero(inspected), u.Since.UTC()
	return l, err
}

// withShelf adds the loaners of the repair's OS: its place in line, and the one
// that is reserved for it.
func withShelf(ctx context.Context, l *Ledger, clock string, r *repair.Repair) (err error) {
	if r.Shelf, err = LoadShelf(ctx, l.Pool, clock, r.OS, r.Case); err != nil {
		return err
	}
	r.Wait()
	return nil
}

// LoadRepairParcel completes an exchange device: a unit on the shelf of the
// replacements tells all of itself by its IMEI; another device has the name and the
// price of its model.
func LoadRepairParcel(ctx context.Context, l *Ledger, caseID string, p repair.Parcel) (repair.Parcel, error) {
	if p.Device.IMEI == "" {
		return p, nil
	}
	var err error
	if p.Parcel, err = LoadParcel(ctx, l.Pool, caseID, p.Parcel); err != nil {
		return p, err
	}
	u := p.Unit
	p.Price = u.Price
	if u.Pool == stock.Replacement && u.State == stock.OnShelf {
		d := &p.Device
		d.Model, d.Name, d.Colour, d.Refurbished = u.Model, u.Name, u.Colour, u.Refurbished
	}
	return p, nil
}
