package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"kigen/internal/imei"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerLives(a *API) {
	query(a, Op{
		ID: "getDeviceLife", Method: http.MethodGet, Path: "/v1/devices/{id}/life", Tag: "members",
		Rules: []terms.ID{terms.N3, terms.U9, terms.P8},
		EN:    "A device's whole life: what it replaced and what replaced it, its covers, its cases, parcels, returns and charges",
		JA:    "端末の購入から補償・故障・貸出・返却・請求までの経過と、交換前後の端末を表示します。",
	}, a.getDeviceLife)
	query(a, Op{
		ID: "findDevice", Method: http.MethodPost, Path: "/v1/device-searches", Tag: "members",
		EN: "Find devices, and the unit of the stock, by their IMEI, which stays out of addresses",
		JA: "IMEIから端末を探します(IMEIはURLに含めません)。",
	}, a.findDevice)
}

// DeviceLife is all that is known of a device.
type DeviceLife struct {
	Device
	Origin   string         `json:"origin" enum:"supply,replacement,own,maker" doc:"How it came to the member: bought from the carrier, as a replacement, their own, or from its maker."`
	Chain    []DeviceLink   `json:"chain" nullable:"false" doc:"The devices that took one another's place, the first first."`
	Covers   []CoverSpan    `json:"covers" nullable:"false"`
	Cases    []Case         `json:"cases" nullable:"false"`
	Timeline []LifeEvent    `json:"timeline" nullable:"false"`
	Charges  []Charge       `json:"charges" nullable:"false"`
	Returns  []DeviceReturn `json:"returns" nullable:"false"`
	// Others are the other times that the device was somebody's; only staff sees them.
	Others []DeviceLink `json:"others,omitempty" doc:"For staff: the same device, earlier or later, as somebody's own."`
	Unit   string       `json:"unit_id,omitempty" doc:"For staff: the device as a unit of the stock."`
	// Total is what the cases about the device cost the member, all that was taken back deducted.
	Total int64 `json:"total" doc:"The sum of its charges, with what reversed or waived them, in yen."`
}

// DeviceLink is a device in a chain.
type DeviceLink struct {
	ID     string    `json:"id"`
	Member string    `json:"member_id"`
	Model  string    `json:"model"`
	Name   string    `json:"name"`
	Colour string    `json:"colour"`
	State  string    `json:"state"`
	Origin string    `json:"origin"`
	Since  time.Time `json:"since" doc:"Its delivery, or the first instant of its use start."`
	Here   bool      `json:"here,omitempty" doc:"It is the device that was asked for."`
}

