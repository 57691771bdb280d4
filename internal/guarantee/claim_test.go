package guarantee_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// W-1, W-3, W-4, W-5, W-9, W-10: every refusal has its code and rule; one of the
// guarantee is recorded, closed and told, a malformed claim leaves no trace.
func TestClaimRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*guarantee.Guarantee, *guarantee.Request)
		code   string
		rule   terms.ID
		traced bool
	}{
		"lapsed unregistered": {func(g *guarantee.Guarantee, _ *guarantee.Request) {
			g.Device, g.LapsedAt = nil, day("2026-11-16").Start()
		}, refusal.NotCovered, terms.W3, true},
		"nothing registered": {func(g *guarantee.Guarantee, _ *guarantee.Request) { g.Device = nil }, refusal.NotCovered, terms.W9, true},
		"exchanged meanwhile (P-7)": {func(g *guarantee.Guarantee, _ *guarantee.Request) {
			g.OpenExchange = "xch_1"
		}, refusal.AlreadyOpen, terms.P7, false},
		"ended with its line": {func(g *guarantee.Guarantee, _ *guarantee.Request) {
			g.EndsAt = day("2026-12-01").Start()
		}, refusal.NotCovered, terms.W1, true},
		"a second too early": {func(_ *guarantee.Guarantee, r *guarantee.Request) {
			r.ReceivedAt = day("2026-12-01").Start().Add(-time.Second)
		}, refusal.TooEarly, terms.W4, true},
		"broken when registered": {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.FaultDay = day("2026-11-04") }, refusal.NotCovered, terms.W3, true},
		"theft":                  {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.Cause = terms.Theft }, refusal.NotCovered, terms.W10, true},
		"loss":                   {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.Cause = terms.Loss }, refusal.NotCovered, terms.W10, true},
		"alteration":             {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.Cause = terms.Alteration }, refusal.NotCovered, terms.W9, true},
		"natural, a day too late": {func(g *guarantee.Guarantee, r *guarantee.Request) {
			g.Device.ReleasedOn, r.Cause = day("2023-11-29"), terms.NaturalFailure
		}, refusal.NotCovered, terms.W10, true},
		"never used": {func(g *guarantee.Guarantee, _ *guarantee.Request) { g.Device.UsedOn = jst.Day{} }, refusal.NotCovered, terms.W9, true},
		"used too long ago": {func(g *guarantee.Guarantee, _ *guarantee.Request) {
			g.Device.UsedOn = day("2026-12-01").AddDays(-91)
		}, refusal.NotCovered, terms.W9, true},
		"excluded": {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.Exclusion = "business_use" }, refusal.NotCovered, terms.W9, true},
		"third use": {func(g *guarantee.Guarantee, _ *guarantee.Request) {
			g.Uses = []devices.Use{{YearFrom: day("2026-11-01"), No: 1}, {YearFrom: day("2026-11-01"), No: 2}}
		}, refusal.LimitReached, terms.W5, true},

		"unknown cause":  {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.Cause = "boredom" }, refusal.Invalid, terms.W10, false},
		"tomorrow":       {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.FaultDay = day("2026-12-02") }, refusal.Invalid, terms.W10, false},
		"no day":         {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.FaultDay = jst.Day{} }, refusal.Invalid, terms.W10, false},
		"unknown ground": {func(_ *guarantee.Guarantee, r *guarantee.Request) { r.Exclusion = "boredom" }, refusal.Invalid, terms.W9, false},
		"ground from data": {func(_ *guarantee.Guarantee, r *guarantee.Request) {
			r.Exclusion = "covered_elsewhere"
		}, refusal.Invalid, terms.W9, false},
		"claimed twice": {func(g *guarantee.Guarantee, _ *guarantee.Request) { g.OpenClaim = "gcl_0" }, refusal.AlreadyOpen, "", false},
		"loaner for iOS": {func(g *guarantee.Guarantee, r *guarantee.Request) {
			g.Device.OS, r.Loaner = "ios", true
		}, refusal.NotOffered, terms.W11, false},
	} {
		t.Run(name, func(t *testing.T) {
			g, r := registered(), ask()
			c.change(&g, &r)
			f, err := guarantee.File(inForce, g, nil, r)
			if !c.traced {
				refusedAs(t, err, c.code, c.rule)
				return
			}
			require.NoError(t, err)
			require.Equal(t, guarantee.Refused, f.Verdict.Outcome)
			refusedAs(t, f.Verdict.Refusal, c.code, c.rule)
			require.True(t, f.Entry.Ends)
			require.Equal(t, c.rule, f.Entry.Notices[0].Letter.Rule())
			require.Empty(t, f.Case.Returns)
			clause := f.Entry.Notices[0].Letter.(letters.GuaranteeClaimRefused).Clause
			require.Equal(t, name == "excluded" || name == "alteration", clause != "")
		})
	}
}

