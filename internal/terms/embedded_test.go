package terms_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func TestEveryShippedVersionStatesEveryRule(t *testing.T) {
	for _, v := range terms.Embedded().Versions() {
		t.Run(v.Name, func(t *testing.T) {
			stated := v.Rules()
			require.Len(t, stated, len(terms.IDs()))
			for i, id := range terms.IDs() {
				require.True(t, v.Has(id), id)
				r := v.Rule(id)
				require.Equal(t, id, stated[i].ID)
				require.NotEmpty(t, r.JA, id)
				require.NotEmpty(t, r.EN, id)
				require.NotEmpty(t, r.Clause().Passage, id)
				require.NotEmpty(t, v.Cite(r.Clause()).JA, id)
			}
		})
	}
}

func TestIDsAreDistinct(t *testing.T) {
	seen := map[terms.ID]bool{}
	for _, id := range terms.IDs() {
		require.False(t, seen[id], id)
		seen[id] = true
	}
	require.Len(t, seen, 116)
}

func TestVersionInForce(t *testing.T) {
	book := terms.Embedded()
	change := time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC) // 1 April 00:00 in Japan
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), "2025-07-18"},
		{change.Add(-time.Second), "2025-07-18"},
		{change, "2026-04-01"},
		{change.Add(time.Second), "2026-04-01"},
		{time.Date(2026, 11, 1, 1, 0, 0, 0, time.UTC), "2026-04-01"},
	} {
		require.Equal(t, c.want, book.At(c.at).Name, c.at)
	}
}

func TestNamed(t *testing.T) {
	v, err := terms.Embedded().Named("2026-04-01")
	require.NoError(t, err)
	require.Equal(t, jst.MakeDay(2026, 4, 1), v.Effective)
	require.Equal(t, "2025-07-18", v.Amends)

	_, err = terms.Embedded().Named("2026-04-02")
	require.ErrorContains(t, err, `no version "2026-04-02" of the terms; there are 2025-07-18, 2026-04-01`)
}

