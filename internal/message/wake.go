package message

import "time"

// Wakes is the query that every process answers with the instants it waits for.
const Wakes = "wakes"

// Telling is the name of a wake without an instant: the process waits until
// another one has taken in what it tells it, and is not at rest. The engine does
// not show that.
const Telling = "telling"

// Wake is an instant that a process waits for.
type Wake struct {
	// Name is the deadline's or the reminder's: "old-device-back".
	Name string `json:"name"`
	// At is the business instant that the wake stands for: a lapse, 09:00 of a
	// reminder's day, the hour at which a case is settled (C-12).
	At time.Time `json:"at"`
	// FireAt is when the timer fires, in business time: At, and the minutes left
	// for commands in flight and for spreading the herd.
	FireAt time.Time `json:"fire_at"`
	// Timer is FireAt on the engine's own time, which differs on a test clock.
	Timer time.Time `json:"timer"`
}
