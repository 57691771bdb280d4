package api

import (
	"context"
	"net/http"

	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/starter/engine"
)

func registerRepairs(a *API) {
	command(a, Op{
		ID: "fileRepair", Method: http.MethodPost, Path: "/v1/devices/{id}/repairs", Tag: "repairs", Status: http.StatusCreated,
		Rules: []terms.ID{terms.O2, terms.O4, terms.O6, terms.O7, terms.O8, terms.U1, terms.U2, terms.U3, terms.U10},
		EN:    "Have the repair of a used device registered under its compensation option",
		JA:    "端末補償オプション(中古)による端末の修理を受け付けます。",
	}, a.fileRepair)
	command(a, Op{
		ID: "recordUnreceivedRepair", Method: http.MethodPost, Path: "/v1/devices/{id}/unreceived-repairs", Tag: "repairs", Status: http.StatusCreated,
		Rules: []terms.ID{terms.U1},
		EN:    "Record a device that was brought to a shop without reception: it is not covered and the repair is charged",
		JA:    "受付なしで店舗に持ち込まれた端末を記録し、修理費用を請求します。",
	}, a.recordUnreceivedRepair)
	command(a, Op{
		ID: "confirmChecklist", Method: http.MethodPost, Path: "/v1/repairs/{id}/checklist", Tag: "repairs",
		Rules: []terms.ID{terms.U10},
		EN:    "Confirm that the device is wiped, unlocked and bare before it is sent",
		JA:    "端末を送る前の確認項目がすべて済んだことを確認します。",
	}, a.confirmChecklist)
	command(a, Op{
		ID: "takeInAtShop", Method: http.MethodPost, Path: "/v1/repairs/{id}/shop-intake", Tag: "repairs",
		Rules: []terms.ID{terms.U1, terms.U4, terms.U5},
		EN:    "The device was brought to a named shop, where the agreement is signed",
		JA:    "指定の店舗に端末が持ち込まれ、修理同意書に署名があったことを記録します。",
	}, a.takeInAtShop)
	command(a, Op{
		ID: "recordAgreement", Method: http.MethodPost, Path: "/v1/repairs/{id}/agreement", Tag: "repairs",
		Rules: []terms.ID{terms.U1},
		EN:    "Say whether the signed repair agreement is there; without it the repair is on hold",
		JA:    "修理同意書の有無を記録します。ない場合、修理は保留となります。",
	}, a.recordAgreement)
	command(a, Op{
		ID: "inspectDevice", Method: http.MethodPost, Path: "/v1/repairs/{id}/inspection", Tag: "repairs",
		Rules: []terms.ID{terms.O4, terms.O7, terms.U11},
		EN:    "Record what the inspection found; a confirmed fault takes a use",
		JA:    "点検の結果を記録します。故障を確認した場合は、補償の利用回数に数えます。",
	}, a.inspectDevice)
	command(a, Op{
		ID: "decideRepair", Method: http.MethodPost, Path: "/v1/repairs/{id}/decision", Tag: "repairs",
		Rules: []terms.ID{terms.U8, terms.U9},
		EN:    "Say that a confirmed device is repaired, or is exchanged",
		JA:    "故障を確認した端末を修理したか、交換するかを記録します。",
	}, a.decideRepair)
	command(a, Op{
		ID: "shipRepairedDevice", Method: http.MethodPost, Path: "/v1/repairs/{id}/shipments", Tag: "repairs", Status: http.StatusCreated,
		Rules: []terms.ID{terms.U6, terms.U8, terms.U9, terms.U11},
		EN:    "Ship the repaired device, its exchange, or the device as it was; also again after it came back",
		JA:    "修理した端末、交換端末、または返却する端末を発送します(戻った場合の再発送を含みます)。",
	}, a.shipRepairedDevice)
	command(a, Op{
		ID: "handOverDevice", Method: http.MethodPost, Path: "/v1/repairs/{id}/hand-over", Tag: "repairs",
		Rules: []terms.ID{terms.U1, terms.U6, terms.U8},
		EN:    "The member fetched the repaired or returned device at the shop",
		JA:    "修理した端末、または返却する端末を店舗で引き渡したことを記録します。",
	}, a.handOverDevice)
	command(a, Op{
		ID: "reportRecurrence", Method: http.MethodPost, Path: "/v1/repairs/{id}/recurrences", Tag: "repairs", Status: http.StatusCreated,
		Rules: []terms.ID{terms.U8},
		EN:    "Report that the same symptom is back after the repair",
		JA:    "修理後に同じ症状が出たことを申し出ます。",
	}, a.reportRecurrence)
	command(a, Op{
		ID: "reportExchangeFault", Method: http.MethodPost, Path: "/v1/repairs/{id}/exchange-faults", Tag: "repairs", Status: http.StatusCreated,
		Rules: []terms.ID{terms.U9},
		EN:    "Report a fault of the exchange device",
		JA:    "交換端末の不具合を申し出ます。",
	}, a.reportExchangeFault)
	command(a, Op{
		ID: "decideExchangeFault", Method: http.MethodPost, Path: "/v1/repairs/{id}/exchange-fault-decision", Tag: "repairs",
		Rules: []terms.ID{terms.U9},
		EN:    "Say whether the fault of an exchange device is confirmed; then a new one goes out",
		JA:    "交換端末の不具合を確認できたかを記録します。確認できた場合は、新たな交換端末を発送します。",
	}, a.decideExchangeFault)
	command(a, Op{
		ID: "withdrawRepair", Method: http.MethodPost, Path: "/v1/repairs/{id}/withdrawal", Tag: "repairs",
		Rules: []terms.ID{terms.U5, terms.U12},
		EN:    "Take the claim back before the inspection; no use is counted",
		JA:    "点検の前に修理のお申し出を取り下げます。利用回数には数えません。",
	}, a.withdrawRepair)
}

