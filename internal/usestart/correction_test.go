package usestart_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/usestart"
)

var (
	book = terms.Embedded()
	desk = journal.Actor{Role: "desk:shipping", ID: "tok_1"}
)

func day(s string) jst.Day {
	d, err := jst.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// inUse is an application whose parcel was handed to the courier on a day and is
// recorded as delivered three days later, at noon: a line with the guarantee and
// a device of that class with compensation.
func inUse(delivered string, class terms.DeviceClass) usestart.Application {
	at := day(delivered)
	return usestart.Application{
		ID: "app_1", Member: "mem_1",
		Shipment: casefile.Shipment{ID: "shp_1", ShippedAt: at.AddDays(-3).At(10, 0)},
		Facts: []usestart.Fact{{
			No: 1, At: at.At(12, 0), Lines: []letters.ContractLine{{Line: "lin_1", Kind: terms.DataSIM, UseStart: at}},
		}},
		Lines:  []usestart.Line{{ID: "lin_1", UseStart: at, Guarantee: &guarantee.Guarantee{Option: "opt_1", Line: "lin_1", UseStart: at}}},
		Device: &usestart.Device{ID: "dev_1", Class: class, UseStart: at, Compensated: true},
	}
}

func correct(a usestart.Application, fact int, truth time.Time, at time.Time) (journal.Entry, usestart.Moved, error) {
	return usestart.Correct(book, a, casefile.DeliveryCorrection{Fact: fact, DeliveredAt: truth, At: at, Actor: desk})
}

// C-13: what cannot be true is refused, and so is a record that was corrected before.
func TestWhatCannotBeTrue(t *testing.T) {
	a := inUse("2026-11-10", terms.NewDevice)
	a.Facts = append(a.Facts, usestart.Fact{No: 2, At: day("2026-11-11").At(12, 0), Corrects: 1})
	ended := inUse("2026-11-10", terms.NewDevice)
	ended.Lines[0].EndedAt = day("2026-11-12").Start()
	now := day("2026-11-20").At(10, 0)
	for name, c := range map[string]struct {
		a     usestart.Application
		fact  int
		truth time.Time
		code  string
	}{
		"no such fact":           {a, 3, day("2026-11-12").At(9, 0), refusal.NotFound},
		"corrected before":       {a, 1, day("2026-11-12").At(9, 0), refusal.Conflict},
		"the same":               {a, 2, day("2026-11-11").At(12, 0), refusal.Invalid},
		"before the shipment":    {a, 2, day("2026-11-07").At(9, 59), refusal.Invalid},
		"in the future":          {a, 2, now.Add(time.Second), refusal.Invalid},
		"after the line's end":   {ended, 1, day("2026-11-12").Start(), refusal.Invalid},
		"at the shipment":        {a, 2, day("2026-11-07").At(10, 0), ""},
		"at the present":         {a, 2, now, ""},
		"before the line's end":  {ended, 1, day("2026-11-12").Start().Add(-time.Second), ""},
		"the first record again": {a, 2, day("2026-11-10").At(12, 0), ""},
	} {
		_, _, err := correct(c.a, c.fact, c.truth, now)
		if c.code == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, &refusal.Error{Code: c.code, Rule: terms.C13}, name)
	}
}

