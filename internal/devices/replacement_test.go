package devices_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var desk = journal.Actor{Role: "desk:shipping", ID: "tok_1"}

const imei = "356938035643809"

// accepted is the case of a claim that was received at an instant.
func accepted(received time.Time) devices.Replacement {
	r := request()
	r.ReceivedAt, r.FaultDay = received, jst.DayOf(received)
	d := claimed()
	e, v, err := devices.File(book.At(received), d, r)
	if err != nil || v.Outcome != devices.Accepted {
		panic(fmt.Sprint(v, err))
	}
	return devices.Replacement{
		File: casefile.File{
			Case: "clm_1", Member: "mem_1", State: devices.CaseAccepted, Steps: 1,
			Deadlines: []casefile.Deadline{{Deadline: e.Armed[0], Terms: e.Terms, ArmedBy: "filed", ArmedAt: received}},
			Tasks:     []string{devices.TaskShip},
		},
		ReceivedAt: received, Cover: "cmp_1", Devices: []devices.Device{d.Device},
	}
}

func parcel(at time.Time) devices.Parcel {
	return devices.Parcel{
		Shipment: "shp_1", Tracking: "trk-1", At: at, Actor: desk,
		Device: devices.Device{IMEI: imei, Model: "sky-9", Name: "Sky 9", Colour: "black", Refurbished: true},
	}
}

// delivered is the case after a delivery at an instant, known at once.
func delivered(t *testing.T, at time.Time) devices.Replacement {
	t.Helper()
	r := accepted(at.Add(-24 * time.Hour))
	s, err := devices.Ship(book.At(at), r, parcel(at.Add(-12*time.Hour)))
	require.NoError(t, err)
	return devices.Deliver(book, s.Case, casefile.Report{Reference: "d-1", Shipment: "shp_1", At: at, ReportedAt: at}).Case
}

func settled(t *testing.T, r devices.Replacement) devices.Step {
	t.Helper()
	s, ok := devices.SettleReturn(book, r)
	require.True(t, ok)
	return s
}

// N-3: the same model and colour, or one the desk calls equal; a known model, a
// valid IMEI that no other device has.
func TestShip(t *testing.T) {
	at := day(2026, 10, 30).At(18, 0)
	for name, c := range map[string]struct {
		change func(*devices.Parcel)
		code   string
	}{
		"the same":            {func(*devices.Parcel) {}, ""},
		"wrong check digit":   {func(p *devices.Parcel) { p.Device.IMEI = "356938035643808" }, refusal.Invalid},
		"unknown model":       {func(p *devices.Parcel) { p.Device.Model, p.Device.Name = "none", "" }, refusal.Invalid},
		"IMEI taken":          {func(p *devices.Parcel) { p.Taken = true }, refusal.Used},
		"another colour":      {func(p *devices.Parcel) { p.Device.Colour = "white" }, refusal.Mismatch},
		"another, but equal":  {func(p *devices.Parcel) { p.Device.Model, p.Device.Name, p.Equal = "sky-10", "Sky 10", true }, ""},
		"equal, same anyways": {func(p *devices.Parcel) { p.Equal = true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := parcel(at)
			c.change(&p)
			s, err := devices.Ship(rules, accepted(at), p)
			if c.code != "" {
				require.ErrorIs(t, err, &refusal.Error{Code: c.code})
				return
			}
			require.NoError(t, err)
			l := s.Entry.Notices[0].Letter.(letters.ReplacementShipped)
			require.Equal(t, p.Device.Model == "sky-9", l.SameModel)
			require.True(t, l.Refurbished)
			require.Equal(t, day(2026, 11, 1), l.DeliverBy)
			again, err := devices.Ship(rules, s.Case, parcel(at))
			require.ErrorIs(t, err, &refusal.Error{Code: refusal.State, Rule: terms.N3}, "%v", again)
		})
	}
}

// N-3: the replacement is covered from its delivery and keeps the use start of
// the device whose place it takes: the maker's warranty does not begin anew.
func TestDeliveredDeviceTakesTheOldOnesPlace(t *testing.T) {
	r := delivered(t, day(2026, 11, 1).At(10, 0))
	require.Len(t, r.Devices, 2)
	require.Equal(t, devices.ToReturn, r.Devices[0].State)
	require.Equal(t, devices.InUse, r.Devices[1].State)
	require.Equal(t, r.Devices[0].ID, r.Devices[1].Replaces)
	require.Equal(t, r.Devices[0].UseStart, r.Devices[1].UseStart)
}

// N-4, N-5, C-2: for every day of some years, whatever the hour, the check and
// the return are good through the 14th day after the delivery and lapse at
// 00:00 of the next; the reminders are 7 and 2 days before, at the house's hour.
func TestFourteenDaysOfEveryDelivery(t *testing.T) {
	for d := day(2026, 11, 1); d.Before(day(2029, 3, 2)); d = d.AddDays(1) {
		at := d.Start().Add(time.Duration(rand.Int64N(int64(24 * time.Hour))))
		p := func() devices.Progress { r := delivered(t, at); return r.Progress() }()
		require.Equal(t, d.AddDays(15).Start(), p.Return.Lapse)
		require.Equal(t, d.AddDays(15).Start().Add(12*time.Hour), p.Return.SettlesAt)
		require.Equal(t, d.AddDays(15).Start(), p.Check.Lapse)
		require.Equal(t, d.AddDays(7).At(9, 0), p.Return.RemindAt)
	}
}

