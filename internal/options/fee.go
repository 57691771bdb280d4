package options

import (
	"kigen/internal/guarantee"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// FeeOf is what an option costs in a month, tax included; zero in a month in
// which it costs nothing.
//
// The compensation option (O-3) is paid by days in its first month, from its
// first day through the last day of the month, and in full in every other one,
// that of its cancellation too; one that is cancelled in its first month runs
// to that month's end and is paid by the same days (B-2, C-9). The guarantee
// (W-1) is paid in full from the second month after the month of its use start
// on, through that of its cancellation.
func FeeOf(t *terms.Version, o Option, month jst.Month) yen.Amount {
	if o.StartedOn.IsZero() || month.IsZero() || !o.EndsAt.IsZero() && !month.Start().Before(o.EndsAt) {
		return 0
	}
	if o.Kind == Guarantee {
		if month.Before(guarantee.FeeFrom(t, o.StartedOn)) {
			return 0
		}
		return t.W1.Fee.TaxIncluded
	}
	switch first := o.StartedOn.Month(); {
	case month.Before(first):
		return 0
	case month == first:
		return yen.Prorate(o.Fee, month.Last().Sub(o.StartedOn)+1, month.Days())
	}
	return o.Fee
}
