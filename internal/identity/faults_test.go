package identity_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// faults gives the path of each fault with its rule.
func faults(a identity.Application, k identity.Known) map[string]terms.ID {
	all := map[string]terms.ID{}
	for _, f := range identity.Faults(terms.Embedded().At(at10), a, k, at10) {
		all[f.Path] = f.Rule
	}
	return all
}

// TestFaultsTellAllAtOnce: S-1 to S-6, P-1, O-2, each at its field.
func TestFaultsTellAllAtOnce(t *testing.T) {
	require.Empty(t, faults(application(), known()))

	a, k := application(), known()
	k.Proof = identity.Proof{}
	k.Model.CompensationFee = 0
	a.SIMs = []identity.SIM{
		{Kind: terms.VoiceSIM, MNP: &identity.Number{
			Number: "1012345678", IssuedOn: jst.DayOf(at10).AddDays(-8), PhoneNumber: "09012345678", SameHolder: true,
		}},
		{EntryCode: "U"},
		{EntryCode: "U"},
		{Kind: terms.DataSIM, MNP: &identity.Number{}},
	}
	a.Device = &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: identity.LumpSum, Compensation: true}
	a.Person.Names.FamilyKana = "やまだ"
	require.Equal(t, map[string]terms.ID{
		"proof": terms.S2, "sims": terms.S3, "names.family_kana": terms.S5, "sims[0].mnp.issued_on": terms.S6,
		"sims[1].entry_code": terms.S4, "sims[2].entry_code": terms.S4,
		"sims[3].mnp.number": terms.S6, "sims[3].mnp.issued_on": terms.S6, "sims[3].mnp.phone_number": terms.S6,
		"device.compensation": terms.O2,
	}, faults(a, k))

	a, k = application(), known()
	a.Person.BirthDate = jst.DayOf(at10).AddDays(-17 * 365)
	a.Device = &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: identity.LumpSum}
	require.Equal(t, map[string]terms.ID{"birth_date": terms.P1}, faults(a, k))
	k.Person, a.Member = a.Person, "mem_1"
	require.Equal(t, map[string]terms.ID{"device.model": terms.P1}, faults(a, k), "a member can't change it")

	require.Contains(t, faults(identity.Application{Channel: terms.Web}, identity.Known{}), "names")
}

func TestWhoNeedsToProveTheIdentity(t *testing.T) {
	v := terms.Embedded().At(at10)
	a := application()
	needed, methods := identity.NeedsIdentity(v, a, known())
	require.True(t, needed)
	require.NotEmpty(t, methods)
	a.SIMs = []identity.SIM{{EntryCode: "D"}}
	needed, _ = identity.NeedsIdentity(v, a, known())
	require.False(t, needed, "S-17")
	require.Equal(t, jst.DayOf(at10).AddDays(14), identity.ProofThrough(v, at10))
}
