// Package states knows the states of every process: it draws them for people,
// and compares them with what cases went through.
package states

import (
	"slices"
	"strings"

	"kigen/internal/billing"
	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/identity"
	"kigen/internal/lines"
	"kigen/internal/options"
	"kigen/internal/repair"
	"kigen/internal/stock"
	"kigen/internal/supply"
	"kigen/internal/usestart"
)

// Diagrams are those of all processes, in the order of the documentation.
func Diagrams() []casefile.Diagram {
	return []casefile.Diagram{
		identity.SignupDiagram,
		supply.ExchangeDiagram,
		supply.MakerSwapDiagram,
		supply.InstalmentPaymentDiagram,
		devices.ReplacementDiagram,
		repair.Diagram,
		guarantee.RegistrationDiagram,
		guarantee.ClaimDiagram,
		stock.CheckDiagram,
		stock.IntakeDiagram,
		billing.WaiverDiagram,
		lines.CancellationDiagram,
		options.CancellationDiagram,
		usestart.Diagram,
		lines.MonthEndDiagram,
	}
}

// Changed is a change of state as the journal recorded it.
type Changed struct {
	Kind string // of the case
	casefile.Transition
}

// Name is the name of a step without what tells several of one kind apart:
// what follows its first slash, and the number of a SIM.
func Name(step string) string {
	name, _, _ := strings.Cut(step, "/")
	if first, no, ok := cutLast(name, "-"); ok && no != "" && strings.Trim(no, "0123456789") == "" {
		return first
	}
	return name
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// Undeclared are the changes that no diagram has, each once.
func Undeclared(diagrams []casefile.Diagram, seen []Changed) []Changed {
	var all []Changed
	for _, c := range seen {
		if !declared(diagrams, c) && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// Unseen are the transitions of the diagrams that no change shows.
func Unseen(diagrams []casefile.Diagram, seen []Changed) []Changed {
	var all []Changed
	for _, d := range diagrams {
		for _, t := range d.Transitions {
			if c := (Changed{d.Kind, t}); !slices.Contains(seen, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

func declared(diagrams []casefile.Diagram, c Changed) bool {
	return slices.ContainsFunc(diagrams, func(d casefile.Diagram) bool {
		return d.Kind == c.Kind && slices.Contains(d.Transitions, c.Transition)
	})
}
