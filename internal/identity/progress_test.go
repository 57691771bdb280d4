package identity_test

import (
	"slices"
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

// invited is an application whose applicant was asked for proof of identity.
func invited(t *testing.T, a identity.Application, at time.Time) identity.Progress {
	t.Helper()
	_, p, err := accept(a, known(), at)
	require.NoError(t, err)
	v := terms.Embedded().At(at)
	_, p, err = identity.Invite(v, p, p.Standing().Due[0], identity.Link{ID: "upl_1", Expires: identity.LinkLapse(v, at)})
	require.NoError(t, err)
	return p
}

func submit(p identity.Progress, at time.Time) (journal.Entry, identity.Progress, error) {
	return identity.Submit(terms.Embedded().At(at), p, identity.Submitted{
		ID: "sub_1", Method: terms.DocumentImages, Files: []identity.Role{identity.Front}, At: at,
		Declared: identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront},
	})
}

func decide(p identity.Progress, d identity.Decision, earlier bool, at time.Time) (journal.Entry, identity.Progress, error) {
	return identity.Decide(terms.Embedded().At(at), p, d, earlier, identity.Link{ID: "upl_2", Expires: at}, at, journal.Actor{})
}

func due(what string, at time.Time) identity.Due { return identity.Due{What: what, At: at} }

func day(month time.Month, d int) jst.Day { return jst.MakeDay(2026, month, d) }

// TestWaitForProof: S-15 and S-12, what is due and when; S-9 and S-8 at the edges.
func TestWaitForProof(t *testing.T) {
	p := invited(t, application(), at10)
	require.Equal(t, []identity.Due{
		due(identity.ReminderOfProof, day(time.November, 5).At(9, 0)),
		due(identity.ReminderOfProof, day(time.November, 9).At(9, 0)),
		due(identity.DeadlineProof, day(time.November, 17).Start()),
	}, p.Standing().Due)

	v := terms.Embedded().At(at10)
	_, reminded, err := identity.Remind(v, p, p.Standing().Due[0])
	require.NoError(t, err)
	require.Len(t, reminded.Standing().Due, 2, "a reminder goes out once")

	lapse := day(time.November, 17).Start()
	_, _, err = submit(p, lapse)
	refused(t, err, refusal.TooLate, "S-15")
	_, submitted, err := submit(p, lapse.Add(-time.Second))
	require.NoError(t, err)
	require.Equal(t, []identity.Due{
		due(identity.ReminderOfResult, day(time.November, 18).At(9, 0)),
		due(identity.DeadlineResult, day(time.November, 20).Start()),
	}, submitted.Standing().Due, "S-12: within 2 and 3 days of the 16th")
	_, _, err = submit(submitted, lapse.Add(-time.Second))
	refused(t, err, refusal.State, "S-14")
	_, _, err = identity.RenewLink(v, submitted, "s", identity.Link{}, at10, journal.Actor{})
	refused(t, err, refusal.State, "S-9")

	closed := invited(t, application(), day(time.November, 20).At(9, 0))
	_, _, err = submit(closed, day(time.November, 22).At(23, 30))
	refused(t, err, refusal.Maintenance, "S-8")

	e, _, err := identity.Lapse(v, p, due(identity.DeadlineProof, lapse))
	require.NoError(t, err)
	require.True(t, e.Ends)
	require.Contains(t, e.Rules, terms.ID("S-4"))
}

// TestMethods: S-20, by version of the terms and channel; S-11's number of files.
func TestMethods(t *testing.T) {
	a := application()
	a.Channel = terms.App
	before := jst.MakeDay(2026, time.March, 31)
	p := invited(t, a, before.At(10, 0))
	_, _, err := submit(p, before.End().Add(-time.Second))
	require.NoError(t, err)
	_, _, err = submit(p, before.End())
	refused(t, err, refusal.NotOffered, "S-20")
	_, _, err = identity.Submit(terms.Embedded().At(before.End()), p, identity.Submitted{ID: "sub_2", Method: terms.ICChip, At: before.End()})
	require.NoError(t, err)

	p = invited(t, application(), at10)
	_, _, err = identity.Submit(terms.Embedded().At(at10), p, identity.Submitted{
		ID: "sub_3", Method: terms.DocumentImages, Files: slices.Repeat([]identity.Role{identity.Front}, 6), At: at10,
		Declared: identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront},
	})
	refused(t, err, refusal.LimitReached, "S-11")
	_, _, err = identity.Submit(terms.Embedded().At(at10), p, identity.Submitted{
		ID: "sub_3", Method: terms.DocumentImages, Files: slices.Repeat([]identity.Role{identity.Front}, 5), At: at10,
		Declared: identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront},
	})
	require.NoError(t, err, "S-11: five are not too many")
}

