package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/guarantee"
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/terms"
)

// TestSignupWithTheGuarantee: W-2, S-19: the guarantee comes with the SIMs that
// asked for it, each from the day on which its own line is in use, and the
// registration of each begins then (W-3).
func TestSignupWithTheGuarantee(t *testing.T) {
	a := voice()
	a.Plan = terms.FamilyShare
	a.SIMs = []identity.SIM{{Kind: terms.DataSIM, Guarantee: true}, {Kind: terms.DataSIM}, {
		Kind: terms.VoiceSIM, Guarantee: true,
		MNP: &identity.Number{Number: "1012345678", IssuedOn: jst.MakeDay(2026, time.November, 1), PhoneNumber: "09012345678", SameHolder: true},
	}}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.decides(on(time.November, 4, 12, 0), licence("sub_1", identity.Approve))
	s.ships("shp_1", on(time.November, 5, 12, 0), identity.Shipping{TrackingNo: "4711-0004", SIMs: []identity.AssignedSIM{
		{No: 1, PhoneNumber: "07011112222"}, {No: 2, PhoneNumber: "07011113333"},
	}})
	s.delivered("shp_1", on(time.November, 6, 12, 0))
	s.signals(on(time.November, 7, 9, 0), message.LineActivated.Name, message.Activation{Reference: "n3", SIM: 3, At: on(time.November, 7, 9, 0)})
	s.play()
	s.ran()
	require.Equal(t, "active", s.state())
	require.Equal(t, []string{"2026-11-06 2026-11-02", "2026-11-07 2026-11-02"},
		s.column(`select g.use_start || ' ' || g.applied_on from guarantees g
			join line_options o on o.id = g.id and o.kind = 'connected_device_guarantee' and o.started_on = g.use_start order by 1`))
	require.Len(t, s.begun, 2)
	for i, sim := range []int{1, 3} {
		b := s.begun[i]
		option := guarantee.OptionOf(identity.LineID(application, sim))
		require.Equal(t, message.GuaranteeRegistrationID(option), b.ID)
		require.Equal(t, []any{message.GuaranteeRegistration.Name, newcomer, message.AwaitRegistration.Name}, []any{b.Process, b.Member, b.Await})
		require.Equal(t, option, b.In.(message.GuaranteeRegistrationInput).Option)
	}
	require.Equal(t, on(time.November, 6, 12, 0).UTC(), s.begun[0].In.(message.GuaranteeRegistrationInput).At)
}
