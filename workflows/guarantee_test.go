package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/guarantee"
	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/workflows"
)

// guaranteed is a world in which mem_1 has a line with a guarantee, in use from
// 1 November 2026, and the stock has loaners and replacements.
func guaranteed(t *testing.T, at time.Time) *world {
	w := newWorld(t, at)
	w.exec(`insert into device_models (code, name, maker, os, class, price, released_on)
		values ('kaze-7', 'Kaze 7', 'Kaze', 'android', 'own', null, '2025-03-10'),
			('lend-1', 'Lend 1', 'Kaze', 'android', 'new', 30000, '2025-03-10')`)
	w.exec(`insert into lines (id, member_id, kind, plan, use_start, activated_at)
		values ('lin_1', 'mem_1', 'data', 'light_start', '2026-11-01', $1)`, on(11, 1, 15, 0))
	w.exec(`insert into line_options (id, line_id, kind, started_on) values ('opt_1', 'lin_1', 'connected_device_guarantee', '2026-11-01')`)
	w.exec(`insert into guarantees (id, member_id, line_id, applied_on, use_start) values ('opt_1', 'mem_1', 'lin_1', '2026-10-28', '2026-11-01')`)
	w.exec(`insert into stock_units (id, pool, model, colour, imei, price, state, since) values
		('stu_l', 'loaner', 'lend-1', 'grey', '356938035643809', 30000, 'on_shelf', $1),
		('stu_1', 'replacement', 'kaze-7', 'white', '352099001761481', 54800, 'on_shelf', $1),
		('stu_2', 'replacement', 'kaze-7', 'black', '353918052107063', 45000, 'on_shelf', $1)`, at)
	return w
}

// withPhone has registered the member's phone on 5 November, last used on 25 November.
func withPhone(t *testing.T, at time.Time) *world {
	w := guaranteed(t, at)
	w.exec(`insert into devices (id, member_id, line_id, model, colour, imei, use_start, state, origin)
		values ('dev_1', 'mem_1', 'lin_1', 'kaze-7', 'white', '490154203237518', '2026-11-01', 'in_use', 'own')`)
	w.exec(`update guarantees set device_id = 'dev_1', registered_at = $1`, on(11, 5, 12, 0))
	w.exec(`insert into line_usages (line_id, imei, last_day) values ('lin_1', '490154203237518', '2026-11-25')`)
	return w
}

func toRegister(at time.Time) message.GuaranteedDevice {
	d := message.GuaranteedDevice{ID: "reg_1", IMEI: "490154203237518", Model: "kaze-7", Colour: "white", At: at, Actor: member}
	for _, item := range guarantee.Confirmations(terms.Embedded().At(at)) {
		d.Confirmed = append(d.Confirmed, item.ID)
	}
	return d
}

func registrationInput() message.GuaranteeRegistrationInput {
	return message.GuaranteeRegistrationInput{Option: "opt_1", At: on(11, 1, 15, 0)}
}

// W-3: a device is registered in the last second, after both reminders; it is
// one of the member's own from then on.
func TestRegistrationInTheLastSecond(t *testing.T) {
	w := guaranteed(t, on(11, 1, 15, 0))
	at := on(11, 16, 0, 0).Add(-time.Second)
	early := toRegister(on(11, 2, 9, 0))
	early.Confirmed = early.Confirmed[1:]
	refusedFirst := w.update(early.At, message.RegisterDevice.Name, early)
	done := w.update(at, message.RegisterDevice.Name, toRegister(at))
	w.ExecuteWorkflow(workflows.GuaranteeRegistration, registrationInput())
	w.ran()
	refused(t, refusedFirst.err, refusal.NotEligible, terms.W9)
	require.NoError(t, done.err)
	id := guarantee.RegistrationOf("opt_1")
	require.Equal(t, []string{"opened", "reminded/2026-11-08", "reminded/2026-11-13", "registered/reg_1"}, w.steps(id))
	require.Equal(t, []string{
		"guarantee-started 11-01 15:00", "guarantee-reminder 11-08 09:00", "guarantee-reminder 11-13 09:00", "guarantee-registered 11-15 23:59",
	}, w.letters(id))
	require.Equal(t, []string{"device-registered 11-16 00:00 met"}, w.deadlines(id))
	require.Equal(t, []string{"own in_use 490154203237518"}, w.column(`select d.origin || ' ' || d.state || ' ' || d.imei
		from guarantees g join devices d on d.id = g.device_id`))
	require.Equal(t, []string{"registered"}, w.column(`select state from cases where closed_at is not null`))
}

