package api

import (
	"context"
	"net/http"

	"kigen/internal/guarantee"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/starter/engine"
)

func registerGuaranteeClaims(a *API) {
	command(a, Op{
		ID: "fileGuaranteeClaim", Method: http.MethodPost, Path: "/v1/guarantees/{id}/claims", Tag: "guarantees", Status: http.StatusCreated,
		Rules: []terms.ID{terms.W4, terms.W5, terms.W9, terms.W10, terms.W11},
		EN:    "Claim a repair or an exchange under the Connected Device Guarantee",
		JA:    "つながる端末保証による修理・交換を申し込みます。",
	}, a.fileGuaranteeClaim)
	command(a, Op{
		ID: "recordGuaranteeAgreement", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/agreement", Tag: "guarantees",
		Rules: []terms.ID{terms.W11},
		EN:    "Say whether the signed repair agreement came with the device; without it the member is asked for it",
		JA:    "署名済みの修理同意書の有無を登録します。ない場合は、お客様に送付をお願いします。",
	}, a.recordGuaranteeAgreement)
	command(a, Op{
		ID: "inspectGuaranteeDevice", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/inspection", Tag: "guarantees",
		Rules: []terms.ID{terms.W5, terms.W6, terms.W9, terms.W10},
		EN:    "Record what the inspection found: a confirmed fault takes the use, and is repaired or exchanged",
		JA:    "点検の結果を登録します。故障を確認すると利用回数に数え、修理または交換します。",
	}, a.inspectGuaranteeDevice)
	command(a, Op{
		ID: "recordGuaranteeRepair", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/repair", Tag: "guarantees",
		Rules: []terms.ID{terms.W6, terms.W7},
		EN:    "Record that the maker has repaired or exchanged the device, and the cost; what is over the limit is charged",
		JA:    "メーカーによる修理または交換の完了と費用を登録します。上限を超えた額を請求します。",
	}, a.recordGuaranteeRepair)
	command(a, Op{
		ID: "shipGuaranteeDevice", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/shipments", Tag: "guarantees", Status: http.StatusCreated,
		Rules: []terms.ID{terms.W6, terms.W7, terms.W8},
		EN:    "Send the device back, or an exchange device of the stock cash on delivery",
		JA:    "端末をお返しします。交換の場合は、在庫の端末を代金引換で発送します。",
	}, a.shipGuaranteeDevice)
	command(a, Op{
		ID: "shipGuaranteeLoaner", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/loaner-shipments", Tag: "guarantees", Status: http.StatusCreated,
		Rules: []terms.ID{terms.W11},
		EN:    "Send the loaner that is reserved for the claim, its shipping paid by the member on delivery",
		JA:    "確保した貸出機を着払いで発送します。",
	}, a.shipGuaranteeLoaner)
	command(a, Op{
		ID: "checkGuaranteeLoaner", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/loaner-check", Tag: "guarantees",
		Rules: []terms.ID{terms.W11},
		EN:    "Say whether a loaner that is back is wiped and whole, or damaged",
		JA:    "戻った貸出機の点検結果を登録します。",
	}, a.checkGuaranteeLoaner)
	command(a, Op{
		ID: "reportGuaranteeTrouble", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/troubles", Tag: "guarantees", Status: http.StatusCreated,
		Rules: []terms.ID{terms.W8},
		EN:    "Report trouble with the exchange device in time",
		JA:    "交換用の端末の不具合を、期限までに申し出ます。",
	}, a.reportGuaranteeTrouble)
	command(a, Op{
		ID: "decideGuaranteeTrouble", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/trouble-decision", Tag: "guarantees",
		Rules: []terms.ID{terms.W8},
		EN:    "Settle trouble with the exchange device",
		JA:    "交換用の端末の不具合への対応を決めます。",
	}, a.decideGuaranteeTrouble)
	command(a, Op{
		ID: "correctGuaranteeCost", Method: http.MethodPost, Path: "/v1/guarantee-claims/{id}/cost-corrections", Tag: "guarantees",
		Rules: []terms.ID{terms.C13, terms.W7},
		EN:    "Correct the cost of a repair that was entered wrongly; the excess follows",
		JA:    "誤って登録した修理費用を訂正し、超過額を計算し直します。",
	}, a.correctGuaranteeCost)
}

type fileGuaranteeClaim struct {
	ID   string `path:"id" doc:"the guarantee"`
	Body struct {
		Cause     terms.Cause `json:"cause" enum:"total_loss,partial_damage,water,natural_failure,theft,loss,alteration,disaster"`
		FaultDay  jst.Day     `json:"fault_day" format:"date" doc:"The day on which it broke."`
		Loaner    bool        `json:"loaner,omitempty" doc:"W-11: ask for a loaner (Android)."`
		Exclusion string      `json:"exclusion,omitempty" maxLength:"50" doc:"W-9: the ground on which a desk finds it excluded."`
	}
}

