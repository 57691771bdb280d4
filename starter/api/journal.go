package api

import (
	"context"
	"net/http"

	"kigen/internal/postgres"
)

func registerJournal(a *API) {
	query(a, Op{
		ID: "listJournal", Method: http.MethodGet, Path: "/v1/journal", Tag: "cases",
		EN: "Committed steps, the last first", JA: "記録された手続きの経過を、新しい順に表示します。",
	}, a.listJournal)
}

type listJournal struct {
	Paging
	Case  string `query:"case"`
	Clock string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listJournal(ctx context.Context, _ *Request, in *listJournal) (Page[Entry], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.JournalRow, error) {
		return postgres.Journal(ctx, a.Pool, in.Case, in.Clock, after, limit)
	}, entryView, func(j postgres.JournalRow) postgres.Place { return postgres.Place{No: j.ID} })
}
