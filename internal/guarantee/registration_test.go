package guarantee_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

func opened(g guarantee.Guarantee) guarantee.Registration {
	return guarantee.OpenRegistration(inForce, g, "", "guarantee-registration/opt_1", g.UseStart.At(15, 0)).Case
}

// submission is a phone that meets every condition.
func submission() guarantee.Submission {
	x := guarantee.Submission{
		ID: "reg_1", IMEI: "490154203237518", Colour: "white", At: day("2026-11-05").At(12, 0), Actor: member,
		Model: guarantee.Model{Code: "kaze-7", Name: "Kaze 7", OS: "android", ReleasedOn: day("2025-03-10"), SoldInJapan: true},
	}
	for _, item := range guarantee.Confirmations(inForce) {
		x.Confirmed = append(x.Confirmed, item.ID)
	}
	return x
}

// W-3, C-2: good through the 14th day after use start; the reminders are 7 and
// 2 days before, at the house's hour.
func TestRegistrationBegins(t *testing.T) {
	r := opened(option())
	due, open := r.Progress().Open(guarantee.DeadlineRegistration)
	require.True(t, open)
	require.Equal(t, day("2026-11-16").Start(), due.Lapse)
	var reminded []time.Time
	for range 2 {
		at := r.Progress().Next(casefile.Reminder(guarantee.DeadlineRegistration))
		reminded = append(reminded, at)
		o, ok := guarantee.RemindOfRegistration(r)
		require.True(t, ok)
		require.Equal(t, at, o.Entry.At)
		r = o.Case
	}
	require.Equal(t, []time.Time{day("2026-11-08").At(9, 0), day("2026-11-13").At(9, 0)}, reminded)
	_, more := guarantee.RemindOfRegistration(r)
	require.False(t, more)
}

// W-3, C-5: a device is registered until the last second of the 14th day.
func TestRegistrationToTheSecond(t *testing.T) {
	for at, good := range map[time.Time]bool{
		day("2026-11-16").Start().Add(-time.Second): true,
		day("2026-11-16").Start():                   false,
		day("2026-11-16").Start().Add(time.Second):  false,
	} {
		x := submission()
		x.At = at
		o, err := guarantee.Register(inForce, opened(option()), x)
		if !good {
			refusedAs(t, err, refusal.TooLate, terms.W3)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, guarantee.Registered, o.Case.State)
		require.True(t, o.Case.Closed)
		require.NotContains(t, o.Entry.Facts, "imei")
	}
}

// W-1, W-2, W-3: at the lapse the option ends, unbilled, with a letter; nothing
// can be registered from then on.
func TestRegistrationLapses(t *testing.T) {
	o, ok := guarantee.LapseRegistration(opened(option()))
	require.True(t, ok)
	require.Equal(t, day("2026-11-16").Start(), o.Case.Guarantee.LapsedAt)
	require.IsType(t, letters.GuaranteeLapsed{}, o.Entry.Notices[0].Letter)
	require.Empty(t, o.Entry.Charges)
	require.False(t, o.Case.Guarantee.Runs(day("2026-11-16").Start()))
	_, err := guarantee.Register(inForce, o.Case, submission())
	refusedAs(t, err, refusal.TooLate, terms.W3)
	_, again := guarantee.LapseRegistration(o.Case)
	require.False(t, again)
}

// W-1, K-5: where the line ended before, there is nothing to register, to remind
// of, or to lapse.
func TestRegistrationOfALineThatEnded(t *testing.T) {
	g := option()
	g.UseStart = day("2026-11-25")
	r := opened(g)
	r.Guarantee.EndsAt = day("2026-12-01").Start()
	x := submission()
	x.At = day("2026-12-01").Start()
	_, err := guarantee.Register(inForce, r, x)
	refusedAs(t, err, refusal.State, terms.W1)
	o, ok := guarantee.RemindOfRegistration(r)
	require.True(t, ok)
	require.Equal(t, guarantee.RegistrationVoid, o.Case.State)
	require.Empty(t, o.Entry.Notices)
	o, ok = guarantee.LapseRegistration(r)
	require.True(t, ok)
	require.Equal(t, []journal.Settlement{{Name: guarantee.DeadlineRegistration, Outcome: journal.Void}}, o.Entry.Settled)
	require.True(t, o.Case.Guarantee.LapsedAt.IsZero())
}