// S-19, P-6, P-7, W-3, W-4: what is counted from the day moves, at month ends
// and in leap years, too.
func TestWhatMoves(t *testing.T) {
	for name, c := range map[string]struct {
		recorded, truth               string
		warranty, exchange            string
		register, claimsFrom, feeFrom string
	}{
		"a day later":        {recorded: "2026-11-10", truth: "2026-11-11", warranty: "2027-11-11", exchange: "2026-12-10", register: "2026-11-25", claimsFrom: "2026-12-01", feeFrom: "2027-01-01"},
		"over a month end":   {recorded: "2026-11-30", truth: "2026-12-01", warranty: "2027-12-01", exchange: "2026-12-30", register: "2026-12-15", claimsFrom: "2027-01-01", feeFrom: "2027-02-01"},
		"back over one":      {recorded: "2026-12-01", truth: "2026-11-30", warranty: "2027-11-30", exchange: "2026-12-29", register: "2026-12-14", claimsFrom: "2026-12-01", feeFrom: "2027-01-01"},
		"to 29 February":     {recorded: "2028-03-01", truth: "2028-02-29", warranty: "2029-02-28", exchange: "2028-03-29", register: "2028-03-14", claimsFrom: "2028-03-01", feeFrom: "2028-04-01"},
		"from 29 February":   {recorded: "2028-02-29", truth: "2028-02-28", warranty: "2029-02-28", exchange: "2028-03-28", register: "2028-03-13", claimsFrom: "2028-03-01", feeFrom: "2028-04-01"},
		"before a leap year": {recorded: "2027-02-27", truth: "2027-02-28", warranty: "2028-02-29", exchange: "2027-03-29", register: "2027-03-14", claimsFrom: "2027-03-01", feeFrom: "2027-04-01"},
	} {
		for _, class := range []terms.DeviceClass{terms.NewDevice, terms.UsedDevice} {
			a := inUse(c.recorded, class)
			truth := day(c.truth)
			e, m, err := correct(a, 1, truth.At(12, 0), day(c.recorded).AddDays(2).At(10, 0))
			require.NoError(t, err, name)
			require.Equal(t, []any{truth, []string{"lin_1"}, []string{"opt_1"}}, []any{m.Device, m.Lines, m.Guarantees}, name)
			require.Equal(t, []any{1, 2, truth}, []any{e.Facts["corrects"], e.Facts["fact"], e.Facts["use_start"]}, name)
			require.Equal(t, []any{day(c.recorded).At(12, 0), truth.At(12, 0)}, []any{e.Facts["recorded"], e.Facts["delivered_at"]}, "both stay on record")
			require.True(t, e.Ends)
			require.Len(t, e.Notices, 1, "one letter")
			letter := e.Notices[0].Letter.(letters.UseStartCorrected)
			require.Equal(t, []jst.Day{day(c.recorded), truth, truth, truth}, []jst.Day{letter.Recorded, letter.UseStart, letter.DeviceFrom, letter.OptionFrom}, name)
			if class == terms.NewDevice {
				require.Equal(t, day(c.warranty), letter.WarrantyThrough, name)
				require.Zero(t, letter.ExchangeThrough)
			} else {
				require.Equal(t, day(c.exchange), letter.ExchangeThrough, name)
				require.Zero(t, letter.WarrantyThrough)
			}
			g := letter.Guarantees[0]
			require.Equal(t, []jst.Day{day(c.register), day(c.claimsFrom), day(c.feeFrom)}, []jst.Day{*g.RegisterBy, g.ClaimsFrom, g.FeeFrom}, name)
			require.Equal(t, day(c.register).End(), *g.Lapse, name)
			require.Empty(t, e.Tasks, name)
		}
	}
}

// Within the day nothing is counted anew; the instant is on record.
func TestWithinTheDay(t *testing.T) {
	e, m, err := correct(inUse("2026-11-10", terms.NewDevice), 1, day("2026-11-10").At(9, 0), day("2026-11-11").At(9, 0))
	require.NoError(t, err)
	require.Empty(t, e.Notices)
	require.Equal(t, usestart.Moved{At: day("2026-11-10").At(9, 0), Lines: []string{"lin_1"}}, m)
}

