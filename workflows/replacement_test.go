package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/workflows"
)

var (
	shippingDesk = journal.Actor{Role: "desk:shipping", ID: "tok_s"}
	repairDesk   = journal.Actor{Role: "desk:repair", ID: "tok_r"}
	courier      = journal.Actor{Role: "courier", ID: "tok_c"}
	returnCentre = journal.Actor{Role: "return-centre", ID: "tok_rc"}
)

// withDevice gives mem_1 a device in its second year with its cover.
func withDevice(w *world) {
	w.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550), ('sky-10', 'Sky 10', 'Sora', 'android', 'new', 80000, 550)`)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', 'mem_1', 'sky-9', 'black', '490154203237518', '2025-06-01', '2025-06-01', 'in_use')`)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_1', 'mem_1', 'dev_1', 'new', 550, '2025-06-01')`)
}

func claimAt(at time.Time) message.ReplacementInput {
	return message.ReplacementInput{
		Claim: "clm_1", Device: "dev_1", Cause: terms.Water, FaultDay: jst.DayOf(at).AddDays(-1), ReceivedAt: at, Actor: member,
	}
}

func (w *world) ship(at time.Time, shipment, imei string) *answer {
	return w.update(at, message.ShipReplacement.Name, message.Parcel{
		Shipment: shipment, Tracking: "trk-" + shipment, IMEI: imei, Model: "sky-9", Colour: "black", Refurbished: true, At: at, Actor: shippingDesk,
	})
}

func (w *world) delivered(at, reported time.Time, shipment string) {
	w.at(reported, func() {
		w.SignalWorkflow(message.ParcelDelivered.Name, message.Delivery{
			Reference: "d-" + shipment, Shipment: shipment, At: at, ReportedAt: reported, Actor: courier,
		})
	})
}

func (w *world) booked(at, reported time.Time, reference string) {
	w.at(reported, func() {
		w.SignalWorkflow(message.ParcelBookedIn.Name, message.Booking{
			Reference: reference, Return: devices.ReturnOf("clm_1"), BookedAt: at, ReportedAt: reported, Actor: returnCentre,
		})
	})
}

func (w *world) charges(caseID string) []string {
	return w.column(`select concat_ws(' ', rule, kind, amount, to_char(at at time zone 'Asia/Tokyo', 'MM-DD HH24:MI'))
		from charges where case_id = $1 order by at, id`, caseID)
}

func (w *world) deviceStates() []string {
	return w.column(`select imei || ' ' || state from devices order by state, imei`)
}

const (
	newIMEI   = "356938035643809"
	otherIMEI = "352099001761481"
)

// replacing begins a claim on 30 October that is shipped and, on 1 November at
// 10:00, delivered: the old device is due back through 15 November.
func replacing(t *testing.T) *world {
	w := newWorld(t, on(10, 30, 15, 0))
	withDevice(w)
	w.ship(on(10, 30, 18, 0), "shp_1", newIMEI)
	w.delivered(on(11, 1, 10, 0), on(11, 1, 10, 5), "shp_1")
	return w
}

var toTheLapse = []string{
	"N-1 charge 5500 10-30 15:00",
	"N-5 charge 40000 11-16 00:00",
}

// N-1, N-3, N-4, N-5, N-6: nothing comes back; ¥40,000 is charged at the
// instant of the lapse, after two reminders.
func TestReplacementNotReturned(t *testing.T) {
	w := replacing(t)
	filed := w.update(on(10, 30, 15, 0), message.FileClaim.Name, message.None{})
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()

	require.NoError(t, filed.err)
	require.Equal(t, devices.Accepted, filed.value.(devices.Verdict).Outcome)
	require.Equal(t, []string{
		"filed", "shipped/shp_1", "delivered/d-shp_1", "return-reminded/2026-11-08", "return-reminded/2026-11-13",
		"check-lapsed/delivered/d-shp_1", "return-settled/delivered/d-shp_1",
	}, w.steps("clm_1"))
	require.Equal(t, toTheLapse, w.charges("clm_1"))
	require.Equal(t, []string{
		"claim-accepted 10-30 15:00", "replacement-shipped 10-30 18:00", "return-requested 11-01 10:00",
		"return-reminder 11-08 09:00", "return-reminder 11-13 09:00", "non-return-charged 11-16 00:00",
	}, w.letters("clm_1"))
	require.Equal(t, []string{
		"replacement-delivered 11-02 00:00 met", "replacement-checked 11-16 00:00 lapsed", "old-device-back 11-16 00:00 lapsed",
	}, w.deadlines("clm_1"))
	require.Equal(t, []string{newIMEI + " in_use", "490154203237518 not_returned"}, w.deviceStates())
	require.Equal(t, []string{"true"}, w.column(`select (c.device_id = d.id)::text from compensations c join devices d on d.imei = $1`, newIMEI))
	require.Empty(t, w.column(`select kind from tasks where closed_at is null`))
	require.Equal(t, []string{"closed"}, w.column(`select c.state from claims c join cases s on s.id = c.id where s.closed_at = $1`, on(11, 16, 0, 0)))
}

