package options_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/options"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func day(s string) jst.Day {
	d, err := jst.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func month(s string) jst.Month { return day(s + "-01").Month() }

func instant(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, jst.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

var inForce = terms.Embedded().At(instant("2026-11-10 09:00:00"))

func compensation(fee yen.Amount, start, cancelled string) options.Option {
	o := options.Option{ID: "cmp_1", Kind: options.Compensation, Member: "mem_1", Device: "dev_1", Fee: fee, StartedOn: day(start)}
	if cancelled != "" {
		o.CancelledOn = day(cancelled)
		o.EndsAt = o.CancelledOn.Month().End()
	}
	return o
}

// O-1, O-3, B-2, C-9: by days in the first month, in months of 28, 29, 30 and 31
// days, in full in between and in the month of the cancellation, nothing after.
func TestFeeOfACompensation(t *testing.T) {
	for _, c := range []struct {
		fee              yen.Amount
		start, cancelled string
		month            string
		want             yen.Amount
	}{
		{418, "2026-02-01", "", "2026-02", 418},           // the 1st: no days are missing
		{418, "2026-02-02", "", "2026-02", 403},           // 418 × 27 / 28 = 403.07
		{418, "2026-02-28", "", "2026-02", 14},            // 418 / 28 = 14.93
		{418, "2028-02-29", "", "2028-02", 14},            // 418 / 29 = 14.41
		{418, "2028-02-02", "", "2028-02", 403},           // 418 × 28 / 29 = 403.59
		{418, "2026-11-30", "", "2026-11", 13},            // 418 / 30 = 13.93
		{550, "2026-11-16", "", "2026-11", 275},           // 550 × 15 / 30
		{550, "2026-12-31", "", "2026-12", 17},            // 550 / 31 = 17.74
		{550, "2026-12-01", "", "2026-12", 550},           //
		{418, "2026-11-16", "", "2026-10", 0},             // before its first month
		{418, "2026-11-16", "", "2026-12", 418},           // in between
		{418, "2026-11-16", "", "2036-02", 418},           // it goes on without an end
		{418, "2026-11-16", "2027-02-01", "2027-02", 418}, // cancelled on the 1st, in full all the same
		{418, "2026-11-16", "2027-02-28", "2027-02", 418}, // and on the last day
		{418, "2026-11-16", "2027-02-28", "2027-03", 0},   // none after
		{418, "2026-11-16", "2026-11-20", "2026-11", 209}, // first and last month: 418 × 15 / 30, to its end
		{418, "2026-11-30", "2026-11-30", "2026-12", 0},   //
	} {
		require.Equal(t, c.want, options.FeeOf(inForce, compensation(c.fee, c.start, c.cancelled), month(c.month)), "%+v", c)
	}
}

// W-1: nothing in the month of use start and the next, in full from the second
// month after on, also in the month of the cancellation.
func TestFeeOfAGuarantee(t *testing.T) {
	o := options.Option{Kind: options.Guarantee, StartedOn: day("2026-11-30")}
	for m, want := range map[string]yen.Amount{
		"2026-10": 0, "2026-11": 0, "2026-12": 0, "2027-01": 550, "2027-02": 550, "2030-01": 550,
	} {
		require.Equal(t, want, options.FeeOf(inForce, o, month(m)), m)
	}
	o.CancelledOn, o.EndsAt = day("2027-01-01"), month("2027-01").End()
	require.Equal(t, yen.Amount(550), options.FeeOf(inForce, o, month("2027-01")))
	require.Zero(t, options.FeeOf(inForce, o, month("2027-02")))
	require.Zero(t, options.FeeOf(inForce, options.Option{Kind: options.Guarantee}, month("2027-02")), "before use start")
}

// O-3: what all months of an option cost is its fee times the full months and
// the part of the first; no month costs more than the fee.
func TestFeesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := day("2025-08-01").AddDays(rapid.IntRange(0, 2000).Draw(t, "start"))
		cancelled := start.AddDays(rapid.IntRange(0, 900).Draw(t, "days"))
		o := compensation(550, start.String(), cancelled.String())
		var sum yen.Amount
		for m := start.Month().Previous(); !m.After(cancelled.Month().AddMonths(2)); m = m.Next() {
			fee := options.FeeOf(inForce, o, m)
			require.LessOrEqual(t, fee, o.Fee)
			sum += fee
		}
		full := cancelled.Month().Sub(start.Month())
		require.Equal(t, yen.Amount(550*full)+options.FeeOf(inForce, o, start.Month()), sum)
	})
}

