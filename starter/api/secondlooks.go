package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerSecondLooks(a *API) {
	query(a, Op{
		ID: "listWaivers", Method: http.MethodGet, Path: "/v1/waivers", Tag: "charges",
		Rules: []terms.ID{terms.B9, terms.N5},
		EN:    "Waivers that wait for a second person, the oldest first; or those that were decided, the last first",
		JA:    "承認を待つ免除の申請を古い順に、または決定済みの申請を新しい順に表示します。",
	}, a.listWaivers)
	query(a, Op{
		ID: "listCorrections", Method: http.MethodGet, Path: "/v1/corrections", Tag: "cases",
		Rules: []terms.ID{terms.C13},
		EN:    "Facts that were corrected, the last first, with the deadlines and charges that followed",
		JA:    "訂正した記録と、それに伴って見直した期限・請求を、新しい順に表示します。",
	}, a.listCorrections)
}

// AskedWaiver is a waiver with the charge that it would take back.
type AskedWaiver struct {
	ID        string     `json:"id" doc:"the case of the waiver"`
	Charge    string     `json:"charge_id"`
	Name      string     `json:"charge_name" example:"non-return"`
	Rule      terms.ID   `json:"rule" example:"N-5"`
	Amount    int64      `json:"amount" doc:"In yen."`
	Tax       string     `json:"tax" enum:"included,none"`
	ChargedAt time.Time  `json:"charged_at"`
	Case      string     `json:"case_id" doc:"The case that the charge arose in."`
	CaseKind  string     `json:"case_kind" example:"replacement"`
	Member    string     `json:"member_id"`
	Clock     string     `json:"clock_id,omitempty" doc:"The test clock that it lives on."`
	Reason    string     `json:"reason" example:"illness"`
	AskedBy   string     `json:"asked_by"`
	AskedAt   time.Time  `json:"asked_at"`
	State     string     `json:"state" enum:"asked,approved,rejected"`
	DecidedBy string     `json:"decided_by,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
}

func waiverView(w postgres.WaiverRow) AskedWaiver {
	v := AskedWaiver{
		ID: w.ID, Charge: w.Charge, Name: w.ChargeName, Rule: terms.ID(w.Rule), Amount: w.Amount.Int64(), Tax: w.Tax, ChargedAt: w.ChargedAt,
		Case: w.Case, CaseKind: w.CaseKind, Member: w.Member, Clock: w.Clock, Reason: w.Reason, AskedBy: w.AskedBy, AskedAt: w.AskedAt,
		State: w.State, DecidedAt: w.DecidedAt,
	}
	if w.DecidedBy != nil {
		v.DecidedBy = *w.DecidedBy
	}
	return v
}

type listWaivers struct {
	Paging
	State string `query:"state" enum:"open,decided" default:"open"`
}

func (a *API) listWaivers(ctx context.Context, _ *Request, in *listWaivers) (Page[AskedWaiver], error) {
	read, place := postgres.OpenWaivers, func(w postgres.WaiverRow) postgres.Place { return postgres.Place{At: w.AskedAt, ID: w.ID} }
	if in.State != open {
		read, place = postgres.DecidedWaivers, func(w postgres.WaiverRow) postgres.Place { return postgres.Place{At: *w.DecidedAt, ID: w.ID} }
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.WaiverRow, error) {
		return read(ctx, a.Pool, after, limit)
	}, waiverView, place)
}

// Correction is a step that corrected a fact, and what followed from it.
type Correction struct {
	Entry
	Armed   []Deadline `json:"armed" nullable:"false" doc:"Deadlines that it armed or decided anew."`
	Settled []Deadline `json:"settled" nullable:"false" doc:"Deadlines that it ended."`
	Charges []Charge   `json:"charges" nullable:"false" doc:"Charges that it posted or took back."`
}

func (a *API) listCorrections(ctx context.Context, r *Request, in *Paging) (Page[Correction], error) {
	var (
		deadlines []postgres.DeadlineRow
		charges   []postgres.ChargeRow
	)
	return pageOf(*in, func(after postgres.Place, limit int) ([]postgres.JournalRow, error) {
		rows, err := postgres.Corrections(ctx, a.Pool, after, limit)
		if err != nil || len(rows) == 0 {
			return rows, err
		}
		var cases []string
		for _, j := range rows {
			if !slices.Contains(cases, j.Case) {
				cases = append(cases, j.Case)
			}
		}
		deadlines, charges, err = postgres.WroughtBy(ctx, a.Pool, cases)
		return rows, err
	}, func(j postgres.JournalRow) Correction {
		c := Correction{Entry: entryView(j), Armed: []Deadline{}, Settled: []Deadline{}, Charges: []Charge{}}
		for _, d := range deadlines {
			if d.Case == j.Case && d.ArmedStep == j.Step {
				c.Armed = append(c.Armed, a.deadline(d))
			} else if d.Case == j.Case && d.SettledStep != nil && *d.SettledStep == j.Step {
				c.Settled = append(c.Settled, a.deadline(d))
			}
		}
		for _, charge := range charges {
			if charge.Case == j.Case && charge.Step == j.Step {
				c.Charges = append(c.Charges, a.chargeFor(r)(charge))
			}
		}
		return c
	}, func(j postgres.JournalRow) postgres.Place { return postgres.Place{No: j.ID} })
}