// N-5, C-11, C-12: booked in before the lapse and reported by 12 hours after it
// is in time; a second later, at either end, is not.
func TestReplacementSettlesByTheCentresBooks(t *testing.T) {
	lapse := on(11, 16, 0, 0)
	for name, c := range map[string]struct {
		booked, reported time.Time
		met, letter      bool
	}{
		"long before":                    {on(11, 5, 9, 0), on(11, 5, 9, 10), true, false},
		"last second, reported at noon":  {lapse.Add(-time.Second), lapse.Add(12 * time.Hour), true, false},
		"last second, reported too late": {lapse.Add(-time.Second), lapse.Add(12*time.Hour + time.Second), false, false},
		"at the lapse":                   {lapse, lapse.Add(time.Minute), false, true},
		"a day late":                     {on(11, 17, 8, 0), on(11, 17, 8, 1), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := replacing(t)
			if c.reported.Before(lapse.Add(13 * time.Hour)) {
				w.booked(c.booked, c.reported, "bk-1")
				w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
				w.ran()
			} else {
				w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
				w.ran()
				w.begin(c.reported)
				w.booked(c.booked, c.reported, "bk-1")
				w.ExecuteWorkflow(workflows.Replacement, message.ReplacementInput{Claim: "clm_1", Resume: true})
				w.ran()
			}
			if c.met {
				require.Equal(t, []string{"N-1 charge 5500 10-30 15:00"}, w.charges("clm_1"))
				require.Contains(t, w.deadlines("clm_1"), "old-device-back 11-16 00:00 met")
				require.Len(t, w.column(`select id from notices where template = 'return-received'`), 1)
			} else {
				require.Equal(t, toTheLapse, w.charges("clm_1"))
				require.Contains(t, w.deadlines("clm_1"), "old-device-back 11-16 00:00 lapsed")
				require.Equal(t, []string{"consider-waiver billing"}, w.column(`select kind || ' ' || desk from tasks where closed_at is null`))
				require.Equal(t, c.letter, len(w.column(`select id from notices where template = 'late-return-recorded'`)) == 1)
			}
			require.Contains(t, w.deviceStates(), "490154203237518 returned")
			require.Equal(t, []string{"closed"}, w.column(`select state from cases where closed_at is not null`))
		})
	}
}

func (w *world) correct(at time.Time, fact int, delivered time.Time) *answer {
	return w.update(at, message.CorrectDelivery.Name, message.DeliveryCorrection{Fact: fact, DeliveredAt: delivered, At: at, Actor: shippingDesk})
}

// C-13, N-6: a correction while the device is out moves both deadlines and the
// reminders, and decides the target anew; a correction of the correction does so again.
func TestReplacementDeliveryCorrectedInTime(t *testing.T) {
	w := replacing(t)
	first := w.correct(on(11, 4, 12, 0), 1, on(11, 3, 9, 0))
	again := w.correct(on(11, 5, 12, 0), 1, on(11, 2, 9, 0))
	second := w.correct(on(11, 5, 13, 0), 2, on(10, 31, 9, 0))
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()

	require.NoError(t, first.err)
	refused(t, again.err, refusal.Conflict, terms.C13)
	require.NoError(t, second.err)
	require.Equal(t, []string{
		"replacement-delivered 11-02 00:00 met",
		"replacement-checked 11-16 00:00 moved", "old-device-back 11-16 00:00 moved",
		"replacement-checked 11-18 00:00 moved", "old-device-back 11-18 00:00 moved", "replacement-delivered 11-02 00:00 lapsed",
		"replacement-checked 11-15 00:00 lapsed", "old-device-back 11-15 00:00 lapsed", "replacement-delivered 11-02 00:00 met",
	}, w.deadlines("clm_1"))
	require.Equal(t, []string{
		"claim-accepted 10-30 15:00", "replacement-shipped 10-30 18:00", "return-requested 11-01 10:00",
		"delivery-corrected 11-04 12:00", "delivery-corrected 11-05 13:00",
		"return-reminder 11-07 09:00", "return-reminder 11-12 09:00", "non-return-charged 11-15 00:00",
	}, w.letters("clm_1"))
	require.Equal(t, []string{"1 ", "2 1", "3 2"}, w.column(`select concat(no, ' ', corrects) from deliveries order by no`))
}

