package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/jst"
	"kigen/internal/postgres"
)

func registerLines(a *API) {
	query(a, Op{
		ID: "listLines", Method: http.MethodGet, Path: "/v1/lines", Tag: "members",
		EN: "Lines", JA: "回線の一覧を表示します。",
	}, a.listLines)
	query(a, Op{
		ID: "getLine", Method: http.MethodGet, Path: "/v1/lines/{id}", Tag: "members",
		EN: "A line with its options and its reservation to end", JA: "回線とオプション、解約予約の状況を表示します。",
	}, a.getLine)
}

// Line is a mobile line.
type Line struct {
	ID           string       `json:"id"`
	Member       string       `json:"member_id"`
	Application  string       `json:"application_id,omitempty"`
	Kind         string       `json:"kind" enum:"data,sms,voice"`
	Plan         string       `json:"plan"`
	PhoneNumber  string       `json:"phone_number,omitempty"`
	State        string       `json:"state" enum:"active,cancellation_reserved,ended"`
	UseStart     jst.Day      `json:"use_start" format:"date" doc:"The use start day (S-19)."`
	ActivatedAt  time.Time    `json:"activated_at"`
	EndedAt      *time.Time   `json:"ended_at,omitempty"`
	Options      []string     `json:"options" nullable:"false"`
	Equipment    []string     `json:"equipment" nullable:"false" doc:"What is to come back when the line ends (K-5)."`
	Cancellation *Reservation `json:"cancellation,omitempty"`
}

// Reservation is a line's open reservation to end (K-1, K-2).
type Reservation struct {
	Case          string    `json:"case_id"`
	EffectAt      time.Time `json:"effect_at"`
	WithdrawUntil time.Time `json:"withdraw_until" doc:"The first instant that is too late to withdraw it."`
}

func lineView(l postgres.LineRow) Line {
	v := Line{
		ID: l.ID, Member: l.Member, Application: l.Application, Kind: l.Kind, Plan: l.Plan, PhoneNumber: l.PhoneNumber,
		State: "active", UseStart: l.UseStart, ActivatedAt: l.ActivatedAt, EndedAt: l.EndedAt,
		Options: l.Options, Equipment: l.Equipment,
	}
	if l.Cancellation != nil {
		v.State = "cancellation_reserved"
		v.Cancellation = &Reservation{Case: *l.Cancellation, EffectAt: *l.EffectAt, WithdrawUntil: *l.WithdrawUntil}
	}
	if l.EndedAt != nil {
		v.State = "ended"
	}
	return v
}

// ofMember pages through what members have.
type ofMember struct {
	Paging
	Member string `query:"member"`
	Clock  string `query:"clock" doc:"Those of members on this test clock."`
}

func (a *API) listLines(ctx context.Context, r *Request, in *ofMember) (Page[Line], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.LineRow, error) {
		return postgres.Lines(ctx, a.Pool, r.own(in.Member), in.Clock, after, limit)
	}, lineView, func(l postgres.LineRow) postgres.Place { return postgres.Place{ID: l.ID} })
}

func (a *API) getLine(ctx context.Context, r *Request, in *byID) (Line, error) {
	row, err := postgres.Line(ctx, a.Pool, in.ID)
	if err == nil {
		err = r.visible(row.Member)
	}
	if err != nil {
		return Line{}, err
	}
	return lineView(row), nil
}
