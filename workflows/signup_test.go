package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ekyc"
	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// TestSignupUntilTheLineIsInUse: S-8, S-12, S-13, S-19, I-1.
func TestSignupUntilTheLineIsInUse(t *testing.T) {
	a := voice()
	a.SIMs[0] = identity.SIM{EntryCode: "CODE1"}
	a.Device = &identity.DeviceOrder{Model: "pixel-a", Colour: "黒", Payment: identity.Instalments, Compensation: true}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	filed := s.update(on(time.November, 2, 10, 0), message.FileApplication.Name, message.None{})
	submitted := s.submits("sub_1", on(time.November, 3, 12, 0))
	again := s.submits("sub_2", on(time.November, 3, 12, 5))
	approved := s.decides(on(time.November, 4, 15, 0), licence("sub_1", identity.Approve))
	twice := s.decides(on(time.November, 4, 15, 1), licence("sub_1", identity.Approve))
	other := s.decides(on(time.November, 4, 15, 2), identity.Decision{Submission: "sub_1", Outcome: identity.Refuse, Reasons: []string{"unreadable"}})
	withdrawn := s.update(on(time.November, 4, 16, 0), message.WithdrawApplication.Name, message.Withdrawal{At: on(time.November, 4, 16, 0), Actor: applicant})
	content := simParcel
	content.IMEI = imei
	shipped := s.ships("shp_1", on(time.November, 5, 9, 0), content)
	s.delivered("shp_1", on(time.November, 6, 18, 30))
	s.play()
	s.ran()

	for _, ok := range []*answer{filed, submitted, approved, twice, shipped} {
		require.NoError(t, ok.err)
	}
	refused(t, again.err, refusal.State, terms.S14)
	refused(t, other.err, refusal.State, terms.S12)
	refused(t, withdrawn.err, refusal.NotOffered, terms.P4)
	require.Equal(t, "active", s.state())
	require.Equal(t, []string{
		"application-received 11-02 10:00", "invitation 11-02 10:00", "submission-received 11-03 12:00",
		"identity-approved 11-04 15:00", "sim-shipped 11-05 09:00", "contract-notice 11-06 18:30", "purchase-notice 11-06 18:30",
	}, s.letters(application))
	require.Equal(t, []string{
		"invitation 11-02 10:00 met", "proof-of-identity 11-17 00:00 met", "identity-result 11-07 00:00 met", "delivery 11-12 00:00 met",
	}, s.deadlines(application))
	require.Equal(t, []string{"voice 07012345678 2026-11-06"}, s.column(`select kind || ' ' || phone_number || ' ' || use_start from lines`))
	require.Equal(t, []string{"490154203237518 2026-11-06 60001 24 418"}, s.column(
		`select imei || ' ' || use_start || ' ' || price || ' ' || parts || ' ' || monthly_fee
		from devices d join purchases p on p.device_id = d.id join compensations c on c.device_id = d.id`))
	require.Equal(t, []string{"8"}, s.column(`select data ->> 'cancellation_days' from notices where template = 'contract-notice'`))
	require.Empty(t, s.column(`select kind from tasks where closed_at is null`))
	require.Empty(t, s.column(`select id from drafts where id <> 'sub_2'`))
	require.Empty(t, s.column(`select id from drafts`), "a refused command leaves nothing personal behind")
}

// TestSignupRefusedAndSubmittedAgain: S-14, S-15 counted anew, reminders of S-15.
func TestSignupRefusedAndSubmittedAgain(t *testing.T) {
	s := newSignup(t, on(time.November, 2, 10, 0), voice())
	s.submits("sub_1", on(time.November, 3, 12, 0))
	no := s.decides(on(time.November, 4, 15, 0), licence("sub_1", identity.Refuse))
	s.decides(on(time.November, 4, 15, 1), identity.Decision{Submission: "sub_1", Outcome: identity.Refuse, Reasons: []string{"unreadable"}})
	last := s.submits("sub_2", on(time.November, 19, 0, 0).Add(-time.Second))
	s.decides(on(time.November, 19, 10, 0), identity.Decision{Submission: "sub_2", Outcome: identity.Reject, Ground: "false_statement"})
	s.play()
	s.ran()
	refused(t, no.err, refusal.Invalid, terms.S14)
	require.NoError(t, last.err)
	require.Equal(t, "rejected", s.state())
	require.Equal(t, []string{
		"application-received 11-02 10:00", "invitation 11-02 10:00", "submission-received 11-03 12:00", "identity-refused 11-04 15:01",
		"identity-reminder 11-07 09:00", "identity-reminder 11-11 09:00", "submission-received 11-18 23:59", "application-refused 11-19 10:00",
	}, s.letters(application))
}