// C-13 after the end: the true day gives the member more time; the charge is
// reversed, and the device that comes back by then settles it.
func TestReplacementCorrectedAfterTheCharge(t *testing.T) {
	w := replacing(t)
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()
	w.begin(on(11, 17, 10, 0))
	w.correct(on(11, 17, 10, 0), 1, on(11, 6, 10, 0))
	w.booked(on(11, 19, 10, 0), on(11, 19, 10, 1), "bk-1")
	w.ExecuteWorkflow(workflows.Replacement, message.ReplacementInput{Claim: "clm_1", Resume: true})
	w.ran()

	require.Equal(t, append(toTheLapse, "N-5 reversal -40000 11-17 10:00"), w.charges("clm_1"))
	require.Equal(t, []string{
		"replacement-checked 11-16 00:00 lapsed", "old-device-back 11-16 00:00 lapsed",
		"replacement-checked 11-21 00:00 lapsed", "old-device-back 11-21 00:00 met", "replacement-delivered 11-02 00:00 lapsed",
	}, w.deadlines("clm_1")[1:])
	require.Equal(t, []string{"charge-reversed 11-17 10:00", "delivery-corrected 11-17 10:00", "return-reminder 11-18 09:00", "return-received 11-19 10:00"}, w.letters("clm_1")[6:])
	require.Equal(t, []string{"closed"}, w.column(`select state from cases where closed_at is not null`))
}

// C-13 after the end, the other way: the true day leaves a device that was
// booked in in time late, and it is charged at the lapse of that day.
func TestReplacementCorrectedToACharge(t *testing.T) {
	w := replacing(t)
	w.booked(on(11, 15, 23, 0), on(11, 15, 23, 30), "bk-1")
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()
	require.Len(t, w.charges("clm_1"), 1)
	w.begin(on(11, 20, 10, 0))
	w.correct(on(11, 20, 10, 0), 1, on(10, 31, 10, 0))
	w.ExecuteWorkflow(workflows.Replacement, message.ReplacementInput{Claim: "clm_1", Resume: true})
	w.ran()

	require.Equal(t, []string{"N-1 charge 5500 10-30 15:00", "N-5 charge 40000 11-15 00:00"}, w.charges("clm_1"))
	require.Contains(t, w.deadlines("clm_1"), "old-device-back 11-15 00:00 lapsed")
	require.Equal(t, []string{"consider-waiver"}, w.column(`select kind from tasks where closed_at is null`))
}

// N-4: a fault is taken in until the lapse of the check and not from then on;
// another device goes out without a use, and is checked anew. The old device's
// return runs on beside it.
func TestReplacementFaultOfTheReplacement(t *testing.T) {
	w := replacing(t)
	last := on(11, 16, 0, 0).Add(-time.Second)
	report := func(at time.Time, id string) *answer {
		return w.update(at, message.ReportFault.Name, message.Fault{ID: id, At: at, Actor: member})
	}
	early := report(on(10, 31, 9, 0), "flt_0")
	taken := report(last, "flt_1")
	twice := report(last.Add(time.Hour), "flt_2")
	w.booked(on(11, 10, 9, 0), on(11, 10, 9, 1), "bk-1")
	w.update(on(11, 18, 12, 0), message.DecideFault.Name, message.FaultDecision{Outcome: "replaced", At: on(11, 18, 12, 0), Actor: repairDesk})
	sent := w.ship(on(11, 18, 15, 0), "shp_2", otherIMEI)
	w.delivered(on(11, 20, 9, 0), on(11, 20, 9, 1), "shp_2")
	late := report(on(12, 5, 0, 0), "flt_3")
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()

	refused(t, early.err, refusal.State, terms.N4)
	require.NoError(t, taken.err)
	refused(t, twice.err, refusal.AlreadyOpen, terms.N4)
	require.NoError(t, sent.err)
	refused(t, late.err, refusal.TooLate, terms.N4)
	require.Equal(t, []string{"N-1 charge 5500 10-30 15:00"}, w.charges("clm_1"))
	require.Equal(t, []string{
		"replacement-checked 11-16 00:00 met", "old-device-back 11-16 00:00 met", "replacement-checked 12-05 00:00 lapsed",
	}, w.deadlines("clm_1")[1:])
	require.Equal(t, []string{otherIMEI + " in_use", "490154203237518 returned", newIMEI + " to_return"}, w.deviceStates())
	require.Equal(t, []string{"replacement-fault-closed 11-18 15:00", "replacement-shipped 11-18 15:00", "exchange-delivered 11-20 09:00"}, w.letters("clm_1")[6:])
	require.Equal(t, []string{"1"}, w.column(`select count(*)::text from compensation_uses`))
	require.Equal(t, []string{otherIMEI}, w.column(`select d.imei from compensations c join devices d on d.id = c.device_id`))
}

