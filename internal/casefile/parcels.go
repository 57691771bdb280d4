package casefile

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Kinds of the tasks that a parcel gives to the desks.
const (
	TaskCourier = "check-courier-report" // it contradicts what is recorded
	TaskParcel  = "unexpected-parcel"    // a second booking of one return
)

// Report is what the courier says of a shipment.
type Report struct {
	Reference  string
	Shipment   string
	At         time.Time // by the courier's books
	ReportedAt time.Time
	Actor      journal.Actor
}

// Booking is an entry of the return centre's books (C-11).
type Booking struct {
	Reference  string
	Return     string
	BookedAt   time.Time
	ReportedAt time.Time
	Actor      journal.Actor
}

// StepDelivered is the step of a delivery, once under the courier's reference.
func StepDelivered(reference string) string { return "delivered/" + reference }

// StepCameBack is the step of a parcel that came back undelivered, once under
// the courier's reference.
func StepCameBack(reference string) string { return "came-back/" + reference }

// StepBookedIn is the step of a booking, once under the centre's reference.
func StepBookedIn(reference string) string { return "parcel-booked-in/" + reference }

// Ship hands a parcel to the courier.
func (s *Step) Ship(p Shipment) {
	p.ShippedAt = s.Entry.At
	s.file.Shipments = append(s.file.Shipments, p)
	s.Entry.Facts["shipment"], s.Entry.Facts["tracking"] = p.ID, p.Tracking
	s.about(p.Item)
}

// Expect asks for something back.
func (s *Step) Expect(r Return) {
	r.RequestedAt = s.Entry.At
	s.file.Returns = append(s.file.Returns, r)
}

// Deliver takes in that a parcel was delivered and gives it. Of a parcel that
// is not under way a note is made, the shipping desk is asked where the report
// contradicts the record, and it is false.
func (s *Step) Deliver(r Report) (*Shipment, bool) {
	p, ok := s.file.Shipment(r.Shipment)
	if !ok || !p.UnderWay() {
		s.contradicted(r, ok && p.DeliveredAt.Equal(r.At))
		return nil, false
	}
	p.DeliveredAt = r.At
	s.file.Deliveries = append(s.file.Deliveries, Delivery{
		No: len(s.file.Deliveries) + 1, Shipment: r.Shipment, DeliveredAt: r.At, RecordedAt: r.ReportedAt,
	})
	s.Entry.Facts["shipment"], s.Entry.Facts["fact"] = r.Shipment, len(s.file.Deliveries)
	s.Entry.Facts["delivered_at"], s.Entry.Facts["reported_at"] = r.At, r.ReportedAt
	s.about(p.Item)
	return p, true
}

// ComeBack takes in that a parcel came back undelivered; false as with Deliver.
func (s *Step) ComeBack(r Report) (*Shipment, bool) {
	p, ok := s.file.Shipment(r.Shipment)
	if !ok || !p.UnderWay() {
		s.contradicted(r, ok && p.CameBackAt.Equal(r.At))
		return nil, false
	}
	p.CameBackAt = r.At
	s.Entry.Facts["shipment"], s.Entry.Facts["tracking"], s.Entry.Facts["came_back_at"] = r.Shipment, p.Tracking, r.At
	return p, true
}

func (s *Step) contradicted(r Report, repeated bool) {
	s.Entry.Rules = []terms.ID{terms.C13}
	s.Entry.Facts = journal.Facts{"shipment": r.Shipment, "reported": r.At, "repeated": repeated}
	if !repeated {
		s.Ask(journal.Task{
			Kind: TaskCourier, Desk: journal.DeskShipping, Rule: terms.C13, Why: journal.Facts{"shipment": r.Shipment},
		})
	}
}

// BookIn takes in what the return centre has booked in (C-11) and gives its
// return. A second booking of one return is noted and the support desk asked;
// then it is false. It is refused with code not_found where the case expects no
// such return.
func (s *Step) BookIn(b Booking) (*Return, bool, error) {
	back, ok := s.file.Return(b.Return)
	if !ok {
		return nil, false, refusal.New(refusal.NotFound, terms.C11, "この返却は登録されていません。", "There is no such return.")
	}
	s.Entry.Facts["return"], s.Entry.Facts["reference"] = b.Return, b.Reference
	s.Entry.Facts["booked_at"], s.Entry.Facts["reported_at"] = b.BookedAt, b.ReportedAt
	s.about(back.Item)
	if back.Booked() {
		s.Entry.Facts["booked_before"] = back.Reference
		s.Ask(journal.Task{Kind: TaskParcel, Desk: journal.DeskSupport, Rule: terms.C11, Why: journal.Facts{"return": b.Return}})
		return back, false, nil
	}
	back.Reference, back.BookedAt, back.ReportedAt, back.Reminders = b.Reference, b.BookedAt, b.ReportedAt, nil
	return back, true, nil
}

func (s *Step) about(i Item) {
	if i.Device != "" {
		s.Entry.Facts["device"] = i.Device
	}
	if i.Unit != "" {
		s.Entry.Facts["unit"] = i.Unit
	}
}
