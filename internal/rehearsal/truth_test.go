package rehearsal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
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
