package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/workflows"
)

// repairs is a world with mem_1's used device, its cover, a shop, and two loaners
// of its system on the shelf.
type repairs struct{ *world }

// received begins a reception on 1 November at 10:00, without its process.
func received(t *testing.T) repairs {
	w := repairs{newWorld(t, on(11, 1, 10, 0))}
	w.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('used-7', 'Used 7', 'Sora', 'android', 'used', 30000, 550), ('lend-3', 'Lend 3', 'Sora', 'android', 'new', 20000, null)`)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', 'mem_1', 'used-7', 'black', '490154203237518', '2025-06-01', '2025-06-01', 'in_use')`)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_1', 'mem_1', 'dev_1', 'used', 550, '2025-06-01')`)
	w.exec(`insert into repair_shops (code, name, postal_code, place, phone, hours, takes)
		values ('shop-1', '修理店', '100-0001', '東京都千代田区1-1', '03-0000-0000', '10:00–18:00', '{android}')`)
	w.loaner("stu_1", "356938035643809", on(10, 1, 9, 0))
	w.loaner("stu_2", "352099001761481", on(10, 2, 9, 0))
	return w
}

func (w repairs) loaner(id, imei string, since time.Time) {
	w.exec(`insert into stock_units (id, pool, model, colour, imei, price, state, since)
		values ($1, 'loaner', 'lend-3', 'white', $2, 20000, 'on_shelf', $3)`, id, imei, since)
}

func reception(change ...func(*message.RepairInput)) message.RepairInput {
	in := message.RepairInput{
		Repair: "rpr_1", Device: "dev_1", Cause: terms.Water, Symptom: "display", FaultDay: jst.MakeDay(2026, 10, 30),
		Route: repair.ByParcel, ReceivedAt: on(11, 1, 10, 0), Actor: member,
	}
	for _, c := range change {
		c(&in)
	}
	return in
}

func withLoaner(in *message.RepairInput) { in.WantsLoaner = true }

var resumed = message.RepairInput{Repair: "rpr_1", Resume: true}

// run plays what was planned and ends the process well.
func (w repairs) run(in message.RepairInput) {
	w.t.Helper()
	w.ExecuteWorkflow(workflows.Repair, in)
	w.ran()
}

// returnOf is the ID of the no-th return of a kind, from 1.
func (w repairs) returnOf(kind string, no int) string {
	w.t.Helper()
	return w.column(`select id from returns where case_id = 'rpr_1' and kind = $1 order by requested_at, id`, kind)[no-1]
}

// booked has the return centre book the no-th return of a kind in.
func (w repairs) booked(at, reported time.Time, kind string, no int) {
	w.at(reported, func() {
		w.SignalWorkflow(message.ParcelBookedIn.Name, message.Booking{
			Reference: "bk-" + kind + at.Format("0102T150405"), Return: w.returnOf(kind, no), BookedAt: at, ReportedAt: reported, Actor: returnCentre,
		})
	})
}

func (w repairs) in(at time.Time)   { w.booked(at, at, repair.ReturnBroken, 1) }
func (w repairs) back(at time.Time) { w.booked(at, at, repair.ReturnLoaner, 1) }

// lent ships the reserved loaner and has it delivered.
func (w repairs) lent(at time.Time, shipment string) {
	w.update(at.Add(-24*time.Hour), message.ShipLoaner.Name, message.LoanerParcel{
		Shipment: shipment, Tracking: "trk-" + shipment, At: at.Add(-24 * time.Hour), Actor: shippingDesk,
	})
	w.delivered(at, at, shipment)
}

func (w repairs) agreed(at time.Time, present bool) *answer {
	return w.update(at, message.RecordAgreement.Name, message.Agreement{Present: present, At: at, Actor: repairDesk})
}

func (w repairs) inspected(at time.Time, f repair.Finding, ground string) *answer {
	return w.update(at, message.InspectDevice.Name, message.Inspection{Finding: f, Ground: ground, At: at, Actor: repairDesk})
}

func (w repairs) decided(at time.Time, o repair.Outcome) *answer {
	return w.update(at, message.DecideRepair.Name, message.RepairDecision{Outcome: o, At: at, Actor: repairDesk})
}

func (w repairs) shipped(at time.Time, shipment, imei string) *answer {
	return w.update(at, message.ShipDevice.Name, message.RepairParcel{
		Shipment: shipment, Tracking: "trk-" + shipment, IMEI: imei, Model: "used-7", Colour: "black", At: at, Actor: shippingDesk,
	})
}

// repaired takes the device from its booking to the member: agreement, inspection,
// repair on the next hours, shipped a day after, delivered on day R.
func (w repairs) repaired(in, arrived time.Time, o repair.Outcome, shipment, imei string) {
	w.agreed(in.Add(time.Hour), true)
	w.inspected(in.Add(2*time.Hour), repair.Confirmed, "")
	w.decided(in.Add(3*time.Hour), o)
	w.shipped(in.Add(4*time.Hour), shipment, imei)
	w.delivered(arrived, arrived, shipment)
}