// S-19: of several facts the device goes by the first use in truth.
func TestTheDeviceGoesByTheFirstUse(t *testing.T) {
	a := inUse("2026-11-10", terms.NewDevice)
	a.Facts = append(a.Facts, usestart.Fact{
		No: 2, Activated: true, At: day("2026-11-12").At(9, 0), Lines: []letters.ContractLine{{Line: "lin_2"}},
	})
	a.Lines = append(a.Lines, usestart.Line{ID: "lin_2", UseStart: day("2026-11-12")})
	now := day("2026-11-20").At(10, 0)
	_, m, err := correct(a, 1, day("2026-11-14").At(12, 0), now)
	require.NoError(t, err)
	require.Equal(t, day("2026-11-12"), m.Device, "the second line was first")
	e, m, err := correct(a, 2, day("2026-11-13").At(12, 0), now)
	require.NoError(t, err)
	require.Equal(t, []any{jst.Day{}, []string{"lin_2"}, true}, []any{m.Device, m.Lines, m.Activated})
	require.Contains(t, e.Facts, "activated_at")
	require.NotContains(t, e.Facts, "delivered_at")
}

// W-3: the letter tells of a guarantee that had lapsed wrongly, and of one that
// has lapsed by the true day; a registered one only moves.
func TestTheGuaranteeInTheLetter(t *testing.T) {
	told := func(change func(*guarantee.Guarantee), truth string, at time.Time) letters.GuaranteeMoved {
		a := inUse("2026-11-10", terms.NewDevice)
		change(a.Lines[0].Guarantee)
		e, _, err := correct(a, 1, day(truth).At(12, 0), at)
		require.NoError(t, err)
		return e.Notices[0].Letter.(letters.UseStartCorrected).Guarantees[0]
	}
	lapsed := func(g *guarantee.Guarantee) {
		g.LapsedAt, g.EndsAt = day("2026-11-25").Start(), day("2026-11-25").Start()
	}
	g := told(lapsed, "2026-11-11", day("2026-11-25").At(9, 0))
	require.Equal(t, []any{true, day("2026-11-25")}, []any{g.Revived, *g.RegisterBy})
	g = told(lapsed, "2026-11-11", day("2026-11-26").Start())
	require.Equal(t, []any{false, day("2026-11-26").Start()}, []any{g.Revived, *g.LapsedAt})
	g = told(func(*guarantee.Guarantee) {}, "2026-11-08", day("2026-11-23").Start())
	require.Equal(t, day("2026-11-23").Start(), *g.LapsedAt, "too late by the true day")
	g = told(func(g *guarantee.Guarantee) { g.Device = &guarantee.Device{} }, "2026-11-11", day("2026-11-20").At(9, 0))
	require.Nil(t, g.RegisterBy)
	require.Nil(t, g.LapsedAt)
}

