package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// deviceOnly is an order for a device without a line.
func deviceOnly(payment identity.Payment) identity.Application {
	a := application()
	a.Plan, a.SIMs = "", nil
	a.Device = &identity.DeviceOrder{Model: "kigen-one", Colour: "ブラック", Payment: payment}
	return a
}

// TestADeviceWithoutALine: P-5, S-17; P-3 and P-6 from the day of delivery.
func TestADeviceWithoutALine(t *testing.T) {
	e, p, err := accept(deviceOnly(identity.Instalments), known(), at10)
	require.NoError(t, err)
	require.Equal(t, identity.StateInviting, p.State, "S-17: a device needs proof of identity")
	require.NotContains(t, e.Rules, terms.ID("S-3"))
	require.NotContains(t, e.Facts, "plan")
	require.NotEmpty(t, p.Methods(terms.Embedded().At(at10)), "S-20")

	v := terms.Embedded().At(at10)
	p.State, p.Shipment = identity.StateShipped, identity.Shipment{ID: "shp_1"}
	_, same, used := identity.Deliver(v, p, "d", "shp_0", at10, journal.Actor{})
	require.False(t, used.Device, "another parcel puts nothing into use")
	require.Equal(t, identity.StateShipped, same.State)

	e, done, used := identity.Deliver(v, p, "d", "shp_1", day(time.November, 6).At(18, 0), journal.Actor{})
	require.True(t, used.Device)
	require.Empty(t, used.Lines)
	require.True(t, done.Standing().Ended)
	require.Subset(t, e.Rules, []terms.ID{terms.P3, terms.P4, terms.P6})
	require.Equal(t, []journal.Notice{{Letter: letters.PurchaseNotice{
		Case: caseID, Device: letters.Device{Model: "Kigen One", Colour: "ブラック"}, UseStart: day(time.November, 6),
		Price: 55_000, Parts: 24, First: 2_307, Following: 2_291, WarrantyThrough: jst.MakeDay(2027, time.November, 6),
	}}}, e.Notices)
}

// TestAUsedDeviceIsToldItsDaysForAnExchange: P-7, P-3 at once, O-1.
func TestAUsedDeviceIsToldItsDaysForAnExchange(t *testing.T) {
	k := known()
	k.Model.Class, k.Model.CompensationFee = terms.UsedDevice, 550
	a := deviceOnly(identity.LumpSum)
	a.Device.Compensation = true
	_, p, err := accept(a, k, at10)
	require.NoError(t, err)
	p.State, p.Shipment = identity.StateShipped, identity.Shipment{ID: "shp_1"}
	e, _, _ := identity.Deliver(terms.Embedded().At(at10), p, "d", "shp_1", day(time.November, 1).At(12, 0), journal.Actor{})
	notice := e.Notices[0].Letter.(letters.PurchaseNotice)
	require.Equal(t, day(time.November, 30), notice.ExchangeThrough, "use start is the first of 30 days")
	require.Equal(t, []int64{1, 55_000, 550}, []int64{int64(notice.Parts), notice.First.Int64(), notice.OptionFee.Int64()})
	require.Subset(t, e.Rules, []terms.ID{terms.P7, terms.O1})
}

// TestAPlanWithoutSIMsIsNoOrder: S-3 still asks for SIMs where there is a plan,
// or no device.
func TestAPlanWithoutSIMsIsNoOrder(t *testing.T) {
	a := deviceOnly(identity.LumpSum)
	a.Plan = terms.MinimumStart
	_, _, err := accept(a, known(), at10)
	require.Equal(t, []string{"sims"}, paths(refused(t, err, refusal.Invalid, "S-3")))
	a.Plan, a.Device = "", nil
	_, _, err = accept(a, known(), at10)
	require.Equal(t, []string{"plan", "sims"}, paths(refused(t, err, refusal.Invalid, "S-3")))
}

// TestAgeOfABuyer: P-1 on the eve of the 18th birthday, on it, and for someone
// born on 29 February.
func TestAgeOfABuyer(t *testing.T) {
	for name, c := range map[string]struct {
		birth, applied jst.Day
		may            bool
	}{
		"the eve of the 18th birthday": {jst.MakeDay(2008, time.November, 3), day(time.November, 2), false},
		"the 18th birthday":            {jst.MakeDay(2008, time.November, 2), day(time.November, 2), true},
		"29 February, on the 28th":     {jst.MakeDay(2008, time.February, 29), day(time.February, 28), false},
		"29 February, on 1 March":      {jst.MakeDay(2008, time.February, 29), day(time.March, 1), true},
	} {
		t.Run(name, func(t *testing.T) {
			a := deviceOnly(identity.LumpSum)
			a.Person.BirthDate = c.birth
			k := known()
			for _, at := range []time.Time{c.applied.Start(), c.applied.End().Add(-time.Second)} {
				k.Proof.ProvenAt = at
				_, _, err := accept(a, k, at)
				if c.may {
					require.NoError(t, err)
				} else {
					refused(t, err, refusal.NotEligible, "P-1")
				}
			}
		})
	}
}

// TestAnOrderIsNotTakenBack: P-4 for the applicant in every state; S-18 for the
// desk until the parcel is handed over.
func TestAnOrderIsNotTakenBack(t *testing.T) {
	_, p, err := accept(deviceOnly(identity.LumpSum), known(), at10)
	require.NoError(t, err)
	v := terms.Embedded().At(at10)
	for _, state := range []string{
		identity.StateInviting, identity.StateInvited, identity.StateSubmitted, identity.StateApproved, identity.StateCameBack,
	} {
		p.State = state
		_, _, err := identity.Withdraw(v, p, at10, journal.Actor{})
		refused(t, err, refusal.NotOffered, "P-4")
		e, closed, err := decide(p, identity.Decision{Outcome: identity.Reject, Ground: v.S18.Grounds[0].ID}, false, at10)
		require.NoError(t, err, state)
		require.Subset(t, e.Rules, []terms.ID{terms.S18, terms.P4})
		require.Equal(t, identity.StateRejected, closed.State)
	}
	p.State = identity.StateShipped
	_, _, err = decide(p, identity.Decision{Outcome: identity.Reject, Ground: v.S18.Grounds[0].ID}, false, at10)
	refused(t, err, refusal.State, "S-18")
}
