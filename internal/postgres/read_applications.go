package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/jst"
	"kigen/internal/yen"
)

// ApplicationRow is an application with all that belongs to it.
type ApplicationRow struct {
	Member      string
	State       string
	Plan        string
	Channel     string
	AppliedAt   time.Time
	Device      *OrderedDevice
	SIMs        []ApplicationSIMRow
	Submissions []SubmissionRow
	Documents   []DocumentRow
	Shipments   []ShipmentRow
}

// OrderedDevice is the device of an application.
type OrderedDevice struct {
	Model, Name, Colour, Payment string
	Price                        yen.Amount
	Compensation                 bool
}

// ApplicationSIMRow is a SIM of an application.
type ApplicationSIMRow struct {
	No          int     `db:"no"`
	Kind        string  `db:"kind"`
	IssuedOn    jst.Day `db:"mnp_issued_on"` // no day without MNP
	PhoneNumber string  `db:"phone_number"`
	Line        string  `db:"line_id"`
	Dropped     bool    `db:"dropped"`
	Guarantee   bool    `db:"guarantee"`
}

// SubmissionRow is a proof of identity that was submitted.
type SubmissionRow struct {
	ID          string          `db:"id"`
	Method      string          `db:"method"`
	Document    string          `db:"document"`
	Declared    json.RawMessage `db:"declared"`
	SubmittedAt time.Time       `db:"submitted_at"`
	Outcome     string          `db:"outcome"`
	DecidedAt   *time.Time      `db:"decided_at"`
}

// ShipmentRow is a parcel that the carrier sent.
type ShipmentRow struct {
	ID          string     `db:"id"`
	Case        string     `db:"case_id"`
	Kind        string     `db:"kind"`
	TrackingNo  string     `db:"tracking_no"`
	ShippedAt   time.Time  `db:"shipped_at"`
	DeliveredAt *time.Time `db:"delivered_at"`
	CameBackAt  *time.Time `db:"came_back_at"`
}

const selectShipments = `select id, case_id, kind, tracking_no, shipped_at, delivered_at, came_back_at from shipments`

// LoadApplication gives an application, or refuses with code not_found.
func LoadApplication(ctx context.Context, db Batcher, id string) (ApplicationRow, error) {
	var a ApplicationRow
	b := &pgx.Batch{}
	b.Queue(`select a.member_id, c.state, coalesce(a.plan, ''), a.channel, a.applied_at, coalesce(a.device_model, ''), coalesce(m.name, ''),
			coalesce(a.device_colour, ''), coalesce(a.payment, ''), a.compensation, coalesce(a.device_price, 0)
		from applications a join cases c on c.id = a.id left join device_models m on m.code = a.device_model
		where a.id = $1`, id).QueryRow(func(row pgx.Row) error {
		var d OrderedDevice
		err := row.Scan(&a.Member, &a.State, &a.Plan, &a.Channel, &a.AppliedAt, &d.Model, &d.Name, &d.Colour, &d.Payment, &d.Compensation, &d.Price)
		if d.Model != "" {
			a.Device = &d
		}
		return err
	})
	b.Queue(`select no, kind, mnp_issued_on, coalesce(phone_number, '') as phone_number, coalesce(line_id, '') as line_id,
			dropped_at is not null as dropped, guarantee from application_sims where application_id = $1 order by no`, id).Query(rowsInto(&a.SIMs))
	b.Queue(`select id, method, document, declared, submitted_at, coalesce(outcome, '') as outcome, decided_at
		from submissions where application_id = $1 order by submitted_at, id`, id).Query(rowsInto(&a.Submissions))
	b.Queue(selectDocuments+` where application_id = $1 order by uploaded_at, id`, id).Query(rowsInto(&a.Documents))
	b.Queue(selectShipments+` where case_id = $1 order by shipped_at, id`, id).Query(rowsInto(&a.Shipments))
	err := db.SendBatch(ctx, b).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return a, missing
	}
	if err != nil {
		return a, fmt.Errorf("application %s: %w", id, err)
	}
	return a, nil
}

func rowsInto[T any](into *[]T) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	}
}

// ShipmentByTracking gives a parcel by the courier's number, or refuses with
// code not_found.
func ShipmentByTracking(ctx context.Context, db DB, tracking string) (ShipmentRow, error) {
	return one[ShipmentRow](ctx, db, selectShipments+` where tracking_no = $1`, tracking)
}