// N-5: a reminder whose hour has passed when the delivery becomes known is left out.
func TestRemindersThatAreLeft(t *testing.T) {
	at := day(2026, 11, 1).At(10, 0)
	for reported, next := range map[time.Time]time.Time{
		day(2026, 11, 8).At(8, 59):  day(2026, 11, 8).At(9, 0),
		day(2026, 11, 8).At(9, 0):   day(2026, 11, 13).At(9, 0),
		day(2026, 11, 13).At(9, 0):  {},
		day(2026, 11, 20).At(12, 0): {},
	} {
		s, err := devices.Ship(rules, accepted(at), parcel(at))
		require.NoError(t, err)
		r := devices.Deliver(book, s.Case, casefile.Report{Reference: "d-1", Shipment: "shp_1", At: at, ReportedAt: reported}).Case
		p := r.Progress()
		require.Equal(t, next, p.Return.RemindAt, reported)
		// C-12: nothing is decided before what it hangs on is known.
		require.False(t, p.Return.SettlesAt.Before(reported))
	}
	r := delivered(t, at)
	for _, days := range []int{7, 2} {
		s, ok := devices.Remind(book, r)
		require.True(t, ok)
		require.Equal(t, days, s.Entry.Notices[0].Letter.(letters.ReturnReminder).DaysLeft)
		r = s.Case
	}
	_, ok := devices.Remind(book, r)
	require.False(t, ok)
}

// N-5, C-11, C-12: the centre's date decides, to the second, and so does the
// report at the end of the 12 hours.
func TestCountsAsBack(t *testing.T) {
	lapse := day(2026, 11, 16).Start()
	settles := lapse.Add(12 * time.Hour)
	for _, c := range []struct {
		booked, reported time.Time
		back             bool
	}{
		{lapse.Add(-time.Second), lapse.Add(-time.Second), true},
		{lapse.Add(-time.Second), settles.Add(-time.Second), true},
		{lapse.Add(-time.Second), settles, true},
		{lapse.Add(-time.Second), settles.Add(time.Second), false},
		{lapse, lapse, false},
		{lapse.Add(time.Second), settles.Add(-time.Second), false},
	} {
		require.Equal(t, c.back, casefile.CountsAsBack(c.booked, c.reported, lapse, settles), "%v", c)
		r := delivered(t, day(2026, 11, 1).At(10, 0))
		s, err := devices.BookIn(rules, r, casefile.Booking{
			Reference: "bk-1", Return: devices.ReturnOf("clm_1"), BookedAt: c.booked, ReportedAt: c.reported,
		})
		require.NoError(t, err)
		_, asks := devices.SettleReturn(book, s.Case)
		require.Equal(t, !c.back, asks, "settled by the booking itself")
	}
}

// N-5, C-10, B-9: ¥40,000, 不課税, at the instant of the lapse, once.
func TestNonReturnIsChargedOnce(t *testing.T) {
	r := delivered(t, day(2026, 11, 1).At(10, 0))
	s := settled(t, r)
	lapse := day(2026, 11, 16).Start()
	require.Equal(t, lapse, s.Entry.At)
	require.Len(t, s.Entry.Charges, 1)
	c := s.Entry.Charges[0]
	require.Equal(t, []any{terms.N5, journal.Posted, book.At(lapse).N5.Amount, terms.NotTaxed, lapse}, []any{c.Rule, c.Kind, c.Amount, c.Tax, c.At})
	require.Equal(t, journal.ChargeID("clm_1", s.Entry.Step, c.Name), s.Entry.Notices[0].Letter.(letters.NonReturnCharged).Charge)
	_, again := devices.SettleReturn(book, s.Case)
	require.False(t, again)
}

// C-10: the return keeps the 14 days under which it began; the charge, and the
// letters that tell of it, take the amount in force at the lapse.
func TestNonReturnAcrossVersions(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "2026-11-10.yaml"), []byte(`effective: 2026-11-10
amends: 2026-04-01
note: {ja: 試験, en: Test}
rules:
  N-5:
    clauses:
      - {source: house, passage: 試験}
    ja: 試験
    en: Test
    figures: {within: 21, amount: 30000, tax_class: none, reminder_days_before: [7, 2], waiver_persons: 2}
`), 0o600))
	amended, err := terms.Load(dir)
	require.NoError(t, err)
	for delivery, want := range map[jst.Day]yen.Amount{day(2026, 10, 25): 40_000, day(2026, 10, 26): 30_000} {
		r := delivered(t, delivery.At(10, 0))
		reminder, ok := devices.Remind(amended, r)
		require.True(t, ok)
		require.Equal(t, want, reminder.Entry.Notices[0].Letter.(letters.ReturnReminder).NonReturn)
		shipped, err := devices.Ship(rules, accepted(delivery.Start()), parcel(delivery.Start()))
		require.NoError(t, err)
		at := delivery.At(10, 0)
		asked := devices.Deliver(amended, shipped.Case, casefile.Report{Reference: "d-1", Shipment: "shp_1", At: at, ReportedAt: at})
		require.Equal(t, want, asked.Entry.Notices[0].Letter.(letters.ReturnRequested).NonReturn)
		s, ok := devices.SettleReturn(amended, r)
		require.True(t, ok)
		require.Equal(t, want, s.Entry.Charges[0].Amount)
		require.Equal(t, delivery.AddDays(15).Start(), s.Entry.Charges[0].At)
	}
}

