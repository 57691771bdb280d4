package terms

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/yen"
)

// Figures are the numbers, lists and switches of a version, reached by the
// rule they belong to: t.N5.Within. A rule without figures has no field.
// Numbers of days are the n of jst.Within unless the name or comment says
// otherwise.
type Figures struct {
	Conventions
	Signup
	Supply
	Option
	Replacement
	Repair
	Connected
	Cancellation
	InitialCancellation
	Prepaid
	Billing
	General
	Proof
}

// Text is one thing said in Japanese and in English.
type Text struct {
	JA string `json:"ja"`
	EN string `json:"en"`
}

// Price is an amount with and without consumption tax, both as the source
// states them.
type Price struct {
	TaxIncluded yen.Amount `json:"tax_included"`
	TaxExcluded yen.Amount `json:"tax_excluded"`
}

// TaxClass says how an amount is taxed (C-9).
type TaxClass string

// Tax classes.
const (
	Taxed    TaxClass = "included" // 税込
	NotTaxed TaxClass = "none"     // 不課税
)

// Ground is a named reason that a desk or a rule gives: its clause in the
// source's words, and plain words for the member.
type Ground struct {
	ID     string `json:"id"` // snake_case, stable
	Clause string `json:"clause"`
	JA     string `json:"ja"`
	EN     string `json:"en"`
	// DecidedBy is the rule that finds this ground from data; empty where
	// the desk picks it.
	DecidedBy ID `json:"decided_by,omitempty" terms:"optional"`
}

// Item is one choice of a list that a person sees.
type Item struct {
	ID string `json:"id"` // snake_case, stable
	JA string `json:"ja"`
	EN string `json:"en"`
}

// Conventions are the figures of C.
type Conventions struct {
	// C6: the days of each year's end that are no business days, as "12-29".
	C6 struct {
		YearEnd []string `json:"year_end"`
	}
	// C8: a use year's length.
	C8 struct {
		Months int `json:"months"`
	}
	// C9: consumption tax inside a tax-included amount.
	C9 struct {
		TaxPercent int `json:"tax_percent"`
	}
	// C12: how long after the lapse the centre's books of the last good day are in.
	C12 struct {
		SettleHours int `json:"settle_hours"`
	}
}

// Settle is how long after a lapse that hangs on a parcel it is decided (C-12).
func (f *Figures) Settle() time.Duration { return time.Duration(f.C12.SettleHours) * time.Hour }

// House are figures that several rules share.
type House struct {
	// ReminderAt is the time of day at which reminders go out on their day.
	ReminderAt jst.Clock `json:"reminder_at"`
}

// Contacts are the addresses and hours that notices quote.
type Contacts struct {
	ReturnCentre    Address `json:"return_centre"`
	Support         Hours   `json:"support"`
	RepairReception Hours   `json:"repair_reception"`
}

// Address is where parcels go.
type Address struct {
	PostalCode string `json:"postal_code"`
	Text
}

// Hours is a desk's telephone and when it answers.
type Hours struct {
	Name   Text      `json:"name"`
	Phone  string    `json:"phone,omitempty" terms:"optional"` // none: the member page has it
	Mail   string    `json:"mail,omitempty" terms:"optional"`
	From   jst.Clock `json:"from"`
	Until  jst.Clock `json:"until"`
	Closed Text      `json:"closed"` // days off in words; "年中無休"
}
