package api

import (
	"context"

	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/starter/engine"
)

type reportMakerSwap struct {
	ID   string `path:"id" doc:"the old device"`
	Body struct {
		IMEI      string  `json:"imei" minLength:"1" maxLength:"20"`
		Model     string  `json:"model" minLength:"1" maxLength:"50" doc:"The model's code."`
		Colour    string  `json:"colour" minLength:"1" maxLength:"60"`
		SwappedOn jst.Day `json:"swapped_on" format:"date" doc:"The day on which the maker swapped it."`
	}
}

// MakerSwap is a swap that was recorded.
type MakerSwap struct {
	ID     string `json:"id" doc:"the case"`
	Old    string `json:"old_device_id"`
	Device string `json:"device_id" doc:"The device that the maker gave."`
}

func (a *API) reportMakerSwap(ctx context.Context, r *Request, in *reportMakerSwap) (MakerSwap, error) {
	device, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return MakerSwap{}, err
	}
	b := in.Body
	id := r.NewID("mks")
	fresh, err := engine.UpdateWithStart(ctx, a.Engine, message.MakerSwap,
		r.Run(message.MakerSwapID(id), device.Member, "P-8: a device that its maker has swapped"),
		message.MakerSwapInput{
			Swap: id, Device: in.ID, Clock: r.Clock, IMEI: b.IMEI, Model: b.Model, Colour: b.Colour, SwappedOn: b.SwappedOn,
			At: r.At, Actor: r.Actor(),
		},
		message.ReportMakerSwap, r.UpdateID(), message.None{})
	return MakerSwap{ID: id, Old: in.ID, Device: fresh.Device}, err
}