// TestDecisions: S-13, S-14, S-18, G-1, P-5.
func TestDecisions(t *testing.T) {
	a := application()
	a.Device = &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: identity.LumpSum}
	_, p, err := submit(invited(t, a, at10), at10)
	require.NoError(t, err)
	at := day(time.November, 4).At(15, 0)
	approve := identity.Decision{Submission: "sub_1", Outcome: identity.Approve}

	_, _, err = decide(p, identity.Decision{Submission: "sub_0", Outcome: identity.Approve}, false, at)
	refused(t, err, refusal.Conflict, "S-12")
	_, _, err = decide(p, identity.Decision{Submission: "sub_1", Outcome: "maybe"}, false, at)
	refused(t, err, refusal.Invalid, "S-12")
	_, _, err = decide(p, approve, true, at)
	refused(t, err, refusal.State, "G-1")
	for _, reasons := range [][]string{nil, {"ugly"}} {
		_, _, err = decide(p, identity.Decision{Submission: "sub_1", Outcome: identity.Refuse, Reasons: reasons}, false, at)
		refused(t, err, refusal.Invalid, "S-14")
	}
	_, _, err = decide(p, identity.Decision{Outcome: identity.Reject, Ground: "dislike"}, false, at)
	refused(t, err, refusal.Invalid, "S-18")

	early := approve
	early.OutOfTurn = identity.OutOfTurn()[0]
	e, approved, err := decide(p, early, true, at)
	require.NoError(t, err)
	require.Contains(t, e.Rules, terms.ID("G-1"))
	require.Contains(t, e.Rules, terms.ID("P-5"))
	require.Equal(t, []identity.Due{due(identity.DeadlineDelivery, day(time.November, 12).Start())}, approved.Standing().Due, "S-13")

	// C-5: a result at the lapse of S-12 is late, also where nobody had escalated it.
	for at, outcome := range map[time.Time]journal.Outcome{
		day(time.November, 6).Start().Add(-time.Second): journal.Met, day(time.November, 6).Start(): journal.Lapsed,
	} {
		e, _, err := decide(p, approve, false, at)
		require.NoError(t, err)
		require.Equal(t, []journal.Settlement{{Name: identity.DeadlineResult, Outcome: outcome}}, e.Settled)
	}

	e, again, err := decide(p, identity.Decision{Submission: "sub_1", Outcome: identity.Refuse, Reasons: []string{"unreadable"}}, false, at)
	require.NoError(t, err)
	require.IsType(t, letters.IdentityRefused{}, e.Notices[0].Letter)
	require.Equal(t, day(time.November, 19).Start(), again.Standing().Due[2].At, "S-15 is counted anew")

	for _, ground := range terms.Embedded().At(at).S18.Grounds {
		e, rejected, err := decide(p, identity.Decision{Outcome: identity.Reject, Ground: ground.ID}, true, at)
		require.NoError(t, err)
		require.True(t, e.Ends && rejected.Standing().Ended)
		require.Contains(t, e.Rules, terms.ID("S-4"), "S-18 frees the entry codes")
		require.NotContains(t, e.Rules, terms.ID("G-1"), "a rejection waits for no turn")
	}
	_, _, err = identity.Withdraw(terms.Embedded().At(at), p, at, journal.Actor{})
	refused(t, err, refusal.NotOffered, "P-4")
}

