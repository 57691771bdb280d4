package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/devices"
	"kigen/internal/refusal"
)

// LoadReplacement gives an accepted claim as its facts stand, in one round
// trip; a refusal with code not_found where there is none.
func LoadReplacement(ctx context.Context, l *Ledger, claim string) (devices.Replacement, error) {
	var r devices.Replacement
	accepted := false
	reads := readFile(claim, &r.File)
	reads.rows(`select received_at, compensation_id from claims where id = $1 and state not in ('refused', 'sent_to_maker')`,
		func(row pgx.CollectableRow) error {
			accepted = true
			err := row.Scan(&r.ReceivedAt, &r.Cover)
			r.ReceivedAt = r.ReceivedAt.UTC()
			return err
		})
	reads.rows(devicesOfClaim, func(row pgx.CollectableRow) error {
		d, err := scanDevice(row)
		r.Devices = append(r.Devices, d)
		return err
	})
	reads.rows(sentInClaim, func(row pgx.CollectableRow) error {
		s, err := scanSent(row)
		r.Sent = append(r.Sent, s)
		return err
	})
	reads.rows(`select id, device_id, reported_at, coalesce(outcome, ''), decided_at from replacement_faults
		where claim_id = $1 order by reported_at, id`,
		func(row pgx.CollectableRow) error {
			var f devices.Fault
			var decided *time.Time
			err := row.Scan(&f.ID, &f.Device, &f.ReportedAt, &f.Outcome, &decided)
			f.ReportedAt, f.DecidedAt = f.ReportedAt.UTC(), orZero(decided)
			r.Faults = append(r.Faults, f)
			return err
		})
	reads.rows(selectUnits+`where u.id in (select unit_id from shipments where case_id = $1)`, func(row pgx.CollectableRow) error {
		u, err := scanUnit(row)
		r.Units = append(r.Units, u)
		return err
	})
	if _, err := reads.send(ctx, l.Pool); err != nil {
		return r, err
	}
	if !accepted {
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

const sentInClaim = `select r.shipment_id, coalesce(r.fault_id, ''),
		r.device_id, c.member_id, coalesce(d.line_id, ''), r.model, m.name, r.colour, r.imei, r.refurbished,
		d.purchased_on, d.use_start, coalesce(f.device_id, c.device_id)
	from replacements r
	join shipments s on s.id = r.shipment_id
	join claims c on c.id = r.claim_id
	join devices d on d.id = c.device_id
	join device_models m on m.code = r.model
	left join replacement_faults f on f.id = r.fault_id
	where r.claim_id = $1 order by s.shipped_at, s.id`

func scanSent(row pgx.CollectableRow) (s devices.Sent, err error) {
	d := &s.Device
	d.State = devices.InUse
	return s, row.Scan(&s.Shipment, &s.Fault,
		&d.ID, &d.Member, &d.Line, &d.Model, &d.Name, &d.Colour, &d.IMEI, &d.Refurbished, &d.PurchasedOn, &d.UseStart, &d.Replaces)
}

func orZero(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return at.UTC()
}