// TestSignupLapses: S-15 at the instant of the lapse (C-5), S-4 frees the code.
func TestSignupLapses(t *testing.T) {
	a := voice()
	a.SIMs[0] = identity.SIM{EntryCode: "CODE1"}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	late := s.submits("sub_1", on(time.November, 17, 0, 0))
	s.play()
	s.ran()
	refused(t, late.err, refusal.TooLate, terms.S15)
	require.Equal(t, "lapsed", s.state())
	require.Equal(t, []string{
		"application-received 11-02 10:00", "invitation 11-02 10:00", "identity-reminder 11-05 09:00", "identity-reminder 11-09 09:00",
		"application-lapsed 11-17 00:00",
	}, s.letters(application))
	require.Empty(t, s.column(`select code from entry_code_uses where freed_at is null`))
}

// TestSignupInMaintenance: S-8 around the 4th Sunday, 22 November 2026.
func TestSignupInMaintenance(t *testing.T) {
	s := newSignup(t, on(time.November, 22, 23, 30), voice())
	s.update(on(time.November, 23, 12, 0), message.WithdrawApplication.Name, message.Withdrawal{At: on(time.November, 23, 12, 0), Actor: applicant})
	s.play()
	s.ran()
	require.Equal(t, []string{"application-received 11-22 23:30", "invitation 11-23 09:00", "application-withdrawn 11-23 12:00"}, s.letters(application))
	require.Equal(t, []string{"invitation 11-23 09:00 met", "proof-of-identity 12-08 00:00 void"}, s.deadlines(application))
	require.Equal(t, "withdrawn", s.state())
}

// TestSignupDelayed: S-12 reminds the desk, escalates, and goes on.
func TestSignupDelayed(t *testing.T) {
	s := newSignup(t, on(time.November, 2, 10, 0), voice())
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.at(on(time.November, 5, 12, 0), func() {
		require.Equal(t, []string{"hasten-identity", "review-identity"}, s.column(`select kind from tasks where closed_at is null order by kind`))
	})
	s.at(on(time.November, 7, 1, 0), func() {
		require.Equal(t, []string{"hasten-identity identity", "identity-overdue support", "review-identity identity"},
			s.column(`select kind || ' ' || desk from tasks where closed_at is null order by kind`))
	})
	approved := s.decides(on(time.November, 9, 10, 0), licence("sub_1", identity.Approve))
	s.update(on(time.November, 9, 12, 0), message.WithdrawApplication.Name, message.Withdrawal{At: on(time.November, 9, 12, 0), Actor: applicant})
	s.play()
	s.ran()
	require.NoError(t, approved.err)
	require.Contains(t, s.letters(application), "identity-delayed 11-07 00:00")
	require.Contains(t, s.deadlines(application), "identity-result 11-07 00:00 lapsed")
	require.Empty(t, s.column(`select kind from tasks where closed_at is null`))
}

// TestSignupOfDataNeedsNoIdentity: S-17.
func TestSignupOfDataNeedsNoIdentity(t *testing.T) {
	a := voice()
	a.SIMs[0].Kind = terms.DataSIM
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	s.ships("shp_1", on(time.November, 3, 9, 0), simParcel)
	s.delivered("shp_1", on(time.November, 4, 9, 0))
	s.play()
	s.ran()
	require.Equal(t, []string{"application-received 11-02 10:00", "sim-shipped 11-03 09:00", "contract-notice 11-04 09:00"}, s.letters(application))
	require.Equal(t, []string{"0"}, s.column(`select data ->> 'cancellation_days' from notices where template = 'contract-notice'`), "I-3")
}

