package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

const caseID = "app_0000000000000000000000000a"

// at10 is the instant at which most applications of these tests come in.
var at10 = jst.MakeDay(2026, time.November, 2).At(10, 0)

func person() *identity.Person {
	return &identity.Person{
		Names: identity.Names{
			Family: "見本", Given: "さくら", FamilyKana: "ミホン", GivenKana: "サクラ", FamilyRoman: "Mihon", GivenRoman: "Sakura",
		},
		BirthDate: jst.MakeDay(1990, time.April, 1),
		Address:   identity.Address{PostalCode: "102-0071", Prefecture: "東京都", City: "千代田区", Street: "富士見2-10-2"},
	}
}

func application() identity.Application {
	return identity.Application{
		Proof: "prf_1", Channel: terms.Web, Plan: terms.MinimumStart, SIMs: []identity.SIM{{Kind: terms.VoiceSIM}},
		CardToken: "tok_credit", Person: person(),
	}
}

func known() identity.Known {
	return identity.Known{
		Proof: identity.Proof{ProvenAt: at10},
		Codes: map[string]identity.EntryCode{"V": {Kind: terms.VoiceSIM}, "D": {Kind: terms.DataSIM}, "U": {Kind: terms.VoiceSIM, Used: true}},
		Model: &identity.Model{Name: "Kigen One", Class: terms.NewDevice, Price: 55_000, CompensationFee: 418},
	}
}

func accept(a identity.Application, k identity.Known, at time.Time) (journal.Entry, identity.Progress, error) {
	return identity.Accept(terms.Embedded().At(at), a, k, identity.Filing{Case: caseID, Member: "mem_1", At: at})
}

// refused requires a refusal of the code and rule, and gives it.
func refused(t *testing.T, err error, code string, rule terms.ID) *refusal.Error {
	t.Helper()
	r, ok := refusal.As(err)
	require.True(t, ok, "not refused: %v", err)
	require.Equal(t, code+" "+string(rule), r.Code+" "+string(r.Rule), r.EN)
	require.NotEmpty(t, r.JA)
	return r
}

func paths(r *refusal.Error) []string {
	var list []string
	for _, f := range r.Fields {
		list = append(list, f.Path)
	}
	return list
}

