package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/options"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerOptions(a *API) {
	query(a, Op{
		ID: "listOptions", Method: http.MethodGet, Path: "/v1/options", Tag: "options",
		Rules: []terms.ID{terms.O1, terms.O3, terms.O4, terms.O5, terms.W1, terms.W5},
		EN:    "Options of devices: what they cost, how long they run and what is left of them",
		JA:    "端末のオプションの料金、契約期間、利用状況を表示します。",
	}, a.listOptions)
	command(a, Op{
		ID: "cancelOption", Method: http.MethodPost, Path: "/v1/compensations/{id}/cancellation", Tag: "options",
		Rules: []terms.ID{terms.O3, terms.O5, terms.O8},
		EN:    "Cancel a compensation option on its own, for the end of the month; that can't be taken back",
		JA:    "端末補償オプションを月末付けで解約します。取り消しはできません。",
	}, a.cancelOption)
	command(a, Op{
		ID: "cancelGuarantee", Method: http.MethodPost, Path: "/v1/guarantees/{id}/cancellation", Tag: "options",
		Rules: []terms.ID{terms.W1, terms.W2},
		EN:    "Cancel the Connected Device Guarantee from its use start on, for the end of the month; that can't be taken back",
		JA:    "つながる端末保証を月末付けで解約します(利用開始日以降)。取り消しはできません。",
	}, a.cancelGuarantee)
}

// Option is an option of a device that is paid by the month.
type Option struct {
	ID           string  `json:"id"`
	Kind         string  `json:"kind" enum:"compensation,guarantee" doc:"端末補償オプション (O), つながる端末保証 (W)."`
	Member       string  `json:"member_id"`
	Line         string  `json:"line_id,omitempty"`
	Device       string  `json:"device_id,omitempty" doc:"None while a guarantee has no device registered (W-3)."`
	Name         string  `json:"name,omitempty" doc:"The model's name."`
	Colour       string  `json:"colour,omitempty"`
	FeeThisMonth int64   `json:"fee_this_month" doc:"What it costs in the month of the request, in yen, tax included (O-3, W-1)."`
	StartedOn    jst.Day `json:"started_on" format:"date"`
	YearFrom     jst.Day `json:"year_from" format:"date" doc:"First day of the use year at the request's instant (C-8)."`
	YearTo       jst.Day `json:"year_to" format:"date" doc:"Its last day."`
	UsesLeft     int     `json:"uses_left" doc:"Of that year (O-4, W-5)."`
	Lifetime
}

// Lifetime is how long an option runs.
type Lifetime struct {
	State       string     `json:"state" enum:"running,cancelled,ended" doc:"cancelled: it runs until ends_at."`
	CancelledOn *jst.Day   `json:"cancelled_on,omitempty" format:"date" doc:"The day of its cancellation (O-3, W-1)."`
	EndsAt      *time.Time `json:"ends_at,omitempty" doc:"The first instant at which it no longer runs."`
	ClaimsUntil *jst.Day   `json:"claims_until,omitempty" format:"date" doc:"The last day on which a claim is received (O-8)."`
}

func lifetime(o options.Option, at time.Time) Lifetime {
	l := Lifetime{State: "running"}
	if o.EndsAt.IsZero() {
		return l
	}
	if l.State = "cancelled"; !at.Before(o.EndsAt) {
		l.State = "ended"
	}
	l.EndsAt, l.ClaimsUntil = &o.EndsAt, ptr(o.LastDay())
	if !o.CancelledOn.IsZero() {
		l.CancelledOn = &o.CancelledOn
	}
	return l
}

func (a *API) optionView(at time.Time) func(options.Option) Option {
	t, day := a.Terms.At(at), jst.DayOf(at)
	return func(o options.Option) Option {
		v := Option{
			ID: o.ID, Kind: string(o.Kind), Member: o.Member, Line: o.Line, Device: o.Device, Name: o.Name.Model, Colour: o.Name.Colour,
			FeeThisMonth: options.FeeOf(t, o, day.Month()).Int64(), StartedOn: o.StartedOn, Lifetime: lifetime(o, at),
		}
		v.YearFrom, v.YearTo, v.UsesLeft = o.UseYear(t, day)
		return v
	}
}

func (a *API) listOptions(ctx context.Context, r *Request, in *ofMember) (Page[Option], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]options.Option, error) {
		return postgres.Options(ctx, a.Pool, r.own(in.Member), in.Clock, after, limit)
	}, a.optionView(r.At), func(o options.Option) postgres.Place { return postgres.Place{ID: o.ID} })
}

// OptionCancellation is an option's end that is bound to come.
type OptionCancellation struct {
	ID          string    `json:"id" doc:"the case"`
	Option      string    `json:"option_id"`
	CancelledOn jst.Day   `json:"cancelled_on" format:"date"`
	EndsAt      time.Time `json:"ends_at" doc:"O-3, W-1: it ends at this instant"`
	ClaimsUntil jst.Day   `json:"claims_until" format:"date" doc:"O-8: the last day on which a claim is received"`
	LastFee     int64     `json:"last_fee" doc:"What its last month costs in yen, tax included (O-3, W-1)."`
}

type ofCompensation struct {
	ID string `path:"id" doc:"the compensation option"`
}

func (a *API) cancelOption(ctx context.Context, r *Request, in *ofCompensation) (OptionCancellation, error) {
	return a.cancelOptionOf(ctx, r, options.Compensation, in.ID)
}

type ofGuarantee struct {
	ID string `path:"id" doc:"the guarantee"`
}

func (a *API) cancelGuarantee(ctx context.Context, r *Request, in *ofGuarantee) (OptionCancellation, error) {
	return a.cancelOptionOf(ctx, r, options.Guarantee, in.ID)
}

func (a *API) cancelOptionOf(ctx context.Context, r *Request, kind options.Kind, option string) (OptionCancellation, error) {
	o, err := a.optionFor(ctx, r, kind, option)
	if err != nil {
		return OptionCancellation{}, err
	}
	channel := "support_desk"
	if r.Principal.Role == Member {
		channel = "member_page"
	}
	id := r.NewID("ocn")
	c, err := engine.UpdateWithStart(ctx, a.Engine, message.OptionCancellation,
		r.Run(message.OptionCancellationID(option), o.Member, "O-5, W-1: the option ends at month end"),
		message.OptionCancellationInput{Case: id, Option: option, Clock: r.Clock, Channel: channel, ReceivedAt: r.At, Actor: r.Actor()},
		message.FileOptionCancellation, r.UpdateID(), message.Filing{Case: id})
	if err != nil {
		return OptionCancellation{}, err
	}
	return OptionCancellation{
		ID: id, Option: option, CancelledOn: c.CancelledOn, EndsAt: c.EndsAt, ClaimsUntil: c.LastDay(), LastFee: c.LastFee.Int64(),
	}, nil
}

// optionFor gives the option of that kind to a caller who may see it, and puts
// the request on its member's clock.
func (a *API) optionFor(ctx context.Context, r *Request, kind options.Kind, id string) (options.Option, error) {
	o, err := postgres.LoadOption(ctx, a.Pool, id)
	if err == nil && o.Kind != kind {
		err = notFound
	}
	if err == nil {
		err = r.visible(o.Member)
	}
	if err != nil {
		return o, err
	}
	clock, err := postgres.ClockOfMember(ctx, a.Pool, o.Member)
	if err != nil {
		return o, err
	}
	return o, a.enterClock(ctx, r, clock)
}