// The figures as the rulebook states them, in both versions.
func TestFiguresAreTheRulebooks(t *testing.T) {
	price := func(included, excluded int64) terms.Price {
		return terms.Price{TaxIncluded: yen.Of(included), TaxExcluded: yen.Of(excluded)}
	}
	for _, v := range terms.Embedded().Versions() {
		for _, c := range []struct {
			rule      terms.ID
			got, want any
		}{
			{terms.C6, v.C6.YearEnd, []string{"12-29", "12-30", "12-31", "01-01", "01-02", "01-03"}},
			{terms.C8, v.C8.Months, 12},
			{terms.C9, v.C9.TaxPercent, 10},
			{terms.C12, v.Settle(), 12 * time.Hour},
			{terms.S1, v.S1.RefusedCards, []terms.CardKind{terms.DebitCard, terms.PrepaidCard}},
			{terms.S2, v.S2.Digits, 6},
			{terms.S2, v.CodeLife(), 30 * time.Minute},
			{terms.S2, v.S2.Tries, 5},
			{terms.S3, v.S3.SIMKinds, []terms.SIMKind{terms.DataSIM, terms.SMSSIM, terms.VoiceSIM}},
			{terms.S6, v.S6.Counting, 15},
			{terms.S6, v.S6.DaysRemaining, 7},
			{terms.S8, v.S8, jst.MonthlyWindow{
				Weekday: jst.Weekday(time.Sunday), Nth: 4, From: jst.MakeClock(23, 30), Until: jst.MakeClock(9, 0),
			}},
			{terms.S9, v.S9.WrongDates, 5},
			{terms.S10, v.S10.AuxiliaryMonths, 3},
			{terms.S10, len(v.S10.Documents), 8},
			{terms.S11, v.S11.MaxBytes, int64(5 << 20)},
			{terms.S11, v.S11.MaxFiles, 5},
			{terms.S11, v.S11.RecommendedBytes, int64(500 << 10)},
			{terms.S11, v.S11.Types, []string{"image/jpeg", "application/pdf"}},
			{terms.S12, v.S12.RemindWithin, 2},
			{terms.S12, v.S12.Within, 3},
			{terms.S13, v.S13.Within, 7},
			{terms.S15, v.S15.Reminders, []int{3, 7}},
			{terms.S15, v.S15.Within, 14},
			{terms.S17, v.S17.Exempt, []terms.SIMKind{terms.DataSIM, terms.SMSSIM}},
			{terms.S18, len(v.S18.Grounds), 8},
			{terms.P1, v.P1.Age, 18},
			{terms.P2, v.P2.Devices, 5},
			{terms.P2, v.P2.Compensated, 5},
			{terms.P3, v.P3.Parts, 24},
			{terms.P6, v.P6.WarrantyMonths, 12},
			{terms.P7, v.P7.Counting, 30},
			{terms.P9, v.P9.Months, 12},
			{terms.O1, v.O1.New, []terms.Price{price(418, 380), price(550, 500)}},
			{terms.O1, v.O1.Used, price(550, 500)},
			{terms.O4, v.O4.Uses, 2},
			{terms.O7, v.O7.Covered, []terms.Cause{
				terms.TotalLoss, terms.PartialDamage, terms.Water, terms.NaturalFailure,
			}},
			{terms.O7, len(v.O7.Exclusions[terms.NewDevice]), 20},
			{terms.O7, len(v.O7.Exclusions[terms.UsedDevice]), 27},
			{terms.N1, v.N1.Burdens, []terms.Price{price(5500, 5000), price(8800, 8000)}},
			{terms.N2, v.N2.Months, 12},
			{terms.N4, v.N4.Within, 14},
			{terms.N5, v.N5.Within, 14},
			{terms.N5, v.N5.Amount, yen.Of(40_000)},
			{terms.N5, v.N5.TaxClass, terms.NotTaxed},
			{terms.N5, v.N5.ReminderDaysBefore, []int{7, 2}},
			{terms.N5, v.N5.WaiverPersons, 2},
			{terms.N6, v.N6.Within, 2},
			{terms.U2, v.U2.Months, 24},
			{terms.U3, v.U3.TroubleWithin, 2},
			{terms.U4, v.U4.Within, 7},
			{terms.U5, v.U5.Within, 14},
			{terms.U6, v.U6.AskWithin, 7},
			{terms.U6, v.U6.Within, 14},
			{terms.U8, v.U8.Within, 7},
			{terms.U9, v.U9.FaultWithin, 7},
			{terms.U9, v.U9.ReturnWithin, 7},
			{terms.U12, v.U12.Reminders, []int{7, 14}},
			{terms.U12, v.U12.Within, 30},
			{terms.W1, v.W1.Fee, price(550, 500)},
			{terms.W1, v.W1.FromMonthAfter, 2},
			{terms.W3, v.W3.Within, 14},
			{terms.W3, v.W3.IMEIDigits, 15},
			{terms.W4, v.W4.FromMonthAfter, 1},
			{terms.W5, v.W5.Uses, 2},
			{terms.W6, v.W6.Exchange, []terms.Price{price(4400, 4000), price(8800, 8000)}},
			{terms.W6, v.W6.CODFee, yen.Of(330)},
			{terms.W7, v.W7.Limit, yen.Of(50_000)},
			{terms.W7, v.W7.TaxClass, terms.NotTaxed},
			{terms.W8, v.W8.Within, 2},
			{terms.W9, v.W9.SIMUsedWithinDays, 90},
			{terms.W9, v.W9.ReleasedWithinMonths, 24},
			{terms.W10, v.W10.NaturalFailureMonths, 36},
			{terms.K2, v.K2.Until, jst.MakeClock(20, 0)},
			{terms.K4, v.K4.ReminderDaysBefore, 3},
			{terms.K5, v.K5.ReturnWithin, 14},
			{terms.K6, v.K6.InvoiceYears, 7},
			{terms.I1, v.I1.Counting, 8},
			{terms.T2, v.T2.Counting, 30},
			{terms.T2, v.T2.ReminderDaysBefore, 3},
			{terms.B4, v.B4.FreeWithin, 10},
			{terms.B4, v.B4.Percent, decimal.RequireFromString("2")},
			{terms.B4, v.B4.FirstDays, 30},
			{terms.B4, v.B4.StepPercent, decimal.RequireFromString("1.5")},
			{terms.B4, v.B4.StepDays, 30},
			{terms.B4, v.B4.ConsumerYear, decimal.RequireFromString("14.6")},
			{terms.B5, v.B5.Times, 2},
			{terms.B6, v.B6.RetryDays, []int{3, 7}},
			{terms.B6, v.B6.SuspendWithin, 14},
			{terms.B6, v.B6.CureMonths, 2},
			{terms.G5, v.G5.Within, 14},
			{terms.G6, v.G6.NoticeDays, 14},
			{terms.G7, v.G7.CureMonths, 2},
			{terms.G8, v.G8.NoticeMonths, 3},
			{terms.V4, v.V4.Hours, 48},
			{terms.V4, v.V4.Price, yen.Of(160)},
			{terms.V4, v.V4.Monthly, yen.Of(8693)},
			{"house", v.House.ReminderAt, jst.MakeClock(9, 0)},
			{"contacts", v.Contacts.ReturnCentre.PostalCode, "143-0006"},
			{"contacts", v.Contacts.Support.Until, jst.MakeClock(19, 0)},
			{"contacts", v.Contacts.RepairReception.From, jst.MakeClock(10, 0)},
		} {
			require.Equal(t, c.want, c.got, "%s in %s", c.rule, v.Name)
		}
	}
}

