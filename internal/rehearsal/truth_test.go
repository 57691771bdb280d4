package rehearsal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/terms"
)

// replaced is a claim of 30 October whose replacement is delivered on 1 November.
func replaced(more ...said) story {
	at := on(10, 30, 15, 0)
	return story{
		stock: []string{
			`insert into device_models (code, name, maker, os, class, price, compensation_fee)
				values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550)`,
			`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
				values ('dev_1', 'mem_1', 'sky-9', 'black', '490154203237518', '2025-06-01', '2025-06-01', 'in_use')`,
			`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
				values ('cmp_1', 'mem_1', 'dev_1', 'new', 550, '2025-06-01')`,
		},
		workflow: message.ReplacementID("clm_1"), process: message.Replacement.Name, from: at,
		in: message.ReplacementInput{
			Claim: "clm_1", Device: "dev_1", Cause: terms.Water, FaultDay: jst.DayOf(at).AddDays(-1), ReceivedAt: at, Actor: member,
		},
		said: append([]said{
			{at: on(10, 30, 18, 0), name: message.ShipReplacement.Name, content: message.Parcel{
				Shipment: "shp_1", Tracking: "trk-1", IMEI: "356938035643809", Model: "sky-9", Colour: "black", At: on(10, 30, 18, 0), Actor: shippingDesk,
			}},
			{at: on(11, 1, 10, 5), signal: true, name: message.ParcelDelivered.Name, content: message.Delivery{
				Reference: "d-1", Shipment: "shp_1", At: on(11, 1, 10, 0), ReportedAt: on(11, 1, 10, 5), Actor: courier,
			}},
		}, more...),
	}
}

func bookedIn(at time.Time, of string) said {
	return said{at: at, signal: true, name: message.ParcelBookedIn.Name, content: message.Booking{
		Reference: "bk-1", Return: of, BookedAt: at, ReportedAt: at, Actor: returnCentre,
	}}
}

func TestReplacementIsRehearsedAsItHappens(t *testing.T) {
	for name, at := range map[string]time.Time{
		"from its filing": on(10, 30, 16, 0), "from the delivery": on(11, 1, 12, 0), "between the reminders": on(11, 10, 12, 0),
	} {
		t.Run(name, func(t *testing.T) {
			c := requireSame(t, replaced(), "clm_1", at, on(12, 31, 0, 0))
			require.Equal(t, "closed", c.Cases[0].State)
			require.False(t, c.Cut)
		})
	}
	t.Run("booked in in time", func(t *testing.T) {
		c := requireSame(t, replaced(bookedIn(on(11, 14, 10, 0), devices.ReturnOf("clm_1"))), "clm_1", on(11, 3, 0, 0), on(12, 31, 0, 0))
		require.Empty(t, c.Charges)
	})
}

func TestWhateverIsRehearsedIsWhatHappens(t *testing.T) {
	for name, c := range map[string]struct {
		story  story
		caseID string
		at     time.Time
		state  string // in the end
	}{
		"a repair from its reception":                      {repaired(), "rpr_1", on(11, 1, 12, 0), "closed"},
		"a repair whose loaner is out":                     {repaired(), "rpr_1", on(11, 5, 0, 0), "closed"},
		"a cancellation before its withdrawal ends":        {cancelled(), "can_1", on(11, 20, 0, 0), "closed"},
		"a cancellation on its last evening":               {cancelled(), "can_1", on(11, 30, 22, 0), "closed"},
		"a cancellation whose equipment is due":            {cancelled(), "can_1", on(12, 5, 0, 0), "closed"},
		"an option's cancellation":                         {optionCancelled(), "ocn_1", on(11, 12, 0, 0), "ended"},
		"a registration that lapses":                       {noReply(registered()), guarantee.RegistrationOf("opt_1"), on(11, 2, 0, 0), "lapsed"},
		"a registration from its reply":                    {registered(), guarantee.RegistrationOf("opt_1"), on(11, 9, 0, 0), "registered"},
		"a claim under the guarantee":                      {claimed(), "gcl_1", on(12, 1, 12, 0), "closed"},
		"a claim under the guarantee after its inspection": {claimed(), "gcl_1", on(12, 7, 12, 0), "closed"},
		"a claim under the guarantee that nobody follows":  {noReply(claimed()), "gcl_1", on(12, 1, 12, 0), "lapsed"},
		"an exchange from its filing":                      {exchanged(), "xch_1", on(11, 20, 12, 0), "exchanged"},
		"an exchange that is decided":                      {exchanged(), "xch_1", on(11, 24, 12, 0), "exchanged"},
		"a waiver that is asked for":                       {waived(), "wvr_1", on(11, 18, 12, 0), "approved"},
		"a check of a unit of stock":                       {checked(), "stk_1", on(11, 20, 12, 0), "on_shelf"},
		"an application that nobody follows":               {signedUp(terms.VoiceSIM), application, on(11, 21, 0, 0), "lapsed"},
		"an application that is sent":                      {signedUp(terms.DataSIM), application, on(11, 20, 13, 0), "active"},
	} {
		t.Run(name, func(t *testing.T) {
			r := requireSame(t, c.story, c.caseID, c.at, on(12, 31, 0, 0).AddDate(0, 3, 0))
			for _, k := range r.Cases {
				if k.ID == c.caseID {
					require.Equal(t, c.state, k.State)
				}
			}
		})
	}
}

// noReply is a story in which nobody says anything.
func noReply(s story) story {
	s.said = nil
	return s
}
