package rehearsal

import (
	"strings"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

// entrance is how a process comes on stage.
type entrance struct {
	workflow string // its ID
	process  string
	in       any
}

// noCourse refuses what is done at once or for all cases together.
var noCourse = refusal.New(refusal.NotOffered, "",
	"この種類の案件は予行できません。", "Cases of this kind can't be rehearsed.")

// whereItStands is how the process of an open case comes on stage: it finds out
// by itself where its case stands. A process of promises side by side is resumed;
// one that is a course of steps goes through those that were taken, whose stored
// answers stand.
func whereItStands(c postgres.CaseRow) (entrance, error) {
	_, of, _ := strings.Cut(c.WorkflowID, "/")
	e := entrance{workflow: c.WorkflowID}
	switch c.Kind {
	case "signup":
		e.process, e.in = message.Signup.Name, message.SignupInput{Application: c.ID, Member: c.Member, Clock: c.Clock, At: c.OpenedAt}
	case "replacement":
		e.process, e.in = message.Replacement.Name, message.ReplacementInput{Claim: c.ID, Resume: true}
	case "repair":
		e.process, e.in = message.Repair.Name, message.RepairInput{Repair: c.ID, Resume: true}
	case "exchange":
		e.process, e.in = message.Exchange.Name, message.ExchangeInput{Exchange: c.ID, Resume: true}
	case "guarantee-claim":
		e.process, e.in = message.GuaranteeClaim.Name, message.GuaranteeClaimInput{Claim: c.ID, Resume: true}
	case "guarantee-registration":
		e.process, e.in = message.GuaranteeRegistration.Name, message.GuaranteeRegistrationInput{Option: of, Clock: c.Clock, Resume: true}
	case "cancellation":
		e.process, e.in = message.Cancellation.Name, message.CancellationInput{Case: c.ID, Line: of, Clock: c.Clock, ReceivedAt: c.OpenedAt}
	case "option-cancellation":
		e.process, e.in = message.OptionCancellation.Name, message.OptionCancellationInput{Case: c.ID, Option: of, Clock: c.Clock, ReceivedAt: c.OpenedAt}
	case "waiver":
		e.process, e.in = message.Waiver.Name, message.WaiverInput{Case: c.ID, Charge: of, Clock: c.Clock, AskedAt: c.OpenedAt}
	case "stock-check":
		e.process, e.in = message.StockCheck.Name, message.StockCheckInput{Case: c.ID, Unit: of, Clock: c.Clock, Resume: true}
	default:
		return e, noCourse
	}
	return e, nil
}