// TestApplicationsThatARuleForbids: S-1 to S-6, S-17, S-20, P-1, P-2, O-2.
func TestApplicationsThatARuleForbids(t *testing.T) {
	mnp := func(issued jst.Day) *identity.Number {
		return &identity.Number{Number: "1012345678", IssuedOn: issued, PhoneNumber: "09012345678", SameHolder: true}
	}
	device := &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: identity.LumpSum, Compensation: true}
	today := jst.DayOf(at10)
	for name, c := range map[string]struct {
		change func(*identity.Application, *identity.Known)
		code   string
		rule   terms.ID
		fields []string
	}{
		"no card":            {func(a *identity.Application, _ *identity.Known) { a.CardToken = "" }, refusal.Invalid, "S-1", []string{"card_token"}},
		"address not proven": {func(_ *identity.Application, k *identity.Known) { k.Proof = identity.Proof{} }, refusal.State, "S-2", []string{"proof"}},
		"proof used":         {func(_ *identity.Application, k *identity.Known) { k.Proof.UsedBy = "app_2" }, refusal.Used, "S-2", []string{"proof"}},
		"no such plan":       {func(a *identity.Application, _ *identity.Known) { a.Plan = "gold" }, refusal.Invalid, "S-3", []string{"plan"}},
		"no SIM":             {func(a *identity.Application, _ *identity.Known) { a.SIMs = nil }, refusal.Invalid, "S-3", []string{"sims"}},
		"two SIMs":           {func(a *identity.Application, _ *identity.Known) { a.SIMs = append(a.SIMs, a.SIMs[0]) }, refusal.Invalid, "S-3", []string{"sims"}},
		"four SIMs": {func(a *identity.Application, _ *identity.Known) {
			a.Plan, a.SIMs = terms.FamilyShare, []identity.SIM{{Kind: terms.DataSIM}, {Kind: terms.DataSIM}, {Kind: terms.DataSIM}, {Kind: terms.DataSIM}}
		}, refusal.Invalid, "S-3", []string{"sims"}},
		"no such kind":         {func(a *identity.Application, _ *identity.Known) { a.SIMs[0].Kind = "esim" }, refusal.Invalid, "S-3", []string{"sims[0].kind"}},
		"unknown code":         {func(a *identity.Application, _ *identity.Known) { a.SIMs[0].EntryCode = "X" }, refusal.NotFound, "S-4", []string{"sims[0].entry_code"}},
		"code used":            {func(a *identity.Application, _ *identity.Known) { a.SIMs[0].EntryCode = "U" }, refusal.Used, "S-4", []string{"sims[0].entry_code"}},
		"code of another kind": {func(a *identity.Application, _ *identity.Known) { a.SIMs[0].EntryCode = "D" }, refusal.Mismatch, "S-4", []string{"sims[0].entry_code"}},
		"code twice": {func(a *identity.Application, _ *identity.Known) {
			a.Plan, a.SIMs = terms.FamilyShare, []identity.SIM{{EntryCode: "V"}, {EntryCode: "V"}}
		}, refusal.Used, "S-4", []string{"sims[1].entry_code"}},
		"number of another holder": {func(a *identity.Application, _ *identity.Known) {
			a.SIMs[0].MNP = mnp(today)
			a.SIMs[0].MNP.SameHolder = false
		}, refusal.Mismatch, "S-6", []string{"sims[0].mnp.same_holder"}},
		"number with six days left": {func(a *identity.Application, _ *identity.Known) { a.SIMs[0].MNP = mnp(today.AddDays(-8)) }, refusal.TooLate, "S-6", []string{"sims[0].mnp.issued_on"}},
		"number of tomorrow":        {func(a *identity.Application, _ *identity.Known) { a.SIMs[0].MNP = mnp(today.AddDays(1)) }, refusal.Invalid, "S-6", []string{"sims[0].mnp.issued_on"}},
		"number for data": {func(a *identity.Application, _ *identity.Known) {
			a.SIMs[0] = identity.SIM{Kind: terms.DataSIM, MNP: mnp(today)}
		}, refusal.NotOffered, "S-6", []string{"sims[0].mnp"}},
		"malformed number": {func(a *identity.Application, _ *identity.Known) {
			a.SIMs[0].MNP = &identity.Number{Number: "123", PhoneNumber: "0312345678", SameHolder: true}
		}, refusal.Invalid, "S-6", []string{"sims[0].mnp.number", "sims[0].mnp.issued_on", "sims[0].mnp.phone_number"}},
		"channel": {func(a *identity.Application, _ *identity.Known) { a.Channel = "shop" }, refusal.Invalid, "S-20", []string{"channel"}},
		"under 18": {func(a *identity.Application, _ *identity.Known) {
			a.Device, a.Person.BirthDate = device, jst.MakeDay(2008, time.November, 3)
		}, refusal.NotEligible, "P-1", nil},
		"sixth device":      {func(a *identity.Application, k *identity.Known) { a.Device, k.Paying = device, 5 }, refusal.LimitReached, "P-2", nil},
		"sixth under cover": {func(a *identity.Application, k *identity.Known) { a.Device, k.Compensated = device, 5 }, refusal.LimitReached, "P-2", nil},
		"no cover for it":   {func(a *identity.Application, k *identity.Known) { a.Device, k.Model.CompensationFee = device, 0 }, refusal.NotOffered, "O-2", []string{"device.compensation"}},
		"device not sold":   {func(a *identity.Application, k *identity.Known) { a.Device, k.Model = device, nil }, refusal.Invalid, "P-5", []string{"device.model"}},
		"how to pay": {func(a *identity.Application, _ *identity.Known) {
			a.Device = &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: "barter"}
		}, refusal.Invalid, "P-3", []string{"device.payment"}},
	} {
		t.Run(name, func(t *testing.T) {
			a, k := application(), known()
			c.change(&a, &k)
			_, _, err := accept(a, k, at10)
			require.Equal(t, c.fields, paths(refused(t, err, c.code, c.rule)))
		})
	}
}

