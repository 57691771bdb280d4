package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/billing"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var (
	at     = jst.MakeDay(2026, time.November, 20).At(10, 0)
	v      = terms.Embedded().At(at)
	one    = journal.Actor{Role: "desk:support", ID: "tok_1"}
	two    = journal.Actor{Role: "desk:billing", ID: "tok_2"}
	charge = billing.Charge{
		ID: "chg_1", Case: "clm_1", Member: "mem_1", Rule: terms.N5, Kind: journal.Posted, Amount: yen.Of(40_000), Tax: terms.NotTaxed,
	}
	wish = billing.Waiver{ID: "wvr_1", Charge: "chg_1", Reason: "illness", AskedBy: one, AskedAt: at}
)

// B-9: only a charge that stands can be waived, for a reason of the list.
func TestAsk(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*billing.Charge, *billing.Waiver)
		code   string
	}{
		"stands":           {func(*billing.Charge, *billing.Waiver) {}, ""},
		"unknown reason":   {func(_ *billing.Charge, w *billing.Waiver) { w.Reason = "because" }, refusal.Invalid},
		"is a waiver":      {func(c *billing.Charge, _ *billing.Waiver) { c.Kind = journal.Waiver }, refusal.State},
		"waived before":    {func(c *billing.Charge, _ *billing.Waiver) { c.TakenBack = journal.Waiver }, refusal.State},
		"reversed already": {func(c *billing.Charge, _ *billing.Waiver) { c.TakenBack = journal.Reversal }, refusal.State},
	} {
		t.Run(name, func(t *testing.T) {
			ch, w := charge, wish
			c.change(&ch, &w)
			e, err := billing.Ask(v, ch, w)
			if c.code != "" {
				require.ErrorIs(t, err, &refusal.Error{Code: c.code, Rule: terms.B9})
				return
			}
			require.NoError(t, err)
			require.Equal(t, journal.DeskBilling, e.Tasks[0].Desk)
			require.Empty(t, e.Charges)
		})
	}
	for _, r := range billing.Reasons {
		w := wish
		w.Reason = r.ID
		_, err := billing.Ask(v, charge, w)
		require.NoError(t, err, r.ID)
	}
}

// N-5, B-9: another person decides; approved, a new entry takes the whole
// charge back under the charge's own rule, and the member is told.
func TestDecide(t *testing.T) {
	for _, approve := range []bool{true, false} {
		_, err := billing.Decide(v, charge, wish, billing.Decision{Approve: approve, At: at, Actor: one})
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.NeedsSecondPerson, Rule: terms.N5})
	}
	e, err := billing.Decide(v, charge, wish, billing.Decision{Approve: true, At: at, Actor: two})
	require.NoError(t, err)
	require.True(t, e.Ends)
	require.Equal(t, journal.Charge{
		Name: "waiver", Rule: terms.N5, Kind: journal.Waiver, Amount: yen.Of(-40_000), Tax: terms.NotTaxed, At: at, Cancels: "chg_1",
		Why: e.Charges[0].Why,
	}, e.Charges[0])
	require.Equal(t, letters.ChargeWaived{Case: "clm_1", Charge: "chg_1", ChargedUnder: terms.N5, Amount: yen.Of(40_000), WaivedAt: at}, e.Notices[0].Letter)

	e, err = billing.Decide(v, charge, wish, billing.Decision{At: at, Actor: two})
	require.NoError(t, err)
	require.Equal(t, "rejected", e.State)
	require.Empty(t, e.Charges)
	require.Empty(t, e.Notices)

	gone := charge
	gone.TakenBack = journal.Reversal
	_, err = billing.Decide(v, gone, wish, billing.Decision{Approve: true, At: at, Actor: two})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.State, Rule: terms.B9})
}