// W-4, W-9, W-10: the last instants and days on the good side.
func TestClaimAcceptedAtTheEdge(t *testing.T) {
	for name, change := range map[string]func(*guarantee.Guarantee, *guarantee.Request){
		"first second":        func(_ *guarantee.Guarantee, r *guarantee.Request) { r.ReceivedAt = day("2026-12-01").Start() },
		"used 90 days before": func(g *guarantee.Guarantee, _ *guarantee.Request) { g.Device.UsedOn = day("2026-12-01").AddDays(-90) },
		"last day of 36 months": func(g *guarantee.Guarantee, r *guarantee.Request) {
			g.Device.ReleasedOn, r.Cause = day("2023-11-30"), terms.NaturalFailure
		},
		"damage has no such end": func(g *guarantee.Guarantee, _ *guarantee.Request) { g.Device.ReleasedOn = day("2020-01-01") },
		"disaster is damage":     func(_ *guarantee.Guarantee, r *guarantee.Request) { r.Cause = terms.Disaster },
		"last second of the month in which the line is cancelled": func(g *guarantee.Guarantee, r *guarantee.Request) {
			g.EndsAt = day("2027-01-01").Start()
			r.ReceivedAt = g.EndsAt.Add(-time.Second)
		},
	} {
		t.Run(name, func(t *testing.T) {
			g, r := registered(), ask()
			change(&g, &r)
			f := file(t, g, nil, r)
			require.Equal(t, guarantee.Accepted, f.Verdict.Outcome, "%v", f.Verdict.Refusal)
			require.Equal(t, guarantee.StateDeviceDue, f.Case.State)
			require.Empty(t, f.Entry.Charges)
		})
	}
}

// W-5, C-8: two uses in the year of the claim's receipt, counted from the
// option's start; on 29 February the year begins on the 28th in common years.
func TestUsesOfAYear(t *testing.T) {
	g := registered()
	g.UseStart = day("2028-02-29")
	g.RegisteredAt = day("2028-03-01").At(9, 0)
	g.Uses = []devices.Use{{YearFrom: day("2028-02-29"), No: 1}, {YearFrom: day("2028-02-29"), No: 2}}
	for received, outcome := range map[string]string{
		"2028-12-01": guarantee.Refused, "2029-02-27": guarantee.Refused, "2029-02-28": guarantee.Accepted, "2030-02-27": guarantee.Accepted,
	} {
		r := ask()
		r.ReceivedAt, r.FaultDay = day(received).At(10, 0), day(received)
		g.Device.UsedOn = day(received)
		f := file(t, g, nil, r)
		require.Equal(t, outcome, f.Verdict.Outcome, received)
	}
}

// W-5: a use is consumed when the fault is confirmed, in the year of the receipt
// also where the inspection is in the next; not where it is not, or not covered.
func TestUseIsConsumedOnInspection(t *testing.T) {
	g, r := registered(), ask()
	g.UseStart = day("2025-12-03")
	r.ReceivedAt = day("2026-12-02").At(10, 0)
	c := inspecting(t, g, nil, r)
	for _, x := range []guarantee.Inspection{
		{ID: "1", Finding: guarantee.NotConfirmed},
		{ID: "1", Finding: guarantee.NotCovered, Exclusion: "altered"},
		{ID: "1", Finding: guarantee.NotCovered, Cause: terms.Alteration},
	} {
		x.At, x.Actor = day("2026-12-07").At(10, 0), repair
		o, err := guarantee.Inspect(inForce, c, x)
		require.NoError(t, err)
		require.Zero(t, o.Case.Use)
		require.Equal(t, guarantee.StateSendBack, o.Case.State)
		require.IsType(t, letters.GuaranteeNotCovered{}, o.Entry.Notices[0].Letter)
	}
	o, err := guarantee.Inspect(inForce, c, guarantee.Inspection{
		ID: "1", Finding: guarantee.Confirmed, Way: guarantee.Repaired, At: day("2026-12-07").At(10, 0), Actor: repair,
	})
	require.NoError(t, err)
	require.Equal(t, devices.Use{YearFrom: day("2025-12-03"), No: 1}, o.Case.Use)
}