// W-2, W-3: at the lapse the option ends, unbilled; a registration at that
// instant is refused.
func TestRegistrationAtTheLapse(t *testing.T) {
	w := guaranteed(t, on(11, 1, 15, 0))
	at := on(11, 16, 0, 0)
	late := w.update(at, message.RegisterDevice.Name, toRegister(at))
	w.ExecuteWorkflow(workflows.GuaranteeRegistration, registrationInput())
	w.ran()
	refused(t, late.err, refusal.TooLate, terms.W3)
	id := guarantee.RegistrationOf("opt_1")
	require.Equal(t, "registration-lapsed", w.steps(id)[3])
	require.Equal(t, "guarantee-lapsed 11-16 00:00", w.letters(id)[3])
	require.Equal(t, []string{"lapsed 2026-11-15 15:00"}, w.column(`select 'lapsed ' || to_char(lapsed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
		from guarantees g join line_options o on o.id = g.id and o.ended_at = g.lapsed_at and g.ends_at = g.lapsed_at`))
	require.Empty(t, w.column(`select id from charges`))
	w.begin(on(11, 20, 9, 0)) // begun anew it is over
	w.ExecuteWorkflow(workflows.GuaranteeRegistration, registrationInput())
	w.ran()
}

// W-1, K-5: the line ends within the 14 days: the registration is void.
func TestRegistrationOfALineThatEnds(t *testing.T) {
	w := guaranteed(t, on(11, 1, 15, 0))
	w.exec(`update guarantees set ends_at = $1`, on(11, 10, 0, 0))
	w.ExecuteWorkflow(workflows.GuaranteeRegistration, registrationInput())
	w.ran()
	id := guarantee.RegistrationOf("opt_1")
	require.Equal(t, []string{"opened", "reminded/2026-11-08", "reminded/2026-11-13"}, w.steps(id))
	require.Equal(t, []string{"device-registered 11-16 00:00 void"}, w.deadlines(id))
}

func guaranteeClaimAt(at time.Time, loaner bool) message.GuaranteeClaimInput {
	return message.GuaranteeClaimInput{
		Claim: "gcl_1", Option: "opt_1", Cause: terms.PartialDamage, FaultDay: jst.DayOf(at), Loaner: loaner, ReceivedAt: at, Actor: member,
	}
}

func (w *world) guaranteeBooked(at time.Time, back string) {
	w.at(at, func() {
		w.SignalWorkflow(message.ParcelBookedIn.Name, message.Booking{Reference: "b-" + back, Return: back, BookedAt: at, ReportedAt: at, Actor: returnCentre})
	})
}

func (w *world) guaranteeSent(at time.Time, shipment, unit string) *answer {
	return w.update(at, message.ShipGuaranteeDevice.Name, message.GuaranteeParcel{
		Shipment: shipment, Tracking: "trk-" + shipment, Unit: unit, At: at, Actor: shippingDesk,
	})
}

func (w *world) inspected(at time.Time, way guarantee.Way) *answer {
	w.guaranteeBooked(at.Add(-2*time.Hour), ids.Derived("ret", "gcl_1"))
	w.update(at.Add(-time.Hour), message.RecordGuaranteeAgreement.Name, message.GuaranteeAgreement{ID: "1", Present: true, At: at.Add(-time.Hour), Actor: repairDesk})
	return w.update(at, message.InspectGuaranteeDevice.Name, message.GuaranteeInspection{
		ID: "1", Finding: guarantee.Confirmed, Way: way, At: at, Actor: repairDesk,
	})
}