// O-3, O-5, O-8, C-7: an option ends at the end of the month in which its
// cancellation was received, to the second.
func TestCancel(t *testing.T) {
	for _, c := range []struct{ received, ends string }{
		{"2026-02-10 09:00:00", "2026-03-01 00:00:00"},
		{"2028-02-29 23:59:59", "2028-03-01 00:00:00"},
		{"2026-11-30 23:59:59", "2026-12-01 00:00:00"},
		{"2026-12-01 00:00:00", "2027-01-01 00:00:00"},
	} {
		o := compensation(418, "2025-10-15", "")
		o.UsedIn = []jst.Day{day("2025-10-15")}
		o.OpenClaims = []string{"clm_1"}
		r := options.Request{Case: "ocn_1", Channel: "member_page", ReceivedAt: instant(c.received), Actor: journal.Actor{Role: "member", ID: "mem_1"}}
		e, done, err := options.Cancel(inForce, o, r)
		require.NoError(t, err)
		require.True(t, done.EndsAt.Equal(instant(c.ends)), done.EndsAt)
		require.Equal(t, jst.DayOf(r.ReceivedAt), done.CancelledOn)
		require.Equal(t, jst.DayOf(r.ReceivedAt).Month().Last(), done.LastDay())
		require.Equal(t, yen.Amount(418), done.LastFee)
		require.Equal(t, []journal.Deadline{journal.DueAt(options.DeadlineEnd, terms.O3, instant(c.ends).UTC())}, e.Armed)
		require.False(t, e.Ends)
		letter := e.Notices[0].Letter.(letters.OptionCancelled)
		require.Equal(t, terms.O5, letter.Rule())
		require.Equal(t, done.LastDay(), letter.LastDay)
		require.Equal(t, []string{"clm_1"}, letter.OpenClaims)
		left := 2
		if c.received < "2026-10-15" {
			left = 1
		}
		require.Equal(t, left, letter.UsesLeft, c.received)

		end := options.End(inForce, "ocn_1", o, done)
		require.True(t, end.Ends)
		require.True(t, end.At.Equal(done.EndsAt))
		require.Equal(t, []journal.Settlement{{Name: options.DeadlineEnd, Outcome: journal.Met}}, end.Settled)
		require.Equal(t, "option-ended", end.Notices[0].Letter.Template())
	}
}

// B-2, O-3: cancelled in its first month it runs to that month's end, by days.
func TestCancelInTheFirstMonth(t *testing.T) {
	o := compensation(418, "2026-11-16", "")
	e, done, err := options.Cancel(inForce, o, options.Request{ReceivedAt: instant("2026-11-20 10:00:00")})
	require.NoError(t, err)
	require.Equal(t, yen.Amount(209), done.LastFee)
	require.True(t, e.Notices[0].Letter.(letters.OptionCancelled).FirstMonth)
}

// O-3, O-5, W-1, W-2: a second wish, one after the end, and one before a
// guarantee has begun are refused.
func TestCancelRefuses(t *testing.T) {
	cancelled := compensation(418, "2026-01-01", "2026-11-10")
	guarantee := options.Option{Kind: options.Guarantee, StartedOn: day("2026-11-10")}
	for name, c := range map[string]struct {
		option options.Option
		at     string
		want   refusal.Error
	}{
		"again, the last second": {cancelled, "2026-11-30 23:59:59", refusal.Error{Code: refusal.AlreadyOpen, Rule: terms.O3}},
		"ended":                  {cancelled, "2026-12-01 00:00:00", refusal.Error{Code: refusal.State, Rule: terms.O3}},
		"a guarantee that has ended": {
			options.Option{Kind: options.Guarantee, StartedOn: day("2026-11-10"), EndsAt: instant("2026-11-25 00:00:00")},
			"2026-11-25 00:00:00",
			refusal.Error{Code: refusal.State, Rule: terms.W1},
		},
		"a second before it began": {guarantee, "2026-11-09 23:59:59", refusal.Error{Code: refusal.State, Rule: terms.W2}},
		"no use start yet":         {options.Option{Kind: options.Guarantee}, "2026-11-10 00:00:00", refusal.Error{Code: refusal.State, Rule: terms.W2}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := options.Cancel(inForce, c.option, options.Request{ReceivedAt: instant(c.at)})
			require.ErrorIs(t, err, &c.want)
		})
	}
	e, done, err := options.Cancel(inForce, guarantee, options.Request{ReceivedAt: instant("2026-11-10 00:00:00")})
	require.NoError(t, err)
	require.Equal(t, terms.W1, e.Notices[0].Letter.Rule())
	require.Zero(t, done.LastFee)
}

// W-1, W-3: a guarantee that ended before its cancellation took effect has told
// its member so: the case closes in silence.
func TestEndOfWhatEndedBefore(t *testing.T) {
	o := options.Option{ID: "gua_1", Kind: options.Guarantee, StartedOn: day("2026-11-01")}
	_, c, err := options.Cancel(inForce, o, options.Request{ReceivedAt: instant("2026-11-05 10:00:00")})
	require.NoError(t, err)
	o.EndsAt = instant("2026-11-16 00:00:00")
	e := options.End(inForce, "ocn_1", o, c)
	require.True(t, e.Ends)
	require.Empty(t, e.Notices)
	require.Equal(t, []journal.Settlement{{Name: options.DeadlineEnd, Outcome: journal.Void}}, e.Settled)
}

// O-4, W-5, C-8: the uses left of a use year, across the anniversary of an
// option of 29 February.
func TestUsesLeft(t *testing.T) {
	o := compensation(418, "2028-02-29", "")
	o.UsedIn = []jst.Day{day("2028-02-29"), day("2028-02-29"), day("2029-02-28")}
	for _, c := range []struct {
		day, from, through string
		left               int
	}{
		{"2028-02-29", "2028-02-29", "2029-02-27", 0},
		{"2029-02-27", "2028-02-29", "2029-02-27", 0},
		{"2029-02-28", "2029-02-28", "2030-02-27", 1},
		{"2030-02-28", "2030-02-28", "2031-02-27", 2},
		{"2032-02-28", "2031-02-28", "2032-02-28", 2},
		{"2032-02-29", "2032-02-29", "2033-02-27", 2},
	} {
		from, through, left := o.UseYear(inForce, day(c.day))
		require.Equal(t, [2]jst.Day{day(c.from), day(c.through)}, [2]jst.Day{from, through}, c.day)
		require.Equal(t, c.left, left, c.day)
	}
	o.Kind = options.Guarantee
	_, _, left := o.UseYear(inForce, day("2030-03-01"))
	require.Equal(t, 2, left)
}