type fileRepair struct {
	ID   string `path:"id" doc:"the device"`
	Body struct {
		Cause     terms.Cause  `json:"cause" enum:"total_loss,partial_damage,water,natural_failure,theft,loss,alteration,disaster"`
		Symptom   string       `json:"symptom" enum:"touch_panel,display,speaker,buttons,earphone_jack,charging,network_restriction,other" doc:"What does not work; by it a recurrence is told from another fault (U-8)."`
		FaultDay  jst.Day      `json:"fault_day" format:"date" doc:"The day on which it broke."`
		Route     repair.Route `json:"route" enum:"parcel,shop" doc:"U-1: how the device comes."`
		Shop      string       `json:"shop,omitempty" maxLength:"50" doc:"The code of the named shop, for that route; it may be chosen later."`
		Loaner    bool         `json:"loaner,omitempty" doc:"U-3: a loaner is asked for."`
		Checklist []string     `json:"checklist,omitempty" maxItems:"20" doc:"U-10: the IDs of the checklist's items, all of them; they may be confirmed later."`
		Exclusion string       `json:"exclusion,omitempty" maxLength:"50" doc:"O-7: the ground on which a desk finds it excluded."`
	}
}

// RepairClaim is a repair that was registered; one that is refused is a problem.
type RepairClaim struct {
	ID          string   `json:"id" doc:"the case"`
	Device      string   `json:"device_id"`
	Use         int      `json:"use,omitempty" doc:"O-4: the how-manieth use of the use year it is if the fault is confirmed (U-11)."`
	Uses        int      `json:"uses,omitempty" doc:"O-4: how many a use year allows."`
	YearFrom    *jst.Day `json:"year_from,omitempty" format:"date" doc:"C-8: first day of the use year."`
	YearThrough *jst.Day `json:"year_through,omitempty" format:"date" doc:"C-8: its last day."`
	Slip        string   `json:"slip_no,omitempty" doc:"U-1: the slip with which the device is sent."`
	Loaner      *Loaner  `json:"loaner,omitempty"`
}

// Loaner is where the wish for a loaner stands (U-3).
type Loaner struct {
	Standing repair.LoanerStanding `json:"standing" enum:"none,queued,reserved,shipped,lent,back,settled"`
	Place    int                   `json:"place,omitempty" doc:"The place in the line, from 1."`
}

func loanerView(a repair.LoanerAnswer) *Loaner {
	if a.Standing == "" || a.Standing == repair.NoLoaner {
		return nil
	}
	return &Loaner{Standing: a.Standing, Place: a.Place}
}

func (a *API) fileRepair(ctx context.Context, r *Request, in *fileRepair) (RepairClaim, error) {
	device, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return RepairClaim{}, err
	}
	b := in.Body
	switch {
	case b.Exclusion != "" && r.Principal.Role == Member:
		return RepairClaim{}, invalid("exclusion", "窓口のみが指定できます。", "Only a desk picks an exclusion.")
	case b.Route == repair.ByParcel && b.Shop != "":
		return RepairClaim{}, invalid("shop", "店舗は、お持ち込みの場合に限り指定してください。", "A shop is given for that route only.")
	case b.Shop != "":
		if err := a.knownShop(ctx, b.Shop); err != nil {
			return RepairClaim{}, err
		}
	}
	id := r.NewID("rpr")
	v, err := a.startRepair(ctx, r, device, message.RepairInput{
		Repair: id, Device: in.ID, Clock: r.Clock, Cause: b.Cause, Symptom: b.Symptom, FaultDay: b.FaultDay,
		Route: b.Route, Shop: b.Shop, WantsLoaner: b.Loaner, Exclusion: b.Exclusion, Checklist: b.Checklist,
		ReceivedAt: r.At, Actor: r.Actor(),
	})
	if err != nil {
		return RepairClaim{}, err
	}
	return RepairClaim{
		ID: id, Device: in.ID, Use: v.Use, Uses: v.Uses, YearFrom: &v.YearFrom, YearThrough: &v.YearThrough,
		Slip: v.Slip, Loaner: loanerView(v.Loaner),
	}, nil
}

