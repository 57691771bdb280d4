package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kigen/internal/guarantee"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/options"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerGuarantees(a *API) {
	query(a, Op{
		ID: "listGuarantees", Method: http.MethodGet, Path: "/v1/guarantees", Tag: "guarantees",
		Rules: []terms.ID{terms.W1, terms.W2, terms.W3},
		EN:    "Connected Device Guarantees, each with its device, its fees and what is left of it",
		JA:    "つながる端末保証の一覧を、対象の端末、料金、利用状況とともに表示します。",
	}, a.listGuarantees)
	query(a, Op{
		ID: "getGuarantee", Method: http.MethodGet, Path: "/v1/guarantees/{id}", Tag: "guarantees",
		Rules: []terms.ID{terms.W1, terms.W2, terms.W3, terms.W4, terms.W5, terms.W10},
		EN:    "A Connected Device Guarantee: its device, what each month costs, and from when and how often it may be used",
		JA:    "つながる端末保証の対象の端末、月ごとの料金、ご利用いただける時期と回数を表示します。",
	}, a.getGuarantee)
	command(a, Op{
		ID: "registerGuaranteedDevice", Method: http.MethodPost, Path: "/v1/guarantees/{id}/device", Tag: "guarantees", Status: http.StatusCreated,
		Rules: []terms.ID{terms.W3, terms.W9, terms.O6},
		EN:    "Register the device that the guarantee covers, and confirm its conditions one by one",
		JA:    "つながる端末保証の対象端末を登録し、対象となる端末の条件を一つずつ確認します。",
	}, a.registerGuaranteedDevice)
	command(a, Op{
		ID: "reportLineUsed", Method: http.MethodPost, Path: "/v1/facts/line-used", Tag: "facts", Status: http.StatusAccepted,
		Rules: []terms.ID{terms.W9},
		EN:    "The network saw a line's SIM in a device on a day", JA: "回線のSIMが端末で使われた日を報告します。",
	}, a.reportLineUsed)
}

// feeMonths is for how many months from the month of use start the fee is shown.
const feeMonths = 12

// Guarantee is the Connected Device Guarantee (つながる端末保証) of a line.
type Guarantee struct {
	ID         string            `json:"id" doc:"the option"`
	Member     string            `json:"member_id"`
	Line       string            `json:"line_id"`
	State      string            `json:"state" enum:"registration_due,registered,lapsed,ended" doc:"lapsed: no device was registered in time (W-3)."`
	UseStart   jst.Day           `json:"use_start" format:"date" doc:"Its start, the line's use start day."`
	Device     *GuaranteedDevice `json:"device,omitempty" doc:"None until it is registered."`
	Register   RegistrationDue   `json:"registration"`
	ClaimsFrom jst.Day           `json:"claims_from" format:"date" doc:"W-4: the first day on which claims are received."`
	EndsAt     *time.Time        `json:"ends_at,omitempty" doc:"The first instant at which it no longer runs."`
	YearFrom   jst.Day           `json:"year_from" format:"date" doc:"First day of the use year at the request's instant (C-8)."`
	YearTo     jst.Day           `json:"year_to" format:"date" doc:"Its last day."`
	Used       int               `json:"used" doc:"Uses in that year, repairs and exchanges together."`
	MaxUses    int               `json:"max_uses" doc:"How many the terms allow (W-5)."`
	OpenClaim  string            `json:"open_claim,omitempty"`
	FeeFrom    jst.Month         `json:"fee_from" doc:"W-1: the first month with a fee."`
	Fees       []MonthFee        `json:"fees" nullable:"false" doc:"W-1: what each of the first months costs."`
}

// GuaranteedDevice is the device that a guarantee covers.
type GuaranteedDevice struct {
	ID             string   `json:"id"`
	Model          string   `json:"model"`
	Name           string   `json:"name"`
	Colour         string   `json:"colour,omitempty"`
	OS             string   `json:"os"`
	ReleasedOn     jst.Day  `json:"released_on,omitzero" format:"date" doc:"By its maker."`
	NaturalThrough jst.Day  `json:"natural_failure_through,omitzero" format:"date" doc:"W-10: the last day on which a natural failure is covered."`
	UsedOn         *jst.Day `json:"used_on,omitempty" format:"date" doc:"W-9: the last day on which the network saw the line's SIM in it."`
	RepairOnly     bool     `json:"repair_only" doc:"W-6: it is repaired, and never exchanged."`
}

