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