// W-6, W-9, W-10: what an inspection cannot say.
func TestInspectionRefused(t *testing.T) {
	for name, c := range map[string]struct {
		os   string
		x    guarantee.Inspection
		code string
		rule terms.ID
	}{
		"iOS exchanged":      {"ios", guarantee.Inspection{Finding: guarantee.Confirmed, Way: guarantee.Exchanged}, refusal.NotOffered, terms.W6},
		"router exchanged":   {"router", guarantee.Inspection{Finding: guarantee.Confirmed, Way: guarantee.Exchanged}, refusal.NotOffered, terms.W6},
		"no way":             {"android", guarantee.Inspection{Finding: guarantee.Confirmed}, refusal.Invalid, terms.W6},
		"no ground":          {"android", guarantee.Inspection{Finding: guarantee.NotCovered}, refusal.Invalid, terms.W9},
		"ground from data":   {"android", guarantee.Inspection{Finding: guarantee.NotCovered, Exclusion: "covered_elsewhere"}, refusal.Invalid, terms.W9},
		"found to be a loss": {"android", guarantee.Inspection{Finding: guarantee.Confirmed, Cause: terms.Theft, Way: guarantee.Repaired}, refusal.NotCovered, terms.W10},
		"no finding":         {"android", guarantee.Inspection{}, refusal.Invalid, terms.W6},
	} {
		t.Run(name, func(t *testing.T) {
			g := registered()
			g.Device.OS = c.os
			c.x.ID, c.x.At, c.x.Actor = "1", day("2026-12-07").At(10, 0), repair
			_, err := guarantee.Inspect(inForce, inspecting(t, g, nil, ask()), c.x)
			refusedAs(t, err, c.code, c.rule)
		})
	}
	usedUp := inspecting(t, registered(), nil, ask())
	usedUp.Guarantee.Uses = []devices.Use{{YearFrom: usedUp.Guarantee.UseStart, No: 1}, {YearFrom: usedUp.Guarantee.UseStart, No: 2}}
	x := guarantee.Inspection{ID: "1", Finding: guarantee.Confirmed, Way: guarantee.Repaired, At: day("2026-12-07").At(10, 0), Actor: repair}
	_, err := guarantee.Inspect(inForce, usedUp, x)
	refusedAs(t, err, refusal.LimitReached, terms.W5)
	x.Finding = guarantee.NotCovered // it goes back for that
	c := must(t)(guarantee.Inspect(inForce, usedUp, x))
	require.Equal(t, guarantee.StateSendBack, c.State)
	require.Zero(t, c.Use)
	_, err = guarantee.Inspect(inForce, file(t, registered(), nil, ask()).Case, guarantee.Inspection{Finding: guarantee.NotConfirmed})
	refusedAs(t, err, refusal.State, terms.W6)
}

// W-11, C-2, C-12: the device is in within 30 days, counted in by the centre's
// date; else the claim ends without a use. One that comes later takes it up again.
func TestDeviceIsSentIn(t *testing.T) {
	c := file(t, registered(), nil, ask()).Case
	due, _ := c.Open(guarantee.DeadlineDevice)
	require.Equal(t, day("2027-01-01").Start(), due.Lapse)
	require.Equal(t, day("2027-01-01").At(12, 0), due.SettlesAt)
	for _, reminded := range []string{"2026-12-08", "2026-12-15"} {
		o, ok := guarantee.RemindOfDevice(c)
		require.True(t, ok)
		require.Equal(t, day(reminded).At(9, 0), o.Entry.At)
		c = o.Case
	}
	o, ok := guarantee.SettleDevice(book, c)
	require.True(t, ok)
	require.Equal(t, guarantee.StateLapsed, o.Case.State)
	require.True(t, o.Entry.Ends)
	require.Zero(t, o.Case.Use)

	late := bookIn(t, o.Case, o.Case.Returns[0].ID, day("2027-01-03").At(9, 0))
	require.Equal(t, guarantee.StateDeviceIn, late.State)
	require.False(t, late.Closed)

	other := o.Case
	other.Guarantee.OpenClaim = "gcl_2"
	require.Equal(t, guarantee.StateSendBack, bookIn(t, other, other.Returns[0].ID, day("2027-01-03").At(9, 0)).State)
}

