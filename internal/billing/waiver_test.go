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
		ID: "chg_1", Case: "clm_1", Member: "mem_1", Name: "non-return", Rule: terms.N5, Kind: journal.Posted, Amount: yen.Of(40_000), Tax: terms.NotTaxed,
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
	require.Equal(t, letters.ChargeWaived{Case: "clm_1", Charge: "chg_1", What: "non-return", ChargedUnder: terms.N5, Amount: yen.Of(40_000), WaivedAt: at}, e.Notices[0].Letter)

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

// B-9, N-5: any charge that a rule posts can be let go by two people, whatever
// its case, rule or tax; the letter names it.
func TestEveryChargeCanBeWaived(t *testing.T) {
	for _, c := range []struct {
		name, caseID string
		rule         terms.ID
		amount       yen.Amount
		tax          terms.TaxClass
	}{
		{"replacement-burden", "clm_1", terms.N1, 5_500, terms.Taxed},
		{"non-return", "clm_1", terms.N5, 40_000, terms.NotTaxed},
		{"unreceived-repair", "rpr_1", terms.U1, 13_200, terms.Taxed},
		{"loaner-price", "rpr_1", terms.U5, 22_000, terms.NotTaxed},
		{"loaner-price", "rpr_1", terms.U6, 22_000, terms.NotTaxed},
		{"loaner-damage", "rpr_1", terms.U7, 8_800, terms.NotTaxed},
		{"exchange-price", "rpr_1", terms.U9, 33_000, terms.NotTaxed},
		{"guarantee-exchange", "gcl_1", terms.W6, 8_800, terms.Taxed},
		{"cod-fee", "gcl_1", terms.W6, 330, terms.Taxed},
		{"guarantee-excess", "gcl_1", terms.W7, 1, terms.NotTaxed},
	} {
		t.Run(c.name+" "+string(c.rule), func(t *testing.T) {
			require.Contains(t, letters.ChargeNames(), c.name)
			posted := billing.Charge{
				ID: "chg_1", Case: c.caseID, Member: "mem_1", Name: c.name, Rule: c.rule, Kind: journal.Posted, Amount: c.amount, Tax: c.tax,
			}
			asked, err := billing.Ask(v, posted, wish)
			require.NoError(t, err)
			require.Equal(t, c.rule, asked.Facts["charged_under"])
			_, err = billing.Decide(v, posted, wish, billing.Decision{Approve: true, At: at, Actor: one})
			require.ErrorIs(t, err, &refusal.Error{Code: refusal.NeedsSecondPerson, Rule: terms.N5})
			e, err := billing.Decide(v, posted, wish, billing.Decision{Approve: true, At: at, Actor: two})
			require.NoError(t, err)
			require.Equal(t, []any{c.rule, journal.Waiver, c.amount.Neg(), c.tax, "chg_1"},
				[]any{e.Charges[0].Rule, e.Charges[0].Kind, e.Charges[0].Amount, e.Charges[0].Tax, e.Charges[0].Cancels})
			letter := e.Notices[0].Letter.(letters.ChargeWaived)
			require.Equal(t, []any{c.name, c.rule, c.caseID}, []any{letter.What, letter.ChargedUnder, letter.Case})
		})
	}
}
