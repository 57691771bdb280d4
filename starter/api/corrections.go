package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/internal/usestart"
	"kigen/internal/yen"
	"kigen/starter/engine"
)

func registerCorrections(a *API) {
	command(a, Op{
		ID: "correctDelivery", Method: http.MethodPost, Path: "/v1/cases/{id}/delivery-corrections", Tag: "cases",
		Rules: []terms.ID{terms.C13, terms.N4, terms.N5, terms.N6, terms.S19},
		EN:    "Correct the instant of a delivery, or of a line's activation, that was recorded wrongly; deadlines and charges follow",
		JA:    "誤って記録したお届け(回線の開通を含みます)の日時を訂正し、期限と請求を計算し直します。",
	}, a.correctDelivery)
	command(a, Op{
		ID: "correctBooking", Method: http.MethodPost, Path: "/v1/cases/{id}/booking-corrections", Tag: "cases",
		Rules: []terms.ID{terms.C11, terms.C13},
		EN:    "Correct the instant at which the return centre had a parcel; deadlines and charges follow",
		JA:    "誤って記録した返却センターの受付日時を訂正し、期限と請求を計算し直します。",
	}, a.correctBooking)
	command(a, Op{
		ID: "correctAmount", Method: http.MethodPost, Path: "/v1/charges/{id}/corrections", Tag: "charges",
		Rules: []terms.ID{terms.B9, terms.C13},
		EN:    "Correct the amount of a charge that a desk entered: the wrong one is reversed, the true one posted",
		JA:    "窓口で入力した請求の金額を訂正します。誤った請求を取り消し、正しい金額で請求します。",
	}, a.correctAmount)
}

type correctDelivery struct {
	ID   string `path:"id" doc:"the case"`
	Body struct {
		Fact        int       `json:"fact" minimum:"1" doc:"The number of the delivery, or the activation, that is wrong, as the case's timeline has it (fact)."`
		DeliveredAt time.Time `json:"delivered_at" doc:"When it was delivered, or the line activated, in truth."`
	}
}

func (a *API) correctDelivery(ctx context.Context, r *Request, in *correctDelivery) (message.None, error) {
	c, err := a.caseFor(ctx, r, in.ID, "")
	if err != nil {
		return message.None{}, err
	}
	x := message.DeliveryCorrection{Fact: in.Body.Fact, DeliveredAt: in.Body.DeliveredAt.UTC(), At: r.At, Actor: r.Actor()}
	switch c.Kind {
	case "signup":
		return a.correctUseStart(ctx, r, c.ID, c.Member, x)
	case usestart.Diagram.Kind:
		return a.correctUseStart(ctx, r, c.Subject, c.Member, x)
	}
	return order(ctx, a, r, c, message.CorrectDelivery, x)
}

// correctUseStart corrects from which day an application's lines and device are in use.
func (a *API) correctUseStart(ctx context.Context, r *Request, application, member string, x message.DeliveryCorrection) (message.None, error) {
	return engine.UpdateWithStart(ctx, a.Engine, message.UseStartCorrection,
		r.Run(message.UseStartCorrectionID(application, x.Fact), member, "C-13: a use start day that was recorded wrongly"),
		message.UseStartCorrectionInput{Application: application, Clock: r.Clock, DeliveryCorrection: x},
		message.CorrectUseStart, r.UpdateID(), x)
}

type correctBooking struct {
	ID   string `path:"id" doc:"the case"`
	Body struct {
		Return   string    `json:"return_id" minLength:"1" maxLength:"64" doc:"The return that was booked in, as the case's timeline has it."`
		BookedAt time.Time `json:"booked_at" doc:"When the centre had it in truth."`
	}
}

func (a *API) correctBooking(ctx context.Context, r *Request, in *correctBooking) (message.None, error) {
	c, err := a.caseFor(ctx, r, in.ID, "")
	if err != nil {
		return message.None{}, err
	}
	return order(ctx, a, r, c, message.CorrectBooking, message.BookingCorrection{
		Return: in.Body.Return, BookedAt: in.Body.BookedAt.UTC(), At: r.At, Actor: r.Actor(),
	})
}

type correctAmount struct {
	ID   string `path:"id" doc:"the charge"`
	Body struct {
		Amount int64 `json:"amount" minimum:"0" maximum:"9999999" doc:"The true amount in yen; 0 where there is nothing to pay."`
	}
}

func (a *API) correctAmount(ctx context.Context, r *Request, in *correctAmount) (message.None, error) {
	charge, err := postgres.ChargeByID(ctx, a.Pool, in.ID)
	if err != nil {
		return message.None{}, err
	}
	c, err := a.caseFor(ctx, r, charge.Case, "")
	if err != nil {
		return message.None{}, err
	}
	if !casefile.EnteredByDesk(terms.ID(charge.Rule)) {
		return message.None{}, casefile.ByTheTerms
	}
	return order(ctx, a, r, c, message.CorrectAmount, message.AmountCorrection{
		Charge: in.ID, Amount: yen.Of(in.Body.Amount), At: r.At, Actor: r.Actor(),
	})
}
