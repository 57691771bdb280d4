package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/rehearsal"
	"kigen/internal/terms"
)

func registerDrafts(a *API) {
	query(a, Op{
		ID: "compareTerms", Method: http.MethodPost, Path: "/v1/terms/comparison", Tag: "terms",
		Rules: []terms.ID{terms.C10, terms.G2},
		EN:    "What a version or a draft of the terms states differently from those in force, and what it would change for open cases; nothing is kept",
		JA:    "約款の版または改定案を施行中の約款と比べ、進行中の案件への影響を試算します。改定案は保存されません。",
	}, a.compareTerms)
}

const (
	// comparedCases bounds how many open cases are played under both terms: those
	// whose deadlines lapse first.
	comparedCases = 10
	// comparing bounds how long they are played, together.
	comparing = 20 * time.Second
	// mostProblems is how many problems of a draft are told at once.
	mostProblems = 50
)

type compareTerms struct {
	Body struct {
		Version string `json:"version,omitempty" doc:"A version that the book holds; leave it out for a draft."`
		Draft   string `json:"draft,omitempty" maxLength:"262144" doc:"A version as YAML, as an operator's directory holds them."`
		Cases   bool   `json:"cases,omitempty" doc:"Play open cases under both terms."`
	}
}

// TermsComparison is what terms state differently from those in force.
type TermsComparison struct {
	InForce   string         `json:"in_force"`
	Version   string         `json:"version"`
	Effective jst.Day        `json:"effective" format:"date"`
	Changes   []TermsChange  `json:"changes" nullable:"false"`
	Cases     []ComparedCase `json:"cases" nullable:"false" doc:"Open cases that would go another way if nobody did anything more."`
	Played    int            `json:"played" doc:"How many open cases were played under both."`
	Unplayed  int            `json:"unplayed" doc:"How many of them could not be played."`
}

// TermsChange is one thing that is stated differently.
type TermsChange struct {
	Rule terms.ID `json:"rule,omitempty"`
	terms.Change
}

// ComparedCase is a case that goes another way under the other terms.
type ComparedCase struct {
	Case     string        `json:"case_id"`
	CaseKind string        `json:"case_kind"`
	Before   []TermsEffect `json:"before" nullable:"false" doc:"What would no longer come about."`
	After    []TermsEffect `json:"after" nullable:"false" doc:"What would come about in its place."`
}

// TermsEffect is a charge or a deadline of a case.
type TermsEffect struct {
	What   string    `json:"what" enum:"charge,deadline"`
	Name   string    `json:"name"`
	Rule   terms.ID  `json:"rule"`
	Amount int64     `json:"amount,omitempty" doc:"Of a charge, in yen."`
	At     time.Time `json:"at" doc:"Of a charge; of a deadline, its lapse."`
}

func (a *API) compareTerms(ctx context.Context, r *Request, in *compareTerms) (TermsComparison, error) {
	inForce := a.Terms.At(r.At)
	book, other, err := a.otherTerms(in)
	if err != nil {
		return TermsComparison{}, err
	}
	v := TermsComparison{
		InForce: inForce.Name, Version: other.Name, Effective: other.Effective, Changes: []TermsChange{}, Cases: []ComparedCase{},
	}
	for _, c := range terms.Diff(inForce, other) {
		v.Changes = append(v.Changes, TermsChange{Rule: terms.RuleOf(c.Path), Change: c})
	}
	if !in.Body.Cases {
		return v, nil
	}
	leave, err := a.rehearsers.enter(r.Principal.scope())
	if err != nil {
		return v, err
	}
	defer leave()
	open, err := a.casesDueFirst(ctx)
	if err != nil {
		return v, err
	}
	playing, cancel := context.WithTimeout(ctx, comparing)
	defer cancel()
	for _, d := range open {
		compared, err := a.compare(playing, d, book)
		if _, refused := refusal.As(err); refused || err != nil && playing.Err() != nil {
			v.Unplayed++
			continue
		}
		if err != nil {
			return v, err
		}
		v.Played++
		if len(compared.Before)+len(compared.After) > 0 {
			v.Cases = append(v.Cases, compared)
		}
	}
	return v, nil
}

// otherTerms are the terms that are compared, and the book with them.
func (a *API) otherTerms(in *compareTerms) (*terms.Book, *terms.Version, error) {
	if in.Body.Version != "" {
		v, err := a.Terms.Named(in.Body.Version)
		if err != nil {
			return nil, nil, invalid("version", "この名前の版はありません。", "There is no version of that name.")
		}
		return a.Terms, v, nil
	}
	book, v, problems := a.Terms.With([]byte(in.Body.Draft))
	if len(problems) == 0 {
		return book, v, nil
	}
	no := refusal.New(refusal.Invalid, terms.G2, "改定案に誤りがあります。", "Something is wrong with the draft.")
	for _, p := range problems[:min(len(problems), mostProblems)] {
		no = no.With("draft", p.Error(), p.Error())
	}
	return nil, nil, no
}

// casesDueFirst are open cases by the lapse of their next deadline.
func (a *API) casesDueFirst(ctx context.Context) ([]postgres.DeadlineRow, error) {
	due, err := postgres.Deadlines(ctx, a.Pool, postgres.DeadlineFilter{}, postgres.Place{}, 5*comparedCases)
	if err != nil {
		return nil, err
	}
	var first []postgres.DeadlineRow
	for _, d := range due {
		if len(first) < comparedCases && !slices.ContainsFunc(first, func(o postgres.DeadlineRow) bool { return o.Case == d.Case }) {
			first = append(first, d)
		}
	}
	return first, nil
}

// compare plays a case on under the terms in force and under the others, if
// nobody does anything more.
func (a *API) compare(ctx context.Context, d postgres.DeadlineRow, book *terms.Book) (ComparedCase, error) {
	v := ComparedCase{Case: d.Case, CaseKind: d.CaseKind, Before: []TermsEffect{}, After: []TermsEffect{}}
	from, err := a.instant(ctx, d.Clock)
	if err != nil {
		return v, err
	}
	play := rehearsal.Play{Case: d.Case, From: from, Until: from.AddDate(0, 0, rehearsedDays)}
	before, err := a.player.Play(ctx, play)
	if err != nil {
		return v, err
	}
	other := *a.player
	other.Terms = book
	after, err := other.Play(ctx, play)
	if err != nil {
		return v, err
	}
	was, is := consequences(before), consequences(after)
	for _, e := range was {
		if !slices.Contains(is, e) {
			v.Before = append(v.Before, e)
		}
	}
	for _, e := range is {
		if !slices.Contains(was, e) {
			v.After = append(v.After, e)
		}
	}
	return v, nil
}

func consequences(c rehearsal.Course) (list []TermsEffect) {
	for _, charge := range c.Charges {
		list = append(list, TermsEffect{What: "charge", Name: charge.Name, Rule: terms.ID(charge.Rule), Amount: charge.Amount.Int64(), At: charge.At})
	}
	for _, d := range c.Deadlines {
		list = append(list, TermsEffect{What: "deadline", Name: d.Name, Rule: terms.ID(d.Rule), At: d.Lapse})
	}
	return list
}
