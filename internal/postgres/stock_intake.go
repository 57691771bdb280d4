package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/stock"
	"kigen/internal/yen"
)

// NewUnit is a device that the carrier puts into its stock.
type NewUnit struct {
	ID          string // unless its IMEI is known
	Pool        stock.Pool
	Model       string
	Colour      string
	IMEI        string
	Refurbished bool
	Price       yen.Amount // the model's, where it is zero
}

// Registration is what became of a new unit.
type Registration string

// What becomes of a new unit.
const (
	UnitAdded   Registration = "added"
	UnitKnown   Registration = "already_known" // the same unit is in stock
	UnitOther   Registration = "other_unit"    // another unit, or another clock's, has the IMEI
	UnitMembers Registration = "members"       // a member has the device
	NoModel     Registration = "no_model"
	NoPrice     Registration = "no_price"
)

// RegisteredUnit is a new unit as it was registered.
type RegisteredUnit struct {
	ID     string // empty where it was not
	Result Registration
	// Waiting tells that it is to be put on its shelf.
	Waiting bool
}

// RegisterUnits writes units into the books; they wait to be taken in. One that
// was issued or written off before is the same unit again: a device that came
// back and was refurbished. Each unit has its own result, in their order.
func RegisterUnits(ctx context.Context, db DB, clock string, units []NewUnit, at time.Time) ([]RegisteredUnit, error) {
	results := make([]RegisteredUnit, len(units))
	if len(units) == 0 {
		return results, nil
	}
	b := &pgx.Batch{}
	for i, u := range units {
		r := &results[i]
		var price any
		if u.Price > 0 {
			price = u.Price
		}
		b.Queue(`insert into stock_units (id, clock_id, pool, model, colour, imei, refurbished, price, state, since)
			select $1, nullif($2, ''), $3, m.code, $5, $6, $7, coalesce($8, m.price), 'back', $9
			from device_models m where m.code = $4 and coalesce($8, m.price) is not null
				and not exists (select from devices where imei = $6 and state not in ('returned', 'swapped'))
			on conflict (imei) do update set pool = excluded.pool, model = excluded.model, colour = excluded.colour,
				refurbished = excluded.refurbished, price = excluded.price, state = 'back', case_id = null, since = excluded.since
			where stock_units.state in ('issued', 'written_off') and stock_units.model = excluded.model
				and stock_units.clock_id is not distinct from excluded.clock_id
			returning id`, u.ID, clock, string(u.Pool), u.Model, u.Colour, u.IMEI, u.Refurbished, price, at).
			Query(func(rows pgx.Rows) error {
				ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
				if err == nil && len(ids) == 1 {
					*r = RegisteredUnit{ID: ids[0], Result: UnitAdded, Waiting: true}
				}
				return err
			})
		b.Queue(`select coalesce(u.id, ''), coalesce(u.pool = $2 and u.model = $3 and u.clock_id is not distinct from nullif($4, ''), false),
				coalesce(u.state = 'back' and u.case_id is null, false),
				exists (select from devices where imei = $1 and state not in ('returned', 'swapped')),
				exists (select from device_models where code = $3), exists (select from device_models where code = $3 and coalesce($5, price) is not null)
			from (values (1)) as nothing left join stock_units u on u.imei = $1`, u.IMEI, string(u.Pool), u.Model, clock, price).
			QueryRow(func(row pgx.Row) error {
				var id string
				var same, waiting, members, model, priced bool
				if err := row.Scan(&id, &same, &waiting, &members, &model, &priced); err != nil || r.Result != "" {
					return err
				}
				switch {
				case !model:
					r.Result = NoModel
				case id != "" && same:
					*r = RegisteredUnit{ID: id, Result: UnitKnown, Waiting: waiting}
				case members:
					r.Result = UnitMembers
				case id != "":
					r.Result = UnitOther
				case !priced:
					r.Result = NoPrice
				}
				return nil
			})
	}
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("register %d units: %w", len(units), err)
	}
	return results, nil
}
