package api

import (
	"context"
	"net/http"

	"kigen/internal/imei"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerParcels(a *API) {
	query(a, Op{
		ID: "findReturn", Method: http.MethodPost, Path: "/v1/return-searches", Tag: "papers",
		Rules: []terms.ID{terms.C11, terms.C12},
		EN:    "Find what is to come back, or came, by the slip's number, the tracking number or the IMEI, which stay out of addresses",
		JA:    "返却伝票番号、お問い合わせ伝票番号またはIMEIから、返却予定の品物を探します(番号はURLに含めません)。",
	}, a.findReturn)
}

type findReturn struct {
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"64"`
	}
}

// LabelOf is what a number that stands on a parcel or a device may be.
func (a *API) LabelOf(number string) BookedParcel {
	p := BookedParcel{Slip: number, Tracking: number}
	if imei.Valid(number, a.Terms.At(a.Now()).W3.IMEIDigits) {
		p.IMEI = number
	}
	return p
}

func (a *API) findReturn(ctx context.Context, r *Request, in *findReturn) (ReturnPage, error) {
	label := a.LabelOf(in.Body.Number)
	back, err := postgres.FindReturn(ctx, a.Pool, postgres.ParcelLabel{Slip: label.Slip, IMEI: label.IMEI, Tracking: label.Tracking})
	if err != nil {
		return ReturnPage{}, unknownIfMissing(err)
	}
	return a.getReturn(ctx, r, &byID{ID: back.ID})
}