// TestApplicationsThatAreAccepted: S-3, S-4, S-6 with seven days left, S-17, P-1, G-1.
func TestApplicationsThatAreAccepted(t *testing.T) {
	a := application()
	e, p, err := accept(a, known(), at10)
	require.NoError(t, err)
	require.Contains(t, e.Rules, terms.ID("G-1"))
	require.Equal(t, []identity.Due{{What: identity.DeadlineInvitation, At: at10}}, p.Standing().Due)

	a.SIMs[0] = identity.SIM{EntryCode: "V", MNP: &identity.Number{
		Number: "1012345678", IssuedOn: jst.DayOf(at10).AddDays(-7), PhoneNumber: "09012345678", SameHolder: true,
	}}
	e, p, err = accept(a, known(), at10)
	require.NoError(t, err)
	require.Equal(t, terms.VoiceSIM, p.SIMs[0].Kind, "the code fixes the kind")
	require.Equal(t, jst.MakeDay(2026, time.November, 9), e.Armed[0].Count.LastGoodDay, "S-6: 15 days, the issue day counted")

	for _, kind := range []terms.SIMKind{terms.DataSIM, terms.SMSSIM} {
		a = application()
		a.SIMs[0] = identity.SIM{Kind: kind}
		_, p, err = accept(a, known(), at10)
		require.NoError(t, err)
		require.Equal(t, identity.StateApproved, p.State, "S-17")
		a.Device = &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: identity.Instalments}
		a.Person.BirthDate = jst.MakeDay(2008, time.November, 2)
		_, p, err = accept(a, known(), at10)
		require.NoError(t, err, "P-1: 18 on the day")
		require.Equal(t, identity.StateInviting, p.State, "S-17: with a device identity is checked")
	}

	again := identity.Application{Member: "mem_1", Channel: terms.Web, Plan: terms.LightStart, SIMs: []identity.SIM{{Kind: terms.VoiceSIM}}}
	_, _, err = accept(again, identity.Known{Person: person()}, at10)
	require.NoError(t, err, "a member applies again without proof, person or card")
}

// TestBirthOn29February: P-1, a full year is completed on 1 March of a common year.
func TestBirthOn29February(t *testing.T) {
	a := application()
	a.Person.BirthDate = jst.MakeDay(2008, time.February, 29)
	a.Device = &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: identity.LumpSum}
	turns := jst.MakeDay(2026, time.March, 1).Start()
	_, _, err := accept(a, known(), turns.Add(-time.Second))
	refused(t, err, refusal.NotEligible, "P-1")
	_, _, err = accept(a, known(), turns)
	require.NoError(t, err)
}

// TestNamesAndAddress: S-5, all that is wrong is told at once.
func TestNamesAndAddress(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*identity.Person)
		fields []string
	}{
		"right":              {func(*identity.Person) {}, nil},
		"iteration":          {func(p *identity.Person) { p.Names.Family = "佐々木" }, nil},
		"katakana":           {func(p *identity.Person) { p.Names.Family, p.Names.Given = "タカ橋", "マリー" }, nil},
		"unregistered kanji": {func(p *identity.Person) { p.Names.Family, p.Names.Given = "髙橋", "𠮷" }, []string{"names.family", "names.given"}},
		"Roman in the first": {func(p *identity.Person) { p.Names.Family = "Smith" }, []string{"names.family"}},
		"hiragana reading":   {func(p *identity.Person) { p.Names.FamilyKana = "みほん" }, []string{"names.family_kana"}},
		"half-width reading": {func(p *identity.Person) { p.Names.GivenKana = "ｻｸﾗ" }, []string{"names.given_kana"}},
		"full-width Roman":   {func(p *identity.Person) { p.Names.FamilyRoman = "Ｍ" }, []string{"names.family_roman"}},
		"accents":            {func(p *identity.Person) { p.Names.GivenRoman = "José" }, []string{"names.given_roman"}},
		"hyphen":             {func(p *identity.Person) { p.Names.GivenRoman = "Anne-Marie O'Neill" }, nil},
		"all empty": {func(p *identity.Person) { *p = identity.Person{} }, []string{
			"names.family", "names.given", "names.family_kana", "names.given_kana", "names.family_roman", "names.given_roman",
			"address.postal_code", "address.prefecture", "address.city", "address.street", "birth_date",
		}},
		"abroad":      {func(p *identity.Person) { p.Address.Prefecture = "Seoul" }, []string{"address.prefecture"}},
		"postal code": {func(p *identity.Person) { p.Address.PostalCode = "1020-071" }, []string{"address.postal_code"}},
		"plain code":  {func(p *identity.Person) { p.Address.PostalCode = "1020071" }, nil},
		"unborn":      {func(p *identity.Person) { p.BirthDate = jst.MakeDay(2026, time.November, 3) }, []string{"birth_date"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := application()
			c.change(a.Person)
			_, _, err := accept(a, known(), at10)
			if c.fields == nil {
				require.NoError(t, err)
				return
			}
			require.Equal(t, c.fields, paths(refused(t, err, refusal.Invalid, "S-5")))
		})
	}
	require.Equal(t, "19800101", identity.Password(jst.MakeDay(1980, time.January, 1)), "S-9")
}