// P-7, N-2, W-4, C-8: cases that the true day decides otherwise are named to the
// support desk, and no others.
func TestCasesToReview(t *testing.T) {
	late := day("2026-12-10").At(9, 0) // day 31 from 10 November, day 30 from the 11th
	for name, c := range map[string]struct {
		class terms.DeviceClass
		d     usestart.Decided
		named bool
	}{
		"P-7 day 30":           {terms.UsedDevice, usestart.Decided{Kind: "exchange", ReceivedAt: late, Malfunction: "display"}, true},
		"P-7 day 29":           {terms.UsedDevice, usestart.Decided{Kind: "exchange", ReceivedAt: late.AddDate(0, 0, -1), Malfunction: "display"}, false},
		"P-7 day 31":           {terms.UsedDevice, usestart.Decided{Kind: "exchange", ReceivedAt: late.AddDate(0, 0, 1), Malfunction: "display"}, false},
		"P-7 restriction":      {terms.UsedDevice, usestart.Decided{Kind: "exchange", ReceivedAt: late, Malfunction: "network_restriction"}, false},
		"N-2 the day after":    {terms.NewDevice, usestart.Decided{Kind: "replacement", ReceivedAt: day("2027-11-20").At(9, 0), Cause: terms.NaturalFailure, FaultDay: day("2027-11-11")}, true},
		"N-2 the last day":     {terms.NewDevice, usestart.Decided{Kind: "replacement", ReceivedAt: day("2027-11-20").At(9, 0), Cause: terms.NaturalFailure, FaultDay: day("2027-11-10")}, false},
		"N-2 no such cause":    {terms.NewDevice, usestart.Decided{Kind: "replacement", ReceivedAt: day("2027-11-20").At(9, 0), Cause: terms.Water, FaultDay: day("2027-11-11")}, false},
		"C-8 the other year":   {terms.NewDevice, usestart.Decided{Kind: "replacement", ReceivedAt: day("2027-11-10").At(9, 0), Cause: terms.Water, FaultDay: day("2027-11-10")}, true},
		"C-8 of a repair":      {terms.UsedDevice, usestart.Decided{Kind: "repair", ReceivedAt: day("2027-11-10").At(9, 0), Cause: terms.Water, FaultDay: day("2027-11-10")}, true},
		"C-8 of a guarantee":   {terms.NewDevice, usestart.Decided{Kind: "guarantee-claim", Line: "lin_1", ReceivedAt: day("2027-11-10").At(9, 0)}, true},
		"a guarantee's of old": {terms.NewDevice, usestart.Decided{Kind: "guarantee-claim", Line: "lin_1", ReceivedAt: day("2027-11-12").At(9, 0)}, false},
		"of another's line":    {terms.NewDevice, usestart.Decided{Kind: "guarantee-claim", Line: "lin_9", ReceivedAt: day("2027-11-10").At(9, 0)}, false},
	} {
		a := inUse("2026-11-10", c.class)
		c.d.Case = "cse_1"
		a.Decided = []usestart.Decided{c.d}
		e, _, err := correct(a, 1, day("2026-11-11").At(12, 0), day("2027-12-01").At(9, 0))
		require.NoError(t, err, name)
		if !c.named {
			require.Empty(t, e.Tasks, name)
			continue
		}
		require.Len(t, e.Tasks, 1, name)
		require.Equal(t, []any{usestart.TaskReview, journal.DeskSupport, terms.C13, []string{"cse_1"}},
			[]any{e.Tasks[0].Kind, e.Tasks[0].Desk, e.Tasks[0].Rule, e.Tasks[0].Why["to_review"]}, name)
	}
	// W-4: claims from 1 December, not from 1 January.
	a := inUse("2026-12-01", terms.NewDevice)
	a.Decided = []usestart.Decided{{Case: "gcl_1", Kind: "guarantee-claim", Line: "lin_1", ReceivedAt: day("2026-12-20").At(9, 0)}}
	e, _, err := correct(a, 1, day("2026-11-30").At(12, 0), day("2026-12-21").At(9, 0))
	require.NoError(t, err)
	require.Len(t, e.Tasks, 1)
	// W-3: registered in time by the wrong day only; it stays registered.
	a = inUse("2026-11-10", terms.NewDevice)
	a.Lines[0].Guarantee.Device, a.Lines[0].Guarantee.RegisteredAt = &guarantee.Device{}, day("2026-11-24").At(9, 0)
	e, _, err = correct(a, 1, day("2026-11-09").At(12, 0), day("2026-12-01").At(9, 0))
	require.NoError(t, err)
	require.Equal(t, []string{guarantee.RegistrationOf("opt_1")}, e.Tasks[0].Why["to_review"])
}

// C-8: a use stays in its use year, the first in the first, leap days included.
func TestUsesStayInTheirYears(t *testing.T) {
	for _, c := range []struct{ was, is, from, want string }{
		{"2026-11-10", "2026-11-11", "2026-11-10", "2026-11-11"},
		{"2026-11-10", "2026-11-11", "2028-11-10", "2028-11-11"},
		{"2028-03-01", "2028-02-29", "2029-03-01", "2029-02-28"},
		{"2028-02-29", "2028-03-01", "2029-02-28", "2029-03-01"},
		{"2028-02-29", "2028-03-01", "2032-02-29", "2032-03-01"},
		{"2027-01-01", "2026-12-31", "2027-01-01", "2026-12-31"},
		{"2027-01-01", "2026-12-31", "2029-01-01", "2028-12-31"},
	} {
		require.Equal(t, day(c.want), usestart.YearFrom(day(c.was), day(c.is), day(c.from)), c)
	}
}
