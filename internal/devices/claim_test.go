package devices_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var (
	member = journal.Actor{Role: "member", ID: "mem_1"}
	book   = terms.Embedded()
	rules  = book.At(day(2026, 10, 30).Start())
)

func day(y int, m time.Month, d int) jst.Day { return jst.MakeDay(y, m, d) }

// claimed is a device in its second year of use, covered since its purchase.
func claimed() devices.Claimed {
	return devices.Claimed{
		Device: devices.Device{
			ID: "dev_1", Member: "mem_1", Model: "sky-9", Name: "Sky 9", Colour: "black",
			UseStart: day(2025, 6, 1), PurchasedOn: day(2025, 6, 1), State: devices.InUse,
		},
		Cover: &devices.Cover{ID: "cmp_1", Class: terms.NewDevice, StartedOn: day(2025, 6, 1)},
	}
}

func request() devices.Request {
	return devices.Request{
		Claim: "clm_1", Device: "dev_1", Cause: terms.Water, FaultDay: day(2026, 10, 29),
		ReceivedAt: day(2026, 10, 30).At(15, 0), Actor: member,
	}
}

// O-2, O-6, O-7, O-8, N-3, U-1: every refusal has its code and rule; one of the
// cover is recorded, closed and told, a malformed claim leaves no trace.
func TestClaimRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*devices.Claimed, *devices.Request)
		code   string
		rule   terms.ID
		traced bool
	}{
		"never covered":    {func(d *devices.Claimed, _ *devices.Request) { d.Cover = nil }, refusal.NotCovered, terms.O2, true},
		"replaced before":  {func(d *devices.Claimed, _ *devices.Request) { d.State, d.Cover = devices.ToReturn, nil }, refusal.NotCovered, terms.N3, true},
		"under W too":      {func(d *devices.Claimed, _ *devices.Request) { d.Connected = true }, refusal.NotCovered, terms.O6, true},
		"theft":            {func(_ *devices.Claimed, r *devices.Request) { r.Cause = terms.Theft }, refusal.NotCovered, terms.O7, true},
		"loss":             {func(_ *devices.Claimed, r *devices.Request) { r.Cause = terms.Loss }, refusal.NotCovered, terms.O7, true},
		"alteration":       {func(_ *devices.Claimed, r *devices.Request) { r.Cause = terms.Alteration }, refusal.NotCovered, terms.O7, true},
		"disaster":         {func(_ *devices.Claimed, r *devices.Request) { r.Cause = terms.Disaster }, refusal.NotCovered, terms.O7, true},
		"excluded":         {func(_ *devices.Claimed, r *devices.Request) { r.Exclusion = "commercial_use" }, refusal.NotCovered, terms.O7, true},
		"before the start": {func(_ *devices.Claimed, r *devices.Request) { r.FaultDay = day(2025, 5, 31) }, refusal.NotCovered, terms.O8, true},
		"after the end": {func(d *devices.Claimed, r *devices.Request) {
			d.Cover.CancelledOn, r.FaultDay = day(2026, 9, 10), day(2026, 10, 1)
		}, refusal.NotCovered, terms.O8, true},
		"claimed after the month of cancellation": {func(d *devices.Claimed, r *devices.Request) {
			d.Cover.CancelledOn, r.FaultDay = day(2026, 9, 10), day(2026, 9, 30)
		}, refusal.NotCovered, terms.O8, true},
		"third use": {func(d *devices.Claimed, _ *devices.Request) {
			d.Cover.Uses = []devices.Use{{YearFrom: day(2026, 6, 1), No: 1}, {YearFrom: day(2026, 6, 1), No: 2}}
		}, refusal.LimitReached, terms.O4, true},
		"unknown cause":            {func(_ *devices.Claimed, r *devices.Request) { r.Cause = "boredom" }, refusal.Invalid, terms.O7, false},
		"tomorrow":                 {func(_ *devices.Claimed, r *devices.Request) { r.FaultDay = day(2026, 10, 31) }, refusal.Invalid, terms.O8, false},
		"no day":                   {func(_ *devices.Claimed, r *devices.Request) { r.FaultDay = jst.Day{} }, refusal.Invalid, terms.O8, false},
		"unknown ground":           {func(_ *devices.Claimed, r *devices.Request) { r.Exclusion = "boredom" }, refusal.Invalid, terms.O7, false},
		"ground decided from data": {func(_ *devices.Claimed, r *devices.Request) { r.Exclusion = "maker_warranty" }, refusal.Invalid, terms.O7, false},
		"used device":              {func(d *devices.Claimed, _ *devices.Request) { d.Cover.Class = terms.UsedDevice }, refusal.NotOffered, terms.U1, false},
		"claimed twice":            {func(d *devices.Claimed, _ *devices.Request) { d.OpenClaim = "clm_0" }, refusal.AlreadyOpen, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			d, r := claimed(), request()
			c.change(&d, &r)
			e, v, err := devices.File(rules, d, r)
			if !c.traced {
				no, ok := refusal.As(err)
				require.True(t, ok, "%v", err)
				require.Equal(t, []any{c.code, c.rule}, []any{no.Code, no.Rule})
				return
			}
			require.NoError(t, err)
			require.Equal(t, devices.Refused, v.Outcome)
			require.Equal(t, []any{c.code, c.rule}, []any{v.Refusal.Code, v.Refusal.Rule})
			require.NotEmpty(t, v.Refusal.JA)
			require.NotEmpty(t, v.Refusal.EN)
			require.True(t, e.Ends)
			require.Equal(t, []terms.ID{c.rule}, e.Rules)
			require.Empty(t, e.Charges)
			require.Equal(t, c.rule, e.Notices[0].Letter.(letters.ClaimRefused).RefusedUnder)
		})
	}
}

