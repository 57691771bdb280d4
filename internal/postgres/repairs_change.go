package postgres

import (
	"time"

	"kigen/internal/repair"
)

// SaveRepair writes what a step changed of a repair.
func SaveRepair(before, after repair.Repair) []Change {
	var changes []Change
	if u := after.Registered; u != nil {
		changes = append(changes, registerUnit(*u))
	}
	changes = append(changes, savedDevices(before, after)...)
	changes = append(changes, saveFile(before.File, after.File)...)
	if len(before.Devices) == 0 {
		changes = append(changes, filedRepair(after))
	} else if standing(before) != standing(after) {
		changes = append(changes, ExpectOne("repair",
			`update repairs set state = $2, busy = $3, covered_id = $4, shop_code = nullif($5, ''), checklist_at = $6 where id = $1`,
			after.Case, after.State, after.Busy(), covered(after), shopCode(after), instant(after.Checklist)))
	}
	if before.Use == nil && after.Use != nil {
		changes = append(changes, Exec(`insert into compensation_uses (claim_id, compensation_id, year_from, no, max_uses)
			values ($1, $2, $3, $4, $5)`, after.Case, after.Cover.ID, after.Use.YearFrom, after.Use.No, after.MaxUses))
	}
	changes = append(changes, savedFaults(before, after)...)
	changes = append(changes, savedExchanges(before, after)...)
	changes = append(changes, savedRounds(before, after)...)
	changes = append(changes, savedLoaners(before, after)...)
	for _, m := range after.Moves {
		changes = append(changes, MoveStock(m)...)
	}
	return changes
}

type repairStanding struct {
	state, covered, shop string
	busy                 bool
	checklist            time.Time
}

func standing(r repair.Repair) repairStanding {
	return repairStanding{r.State, covered(r), shopCode(r), r.Busy(), r.Checklist}
}

func covered(r repair.Repair) string { return r.Devices[len(r.Devices)-1].ID }

func shopCode(r repair.Repair) string {
	if r.Shop == nil {
		return ""
	}
	return r.Shop.Code
}

// filedRepair writes a decided reception. A second open one for the device is a
// conflict.
func filedRepair(r repair.Repair) Change {
	var cover, reason any
	if r.Cover != nil {
		cover = r.Cover.ID
	}
	if r.Refused != nil {
		reason = r.Refused.Code
	}
	return Exec(`insert into repairs (id, compensation_id, device_id, covered_id, member_id, cause, symptom, fault_day, route, shop_code,
			received_at, checklist_at, state, refusal, busy)
		values ($1, $2, $3, $3, $4, nullif($5, ''), nullif($6, ''), $7, $8, nullif($9, ''), $10, $11, $12, $13, $14)`,
		r.Case, cover, covered(r), r.Member, string(r.Cause), r.Symptom, r.FaultDay, string(r.Route), shopCode(r),
		r.ReceivedAt, instant(r.Checklist), r.State, reason, r.Busy())
}

// savedDevices writes the states of the member's devices, and the exchange
// device to which the cover moves (U-9).
func savedDevices(before, after repair.Repair) []Change {
	if len(before.Devices) == 0 {
		return nil
	}
	var changes []Change
	for i, d := range after.Devices {
		switch {
		case i >= len(before.Devices):
			changes = append(changes, Exec(`insert into devices
					(id, member_id, line_id, model, colour, imei, refurbished, purchased_on, use_start, replaces, state, origin)
				values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11, 'replacement')`,
				d.ID, d.Member, d.Line, d.Model, d.Colour, d.IMEI, d.Refurbished, d.PurchasedOn, d.UseStart, d.Replaces, string(d.State)),
				ExpectOne("compensation", `update compensations set device_id = $2 where id = $1`, after.Cover.ID, d.ID))
		case d.State != before.Devices[i].State:
			changes = append(changes, ExpectOne("device", `update devices set state = $2 where id = $1`, d.ID, string(d.State)))
		}
	}
	return changes
}

