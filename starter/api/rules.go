package api

import (
	"context"
	"net/http"

	"kigen/internal/jst"
	"kigen/internal/terms"
)

func registerTerms(a *API) {
	query(a, Op{
		ID: "getTerms", Method: http.MethodGet, Path: "/v1/terms", Tag: "terms",
		Rules: []terms.ID{terms.G2, terms.C10},
		EN:    "The terms in force at the request's instant, or the version of a name",
		JA:    "ご依頼の時点で有効な約款、または指定した版の約款を表示します。",
	}, a.getTerms)
}

// TermsPage is a version of the terms.
type TermsPage struct {
	Version   string   `json:"version"`
	Effective jst.Day  `json:"effective" format:"date" doc:"In force from 00:00 of this day in Japan."`
	Versions  []string `json:"versions" nullable:"false" doc:"All versions, the earliest first."`
	Rules     []Clause `json:"rules" nullable:"false"`
}

type getTerms struct {
	Version string `query:"version" example:"2026-04-01"`
}

func (a *API) getTerms(_ context.Context, r *Request, in *getTerms) (TermsPage, error) {
	v := a.Terms.At(r.At)
	if in.Version != "" {
		var err error
		if v, err = a.Terms.Named(in.Version); err != nil {
			return TermsPage{}, unknownID("version", in.Version)
		}
	}
	page := TermsPage{Version: v.Name, Effective: v.Effective, Versions: []string{}, Rules: []Clause{}}
	for _, other := range a.Terms.Versions() {
		page.Versions = append(page.Versions, other.Name)
	}
	for _, rule := range v.Rules() {
		page.Rules = append(page.Rules, a.clause(string(rule.ID), v.Name))
	}
	return page, nil
}
