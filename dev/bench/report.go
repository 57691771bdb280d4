package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Report is what one run measured. Absolute figures drift with the machine; its ratios are what counts.
type Report struct {
	Began    time.Time     `json:"began"`
	Took     time.Duration `json:"took_ns"`
	Quick    bool          `json:"quick"`
	Cores    int           `json:"cores"`
	Measures []Measure     `json:"measures"`
}

// Measure is one figure beside its floor.
type Measure struct {
	Goal string  `json:"goal"` // "F-1"
	Name string  `json:"name"`
	Unit string  `json:"unit"`
	Ours float64 `json:"ours"`
	// Floor is what ours is compared with; zero where the target is absolute.
	Floor float64 `json:"floor,omitzero"`
	// Ratio is ours by floor.
	Ratio float64 `json:"ratio,omitzero"`
	// Target is empty for a figure that is only told.
	Target string `json:"target,omitempty"`
	Met    bool   `json:"met"`
	// Failure is why there is no figure.
	Failure string `json:"failure,omitempty"`
	// Note says how the figure came about where it isn't plain.
	Note string `json:"note,omitempty"`
}

// atMost is met where ours is no more than limit times the floor.
func atMost(goal, name, unit string, ours, floor, limit float64) Measure {
	m := beside(goal, name, unit, ours, floor)
	m.Target, m.Met = "≤ "+number(limit)+" ×", floor > 0 && m.Ratio <= limit
	return m
}

// atLeast is met where ours is no less than limit times the floor.
func atLeast(goal, name, unit string, ours, floor, limit float64) Measure {
	m := beside(goal, name, unit, ours, floor)
	m.Target, m.Met = "≥ "+number(limit)+" ×", floor > 0 && m.Ratio >= limit
	return m
}

// below is met where ours is under limit, whatever the floor.
func below(goal, name, unit string, ours, limit float64) Measure {
	return Measure{Goal: goal, Name: name, Unit: unit, Ours: ours, Target: "< " + number(limit), Met: ours < limit}
}

// exactly is met where ours is want.
func exactly(goal, name, unit string, ours, want float64) Measure {
	return Measure{Goal: goal, Name: name, Unit: unit, Ours: ours, Target: "= " + number(want), Met: ours == want}
}

// beside is told without a target.
func beside(goal, name, unit string, ours, floor float64) Measure {
	m := Measure{Goal: goal, Name: name, Unit: unit, Ours: ours, Floor: floor, Met: true}
	if floor != 0 {
		m.Ratio = ours / floor
	}
	return m
}

func (m Measure) noted(format string, args ...any) Measure {
	m.Note = fmt.Sprintf(format, args...)
	return m
}

// Missed lists the goals that the run did not meet or could not measure.
func (r *Report) Missed() []Measure {
	var missed []Measure
	for _, m := range r.Measures {
		if !m.Met {
			missed = append(missed, m)
		}
	}
	return missed
}

// Print writes the table, and under it what needs saying about single figures.
func (r *Report) Print(w io.Writer) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"Goal", "Measure", "Ours", "Floor", "Ratio", "Target", "Met"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 3, Align: text.AlignRight}, {Number: 4, Align: text.AlignRight}, {Number: 5, Align: text.AlignRight},
	})
	var notes []string
	goal := ""
	for _, m := range r.Measures {
		if goal != "" && goal != m.Goal {
			t.AppendSeparator()
		}
		goal = m.Goal
		name := m.Name
		if note := m.Failure + m.Note; note != "" {
			notes = append(notes, note)
			name += " [" + strconv.Itoa(len(notes)) + "]"
		}
		t.AppendRow(table.Row{m.Goal, name, m.figure(m.Ours), m.figure(m.Floor), m.ratio(), m.Target, m.verdict()})
	}
	t.Render()
	for i, note := range notes {
		fmt.Fprintf(w, "[%d] %s\n", i+1, note)
	}
	fmt.Fprintf(w, "%d figures, %d goals missed, %s on %d cores. Only ratios taken in one run count.\n",
		len(r.Measures), len(r.Missed()), r.Took.Round(time.Second), r.Cores)
}

func (m Measure) figure(v float64) string {
	if m.Failure != "" || v == 0 && m.Ours != 0 {
		return ""
	}
	return number(v) + " " + m.Unit
}

func (m Measure) ratio() string {
	if m.Ratio == 0 {
		return ""
	}
	return number(m.Ratio)
}

func (m Measure) verdict() string {
	switch {
	case m.Failure != "":
		return "not measured"
	case m.Target == "":
		return ""
	case m.Met:
		return "yes"
	}
	return "NO"
}

// number shows three significant digits.
func number(v float64) string {
	switch a := max(v, -v); {
	case a == float64(int64(a)) || a >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 0.1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// WriteJSON writes the report to a file.
func (r *Report) WriteJSON(file string) error {
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(content, '\n'), 0o644)
}