func TestPrepaidPricesAreTheRulebooks(t *testing.T) {
	v := terms.Embedded().Versions()[0]
	var esim, threeInOne []string
	for _, p := range v.T1.ESIM {
		esim = append(esim, fmt.Sprintf("%d GB %s", p.GB, p.Price))
	}
	for _, p := range v.T1.ThreeInOne {
		threeInOne = append(threeInOne, fmt.Sprintf("%d GB %s (%s)", p.GB, p.Price, p.Retail))
	}
	require.Equal(t, "3 GB ¥2,480 · 6 GB ¥2,980 · 10 GB ¥3,280 · 15 GB ¥3,480 · 25 GB ¥4,580 · 35 GB ¥4,980 · 55 GB ¥5,780",
		strings.Join(esim, " · "), terms.T1)
	require.Equal(t, "3 GB ¥2,480 (¥2,030) · 6 GB ¥2,980 (¥2,440) · 10 GB ¥3,280 (¥2,680) · 15 GB ¥3,480 (¥2,840)",
		strings.Join(threeInOne, " · "), terms.T1)
}

func TestPlansHoldSIMs(t *testing.T) {
	v := terms.Embedded().Versions()[0]
	for plan, sims := range map[terms.Plan]int{terms.MinimumStart: 1, terms.LightStart: 1, terms.FamilyShare: 3} {
		p, ok := v.Plan(plan)
		require.True(t, ok, plan)
		require.Equal(t, sims, p.MaxSIMs, plan) // S-3
	}
	_, ok := v.Plan("other")
	require.False(t, ok)
}

// S-20: from 1 April 2026 the law asks for the chip; the operator's switch
// still offers document images on the web.
func TestMethodsOfProof(t *testing.T) {
	versions := terms.Embedded().Versions()
	old, chip := versions[0], versions[1]
	images := []terms.Method{terms.DocumentImages}
	require.Equal(t, images, old.ProofMethods(terms.Web, terms.VoiceSIM))
	require.Equal(t, images, old.ProofMethods(terms.App, terms.VoiceSIM))
	require.Equal(t, []terms.Method{terms.ICChip}, chip.S20.LawAsks[terms.VoiceSIM])
	require.Equal(t, []terms.Method{terms.ICChip}, chip.ProofMethods(terms.App, terms.VoiceSIM))
	require.ElementsMatch(t, []terms.Method{terms.ICChip, terms.DocumentImages},
		chip.ProofMethods(terms.Web, terms.VoiceSIM))
	require.Empty(t, chip.ProofMethods("shop", terms.VoiceSIM))
}

