// Package papers makes what people print and put into parcels: the packing slip
// (送付状), the return slip (返送票) and the repair agreement (修理同意書), as PDF on
// A4 in Japanese with English glosses. A paper is a value of what it tells; the
// same value gives the same bytes. Papers are made when they are asked for and
// kept nowhere, so that what is personal on them stays in PostgreSQL.
package papers

import (
	"fmt"
	"strings"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Issuer is who issues a paper, when and under which terms.
type Issuer struct {
	Carrier terms.Text
	Terms   *terms.Version
	On      jst.Day
}

// Device is a device as a paper names it.
type Device struct {
	Model  string // the name it is sold under
	Colour string
	IMEI   string
}

func (d Device) name() string { return strings.TrimSpace(d.Model + " " + d.Colour) }

// wide turns the brackets of package jst into those of running Japanese text.
var wide = strings.NewReplacer("(", "（", ")", "）")

func day(d jst.Day) string { return wide.Replace(d.JA()) }

func money(a yen.Amount) string { return a.JA() + "（不課税）" }

// cited puts the rule's ID behind a sentence.
func cited(sentence string, rule terms.ID) string { return fmt.Sprintf("%s（%s）", sentence, rule) }

// contact is how to reach a desk.
func contact(h terms.Hours) string {
	parts := []string{h.Name.JA}
	if h.Phone != "" {
		parts = append(parts, "電話 "+h.Phone)
	}
	parts = append(parts, fmt.Sprintf("%s〜%s（%s）", h.From, h.Until, h.Closed.JA))
	return strings.Join(parts, "　")
}
