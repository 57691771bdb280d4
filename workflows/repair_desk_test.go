package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/workflows"
)

// U-9: an exchange device from the stock becomes the covered one; a fault in time
// brings another, the first is charged when it does not come back.
func TestRepairExchanges(t *testing.T) {
	w := received(t)
	w.exec(`insert into stock_units (id, pool, model, colour, imei, refurbished, price, state, since)
		values ('stu_r', 'replacement', 'used-7', 'black', '866768030123454', true, 28000, 'on_shelf', $1)`, on(10, 1, 9, 0))
	w.in(on(11, 3, 9, 0))
	w.repaired(on(11, 4, 9, 0), on(11, 10, 9, 0), repair.Exchanged, "shp_x", "866768030123454")
	fault := w.report(on(11, 17, 23, 59), message.ReportExchangeFault.Name, "flt_1")
	none := w.shipped(on(11, 18, 8, 0), "shp_0", otherIMEI)
	w.update(on(11, 18, 9, 0), message.DecideExchangeFault.Name, message.ExchangeFaultDecision{Confirmed: true, At: on(11, 18, 9, 0), Actor: repairDesk})
	used := w.shipped(on(11, 18, 10, 0), "shp_1", "352099001761481")
	sent := w.shipped(on(11, 18, 11, 0), "shp_y", "353918057434587")
	w.delivered(on(11, 20, 9, 0), on(11, 20, 9, 0), "shp_y")
	w.run(reception())

	require.NoError(t, fault.err)
	refused(t, none.err, refusal.State, terms.U1)
	refused(t, used.err, refusal.Used, terms.N3)
	require.NoError(t, sent.err)
	require.Equal(t, []string{"U-9 charge 28000 11-28 00:00"}, w.charges("rpr_1"))
	require.Equal(t, []string{"353918057434587 in_use", "866768030123454 not_returned", "490154203237518 returned"}, w.deviceStates())
	require.Equal(t, []string{"353918057434587"}, w.column(`select d.imei from compensations c join devices d on d.id = c.device_id`))
	require.Contains(t, w.units(), "stu_r issued rpr_1")
	require.Equal(t, []string{"1"}, w.column(`select count(*)::text from compensation_uses`))
	w.closed()

	w.begin(on(12, 1, 10, 0))
	w.booked(on(12, 1, 10, 0), on(12, 1, 10, 0), repair.ReturnExchange, 1)
	w.run(resumed)
	require.Equal(t, []string{"consider-waiver"}, w.tasks())
	require.Contains(t, w.deviceStates(), "866768030123454 returned")
	w.closed()
}

// U-1, U-11: on hold until the agreement is there; what the inspection does not
// confirm goes back without a use, and a parcel that came back is sent again.
func TestRepairGoesBack(t *testing.T) {
	w := received(t)
	w.in(on(11, 3, 9, 0))
	w.agreed(on(11, 3, 10, 0), false)
	early := w.inspected(on(11, 4, 9, 0), repair.Confirmed, "")
	w.agreed(on(11, 9, 9, 0), true)
	w.inspected(on(11, 10, 9, 0), repair.NotCovered, "abroad")
	w.shipped(on(11, 11, 9, 0), "shp_1", "")
	w.at(on(11, 13, 9, 0), func() {
		w.SignalWorkflow(message.ParcelCameBack.Name, message.Delivery{Reference: "b-1", Shipment: "shp_1", At: on(11, 13, 9, 0), ReportedAt: on(11, 13, 9, 0), Actor: courier})
	})
	w.shipped(on(11, 14, 9, 0), "shp_2", "")
	w.delivered(on(11, 16, 9, 0), on(11, 16, 9, 0), "shp_2")
	w.run(reception())

	refused(t, early.err, refusal.State, terms.U11)
	require.Equal(t, []string{
		"repair-received 11-01 10:00", "agreement-missing 11-03 10:00", "repair-device-received 11-09 09:00",
		"repair-not-covered 11-10 09:00", "repair-shipped 11-11 09:00", "repair-shipped 11-14 09:00", "repair-delivered 11-16 09:00",
	}, w.letters("rpr_1"))
	require.Empty(t, w.column(`select claim_id from compensation_uses`))
	require.Equal(t, []string{"dev_1 in_use"}, w.column(`select id || ' ' || state from devices`))
	w.closed()
}

