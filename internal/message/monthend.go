package message

import (
	"fmt"
	"time"

	"kigen/internal/jst"
)

// MonthEnd is the process that commits a month's shared steps for all cases.
var MonthEnd = Process[MonthEndInput, MonthEndResult]{Name: "MonthEnd"}

// MonthEndID is the workflow ID of a month's MonthEnd; clock is the test clock
// whose cases it serves, empty in production.
func MonthEndID(clock string, month jst.Month) string {
	if clock == "" {
		return fmt.Sprintf("month-end/%s", month)
	}
	return fmt.Sprintf("month-end/%s/%s", clock, month)
}

// MonthEndInput starts a MonthEnd. Without a month it is the month in which
// the process starts.
type MonthEndInput struct {
	Month jst.Month `json:"month,omitzero"`
	Clock string    `json:"clock,omitempty"`
}

// MonthEndResult counts the cases whose step the batches committed.
type MonthEndResult struct {
	Reminded int `json:"reminded"`
	CutOff   int `json:"cut_off"`
	Effected int `json:"effected"`
	// OptionsEnded are cancelled options (O-3, W-1).
	OptionsEnded int `json:"options_ended,omitempty"`
}

// MonthPlan is the month's shared instants.
type MonthPlan struct {
	Case     string    `json:"case"`
	RemindAt time.Time `json:"remind_at"`  // K-4
	CutOffAt time.Time `json:"cut_off_at"` // K-2
	EffectAt time.Time `json:"effect_at"`  // K-1, C-7
}