// RegistrationDue is until when the device is registered (W-3), and what the
// member confirms then.
type RegistrationDue struct {
	Case        string        `json:"case_id"`
	LastGoodDay jst.Day       `json:"last_good_day" format:"date"`
	Lapse       time.Time     `json:"lapse" doc:"The first instant that is too late."`
	Confirm     []ConfirmItem `json:"confirm" nullable:"false" doc:"W-3, W-9: to be confirmed one by one."`
}

// ConfirmItem is a condition that a member confirms.
type ConfirmItem struct {
	ID string `json:"id" example:"screen_whole"`
	JA string `json:"ja"`
	EN string `json:"en"`
}

// MonthFee is what a month costs.
type MonthFee struct {
	Month  jst.Month `json:"month"`
	Amount int64     `json:"amount" doc:"In yen, tax included; 0 for a month without a fee."`
}

func (a *API) guaranteeView(at time.Time) func(guarantee.Guarantee) Guarantee {
	t := a.Terms.At(at)
	return func(g guarantee.Guarantee) Guarantee {
		due := jst.Within(g.UseStart, a.Terms.At(g.UseStart.Start()).W3.Within)
		year := g.YearOf(jst.DayOf(at))
		v := Guarantee{
			ID: g.Option, Member: g.Member, Line: g.Line, State: "registration_due", UseStart: g.UseStart,
			Register: RegistrationDue{
				Case: guarantee.RegistrationOf(g.Option), LastGoodDay: due.LastGoodDay, Lapse: due.Lapse, Confirm: []ConfirmItem{},
			},
			ClaimsFrom: jst.DayOf(guarantee.ClaimsFrom(t, g.UseStart)), YearFrom: year.From, YearTo: year.Through,
			Used: year.Used, MaxUses: t.W5.Uses, OpenClaim: g.OpenClaim, FeeFrom: guarantee.FeeFrom(t, g.UseStart),
			Fees: a.fees(g),
		}
		for _, item := range guarantee.Confirmations(t) {
			v.Register.Confirm = append(v.Register.Confirm, ConfirmItem(item))
		}
		if !g.EndsAt.IsZero() {
			v.EndsAt = &g.EndsAt
		}
		switch {
		case !g.LapsedAt.IsZero():
			v.State = "lapsed"
		case !g.Runs(at):
			v.State = "ended"
		case g.Device != nil:
			v.State = "registered"
		}
		if d := g.Device; d != nil {
			v.Device = &GuaranteedDevice{
				ID: d.ID, Model: d.Model, Name: d.Name, Colour: d.Colour, OS: d.OS, ReleasedOn: d.ReleasedOn,
				RepairOnly: guarantee.RepairOnly(t, d.OS),
			}
			if !d.ReleasedOn.IsZero() {
				v.Device.NaturalThrough = guarantee.NaturalThrough(t, d.ReleasedOn)
			}
			if !d.UsedOn.IsZero() {
				v.Device.UsedOn = &d.UsedOn
			}
		}
		return v
	}
}

// fees are those of the first months, each under the terms in force in it (W-1, C-10).
func (a *API) fees(g guarantee.Guarantee) []MonthFee {
	o := options.Option{Kind: options.Guarantee, StartedOn: g.UseStart, EndsAt: g.EndsAt}
	fees := make([]MonthFee, feeMonths)
	for i := range fees {
		m := g.UseStart.Month().AddMonths(i)
		fees[i] = MonthFee{m, options.FeeOf(a.Terms.At(m.Start()), o, m).Int64()}
	}
	return fees
}

func (a *API) listGuarantees(ctx context.Context, r *Request, in *ofMember) (Page[Guarantee], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]guarantee.Guarantee, error) {
		return postgres.Guarantees(ctx, a.Pool, r.own(in.Member), in.Clock, after, limit)
	}, a.guaranteeView(r.At), func(g guarantee.Guarantee) postgres.Place { return postgres.Place{ID: g.Option} })
}

