package lines_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/lines"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

func instant(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, jst.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func reserve(t require.TestingT, at time.Time) (journal.Entry, lines.Reservation) {
	e, r, err := lines.Reserve(terms.Embedded().At(at), lines.Line{ID: "lin_1"},
		lines.Request{Case: "can_1", Line: "lin_1", Channel: "member_page", ReceivedAt: at})
	require.NoError(t, err)
	return e, r
}

// K-1, K-2, K-4, C-7: the effect, the cut-off and the reminder of requests in
// months of 28, 29, 30 and 31 days and at a month's very edges.
func TestReserve(t *testing.T) {
	for _, c := range []struct{ received, remind, cutOff, effect string }{
		{"2026-02-10 09:00:00", "2026-02-26 09:00:00", "2026-02-28 20:00:00", "2026-03-01 00:00:00"},
		{"2028-02-10 09:00:00", "2028-02-27 09:00:00", "2028-02-29 20:00:00", "2028-03-01 00:00:00"},
		{"2026-11-10 09:00:00", "2026-11-28 09:00:00", "2026-11-30 20:00:00", "2026-12-01 00:00:00"},
		{"2026-12-10 09:00:00", "2026-12-29 09:00:00", "2026-12-31 20:00:00", "2027-01-01 00:00:00"},
		{"2026-11-01 00:00:00", "2026-11-28 09:00:00", "2026-11-30 20:00:00", "2026-12-01 00:00:00"},
		{"2026-10-31 23:59:59", "", "2026-10-31 20:00:00", "2026-11-01 00:00:00"},
		{"2026-11-28 08:59:59", "2026-11-28 09:00:00", "2026-11-30 20:00:00", "2026-12-01 00:00:00"},
		{"2026-11-28 09:00:00", "", "2026-11-30 20:00:00", "2026-12-01 00:00:00"},
	} {
		t.Run(c.received, func(t *testing.T) {
			e, r := reserve(t, instant(c.received))
			require.True(t, r.EffectAt.Equal(instant(c.effect)), r.EffectAt)
			require.True(t, r.WithdrawUntil.Equal(instant(c.cutOff)), r.WithdrawUntil)
			require.Equal(t, c.remind == "", r.RemindAt.IsZero())
			if c.remind != "" {
				require.True(t, r.RemindAt.Equal(instant(c.remind)), r.RemindAt)
			}
			require.Equal(t, "cancellation-confirmed", e.Notices[0].Letter.Template())
		})
	}
}

// K-2, C-5: one second before 20:00 is in time, 20:00 is late.
func TestWithdrawAtTheCutOff(t *testing.T) {
	at := instant("2026-11-10 09:00:00")
	_, r := reserve(t, at)
	version := terms.Embedded().At(at)
	e, err := lines.Withdraw(version, "can_1", lines.Line{ID: "lin_1"}, r, false, r.WithdrawUntil.Add(-time.Second), journal.Actor{Role: "member"})
	require.NoError(t, err)
	require.True(t, e.Ends)

	_, err = lines.Withdraw(version, "can_1", lines.Line{ID: "lin_1"}, r, false, r.WithdrawUntil, journal.Actor{Role: "member"})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.TooLate, Rule: terms.K2})
}

// K-1 holds for every second: the effect is the first instant of the next
// month, and the cut-off lies four hours before it.
func TestReserveIsMonthEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := instant("2025-08-01 00:00:00").Add(time.Duration(rapid.IntRange(0, 10*365*24*3600).Draw(t, "second")) * time.Second)
		_, r := reserve(t, at)
		require.True(t, r.EffectAt.After(at))
		require.Equal(t, 1, jst.DayOf(r.EffectAt).DayOfMonth())
		require.Equal(t, jst.MonthOf(at).Next(), jst.MonthOf(r.EffectAt))
		require.Equal(t, 4*time.Hour, r.EffectAt.Sub(r.WithdrawUntil))
		require.Equal(t, at.Before(r.WithdrawUntil), r.Withdrawable)
	})
}

// K-3, K-5: an unknown channel and an ended line are refused.
func TestReserveRefuses(t *testing.T) {
	at := instant("2026-11-10 09:00:00")
	version := terms.Embedded().At(at)
	_, _, err := lines.Reserve(version, lines.Line{ID: "lin_1"}, lines.Request{Line: "lin_1", Channel: "app_removed", ReceivedAt: at})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Invalid, Rule: terms.K3})
	_, _, err = lines.Reserve(version, lines.Line{ID: "lin_1", EndedAt: at}, lines.Request{Line: "lin_1", Channel: "member_page", ReceivedAt: at})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.State, Rule: terms.K5})
}

// K-5, C-2, C-12: equipment is due within 14 days of the day of the effect and
// settled twelve hours after the lapse; without equipment the case ends.
func TestEffect(t *testing.T) {
	at := instant("2026-11-10 09:00:00")
	_, r := reserve(t, at)
	version := terms.Embedded().At(r.EffectAt)
	e, done := lines.Effect(version, "can_1", "slip_1", lines.Line{ID: "lin_1", Equipment: []string{"sim_card"}}, r)
	require.False(t, e.Ends)
	require.True(t, done.EquipmentLapse.Equal(instant("2026-12-16 00:00:00")))
	require.True(t, done.EquipmentSettlesAt.Equal(instant("2026-12-16 12:00:00")))
	require.True(t, e.At.Equal(r.EffectAt))

	e, done = lines.Effect(version, "can_1", "", lines.Line{ID: "lin_1"}, r)
	require.True(t, e.Ends)
	require.Equal(t, lines.Effected{}, done)
}

// K-5, C-11, C-12: the centre's date decides, to the second, and so does the
// report at the end of the 12 hours.
func TestEquipmentIsBack(t *testing.T) {
	lapse := instant("2026-12-16 00:00:00")
	settles := lapse.Add(12 * time.Hour)
	e := lines.Effected{EquipmentLapse: lapse, EquipmentSettlesAt: settles}
	require.True(t, e.Back(lapse.Add(-time.Second), settles))
	require.False(t, e.Back(lapse.Add(-time.Second), settles.Add(time.Second)))
	require.False(t, e.Back(lapse, lapse))
}
