package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/workflows"
)

// exchanging is a world in which mem_1 has bought a used device with its cover,
// in use from 1 November, and the stock has an equal one.
func exchanging(t *testing.T, at time.Time) *world {
	w := newWorld(t, at)
	w.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('sky-u', 'Sky U', 'Sora', 'android', 'used', 30000, 550), ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550)`)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', 'mem_1', 'sky-u', 'black', '490154203237518', '2026-10-30', '2026-11-01', 'in_use')`)
	w.exec(`insert into purchases (device_id, member_id, price, parts) values ('dev_1', 'mem_1', 30000, 24)`)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_1', 'mem_1', 'dev_1', 'used', 550, '2026-11-01')`)
	w.exec(`insert into stock_units (id, pool, model, colour, imei, refurbished, price, state, since)
		values ('stu_1', 'replacement', 'sky-u', 'black', $1, true, 25000, 'on_shelf', $2)`, newIMEI, at)
	return w
}

func exchangeAt(at time.Time, malfunction string) message.ExchangeInput {
	return message.ExchangeInput{Exchange: "xch_1", Device: "dev_1", Malfunction: malfunction, ReportedAt: at, Actor: member}
}

func (w *world) usedDeviceIn(at time.Time) {
	w.at(at, func() {
		w.SignalWorkflow(message.ParcelBookedIn.Name, message.Booking{
			Reference: "b-1", Return: ids.Derived("ret", "xch_1"), BookedAt: at, ReportedAt: at, Actor: returnCentre,
		})
	})
}

func (w *world) finds(at time.Time, ground string) *answer {
	return w.update(at, message.DecideExchange.Name, message.ExchangeFinding{Confirmed: ground == "", Ground: ground, At: at, Actor: repairDesk})
}

func (w *world) sends(at time.Time, shipment, unit string) *answer {
	return w.update(at, message.ShipExchange.Name, message.ExchangeParcel{
		Shipment: shipment, Tracking: "trk-" + shipment, Unit: unit, At: at, Actor: shippingDesk,
	})
}

func (w *world) cameBack(at time.Time, shipment string) {
	w.at(at, func() {
		w.SignalWorkflow(message.ParcelCameBack.Name, message.Delivery{Reference: "c-" + shipment, Shipment: shipment, At: at, ReportedAt: at, Actor: courier})
	})
}

// TestExchange: P-7 to the last second of the 30th day; an equal device takes
// the old one's place with its cover, its purchase and its use start; its parcel
// comes back once. P-10: no charge, no credit, no use.
func TestExchange(t *testing.T) {
	at := jst.MakeDay(2026, time.November, 30).End().Add(-time.Second)
	w := exchanging(t, at)
	filed := w.update(at, message.FileExchange.Name, message.None{})
	early := w.finds(on(12, 1, 9, 0), "")
	w.usedDeviceIn(on(12, 3, 9, 0))
	confirmed := w.finds(on(12, 4, 9, 0), "")
	w.sends(on(12, 5, 9, 0), "shp_1", "stu_1")
	w.cameBack(on(12, 7, 9, 0), "shp_1")
	again := w.sends(on(12, 8, 9, 0), "shp_2", "stu_1")
	w.delivered(on(12, 9, 9, 0), on(12, 9, 9, 5), "shp_2")
	w.ExecuteWorkflow(workflows.Exchange, exchangeAt(at, "touch_panel"))
	w.ran()

	for _, a := range []*answer{filed, confirmed, again} {
		require.NoError(t, a.err)
	}
	refused(t, early.err, refusal.State, terms.P7)
	require.Equal(t, []string{
		"used-exchange-requested 11-30 23:59", "used-exchange-received 12-03 09:00", "used-exchange-confirmed 12-04 09:00",
		"used-exchange-shipped 12-05 09:00", "used-exchange-shipped 12-08 09:00", "used-exchange-delivered 12-09 09:00",
	}, w.letters("xch_1"))
	require.Equal(t, []string{"356938035643809 in_use 2026-11-01 dev_1", "490154203237518 returned 2026-11-01 -"},
		w.column(`select concat_ws(' ', imei, state, use_start, coalesce(replaces, '-')) from devices order by imei`))
	require.Equal(t, []string{"356938035643809"}, w.column(`select imei from compensations c join devices d on d.id = c.device_id`))
	require.Equal(t, []string{"issued"}, w.column(`select state from stock_units`))
	require.Equal(t, []string{"dev_1"}, w.column(`select device_id from purchases`))
	require.Empty(t, w.column(`select id from charges`))
	require.Empty(t, w.column(`select claim_id from compensation_uses`))
	require.Empty(t, w.column(`select kind from tasks where closed_at is null`))
	require.Equal(t, []string{"exchanged"}, w.column(`select state from cases`))
}

