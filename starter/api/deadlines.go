package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerDeadlines(a *API) {
	query(a, Op{
		ID: "listDeadlines", Method: http.MethodGet, Path: "/v1/deadlines", Tag: "deadlines",
		Rules: []terms.ID{terms.C5, terms.C10},
		EN:    "The deadline board: open deadlines by their lapse, or settled ones by their outcome",
		JA:    "期限の一覧です。期限の早い順に表示します。",
	}, a.listDeadlines)
}

// Deadline is a promise with a day.
type Deadline struct {
	Case        string     `json:"case_id"`
	CaseKind    string     `json:"case_kind" example:"replacement"`
	Member      string     `json:"member_id,omitempty"`
	Clock       string     `json:"clock_id,omitempty" doc:"The test clock that the case lives on."`
	Name        string     `json:"name" example:"old-device-back"`
	Rule        terms.ID   `json:"rule" example:"N-5"`
	Desk        string     `json:"desk,omitempty" doc:"The desk that watches it."`
	LastGoodDay string     `json:"last_good_day,omitempty" format:"date"`
	Lapse       time.Time  `json:"lapse"`
	SettlesAt   time.Time  `json:"settles_at"`
	Outcome     string     `json:"outcome" enum:"open,met,lapsed,moved,void"`
	SettledAt   *time.Time `json:"settled_at,omitempty"`
	ArmedBy     string     `json:"armed_by" doc:"The step that armed it."`
	SettledBy   string     `json:"settled_by,omitempty" doc:"The step that settled it."`
	Why         Why        `json:"why"`
}

// open is the outcome of a deadline that has none yet.
const open = "open"

func (a *API) deadline(d postgres.DeadlineRow) Deadline {
	v := Deadline{
		Case: d.Case, CaseKind: d.CaseKind, Member: d.Member, Clock: d.Clock, Name: d.Name, Rule: terms.ID(d.Rule), Desk: d.Desk, Lapse: d.Lapse, SettlesAt: d.SettlesAt,
		Outcome: open, SettledAt: d.SettledAt, ArmedBy: d.ArmedStep, Why: a.why(d),
	}
	if d.LastGoodDay != nil {
		v.LastGoodDay = d.LastGoodDay.String()
	}
	if d.Outcome != nil {
		v.Outcome, v.SettledBy = *d.Outcome, *d.SettledStep
	}
	return v
}

type listDeadlines struct {
	Paging
	DeadlineChoice
	Until  time.Time `query:"until" doc:"Those that lapse before this instant."`
	Case   string    `query:"case"`
	Member string    `query:"member"`
}

func (a *API) listDeadlines(ctx context.Context, r *Request, in *listDeadlines) (Page[Deadline], error) {
	f := in.filter()
	f.Case, f.Member, f.Until = in.Case, r.own(in.Member), in.Until
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.DeadlineRow, error) {
		return postgres.Deadlines(ctx, a.Pool, f, after, limit)
	}, a.deadline, func(d postgres.DeadlineRow) postgres.Place { return postgres.Place{At: d.Lapse, No: d.ID} })
}
