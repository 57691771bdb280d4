package casefile

import (
	"slices"
	"strconv"
	"time"

	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// DeliveryCorrection says that a parcel was delivered at another instant than
// recorded (C-13).
type DeliveryCorrection struct {
	Fact        int // the number of the delivery that is wrong
	DeliveredAt time.Time
	At          time.Time
	Actor       journal.Actor
}

// Step is the same for the same words.
func (c DeliveryCorrection) Step() string {
	return "delivery-corrected/" + strconv.Itoa(c.Fact) + "/" + Stamp(c.DeliveredAt)
}

// BookingCorrection says that the return centre had a parcel at another instant
// than recorded (C-13).
type BookingCorrection struct {
	Return   string
	BookedAt time.Time
	At       time.Time
	Actor    journal.Actor
}

// Step is the same for the same words at the same time: an instant that was
// corrected may turn out to be the true one after all.
func (c BookingCorrection) Step() string {
	return "booking-corrected/" + c.Return + "/" + Stamp(c.BookedAt) + "/" + Stamp(c.At)
}

// AmountCorrection says that an amount which a desk entered is another (C-13).
type AmountCorrection struct {
	Charge string
	Amount yen.Amount // zero where there is nothing to pay
	At     time.Time
	Actor  journal.Actor
}

// Step is the same for the same words.
func (c AmountCorrection) Step() string {
	return "amount-corrected/" + c.Charge + "/" + c.Amount.String()
}

// Stamp is an instant as the name of a step has it.
func Stamp(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// MayCorrectDelivery refuses a correction of no fact (not_found), of one that
// was corrected before (conflict), and an impossible instant (invalid).
func (f *File) MayCorrectDelivery(c DeliveryCorrection) error {
	i := slices.IndexFunc(f.Deliveries, func(d Delivery) bool { return d.No == c.Fact })
	if i < 0 {
		return refusal.New(refusal.NotFound, terms.C13, "訂正するお届けの記録が見つかりません。", "There is no such delivery to correct.")
	}
	if f.Corrected(c.Fact) {
		return refusal.New(refusal.Conflict, terms.C13,
			"この記録はすでに訂正されています。最新の記録を指定してください。", "This delivery was corrected before; name the latest one.")
	}
	wrong := f.Deliveries[i]
	p, _ := f.Shipment(wrong.Shipment)
	if c.DeliveredAt.Equal(wrong.DeliveredAt) || c.DeliveredAt.After(c.At) || c.DeliveredAt.Before(p.ShippedAt) {
		return refusal.New(refusal.Invalid, terms.C13,
			"正しいお届けの日時には、発送より後で現在より前の、記録と異なる日時をご入力ください。",
			"The true delivery lies between the shipment and the present, and differs from the one recorded.").
			With("delivered_at", "ありえない日時です。", "This instant is impossible.")
	}
	return nil
}

// CorrectDelivery replaces a delivery by a new fact that names it, and gives
// the parcel as it stands and the instant that was recorded. Moving what was
// counted from it is the process's.
func (s *Step) CorrectDelivery(c DeliveryCorrection) (*Shipment, time.Time) {
	i := slices.IndexFunc(s.file.Deliveries, func(d Delivery) bool { return d.No == c.Fact })
	wrong := s.file.Deliveries[i]
	fact := Delivery{
		No: len(s.file.Deliveries) + 1, Shipment: wrong.Shipment, DeliveredAt: c.DeliveredAt, RecordedAt: c.At, Corrects: c.Fact,
	}
	s.file.Deliveries = append(s.file.Deliveries, fact)
	p, _ := s.file.Shipment(wrong.Shipment)
	p.DeliveredAt = c.DeliveredAt
	s.Entry.Facts["corrects"], s.Entry.Facts["fact"] = c.Fact, fact.No
	s.Entry.Facts["recorded"], s.Entry.Facts["delivered_at"] = wrong.DeliveredAt, c.DeliveredAt
	return p, wrong.DeliveredAt
}

// MayCorrectBooking refuses a correction of a parcel that is not booked in
// (not_found) and an impossible instant (invalid).
func (f *File) MayCorrectBooking(c BookingCorrection) error {
	back, ok := f.Return(c.Return)
	if !ok || !back.Booked() {
		return refusal.New(refusal.NotFound, terms.C13, "訂正する受付の記録が見つかりません。", "There is no such booking to correct.")
	}
	if c.BookedAt.Equal(back.BookedAt) || c.BookedAt.After(c.At) || c.BookedAt.Before(back.RequestedAt) {
		return refusal.New(refusal.Invalid, terms.C13,
			"正しい受付の日時には、返却のご案内より後で現在より前の、記録と異なる日時をご入力ください。",
			"The true booking lies between the request and the present, and differs from the one recorded.").
			With("booked_at", "ありえない日時です。", "This instant is impossible.")
	}
	return nil
}

// CorrectBooking replaces the instant of a booking and gives the return as it
// stands, and the instant that was recorded. The journal keeps both. It counts as
// reported when the wrong one was: the centre had it in its books.
func (s *Step) CorrectBooking(c BookingCorrection) (*Return, time.Time) {
	back, _ := s.file.Return(c.Return)
	wrong := back.BookedAt
	back.BookedAt = c.BookedAt
	s.Entry.Facts["return"], s.Entry.Facts["recorded"], s.Entry.Facts["booked_at"] = c.Return, wrong, c.BookedAt
	return back, wrong
}

// entered are the rules whose amounts a desk enters: what a shop's repair, a
// loaner's damage, a repair above the limit cost. The others are the terms' own.
var entered = []terms.ID{terms.U1, terms.U7, terms.W7}

// EnteredByDesk tells whether charges under a rule can be wrong in their amount.
func EnteredByDesk(rule terms.ID) bool { return slices.Contains(entered, rule) }

// ByTheTerms refuses the correction of an amount that no desk entered.
var ByTheTerms = refusal.New(refusal.State, terms.C13,
	"このご請求の金額は規約で定められたもので、訂正の対象ではありません。",
	"The amount of this charge is the terms' own and cannot be wrong.")

// MayCorrectAmount refuses a correction of a charge that is not the case's
// (not_found), whose amount no desk entered or that was taken back (state), and
// an amount that is the same or negative (invalid).
func (f *File) MayCorrectAmount(c AmountCorrection) error {
	charge, ok := f.Charge(c.Charge)
	switch {
	case !ok:
		return refusal.New(refusal.NotFound, terms.C13, "訂正するご請求が見つかりません。", "There is no such charge to correct.")
	case !EnteredByDesk(charge.Rule):
		return ByTheTerms
	case charge.TakenBack != "":
		return refusal.New(refusal.State, terms.C13, "このご請求はすでに取り消されています。", "This charge was taken back already.")
	case c.Amount == charge.Amount || c.Amount < 0:
		return refusal.New(refusal.Invalid, terms.C13,
			"正しい金額には、記録と異なる0円以上の金額をご入力ください。", "The true amount is not negative, and differs from the one recorded.").
			With("amount", "ありえない金額です。", "This amount is impossible.")
	}
	return nil
}

// CorrectAmount reverses a charge and posts it anew at the true amount, unless
// that is nothing. It gives the charge that was wrong and the ID of the new one,
// empty for none.
func (s *Step) CorrectAmount(c AmountCorrection, why journal.Facts) (Charge, string) {
	wrong, _ := s.file.Charge(c.Charge)
	was := *wrong
	s.Entry.Facts["corrects"], s.Entry.Facts["recorded"], s.Entry.Facts["amount"] = was.ID, was.Amount, c.Amount
	s.Reverse(wrong, journal.Facts{"corrects": was.ID, "rule": terms.C13})
	if c.Amount == 0 {
		return was, ""
	}
	return was, s.Charge(journal.Charge{Name: was.Name, Rule: was.Rule, Amount: c.Amount, Tax: was.Tax, At: c.At, Why: why})
}
