package casefile

import (
	"slices"
	"time"
)

// Progress is what a process goes by: where the case stands, and the instants
// at which its own steps are due.
type Progress struct {
	State string `json:"state"`
	// Steps is how many steps the case has had; a result with fewer is older.
	Steps  int   `json:"steps"`
	Closed bool  `json:"closed,omitempty"`
	Due    []Due `json:"due,omitempty"`
}

// Due is a step that time will ask for: the lapse of a deadline, or a reminder.
type Due struct {
	Name  string    `json:"name"`
	Lapse time.Time `json:"lapse,omitzero"` // of the deadline; zero for a reminder
	// At is when the step is due: the lapse, or when it is decided (C-12).
	At time.Time `json:"at"`
}

// Reminder is the name of the next reminder of a return of that kind.
func Reminder(kind string) string { return "reminder/" + kind }

// Progress gives the open deadlines and the next reminder of each return.
func (f *File) Progress() Progress {
	p := Progress{State: f.State, Steps: f.Steps, Closed: f.Closed}
	for _, d := range f.Deadlines {
		if d.Outcome == "" {
			p.Due = append(p.Due, Due{Name: d.Name, Lapse: d.Lapse, At: d.SettlesAt})
		}
	}
	for _, r := range f.Returns {
		if !r.Booked() && len(r.Reminders) > 0 {
			p.Due = append(p.Due, Due{Name: Reminder(r.Kind), At: r.Reminders[0]})
		}
	}
	return p
}

// Next is when the step of that name is due; zero while it is not.
func (p Progress) Next(name string) time.Time {
	if d, ok := p.Open(name); ok {
		return d.At
	}
	return time.Time{}
}

// Open is what is due under that name; false for nothing.
func (p Progress) Open(name string) (Due, bool) {
	i := slices.IndexFunc(p.Due, func(d Due) bool { return d.Name == name })
	if i < 0 {
		return Due{}, false
	}
	return p.Due[i], true
}

// Taken is how many steps the case has had.
func (p Progress) Taken() int { return p.Steps }

// Stands names the case's state.
func (p Progress) Stands() string { return p.State }