func (w repairs) loanerInspected(at time.Time, cost int) *answer {
	return w.update(at, message.InspectLoaner.Name, message.LoanerInspection{Damaged: cost > 0, Cost: yen.Amount(cost), At: at, Actor: repairDesk})
}

func (w repairs) report(at time.Time, update, id string) *answer {
	return w.update(at, update, message.Fault{ID: id, At: at, Actor: member})
}

func (w repairs) deed(at time.Time, update string) *answer {
	return w.update(at, update, message.Deed{At: at, Actor: member})
}

func (w repairs) state() []string { return w.column(`select state from cases where id = 'rpr_1'`) }

func (w repairs) tasks() []string {
	return w.column(`select kind from tasks where case_id = 'rpr_1' and closed_at is null order by kind`)
}

func (w repairs) units() []string {
	return w.column(`select id || ' ' || state || coalesce(' ' || case_id, '') from stock_units order by id`)
}

// closed requires that the case has ended with nothing left to do.
func (w repairs) closed() {
	w.t.Helper()
	require.Equal(w.t, []string{"closed"}, w.column(`select state from cases where id = 'rpr_1' and closed_at is not null`))
	require.Empty(w.t, w.column(`select name from deadlines where outcome is null`))
}

// U-1, U-2, U-12: nothing comes; reminders go out at 09:00 on day 7 and 14, and the
// claim closes at the lapse of day 30 without a use.
func TestRepairNothingComes(t *testing.T) {
	w := received(t)
	filed := w.update(on(11, 1, 10, 0), message.FileRepair.Name, message.None{})
	w.run(reception())

	require.NoError(t, filed.err)
	require.Equal(t, 1, filed.value.(repair.Verdict).Use)
	require.Equal(t, []string{"device-in 12-02 00:00 lapsed"}, w.deadlines("rpr_1"))
	require.Equal(t, []string{
		"repair-received 11-01 10:00", "repair-reminder 11-08 09:00", "repair-reminder 11-15 09:00", "repair-lapsed 12-02 00:00",
	}, w.letters("rpr_1"))
	require.Empty(t, w.charges("rpr_1"))
	require.Empty(t, w.column(`select claim_id from compensation_uses`))
	w.closed()
}

// U-1, U-6, U-8, U-11: the device comes first, a loaner is lent meanwhile, the
// repaired device arrives, the loaner is back in time and whole.
func TestRepairDeviceInFirst(t *testing.T) {
	w := received(t)
	w.in(on(11, 3, 9, 0))
	w.lent(on(11, 4, 9, 0), "shp_l")
	w.agreed(on(11, 4, 10, 0), true)
	w.inspected(on(11, 5, 10, 0), repair.Confirmed, "")
	w.decided(on(11, 6, 10, 0), repair.Repaired)
	w.shipped(on(11, 9, 10, 0), "shp_r", "")
	w.delivered(on(11, 10, 10, 0), on(11, 10, 11, 0), "shp_r")
	w.back(on(11, 14, 9, 0))
	w.loanerInspected(on(11, 14, 12, 0), 0)
	w.run(reception(withLoaner))

	require.Equal(t, []string{
		"device-in 12-02 00:00 void", "loaner-trouble 11-07 00:00 lapsed",
		"recurrence 11-18 00:00 lapsed", "loaner-asked-back 11-18 00:00 met", "loaner-back 11-25 00:00 met",
	}, w.column(`select name || ' ' || to_char(lapse at time zone 'Asia/Tokyo', 'MM-DD HH24:MI') || ' ' || coalesce(outcome, 'open')
		from deadlines order by lapse > '2026-12-01' desc, lapse, name desc`))
	require.Empty(t, w.charges("rpr_1"))
	require.Equal(t, []string{"rpr_1 2026-06-01 1"}, w.column(`select claim_id || ' ' || year_from || ' ' || no from compensation_uses`))
	require.Equal(t, []string{"stu_1 on_shelf", "stu_2 on_shelf"}, w.units())
	w.closed()
	require.Empty(t, w.tasks())
}

// U-5, U-12: the loaner first, then nothing: asked on day 8, charged at the lapse of
// day 14; a device and a loaner that come weeks later are recorded, the device
// goes back and the charge stands.
func TestRepairLoanerFirst(t *testing.T) {
	w := received(t)
	w.lent(on(11, 3, 15, 0), "shp_l")
	demanded := w.deed(on(11, 12, 10, 0), message.DemandLoaner.Name)
	w.run(reception(withLoaner))

	require.NoError(t, demanded.err)
	require.Equal(t, []string{
		"repair-received 11-01 10:00", "loaner-shipped 11-02 15:00", "loaner-delivered 11-03 15:00", "device-inquiry 11-11 00:00",
		"loaner-demanded 11-12 10:00", "loaner-charged 11-18 00:00", "repair-lapsed 12-02 00:00",
	}, w.letters("rpr_1"))
	require.Equal(t, []string{"U-5 charge 20000 11-18 00:00"}, w.charges("rpr_1"))
	require.Equal(t, []string{"stu_1 lost rpr_1", "stu_2 on_shelf"}, w.units())
	w.closed()

	w.begin(on(12, 10, 10, 0))
	w.in(on(12, 10, 10, 0))
	w.back(on(12, 11, 9, 0))
	w.shipped(on(12, 11, 10, 0), "shp_r", "")
	w.loanerInspected(on(12, 11, 12, 0), 0)
	w.delivered(on(12, 13, 9, 0), on(12, 13, 9, 0), "shp_r")
	w.run(resumed)
	require.Equal(t, []string{"U-5 charge 20000 11-18 00:00"}, w.charges("rpr_1"))
	require.Equal(t, []string{"consider-waiver"}, w.tasks())
	require.Equal(t, []string{"stu_1 on_shelf", "stu_2 on_shelf"}, w.units())
	require.Empty(t, w.column(`select claim_id from compensation_uses`))
	w.closed()
}