// TestInvitationAt: S-8 around the maintenance of the 4th Sunday, ±1 s.
func TestInvitationAt(t *testing.T) {
	sunday := jst.MakeDay(2026, time.November, 22)
	closes, opens := sunday.At(23, 30), sunday.AddDays(1).At(9, 0)
	for _, c := range []struct{ applied, invited time.Time }{
		{closes.Add(-time.Second), closes.Add(-time.Second)},
		{closes, opens},
		{opens.Add(-time.Second), opens},
		{opens, opens},
		{sunday.AddDays(-7).At(23, 45), sunday.AddDays(-7).At(23, 45)},
	} {
		v := terms.Embedded().At(c.applied)
		require.Equal(t, c.invited, identity.InvitationAt(v, c.applied))
		err := identity.MayUpload(v, c.applied)
		if c.applied.Before(closes) || !c.applied.Before(opens) {
			require.NoError(t, err)
			continue
		}
		r := refused(t, err, refusal.Maintenance, "S-8")
		require.Contains(t, r.JA, "11月23日(月)9時", "it says when uploads are possible")
	}
}

// TestProof: S-2, in time, within the tries, once.
func TestProof(t *testing.T) {
	p := identity.Proof{ExpiresAt: at10.Add(30 * time.Minute), MaxTries: 5}
	require.NoError(t, p.Prove(p.ExpiresAt.Add(-time.Second), true))
	refused(t, p.Prove(p.ExpiresAt, true), refusal.Expired, "S-2")
	refused(t, p.Prove(at10, false), refusal.Mismatch, "S-2")
	require.True(t, p.CountsTry(at10, false))
	p.Tries = 5
	refused(t, p.Prove(at10, true), refusal.Locked, "S-2")
	require.False(t, p.CountsTry(at10, false))
	p.ProvenAt = at10
	require.NoError(t, p.Prove(at10.Add(time.Hour), false), "what is proven stays proven")
}

// TestLink: S-9, until it expires, five wrong dates lock it, another link replaces it.
func TestLink(t *testing.T) {
	v := terms.Embedded().At(at10)
	l := identity.LinkState{Expires: identity.LinkLapse(v, at10), MaxWrong: v.S9.WrongDates}
	require.Equal(t, jst.MakeDay(2026, time.November, 17).Start(), l.Expires)
	require.NoError(t, l.Open(l.Expires.Add(-time.Second)))
	refused(t, l.Open(l.Expires), refusal.Expired, "S-9")
	require.NoError(t, l.Enter(true))
	for l.Wrong = 0; l.Wrong < 4; l.Wrong++ {
		refused(t, l.Enter(false), refusal.Mismatch, "S-9")
	}
	refused(t, l.Enter(false), refusal.Locked, "S-9")
	l.Wrong = 5
	refused(t, l.Open(at10), refusal.Locked, "S-9")
	l.Replaced = true
	refused(t, l.Open(at10), refusal.Used, "S-9")
}
