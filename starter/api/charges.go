package api

import (
	"context"
	"maps"
	"net/http"
	"time"

	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerCharges(a *API) {
	query(a, Op{
		ID: "listCharges", Method: http.MethodGet, Path: "/v1/charges", Tag: "charges",
		Rules: []terms.ID{terms.B9, terms.C9},
		EN:    "Charges and what takes them back, the newest first", JA: "請求と取り消しの一覧を、新しい順に表示します。",
	}, a.listCharges)
	query(a, Op{
		ID: "getCharge", Method: http.MethodGet, Path: "/v1/charges/{id}", Tag: "charges",
		Rules: []terms.ID{terms.B9, terms.C9},
		EN:    "A charge with its clause and arithmetic", JA: "請求の根拠となる条項と計算を表示します。",
	}, a.getCharge)
}

// Charge is an amount that a member owes, or the entry that takes one back (B-9).
type Charge struct {
	ID          string         `json:"id"`
	Case        string         `json:"case_id"`
	Member      string         `json:"member_id"`
	Rule        terms.ID       `json:"rule" example:"N-5"`
	Name        string         `json:"name" example:"non-return"`
	Kind        string         `json:"kind" enum:"charge,reversal,waiver"`
	Amount      int64          `json:"amount" doc:"In yen; negative where it takes a charge back."`
	Tax         string         `json:"tax" enum:"included,none" doc:"included: 税込; none: 不課税 (C-9)."`
	At          time.Time      `json:"at" doc:"The instant it arose."`
	Why         map[string]any `json:"why" doc:"The arithmetic and the facts behind the amount."`
	Clause      Clause         `json:"clause"`
	Cancels     string         `json:"cancels,omitempty" doc:"The charge that this entry takes back."`
	CancelledBy string         `json:"cancelled_by,omitempty" doc:"The entry that takes this charge back."`
}

func (a *API) charge(c postgres.ChargeRow) Charge {
	v := Charge{
		ID: c.ID, Case: c.Case, Member: c.Member, Rule: terms.ID(c.Rule), Name: c.Name, Kind: c.Kind,
		Amount: c.Amount.Int64(), Tax: c.Tax, At: c.At, Why: c.Why, Clause: a.clause(c.Rule, c.Terms),
	}
	if c.Cancels != nil {
		v.Cancels = *c.Cancels
	}
	if c.CancelledBy != nil {
		v.CancelledBy = *c.CancelledBy
	}
	return v
}

// chargeFor is charge for who asks: a member is not told who of the staff acted.
func (a *API) chargeFor(r *Request) func(postgres.ChargeRow) Charge {
	if r.Principal.Role != Member {
		return a.charge
	}
	return func(c postgres.ChargeRow) Charge {
		v := a.charge(c)
		v.Why = maps.Clone(v.Why)
		delete(v.Why, "asked_by")
		delete(v.Why, "approved_by")
		return v
	}
}

type listCharges struct {
	Paging
	Case   string   `query:"case"`
	Member string   `query:"member"`
	Rule   terms.ID `query:"rule" example:"N-5"`
	Kind   string   `query:"kind" enum:"charge,reversal,waiver"`
	Clock  string   `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listCharges(ctx context.Context, r *Request, in *listCharges) (Page[Charge], error) {
	f := postgres.ChargeFilter{
		Case: in.Case, Member: r.own(in.Member), Rule: string(in.Rule), Kind: in.Kind, Clock: in.Clock,
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.ChargeRow, error) {
		return postgres.Charges(ctx, a.Pool, f, after, limit)
	}, a.chargeFor(r), func(c postgres.ChargeRow) postgres.Place { return postgres.Place{At: c.At, ID: c.ID} })
}

func (a *API) getCharge(ctx context.Context, r *Request, in *byID) (Charge, error) {
	row, err := postgres.ChargeByID(ctx, a.Pool, in.ID)
	if err == nil {
		err = r.visible(row.Member)
	}
	return a.chargeFor(r)(row), err
}
