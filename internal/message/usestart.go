package message

import (
	"strconv"
	"time"

	"kigen/internal/journal"
)

// UseStartCorrection is the process by which the use start day of an
// application's lines and device is corrected (C-13, S-19).
var UseStartCorrection = Process[UseStartCorrectionInput, UseStartCorrectionResult]{Name: "UseStartCorrection"}

// UseStartCorrectionID is the workflow ID: one correction a fact of an application.
func UseStartCorrectionID(application string, fact int) string {
	return "use-start-correction/" + application + "/" + strconv.Itoa(fact)
}

// UseStartCorrectionInput starts a UseStartCorrection.
type UseStartCorrectionInput struct {
	Application string `json:"application"`
	Clock       string `json:"clock,omitempty"` // the test clock it lives on
	DeliveryCorrection
}

// UseStartCorrectionResult is how a UseStartCorrection ended: "refused" or "corrected".
type UseStartCorrectionResult struct {
	State string `json:"state"`
}

// CorrectUseStart waits until the correction is recorded, and the registrations
// that hang on it are moved. One in other words than those under way is a conflict.
var CorrectUseStart = Update[DeliveryCorrection, None]{Name: "correct"}

// UseStartMoved are the guarantees whose registrations are to be told.
type UseStartMoved struct {
	Case       string        `json:"case"` // of the correction
	Member     string        `json:"member"`
	Guarantees []string      `json:"guarantees,omitempty"`
	At         time.Time     `json:"at"`
	Actor      journal.Actor `json:"actor"`
}
