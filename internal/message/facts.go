package message

import (
	"time"

	"kigen/internal/journal"
)

// ParcelDelivered tells a case that the courier handed a parcel over.
var ParcelDelivered = Signal[Delivery]{Name: "parcel-delivered"}

// ParcelCameBack tells a case that a parcel came back undelivered (S-16).
var ParcelCameBack = Signal[Delivery]{Name: "parcel-came-back"}

// Delivery is what the courier reports of a parcel that the carrier sent.
type Delivery struct {
	Reference  string        `json:"reference"` // the courier's own, unique
	Shipment   string        `json:"shipment"`
	At         time.Time     `json:"at"` // of the delivery or the return, by the courier's books
	ReportedAt time.Time     `json:"reported_at"`
	Actor      journal.Actor `json:"actor"`
}

// LineActivated tells a sign-up that the network has activated the line of one
// of its SIMs; for MNP, that the port-in is done (S-19).
var LineActivated = Signal[Activation]{Name: "line-activated"}

// Activation is what the network reports of a line.
type Activation struct {
	Reference  string        `json:"reference"` // the network's own, unique
	SIM        int           `json:"sim"`       // the SIM's number within the application, from 1
	At         time.Time     `json:"at"`        // of the activation, by the network's books
	ReportedAt time.Time     `json:"reported_at"`
	Actor      journal.Actor `json:"actor"`
}

// ParcelBookedIn tells a case that the return centre has booked a parcel in.
var ParcelBookedIn = Signal[Booking]{Name: "parcel-booked-in"}

// Booking is an entry of the return centre's books (C-11).
type Booking struct {
	Reference  string        `json:"reference"` // the centre's own, unique
	Return     string        `json:"return"`    // the expected return it settles
	BookedAt   time.Time     `json:"booked_at"`
	ReportedAt time.Time     `json:"reported_at"`
	Actor      journal.Actor `json:"actor"`
}