// TestSignupByChip: S-20, the other method.
func TestSignupByChip(t *testing.T) {
	a := voice()
	a.Channel = terms.App
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	at := on(time.November, 2, 11, 0)
	signed, err := ekyc.NewSimulator().Sign(ekyc.Result{
		Reference: "r1", Application: application, ReadAt: at.Unix() - 60, Expires: at.Unix() + 600, Document: terms.ResidenceCard,
		Name: "見本　太郎", Address: "東京都千代田区富士見２－１０－２", BirthDate: jst.MakeDay(1990, time.April, 1),
	})
	require.NoError(t, err)
	s.at(at.Add(-time.Second), func() { s.draft("sub_1", at, identity.ProofDraft{Chip: signed}) })
	images := s.submits("sub_0", at.Add(-time.Minute))
	read := s.update(at, message.SubmitProof.Name, message.ProofSubmission{Submission: "sub_1", At: at, Actor: applicant})
	s.at(at.Add(time.Second), func() {
		require.Equal(t, []string{`{"name": true, "address": true, "birth_date": true}`},
			s.column(`select why ->> 'equal' from tasks where kind = 'review-identity'`))
	})
	s.update(on(time.November, 4, 12, 0), message.DecideIdentity.Name, message.IdentityDecision{
		Decision: identity.Decision{Outcome: identity.Reject, Ground: "credit_doubt"}, At: on(time.November, 4, 12, 0), Actor: identityDesk,
	})
	s.play()
	s.ran()
	require.NoError(t, read.err)
	refused(t, images.err, refusal.NotOffered, terms.S20)
}

// TestSignupWhoseNumberRunsOut: S-7, a new number in time and none.
func TestSignupWhoseNumberRunsOut(t *testing.T) {
	a := voice()
	a.SIMs[0].MNP = &identity.Number{Number: "1012345678", IssuedOn: jst.MakeDay(2026, time.November, 1), PhoneNumber: "09012345678", SameHolder: true}
	run := func(renew time.Time) *signingUp {
		s := newSignup(t, on(time.November, 2, 10, 0), a)
		s.submits("sub_1", on(time.November, 3, 12, 0))
		s.decides(on(time.November, 5, 12, 0), licence("sub_1", identity.Approve))
		content := identity.Shipping{TrackingNo: "4711-0002"}
		waiting := s.ships("shp_0", on(time.November, 16, 12, 0), content)
		s.at(renew.Add(-time.Second), func() {
			s.draft("drf_n", renew, identity.Number{
				Number: "1012345679", IssuedOn: jst.DayOf(renew), PhoneNumber: "09012345678", SameHolder: true,
			})
		})
		s.update(renew, message.GiveNumber.Name, message.NumberRenewal{SIM: 1, Draft: "drf_n", At: renew, Actor: applicant})
		s.ships("shp_1", on(time.November, 30, 12, 0), content)
		s.delivered("shp_1", on(time.December, 1, 12, 0))
		s.signals(on(time.December, 2, 8, 0), message.LineActivated.Name, message.Activation{Reference: "n1", SIM: 1, At: on(time.December, 2, 8, 0)})
		s.play()
		s.ran()
		refused(t, waiting.err, refusal.State, terms.S7)
		require.Contains(t, s.letters(application), "mnp-renewal-requested 11-16 00:00")
		return s
	}
	s := run(on(time.December, 1, 0, 0).Add(-25 * time.Hour))
	require.Equal(t, "active", s.state())
	require.Equal(t, []string{"2026-12-02"}, s.column(`select use_start::text from lines`))
	require.Contains(t, s.deadlines(application), "new-mnp-number-1 12-01 00:00 met")

	s = run(on(time.December, 1, 0, 0))
	require.Equal(t, "lapsed", s.state())
	require.Contains(t, s.deadlines(application), "new-mnp-number-1 12-01 00:00 lapsed")
}