func (a *API) getGuarantee(ctx context.Context, r *Request, in *ofGuarantee) (Guarantee, error) {
	g, err := a.guaranteeFor(ctx, r, in.ID)
	if err != nil {
		return Guarantee{}, err
	}
	return a.guaranteeView(r.At)(g), nil
}

// guaranteeFor gives a guarantee to a caller who may see it, and puts the
// request on its member's clock.
func (a *API) guaranteeFor(ctx context.Context, r *Request, option string) (guarantee.Guarantee, error) {
	g, err := postgres.LoadGuarantee(ctx, a.Pool, option)
	if err == nil {
		err = r.visible(g.Member)
	}
	if err != nil {
		return g, err
	}
	clock, err := postgres.ClockOfMember(ctx, a.Pool, g.Member)
	if err != nil {
		return g, err
	}
	return g, a.enterClock(ctx, r, clock)
}

type registerGuaranteedDevice struct {
	ID   string `path:"id" doc:"the guarantee"`
	Body struct {
		IMEI      string   `json:"imei" minLength:"1" maxLength:"20" doc:"The device's number of 15 digits."`
		Model     string   `json:"model" minLength:"1" maxLength:"50" doc:"The model's code in the catalogue."`
		Colour    string   `json:"colour,omitempty" maxLength:"50"`
		Confirmed []string `json:"confirmed" nullable:"false" maxItems:"30" doc:"The IDs of all conditions, as the guarantee lists them: the member confirms each."`
	}
}

func (a *API) registerGuaranteedDevice(ctx context.Context, r *Request, in *registerGuaranteedDevice) (Guarantee, error) {
	g, err := a.guaranteeFor(ctx, r, in.ID)
	if err != nil {
		return Guarantee{}, err
	}
	b := in.Body
	_, err = engine.Update(ctx, a.Engine, message.GuaranteeRegistrationID(g.Option), message.RegisterDevice, r.UpdateID(),
		message.GuaranteedDevice{
			ID: r.NewID("reg"), IMEI: b.IMEI, Model: b.Model, Colour: b.Colour, Confirmed: b.Confirmed, At: r.At, Actor: r.Actor(),
		})
	if err != nil {
		return Guarantee{}, a.whyClosed(ctx, r, g, err)
	}
	return a.getGuarantee(ctx, r, &ofGuarantee{ID: in.ID})
}

// whyClosed says why a registration is over, where its process has ended.
func (a *API) whyClosed(ctx context.Context, r *Request, g guarantee.Guarantee, err error) error {
	if !errors.Is(err, &refusal.Error{Code: refusal.State}) {
		return err
	}
	c, read := postgres.LoadRegistration(ctx, &postgres.Ledger{Pool: a.Pool}, g.Option)
	if read != nil {
		return read
	}
	if why := guarantee.MayRegister(c.Progress(), r.At); why != nil {
		return why
	}
	return err
}

type lineUse struct {
	Body struct {
		Line string  `json:"line_id" minLength:"1" maxLength:"64"`
		IMEI string  `json:"imei" pattern:"^[0-9]{15}$" patternDescription:"15 digits" doc:"The device in which the network saw the line's SIM."`
		Day  jst.Day `json:"day" format:"date" doc:"The day in Japan."`
	}
}

// LineUse is a report as it was taken in.
type LineUse struct {
	Line string  `json:"line_id"`
	Day  jst.Day `json:"day" format:"date"`
}

func (a *API) reportLineUsed(ctx context.Context, r *Request, in *lineUse) (LineUse, error) {
	line, err := postgres.Line(ctx, a.Pool, in.Body.Line)
	if err != nil {
		return LineUse{}, err
	}
	clock, err := postgres.ClockOfMember(ctx, a.Pool, line.Member)
	if err == nil {
		err = a.enterClock(ctx, r, clock)
	}
	if err != nil {
		return LineUse{}, err
	}
	if in.Body.Day.After(jst.DayOf(r.At)) {
		return LineUse{}, invalid("day", "未来の日付は報告できません。", "A fact cannot be reported before it happened.")
	}
	return LineUse{Line: line.ID, Day: in.Body.Day}, postgres.LineUsed(ctx, a.Pool, line.ID, in.Body.IMEI, in.Body.Day)
}
