package terms

import (
	"github.com/shopspring/decimal"

	"kigen/internal/jst"
	"kigen/internal/yen"
)

// Cancellation are the figures of K.
type Cancellation struct {
	// K2: withdrawal on the last day of the month, exclusive.
	K2 struct {
		Until jst.Clock `json:"until"`
	}
	// K3: where a cancellation comes in.
	K3 struct {
		Channels []Item `json:"channels"`
	}
	// K4: reminder before the day of the effect.
	K4 struct {
		ReminderDaysBefore int `json:"reminder_days_before"`
	}
	// K5: equipment back, from the day of the effect.
	K5 struct {
		ReturnWithin int `json:"return_within"`
	}
	// K6: how long invoices are kept.
	K6 struct {
		InvoiceYears int `json:"invoice_years"`
	}
}

// Product is a kind of contract, as far as initial contract cancellation asks.
type Product string

// Kinds of contracts.
const (
	VoiceLine   Product = "voice_line"
	ESIMLine    Product = "esim_line"
	HikariLine  Product = "hikari_line"
	DataLine    Product = "data_line"
	SupplyOrder Product = "supply_order"
	PrepaidSIM  Product = "prepaid_sim"
)

// InitialCancellation are the figures of I.
type InitialCancellation struct {
	// I1: jst.Counting from the later of contract notice and use start.
	I1 struct {
		Counting int       `json:"counting"`
		Products []Product `json:"products"`
	}
	// I2: usage is billed through month end instead of by days.
	I2 struct {
		BillToMonthEnd bool `json:"bill_to_month_end"`
	}
	// I3: products it is not for.
	I3 struct {
		Products []Product `json:"products"`
	}
}

// PrepaidProduct is one size of a travel SIM, tax-free.
type PrepaidProduct struct {
	GB     int        `json:"gb"`
	Price  yen.Amount `json:"price"`
	Retail yen.Amount `json:"retail" terms:"optional"` // tax-included, about; zero where not sold so
}

// Prepaid are the figures of T.
type Prepaid struct {
	// T1: prices.
	T1 struct {
		ESIM       []PrepaidProduct `json:"esim"`
		ThreeInOne []PrepaidProduct `json:"three_in_one"`
	}
	// T2: validity, jst.Counting from activation.
	T2 struct {
		Counting           int `json:"counting"`
		ReminderDaysBefore int `json:"reminder_days_before"` // before the last good day
	}
}

// Billing are the figures of B.
type Billing struct {
	// B4: late charge. Days are counted from the day after the due day.
	B4 struct {
		FreeWithin   int             `json:"free_within"`  // paid within(due, n): none
		Percent      decimal.Decimal `json:"percent"`      // of the unpaid amount
		FirstDays    int             `json:"first_days"`   // covered by Percent alone
		StepPercent  decimal.Decimal `json:"step_percent"` // for every further full StepDays
		StepDays     int             `json:"step_days"`
		ConsumerYear decimal.Decimal `json:"consumer_year"` // percent a year by days, the consumer's ceiling
	}
	// B5: evaded fees, times the evaded amount.
	B5 struct {
		Times int `json:"times"`
	}
	// B6: unpaid invoices.
	B6 struct {
		RetryDays     []int `json:"retry_days"`      // days after the due day
		SuspendWithin int   `json:"suspend_within"`  // from the notice of suspension
		CureMonths    int   `json:"cure_months"`     // jst.Months from the suspension
		EndNowPersons int   `json:"end_now_persons"` // to end a contract at once
	}
}

// General are the figures of G.
type General struct {
	// G5: an heir asks, from the start of succession.
	G5 struct {
		Within int `json:"within"`
	}
	// G6: notice of planned maintenance, days before.
	G6 struct {
		NoticeDays int `json:"notice_days"`
	}
	// G7: time to cure a breach, jst.Months from the suspension.
	G7 struct {
		CureMonths int `json:"cure_months"`
	}
	// G8: notice of discontinuing a service, months before.
	G8 struct {
		NoticeMonths int `json:"notice_months"`
	}
	// G10: domains refused for corporate contracts.
	G10 struct {
		FreeMailDomains []string `json:"free_mail_domains"`
	}
}

// Proof are the figures of V.
type Proof struct {
	// V4: introductory offer that turns into a subscription.
	V4 struct {
		Hours       int        `json:"hours"`
		Price       yen.Amount `json:"price"`
		Monthly     yen.Amount `json:"monthly"`
		NoticeHours int        `json:"notice_hours"` // the conversion is announced before it
	}
}