// W-11: without the agreement the device waits 14 days, then goes back without a use.
func TestAgreementIsAskedFor(t *testing.T) {
	c := file(t, registered(), nil, ask()).Case
	c = bookIn(t, c, c.Returns[0].ID, day("2026-12-04").At(9, 0))
	missing := guarantee.Agreement{ID: "1", At: day("2026-12-05").At(9, 0), Actor: repair}
	o, err := guarantee.RecordAgreement(inForce, c, missing)
	require.NoError(t, err)
	require.Equal(t, guarantee.StateAgreementDue, o.Case.State)
	due, _ := o.Case.Open(guarantee.DeadlineAgreement)
	require.Equal(t, day("2026-12-20").Start(), due.Lapse)
	_, err = guarantee.RecordAgreement(inForce, o.Case, missing)
	refusedAs(t, err, refusal.State, terms.W11)

	in := guarantee.Agreement{ID: "2", Present: true, At: day("2026-12-19").At(9, 0), Actor: repair}
	came := must(t)(guarantee.RecordAgreement(inForce, o.Case, in))
	require.Equal(t, guarantee.StateInspection, came.State)

	lapsed, ok := guarantee.LapseAgreement(o.Case)
	require.True(t, ok)
	require.Equal(t, guarantee.StateSendBack, lapsed.Case.State)
	require.Zero(t, lapsed.Case.Use)
}

// W-11: a loaner is picked with the claim, or waited for; it is sent at the
// member's cost, asked for when the device is back, checked, and shelved. Nothing
// is charged for it.
func TestLoaner(t *testing.T) {
	loaner := stock.Unit{ID: "unt_9", Pool: stock.Loaner, Model: "lend-1", Name: "Lend 1", OS: "android", State: stock.OnShelf, Price: 30_000}
	r := ask()
	r.Loaner = true
	require.Equal(t, guarantee.LoanerWaiting, file(t, registered(), &stock.Shelf{OS: "android"}, r).Verdict.Loaner)

	f := file(t, registered(), &stock.Shelf{OS: "android", Free: []stock.Unit{loaner}}, r)
	require.Equal(t, guarantee.LoanerReserved, f.Verdict.Loaner)
	c := must(t)(guarantee.ShipLoaner(inForce, f.Case, guarantee.Parcel{Shipment: "shp_l", Tracking: "trk-l", At: day("2026-12-01").At(18, 0), Actor: sender}))
	_, err := guarantee.ShipLoaner(inForce, c, guarantee.Parcel{Shipment: "shp_m", At: day("2026-12-01").At(18, 0)})
	refusedAs(t, err, refusal.State, terms.W11)
	c = delivered(t, c, "shp_l", day("2026-12-02").At(10, 0))
	_, asked := c.Deadline(guarantee.DeadlineLoaner)
	require.False(t, asked)

	c = bookIn(t, c, c.Returns[0].ID, day("2026-12-04").At(9, 0))
	c = must(t)(guarantee.RecordAgreement(inForce, c, guarantee.Agreement{ID: "1", Present: true, At: day("2026-12-04").At(10, 0), Actor: repair}))
	c = must(t)(guarantee.Inspect(inForce, c, guarantee.Inspection{ID: "1", Finding: guarantee.NotConfirmed, At: day("2026-12-05").At(10, 0), Actor: repair}))
	c = must(t)(sent(t, c, "shp_1", nil, day("2026-12-05").At(12, 0)))
	c = delivered(t, c, "shp_1", day("2026-12-07").At(10, 0))
	due, asked := c.Open(guarantee.DeadlineLoaner)
	require.True(t, asked)
	require.Equal(t, day("2026-12-22").Start(), due.Lapse)
	require.False(t, c.Closed)

	o, ok := guarantee.SettleLoaner(c)
	require.True(t, ok)
	require.Empty(t, o.Entry.Charges)
	require.Equal(t, guarantee.TaskAskLoaner, o.Entry.Tasks[0].Kind)
	require.True(t, o.Case.Closed)

	back, _ := c.LastReturn(guarantee.ReturnLoaner)
	for _, before := range []guarantee.Claim{c, o.Case} { // in time, and late
		in := bookIn(t, before, back.ID, day("2026-12-20").At(9, 0))
		require.False(t, in.Closed)
		require.Equal(t, stock.Back, in.Units[0].State)
		checked, err := guarantee.CheckLoaner(inForce, in, guarantee.LoanerCheck{ID: "1", At: day("2026-12-20").At(10, 0), Actor: repair})
		require.NoError(t, err)
		require.Equal(t, stock.OnShelf, checked.Case.Units[0].State)
		require.True(t, checked.Case.Closed)
		damaged, err := guarantee.CheckLoaner(inForce, in, guarantee.LoanerCheck{ID: "1", Damaged: true, At: day("2026-12-20").At(10, 0), Actor: repair})
		require.NoError(t, err)
		require.Equal(t, stock.Damaged, damaged.Case.Units[0].State)
		require.Empty(t, damaged.Entry.Charges)
	}
}