// GuaranteeClaim is a claim that was accepted; one that is refused is a problem.
type GuaranteeClaim struct {
	ID          string        `json:"id" doc:"the case"`
	Guarantee   string        `json:"guarantee_id"`
	Use         int           `json:"use" doc:"W-5: the how-manieth use of the use year it is if the fault is confirmed."`
	Uses        int           `json:"uses"`
	YearFrom    jst.Day       `json:"year_from" format:"date"`
	YearThrough jst.Day       `json:"year_through" format:"date"`
	Slip        string        `json:"slip_no" doc:"Goes with the device."`
	LastGoodDay jst.Day       `json:"last_good_day" format:"date" doc:"By which the device is to be in (W-11)."`
	Loaner      string        `json:"loaner,omitempty" enum:"reserved,waiting" doc:"W-11: waiting: in line for the next one."`
	Checklist   []ConfirmItem `json:"checklist" nullable:"false" doc:"W-11: what to do before sending the device, in this order."`
}

func (a *API) fileGuaranteeClaim(ctx context.Context, r *Request, in *fileGuaranteeClaim) (GuaranteeClaim, error) {
	g, err := a.guaranteeFor(ctx, r, in.ID)
	if err != nil {
		return GuaranteeClaim{}, err
	}
	b := in.Body
	if b.Exclusion != "" && r.Principal.Role == Member {
		return GuaranteeClaim{}, invalid("exclusion", "窓口のみが指定できます。", "Only a desk picks an exclusion.")
	}
	id := r.NewID("gcl")
	v, err := engine.UpdateWithStart(ctx, a.Engine, message.GuaranteeClaim,
		r.Run(message.GuaranteeClaimID(id), g.Member, "W: a claim under a guarantee, until every promise in it is kept"),
		message.GuaranteeClaimInput{
			Claim: id, Option: g.Option, Clock: r.Clock, Cause: b.Cause, FaultDay: b.FaultDay, Exclusion: b.Exclusion, Loaner: b.Loaner,
			ReceivedAt: r.At, Actor: r.Actor(),
		},
		message.FileGuaranteeClaim, r.UpdateID(), message.None{})
	if err != nil {
		return GuaranteeClaim{}, err
	}
	c := GuaranteeClaim{
		ID: id, Guarantee: g.Option, Use: v.Use, Uses: v.Uses, YearFrom: v.YearFrom, YearThrough: v.YearThrough,
		Slip: v.Slip, LastGoodDay: v.LastGoodDay, Loaner: v.Loaner, Checklist: []ConfirmItem{},
	}
	for _, item := range a.Terms.At(r.At).W11.Checklist {
		c.Checklist = append(c.Checklist, ConfirmItem(item))
	}
	return c, nil
}

type ofGuaranteeClaim struct {
	ID string `path:"id" doc:"the claim"`
}

// guaranteeClaimFor gives the case of a claim to a caller who may see it.
func (a *API) guaranteeClaimFor(ctx context.Context, r *Request, id string) (postgres.CaseRow, error) {
	return a.caseFor(ctx, r, id, guaranteeClaim)
}

type recordGuaranteeAgreement struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Present bool `json:"present"`
	}
}

func (a *API) recordGuaranteeAgreement(ctx context.Context, r *Request, in *recordGuaranteeAgreement) (message.None, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return message.None{}, err
	}
	return order(ctx, a, r, c, message.RecordGuaranteeAgreement, message.GuaranteeAgreement{
		ID: r.NewID("agr"), Present: in.Body.Present, At: r.At, Actor: r.Actor(),
	})
}

type inspectGuaranteeDevice struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Finding   guarantee.Finding `json:"finding" enum:"confirmed,not_confirmed,not_covered"`
		Cause     terms.Cause       `json:"cause,omitempty" enum:"total_loss,partial_damage,water,natural_failure,theft,loss,alteration,disaster" doc:"Where it is another than reported."`
		Exclusion string            `json:"exclusion,omitempty" maxLength:"50" doc:"W-9: the ground on which it is not covered."`
		Way       guarantee.Way     `json:"way,omitempty" enum:"repair,exchange" doc:"W-6: how a confirmed fault is made good."`
	}
}

func (a *API) inspectGuaranteeDevice(ctx context.Context, r *Request, in *inspectGuaranteeDevice) (message.None, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return message.None{}, err
	}
	b := in.Body
	return order(ctx, a, r, c, message.InspectGuaranteeDevice, message.GuaranteeInspection{
		ID: r.NewID("ins"), Finding: b.Finding, Cause: b.Cause, Exclusion: b.Exclusion, Way: b.Way, At: r.At, Actor: r.Actor(),
	})
}

type recordGuaranteeRepair struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Cost   int64  `json:"cost" minimum:"0" maximum:"9999999" doc:"What the maker asks in yen, tax included."`
		IMEI   string `json:"imei,omitempty" maxLength:"20" doc:"W-7: of the device that the maker gave in the place of this one."`
		Model  string `json:"model,omitempty" maxLength:"50"`
		Colour string `json:"colour,omitempty" maxLength:"50"`
	}
}

