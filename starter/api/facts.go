package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerFacts(a *API) {
	command(a, Op{
		ID: "reportParcelDelivered", Method: http.MethodPost, Path: "/v1/facts/parcel-delivered", Tag: "facts", Status: http.StatusAccepted,
		Rules: []terms.ID{terms.S13, terms.S19, terms.N4, terms.N5, terms.U4, terms.U5, terms.U6, terms.U8, terms.U9},
		EN:    "A parcel was handed over", JA: "荷物のお届けが完了したことを報告します。",
	}, a.reportParcelDelivered)
	command(a, Op{
		ID: "reportParcelCameBack", Method: http.MethodPost, Path: "/v1/facts/parcel-came-back", Tag: "facts", Status: http.StatusAccepted,
		Rules: []terms.ID{terms.S16},
		EN:    "A parcel could not be delivered and is back", JA: "荷物が届けられずに戻ったことを報告します。",
	}, a.reportParcelCameBack)
	command(a, Op{
		ID: "reportLineActivated", Method: http.MethodPost, Path: "/v1/facts/line-activated", Tag: "facts", Status: http.StatusAccepted,
		Rules: []terms.ID{terms.S19},
		EN:    "The network has put the line of an application's SIM into use", JA: "回線が開通したことを報告します。",
	}, a.reportLineActivated)
}

type parcelReport struct {
	Body struct {
		TrackingNo string    `json:"tracking_no" doc:"The courier's number of the parcel."`
		At         time.Time `json:"at" doc:"When it happened, by the courier's books."`
		Reference  string    `json:"reference,omitempty" maxLength:"100" doc:"The courier's own number of the report."`
	}
}

// Fact is a report as it was taken in. What it means is decided by the process.
type Fact struct {
	Case       string    `json:"case_id"`
	Reference  string    `json:"reference"`
	At         time.Time `json:"at"`
	ReportedAt time.Time `json:"reported_at"`
	// Known says that the same was reported before; nothing follows from it again.
	Known bool `json:"known,omitempty"`
}

func (a *API) reportParcelDelivered(ctx context.Context, r *Request, in *parcelReport) (Fact, error) {
	return a.reportParcel(ctx, r, in, message.ParcelDelivered, func(s postgres.ShipmentRow) bool { return s.DeliveredAt != nil })
}

func (a *API) reportParcelCameBack(ctx context.Context, r *Request, in *parcelReport) (Fact, error) {
	return a.reportParcel(ctx, r, in, message.ParcelCameBack, func(s postgres.ShipmentRow) bool { return s.CameBackAt != nil })
}

// reportParcel tells the process that sent a parcel what the courier reports of
// it. Known tells that the same was recorded before.
func (a *API) reportParcel(ctx context.Context, r *Request, in *parcelReport, s message.Signal[message.Delivery], known func(postgres.ShipmentRow) bool) (Fact, error) {
	shipment, err := postgres.ShipmentByTracking(ctx, a.Pool, in.Body.TrackingNo)
	if err != nil {
		return Fact{}, err
	}
	c, err := a.caseFor(ctx, r, shipment.Case, "")
	if err != nil {
		return Fact{}, err
	}
	if err := happened(r, in.Body.At, shipment.ShippedAt); err != nil {
		return Fact{}, err
	}
	fact := Fact{Case: c.ID, Reference: in.Body.Reference, At: in.Body.At.UTC(), ReportedAt: r.At}
	if fact.Reference == "" {
		fact.Reference = r.NewID("ref")
	}
	if known(shipment) {
		fact.Known = true
		return fact, nil
	}
	delivery := message.Delivery{Reference: fact.Reference, Shipment: shipment.ID, At: fact.At, ReportedAt: r.At, Actor: r.Actor()}
	return fact, tell(ctx, a, r, c, s, delivery)
}

// happened refuses a fact that is dated in the future, or before what it is about.
func happened(r *Request, at, after time.Time) error {
	switch {
	case at.After(r.At):
		return invalid("at", "未来の日時は報告できません。", "A fact cannot be reported before it happened.")
	case at.Before(after.Truncate(time.Second)):
		return refusal.New(refusal.Invalid, "",
			"日時をご確認ください。", "Please check the instant.").
			With("at", "発送より前の日時です。", "This is before the parcel was sent.")
	}
	return nil
}

type lineReport struct {
	Body struct {
		Application string    `json:"application"`
		SIM         int       `json:"sim" minimum:"1" maximum:"3" doc:"The SIM's number within the application."`
		At          time.Time `json:"at" doc:"When it happened, by the network's books."`
		Reference   string    `json:"reference,omitempty" maxLength:"100" doc:"The network's own number of the report."`
	}
}

func (a *API) reportLineActivated(ctx context.Context, r *Request, in *lineReport) (Fact, error) {
	c, err := a.caseFor(ctx, r, in.Body.Application, "signup")
	if err != nil {
		return Fact{}, err
	}
	if err := happened(r, in.Body.At, c.OpenedAt); err != nil {
		return Fact{}, err
	}
	fact := Fact{Case: c.ID, Reference: in.Body.Reference, At: in.Body.At.UTC(), ReportedAt: r.At}
	if fact.Reference == "" {
		fact.Reference = r.NewID("ref")
	}
	view, err := postgres.LoadApplication(ctx, a.Pool, c.ID)
	if err != nil {
		return fact, err
	}
	for _, s := range view.SIMs {
		if s.No == in.Body.SIM && s.Line != "" {
			fact.Known = true
			return fact, nil
		}
	}
	return fact, engine.Signal(ctx, a.Engine, c.WorkflowID, message.LineActivated, message.Activation{
		Reference: fact.Reference, SIM: in.Body.SIM, At: fact.At, ReportedAt: r.At, Actor: r.Actor(),
	})
}
