package activities

import (
	"kigen/internal/ekyc"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// Dependencies are what the activities are made of.
type Dependencies struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
	Cards  payment.Cards
	EKYC   ekyc.Providers
	// Processes are started by those that are under way.
	Processes Processes
}

// Registry takes activities: a worker, or a test's environment.
type Registry interface{ RegisterActivity(a any) }

// RegisterCases registers the activities of the processes of single cases.
func RegisterCases(r Registry, d Dependencies) {
	r.RegisterActivity(&Signups{Ledger: d.Ledger, Terms: d.Terms, Cards: d.Cards, EKYC: d.EKYC})
	r.RegisterActivity(&Cancellations{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&OptionCancellations{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&Replacements{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&GuaranteeRegistrations{Ledger: d.Ledger, Terms: d.Terms, Processes: d.Processes})
	r.RegisterActivity(&GuaranteeClaims{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&Repairs{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&Waivers{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&Stocks{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&Supplies{Ledger: d.Ledger, Terms: d.Terms})
	r.RegisterActivity(&UseStarts{Ledger: d.Ledger, Terms: d.Terms, Processes: d.Processes})
}

// RegisterBatches registers the activities of the processes that serve all
// cases at once.
func RegisterBatches(r Registry, d Dependencies) {
	r.RegisterActivity(&MonthEnds{Ledger: d.Ledger, Terms: d.Terms})
}