// U-3: trouble with the loaner is told through day 2 and brings the next one; at
// the lapse it is noted and refused.
func TestRepairLoanerTrouble(t *testing.T) {
	lapse := on(11, 6, 0, 0)
	for name, c := range map[string]struct {
		at   time.Time
		late bool
	}{"last second": {lapse.Add(-time.Second), false}, "at the lapse": {lapse, true}} {
		t.Run(name, func(t *testing.T) {
			w := received(t)
			w.lent(on(11, 3, 15, 0), "shp_l")
			told := w.report(c.at, message.ReportLoanerTrouble.Name, "trb_1")
			w.in(on(11, 7, 9, 0))
			w.back(on(11, 8, 9, 0))
			w.loanerInspected(on(11, 8, 12, 0), 3300)
			w.repaired(on(11, 9, 9, 0), on(11, 12, 9, 0), repair.Repaired, "shp_r", "")
			w.run(reception(withLoaner))
			w.closed()
			require.Equal(t, []string{"U-7 charge 3300 11-08 12:00"}, w.charges("rpr_1"))
			if c.late {
				refused(t, told.err, refusal.TooLate, terms.U3)
				require.Contains(t, w.steps("rpr_1"), "loaner-trouble-reported/trb_1", "it is noted")
			} else {
				require.NoError(t, told.err)
				require.Equal(t, repair.LoanerReserved, told.value.(repair.LoanerAnswer).Standing)
			}
			require.Equal(t, []string{"stu_1 damaged rpr_1", "stu_2 on_shelf"}, w.units())
		})
	}
}

// U-3: with an empty shelf the case waits in line, and is told when a loaner is
// reserved for it.
func TestRepairWaitsInLine(t *testing.T) {
	w := received(t)
	w.exec(`update stock_units set state = 'written_off'`)
	asked := w.deed(on(11, 2, 9, 0), message.RequestLoaner.Name)
	w.at(on(11, 4, 9, 0), func() {
		w.exec(`delete from stock_line where case_id = 'rpr_1'`)
		w.exec(`update stock_units set state = 'reserved', case_id = 'rpr_1' where id = 'stu_2'`)
		w.SignalWorkflow(message.LoanerReserved.Name, message.LoanerReservation{Unit: "stu_2", At: on(11, 4, 9, 0), Actor: repairDesk})
	})
	w.lent(on(11, 6, 9, 0), "shp_l")
	w.back(on(11, 8, 9, 0))
	w.loanerInspected(on(11, 8, 10, 0), 0)
	w.run(reception())
	require.NoError(t, asked.err)
	require.Equal(t, repair.LoanerAnswer{Standing: repair.LoanerQueued, Place: 1}, asked.value.(repair.LoanerAnswer))
	require.Equal(t, []string{
		"repair-received 11-01 10:00", "loaner-in-line 11-02 09:00", "loaner-reserved 11-04 09:00", "loaner-shipped 11-05 09:00",
		"loaner-delivered 11-06 09:00", "loaner-received 11-08 09:00",
	}, w.letters("rpr_1")[:6])
	require.Empty(t, w.charges("rpr_1"))
	w.closed()
}

// C-13: day R is corrected after the end: the charge is reversed and settled anew
// by the true day.
func TestRepairCorrectedAfterTheCharge(t *testing.T) {
	w := received(t)
	w.in(on(11, 3, 9, 0))
	w.lent(on(11, 4, 9, 0), "shp_l")
	w.repaired(on(11, 5, 9, 0), on(11, 10, 9, 0), repair.Repaired, "shp_r", "")
	w.run(reception(withLoaner))
	w.closed()
	w.begin(on(11, 26, 9, 0))
	w.back(on(11, 26, 9, 0))
	w.loanerInspected(on(11, 26, 10, 0), 0)
	w.run(resumed)
	w.closed()
	require.Equal(t, []string{"U-6 charge 20000 11-25 00:00"}, w.charges("rpr_1"))
	require.Equal(t, []string{"consider-waiver"}, w.tasks())

	w.begin(on(11, 28, 9, 0))
	corrected := w.update(on(11, 28, 9, 0), message.CorrectDelivery.Name, message.DeliveryCorrection{
		Fact: 2, DeliveredAt: on(11, 13, 9, 0), At: on(11, 28, 9, 0), Actor: shippingDesk,
	})
	price := w.update(on(11, 28, 9, 0), message.CorrectAmount.Name, message.AmountCorrection{
		Charge: w.column(`select id from charges`)[0], Amount: 1, At: on(11, 28, 9, 0), Actor: repairDesk,
	})
	w.run(resumed)
	require.NoError(t, corrected.err)
	refused(t, price.err, refusal.State, terms.C13)
	require.Equal(t, []string{"U-6 charge 20000 11-25 00:00", "U-6 reversal -20000 11-28 09:00"}, w.charges("rpr_1"))
	require.Contains(t, w.deadlines("rpr_1"), "loaner-back 11-28 00:00 met")
	require.Empty(t, w.tasks())
	w.closed()
}

