package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ExpectedReturn is a parcel that the return centre may book in, with the case
// that waits for it.
type ExpectedReturn struct {
	ID         string `db:"id"`
	Booking    string `db:"booking_ref"` // empty until it is booked in
	Case       string `db:"case_id"`
	Kind       string `db:"kind"`
	WorkflowID string `db:"workflow_id"`
	Member     string `db:"member_id"`
	Clock      string `db:"clock_id"`
	Closed     bool   `db:"closed"`
}

// ParcelLabel is what the return centre can read on a parcel or the device in
// it; one of them is enough.
type ParcelLabel struct {
	Slip     string // number of the return slip
	IMEI     string
	Tracking string // of the parcel in which the carrier sent the slip
}

const selectReturns = `select r.id, coalesce(r.booking_ref, '') as booking_ref, r.case_id, c.kind, c.workflow_id, r.member_id,
		coalesce(c.clock_id, '') as clock_id, c.closed_at is not null as closed
	from returns r join cases c on c.id = r.case_id `

// FindReturn gives the return of a parcel: of several, one that is still to
// come, and the latest. Code not_found where nothing is expected under that label.
// Slips and parcels are found with and without hyphens and in small letters too, as
// some are printed and others scanned.
func FindReturn(ctx context.Context, db DB, l ParcelLabel) (ExpectedReturn, error) {
	return one[ExpectedReturn](ctx, db, selectReturns+`where ($1 <> '' and replace(upper(r.slip_no), '-', '') = replace(upper($1), '-', '')) or ($2 <> '' and r.imei = $2)
			or ($3 <> '' and r.case_id = any (array(select case_id from shipments
				where replace(upper(tracking_no), '-', '') = replace(upper($3), '-', ''))))
		order by r.booked_at is not null, r.requested_at desc, r.id limit 1`, l.Slip, l.IMEI, l.Tracking)
}

// ReturnBookedUnder gives the return that the centre booked in under a
// reference; false where none was.
func ReturnBookedUnder(ctx context.Context, db DB, reference string) (string, bool, error) {
	var id string
	err := db.QueryRow(ctx, `select id from returns where booking_ref = $1`, reference).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("booking %s: %w", reference, err)
	}
	return id, true, nil
}