func savedRounds(before, after repair.Repair) []Change {
	var changes []Change
	for i, d := range after.Rounds {
		if i < len(before.Rounds) {
			if d == before.Rounds[i] {
				continue
			}
			changes = append(changes, ExpectOne("round", `update repair_rounds set agreement = nullif($3, ''), finding = nullif($4, ''),
					ground = nullif($5, ''), outcome = nullif($6, ''), shipment_id = nullif($7, ''), ended = nullif($8, '')
				where case_id = $1 and no = $2`,
				after.Case, d.No, string(d.Agreement), string(d.Finding), d.Ground, string(d.Outcome), d.Shipment, d.Ended))
			continue
		}
		changes = append(changes, Exec(`insert into repair_rounds (case_id, no, reported_at, report, return_id, agreement)
			values ($1, $2, $3, nullif($4, ''), $5, nullif($6, ''))`,
			after.Case, d.No, d.ReportedAt, d.Report, d.Return, string(d.Agreement)))
	}
	return changes
}

func savedFaults(before, after repair.Repair) []Change {
	var changes []Change
	for i, f := range after.Faults {
		switch {
		case i >= len(before.Faults):
			changes = append(changes, Exec(`insert into repair_faults (id, case_id, device_id, reported_at) values ($1, $2, $3, $4)`,
				f.ID, after.Case, f.Device, f.ReportedAt))
		case f != before.Faults[i]:
			changes = append(changes, ExpectOne("fault",
				`update repair_faults set outcome = nullif($2, ''), decided_at = $3, shipment_id = nullif($4, '') where id = $1`,
				f.ID, string(f.Outcome), instant(f.DecidedAt), f.Shipment))
		}
	}
	return changes
}

// savedExchanges writes the exchange devices that were sent. One whose parcel
// arrived or came back may be sent again.
func savedExchanges(before, after repair.Repair) []Change {
	var changes []Change
	for i, e := range after.Exchanges {
		var unit any
		if e.Unit != nil {
			unit = e.Unit.ID
		}
		p, _ := after.Shipment(e.Shipment)
		if i >= len(before.Exchanges) {
			changes = append(changes, Exec(`insert into repair_exchanges
					(shipment_id, case_id, fault_id, device_id, imei, model, colour, refurbished, price, unit_id)
				values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10)`,
				e.Shipment, after.Case, e.Fault, e.Device.ID, e.Device.IMEI, e.Device.Model, e.Device.Colour, e.Device.Refurbished, e.Price, unit))
			continue
		}
		if was, _ := before.Shipment(e.Shipment); was.UnderWay() && !p.UnderWay() {
			changes = append(changes, ExpectOne("exchange device",
				`update repair_exchanges set under_way = false where shipment_id = $1 and under_way`, e.Shipment))
		}
	}
	return changes
}

func savedLoaners(before, after repair.Repair) []Change {
	var changes []Change
	for i, l := range after.Loaners {
		if i >= len(before.Loaners) {
			changes = append(changes, Exec(`insert into repair_loaners (case_id, no, unit_id, price, shipment_id, return_id)
				values ($1, $2, $3, $4, $5, $6)`, after.Case, l.No, l.Unit.ID, l.Price, l.Shipment, l.Return))
			continue
		}
		was := before.Loaners[i]
		if was.Shipment == l.Shipment && was.TroubleAt.Equal(l.TroubleAt) && was.InspectedAt.Equal(l.InspectedAt) {
			continue
		}
		changes = append(changes, ExpectOne("loaner",
			`update repair_loaners set shipment_id = $3, trouble_at = $4, inspected_at = $5, damaged = $6 where case_id = $1 and no = $2`,
			after.Case, l.No, l.Shipment, instant(l.TroubleAt), instant(l.InspectedAt), l.Damaged))
	}
	return changes
}