// O-7: every ground of the new devices' list that a desk may pick refuses, in
// plain words for the member, whose letter quotes the clause; those decided from
// data cannot be picked.
func TestClaimExclusions(t *testing.T) {
	picked := 0
	for _, g := range rules.O7.Exclusions[terms.NewDevice] {
		r := request()
		r.Exclusion = g.ID
		e, v, err := devices.File(rules, claimed(), r)
		if g.DecidedBy != "" {
			require.Error(t, err, g.ID)
			continue
		}
		letter := e.Notices[0].Letter.(letters.ClaimRefused)
		require.Equal(t, g.Clause, letter.Clause)
		require.Contains(t, letter.ReasonJA, g.JA)
		require.Equal(t, g.ID, e.Facts["exclusion"])
		picked++
		require.NoError(t, err, g.ID)
		require.Contains(t, v.Refusal.JA, g.JA)
		require.Contains(t, v.Refusal.EN, g.EN)
	}
	require.GreaterOrEqual(t, picked, 15)

	r := request()
	r.Cause, r.Exclusion = terms.Theft, "theft_or_loss"
	e, _, err := devices.File(rules, claimed(), r)
	require.NoError(t, err)
	require.Empty(t, e.Notices[0].Letter.(letters.ClaimRefused).Clause, "the rule's own clause refuses this cause")
}

// O-8, O-3, C-7: whatever day of the month it was cancelled on, claims are
// received to the last second of that month and faults covered to its last day,
// in months of 28, 29, 30 and 31 days.
func TestClaimAtTheEndOfTheOption(t *testing.T) {
	for _, cancelled := range []jst.Day{
		day(2026, 2, 1), day(2026, 2, 28), day(2028, 2, 15), day(2028, 2, 29), day(2026, 11, 30), day(2026, 12, 31),
	} {
		end := cancelled.Month().End()
		for _, c := range []struct {
			received time.Time
			fault    jst.Day
			outcome  devices.Outcome
		}{
			{end.Add(-time.Second), cancelled.Month().Last(), devices.Accepted},
			{end.Add(-time.Second), day(2025, 6, 1), devices.Accepted},
			{end.Add(-time.Second), day(2025, 5, 31), devices.Refused},
			{end, cancelled.Month().Last(), devices.Refused},
			{end.Add(time.Second), cancelled.Month().Last(), devices.Refused},
			{end.Add(time.Second), cancelled.Month().Last().AddDays(1), devices.Refused},
		} {
			d, r := claimed(), request()
			d.Cover.CancelledOn, r.FaultDay, r.ReceivedAt = cancelled, c.fault, c.received
			_, v, err := devices.File(book.At(c.received), d, r)
			require.NoError(t, err)
			require.Equal(t, c.outcome, v.Outcome, "%s: received %s, fault %s", cancelled, c.received, c.fault)
			if v.Refusal != nil {
				require.Equal(t, terms.O8, v.Refusal.Rule)
			}
		}
	}
}

