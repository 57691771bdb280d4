package api

import (
	"context"
	"net/http"

	"kigen/internal/devices"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerClaims(a *API) {
	command(a, Op{
		ID: "fileClaim", Method: http.MethodPost, Path: "/v1/devices/{id}/claims", Tag: "claims", Status: http.StatusCreated,
		Rules: []terms.ID{terms.O2, terms.O4, terms.O6, terms.O7, terms.O8, terms.N1, terms.N2},
		EN:    "Claim a replacement of a device under its compensation option",
		JA:    "端末補償オプションによる端末の交換を申し込みます。",
	}, a.fileClaim)
	command(a, Op{
		ID: "shipReplacement", Method: http.MethodPost, Path: "/v1/claims/{id}/shipments", Tag: "claims", Status: http.StatusCreated,
		Rules: []terms.ID{terms.N3, terms.N6},
		EN:    "Ship the replacement, also again after it came back or a fault was confirmed",
		JA:    "交換用の端末を発送します(戻った場合や不具合を確認した場合の再発送を含みます)。",
	}, a.shipReplacement)
	command(a, Op{
		ID: "reportReplacementFault", Method: http.MethodPost, Path: "/v1/claims/{id}/faults", Tag: "claims", Status: http.StatusCreated,
		Rules: []terms.ID{terms.N4},
		EN:    "Report a fault of the replacement within its check",
		JA:    "交換用の端末の不具合を、動作確認の期限までに申し出ます。",
	}, a.reportReplacementFault)
	command(a, Op{
		ID: "decideReplacementFault", Method: http.MethodPost, Path: "/v1/claims/{id}/fault-decision", Tag: "claims",
		Rules: []terms.ID{terms.N4},
		EN:    "Settle a fault of the replacement",
		JA:    "交換用の端末の不具合への対応を決めます。",
	}, a.decideReplacementFault)
}

type fileClaim struct {
	ID   string `path:"id" doc:"the device"`
	Body struct {
		Cause     terms.Cause `json:"cause" enum:"total_loss,partial_damage,water,natural_failure,theft,loss,alteration,disaster"`
		FaultDay  jst.Day     `json:"fault_day" format:"date" doc:"The day on which it broke."`
		Exclusion string      `json:"exclusion,omitempty" maxLength:"50" doc:"O-7: the ground on which a desk finds it excluded."`
	}
}

// Claim is a claim that was accepted or goes to the maker; one that is refused
// is a problem.
type Claim struct {
	ID          string          `json:"id" doc:"the case"`
	Device      string          `json:"device_id"`
	Outcome     devices.Outcome `json:"outcome" enum:"accepted,sent_to_maker"`
	Use         int             `json:"use,omitempty" doc:"O-4: the how-manieth use of the use year this is."`
	Uses        int             `json:"uses,omitempty" doc:"O-4: how many a use year allows."`
	YearFrom    *jst.Day        `json:"year_from,omitempty" format:"date" doc:"C-8: first day of the use year."`
	YearThrough *jst.Day        `json:"year_through,omitempty" format:"date" doc:"C-8: its last day."`
	Burden      int64           `json:"burden,omitempty" doc:"N-1: the member's share in yen, tax included."`
	DeliverBy   *jst.Day        `json:"deliver_by,omitempty" format:"date" doc:"N-6: the target day of delivery."`
}

func (a *API) fileClaim(ctx context.Context, r *Request, in *fileClaim) (Claim, error) {
	device, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return Claim{}, err
	}
	if in.Body.Exclusion != "" && r.Principal.Role == Member {
		return Claim{}, invalid("exclusion", "窓口のみが指定できます。", "Only a desk picks an exclusion.")
	}
	id := r.NewID("clm")
	v, err := engine.UpdateWithStart(ctx, a.Engine, message.Replacement,
		r.Run(message.ReplacementID(id), device.Member, "O, N: a claim for an insured device and its replacement"),
		message.ReplacementInput{
			Claim: id, Device: in.ID, Clock: r.Clock, Cause: in.Body.Cause, FaultDay: in.Body.FaultDay,
			Exclusion: in.Body.Exclusion, ReceivedAt: r.At, Actor: r.Actor(),
		},
		message.FileClaim, r.UpdateID(), message.None{})
	if err != nil {
		return Claim{}, err
	}
	c := Claim{ID: id, Device: in.ID, Outcome: v.Outcome}
	if v.Outcome == devices.Accepted {
		c.Use, c.Uses, c.YearFrom, c.YearThrough, c.Burden = v.Use, v.Uses, &v.YearFrom, &v.YearThrough, v.Burden.Int64()
		c.DeliverBy = ptr(jst.DayOf(v.Progress.DeliverBy).AddDays(-1))
	}
	return c, nil
}

type shipReplacement struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Tracking    string `json:"tracking_no" pattern:"^[A-Za-z0-9-]{4,40}$" patternDescription:"4 to 40 letters, digits or hyphens"`
		IMEI        string `json:"imei" minLength:"1" maxLength:"20"`
		Model       string `json:"model" minLength:"1" maxLength:"50" doc:"The model's code."`
		Colour      string `json:"colour" minLength:"1" maxLength:"50"`
		Refurbished bool   `json:"refurbished,omitempty" doc:"リフレッシュ品"`
		Equal       bool   `json:"equal,omitempty" doc:"N-3: another model or colour is an equal one."`
	}
}

// Shipment is a parcel that was handed to the courier.
type Shipment struct {
	ID       string `json:"id"`
	Tracking string `json:"tracking_no"`
}

func (a *API) shipReplacement(ctx context.Context, r *Request, in *shipReplacement) (Shipment, error) {
	c, err := a.caseFor(ctx, r, in.ID, "replacement")
	if err != nil {
		return Shipment{}, err
	}
	b := in.Body
	s := Shipment{ID: r.NewID("shp"), Tracking: b.Tracking}
	_, err = engine.Update(ctx, a.Engine, c.WorkflowID, message.ShipReplacement, r.UpdateID(), message.Parcel{
		Shipment: s.ID, Tracking: b.Tracking, IMEI: b.IMEI, Model: b.Model, Colour: b.Colour,
		Refurbished: b.Refurbished, Equal: b.Equal, At: r.At, Actor: r.Actor(),
	})
	return s, err
}

type ofClaim struct {
	ID string `path:"id" doc:"the claim"`
}

// Fault is a fault of a replacement that was taken in.
type Fault struct {
	ID string `json:"id"`
}

func (a *API) reportReplacementFault(ctx context.Context, r *Request, in *ofClaim) (Fault, error) {
	c, err := a.caseFor(ctx, r, in.ID, "replacement")
	if err != nil {
		return Fault{}, err
	}
	f := Fault{ID: r.NewID("flt")}
	_, err = order(ctx, a, r, c, message.ReportFault, message.Fault{ID: f.ID, At: r.At, Actor: r.Actor()})
	return f, err
}

type decideReplacementFault struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Outcome string `json:"outcome" enum:"replaced,repaired,not_reproduced,solved,withdrawn" doc:"replaced: another device is to be shipped."`
	}
}

func (a *API) decideReplacementFault(ctx context.Context, r *Request, in *decideReplacementFault) (message.None, error) {
	c, err := a.caseFor(ctx, r, in.ID, "replacement")
	if err != nil {
		return message.None{}, err
	}
	return engine.Update(ctx, a.Engine, c.WorkflowID, message.DecideFault, r.UpdateID(), message.FaultDecision{
		Outcome: in.Body.Outcome, At: r.At, Actor: r.Actor(),
	})
}
