package api

import (
	"context"
	"net/http"

	"kigen/internal/billing"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerStatements(a *API) {
	query(a, Op{
		ID: "listStatements", Method: http.MethodGet, Path: "/v1/members/{id}/statements", Tag: "charges",
		Rules: []terms.ID{terms.P9, terms.C9},
		EN:    "What each month came to: the current one and the past 12, the newest first; me is the member who asks",
		JA:    "当月と過去12か月分の請求明細の合計を、新しい順に表示します。meはご本人を指します。",
	}, a.listStatements)
	query(a, Op{
		ID: "getStatement", Method: http.MethodGet, Path: "/v1/members/{id}/statements/{month}", Tag: "charges",
		Rules: []terms.ID{terms.P9, terms.C9},
		EN:    "The statement of a month, no older than the past 12; there are no receipts. Monthly fees and instalments come with billing",
		JA:    "過去12か月以内の月の請求明細を表示します。領収書は発行しません。月額料金と分割払いは、請求の締めとともに載ります。",
	}, a.getStatement)
}

// MonthTotal is what a calendar month comes to.
type MonthTotal struct {
	Month   jst.Month `json:"month" example:"2026-11"`
	Total   int64     `json:"total" doc:"In yen."`
	Taxable int64     `json:"taxable" doc:"The tax-included part of it."`
	Tax     int64     `json:"tax" doc:"The tax inside that part, cut off once (C-9)."`
	Untaxed int64     `json:"untaxed" doc:"The 不課税 part of it."`
}

// Statement is the statement of a month (請求明細): the charges that arose in it, and
// the entries that took charges back in it.
type Statement struct {
	MonthTotal
	Member string   `json:"member_id"`
	Lines  []Charge `json:"lines" nullable:"false" doc:"The oldest first."`
}

// Statements are the months that can be seen (P-9).
type Statements struct {
	Items []MonthTotal `json:"items" nullable:"false"`
}

func (a *API) listStatements(ctx context.Context, r *Request, in *byID) (Statements, error) {
	m, err := a.memberFor(ctx, r, in.ID)
	if err != nil {
		return Statements{}, err
	}
	months := billing.StatementMonths(a.Terms.At(r.At), m.JoinedAt, r.At)
	out := Statements{Items: make([]MonthTotal, len(months))}
	if len(months) == 0 {
		return out, nil
	}
	rows, err := postgres.ChargesBetween(ctx, a.Pool, m.ID, months[len(months)-1].Start(), months[0].End())
	for i, month := range months {
		out.Items[i] = a.monthTotal(month, rows)
	}
	return out, err
}

type getStatement struct {
	ID    string `path:"id" doc:"the member, or me"`
	Month string `path:"month" example:"2026-11" maxLength:"10"`
}

func (a *API) getStatement(ctx context.Context, r *Request, in *getStatement) (Statement, error) {
	m, err := a.memberFor(ctx, r, in.ID)
	if err != nil {
		return Statement{}, err
	}
	month, err := jst.ParseMonth(in.Month)
	if err != nil {
		return Statement{}, invalid("month", "2026-11のように入力してください。", "A month such as 2026-11.")
	}
	if err := billing.MayRead(a.Terms.At(r.At), month, r.At); err != nil {
		return Statement{}, err
	}
	rows, err := postgres.ChargesBetween(ctx, a.Pool, m.ID, month.Start(), month.End())
	out := Statement{Member: m.ID, MonthTotal: a.monthTotal(month, rows), Lines: make([]Charge, len(rows))}
	for i, row := range rows {
		out.Lines[i] = a.chargeFor(r)(row)
	}
	return out, err
}

// monthTotal is a month's under the terms in force at its end.
func (a *API) monthTotal(month jst.Month, rows []postgres.ChargeRow) MonthTotal {
	postings := make([]billing.Posting, len(rows))
	for i, row := range rows {
		postings[i] = billing.Posting{Amount: row.Amount, Tax: terms.TaxClass(row.Tax), At: row.At}
	}
	s := billing.SumUp(a.Terms.At(month.Last().Start()), month, postings)
	return MonthTotal{
		Month: month, Total: s.Total().Int64(), Taxable: s.Taxable.Int64(), Tax: s.Tax.Int64(), Untaxed: s.Untaxed.Int64(),
	}
}

// memberFor gives a member to a caller who may see them, and puts the request on their clock.
func (a *API) memberFor(ctx context.Context, r *Request, id string) (postgres.MemberRow, error) {
	if id == "me" {
		id = r.Principal.Member
	}
	if err := r.visible(id); err != nil {
		return postgres.MemberRow{}, err
	}
	m, err := postgres.Member(ctx, a.Pool, id)
	if err != nil {
		return m, err
	}
	return m, a.enterClock(ctx, r, m.Clock)
}
