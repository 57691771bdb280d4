package api

import (
	"context"
	"net/http"

	"kigen/internal/terms"
)

func registerGrounds(a *API) {
	query(a, Op{
		ID: "listExclusionGrounds", Method: http.MethodGet, Path: "/v1/exclusion-grounds", Tag: "terms",
		Rules: []terms.ID{terms.O7, terms.P7, terms.W9},
		EN:    "The grounds on which a device of a class is not covered, each with its clause and in plain words",
		JA:    "端末の種別ごとに、補償の対象とならない事由を、原文とわかりやすい説明とともに表示します。",
	}, a.listExclusionGrounds)
}

type listExclusionGrounds struct {
	Class string   `query:"class" required:"true" enum:"new,used,own" doc:"own: the member's own device, under the Connected Device Guarantee."`
	Rule  terms.ID `query:"rule" enum:"O-7,P-7,W-9" doc:"The list: P-7 is that of the exchange of a used device. O-7 unless told, W-9 for own."`
}

// ExclusionGround is a reason for which a device is not covered.
type ExclusionGround struct {
	ID        string   `json:"id" example:"business_use" doc:"What a desk names when it picks the ground."`
	Rule      terms.ID `json:"rule" example:"O-7"`
	Clause    string   `json:"clause" doc:"Quoted from the source, in Japanese."`
	JA        string   `json:"ja" doc:"The ground in plain words, as the member is told."`
	EN        string   `json:"en"`
	DecidedBy terms.ID `json:"decided_by,omitempty" example:"U-2" doc:"The rule that finds it from data; a desk cannot pick it."`
}

// ExclusionGrounds are those of a class in a version of the terms.
type ExclusionGrounds struct {
	Terms string            `json:"terms" doc:"The version of the terms."`
	Items []ExclusionGround `json:"items" nullable:"false"`
}

func (a *API) listExclusionGrounds(_ context.Context, r *Request, in *listExclusionGrounds) (ExclusionGrounds, error) {
	v := a.Terms.At(r.At)
	rule := in.Rule
	if rule == "" {
		if rule = terms.O7; in.Class == "own" {
			rule = terms.W9
		}
	}
	list := ExclusionGrounds{Terms: v.Name, Items: []ExclusionGround{}}
	for _, g := range v.Exclusions(rule, terms.DeviceClass(in.Class)) {
		list.Items = append(list.Items, ExclusionGround{
			ID: g.ID, Rule: rule, Clause: g.Clause, JA: g.JA, EN: g.EN, DecidedBy: g.DecidedBy,
		})
	}
	return list, nil
}