// N-5: a device that arrives later is recorded, the charge stands, the billing
// desk may ask for a waiver; what the centre dated in time but reported late is
// told apart.
func TestLateReturn(t *testing.T) {
	lapse := day(2026, 11, 16).Start()
	for booked, dated := range map[time.Time]bool{lapse.Add(-time.Minute): true, lapse.Add(time.Hour): false} {
		r := settled(t, delivered(t, day(2026, 11, 1).At(10, 0))).Case
		end, ok := devices.EndCheck(r)
		require.True(t, ok)
		require.True(t, end.Entry.Ends)
		s, err := devices.BookIn(rules, end.Case, casefile.Booking{
			Reference: "bk-1", Return: devices.ReturnOf("clm_1"), BookedAt: booked, ReportedAt: lapse.Add(20 * time.Hour),
		})
		require.NoError(t, err)
		require.Equal(t, dated, s.Entry.Facts["dated_in_time"])
		require.Equal(t, devices.TaskWaiver, s.Entry.Tasks[0].Kind)
		require.Empty(t, s.Entry.Charges)
		require.Len(t, s.Entry.Notices, map[bool]int{true: 0, false: 1}[dated])
		require.Equal(t, devices.Returned, s.Case.Devices[0].State)
		require.False(t, s.Entry.Reopens)
		require.Equal(t, devices.CaseClosed, s.Case.State)

		second, err := devices.BookIn(rules, s.Case, casefile.Booking{Reference: "bk-2", Return: devices.ReturnOf("clm_1"), BookedAt: booked, ReportedAt: booked})
		require.NoError(t, err)
		require.Equal(t, casefile.TaskParcel, second.Entry.Tasks[0].Kind)
	}
}

// N-4, C-5: a fault is taken in to the last second of the check.
func TestFaultOfTheReplacement(t *testing.T) {
	r := delivered(t, day(2026, 11, 1).At(10, 0))
	lapse := day(2026, 11, 16).Start()
	_, err := devices.ReportFault(rules, r, devices.FaultReport{ID: "flt_1", At: lapse, Actor: member})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.TooLate, Rule: terms.N4})
	s, err := devices.ReportFault(rules, r, devices.FaultReport{ID: "flt_1", At: lapse.Add(-time.Second), Actor: member})
	require.NoError(t, err)
	require.Empty(t, s.Entry.Charges)

	// Not confirmed before the lapse: the rest of the check goes on.
	decision := devices.FaultDecision{Outcome: "not_reproduced", At: day(2026, 11, 10).At(9, 0), Actor: desk}
	d, err := devices.DecideFault(rules, s.Case, decision)
	require.NoError(t, err)
	require.Equal(t, lapse, d.Entry.Armed[0].Lapse)
	require.Equal(t, devices.CaseDelivered, d.Case.State)
	amended := *rules
	amended.Name = "2026-11-05"
	d, err = devices.DecideFault(&amended, s.Case, decision)
	require.NoError(t, err)
	require.Equal(t, rules.Name, d.Entry.Terms, "C-10: the check keeps the terms under which it began")
	decision.At = lapse
	d, err = devices.DecideFault(rules, s.Case, decision)
	require.NoError(t, err)
	require.Empty(t, d.Entry.Armed)

	decision.Outcome = "boredom"
	_, err = devices.DecideFault(rules, s.Case, decision)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Invalid, Rule: terms.N4})
	decision.Outcome = "replaced"
	d, err = devices.DecideFault(rules, s.Case, decision)
	require.NoError(t, err)
	require.True(t, d.Case.Progress().ToShip)
}

// N-6, C-5: delivered at the lapse of the target is late, also where nobody was
// alerted yet.
func TestDeliveredAtTheLapseOfTheTarget(t *testing.T) {
	lapse := day(2026, 11, 4).Start()
	for at, outcome := range map[time.Time]journal.Outcome{lapse.Add(-time.Second): journal.Met, lapse: journal.Lapsed} {
		s, err := devices.Ship(rules, accepted(day(2026, 11, 1).At(10, 0)), parcel(day(2026, 11, 2).At(10, 0)))
		require.NoError(t, err)
		e := devices.Deliver(book, s.Case, casefile.Report{Reference: "d-1", Shipment: "shp_1", At: at, ReportedAt: at}).Entry
		require.Equal(t, []journal.Settlement{{Name: devices.DeadlineDelivered, Outcome: outcome}}, e.Settled)
	}
}
