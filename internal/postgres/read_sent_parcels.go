package postgres

import (
	"context"
	"time"

	"kigen/internal/yen"
)

// SentParcelRow is a parcel that the carrier sent, with what is in it.
type SentParcelRow struct {
	ID          string     `db:"id"`
	Case        string     `db:"case_id"`
	CaseKind    string     `db:"case_kind"`
	Member      string     `db:"member_id"`
	Clock       string     `db:"clock_id"`
	Kind        string     `db:"kind"`
	Tracking    string     `db:"tracking_no"`
	ShippedAt   time.Time  `db:"shipped_at"`
	DeliveredAt *time.Time `db:"delivered_at"`
	CameBackAt  *time.Time `db:"came_back_at"`
	Model       string     `db:"model_name"`
	Colour      string     `db:"colour"`
	IMEI        string     `db:"imei"`
	Refurbished bool       `db:"refurbished"`
	SIMs        int        `db:"sims"`
	// Slips are the numbers of the return slips of what is to come back. Broken
	// tells that the member's broken device is among it, First that it is for the
	// first time.
	Slips  []string `db:"slips"`
	Broken bool     `db:"broken"`
	First  bool     `db:"first"`
	// Collect is what the courier collects with it (W-6).
	Collect yen.Amount `db:"collect"`
}

const selectSentParcels = `select s.id, s.case_id, c.kind as case_kind, coalesce(c.member_id, '') as member_id,
	coalesce(c.clock_id, '') as clock_id, s.kind, s.tracking_no, s.shipped_at, s.delivered_at, s.came_back_at,
	coalesce(m.name, '') as model_name, coalesce(u.colour, d.colour, x.colour, a.device_colour, '') as colour,
	coalesce(u.imei, d.imei, x.imei, a.device_imei, '') as imei, coalesce(u.refurbished, d.refurbished, x.refurbished, false) as refurbished,
	(select count(*) from application_sims i where i.application_id = s.case_id) as sims,
	array(select r.slip_no from returns r where r.case_id = s.case_id and r.booked_at is null and r.requested_at <= s.shipped_at
		order by r.requested_at, r.id) as slips,
	exists (select from returns r where r.case_id = s.case_id and r.kind = 'broken-device' and r.booked_at is null
		and r.requested_at <= s.shipped_at) as broken,
	(select count(*) = 1 from returns r where r.case_id = s.case_id and r.kind = 'broken-device' and r.requested_at <= s.shipped_at) as first,
	(select coalesce(sum(h.amount), 0) from charges h where h.case_id = s.case_id and h.at = s.shipped_at and h.kind = 'charge'
		and h.why ->> 'collect' = 'cod') as collect
	from shipments s join cases c on c.id = s.case_id left join stock_units u on u.id = s.unit_id left join devices d on d.id = s.device_id
	left join replacements x on x.shipment_id = s.id left join applications a on a.id = s.case_id
	left join device_models m on m.code = coalesce(u.model, d.model, x.model, a.device_model)`

// SentParcel gives a parcel, or refuses with code not_found.
func SentParcel(ctx context.Context, db DB, id string) (SentParcelRow, error) {
	return one[SentParcelRow](ctx, db, selectSentParcels+` where s.id = $1`, id)
}

// SentParcels lists parcels, those that were sent last first: of a case, a member, a test clock, or all.
func SentParcels(ctx context.Context, db DB, caseID, member, clock string, after Place, limit int) ([]SentParcelRow, error) {
	s := selecting(selectSentParcels)
	s.equal("s.case_id", caseID)
	s.equal("c.member_id", member)
	s.equal("c.clock_id", clock)
	if !after.At.IsZero() {
		s.and("s.shipped_at <= ? and (s.shipped_at < ? or s.id > ?)", after.At, after.At, after.ID)
	}
	s.add(" order by s.shipped_at desc, s.id limit ?", limit)
	return list[SentParcelRow](ctx, db, s)
}