// TestShipping: S-13, P-5, S-7; an IMEI has 15 digits and a right check digit.
func TestShipping(t *testing.T) {
	a := application()
	a.Device = &identity.DeviceOrder{Model: "m", Colour: "黒", Payment: identity.LumpSum}
	_, p, err := submit(invited(t, a, at10), at10)
	require.NoError(t, err)
	v := terms.Embedded().At(at10)
	right := identity.Shipping{TrackingNo: "4711", IMEI: "490154203237518", SIMs: []identity.AssignedSIM{{No: 1, PhoneNumber: "07012345678"}}}
	_, _, err = identity.Ship(v, p, right, identity.Assigned{}, "shp_1", at10, journal.Actor{})
	refused(t, err, refusal.State, "S-13")
	_, p, err = decide(p, identity.Decision{Submission: "sub_1", Outcome: identity.Approve}, false, at10)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change func(*identity.Shipping)
		rule   terms.ID
	}{
		"check digit": {func(s *identity.Shipping) { s.IMEI = "490154203237519" }, "P-5"},
		"short":       {func(s *identity.Shipping) { s.IMEI = "49015420323751" }, "P-5"},
		"none":        {func(s *identity.Shipping) { s.IMEI = "" }, "P-5"},
		"no number":   {func(s *identity.Shipping) { s.SIMs = nil }, "S-13"},
		"no SIM 2": {func(s *identity.Shipping) {
			s.SIMs = append(s.SIMs, identity.AssignedSIM{No: 2, PhoneNumber: "07012345679"})
		}, "S-13"},
		"landline":  {func(s *identity.Shipping) { s.SIMs = []identity.AssignedSIM{{No: 1, PhoneNumber: "0312345678"}} }, "S-13"},
		"no parcel": {func(s *identity.Shipping) { s.TrackingNo = "" }, "S-13"},
	} {
		wrong := right
		c.change(&wrong)
		_, _, err = identity.Ship(v, p, wrong, identity.Assigned{}, "shp_1", at10, journal.Actor{})
		refused(t, err, refusal.Invalid, c.rule)
		_ = name
	}
	_, _, err = identity.Ship(v, p, right, identity.Assigned{Taken: true}, "shp_1", at10, journal.Actor{})
	refused(t, err, refusal.Invalid, "P-5")
	_, shipped, err := identity.Ship(v, p, right, identity.Assigned{}, "shp_1", at10, journal.Actor{})
	require.NoError(t, err)

	late := day(time.November, 10).Start()
	e, done, fresh := identity.Deliver(v, shipped, "d", "shp_1", late, journal.Actor{})
	require.Len(t, fresh.Lines, 1)
	require.Equal(t, journal.Lapsed, e.Settled[0].Outcome, "S-13: delivered at the instant of the lapse is late")
	require.True(t, done.Standing().Ended)
	e, _, _ = identity.Deliver(v, shipped, "d", "shp_1", late.Add(-time.Second), journal.Actor{})
	require.Equal(t, journal.Met, e.Settled[0].Outcome)

	e, back, err := identity.CameBack(v, shipped, "c", "shp_1", late, journal.Actor{})
	require.NoError(t, err)
	require.Equal(t, identity.TaskVerifyAddress, e.Tasks[0].Kind, "S-16")
	_, moved, err := identity.VerifyAddress(v, back, "v", true, identity.Link{ID: "upl_3"}, late, journal.Actor{})
	require.NoError(t, err)
	require.Equal(t, identity.StateInvited, moved.State, "S-13: another address must stand on a document")
}

// TestContractNotice: S-19, I-1 for a voice line and I-3 for data.
func TestContractNotice(t *testing.T) {
	for kind, days := range map[terms.SIMKind]int{terms.VoiceSIM: 8, terms.DataSIM: 0, terms.SMSSIM: 0} {
		p := identity.Progress{
			Case: caseID, State: identity.StateShipped, Shipment: identity.Shipment{ID: "shp_1"}, SIMs: []identity.ProgressSIM{{No: 1, Kind: kind}},
		}
		at := day(time.November, 6).At(23, 59)
		e, _, _ := identity.Deliver(terms.Embedded().At(at), p, "d", "shp_1", at, journal.Actor{})
		notice := e.Notices[0].Letter.(letters.ContractNotice)
		require.Equal(t, days, notice.CancellationDays, kind)
		require.Subset(t, e.Rules, []terms.ID{terms.S19, terms.I1})
		require.Equal(t, day(time.November, 6), notice.Lines[0].UseStart)
	}
}

// TestNumberThatRunsOut: S-6, S-7, C-5 to the second; a letter that names the
// number as what was missing.
func TestNumberThatRunsOut(t *testing.T) {
	a := application()
	a.SIMs[0].MNP = &identity.Number{Number: "1012345678", IssuedOn: jst.DayOf(at10), PhoneNumber: "09012345678", SameHolder: true}
	p := invited(t, a, at10)
	lapse := day(time.November, 17).Start()
	v := terms.Embedded().At(lapse)
	shipped := p
	shipped.State, shipped.Shipment = identity.StateDelivered, identity.Shipment{ID: "shp_1"}
	for at, outcome := range map[time.Time]journal.Outcome{lapse.Add(-time.Second): journal.Met, lapse: journal.Lapsed} {
		e, _, fresh := identity.Activate(v, shipped, "a", 1, at, journal.Actor{})
		require.Len(t, fresh.Lines, 1)
		require.Contains(t, e.Settled, journal.Settlement{Name: "mnp-number-1", Outcome: outcome})
	}

	ran := identity.Due{What: identity.DeadlineNumber, SIM: 1, At: lapse}
	_, p, err := identity.NumberRanOut(v, p, ran)
	require.NoError(t, err)
	over := day(time.December, 2).Start()
	renewed := *a.SIMs[0].MNP
	renewed.IssuedOn = day(time.December, 1)
	_, _, err = identity.GiveNumber(v, p, "n", 1, renewed, over.Add(-time.Second), journal.Actor{})
	require.NoError(t, err)
	_, _, err = identity.GiveNumber(v, p, "n", 1, renewed, over, journal.Actor{})
	refused(t, err, refusal.TooLate, "S-7")

	e, p, err := identity.NumberNotRenewed(v, p, identity.Due{What: identity.DeadlineNewNumber, SIM: 1, At: over})
	require.NoError(t, err)
	require.True(t, p.Standing().Ended)
	require.Contains(t, e.Rules, terms.ID("S-4"))
	letter := e.Notices[0].Letter.(letters.ApplicationLapsed)
	require.True(t, letter.MNP)
	require.Equal(t, terms.S7, letter.Rule())
}