// W-3, W-9, O-6: every condition has its refusal.
func TestConditionsOfADevice(t *testing.T) {
	known := func(change func(*guarantee.Known)) *guarantee.Known {
		k := guarantee.Known{Device: devices.Device{ID: "dev_9", Member: "mem_1", Model: "kaze-7", Name: "Kaze 7", State: devices.InUse}}
		change(&k)
		return &k
	}
	for name, c := range map[string]struct {
		change func(*guarantee.Submission)
		code   string
		rule   terms.ID
	}{
		"wrong check digit":     {func(x *guarantee.Submission) { x.IMEI = "490154203237519" }, refusal.Invalid, terms.W3},
		"14 digits":             {func(x *guarantee.Submission) { x.IMEI = "49015420323751" }, refusal.Invalid, terms.W3},
		"unknown model":         {func(x *guarantee.Submission) { x.Model.Name = "" }, refusal.NotEligible, terms.W9},
		"sold abroad only":      {func(x *guarantee.Submission) { x.Model.SoldInJapan = false }, refusal.NotEligible, terms.W9},
		"release unknown":       {func(x *guarantee.Submission) { x.Model.ReleasedOn = jst.Day{} }, refusal.NotEligible, terms.W9},
		"released too early":    {func(x *guarantee.Submission) { x.Model.ReleasedOn = day("2024-10-27") }, refusal.NotEligible, terms.W9},
		"released just in time": {func(x *guarantee.Submission) { x.Model.ReleasedOn = day("2024-10-28") }, "", ""},
		"somebody else's":       {func(x *guarantee.Submission) { x.Known = known(func(k *guarantee.Known) { k.Member = "mem_2" }) }, refusal.Used, terms.W9},
		"given up": {func(x *guarantee.Submission) {
			x.Known = known(func(k *guarantee.Known) { k.State = devices.NotReturned })
		}, refusal.Used, terms.W9},
		"of another model":       {func(x *guarantee.Submission) { x.Known = known(func(k *guarantee.Known) { k.Model = "sky-9" }) }, refusal.Mismatch, terms.W9},
		"under O":                {func(x *guarantee.Submission) { x.Known = known(func(k *guarantee.Known) { k.Compensated = true }) }, refusal.NotEligible, terms.O6},
		"under another W":        {func(x *guarantee.Submission) { x.Known = known(func(k *guarantee.Known) { k.Guaranteed = true }) }, refusal.NotEligible, terms.W2},
		"of the carrier's stock": {func(x *guarantee.Submission) { x.Elsewhere = true }, refusal.Used, terms.W9},
		"bought from us":         {func(x *guarantee.Submission) { x.Known = known(func(*guarantee.Known) {}) }, "", ""},
		"one thing not declared": {func(x *guarantee.Submission) { x.Confirmed = x.Confirmed[1:] }, refusal.NotEligible, terms.W9},
		"nothing declared":       {func(x *guarantee.Submission) { x.Confirmed = nil }, refusal.NotEligible, terms.W9},
		"all is well":            {func(*guarantee.Submission) {}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			x := submission()
			c.change(&x)
			o, err := guarantee.Register(inForce, opened(option()), x)
			if c.code != "" {
				refusedAs(t, err, c.code, c.rule)
				return
			}
			require.NoError(t, err)
			if x.Known != nil {
				require.Equal(t, "dev_9", o.Case.Guarantee.Device.ID)
			}
		})
	}
}

// W-9, C-4: 24 months counted from the maker's release, the day of release not
// counted, the end of February included.
func TestReleasedWithin24Months(t *testing.T) {
	for released, last := range map[string]string{
		"2024-11-01": "2026-11-01", "2024-02-29": "2026-02-28", "2024-02-28": "2026-02-28", "2023-12-31": "2025-12-31",
	} {
		for offset, good := range map[int]bool{0: true, 1: false} {
			g := option()
			g.AppliedOn = day(last).AddDays(offset)
			x := submission()
			x.Model.ReleasedOn = day(released)
			_, err := guarantee.Register(inForce, opened(g), x)
			require.Equal(t, good, err == nil, "%s, applied on %s: %v", released, g.AppliedOn, err)
		}
	}
}

// W-1, W-4: the fee begins in the second month after that of use start, claims
// on the 1st of the first.
func TestMonthsAfterUseStart(t *testing.T) {
	for useStart, want := range map[string][2]string{
		"2026-11-01": {"2026-12-01", "2027-01"}, "2026-11-30": {"2026-12-01", "2027-01"},
		"2026-12-31": {"2027-01-01", "2027-02"}, "2027-01-31": {"2027-02-01", "2027-03"},
	} {
		require.Equal(t, day(want[0]).Start(), guarantee.ClaimsFrom(inForce, day(useStart)))
		require.Equal(t, want[1], guarantee.FeeFrom(inForce, day(useStart)).String())
	}
}