// TestExchangeReportedTooLate: P-7, C-5: recorded, told, and not taken up.
func TestExchangeReportedTooLate(t *testing.T) {
	at := jst.MakeDay(2026, time.December, 1).Start()
	w := exchanging(t, at)
	filed := w.update(at, message.FileExchange.Name, message.None{})
	w.ExecuteWorkflow(workflows.Exchange, exchangeAt(at, "touch_panel"))
	w.ran()
	refused(t, filed.err, refusal.TooLate, terms.P7)
	require.Equal(t, []string{"used-exchange-too-late 12-01 00:00"}, w.letters("xch_1"))
	require.Equal(t, []string{"refused"}, w.column(`select state from cases where closed_at is not null`))
}

// TestExchangeNotConfirmed: P-7, a restriction reported late that cannot be
// reproduced: the device goes back and stays the member's, cover and all.
func TestExchangeNotConfirmed(t *testing.T) {
	at := on(12, 20, 9, 0)
	w := exchanging(t, at)
	filed := w.update(at, message.FileExchange.Name, message.None{})
	w.usedDeviceIn(on(12, 22, 9, 0))
	w.finds(on(12, 23, 9, 0), "not_reproducible")
	second := w.finds(on(12, 23, 9, 5), "")
	withUnit := w.sends(on(12, 24, 9, 0), "shp_1", "stu_1")
	back := w.sends(on(12, 24, 9, 5), "shp_2", "")
	w.delivered(on(12, 25, 9, 0), on(12, 25, 9, 5), "shp_2")
	w.ExecuteWorkflow(workflows.Exchange, exchangeAt(at, supply.NetworkRestriction))
	w.ran()
	require.NoError(t, filed.err)
	require.NoError(t, back.err)
	refused(t, second.err, refusal.State, terms.P7)
	refused(t, withUnit.err, refusal.Invalid, terms.P7)
	require.Equal(t, []string{"returned"}, w.column(`select state from cases`))
	require.Equal(t, []string{"490154203237518 in_use"}, w.deviceStates())
	require.Equal(t, []string{"not_reproducible"}, w.column(`select ground from exchanges`))
	require.Equal(t, []string{"on_shelf"}, w.column(`select state from stock_units`))
}

// TestADeviceThatComesAfterItsExchangeWasClosed: P-7, the process resumes.
func TestADeviceThatComesAfterItsExchangeWasClosed(t *testing.T) {
	at := on(11, 20, 9, 0)
	w := exchanging(t, at)
	closed := w.update(on(12, 20, 9, 0), message.CloseExchange.Name, message.Ending{At: on(12, 20, 9, 0), Actor: repairDesk})
	w.ExecuteWorkflow(workflows.Exchange, exchangeAt(at, "display"))
	w.ran()
	require.NoError(t, closed.err)
	require.Equal(t, []string{"closed"}, w.column(`select state from cases where closed_at is not null`))

	w.begin(on(12, 28, 9, 0))
	w.usedDeviceIn(on(12, 28, 9, 0))
	w.finds(on(12, 28, 12, 0), "")
	w.sends(on(12, 29, 9, 0), "shp_1", "stu_1")
	w.delivered(on(12, 30, 9, 0), on(12, 30, 9, 5), "shp_1")
	w.ExecuteWorkflow(workflows.Exchange, message.ExchangeInput{Exchange: "xch_1", Resume: true})
	w.ran()
	require.Equal(t, []string{"exchanged"}, w.column(`select state from cases where closed_at is not null`))
}

// TestMakerSwap: P-8, the cover moves with the device; the IMEI must be nobody's.
func TestMakerSwap(t *testing.T) {
	at := on(11, 20, 9, 0)
	w := exchanging(t, at)
	swap := message.MakerSwapInput{
		Swap: "mks_1", Device: "dev_1", IMEI: newIMEI, Model: "sky-u", Colour: "black", SwappedOn: jst.DayOf(at), At: at, Actor: member,
	}
	taken := w.update(at, message.ReportMakerSwap.Name, message.None{})
	w.ExecuteWorkflow(workflows.MakerSwap, swap)
	w.ran()
	refused(t, taken.err, refusal.Used, terms.P8)

	w.begin(at)
	swap.Swap, swap.IMEI = "mks_2", otherIMEI
	told := w.update(at, message.ReportMakerSwap.Name, message.None{})
	w.ExecuteWorkflow(workflows.MakerSwap, swap)
	w.ran()
	require.NoError(t, told.err)
	require.Equal(t, []string{"352099001761481 in_use", "490154203237518 swapped"}, w.deviceStates())
	require.Equal(t, []string{"352099001761481"}, w.column(`select imei from compensations c join devices d on d.id = c.device_id`))
	require.Equal(t, []string{"maker-swap-recorded 11-20 09:00"}, w.letters("mks_2"))

	w.begin(at)
	swap.Swap, swap.IMEI = "mks_3", "356938035643825"
	over := w.update(at, message.ReportMakerSwap.Name, message.None{})
	w.ExecuteWorkflow(workflows.MakerSwap, swap)
	w.ran()
	refused(t, over.err, refusal.State, terms.P8)
}