// O-8, O-3: a claim in the month of the cancellation is in time to its last
// second; the option runs to that month's end.
func TestClaimInTheMonthOfCancellation(t *testing.T) {
	d, r := claimed(), request()
	d.Cover.CancelledOn, r.FaultDay = day(2026, 2, 3), day(2026, 2, 28)
	for at, accepted := range map[time.Time]bool{
		day(2026, 3, 1).Start().Add(-time.Second): true,
		day(2026, 3, 1).Start():                   false,
	} {
		r.ReceivedAt = at
		_, v, err := devices.File(rules, d, r)
		require.NoError(t, err)
		require.Equal(t, accepted, v.Outcome == devices.Accepted, at)
	}
}

// N-2, P-6, C-4: the day of use start is not counted: used from 1 June 2025, a
// natural failure goes to the maker through 1 June 2026 and is covered from the
// 2nd; from 29 February 2024, through 28 February 2025.
func TestNaturalFailureWithinTheMakersWarranty(t *testing.T) {
	for _, c := range []struct {
		start, last jst.Day
	}{
		{day(2025, 6, 1), day(2026, 6, 1)},
		{day(2025, 10, 31), day(2026, 10, 31)},
		{day(2024, 2, 29), day(2025, 2, 28)},
		{day(2023, 2, 28), day(2024, 2, 29)},
	} {
		for fault, outcome := range map[jst.Day]devices.Outcome{c.last: devices.SentToMaker, c.last.AddDays(1): devices.Accepted} {
			d, r := claimed(), request()
			d.UseStart, d.Cover.StartedOn = c.start, c.start
			r.Cause, r.FaultDay, r.ReceivedAt = terms.NaturalFailure, fault, fault.At(18, 0)
			e, v, err := devices.File(rules, d, r)
			require.NoError(t, err)
			require.Equal(t, outcome, v.Outcome, "use start %s, fault %s", c.start, fault)
			if outcome == devices.SentToMaker {
				require.True(t, e.Ends)
				require.Empty(t, e.Charges)
				require.Zero(t, v.Use)
				require.Equal(t, c.last, e.Notices[0].Letter.(letters.SentToMaker).WarrantyThrough)
			}
			// The other causes are covered in the first year too (O-7).
			r.Cause = terms.PartialDamage
			_, v, err = devices.File(rules, d, r)
			require.NoError(t, err)
			require.Equal(t, devices.Accepted, v.Outcome)
		}
	}
}

// N-2: the maker takes it also when the uses are used up.
func TestNaturalFailureTakesNoUse(t *testing.T) {
	d, r := claimed(), request()
	d.UseStart, r.Cause = day(2026, 5, 1), terms.NaturalFailure
	d.Cover.Uses = []devices.Use{{YearFrom: day(2026, 6, 1), No: 1}, {YearFrom: day(2026, 6, 1), No: 2}}
	_, v, err := devices.File(rules, d, r)
	require.NoError(t, err)
	require.Equal(t, devices.SentToMaker, v.Outcome)
}

