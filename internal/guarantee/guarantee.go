// Package guarantee holds the rules of the Connected Device Guarantee
// (つながる端末保証, W): an option of a line that covers one device of the
// member, which is registered after the line's start; and the claims for it.
package guarantee

import (
	"slices"
	"strconv"
	"time"

	"kigen/internal/devices"
	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Guarantee is the option of a line as it stands.
type Guarantee struct {
	Option string // its ID
	Member string
	Line   string
	// AppliedOn is the day of the sign-up (W-2), UseStart that of the line's
	// use, on which the option starts (W-3, C-8).
	AppliedOn jst.Day
	UseStart  jst.Day
	// Device is the covered one; nil until it is registered (W-3).
	Device       *Device
	RegisteredAt time.Time
	// Reminders of the registration that are still to go out, the earliest first.
	Reminders []time.Time
	// LapsedAt is when it ended because no device was registered (W-3).
	LapsedAt time.Time
	// EndsAt is when it ends with its line (K-5) or on its own (W-1): a month
	// end; zero while nobody has cancelled.
	EndsAt    time.Time
	Uses      []devices.Use // all that were consumed, of every use year (W-5)
	OpenClaim string        // the claim that is open, empty for none
	// OpenExchange is the exchange of its device as a used one that malfunctions
	// (P-7), while that is under way; empty for none.
	OpenExchange string
}

// Device is a device with what the conditions of W-9 and W-10 ask of it.
type Device struct {
	devices.Device
	OS         string  // android, ios, windows or router
	ReleasedOn jst.Day // by its maker
	// UsedOn is the last day on which the network saw the line's SIM in it;
	// none where it never did.
	UsedOn jst.Day
}

func (d Device) letter() letters.Device { return letters.Device{Model: d.Name, Colour: d.Colour} }

// OptionOf is the ID of the guarantee of a line.
func OptionOf(line string) string { return ids.Derived("opt", line, devices.ConnectedGuarantee) }

// ClaimsFrom is the instant from which claims are received: the 1st of a month
// after that of the use start (W-4).
func ClaimsFrom(t *terms.Version, useStart jst.Day) time.Time {
	return useStart.Month().AddMonths(t.W4.FromMonthAfter).Start()
}

// FeeFrom is the first month with a fee (W-1).
func FeeFrom(t *terms.Version, useStart jst.Day) jst.Month {
	return useStart.Month().AddMonths(t.W1.FromMonthAfter)
}

// Runs tells whether the option covers at an instant.
func (g Guarantee) Runs(at time.Time) bool {
	return g.LapsedAt.IsZero() && (g.EndsAt.IsZero() || at.Before(g.EndsAt))
}

// Year is the use year that holds a day, with the uses consumed in it (W-5, C-8).
type Year struct {
	From, Through jst.Day
	Used          int
}

// YearOf gives the use year of a day.
func (g Guarantee) YearOf(day jst.Day) Year {
	var y Year
	y.From, y.Through = jst.UseYear(g.UseStart, day)
	for _, u := range g.Uses {
		if u.YearFrom == y.From {
			y.Used++
		}
	}
	return y
}

// NaturalThrough is the last day on which a natural failure is covered: C-4
// from the maker's release (W-10).
func NaturalThrough(t *terms.Version, releasedOn jst.Day) jst.Day {
	return jst.Months(releasedOn, t.W10.NaturalFailureMonths).LastGoodDay
}

// RepairOnly tells whether devices of that OS are repaired and never exchanged (W-6).
func RepairOnly(t *terms.Version, os string) bool {
	return slices.ContainsFunc(t.W6.RepairOnly, func(i terms.Item) bool { return i.ID == os })
}

func notCovered(rule terms.ID, ja, en string) *refusal.Error {
	return refusal.New(refusal.NotCovered, rule, ja, en)
}

// wrongState refuses an act that has no meaning where the case stands.
func wrongState(rule terms.ID, ja, en string) *refusal.Error {
	return refusal.New(refusal.State, rule, ja, en)
}

func itoa(n int) string { return strconv.Itoa(n) }
