package api

import (
	"context"
	"net/http"

	"kigen/internal/message"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func registerLoaners(a *API) {
	command(a, Op{
		ID: "requestLoaner", Method: http.MethodPost, Path: "/v1/repairs/{id}/loaner", Tag: "repairs",
		Rules: []terms.ID{terms.U3},
		EN:    "Ask for a loaner: one is reserved, or the member waits in line",
		JA:    "貸出機を申し込みます。在庫がない場合は順番をお待ちいただきます。",
	}, a.requestLoaner)
	command(a, Op{
		ID: "leaveLoanerLine", Method: http.MethodPost, Path: "/v1/repairs/{id}/loaner/withdrawal", Tag: "repairs",
		Rules: []terms.ID{terms.U3, terms.U12},
		EN:    "Go without a loaner: out of the line, or the reserved one is free again",
		JA:    "貸出機の申し込みを取り下げます(発送前に限ります)。",
	}, a.leaveLoanerLine)
	command(a, Op{
		ID: "shipLoaner", Method: http.MethodPost, Path: "/v1/repairs/{id}/loaner/shipments", Tag: "repairs", Status: http.StatusCreated,
		Rules: []terms.ID{terms.U3},
		EN:    "Ship the loaner that is reserved for the repair",
		JA:    "修理のために確保した貸出機を発送します。",
	}, a.shipLoaner)
	command(a, Op{
		ID: "reportLoanerTrouble", Method: http.MethodPost, Path: "/v1/repairs/{id}/loaner/troubles", Tag: "repairs",
		Rules: []terms.ID{terms.U3},
		EN:    "Report trouble with the loaner itself, soon after its arrival",
		JA:    "貸出機の不具合を、到着後の期限までに申し出ます。",
	}, a.reportLoanerTrouble)
	command(a, Op{
		ID: "demandLoaner", Method: http.MethodPost, Path: "/v1/repairs/{id}/loaner/demand", Tag: "repairs",
		Rules: []terms.ID{terms.U4},
		EN:    "Ask the member for the loaner, as the broken device does not come",
		JA:    "故障端末が届かないため、貸出機の返却を求めます。",
	}, a.demandLoaner)
	command(a, Op{
		ID: "inspectLoaner", Method: http.MethodPost, Path: "/v1/repairs/{id}/loaner/inspection", Tag: "repairs",
		Rules: []terms.ID{terms.U7, terms.U10},
		EN:    "Record how a loaner came back; damage is charged",
		JA:    "返却された貸出機の状態を記録します。破損がある場合は費用を請求します。",
	}, a.inspectLoaner)
}

func (a *API) requestLoaner(ctx context.Context, r *Request, in *ofRepair) (Loaner, error) {
	v, err := orderRepair(ctx, a, r, in.ID, message.RequestLoaner, r.deed)
	return Loaner{Standing: v.Standing, Place: v.Place}, err
}

func (a *API) leaveLoanerLine(ctx context.Context, r *Request, in *ofRepair) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.LeaveLine, r.deed)
}

type shipLoaner struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Tracking string `json:"tracking_no" pattern:"^[A-Za-z0-9-]{4,40}$" patternDescription:"4 to 40 letters, digits or hyphens"`
	}
}

func (a *API) shipLoaner(ctx context.Context, r *Request, in *shipLoaner) (Shipment, error) {
	s := Shipment{ID: r.NewID("shp"), Tracking: in.Body.Tracking}
	_, err := orderRepair(ctx, a, r, in.ID, message.ShipLoaner, func() message.LoanerParcel {
		return message.LoanerParcel{Shipment: s.ID, Tracking: s.Tracking, At: r.At, Actor: r.Actor()}
	})
	return s, err
}

func (a *API) reportLoanerTrouble(ctx context.Context, r *Request, in *ofRepair) (Loaner, error) {
	v, err := orderRepair(ctx, a, r, in.ID, message.ReportLoanerTrouble, func() message.Fault {
		return message.Fault{ID: r.NewID("flt"), At: r.At, Actor: r.Actor()}
	})
	return Loaner{Standing: v.Standing, Place: v.Place}, err
}

func (a *API) demandLoaner(ctx context.Context, r *Request, in *ofRepair) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.DemandLoaner, r.deed)
}

type inspectLoaner struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Unit    string `json:"unit_id,omitempty" maxLength:"64" doc:"The one that waits for its inspection unless told."`
		Damaged bool   `json:"damaged,omitempty"`
		Cost    int64  `json:"cost,omitempty" minimum:"0" maximum:"9999999" doc:"U-7: what the repair or exchange of the damage costs, in yen."`
	}
}

func (a *API) inspectLoaner(ctx context.Context, r *Request, in *inspectLoaner) (message.None, error) {
	b := in.Body
	return orderRepair(ctx, a, r, in.ID, message.InspectLoaner, func() message.LoanerInspection {
		return message.LoanerInspection{Unit: b.Unit, Damaged: b.Damaged, Cost: yen.Of(b.Cost), At: r.At, Actor: r.Actor()}
	})
}