// C-12, U-4, U-5: nothing ran from before the first lapse to after the last. What
// came meanwhile is judged by the centre's books, not by when it is taken in.
func TestRepairAfterAnOutage(t *testing.T) {
	for name, c := range map[string]struct {
		booked  time.Time
		charged bool
	}{"in time": {on(11, 17, 23, 59), false}, "late": {on(11, 18, 0, 0), true}} {
		t.Run(name, func(t *testing.T) {
			w := received(t)
			w.begin(on(11, 20, 9, 0))
			start := on(11, 20, 9, 0)
			w.at(start, func() {
				w.UpdateWorkflow(message.ShipLoaner.Name, "ship", &answer{}, message.LoanerParcel{
					Shipment: "shp_l", Tracking: "trk-l", At: on(11, 2, 15, 0), Actor: shippingDesk,
				})
			})
			w.at(start.Add(time.Second), func() {
				w.SignalWorkflow(message.ParcelDelivered.Name, message.Delivery{
					Reference: "d-l", Shipment: "shp_l", At: on(11, 3, 15, 0), ReportedAt: on(11, 3, 15, 5), Actor: courier,
				})
				w.SignalWorkflow(message.ParcelBookedIn.Name, message.Booking{
					Reference: "bk", Return: w.returnOf(repair.ReturnBroken, 1), BookedAt: c.booked, ReportedAt: c.booked.Add(time.Minute), Actor: returnCentre,
				})
			})
			w.repaired(on(11, 21, 9, 0), on(11, 23, 9, 0), repair.Repaired, "shp_r", "")
			w.back(on(11, 24, 9, 0))
			w.loanerInspected(on(11, 24, 12, 0), 0)
			w.run(reception(withLoaner))
			w.closed()
			if c.charged {
				require.Equal(t, []string{"U-5 charge 20000 11-18 00:00"}, w.charges("rpr_1"))
			} else {
				require.Empty(t, w.charges("rpr_1"))
				require.Contains(t, w.deadlines("rpr_1"), "device-or-loaner-back 11-18 00:00 met")
			}
			require.Contains(t, w.deadlines("rpr_1"), "device-after-loaner 11-11 00:00 lapsed")
		})
	}
}

// U-8: a recurrence on the last second is repaired again without a use; one at the
// lapse is a new claim, which may be filed then.
func TestRepairRecurs(t *testing.T) {
	lapse := on(11, 18, 0, 0)
	w := received(t)
	w.in(on(11, 3, 9, 0))
	w.repaired(on(11, 4, 9, 0), on(11, 10, 9, 0), repair.Repaired, "shp_r", "")
	taken := w.report(lapse.Add(-time.Second), message.ReportRecurrence.Name, "rec_1")
	w.booked(on(11, 20, 9, 0), on(11, 20, 9, 0), repair.ReturnBroken, 2)
	w.inspected(on(11, 21, 9, 0), repair.Confirmed, "")
	w.decided(on(11, 21, 10, 0), repair.Repaired)
	w.shipped(on(11, 22, 9, 0), "shp_r2", "")
	w.delivered(on(11, 24, 9, 0), on(11, 24, 9, 0), "shp_r2")
	w.run(reception())
	require.NoError(t, taken.err)
	require.Equal(t, []string{"1"}, w.column(`select count(*)::text from compensation_uses`))
	require.Equal(t, []string{"1 repaired", "2 repaired"}, w.column(`select no || ' ' || outcome from repair_rounds order by no`))
	w.closed()

	w.begin(on(12, 2, 0, 0))
	late := w.report(on(12, 2, 0, 0), message.ReportRecurrence.Name, "rec_2")
	w.run(resumed)
	refused(t, late.err, refusal.TooLate, terms.U8)
	w.begin(on(12, 2, 0, 0))
	again := reception(func(in *message.RepairInput) {
		in.Repair, in.ReceivedAt, in.FaultDay = "rpr_2", on(12, 2, 0, 0), jst.MakeDay(2026, 12, 1)
	})
	w.run(again)
	require.Equal(t, []string{"rpr_1 closed", "rpr_2 closed"}, w.column(`select id || ' ' || state from repairs order by id`))
}

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