// TestSignupWhoseParcelComesBack: S-16, S-13 alerts, sent again, facts reported twice.
func TestSignupWhoseParcelComesBack(t *testing.T) {
	s := newSignup(t, on(time.November, 2, 10, 0), voice())
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.decides(on(time.November, 5, 12, 0), licence("sub_1", identity.Approve))
	s.ships("shp_1", on(time.November, 6, 12, 0), simParcel)
	back := message.Delivery{Reference: "b1", Shipment: "shp_1", At: on(time.November, 14, 12, 0), ReportedAt: on(time.November, 14, 12, 0), Actor: carrier}
	s.at(on(time.November, 13, 1, 0), func() {
		require.Equal(t, []string{"delivery-overdue"}, s.column(`select kind from tasks where closed_at is null`))
	})
	s.signals(back.At, message.ParcelCameBack.Name, back)
	s.signals(back.At.Add(time.Minute), message.ParcelCameBack.Name, back)
	s.at(on(time.November, 15, 1, 0), func() {
		require.Equal(t, []string{"verify-address identity"}, s.column(`select kind || ' ' || desk from tasks where closed_at is null`))
	})
	verified := s.update(on(time.November, 16, 10, 0), message.VerifyAddress.Name, message.AddressVerified{Link: ids.New("upl"), At: on(time.November, 16, 10, 0), Actor: identityDesk})
	again := s.ships("shp_2", on(time.November, 16, 12, 0), identity.Shipping{TrackingNo: "4711-0003"})
	s.delivered("shp_1", on(time.November, 16, 13, 0)) // says nothing of the second parcel
	s.delivered("shp_2", on(time.November, 17, 12, 0))
	s.play()
	s.ran()
	require.NoError(t, verified.err)
	require.NoError(t, again.err)
	require.Equal(t, "active", s.state())
	require.Equal(t, []string{"2026-11-17"}, s.column(`select use_start::text from lines`))
	require.Contains(t, s.deadlines(application), "delivery 11-24 00:00 met")
}

// TestSignupRefusedAtOnce: S-1, S-5; nothing personal stays behind.
func TestSignupRefusedAtOnce(t *testing.T) {
	for code, wrong := range map[string]func(*identity.Application){
		refusal.CardRefused: func(a *identity.Application) { a.CardToken = payment.DebitToken },
		refusal.Invalid:     func(a *identity.Application) { a.Person.Names.FamilyKana = "みほん" },
		refusal.Unavailable: func(a *identity.Application) { a.CardToken = payment.UnavailableToken },
	} {
		a := voice()
		wrong(&a)
		s := newSignup(t, on(time.November, 2, 10, 0), a)
		filed := s.update(on(time.November, 2, 10, 0), message.FileApplication.Name, message.None{})
		s.play()
		s.ran()
		r, ok := message.Refused(filed.err)
		require.True(t, ok, "%v", filed.err)
		require.Equal(t, code, r.Code)
		require.Empty(t, s.column(`select id from cases`))
		require.Empty(t, s.column(`select id from members where id = $1`, newcomer))
		if code != refusal.Unavailable {
			require.Empty(t, s.column(`select id from drafts`))
		}
	}
}

// TestSignupOfAFamily: S-3, S-19 with one number brought along; S-9's lock.
func TestSignupOfAFamily(t *testing.T) {
	a := voice()
	a.Plan = terms.FamilyShare
	a.SIMs = []identity.SIM{{Kind: terms.VoiceSIM}, {Kind: terms.DataSIM}, {
		Kind: terms.VoiceSIM,
		MNP:  &identity.Number{Number: "1012345678", IssuedOn: jst.MakeDay(2026, time.November, 1), PhoneNumber: "09012345678", SameHolder: true},
	}}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	s.at(on(time.November, 2, 11, 0), func() {
		s.exec(`update upload_links set wrong_dates = 5`)
		link := s.column(`select id from upload_links`)[0]
		s.SignalWorkflow(message.LinkLocked.Name, message.LockedLink{Link: link, At: on(time.November, 2, 11, 0)})
	})
	renewed := s.update(on(time.November, 2, 12, 0), message.RenewInvitation.Name, message.LinkRenewal{Link: ids.New("upl"), At: on(time.November, 2, 12, 0), Actor: applicant})
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.decides(on(time.November, 4, 12, 0), licence("sub_1", identity.Approve))
	missing := s.ships("shp_0", on(time.November, 5, 11, 0), simParcel)
	s.ships("shp_1", on(time.November, 5, 12, 0), identity.Shipping{TrackingNo: "4711-0004", SIMs: []identity.AssignedSIM{
		{No: 1, PhoneNumber: "07011112222"}, {No: 2, PhoneNumber: "07011113333"},
	}})
	s.delivered("shp_1", on(time.November, 6, 12, 0))
	s.signals(on(time.November, 6, 13, 0), message.LineActivated.Name, message.Activation{Reference: "n1", SIM: 1, At: on(time.November, 6, 13, 0)})
	s.signals(on(time.November, 7, 9, 0), message.LineActivated.Name, message.Activation{Reference: "n3", SIM: 3, At: on(time.November, 7, 9, 0)})
	s.play()
	s.ran()
	require.NoError(t, renewed.err)
	refused(t, missing.err, refusal.Invalid, terms.S13)
	require.Equal(t, []string{
		"application-received 11-02 10:00", "invitation 11-02 10:00", "upload-locked 11-02 11:00", "invitation-renewed 11-02 12:00",
		"submission-received 11-03 12:00", "identity-approved 11-04 12:00", "sim-shipped 11-05 12:00",
		"contract-notice 11-06 12:00", "contract-notice 11-07 09:00",
	}, s.letters(application))
	require.Equal(t, []string{"data 2026-11-06", "voice 2026-11-06", "voice 2026-11-07"},
		s.column(`select kind || ' ' || use_start from lines order by 1`))
	require.Equal(t, "active", s.state())
}

