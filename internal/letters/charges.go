package letters

import (
	"maps"
	"regexp"
	"slices"

	"kigen/internal/terms"
)

// chargeNames say what a charge is for, by its name in the journal.
var chargeNames = map[string]terms.Text{
	"replacement-burden": {JA: "端末交換負担金", EN: "burden of the replacement"},
	"non-return":         {JA: "端末保守調定金", EN: "old device not returned"},
	"unreceived-repair":  {JA: "受付前にお持ち込みいただいた端末の修理費用", EN: "repair without reception"},
	"loaner-price":       {JA: "貸出機の代金", EN: "price of the loaner"},
	"loaner-damage":      {JA: "貸出機の破損に伴う費用", EN: "damage to the loaner"},
	"exchange-price":     {JA: "交換端末の代金", EN: "price of the exchange device"},
	"guarantee-exchange": {JA: "つながる端末保証の交換代金", EN: "exchange under the guarantee"},
	"cod-fee":            {JA: "代引手数料", EN: "cash-on-delivery fee"},
	"guarantee-excess":   {JA: "補償上限金額を超えた修理費用", EN: "cost above the guarantee's limit"},
}

// ChargeNames lists the charges that letters can name, in order.
func ChargeNames() []string { return slices.Sorted(maps.Keys(chargeNames)) }

// ordinal is a number that tells several charges of a case apart: "loaner-price-2".
var ordinal = regexp.MustCompile(`-[0-9]+$`)

// chargeName is what a charge is for.
func (w *writer) chargeName(name string) (string, error) {
	text, err := look(chargeNames, "the charge", ordinal.ReplaceAllString(name, ""))
	return w.lang.text(text), err
}
