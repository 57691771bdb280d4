// Package terms holds the rulebook's figures as data: versions of the terms
// (約款), each in force from its effective day (G-2), with every rule's clause,
// its sentence in Japanese and English, and its figures.
package terms

import (
	"maps"
	"slices"
	"strings"

	"kigen/internal/jst"
)

// Version is the terms as they stand from their effective day. It is shared
// and must not be changed.
type Version struct {
	Name      string  // "2026-04-01"
	Effective jst.Day // in force from 00:00 of this day
	Amends    string  // name of the version whose rules it changes; empty for a whole version
	Note      Text    // what this version is, or what it changes and why
	Sources   map[string]Text
	Contacts  Contacts
	House     House
	Figures

	rules map[ID]Rule
	lines map[string]int // line of each path in its file, for Problems
	file  string
}

// Rule is a rule of the rulebook as a version states it.
type Rule struct {
	ID ID `json:"id"`
	// Clauses are the passages it rests on, the first being the main one.
	Clauses []Clause `json:"clauses"`
	// JA and EN say the rule in one sentence.
	JA string `json:"ja"`
	EN string `json:"en"`
}

// Sources of a clause other than the carrier's documents "000" to "004".
const (
	Law       = "law"   // Japanese statute
	HouseRule = "house" // where the documents are silent and we decided
)

// Clause is a passage that a rule rests on.
type Clause struct {
	// Source is a key of Version.Sources: "000" to "004", Law or HouseRule.
	Source string `json:"source"`
	// Article is the article in the source or statute, where it has articles.
	Article string `json:"article,omitempty" terms:"optional"`
	// Passage is quoted from the document; for a statute its gist, for the
	// house its reason. Always Japanese.
	Passage string `json:"passage"`
}

// Source names where the rule comes from: "001, house".
func (r Rule) Source() string {
	var names []string
	for _, c := range r.Clauses {
		if !slices.Contains(names, c.Source) {
			names = append(names, c.Source)
		}
	}
	return strings.Join(names, ", ")
}

// Clause is the rule's main clause.
func (r Rule) Clause() Clause { return r.Clauses[0] }

// Rule is the rule as this version states it. Every ID of IDs has one; any
// other gives a Rule with nothing but the ID.
func (v *Version) Rule(id ID) Rule {
	if r, ok := v.rules[id]; ok {
		return r
	}
	return Rule{ID: id, Clauses: []Clause{{}}}
}

// Has tells whether the version states the rule.
func (v *Version) Has(id ID) bool {
	_, ok := v.rules[id]
	return ok
}

// Rules are all rules in the order of IDs.
func (v *Version) Rules() []Rule {
	all := make([]Rule, 0, len(v.rules))
	for _, id := range IDs() {
		if r, ok := v.rules[id]; ok {
			all = append(all, r)
		}
	}
	return all
}

// Cite names a clause's place for a letter: the document's title and the article.
func (v *Version) Cite(c Clause) Text {
	title := v.Sources[c.Source]
	if c.Article == "" {
		return title
	}
	return Text{JA: title.JA + " " + c.Article, EN: title.EN + " (" + c.Article + ")"}
}

// amended is a copy of v to change: figures are replaced whole, never in place.
func (v *Version) amended() *Version {
	c := *v
	c.rules = maps.Clone(v.rules)
	c.Sources = maps.Clone(v.Sources)
	c.lines = map[string]int{}
	return &c
}