func (a *API) startRepair(ctx context.Context, r *Request, device postgres.DeviceRow, in message.RepairInput) (repair.Verdict, error) {
	return engine.UpdateWithStart(ctx, a.Engine, message.Repair,
		r.Run(message.RepairID(in.Repair), device.Member, "U: the repair of a used device, with its loaner"), in,
		message.FileRepair, r.UpdateID(), message.None{})
}

// knownShop refuses a shop that the carrier does not name.
func (a *API) knownShop(ctx context.Context, code string) error {
	_, err := postgres.RepairShop(ctx, a.Pool, code)
	if no, ok := refusal.As(err); ok && no.Code == refusal.NotFound {
		return invalid("shop", "指定の店舗が見つかりません。", "There is no such shop.")
	}
	return err
}

type recordUnreceivedRepair struct {
	ID   string `path:"id" doc:"the device"`
	Body struct {
		Shop string `json:"shop" minLength:"1" maxLength:"50" doc:"The code of the shop it was brought to."`
		Cost int64  `json:"cost" minimum:"1" maximum:"9999999" doc:"What the repair costs there, in yen, tax included."`
	}
}

// UnreceivedRepair is a repair at a shop without reception, and its charge.
type UnreceivedRepair struct {
	ID     string `json:"id" doc:"the case"`
	Charge string `json:"charge_id"`
	Amount int64  `json:"amount" doc:"In yen, tax included."`
}

func (a *API) recordUnreceivedRepair(ctx context.Context, r *Request, in *recordUnreceivedRepair) (UnreceivedRepair, error) {
	device, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return UnreceivedRepair{}, err
	}
	if err := a.knownShop(ctx, in.Body.Shop); err != nil {
		return UnreceivedRepair{}, err
	}
	id := r.NewID("rpr")
	v, err := a.startRepair(ctx, r, device, message.RepairInput{
		Repair: id, Device: in.ID, Clock: r.Clock, Route: repair.ByShop, Shop: in.Body.Shop,
		Unreceived: ptr(yen.Of(in.Body.Cost)), ReceivedAt: r.At, Actor: r.Actor(),
	})
	return UnreceivedRepair{ID: id, Charge: v.Charge, Amount: v.Amount.Int64()}, err
}

// orderRepair sends a command to a repair, which goes on for it where it has
// ended. What it says is asked for when the call is on the case's clock.
func orderRepair[Ask, Answer any](ctx context.Context, a *API, r *Request, id string, u message.Update[Ask, Answer], ask func() Ask) (Answer, error) {
	c, err := a.caseFor(ctx, r, id, "repair")
	if err != nil {
		var none Answer
		return none, err
	}
	return order(ctx, a, r, c, u, ask())
}

type ofRepair struct {
	ID string `path:"id" doc:"the repair"`
}

func (r *Request) deed() message.Deed { return message.Deed{At: r.At, Actor: r.Actor()} }

type confirmChecklist struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Items []string `json:"items" minItems:"1" maxItems:"20" nullable:"false" doc:"The IDs of the checklist's items: all of them."`
	}
}

func (a *API) confirmChecklist(ctx context.Context, r *Request, in *confirmChecklist) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.ConfirmChecklist, func() message.Checklist {
		return message.Checklist{Items: in.Body.Items, At: r.At, Actor: r.Actor()}
	})
}

type takeInAtShop struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Shop string `json:"shop" minLength:"1" maxLength:"50" doc:"The shop's code."`
	}
}

func (a *API) takeInAtShop(ctx context.Context, r *Request, in *takeInAtShop) (message.None, error) {
	if err := a.knownShop(ctx, in.Body.Shop); err != nil {
		return message.None{}, err
	}
	return orderRepair(ctx, a, r, in.ID, message.TakeInAtShop, func() message.TakenIn {
		return message.TakenIn{Shop: in.Body.Shop, At: r.At, Actor: r.Actor()}
	})
}

type recordAgreement struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Present bool `json:"present"`
	}
}

