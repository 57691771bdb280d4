package casefile

// Diagram is the states of a process and the steps that lead from one to the
// other, as data: the documentation draws it, and what scenarios play is checked
// against it. A step that leaves the state as it is needs no transition.
type Diagram struct {
	Process     string // its name: "Repair"
	Kind        string // of its cases: "repair"
	Transitions []Transition
}

// Transition is a change of state. From is empty for the step that opens a
// case; Step is the step's name up to its first slash.
type Transition struct {
	From, Step, To string
}