// W-5, W-6, W-7, W-11: a repair over the limit, with a loaner; the maker gave
// another device, which the guarantee covers from then on.
func TestGuaranteeRepairWithLoaner(t *testing.T) {
	w := withPhone(t, on(12, 1, 10, 0))
	filed := w.update(on(12, 1, 10, 0), message.FileGuaranteeClaim.Name, message.None{})
	lent := w.update(on(12, 1, 18, 0), message.ShipGuaranteeLoaner.Name, message.GuaranteeParcel{
		Shipment: "shp_l", Tracking: "trk-l", At: on(12, 1, 18, 0), Actor: shippingDesk,
	})
	w.delivered(on(12, 2, 9, 0), on(12, 2, 9, 5), "shp_l")
	w.inspected(on(12, 7, 10, 0), guarantee.Repaired)
	repaired := w.update(on(12, 15, 10, 0), message.RecordGuaranteeRepair.Name, message.GuaranteeRepair{
		ID: "1", Cost: 62_300, IMEI: "354190023896443", Model: "kaze-7", Colour: "black", At: on(12, 15, 10, 0), Actor: repairDesk,
	})
	w.guaranteeSent(on(12, 15, 18, 0), "shp_1", "")
	w.delivered(on(12, 17, 9, 0), on(12, 17, 9, 5), "shp_1")
	w.guaranteeBooked(on(12, 20, 9, 0), ids.Derived("ret", "gcl_1", "stu_l"))
	checked := w.update(on(12, 21, 9, 0), message.CheckGuaranteeLoaner.Name, message.GuaranteeLoanerCheck{ID: "1", At: on(12, 21, 9, 0), Actor: repairDesk})
	w.ExecuteWorkflow(workflows.GuaranteeClaim, guaranteeClaimAt(on(12, 1, 10, 0), true))
	w.ran()
	for _, a := range []*answer{filed, lent, repaired, checked} {
		require.NoError(t, a.err)
	}
	require.Equal(t, []string{"guarantee-excess W-7 12300 none"}, w.column(`select name || ' ' || rule || ' ' || amount || ' ' || tax from charges`))
	require.Equal(t, []string{"2026-11-01 1 2"}, w.column(`select year_from || ' ' || no || ' ' || max_uses from guarantee_uses`))
	require.Equal(t, []string{"maker 354190023896443 in_use dev_1"}, w.column(`select d.origin || ' ' || d.imei || ' ' || d.state || ' ' || d.replaces
		from guarantees g join devices d on d.id = g.device_id`))
	require.Equal(t, []string{"on_shelf"}, w.column(`select state from stock_units where id = 'stu_l' and case_id is null`))
	require.Equal(t, []string{"guarantee-device-in 01-01 00:00 met", "guarantee-loaner-back 01-01 00:00 met"}, w.deadlines("gcl_1"))
	require.Equal(t, []string{"closed"}, w.column(`select state from cases where id = 'gcl_1' and closed_at is not null`))
	require.Equal(t, []string{"false"}, w.column(`select open::text from guarantee_claims`))
	require.Empty(t, w.column(`select kind from tasks where closed_at is null`))
}