// TestADeviceWithoutALine: P-5, S-17: proof of identity, then the parcel; the
// device is in use from its delivery, and its price in 24 parts (P-3) is told.
func TestADeviceWithoutALine(t *testing.T) {
	a := voice()
	a.Plan, a.SIMs = "", nil
	a.Device = &identity.DeviceOrder{Model: "pixel-a", Colour: "黒", Payment: identity.Instalments, Compensation: true}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.decides(on(time.November, 4, 15, 0), licence("sub_1", identity.Approve))
	withdrawn := s.update(on(time.November, 4, 16, 0), message.WithdrawApplication.Name, message.Withdrawal{At: on(time.November, 4, 16, 0), Actor: applicant})
	noIMEI := s.ships("shp_0", on(time.November, 5, 8, 0), identity.Shipping{TrackingNo: "4711-0000"})
	shipped := s.ships("shp_1", on(time.November, 5, 9, 0), identity.Shipping{TrackingNo: "4711-0001", IMEI: imei})
	s.delivered("shp_1", on(time.November, 6, 18, 30))
	s.play()
	s.ran()
	refused(t, withdrawn.err, refusal.NotOffered, terms.P4)
	refused(t, noIMEI.err, refusal.Invalid, terms.P5)
	require.NoError(t, shipped.err)
	require.Equal(t, "active", s.state())
	require.Equal(t, []string{
		"application-received 11-02 10:00", "invitation 11-02 10:00", "submission-received 11-03 12:00",
		"identity-approved 11-04 15:00", "sim-shipped 11-05 09:00", "purchase-notice 11-06 18:30",
	}, s.letters(application))
	require.Empty(t, s.column(`select id from lines`))
	require.Equal(t, []string{"490154203237518 2026-11-06 60001 24 2026-11-06"}, s.column(
		`select imei || ' ' || use_start || ' ' || price || ' ' || parts || ' ' || started_on
		from devices d join purchases p on p.device_id = d.id join compensations c on c.device_id = d.id where d.line_id is null`))
	require.Equal(t, []string{"2501 2500"}, s.column(`select concat_ws(' ', data ->> 'first', data ->> 'following') from notices where template = 'purchase-notice'`))
}

// TestAnApprovedOrderIsRefused: P-4, S-18 until the parcel is handed over.
func TestAnApprovedOrderIsRefused(t *testing.T) {
	a := voice()
	a.Plan, a.SIMs = "", nil
	a.Device = &identity.DeviceOrder{Model: "pixel-a", Colour: "黒", Payment: identity.LumpSum}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.decides(on(time.November, 4, 15, 0), licence("sub_1", identity.Approve))
	rejected := s.decides(on(time.November, 4, 16, 0), identity.Decision{Outcome: identity.Reject, Ground: "past_default"})
	s.play()
	s.ran()
	require.NoError(t, rejected.err)
	require.Equal(t, "rejected", s.state())
	require.Contains(t, s.letters(application), "application-refused 11-04 16:00")
	require.Empty(t, s.column(`select id from devices`))
}