func (a *API) recordGuaranteeRepair(ctx context.Context, r *Request, in *recordGuaranteeRepair) (message.None, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return message.None{}, err
	}
	b := in.Body
	return order(ctx, a, r, c, message.RecordGuaranteeRepair, message.GuaranteeRepair{
		ID: r.NewID("grp"), Cost: yen.Of(b.Cost), IMEI: b.IMEI, Model: b.Model, Colour: b.Colour, At: r.At, Actor: r.Actor(),
	})
}

type shipGuaranteeDevice struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Tracking string `json:"tracking_no" pattern:"^[A-Za-z0-9-]{4,40}$" patternDescription:"4 to 40 letters, digits or hyphens"`
		Unit     string `json:"unit_id,omitempty" maxLength:"64" doc:"The exchange device, a replacement of the stock; none where the member's own goes back."`
	}
}

func (a *API) shipGuaranteeDevice(ctx context.Context, r *Request, in *shipGuaranteeDevice) (Shipment, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err == nil && in.Body.Unit != "" {
		_, err = postgres.UnitOnClock(ctx, a.Pool, in.Body.Unit, r.Clock)
	}
	if err != nil {
		return Shipment{}, err
	}
	s := Shipment{ID: r.NewID("shp"), Tracking: in.Body.Tracking}
	_, err = order(ctx, a, r, c, message.ShipGuaranteeDevice, message.GuaranteeParcel{
		Shipment: s.ID, Tracking: s.Tracking, Unit: in.Body.Unit, At: r.At, Actor: r.Actor(),
	})
	return s, err
}

type shipGuaranteeLoaner struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Tracking string `json:"tracking_no" pattern:"^[A-Za-z0-9-]{4,40}$" patternDescription:"4 to 40 letters, digits or hyphens"`
	}
}

func (a *API) shipGuaranteeLoaner(ctx context.Context, r *Request, in *shipGuaranteeLoaner) (Shipment, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return Shipment{}, err
	}
	s := Shipment{ID: r.NewID("shp"), Tracking: in.Body.Tracking}
	_, err = order(ctx, a, r, c, message.ShipGuaranteeLoaner, message.GuaranteeParcel{
		Shipment: s.ID, Tracking: s.Tracking, At: r.At, Actor: r.Actor(),
	})
	return s, err
}

type checkGuaranteeLoaner struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Wiped   bool `json:"wiped" doc:"No data of a member are left on it."`
		Damaged bool `json:"damaged,omitempty"`
	}
}

func (a *API) checkGuaranteeLoaner(ctx context.Context, r *Request, in *checkGuaranteeLoaner) (message.None, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return message.None{}, err
	}
	if !in.Body.Wiped && !in.Body.Damaged {
		return message.None{}, invalid("wiped", "端末のデータが消去されていることをご確認ください。", "Please make sure that the device is wiped.")
	}
	return order(ctx, a, r, c, message.CheckGuaranteeLoaner, message.GuaranteeLoanerCheck{
		ID: r.NewID("lck"), Damaged: in.Body.Damaged, At: r.At, Actor: r.Actor(),
	})
}

func (a *API) reportGuaranteeTrouble(ctx context.Context, r *Request, in *ofGuaranteeClaim) (Fault, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return Fault{}, err
	}
	f := Fault{ID: r.NewID("flt")}
	_, err = order(ctx, a, r, c, message.ReportGuaranteeTrouble, message.Fault{ID: f.ID, At: r.At, Actor: r.Actor()})
	return f, err
}

type decideGuaranteeTrouble struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Outcome string `json:"outcome" enum:"replaced,repaired,not_reproduced,solved,withdrawn" doc:"replaced: another device is to be shipped."`
	}
}

func (a *API) decideGuaranteeTrouble(ctx context.Context, r *Request, in *decideGuaranteeTrouble) (message.None, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return message.None{}, err
	}
	return order(ctx, a, r, c, message.DecideGuaranteeTrouble, message.GuaranteeTroubleDecision{
		ID: r.NewID("trd"), Outcome: in.Body.Outcome, At: r.At, Actor: r.Actor(),
	})
}

type correctGuaranteeCost struct {
	ID   string `path:"id" doc:"the claim"`
	Body struct {
		Cost int64 `json:"cost" minimum:"0" maximum:"9999999" doc:"What the maker asked in truth, in yen, tax included."`
	}
}

func (a *API) correctGuaranteeCost(ctx context.Context, r *Request, in *correctGuaranteeCost) (message.None, error) {
	c, err := a.guaranteeClaimFor(ctx, r, in.ID)
	if err != nil {
		return message.None{}, err
	}
	return order(ctx, a, r, c, message.CorrectGuaranteeCost, message.GuaranteeCost{
		ID: r.NewID("ccr"), Cost: yen.Of(in.Body.Cost), At: r.At, Actor: r.Actor(),
	})
}