func TestDocuments(t *testing.T) {
	v := terms.Embedded().Versions()[0]
	passport, auxiliary, ok := v.Document(terms.JapanesePassport)
	require.True(t, ok && !auxiliary)
	require.True(t, passport.AuxiliaryForAddress) // S-10
	_, auxiliary, ok = v.Document(terms.ResidentRecord)
	require.True(t, ok && auxiliary)
	_, _, ok = v.Document("student_card")
	require.False(t, ok)
}

func TestExclusionGrounds(t *testing.T) {
	v := terms.Embedded().Versions()[1]
	require.True(t, v.Covers(terms.Water)) // O-7
	require.False(t, v.Covers(terms.Theft))
	g, ok := v.Exclusion(terms.NewDevice, "maker_warranty")
	require.True(t, ok)
	require.Equal(t, terms.N2, g.DecidedBy)
	require.Equal(t, "メーカ保証期間中に生じた自然故障", g.Clause)
	for class, grounds := range v.O7.Exclusions {
		ids := map[string]bool{}
		for _, g := range grounds {
			require.False(t, ids[g.ID], "%s %s", class, g.ID)
			ids[g.ID] = true
			// O-7: each is told in both languages, quotes its clause, and is picked by a desk or decided by a rule.
			require.NotEmpty(t, g.Clause, "%s %s", class, g.ID)
			require.True(t, strings.HasSuffix(g.JA, "ため"), "%s %s: %q goes before 、補償の対象になりません", class, g.ID, g.JA)
			require.True(t, strings.HasSuffix(g.EN, "."), "%s %s: %q is a sentence", class, g.ID, g.EN)
			if g.DecidedBy != "" {
				require.True(t, v.Has(g.DecidedBy), "%s %s is decided by %s", class, g.ID, g.DecidedBy)
				require.Contains(t, []terms.ID{terms.N2, terms.O8, terms.U2}, g.DecidedBy, "%s %s", class, g.ID)
			}
		}
	}
}

// The calendar's business days and use years are those the terms state.
func TestCalendarKeepsTheTerms(t *testing.T) {
	v := terms.Embedded().Versions()[0]
	calendar := jst.NewCalendar()
	for d := jst.MakeDay(2027, 12, 20); d.Before(jst.MakeDay(2028, 1, 10)); d = d.AddDays(1) {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		yearEnd := false
		for _, md := range v.C6.YearEnd {
			yearEnd = yearEnd || strings.HasSuffix(d.String(), md)
		}
		if !weekend && !jst.IsHoliday(d) {
			require.Equal(t, yearEnd, !calendar.IsBusinessDay(d), "C-6 %s", d)
		}
	}
	from, to := jst.UseYear(jst.MakeDay(2026, 11, 5), jst.MakeDay(2026, 12, 1))
	require.Equal(t, v.C8.Months, to.AddDays(1).Month().Sub(from.Month())) // C-8
}

func TestSettleAndSourcesRead(t *testing.T) {
	v := terms.Embedded().Versions()[0]
	require.Equal(t, "001, house", v.Rule(terms.N5).Source())
	require.Equal(t, terms.Text{JA: "契約約款 一般規程 第34条", EN: "General terms (第34条)"}, v.Cite(v.Rule(terms.B4).Clause()))
	require.Contains(t, v.Rule(terms.N5).Clause().Passage, "端末保守調定金として40,000円(不課税)")
	require.Equal(t, terms.Rule{ID: "X-1", Clauses: []terms.Clause{{}}}, v.Rule("X-1"))
}