// N-6, N-3: the target lapses with an alert and the case goes on; a parcel that
// came back is sent again.
func TestReplacementCameBack(t *testing.T) {
	w := newWorld(t, on(10, 30, 15, 0))
	withDevice(w)
	w.ship(on(10, 30, 18, 0), "shp_1", newIMEI)
	none := w.ship(on(10, 30, 19, 0), "shp_x", otherIMEI)
	w.at(on(11, 3, 9, 0), func() {
		w.SignalWorkflow(message.ParcelCameBack.Name, message.Delivery{Reference: "b-1", Shipment: "shp_1", At: on(11, 3, 9, 0), ReportedAt: on(11, 3, 9, 0), Actor: courier})
	})
	w.ship(on(11, 4, 9, 0), "shp_2", newIMEI)
	w.delivered(on(11, 5, 9, 0), on(11, 5, 9, 0), "shp_2")
	w.delivered(on(11, 5, 9, 0), on(11, 5, 9, 30), "shp_1")
	w.booked(on(11, 6, 9, 0), on(11, 6, 9, 0), "bk-1")
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()

	refused(t, none.err, refusal.State, terms.N3)
	require.Equal(t, []string{
		"replacement-delivered 11-02 00:00 lapsed", "replacement-checked 11-20 00:00 lapsed", "old-device-back 11-20 00:00 met",
	}, w.deadlines("clm_1"))
	require.Equal(t, []string{
		"check-courier-report ", "delivery-overdue delivered", "reship-replacement shipped", "ship-replacement shipped",
	}, w.column(`select concat(kind, ' ', outcome) from tasks order by kind`))
}

// C-11: the old device is back before the courier's report of the delivery is in.
func TestReplacementBackBeforeTheDeliveryIsKnown(t *testing.T) {
	w := newWorld(t, on(10, 30, 15, 0))
	withDevice(w)
	w.ship(on(10, 30, 18, 0), "shp_1", newIMEI)
	w.booked(on(11, 3, 9, 0), on(11, 3, 9, 0), "bk-1")
	w.delivered(on(11, 1, 9, 0), on(11, 4, 9, 0), "shp_1")
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()

	require.Len(t, w.charges("clm_1"), 1)
	require.Contains(t, w.deadlines("clm_1"), "old-device-back 11-16 00:00 met")
	require.Contains(t, w.deviceStates(), "490154203237518 returned")
}

// O-7, N-2: a claim that is refused, or the maker's, is closed at once with its
// letter and consumes nothing.
func TestReplacementNotAccepted(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*message.ReplacementInput)
		state  string
		letter string
		code   string
	}{
		"theft": {func(in *message.ReplacementInput) { in.Cause = terms.Theft }, "refused", "claim-refused", refusal.NotCovered},
		"natural failure": {func(in *message.ReplacementInput) {
			in.Cause, in.FaultDay = terms.NaturalFailure, jst.MakeDay(2026, 6, 1)
		}, "sent_to_maker", "sent-to-maker", ""},
		"future": {func(in *message.ReplacementInput) { in.FaultDay = jst.MakeDay(2026, 10, 31) }, "", "", refusal.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			at := on(10, 30, 15, 0)
			w := newWorld(t, at)
			withDevice(w)
			in := claimAt(at)
			c.change(&in)
			filed := w.update(at, message.FileClaim.Name, message.None{})
			w.ExecuteWorkflow(workflows.Replacement, in)
			w.ran()
			if c.code != "" {
				r, ok := message.Refused(filed.err)
				require.True(t, ok)
				require.Equal(t, c.code, r.Code)
			} else {
				require.NoError(t, filed.err)
			}
			if c.state == "" {
				require.Empty(t, w.column(`select id from cases`))
				return
			}
			require.Equal(t, []string{c.state}, w.column(`select c.state from cases c join claims l on l.id = c.id where closed_at is not null and l.state = c.state`))
			require.Equal(t, []string{c.letter}, w.column(`select template from notices`))
			require.Empty(t, w.column(`select claim_id from compensation_uses`))
			require.Empty(t, w.charges("clm_1"))
		})
	}
}

// C-13: a claim that does not exist cannot be resumed.
func TestReplacementResumedWithoutAClaim(t *testing.T) {
	w := newWorld(t, on(11, 1, 9, 0))
	a := w.correct(on(11, 1, 9, 0), 1, on(10, 31, 9, 0))
	w.ExecuteWorkflow(workflows.Replacement, message.ReplacementInput{Claim: "clm_1", Resume: true})
	w.ran()
	refused(t, a.err, refusal.NotFound, "")
}
