package api

import (
	"context"
	"net/http"

	"kigen/internal/identity"
	"kigen/internal/message"
	"kigen/internal/terms"
)

func registerIdentityDesk(a *API) {
	command(a, Op{
		ID: "decideIdentity", Method: http.MethodPost, Path: "/v1/applications/{id}/decision", Tag: "sign-up",
		Rules: []terms.ID{terms.S12, terms.S13, terms.S14, terms.S18, terms.G1},
		EN:    "Approve a proof of identity, ask for another one with reasons, or reject the application with its ground",
		JA:    "本人確認の承認、理由を付けた再提出の依頼、または事由によるお断りを行います。",
	}, a.decideIdentity)
	command(a, Op{
		ID: "refuseApplication", Method: http.MethodPost, Path: "/v1/applications/{id}/refuse", Tag: "sign-up",
		Rules: []terms.ID{terms.S14, terms.S18, terms.P4},
		EN:    "Refuse an application or order on a ground of the terms, until its parcel is handed over",
		JA:    "発送前の申し込みを、約款に定める事由によりお断りします。",
	}, a.refuseApplication)
	command(a, Op{
		ID: "renewInvitation", Method: http.MethodPost, Path: "/v1/applications/{id}/invitation", Tag: "sign-up",
		Rules: []terms.ID{terms.S9},
		EN:    "Send a new link to the upload page; the old one no longer opens it",
		JA:    "本人確認ページの新しいリンクを送ります。以前のリンクは使えなくなります。",
	}, a.renewInvitation)
	command(a, Op{
		ID: "shipSIMs", Method: http.MethodPost, Path: "/v1/applications/{id}/shipment", Tag: "sign-up",
		Rules: []terms.ID{terms.S13, terms.P5},
		EN:    "Send the SIMs, and the device ordered with them, to the verified address",
		JA:    "確認の取れたご住所へ、SIMと端末を発送します。",
	}, a.shipSIMs)
	command(a, Op{
		ID: "verifyAddress", Method: http.MethodPost, Path: "/v1/applications/{id}/address", Tag: "sign-up",
		Rules: []terms.ID{terms.S16, terms.S13},
		EN:    "Confirm the address of a parcel that came back, or register another one",
		JA:    "戻った荷物のご住所を確認し、変更があれば登録します。",
	}, a.verifyAddress)
}

type decideIdentity struct {
	ID   string `path:"id" doc:"the application"`
	Body identity.Decision
}

func (a *API) decideIdentity(ctx context.Context, r *Request, in *decideIdentity) (Application, error) {
	return act(ctx, a, r, in.ID, message.DecideIdentity, func() message.IdentityDecision {
		return message.IdentityDecision{Decision: in.Body, Link: r.NewID("upl"), At: r.At, Actor: r.Actor()}
	})
}

type refuseApplication struct {
	ID   string `path:"id" doc:"the application"`
	Body struct {
		Ground string `json:"ground" maxLength:"50" doc:"One of those in the terms under S-18."`
	}
}

// refuseApplication refuses also what was approved (S-18), and an order that
// its member can't cancel (P-4). Benefits, which the terms let the carrier take
// back, are not kept here.
func (a *API) refuseApplication(ctx context.Context, r *Request, in *refuseApplication) (Application, error) {
	return act(ctx, a, r, in.ID, message.DecideIdentity, func() message.IdentityDecision {
		return message.IdentityDecision{
			Decision: identity.Decision{Outcome: identity.Reject, Ground: in.Body.Ground}, Link: r.NewID("upl"), At: r.At, Actor: r.Actor(),
		}
	})
}

func (a *API) renewInvitation(ctx context.Context, r *Request, in *byID) (Application, error) {
	return act(ctx, a, r, in.ID, message.RenewInvitation, func() message.LinkRenewal {
		return message.LinkRenewal{Link: r.NewID("upl"), At: r.At, Actor: r.Actor()}
	})
}

type shipSIMs struct {
	ID   string `path:"id" doc:"the application"`
	Body identity.Shipping
}

func (a *API) shipSIMs(ctx context.Context, r *Request, in *shipSIMs) (Application, error) {
	shipment := r.NewID("shp")
	return actWith(ctx, a, r, in.ID, message.ShipParcel, shipment, in.Body, func() message.SIMParcel {
		return message.SIMParcel{Shipment: shipment, At: r.At, Actor: r.Actor()}
	})
}

type verifyAddress struct {
	ID   string `path:"id" doc:"the application"`
	Body struct {
		Address *identity.Address `json:"address,omitempty" doc:"The address, where it is another one than registered."`
	}
}

func (a *API) verifyAddress(ctx context.Context, r *Request, in *verifyAddress) (Application, error) {
	verified := func(draft string) func() message.AddressVerified {
		return func() message.AddressVerified {
			return message.AddressVerified{Draft: draft, Link: r.NewID("upl"), At: r.At, Actor: r.Actor()}
		}
	}
	if in.Body.Address == nil {
		return act(ctx, a, r, in.ID, message.VerifyAddress, verified(""))
	}
	draft := r.NewID("drf")
	return actWith(ctx, a, r, in.ID, message.VerifyAddress, draft, *in.Body.Address, verified(draft))
}
