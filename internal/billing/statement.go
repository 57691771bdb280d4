package billing

import (
	"fmt"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Posting is an entry of a member's account as a statement counts it: a charge,
// or what takes one back.
type Posting struct {
	Amount yen.Amount // negative where it takes a charge back
	Tax    terms.TaxClass
	At     time.Time // the instant it arose, which says whose month it is
}

// Statement (請求明細) sums up the charges of a member that arose in a calendar
// month, and what took charges back in it (P-9). Monthly fees and instalments
// are no part of it until billing posts them. It is no receipt.
type Statement struct {
	Month jst.Month
	// Taxable is the tax-included total, Tax the tax inside it: cut off once,
	// not line by line (C-9).
	Taxable yen.Amount
	Tax     yen.Amount
	// Untaxed is the 不課税 total.
	Untaxed yen.Amount
}

// Total is what the month comes to.
func (s Statement) Total() yen.Amount { return s.Taxable.Add(s.Untaxed) }

// SumUp makes the statement of a month out of those of the postings that arose
// in it.
func SumUp(t *terms.Version, month jst.Month, postings []Posting) Statement {
	s := Statement{Month: month}
	for _, p := range postings {
		switch {
		case !month.Holds(p.At):
		case p.Tax == terms.Taxed:
			s.Taxable = s.Taxable.Add(p.Amount)
		default:
			s.Untaxed = s.Untaxed.Add(p.Amount)
		}
	}
	s.Tax = yen.TaxInside(s.Taxable, t.C9.TaxPercent)
	return s
}

// StatementMonths are the months whose statements can be seen at an instant,
// the newest first: the current one, as far as it has come, and as many before
// it as P-9 says; none before the month in which the member joined.
func StatementMonths(t *terms.Version, joined, at time.Time) []jst.Month {
	var months []jst.Month
	current, first := jst.MonthOf(at), jst.MonthOf(joined)
	for m := current; current.Sub(m) <= t.P9.Months && !m.Before(first); m = m.Previous() {
		months = append(months, m)
	}
	return months
}

// MayRead refuses the statement of a month that has not begun (too_early), and
// of one more than the months of P-9 before the current one (too_old): in
// November 2026 that of November 2025 can be seen, that of October 2025 not.
func MayRead(t *terms.Version, month jst.Month, at time.Time) error {
	current := jst.MonthOf(at)
	switch {
	case month.After(current):
		return refusal.New(refusal.TooEarly, terms.P9,
			month.JA()+"の請求明細は、まだございません。", "There is no statement of "+month.EN()+" yet.")
	case current.Sub(month) > t.P9.Months:
		oldest := current.AddMonths(-t.P9.Months)
		return refusal.New(refusal.TooOld, terms.P9,
			fmt.Sprintf("請求明細は、過去%dか月分（%s以降）をご覧いただけます。それより前の分はご覧いただけません。", t.P9.Months, oldest.JA()),
			fmt.Sprintf("Statements can be seen for the past %d months, from %s on; older ones not.", t.P9.Months, oldest.EN()))
	}
	return nil
}
