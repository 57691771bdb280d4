package api

import (
	"context"
	"net/http"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerExchanges(a *API) {
	command(a, Op{
		ID: "fileExchange", Method: http.MethodPost, Path: "/v1/devices/{id}/exchanges", Tag: "exchanges", Status: http.StatusCreated,
		Rules: []terms.ID{terms.P6, terms.P7, terms.U10},
		EN:    "Report a malfunction of a used device, to have it exchanged; faults of a new one go to its maker",
		JA:    "中古端末の動作不良を申し出て、交換を依頼します。新品の端末の不具合は、メーカーの窓口をご案内します。",
	}, a.fileExchange)
	command(a, Op{
		ID: "withdrawExchange", Method: http.MethodPost, Path: "/v1/exchanges/{id}/withdraw", Tag: "exchanges",
		Rules: []terms.ID{terms.P7},
		EN:    "Withdraw an exchange before the device is in", JA: "端末が届く前に、交換の申し出を取り下げます。",
	}, a.withdrawExchange)
	command(a, Op{
		ID: "closeExchange", Method: http.MethodPost, Path: "/v1/exchanges/{id}/close", Tag: "exchanges",
		Rules: []terms.ID{terms.P7},
		EN:    "Close an exchange whose device never came", JA: "端末が届かない交換の手続きを終了します。",
	}, a.closeExchange)
	command(a, Op{
		ID: "decideExchange", Method: http.MethodPost, Path: "/v1/exchanges/{id}/decision", Tag: "exchanges",
		Rules: []terms.ID{terms.P7},
		EN:    "Confirm the malfunction of a used device, or pick the ground on which it is not exchanged",
		JA:    "中古端末の症状を確認した結果（交換、または対象外の事由）を登録します。",
	}, a.decideExchange)
	command(a, Op{
		ID: "shipExchange", Method: http.MethodPost, Path: "/v1/exchanges/{id}/shipments", Tag: "exchanges", Status: http.StatusCreated,
		Rules: []terms.ID{terms.P7},
		EN:    "Send an equal device of the stock, or the member's own back where it is not exchanged; also again after it came back",
		JA:    "同等の端末を在庫から発送するか、対象外の端末を返送します(戻った場合の再発送を含みます)。",
	}, a.shipExchange)
	command(a, Op{
		ID: "reportMakerSwap", Method: http.MethodPost, Path: "/v1/devices/{id}/maker-swaps", Tag: "exchanges", Status: http.StatusCreated,
		Rules: []terms.ID{terms.P8, terms.W3},
		EN:    "Report the device that the maker gave for one; its covers move to the new one",
		JA:    "メーカーで交換された新しい端末を届け出ます。補償は新しい端末に移ります。",
	}, a.reportMakerSwap)
}

type fileExchange struct {
	ID   string `path:"id" doc:"the device"`
	Body struct {
		Malfunction string `json:"malfunction" enum:"touch_panel,display,speaker,buttons,earphone_jack,charging,network_restriction"`
	}
}

// Exchange is an exchange that was taken up; one that is refused is a problem.
type Exchange struct {
	ID     string `json:"id" doc:"the case"`
	Device string `json:"device_id"`
	State  string `json:"state"`
	Slip   string `json:"slip_no" doc:"The number under which the device is to be sent in."`
}

func (a *API) fileExchange(ctx context.Context, r *Request, in *fileExchange) (Exchange, error) {
	device, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return Exchange{}, err
	}
	id := r.NewID("xch")
	v, err := engine.UpdateWithStart(ctx, a.Engine, message.Exchange,
		r.Run(message.ExchangeID(id), device.Member, "P-7: a used device that malfunctions, until it is exchanged or given back"),
		message.ExchangeInput{
			Exchange: id, Device: in.ID, Clock: r.Clock, Malfunction: in.Body.Malfunction, ReportedAt: r.At, Actor: r.Actor(),
		},
		message.FileExchange, r.UpdateID(), message.None{})
	return Exchange{ID: id, Device: in.ID, State: v.Progress.State, Slip: v.Slip}, err
}

type ofExchange struct {
	ID string `path:"id" doc:"the exchange"`
}

func (a *API) withdrawExchange(ctx context.Context, r *Request, in *ofExchange) (message.None, error) {
	return toExchange(ctx, a, r, in.ID, message.WithdrawExchange, func() message.Ending {
		return message.Ending{At: r.At, Actor: r.Actor()}
	})
}

func (a *API) closeExchange(ctx context.Context, r *Request, in *ofExchange) (message.None, error) {
	return toExchange(ctx, a, r, in.ID, message.CloseExchange, func() message.Ending {
		return message.Ending{At: r.At, Actor: r.Actor()}
	})
}

type decideExchange struct {
	ID   string `path:"id" doc:"the exchange"`
	Body struct {
		Outcome string `json:"outcome" enum:"confirmed,excluded"`
		Ground  string `json:"ground,omitempty" maxLength:"50" doc:"Why it is not exchanged, where it is excluded: one of listExclusionGrounds under P-7."`
	}
}

func (a *API) decideExchange(ctx context.Context, r *Request, in *decideExchange) (message.None, error) {
	confirmed := in.Body.Outcome == "confirmed"
	if confirmed && in.Body.Ground != "" {
		return message.None{}, invalid("ground", "対象外とする場合に限り選択してください。", "A ground is given for what is excluded only.")
	}
	return toExchange(ctx, a, r, in.ID, message.DecideExchange, func() message.ExchangeFinding {
		return message.ExchangeFinding{Confirmed: confirmed, Ground: in.Body.Ground, At: r.At, Actor: r.Actor()}
	})
}

type shipExchange struct {
	ID   string `path:"id" doc:"the exchange"`
	Body struct {
		Tracking string `json:"tracking_no" pattern:"^[A-Za-z0-9-]{4,40}$" patternDescription:"4 to 40 letters, digits or hyphens"`
		Unit     string `json:"unit_id,omitempty" maxLength:"64" doc:"The unit of the stock that is sent; none where the member's own device goes back."`
		Equal    bool   `json:"equal,omitempty" doc:"Another model or colour is an equal one."`
	}
}

func (a *API) shipExchange(ctx context.Context, r *Request, in *shipExchange) (Shipment, error) {
	s := Shipment{ID: r.NewID("shp"), Tracking: in.Body.Tracking}
	c, err := a.caseFor(ctx, r, in.ID, "exchange")
	if err == nil && in.Body.Unit != "" {
		_, err = postgres.UnitOnClock(ctx, a.Pool, in.Body.Unit, r.Clock)
	}
	if err != nil {
		return Shipment{}, err
	}
	_, err = engine.Update(ctx, a.Engine, c.WorkflowID, message.ShipExchange, r.UpdateID(), message.ExchangeParcel{
		Shipment: s.ID, Tracking: s.Tracking, Unit: in.Body.Unit, Equal: in.Body.Equal, At: r.At, Actor: r.Actor(),
	})
	return s, err
}

// toExchange sends a command to the process of an exchange.
func toExchange[C any](ctx context.Context, a *API, r *Request, id string, u message.Update[C, message.None], command func() C) (message.None, error) {
	c, err := a.caseFor(ctx, r, id, "exchange")
	if err != nil {
		return message.None{}, err
	}
	return engine.Update(ctx, a.Engine, c.WorkflowID, u, r.UpdateID(), command())
}
