package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/guarantee"
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/usestart"
	"kigen/workflows"
)

// signedUp is a world in which a data line with the guarantee and a device with
// compensation are in use from 6 November 2026, 12:00; their parcel went out the day before.
func signedUp(t *testing.T) *signingUp {
	a := voice()
	a.SIMs = []identity.SIM{{Kind: terms.DataSIM, Guarantee: true}}
	a.Device = &identity.DeviceOrder{Model: "pixel-a", Colour: "black", Payment: identity.LumpSum, Compensation: true}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.decides(on(time.November, 4, 12, 0), licence("sub_1", identity.Approve))
	parcel := simParcel
	parcel.IMEI = imei
	s.ships("shp_1", on(time.November, 5, 12, 0), parcel)
	s.delivered("shp_1", on(time.November, 6, 12, 0))
	s.play()
	s.ran()
	require.Equal(t, "active", s.state())
	return s
}

// corrects plays a correction of a fact at an instant, told once in each word.
func (s *signingUp) corrects(at time.Time, fact int, truth time.Time) *answer {
	s.begin(at)
	c := message.DeliveryCorrection{Fact: fact, DeliveredAt: truth, At: at, Actor: shippingDesk}
	told := s.update(at, message.CorrectUseStart.Name, c)
	other := c
	other.DeliveredAt = truth.Add(time.Minute)
	conflict := &answer{}
	s.at(at, func() { s.UpdateWorkflow(message.CorrectUseStart.Name, "other", conflict, other) })
	s.ExecuteWorkflow(workflows.UseStartCorrection, message.UseStartCorrectionInput{Application: application, DeliveryCorrection: c})
	s.ran()
	refused(s.t, conflict.err, refusal.Conflict, terms.C13)
	return told
}

// C-13, S-19, W-3: the parcel came a day later: line, device and options begin
// that day, and the registration that had lapsed is open again for its true days.
func TestUseStartCorrected(t *testing.T) {
	s := signedUp(t)
	line := identity.LineID(application, 1)
	option := guarantee.OptionOf(line)
	registration := guarantee.RegistrationOf(option)
	s.begin(on(11, 6, 12, 0))
	s.ExecuteWorkflow(workflows.GuaranteeRegistration, message.GuaranteeRegistrationInput{Option: option, At: on(11, 6, 12, 0)})
	s.ran()
	require.Equal(t, []string{"device-registered 11-21 00:00 lapsed"}, s.deadlines(registration))

	s.world.begun = nil
	at := on(11, 21, 9, 0)
	require.NoError(t, s.corrects(at, 1, on(11, 7, 15, 0)).err)
	id := usestart.Case(application, 1)
	require.Equal(t, []string{"use-start-corrected 11-21 09:00"}, s.letters(id))
	require.Equal(t, []string{"2026-11-07 2026-11-07 2026-11-07 2026-11-07 2026-11-07 2026-11-07"}, s.column(`
		select concat_ws(' ', l.use_start, d.use_start, c.started_on, g.use_start, o.started_on, (p.delivered_at at time zone 'Asia/Tokyo')::date)
		from lines l join devices d on d.line_id = l.id join compensations c on c.device_id = d.id join guarantees g on g.line_id = l.id
		join line_options o on o.id = g.id join shipments p on p.case_id = l.application_id`))
	require.Len(t, s.begun, 1)
	move := s.begun[0].Ask.(message.RegistrationMove)
	require.Equal(t, []any{message.GuaranteeRegistrationID(option), message.MoveRegistration.Name, id},
		[]any{s.begun[0].ID, s.begun[0].Await, move.Correction})

	s.begin(at)
	moved := s.update(at, message.MoveRegistration.Name, move)
	d := toRegister(on(11, 21, 23, 59))
	d.IMEI = "353918052107063"
	s.exec(`insert into device_models (code, name, maker, os, class, price, released_on) values ('kaze-7', 'Kaze 7', 'Kaze', 'android', 'own', null, '2025-03-10')`)
	done := s.update(d.At, message.RegisterDevice.Name, d)
	s.ExecuteWorkflow(workflows.GuaranteeRegistration, s.begun[0].In)
	s.ran()
	require.NoError(t, moved.err)
	require.NoError(t, done.err)
	require.Equal(t, []string{"device-registered 11-21 00:00 lapsed", "device-registered 11-22 00:00 met"}, s.deadlines(registration))
	require.Equal(t, []string{"registered"}, s.column(`select state from cases where id = $1 and closed_at is not null`, registration))
	require.Equal(t, []string{"t"}, s.column(`select (g.lapsed_at is null and g.ends_at is null and o.ended_at is null)::text::bpchar(1)
		from guarantees g join line_options o on o.id = g.id`))

	refused(t, s.corrects(on(11, 22, 9, 0), 1, on(11, 8, 15, 0)).err, refusal.Conflict, terms.C13)
	require.NoError(t, s.corrects(on(11, 22, 9, 0), 2, on(11, 6, 12, 0)).err, "the first was true after all")
	require.Equal(t, []string{"2026-11-06"}, s.column(`select use_start::text from lines`))
}

