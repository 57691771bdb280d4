package api

import (
	"context"
	"encoding/json"
	"time"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// Application is an application and where it stands.
type Application struct {
	ID        string        `json:"id" doc:"the case"`
	Member    string        `json:"member_id"`
	State     string        `json:"state" example:"invited"`
	Plan      terms.Plan    `json:"plan,omitempty" doc:"None where a device was ordered without a line."`
	Channel   terms.Channel `json:"channel"`
	AppliedAt time.Time     `json:"applied_at"`
	SIMs      []AppliedSIM  `json:"sims" nullable:"false"`
	Device    *OrderedModel `json:"device,omitempty"`
	// Submissions and Shipments are the latest last.
	Submissions []SubmittedProof `json:"submissions" nullable:"false"`
	Shipments   []SentParcel     `json:"shipments" nullable:"false"`
}

// AppliedSIM is a SIM of an application.
type AppliedSIM struct {
	No                int           `json:"no"`
	Kind              terms.SIMKind `json:"kind"`
	MNP               bool          `json:"mnp"`
	NumberGoodThrough *jst.Day      `json:"number_good_through,omitempty" doc:"S-6: the last good day of the reservation number."`
	PhoneNumber       string        `json:"phone_number,omitempty"`
	Line              string        `json:"line_id,omitempty" doc:"Its line, once it is in use."`
	Dropped           bool          `json:"dropped,omitempty" doc:"S-7: given up, as no new reservation number came."`
	Guarantee         bool          `json:"guarantee,omitempty" doc:"W-2: the Connected Device Guarantee comes with it."`
}

// OrderedModel is the device of an application.
type OrderedModel struct {
	Model        string           `json:"model"`
	Name         string           `json:"name"`
	Colour       string           `json:"colour"`
	Price        int64            `json:"price" doc:"In yen, tax included, as it was ordered (P-3)."`
	Payment      identity.Payment `json:"payment"`
	Compensation bool             `json:"compensation"`
}

// SubmittedProof is a proof of identity and what the desk decided.
type SubmittedProof struct {
	ID          string             `json:"id"`
	Method      terms.Method       `json:"method"`
	Document    terms.DocumentKind `json:"document"`
	Declared    json.RawMessage    `json:"declared,omitempty" doc:"For the identity desk: what was declared of the documents, or what on the chip equals the registered data."`
	SubmittedAt time.Time          `json:"submitted_at"`
	Outcome     string             `json:"outcome,omitempty" doc:"approve, refuse or reject; none while it waits."`
	DecidedAt   *time.Time         `json:"decided_at,omitempty"`
	Files       []File             `json:"files" nullable:"false"`
}

// SentParcel is a parcel of an application.
type SentParcel struct {
	ID          string     `json:"id"`
	TrackingNo  string     `json:"tracking_no"`
	ShippedAt   time.Time  `json:"shipped_at"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
	CameBackAt  *time.Time `json:"came_back_at,omitempty"`
}

func (a *API) application(ctx context.Context, r *Request, id string) (Application, error) {
	out := Application{ID: id, SIMs: []AppliedSIM{}, Submissions: []SubmittedProof{}, Shipments: []SentParcel{}}
	view, err := postgres.LoadApplication(ctx, a.Pool, id)
	if err != nil {
		return out, err
	}
	out.Member, out.State, out.AppliedAt = view.Member, view.State, view.AppliedAt
	out.Plan, out.Channel = terms.Plan(view.Plan), terms.Channel(view.Channel)
	if d := view.Device; d != nil {
		out.Device = &OrderedModel{Model: d.Model, Name: d.Name, Colour: d.Colour, Price: d.Price.Int64(), Payment: identity.Payment(d.Payment), Compensation: d.Compensation}
	}
	t := a.Terms.At(view.AppliedAt)
	for _, s := range view.SIMs {
		sim := AppliedSIM{No: s.No, Kind: terms.SIMKind(s.Kind), PhoneNumber: s.PhoneNumber, Line: s.Line, Dropped: s.Dropped, Guarantee: s.Guarantee}
		if !s.IssuedOn.IsZero() {
			good := identity.Number{IssuedOn: s.IssuedOn}.Life(t).LastGoodDay
			sim.MNP, sim.NumberGoodThrough = true, &good
		}
		out.SIMs = append(out.SIMs, sim)
	}
	for _, s := range view.Submissions {
		proof := SubmittedProof{
			ID: s.ID, Method: terms.Method(s.Method), Document: terms.DocumentKind(s.Document), SubmittedAt: s.SubmittedAt,
			Outcome: s.Outcome, DecidedAt: s.DecidedAt, Files: []File{},
		}
		if r.Principal.Role == Identity {
			proof.Declared = s.Declared
		}
		for _, d := range view.Documents {
			if d.Submission == s.ID {
				proof.Files = append(proof.Files, fileView(d))
			}
		}
		out.Submissions = append(out.Submissions, proof)
	}
	for _, s := range view.Shipments {
		out.Shipments = append(out.Shipments, SentParcel{
			ID: s.ID, TrackingNo: s.TrackingNo, ShippedAt: s.ShippedAt, DeliveredAt: s.DeliveredAt, CameBackAt: s.CameBackAt,
		})
	}
	return out, nil
}