func (a *API) recordAgreement(ctx context.Context, r *Request, in *recordAgreement) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.RecordAgreement, func() message.Agreement {
		return message.Agreement{Present: in.Body.Present, At: r.At, Actor: r.Actor()}
	})
}

type inspectDevice struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Finding repair.Finding `json:"finding" enum:"confirmed,not_confirmed,not_covered"`
		Ground  string         `json:"ground,omitempty" maxLength:"50" doc:"O-7: the exclusion ground, where it is not covered; listExclusionGrounds has them."`
	}
}

func (a *API) inspectDevice(ctx context.Context, r *Request, in *inspectDevice) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.InspectDevice, func() message.Inspection {
		return message.Inspection{Finding: in.Body.Finding, Ground: in.Body.Ground, At: r.At, Actor: r.Actor()}
	})
}

type decideRepair struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Outcome repair.Outcome `json:"outcome" enum:"repaired,exchange"`
	}
}

func (a *API) decideRepair(ctx context.Context, r *Request, in *decideRepair) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.DecideRepair, func() message.RepairDecision {
		return message.RepairDecision{Outcome: in.Body.Outcome, At: r.At, Actor: r.Actor()}
	})
}

type shipRepairedDevice struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Tracking    string `json:"tracking_no" pattern:"^[A-Za-z0-9-]{4,40}$" patternDescription:"4 to 40 letters, digits or hyphens"`
		IMEI        string `json:"imei,omitempty" maxLength:"20" doc:"Of an exchange device. A unit of the stock is known by it; of any other the fields below are given too."`
		Model       string `json:"model,omitempty" maxLength:"50" doc:"The model's code."`
		Colour      string `json:"colour,omitempty" maxLength:"50"`
		Refurbished bool   `json:"refurbished,omitempty" doc:"リフレッシュ品"`
		Equal       bool   `json:"equal,omitempty" doc:"Another model or colour is an equal one."`
	}
}

func (a *API) shipRepairedDevice(ctx context.Context, r *Request, in *shipRepairedDevice) (Shipment, error) {
	b, s := in.Body, Shipment{ID: r.NewID("shp"), Tracking: in.Body.Tracking}
	_, err := orderRepair(ctx, a, r, in.ID, message.ShipDevice, func() message.RepairParcel {
		return message.RepairParcel{
			Shipment: s.ID, Tracking: b.Tracking, IMEI: b.IMEI, Model: b.Model, Colour: b.Colour,
			Refurbished: b.Refurbished, Equal: b.Equal, At: r.At, Actor: r.Actor(),
		}
	})
	return s, err
}

type handOverDevice struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Shop string `json:"shop" minLength:"1" maxLength:"50" doc:"The shop's code."`
	}
}

func (a *API) handOverDevice(ctx context.Context, r *Request, in *handOverDevice) (message.None, error) {
	if err := a.knownShop(ctx, in.Body.Shop); err != nil {
		return message.None{}, err
	}
	return orderRepair(ctx, a, r, in.ID, message.HandOver, func() message.HandedOver {
		return message.HandedOver{Shipment: r.NewID("shp"), Shop: in.Body.Shop, At: r.At, Actor: r.Actor()}
	})
}

func (a *API) reportRecurrence(ctx context.Context, r *Request, in *ofRepair) (Fault, error) {
	f := Fault{ID: r.NewID("flt")}
	_, err := orderRepair(ctx, a, r, in.ID, message.ReportRecurrence, func() message.Fault {
		return message.Fault{ID: f.ID, At: r.At, Actor: r.Actor()}
	})
	return f, err
}

func (a *API) reportExchangeFault(ctx context.Context, r *Request, in *ofRepair) (Fault, error) {
	f := Fault{ID: r.NewID("flt")}
	_, err := orderRepair(ctx, a, r, in.ID, message.ReportExchangeFault, func() message.Fault {
		return message.Fault{ID: f.ID, At: r.At, Actor: r.Actor()}
	})
	return f, err
}

type decideExchangeFault struct {
	ID   string `path:"id" doc:"the repair"`
	Body struct {
		Confirmed bool `json:"confirmed"`
	}
}

func (a *API) decideExchangeFault(ctx context.Context, r *Request, in *decideExchangeFault) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.DecideExchangeFault, func() message.ExchangeFaultDecision {
		return message.ExchangeFaultDecision{Confirmed: in.Body.Confirmed, At: r.At, Actor: r.Actor()}
	})
}

func (a *API) withdrawRepair(ctx context.Context, r *Request, in *ofRepair) (message.None, error) {
	return orderRepair(ctx, a, r, in.ID, message.WithdrawRepair, r.deed)
}