// O-4, C-8, N-1: the use year runs from anniversary to anniversary of the
// option's start, 29 February's on the 28th in common years; the day the claim
// was received decides, and each year counts from 1.
func TestUseYearAndBurden(t *testing.T) {
	leap := day(2024, 2, 29)
	for _, c := range []struct {
		name     string
		start    jst.Day
		uses     []devices.Use
		received time.Time
		use      int
		burden   yen.Amount
		from     jst.Day
	}{
		{"first", day(2025, 6, 1), nil, day(2026, 10, 30).At(9, 0), 1, 5500, day(2026, 6, 1)},
		{"second", day(2025, 6, 1), []devices.Use{{YearFrom: day(2026, 6, 1), No: 1}}, day(2026, 10, 30).At(9, 0), 2, 8800, day(2026, 6, 1)},
		{"last second of the year", day(2025, 6, 1), []devices.Use{{YearFrom: day(2025, 6, 1), No: 1}}, day(2026, 6, 1).Start().Add(-time.Second), 2, 8800, day(2025, 6, 1)},
		{"first instant of the next", day(2025, 6, 1), []devices.Use{{YearFrom: day(2025, 6, 1), No: 1}, {YearFrom: day(2025, 6, 1), No: 2}}, day(2026, 6, 1).Start(), 1, 5500, day(2026, 6, 1)},
		{"eve of the 28th", leap, []devices.Use{{YearFrom: leap, No: 1}}, day(2025, 2, 27).At(23, 59), 2, 8800, leap},
		{"on the 28th", leap, []devices.Use{{YearFrom: leap, No: 1}}, day(2025, 2, 28).Start(), 1, 5500, day(2025, 2, 28)},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, r := claimed(), request()
			d.UseStart, d.Cover.StartedOn, d.Cover.Uses = c.start, c.start, c.uses
			r.ReceivedAt, r.FaultDay = c.received, jst.DayOf(c.received)
			e, v, err := devices.File(book.At(c.received), d, r)
			require.NoError(t, err)
			require.Equal(t, devices.Accepted, v.Outcome)
			require.Equal(t, c.use, v.Use)
			require.Equal(t, c.from, v.YearFrom)
			require.Equal(t, c.burden, v.Burden)
			require.Equal(t, journal.Charge{
				Name: devices.ChargeBurden, Rule: terms.N1, Kind: journal.Posted, Amount: c.burden, Tax: terms.Taxed, At: c.received,
				Why: e.Charges[0].Why,
			}, e.Charges[0])
		})
	}
}

// C-8: the day the claim was received decides the use year, not that of the fault.
func TestUseYearOfAFaultBeforeTheAnniversary(t *testing.T) {
	d, r := claimed(), request()
	d.Cover.Uses = []devices.Use{{YearFrom: day(2025, 6, 1), No: 1}, {YearFrom: day(2025, 6, 1), No: 2}}
	r.FaultDay, r.ReceivedAt = day(2026, 5, 31), day(2026, 6, 1).Start()
	_, v, err := devices.File(rules, d, r)
	require.NoError(t, err)
	require.Equal(t, []any{devices.Accepted, 1, day(2026, 6, 1)}, []any{v.Outcome, v.Use, v.YearFrom})
}

// O-8: a fault on the option's very first day is covered, one of the eve is not.
func TestFaultOnTheFirstDay(t *testing.T) {
	d, r := claimed(), request()
	r.ReceivedAt = d.Cover.StartedOn.At(12, 0)
	for fault, outcome := range map[jst.Day]devices.Outcome{
		d.Cover.StartedOn: devices.Accepted, d.Cover.StartedOn.AddDays(-1): devices.Refused,
	} {
		r.FaultDay = fault
		_, v, err := devices.File(rules, d, r)
		require.NoError(t, err)
		require.Equal(t, outcome, v.Outcome, fault)
	}
}

// N-6: the target of delivery is the end of the second day after acceptance.
func TestTargetOfDelivery(t *testing.T) {
	e, v, err := devices.File(rules, claimed(), request())
	require.NoError(t, err)
	require.Equal(t, devices.DeadlineDelivered, e.Armed[0].Name)
	require.Equal(t, terms.N6, e.Armed[0].Rule)
	require.Equal(t, jst.Within(day(2026, 10, 30), 2), e.Armed[0].Count)
	require.Equal(t, day(2026, 11, 2).Start(), v.Progress.DeliverBy)
	require.Equal(t, journal.DeskShipping, e.Tasks[0].Desk)
}