// W-11: a loaner that was not sent is free again once the device goes back.
func TestLoanerThatWasNotSent(t *testing.T) {
	loaner := stock.Unit{ID: "unt_9", Pool: stock.Loaner, OS: "android", State: stock.OnShelf, Price: 30_000}
	r := ask()
	r.Loaner = true
	c := inspecting(t, registered(), &stock.Shelf{OS: "android", Free: []stock.Unit{loaner}}, r)
	held, _ := c.Units[0], 0
	c.Shelf = &stock.Shelf{OS: "android", Held: []stock.Unit{held}}
	c = must(t)(guarantee.Inspect(inForce, c, guarantee.Inspection{ID: "1", Finding: guarantee.NotConfirmed, At: day("2026-12-05").At(10, 0), Actor: repair}))
	c = must(t)(sent(t, c, "shp_1", nil, day("2026-12-05").At(12, 0)))
	require.Equal(t, stock.OnShelf, c.Units[0].State)
	require.True(t, delivered(t, c, "shp_1", day("2026-12-07").At(10, 0)).Closed)
}

// W-11: a loaner whose parcel comes back is sent again, unless the member's
// device is on its way by then.
func TestLoanerThatCameBackUndelivered(t *testing.T) {
	loaner := stock.Unit{ID: "unt_9", Pool: stock.Loaner, OS: "android", State: stock.OnShelf, Price: 30_000}
	r := ask()
	r.Loaner = true
	c := inspecting(t, registered(), &stock.Shelf{OS: "android", Free: []stock.Unit{loaner}}, r)
	c = must(t)(guarantee.ShipLoaner(inForce, c, guarantee.Parcel{Shipment: "shp_l", Tracking: "trk-l", At: day("2026-12-05").At(18, 0), Actor: sender}))
	back := casefile.Report{Reference: "b-1", Shipment: "shp_l", At: day("2026-12-07").At(9, 0), ReportedAt: day("2026-12-07").At(9, 0), Actor: courier}
	early := must(t)(guarantee.ComeBack(inForce, c, back))
	require.Equal(t, stock.Reserved, early.Units[0].State)
	require.True(t, early.Asked(guarantee.TaskShipLoaner))

	c = must(t)(guarantee.Inspect(inForce, c, guarantee.Inspection{ID: "1", Finding: guarantee.NotConfirmed, At: day("2026-12-05").At(19, 0), Actor: repair}))
	c = must(t)(sent(t, c, "shp_1", nil, day("2026-12-05").At(20, 0)))
	c = delivered(t, c, "shp_1", day("2026-12-06").At(10, 0))
	late := must(t)(guarantee.ComeBack(inForce, c, back))
	require.Equal(t, stock.OnShelf, late.Units[0].State)
	require.False(t, late.Asked(guarantee.TaskShipLoaner))
	require.True(t, late.Closed)
}
