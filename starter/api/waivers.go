package api

import (
	"context"
	"net/http"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerWaivers(a *API) {
	command(a, Op{
		ID: "askForWaiver", Method: http.MethodPost, Path: "/v1/charges/{id}/waivers", Tag: "charges", Status: http.StatusCreated,
		Rules: []terms.ID{terms.B9, terms.N5},
		EN:    "Ask that a charge be waived; another person decides",
		JA:    "請求の免除を申請します(承認は別の担当者が行います)。",
	}, a.askForWaiver)
	command(a, Op{
		ID: "decideWaiver", Method: http.MethodPost, Path: "/v1/waivers/{id}/decision", Tag: "charges",
		Rules: []terms.ID{terms.B9, terms.N5},
		EN:    "Approve or reject a waiver that another person asked for",
		JA:    "別の担当者が申請した免除を承認または却下します。",
	}, a.decideWaiver)
}

type askForWaiver struct {
	ID   string `path:"id" doc:"the charge"`
	Body struct {
		Reason string `json:"reason" enum:"returned_late,reported_late,illness,disaster,courier,carrier_error,goodwill"`
	}
}

// Waiver is a waiver that was asked for.
type Waiver struct {
	ID     string `json:"id" doc:"the case"`
	Charge string `json:"charge_id"`
}

func (a *API) askForWaiver(ctx context.Context, r *Request, in *askForWaiver) (Waiver, error) {
	charge, err := postgres.LoadCharge(ctx, a.Pool, in.ID)
	if err != nil {
		return Waiver{}, err
	}
	clock, err := postgres.ClockOfMember(ctx, a.Pool, charge.Member)
	if err != nil {
		return Waiver{}, err
	}
	if err := a.enterClock(ctx, r, clock); err != nil {
		return Waiver{}, err
	}
	w := Waiver{ID: r.NewID("wvr"), Charge: in.ID}
	_, err = engine.UpdateWithStart(ctx, a.Engine, message.Waiver,
		r.Run(message.WaiverID(in.ID), charge.Member, "B-9: two people let a charge go"),
		message.WaiverInput{
			Case: w.ID, Charge: in.ID, Clock: r.Clock, Reason: in.Body.Reason, AskedAt: r.At, Actor: r.Actor(),
		},
		message.AskForWaiver, r.UpdateID(), message.Filing{Case: w.ID})
	return w, err
}

type decideWaiver struct {
	ID   string `path:"id" doc:"the waiver"`
	Body struct {
		Approve bool `json:"approve"`
	}
}

func (a *API) decideWaiver(ctx context.Context, r *Request, in *decideWaiver) (message.None, error) {
	c, err := a.caseFor(ctx, r, in.ID, "waiver")
	if err != nil {
		return message.None{}, err
	}
	return engine.Update(ctx, a.Engine, c.WorkflowID, message.DecideWaiver, r.UpdateID(), message.WaiverDecision{
		Case: c.ID, Approve: in.Body.Approve, At: r.At, Actor: r.Actor(),
	})
}