// W-3: a true day that leaves no more time has the registration lapse at once,
// at the true instant; one that had lapsed stays so.
func TestRegistrationLapsesByTheTrueDay(t *testing.T) {
	s := signedUp(t)
	option := guarantee.OptionOf(identity.LineID(application, 1))
	registration := guarantee.RegistrationOf(option)
	s.exec(`update shipments set shipped_at = $1`, on(11, 1, 9, 0))
	at := on(11, 20, 9, 0)
	s.begin(on(11, 6, 12, 0))
	s.at(on(11, 20, 8, 0), func() { s.exec(`update guarantees set use_start = '2026-11-05'`) })
	move := message.RegistrationMove{Correction: "usc_1", At: at, Actor: shippingDesk}
	moved := s.update(at, message.MoveRegistration.Name, move)
	s.ExecuteWorkflow(workflows.GuaranteeRegistration, message.GuaranteeRegistrationInput{Option: option, At: on(11, 6, 12, 0)})
	s.ran()
	require.NoError(t, moved.err)
	require.Equal(t, []string{"device-registered 11-21 00:00 moved", "device-registered 11-20 00:00 lapsed"}, s.deadlines(registration))
	lapsed := `select to_char(lapsed_at at time zone 'Asia/Tokyo', 'MM-DD HH24:MI') from guarantees g
		join line_options o on o.id = g.id and o.ended_at = g.lapsed_at and g.ends_at = g.lapsed_at`
	require.Equal(t, []string{"11-20 00:00"}, s.column(lapsed))
	require.Contains(t, s.letters(registration), "guarantee-lapsed 11-20 09:00")

	s.exec(`update guarantees set use_start = '2026-11-03'`)
	at = on(11, 25, 9, 0)
	s.begin(at)
	again := s.update(at, message.MoveRegistration.Name, message.RegistrationMove{Correction: "usc_2", At: at, Actor: shippingDesk})
	s.ExecuteWorkflow(workflows.GuaranteeRegistration, message.GuaranteeRegistrationInput{Option: option, Resume: true})
	s.ran()
	require.NoError(t, again.err)
	require.Equal(t, "device-registered 11-18 00:00 lapsed", s.deadlines(registration)[2])
	require.Equal(t, []string{"11-18 00:00"}, s.column(lapsed))
	require.Equal(t, []string{"lapsed"}, s.column(`select state from cases where id = $1 and closed_at is not null`, registration))
}

// C-13, S-19: the activation of a ported number is a fact of its own: its line
// moves, and the parcel's delivery and the other line stay.
func TestAnActivationIsCorrected(t *testing.T) {
	a := voice()
	a.Plan = terms.FamilyShare
	a.SIMs = []identity.SIM{{Kind: terms.DataSIM}, {
		Kind: terms.VoiceSIM, MNP: &identity.Number{
			Number: "1012345678", IssuedOn: jst.MakeDay(2026, time.November, 1), PhoneNumber: "09012345678", SameHolder: true,
		},
	}}
	s := newSignup(t, on(time.November, 2, 10, 0), a)
	s.submits("sub_1", on(time.November, 3, 12, 0))
	s.decides(on(time.November, 4, 12, 0), licence("sub_1", identity.Approve))
	s.ships("shp_1", on(time.November, 5, 12, 0), simParcel)
	s.delivered("shp_1", on(time.November, 6, 12, 0))
	activated := on(time.November, 8, 9, 0)
	s.signals(activated, message.LineActivated.Name, message.Activation{Reference: "n2", SIM: 2, At: activated})
	s.play()
	s.ran()
	require.Equal(t, []string{"1 parcel-delivered/shp_1", "2 line-activated/n2"},
		s.column(`select concat_ws(' ', facts->>'fact', step) from journal where facts ? 'fact' order by id`))
	require.NoError(t, s.corrects(on(11, 9, 9, 0), 2, on(11, 7, 9, 0)).err)
	require.Equal(t, []string{"2026-11-06", "2026-11-07"}, s.column(`select use_start::text from lines order by 1`))
	require.Equal(t, []string{"11-06 12:00"}, s.column(`select to_char(delivered_at at time zone 'Asia/Tokyo', 'MM-DD HH24:MI') from shipments`))
	refused(t, s.corrects(on(11, 9, 9, 0), 3, on(11, 5, 11, 59)).err, refusal.Invalid, terms.C13)
}