// U-1: a device that was brought to a shop without a reception is charged for, and
// the amount can be corrected; a named shop takes a received one in.
func TestRepairAtAShop(t *testing.T) {
	w := received(t)
	cost := yen.Amount(8800)
	filed := w.update(on(11, 1, 10, 0), message.FileRepair.Name, message.None{})
	w.run(message.RepairInput{Repair: "rpr_0", Device: "dev_1", Shop: "shop-1", Unreceived: &cost, ReceivedAt: on(11, 1, 10, 0), Actor: repairDesk})
	require.NoError(t, filed.err)
	require.Equal(t, []string{"U-1 charge 8800 11-01 10:00"}, w.charges("rpr_0"))
	w.begin(on(11, 1, 11, 0))
	w.update(on(11, 1, 11, 0), message.CorrectAmount.Name, message.AmountCorrection{
		Charge: w.column(`select id from charges`)[0], Amount: 5500, At: on(11, 1, 11, 0), Actor: repairDesk,
	})
	w.run(message.RepairInput{Repair: "rpr_0", Resume: true})
	require.Equal(t, []string{"U-1 charge 8800 11-01 10:00", "U-1 charge 5500 11-01 11:00", "U-1 reversal -8800 11-01 11:00"},
		w.column(`select concat_ws(' ', rule, kind, amount, to_char(at at time zone 'Asia/Tokyo', 'MM-DD HH24:MI')) from charges order by at, kind`))
	require.Equal(t, []string{"unreceived"}, w.column(`select state from cases where closed_at is not null`))

	w.begin(on(11, 2, 10, 0))
	unknown := w.update(on(11, 3, 9, 0), message.TakeInAtShop.Name, message.TakenIn{Shop: "shop-0", At: on(11, 3, 9, 0), Actor: repairDesk})
	w.update(on(11, 3, 10, 0), message.TakeInAtShop.Name, message.TakenIn{Shop: "shop-1", At: on(11, 3, 10, 0), Actor: repairDesk})
	w.inspected(on(11, 3, 11, 0), repair.Confirmed, "")
	w.decided(on(11, 3, 12, 0), repair.Repaired)
	w.update(on(11, 3, 13, 0), message.HandOver.Name, message.HandedOver{Shipment: "shp_s", Shop: "shop-1", At: on(11, 3, 13, 0), Actor: repairDesk})
	w.run(reception(func(in *message.RepairInput) {
		in.Route, in.Shop, in.ReceivedAt = repair.ByShop, "shop-1", on(11, 2, 10, 0)
		in.Checklist = []string{"accessories_removed", "backed_up", "lock_off", "find_my_off", "signed_out", "wiped"}
	}))
	refused(t, unknown.err, refusal.NotFound, "")
	w.closed()
	require.Contains(t, w.deadlines("rpr_1"), "recurrence 11-11 00:00 lapsed")
}

// O-4, O-7, U-2: a reception that is refused is recorded and closed with its letter.
func TestRepairRefused(t *testing.T) {
	w := received(t)
	filed := w.update(on(11, 1, 10, 0), message.FileRepair.Name, message.None{})
	w.run(reception(func(in *message.RepairInput) { in.Cause = terms.Theft }))
	refused(t, filed.err, refusal.NotCovered, terms.O7)
	require.Equal(t, []string{"refused"}, w.column(`select c.state from cases c join repairs r on r.id = c.id where c.closed_at is not null`))
	require.Equal(t, []string{"claim-refused 11-01 10:00"}, w.letters("rpr_1"))

	w.begin(on(11, 2, 10, 0))
	w.exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at) values ('rpr_9', 'repair', 'repair/rpr_9', 'mem_1', 'dev_1', 'received', $1)`, on(11, 1, 9, 0))
	w.exec(`insert into repairs (id, compensation_id, device_id, covered_id, member_id, cause, symptom, fault_day, route, received_at, state, busy)
		values ('rpr_9', 'cmp_1', 'dev_1', 'dev_1', 'mem_1', 'water', 'display', '2026-11-01', 'parcel', $1, 'received', true)`, on(11, 1, 9, 0))
	open := w.update(on(11, 2, 10, 0), message.FileRepair.Name, message.None{})
	w.ExecuteWorkflow(workflows.Repair, reception(func(in *message.RepairInput) { in.Repair, in.ReceivedAt = "rpr_2", on(11, 2, 10, 0) }))
	refused(t, open.err, refusal.AlreadyOpen, "")
}
