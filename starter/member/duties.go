package member

import (
	"slices"
	"strings"

	"kigen/internal/jst"
	"kigen/starter/api"
)

// duty is whose business a deadline is.
type duty int

// The kinds of deadlines as a member meets them.
const (
	theirs  duty = iota // the carrier's own
	toSend              // something of the member's is to arrive by then
	toDo                // the member does something by then
	mayTell             // the member may tell of a fault until then
	comes               // it comes about by itself
)

// duties are by the name of the deadline, without the number of the device or
// SIM that it is about.
var duties = map[string]duty{
	"old-device-back": toSend, "equipment-back": toSend, "device-in": toSend, "device-after-loaner": toSend,
	"device-or-loaner-back": toSend, "loaner-asked-back": toSend, "loaner-back": toSend, "exchange-device-back": toSend,
	"guarantee-device-in": toSend, "guarantee-agreement-in": toSend, "guarantee-loaner-back": toSend, "guarantee-faulty-back": toSend,

	"proof-of-identity": toDo, "new-mnp-number": toDo, "device-registered": toDo,

	"withdrawal": mayTell, "replacement-checked": mayTell, "loaner-trouble": mayTell, "recurrence": mayTell,
	"exchange-check": mayTell, "guarantee-exchange-checked": mayTell,

	"effect": comes, "option-ends": comes, "mnp-number": comes,
}

func dutyOf(name string) duty { return duties[strings.TrimRight(name, "-0123456789")] }

// openOf are the open deadlines of a case that are the member's, the earliest first.
func openOf(deadlines []api.Deadline, kinds ...duty) []api.Deadline {
	var list []api.Deadline
	for _, d := range deadlines {
		if d.Outcome == "open" && slices.Contains(kinds, dutyOf(d.Name)) {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b api.Deadline) int { return a.Lapse.Compare(b.Lapse) })
	return list
}

// dueDay is the last good day of a deadline, or its instant where it has none.
func (v *visit) dueDay(d api.Deadline) string {
	if day, err := jst.ParseDay(d.LastGoodDay); err == nil {
		return v.T(v.Day(day)+"まで", "by "+v.Day(day))
	}
	return v.T(v.Instant(d.Lapse)+"まで", "before "+v.Instant(d.Lapse))
}