// W-6, W-7, W-8: an exchange cash on delivery, over the limit; its parcel comes
// back once, so what was not collected is taken back; trouble in the last second
// has another one sent for nothing.
func TestGuaranteeExchangeAndTrouble(t *testing.T) {
	w := withPhone(t, on(12, 1, 10, 0))
	w.inspected(on(12, 7, 10, 0), guarantee.Exchanged)
	w.guaranteeSent(on(12, 7, 18, 0), "shp_1", "stu_1")
	w.cameBack(on(12, 10, 9, 0), "shp_1")
	again := w.guaranteeSent(on(12, 10, 18, 0), "shp_2", "stu_1")
	w.delivered(on(12, 12, 9, 0), on(12, 12, 9, 5), "shp_2")
	told := on(12, 15, 0, 0).Add(-time.Second)
	trouble := w.update(told, message.ReportGuaranteeTrouble.Name, message.Fault{ID: "flt_1", At: told, Actor: member})
	w.update(on(12, 16, 9, 0), message.DecideGuaranteeTrouble.Name, message.GuaranteeTroubleDecision{ID: "1", Outcome: "replaced", At: on(12, 16, 9, 0), Actor: repairDesk})
	last := w.guaranteeSent(on(12, 16, 18, 0), "shp_3", "stu_2")
	w.delivered(on(12, 18, 9, 0), on(12, 18, 9, 5), "shp_3")
	tooLate := w.update(on(12, 21, 0, 0), message.ReportGuaranteeTrouble.Name, message.Fault{ID: "flt_2", At: on(12, 21, 0, 0), Actor: member})
	w.ExecuteWorkflow(workflows.GuaranteeClaim, guaranteeClaimAt(on(12, 1, 10, 0), false))
	w.ran()
	for _, a := range []*answer{again, trouble, last} {
		require.NoError(t, a.err)
	}
	refused(t, tooLate.err, refusal.TooLate, terms.W8)
	require.Equal(t, []string{
		"shipped/shp_1 charge cod-fee 330", "shipped/shp_1 charge guarantee-excess 4800", "shipped/shp_1 charge guarantee-exchange 4400",
		"came-back/c-shp_1 reversal cod-fee -330", "came-back/c-shp_1 reversal guarantee-excess -4800", "came-back/c-shp_1 reversal guarantee-exchange -4400",
		"shipped/shp_2 charge cod-fee 330", "shipped/shp_2 charge guarantee-excess 4800", "shipped/shp_2 charge guarantee-exchange 4400",
	}, w.column(`select step || ' ' || kind || ' ' || name || ' ' || amount from charges order by at, name`))
	require.Equal(t, []string{"352099001761481 to_return", "353918052107063 in_use", "490154203237518 returned"},
		w.column(`select imei || ' ' || state from devices order by imei`))
	require.Equal(t, []string{"stu_1 issued", "stu_2 issued"}, w.column(`select id || ' ' || state from stock_units where pool = 'replacement' order by id`))
	require.Equal(t, []string{
		"guarantee-device-in 01-01 00:00 met", "guarantee-exchange-checked 12-15 00:00 met", "guarantee-exchange-checked 12-21 00:00 lapsed",
		"guarantee-faulty-back 01-02 00:00 lapsed",
	}, w.deadlines("gcl_1"))
	require.Equal(t, []string{"ask-for-guarantee-faulty"}, w.column(`select kind from tasks where closed_at is null`))
	require.Equal(t, []string{"1"}, w.column(`select count(*)::text from guarantee_uses`))

	// C-13: what came after the end takes the case up again.
	w.begin(on(12, 22, 9, 0).AddDate(0, 0, 20))
	at := w.Now()
	w.guaranteeBooked(at, ids.Derived("ret", "flt_1"))
	w.ExecuteWorkflow(workflows.GuaranteeClaim, message.GuaranteeClaimInput{Claim: "gcl_1", Resume: true})
	w.ran()
	require.Equal(t, []string{"352099001761481 returned"}, w.column(`select imei || ' ' || state from devices where imei like '352%'`))
	require.Empty(t, w.column(`select kind from tasks where closed_at is null`))
}

// W-11, C-12: the device never comes: two reminders, and the claim ends without
// a use when the centre's books are in; it comes late, and the claim goes on.
func TestGuaranteeDeviceThatNeverComes(t *testing.T) {
	w := withPhone(t, on(12, 1, 10, 0))
	w.ExecuteWorkflow(workflows.GuaranteeClaim, guaranteeClaimAt(on(12, 1, 10, 0), true))
	w.ran()
	require.Equal(t, []string{
		"guarantee-claim-accepted 12-01 10:00", "guarantee-device-reminder 12-08 09:00", "guarantee-device-reminder 12-15 09:00", "guarantee-claim-closed 01-01 00:00",
	}, w.letters("gcl_1"))
	require.Equal(t, []string{"lapsed"}, w.column(`select state from cases where id = 'gcl_1' and closed_at is not null`))
	require.Equal(t, []string{"on_shelf"}, w.column(`select state from stock_units where id = 'stu_l'`))
	require.Empty(t, w.column(`select claim_id from guarantee_uses`))
	require.Empty(t, w.column(`select kind from tasks where closed_at is null`))
}

// W-4: a claim that the guarantee does not take is closed at once.
func TestGuaranteeClaimTooEarly(t *testing.T) {
	at := on(12, 1, 0, 0).Add(-time.Second)
	w := withPhone(t, at)
	filed := w.update(at, message.FileGuaranteeClaim.Name, message.None{})
	w.ExecuteWorkflow(workflows.GuaranteeClaim, guaranteeClaimAt(at, false))
	w.ran()
	refused(t, filed.err, refusal.TooEarly, terms.W4)
	require.Equal(t, []string{"refused"}, w.column(`select state from cases where id = 'gcl_1' and closed_at is not null`))
	require.Equal(t, []string{"too_early false"}, w.column(`select refusal || ' ' || open from guarantee_claims`))
}