// CoverSpan is a cover while it was on the device.
type CoverSpan struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"compensation,guarantee"`
	From       time.Time  `json:"from"`
	To         *time.Time `json:"to,omitempty" doc:"When it moved on or ended; none while it goes on."`
	FromDevice string     `json:"from_device,omitempty" doc:"The device that it moved from."`
	ToDevice   string     `json:"to_device,omitempty" doc:"The device that it moved to."`
}

// DeviceReturn is a return of the device to the carrier.
type DeviceReturn struct {
	ID          string     `json:"id"`
	Case        string     `json:"case_id"`
	CaseKind    string     `json:"case_kind"`
	Kind        string     `json:"kind"`
	RequestedAt time.Time  `json:"requested_at"`
	BookedAt    *time.Time `json:"booked_at,omitempty"`
}

// LifeEvent is something in the life of a device: a step of a case, or what
// follows from the books.
type LifeEvent struct {
	At       time.Time      `json:"at"`
	Day      jst.Day        `json:"day" format:"date" doc:"Its day in Japan."`
	What     string         `json:"what" enum:"step,purchased,use_started,cover_began,cover_came,cover_moved,cover_ended,replaced,stock" doc:"step: of a case, named by step. stock: a movement of the carrier's stock, named by step."`
	Step     string         `json:"step,omitempty"`
	Case     string         `json:"case_id,omitempty"`
	CaseKind string         `json:"case_kind,omitempty"`
	Rules    []terms.ID     `json:"rules,omitempty"`
	Terms    string         `json:"terms,omitempty" doc:"The version of the terms that was applied."`
	Actor    *Actor         `json:"actor,omitempty"`
	Device   string         `json:"device_id,omitempty" doc:"The other device, where it is about two."`
	Facts    map[string]any `json:"facts,omitempty"`
}

func (a *API) getDeviceLife(ctx context.Context, r *Request, in *byID) (DeviceLife, error) {
	row, err := a.deviceFor(ctx, r, in.ID)
	if err != nil {
		return DeviceLife{}, err
	}
	l, err := postgres.LifeOf(ctx, a.Pool, in.ID)
	if err != nil {
		return DeviceLife{}, err
	}
	member := r.Principal.Role == Member
	life := DeviceLife{
		Device: a.deviceView(r.At)(row), Chain: views(l.Chain, linkView), Covers: views(l.Spans, spanView), Cases: views(l.Cases, caseView),
		Charges: views(l.Charges, a.chargeFor(r)), Returns: views(l.Returns, returnOfDevice), Timeline: timelineOf(row, l, member),
	}
	for i := range life.Chain {
		if life.Chain[i].ID == in.ID {
			life.Chain[i].Here, life.Origin = true, life.Chain[i].Origin
		}
	}
	if err := a.supplied(ctx, r, &life.Device); err != nil {
		return DeviceLife{}, err
	}
	for _, c := range life.Charges {
		life.Total += c.Amount
	}
	if member {
		return life, nil
	}
	life.Others = views(l.Others, linkView)
	for _, u := range l.Units {
		life.Unit = u.ID
	}
	return life, nil
}

func linkView(d postgres.LinkRow) DeviceLink {
	return DeviceLink{
		ID: d.ID, Member: d.Member, Model: d.Model, Name: d.ModelName, Colour: d.Colour, State: d.State, Origin: d.Origin, Since: d.Since,
	}
}

func spanView(s postgres.SpanRow) CoverSpan { return CoverSpan(s) }

func returnOfDevice(b postgres.LifeReturnRow) DeviceReturn { return DeviceReturn(b) }

// timelineOf puts what happened to a device in the order of business time. The
// carrier's stock is the staff's to see.
func timelineOf(d postgres.DeviceRow, l postgres.Life, member bool) []LifeEvent {
	var all []LifeEvent
	add := func(e LifeEvent) {
		e.Day = jst.DayOf(e.At)
		all = append(all, e)
	}
	if !member {
		for _, m := range l.Movements {
			add(LifeEvent{At: m.At, What: "stock", Step: m.Kind, Case: m.Case, CaseKind: m.CaseKind, Actor: &Actor{Role: m.ActorRole, ID: m.ActorID}})
		}
	}
	here := slices.IndexFunc(l.Chain, func(x postgres.LinkRow) bool { return x.ID == d.ID })
	if l.Chain[here].Origin == "supply" && !d.PurchasedOn.IsZero() {
		add(LifeEvent{At: d.PurchasedOn.Start(), What: "purchased"})
	}
	if here == 0 {
		add(LifeEvent{At: d.UseStart.Start(), What: "use_started"})
	} else {
		add(LifeEvent{At: l.Chain[here].Since, What: "use_started", Device: l.Chain[here-1].ID})
	}
	for _, s := range l.Spans {
		if s.FromDevice == "" {
			add(LifeEvent{At: s.From, What: "cover_began"})
		} else {
			add(LifeEvent{At: s.From, What: "cover_came", Device: s.FromDevice})
		}
		if s.ToDevice != "" {
			add(LifeEvent{At: *s.To, What: "cover_moved", Device: s.ToDevice})
		} else if s.To != nil {
			add(LifeEvent{At: *s.To, What: "cover_ended"})
		}
	}
	for _, j := range l.Journal {
		entry := entryView(j)
		if member {
			entry.Actor = entry.Actor.forMember()
		}
		add(LifeEvent{At: j.At, What: "step", Step: j.Step, Case: j.Case, CaseKind: j.CaseKind, Rules: entry.Rules, Terms: j.Terms, Actor: &entry.Actor, Facts: j.Facts})
	}
	if here+1 < len(l.Chain) {
		add(LifeEvent{At: l.Chain[here+1].Since, What: "replaced", Device: l.Chain[here+1].ID})
	}
	slices.SortStableFunc(all, func(a, b LifeEvent) int { return a.At.Compare(b.At) })
	return all
}

type findDevice struct {
	Body struct {
		IMEI string `json:"imei" minLength:"1" maxLength:"20"`
	}
}

// FoundDevices are what has an IMEI, or had.
type FoundDevices struct {
	Devices []DeviceLink `json:"devices" nullable:"false" doc:"The latest first; a member finds their own only."`
	Unit    string       `json:"unit_id,omitempty" doc:"For staff: the unit of the stock."`
}

func (a *API) findDevice(ctx context.Context, r *Request, in *findDevice) (FoundDevices, error) {
	if !imei.Valid(in.Body.IMEI, a.Terms.At(r.At).W3.IMEIDigits) {
		return FoundDevices{}, wrongIMEI
	}
	devices, units, err := postgres.FindIMEI(ctx, a.Pool, in.Body.IMEI, r.own(""))
	found := FoundDevices{Devices: views(devices, linkView)}
	if r.Principal.Role != Member && len(units) > 0 {
		found.Unit = units[0]
	}
	return found, err
}
