package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// TestDocuments: S-10 as far as data tell.
func TestDocuments(t *testing.T) {
	today := jst.DayOf(at10)
	front := []identity.Role{identity.Front}
	for name, c := range map[string]struct {
		d     identity.Declared
		files []identity.Role
		code  string // empty: accepted
	}{
		"licence":               {identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront, ExpiresOn: today}, front, ""},
		"licence of yesterday":  {identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront, ExpiresOn: today.AddDays(-1)}, front, refusal.Expired},
		"licence without front": {identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront}, []identity.Role{identity.Back}, refusal.Invalid},
		"address on the back":   {identity.Declared{Document: terms.ResidenceCard, AddressOn: identity.OnBack}, front, refusal.Invalid},
		"both sides":            {identity.Declared{Document: terms.ResidenceCard, AddressOn: identity.OnBack}, append([]identity.Role{identity.Back}, front...), ""},
		"no address":            {identity.Declared{Document: terms.DriversLicence, AddressOn: identity.Nowhere}, front, refusal.NotOffered},
		"side not told":         {identity.Declared{Document: terms.DriversLicence}, front, refusal.Invalid},
		"international permit":  {identity.Declared{Document: "international_permit", AddressOn: identity.OnFront}, front, refusal.NotOffered},
		"auxiliary alone":       {identity.Declared{Document: terms.ResidentRecord, AddressOn: identity.OnFront}, front, refusal.NotOffered},
		"dependant":             {identity.Declared{Document: terms.HealthInsuranceCard, AddressOn: identity.OnFront, Dependant: true}, front, refusal.Invalid},
		"dependant's side": {
			identity.Declared{Document: terms.HealthInsuranceCard, AddressOn: identity.OnFront, Dependant: true},
			append([]identity.Role{identity.OwnNameSide}, front...), "",
		},
		"card without photo":    {identity.Declared{Document: terms.BasicResidentRegisterCard, AddressOn: identity.OnFront}, front, refusal.NotOffered},
		"card with photo":       {identity.Declared{Document: terms.BasicResidentRegisterCard, AddressOn: identity.OnFront, Photo: true}, front, ""},
		"passport with address": {identity.Declared{Document: terms.JapanesePassport, AddressOn: identity.OnBack}, append([]identity.Role{identity.Back}, front...), ""},
		"passport alone":        {identity.Declared{Document: terms.JapanesePassport, AddressOn: identity.Nowhere}, front, refusal.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			err := identity.MaySubmit(terms.Embedded().At(at10), c.d, c.files, at10)
			if c.code == "" {
				require.NoError(t, err)
				return
			}
			refused(t, err, c.code, "S-10")
		})
	}
}

// TestAuxiliaryDocument: S-10, of a kind that is accepted and no more than three months old (C-4).
func TestAuxiliaryDocument(t *testing.T) {
	files := []identity.Role{identity.Front, identity.Auxiliary}
	submit := func(kind terms.DocumentKind, issued jst.Day, at time.Time) error {
		d := identity.Declared{
			Document: terms.JapanesePassport, AddressOn: identity.Nowhere,
			Auxiliary: &identity.AuxiliaryDocument{Kind: kind, IssuedOn: issued},
		}
		return identity.MaySubmit(terms.Embedded().At(at), d, files, at)
	}
	issued := jst.MakeDay(2026, time.November, 30)
	last := jst.MakeDay(2027, time.February, 28)
	require.NoError(t, submit(terms.ResidentRecord, issued, last.End().Add(-time.Second)))
	refused(t, submit(terms.ResidentRecord, issued, last.End()), refusal.Expired, "S-10")
	refused(t, submit(terms.ResidentRecord, issued, issued.Start().Add(-time.Second)), refusal.Invalid, "S-10")
	r := refused(t, submit("propane_gas_receipt", issued, last.Start()), refusal.NotOffered, "S-10")
	require.Contains(t, r.JA, "プロパンガス")
	refused(t, submit(terms.DriversLicence, issued, last.Start()), refusal.NotOffered, "S-10")
	for _, kind := range []terms.DocumentKind{terms.ElectricityReceipt, terms.TownGasReceipt, terms.WaterReceipt} {
		require.NoError(t, submit(kind, issued, last.Start()))
	}
}

// TestCompare: S-10, S-20; spaces, width and dashes don't count.
func TestCompare(t *testing.T) {
	p := person()
	require.Equal(t, identity.Equal{Name: true, Address: true, BirthDate: true},
		p.Compare("見本　さくら", "東京都千代田区富士見２－１０ー２", p.BirthDate))
	require.Equal(t, identity.Equal{}, p.Compare("見本 太郎", "東京都千代田区富士見2-10-3", p.BirthDate.AddDays(1)))
}
