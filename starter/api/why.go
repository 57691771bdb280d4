package api

import (
	"fmt"
	"time"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/lines"
	"kigen/internal/options"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// Clause is the passage of the terms that something rests on, as the version
// says it under which it was decided (C-10).
type Clause struct {
	Rule    terms.ID `json:"rule"`
	Terms   string   `json:"terms" doc:"The version of the terms."`
	Source  string   `json:"source" doc:"The carrier's document, law, or house."`
	Article string   `json:"article,omitempty"`
	Passage string   `json:"passage" doc:"Quoted from the source, in Japanese."`
	PlaceJA string   `json:"place_ja" doc:"Where the passage stands."`
	PlaceEN string   `json:"place_en"`
	JA      string   `json:"ja" doc:"The rule in a sentence."`
	EN      string   `json:"en"`
}

// clause quotes a rule from the version of that name; a version that is no
// longer at hand gives the names alone.
func (a *API) clause(rule, version string) Clause {
	c := Clause{Rule: terms.ID(rule), Terms: version}
	v, err := a.Terms.Named(version)
	if err != nil {
		return c
	}
	r := v.Rule(c.Rule)
	main := r.Clause()
	place := v.Cite(main)
	c.Source, c.Article, c.Passage = main.Source, main.Article, main.Passage
	c.PlaceJA, c.PlaceEN, c.JA, c.EN = place.JA, place.EN, r.JA, r.EN
	return c
}

// Why says why a deadline is due when it is.
type Why struct {
	Way         string    `json:"way,omitempty" enum:"within,counting,months" doc:"How days are counted (C-2, C-3, C-4); none for a plain instant."`
	EventDay    *jst.Day  `json:"event_day,omitempty" format:"date" doc:"The day it is counted from."`
	N           *int      `json:"n,omitempty" doc:"How many days, or months."`
	LastGoodDay *jst.Day  `json:"last_good_day,omitempty" format:"date"`
	Effect      bool      `json:"effect,omitempty" doc:"It comes about by itself at its lapse; no act can be late for it."`
	Lapse       time.Time `json:"lapse" doc:"The first instant that is too late (C-5)."`
	SettlesAt   time.Time `json:"settles_at" doc:"When the lapse is decided (C-12)."`
	JA          string    `json:"ja" doc:"All of it in a sentence."`
	EN          string    `json:"en"`
	Clause      Clause    `json:"clause"`
}

// effects are the deadlines at which something comes about by itself.
var effects = map[string]terms.Text{
	lines.DeadlineEffect:        {JA: "%sに解約の効力が生じます。(K-1)", EN: "The line ends on %s Japan time. (K-1)"},
	options.DeadlineEnd:         {JA: "%sにオプションが終了します。", EN: "The option ends on %s Japan time."},
	identity.DeadlineInvitation: {JA: "%sに本人確認のご案内をお送りします。(S-8)", EN: "The invitation goes out on %s Japan time. (S-8)"},
}

func (a *API) why(d postgres.DeadlineRow) Why {
	w := Why{
		EventDay: d.EventDay, N: d.N, LastGoodDay: d.LastGoodDay,
		Lapse: d.Lapse, SettlesAt: d.SettlesAt, Clause: a.clause(d.Rule, d.Terms),
	}
	effect, isEffect := effects[d.Name]
	switch {
	case d.Way != nil:
		w.Way = *d.Way
		if count, err := jst.NewCount(jst.Way(w.Way), *d.EventDay, *d.N); err == nil {
			w.JA, w.EN = count.JA(), count.EN()
		}
	case isEffect:
		w.Effect = true
		w.JA, w.EN = fmt.Sprintf(effect.JA, jst.InstantJA(d.Lapse)), fmt.Sprintf(effect.EN, jst.InstantEN(d.Lapse))
	default:
		w.JA = "期限は" + jst.InstantJA(d.Lapse) + "です。この時刻以降は期限後の扱いとなります。(C-5)"
		w.EN = "It lapses on " + jst.InstantEN(d.Lapse) + " Japan time; an act at that instant or later is late. (C-5)"
	}
	if d.SettlesAt.After(d.Lapse) {
		w.JA += " 期限内だったかどうかは、" + jst.InstantJA(d.SettlesAt) + "に返却センターの記録をもとに判定します。(C-12)"
		w.EN += " Whether it was in time is decided on " + jst.InstantEN(d.SettlesAt) + " by the return centre's books. (C-12)"
	}
	return w
}
