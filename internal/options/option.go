// Package options holds the rules of the options of a device that are paid by
// the month and cancelled on their own: 端末補償オプション (O) and つながる端末保証 (W).
package options

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Kind is which of the two options it is.
type Kind string

// Kinds of options.
const (
	Compensation Kind = "compensation" // 端末補償オプション (O)
	Guarantee    Kind = "guarantee"    // つながる端末保証 (W)
)

// Option is what the rules need to know of an option.
type Option struct {
	ID     string
	Kind   Kind
	Member string
	Line   string // the line of its device, or the line it is on; empty for none
	Device string // the device it covers; empty while none is registered (W-3)
	Name   letters.Device
	// Fee is the monthly fee, tax included, as it was when the option was
	// ordered (O-1); zero for a guarantee, whose fee is the terms' (W-1).
	Fee yen.Amount
	// StartedOn is the use start day, none before it.
	StartedOn jst.Day
	// CancelledOn is the day of its cancellation; none while it goes on.
	CancelledOn jst.Day
	// EndsAt is the first instant at which it no longer runs, zero while it goes on.
	EndsAt time.Time
	// UsedIn are the first days of the use years of its uses, one for each use (C-8).
	UsedIn []jst.Day
	// OpenClaims are the claims under it that are still being dealt with.
	OpenClaims []string
}

// Running tells whether it covers its device at an instant.
func (o Option) Running(at time.Time) bool {
	return !o.StartedOn.IsZero() && !at.Before(o.StartedOn.Start()) && (o.EndsAt.IsZero() || at.Before(o.EndsAt))
}

// LastDay is its last day and the last on which a claim is received (O-3, O-8);
// none while it goes on.
func (o Option) LastDay() jst.Day {
	if o.EndsAt.IsZero() {
		return jst.Day{}
	}
	return jst.DayOf(o.EndsAt).AddDays(-1)
}

// Subject is what a case about the option is about: its device, or its line
// while it has none.
func (o Option) Subject() string {
	if o.Device != "" {
		return o.Device
	}
	return o.Line
}

// UseYear is the use year that holds a day, and how many uses are left of it (O-4, W-5, C-8).
func (o Option) UseYear(t *terms.Version, day jst.Day) (from, through jst.Day, left int) {
	from, through = jst.UseYear(o.StartedOn, day)
	left = t.O4.Uses
	if o.Kind == Guarantee {
		left = t.W5.Uses
	}
	for _, year := range o.UsedIn {
		if year == from {
			left--
		}
	}
	return from, through, max(left, 0)
}

// endedUnder is the rule by which the option ends at month end.
func (k Kind) endedUnder() terms.ID {
	if k == Guarantee {
		return terms.W1
	}
	return terms.O3
}
