package api

import (
	"context"
	"net/http"
	"slices"

	"kigen/internal/papers"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerReturnsDue(a *API) {
	query(a, Op{
		ID: "getReturn", Method: http.MethodGet, Path: "/v1/returns/{id}", Tag: "papers",
		Rules: []terms.ID{terms.N5, terms.U4, terms.U5, terms.U6, terms.U9, terms.U12, terms.W8, terms.W11, terms.K5, terms.C11, terms.C12},
		EN:    "Something that is to come back: until when, why then, and what is charged else",
		JA:    "返却する品物と、その期限と理由、期限までに届かない場合の請求額を表示します。",
	}, a.getReturn)
}

// ReturnPage is a return with the days that run for it.
type ReturnPage struct {
	Return
	Due []ReturnDue `json:"due" nullable:"false" doc:"Its deadlines as they were armed last, the earliest first; none while what they are counted from has not happened."`
	// Fine is what its rules charge where it never comes, also before a day runs.
	Fine int64 `json:"fine" doc:"What is charged in the end where it does not come back, in yen; 0 for nothing, or where that is not known yet."`
}

// ReturnDue is a deadline of a return.
type ReturnDue struct {
	Deadline
	Amount int64 `json:"amount" doc:"What is charged at its lapse, in yen; 0 for nothing."`
}

// Clause quotes a rule from the version of the terms of that name.
func (a *API) Clause(rule terms.ID, version string) Clause { return a.clause(string(rule), version) }

// charging are the deadlines at whose lapse a price is charged.
var charging = []string{"old-device-back", "exchange-device-back", "loaner-back", "device-or-loaner-back"}

// awaiting are the deadlines that a return of that kind keeps.
func awaiting(row postgres.ReturnRow) []string {
	ofGuarantee := row.CaseKind == guaranteeClaim
	switch {
	case row.Kind == papers.OldDevice:
		return []string{"old-device-back"}
	case row.Kind == papers.Equipment:
		return []string{"equipment-back"}
	case row.Kind == papers.FaultyExchange:
		return []string{"guarantee-faulty-back"}
	case row.Kind == papers.ExchangeDevice:
		return []string{"exchange-device-back"}
	case row.Kind == papers.Loaner && ofGuarantee:
		return []string{"guarantee-loaner-back"}
	case row.Kind == papers.Loaner:
		return []string{"loaner-asked-back", "loaner-back", "device-or-loaner-back"}
	case row.Kind == papers.BrokenDevice && ofGuarantee:
		return []string{"guarantee-device-in"}
	case row.Kind == papers.BrokenDevice:
		return []string{"device-after-loaner", "device-or-loaner-back", "device-in"}
	}
	return nil
}

func (a *API) getReturn(ctx context.Context, r *Request, in *byID) (ReturnPage, error) {
	row, err := postgres.Return(ctx, a.Pool, in.ID)
	if err == nil {
		err = r.visible(row.Member)
	}
	if err == nil {
		err = a.enterClock(ctx, r, row.Clock)
	}
	if err != nil {
		return ReturnPage{}, err
	}
	deadlines, err := postgres.DeadlinesOf(ctx, a.Pool, row.Case)
	if err != nil {
		return ReturnPage{}, err
	}
	page := ReturnPage{Return: returnView(row), Due: []ReturnDue{}, Fine: a.priceOf(row, deadlines, r.At).Int64()}
	for _, d := range standing(row, deadlines) {
		due := ReturnDue{Deadline: a.deadline(d)}
		if name, _ := numbered(d.Name); slices.Contains(charging, name) {
			due.Amount = page.Fine
		}
		page.Due = append(page.Due, due)
	}
	slices.SortStableFunc(page.Due, func(x, y ReturnDue) int { return x.Lapse.Compare(y.Lapse) })
	return page, nil
}

// standing are the latest of the return's deadlines of each name; not those that
// were moved to another day or are no longer asked for. A broken device's are
// those of the loaner that was lent last; a loaner and an exchange device have
// deadlines of their own number.
func standing(row postgres.ReturnRow, deadlines []postgres.DeadlineRow) (all []postgres.DeadlineRow) {
	names := awaiting(row)
	each := row.CaseKind != guaranteeClaim && (row.Kind == papers.Loaner || row.Kind == papers.ExchangeDevice)
	for _, d := range deadlines {
		name, no := numbered(d.Name)
		if !slices.Contains(names, name) || each && no != row.No {
			continue
		}
		all = slices.DeleteFunc(all, func(had postgres.DeadlineRow) bool {
			hadName, _ := numbered(had.Name)
			return hadName == name
		})
		if d.Outcome == nil || *d.Outcome != "moved" && *d.Outcome != "void" {
			all = append(all, d)
		}
	}
	return all
}
