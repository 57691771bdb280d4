package terms

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"kigen/internal/yen"
)

// contradictions are figures that cannot stand together, or that no rule can
// be applied with. Lines are those of this version's own file.
func (v *Version) contradictions() Problems {
	c := contradictions{v: v}
	c.positive("C-12.figures.settle_hours", v.C12.SettleHours)
	c.positive("S-2.figures.digits", v.S2.Digits)
	c.positive("S-2.figures.tries", v.S2.Tries)
	c.before("S-12.figures.remind_within", []int{v.S12.RemindWithin}, v.S12.Within)
	c.before("S-15.figures.reminders", v.S15.Reminders, v.S15.Within)
	c.before("S-6.figures.days_remaining", []int{v.S6.DaysRemaining}, v.S6.Counting)
	if v.S8.Nth < 1 || v.S8.Nth > 5 {
		c.report("S-8.figures.nth", "must be 1 to 5, is %d", v.S8.Nth)
	}
	if v.S11.RecommendedBytes > v.S11.MaxBytes {
		c.report("S-11.figures.recommended_bytes", "is more than max_bytes")
	}
	c.proof()
	c.before("N-5.figures.reminder_days_before", v.N5.ReminderDaysBefore, v.N5.Within)
	c.before("U-6.figures.ask_within", []int{v.U6.AskWithin}, v.U6.Within)
	c.before("U-12.figures.reminders", v.U12.Reminders, v.U12.Within)
	c.before("W-3.figures.reminder_days_before", v.W3.ReminderDaysBefore, v.W3.Within)
	c.before("W-11.figures.device_reminders", v.W11.DeviceReminders, v.W11.DeviceWithin)
	c.before("T-2.figures.reminder_days_before", []int{v.T2.ReminderDaysBefore}, v.T2.Counting)
	if len(v.N1.Burdens) != v.O4.Uses {
		c.report("N-1.figures.burdens", "has %d amounts, but O-4 grants %d uses", len(v.N1.Burdens), v.O4.Uses)
	}
	if len(v.W6.Exchange) != v.W5.Uses || len(v.W6.Repair) != v.W5.Uses {
		c.report("W-6.figures.exchange", "repair and exchange need an amount for each of the %d uses of W-5", v.W5.Uses)
	}
	c.prices("O-1.figures.new", v.O1.New...)
	c.prices("O-1.figures.used", v.O1.Used)
	c.prices("N-1.figures.burdens", v.N1.Burdens...)
	c.prices("W-1.figures.fee", v.W1.Fee)
	c.prices("W-6.figures.exchange", v.W6.Exchange...)
	return c.problems
}

type contradictions struct {
	v        *Version
	problems Problems
}

func (c *contradictions) report(path, format string, args ...any) {
	path = "rules." + path
	c.problems = append(c.problems, Problem{
		File: c.v.file, Line: max(c.v.lines[path], 1), Path: path, Message: fmt.Sprintf(format, args...),
	})
}

func (c *contradictions) positive(path string, n int) {
	if n < 1 {
		c.report(path, "must be 1 at least")
	}
}

// before reports days of reminders that do not come before the end of the period.
func (c *contradictions) before(path string, days []int, within int) {
	for _, d := range days {
		if d >= within {
			c.report(path, "%d is not less than the period of %d", d, within)
		}
	}
}

// prices reports amounts whose two sides do not belong together (C-9).
func (c *contradictions) prices(path string, prices ...Price) {
	rate := decimal.NewFromInt(int64(c.v.C9.TaxPercent))
	for _, p := range prices {
		if want := p.TaxExcluded.Add(yen.Percent(p.TaxExcluded, rate)); p.TaxIncluded != want {
			c.report(path, "%s without tax is %s with %d %% tax, not %s",
				p.TaxExcluded, want, c.v.C9.TaxPercent, p.TaxIncluded)
		}
	}
}

// proof reports SIM kinds and channels that S-20 leaves out.
func (c *contradictions) proof() {
	for _, kind := range c.v.S3.SIMKinds {
		if _, ok := c.v.S20.Methods[kind]; !ok {
			c.report("S-20.figures.methods", "says nothing of SIM kind %s", kind)
		}
	}
	offered := slices.ContainsFunc([]Channel{Web, App}, func(ch Channel) bool {
		return len(c.v.ProofMethods(ch, VoiceSIM)) > 0
	})
	if !offered {
		c.report("S-20.figures.channels", "no channel offers a method that is accepted for voice SIMs")
	}
}
