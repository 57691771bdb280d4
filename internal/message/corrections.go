package message

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/yen"
)

// CorrectDelivery replaces a delivery that was recorded wrongly (C-13). Every
// process whose case has deliveries answers it, running or resumed; the step is
// casefile.DeliveryCorrection.Step.
var CorrectDelivery = Update[DeliveryCorrection, None]{Name: "correct-delivery"}

// DeliveryCorrection names the fact that is wrong and says what is true. It
// converts to casefile.DeliveryCorrection.
type DeliveryCorrection struct {
	Fact        int           `json:"fact"`
	DeliveredAt time.Time     `json:"delivered_at"`
	At          time.Time     `json:"at"`
	Actor       journal.Actor `json:"actor"`
}

// CorrectBooking replaces the instant at which the return centre had a parcel
// (C-13). Every process whose case has returns answers it, running or resumed;
// the step is casefile.BookingCorrection.Step.
var CorrectBooking = Update[BookingCorrection, None]{Name: "correct-booking"}

// BookingCorrection names the return and says what is true of it. It converts
// to casefile.BookingCorrection.
type BookingCorrection struct {
	Return   string        `json:"return"`
	BookedAt time.Time     `json:"booked_at"`
	At       time.Time     `json:"at"`
	Actor    journal.Actor `json:"actor"`
}

// CorrectAmount replaces the amount of a charge that a desk entered (C-13):
// U-1, U-7, W-7. Every process whose case has such charges answers it, running
// or resumed; the step is casefile.AmountCorrection.Step.
var CorrectAmount = Update[AmountCorrection, None]{Name: "correct-amount"}

// AmountCorrection names the charge and says what is true of it. It converts
// to casefile.AmountCorrection.
type AmountCorrection struct {
	Charge string        `json:"charge"`
	Amount yen.Amount    `json:"amount"` // zero where there is nothing to pay
	At     time.Time     `json:"at"`
	Actor  journal.Actor `json:"actor"`
}
