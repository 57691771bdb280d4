package supply

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Payment is parts of a device's price that were paid.
type Payment struct {
	Case  string
	Parts int // how many
	At    time.Time
	Actor journal.Actor
}

// The only step and state of a payment.
const (
	StepPaid  = "paid"
	StatePaid = "paid"
)

// InstalmentPaymentDiagram is the one step of a payment.
var InstalmentPaymentDiagram = casefile.Diagram{
	Process: "InstalmentPayment", Kind: "instalment-payment",
	Transitions: []casefile.Transition{{From: "", Step: StepPaid, To: StatePaid}},
}

// Pay takes in that parts of a device's price were paid, the next ones of the
// schedule (P-3). With the last one the device is paid off: it counts no more
// among those still being paid (P-2), and the member is told. It is refused with
// code state where nothing is left to pay, and invalid for more parts than are left.
func Pay(t *terms.Version, d Device, p Purchase, pay Payment) (journal.Entry, Purchase, error) {
	left := p.Parts - p.Paid
	switch {
	case p.Parts == 0:
		return journal.Entry{}, p, refusal.New(refusal.NotFound, terms.P3,
			"この端末は、当社でご購入いただいたものではありません。", "This device was not bought from us.")
	case left == 0:
		return journal.Entry{}, p, refusal.New(refusal.State, terms.P3,
			"この端末の代金は、すでに全額をお支払いいただいています。", "The price of this device is paid in full.")
	case pay.Parts < 1 || pay.Parts > left:
		return journal.Entry{}, p, refusal.New(refusal.Invalid, terms.P3,
			"お支払いの残りの回数を超えています。", "There are fewer parts left to pay.").
			With("parts", "残りの回数以内で入力してください。", "No more than are left.")
	}
	paid := p
	paid.Paid += pay.Parts
	e := journal.Entry{
		Case: pay.Case, Step: StepPaid, At: pay.At, Actor: pay.Actor, Terms: t.Name, State: StatePaid, Ends: true,
		Rules: []terms.ID{terms.P3},
		Facts: journal.Facts{"device": d.ID, "parts": pay.Parts, "parts_paid": paid.Paid, "amount_left": paid.Remaining()},
	}
	if paid.Paid == paid.Parts {
		e.Rules = append(e.Rules, terms.P2)
		e.Notices = []journal.Notice{{Letter: letters.DevicePaidOff{Case: pay.Case, Device: d.letter(), Price: p.Price, PaidAt: pay.At}}}
	}
	return e, paid, nil
}
