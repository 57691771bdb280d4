package supply_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/supply"
	"kigen/internal/terms"
)

var (
	book   = terms.Embedded()
	bought = in2026(time.November, 1)
	member = journal.Actor{Role: "member", ID: "mem_1"}
	repair = journal.Actor{Role: "desk:repair", ID: "tok_1"}
)

func used() supply.Device {
	return supply.Device{
		ID: "dev_1", Member: "mem_1", Model: "kigen-u", Name: "Kigen U", Colour: "黒", Class: terms.UsedDevice,
		PurchasedOn: bought, UseStart: bought, InUse: true, Covered: true,
	}
}

func report(malfunction string, at time.Time) supply.Report {
	return supply.Report{Case: "xch_1", Malfunction: malfunction, At: at, Actor: member}
}

func refused(t *testing.T, err error, code string, rule terms.ID) {
	t.Helper()
	no, ok := refusal.As(err)
	require.True(t, ok, "not refused: %v", err)
	require.Equal(t, code+" "+string(rule), no.Code+" "+string(no.Rule))
}

// TestDaysForAnExchange: P-7, use start is the first of 30 days (C-3, C-5); a
// network restriction has none.
func TestDaysForAnExchange(t *testing.T) {
	lapse := in2026(time.December, 1).Start()
	for name, c := range map[string]struct {
		malfunction string
		at          time.Time
		good        bool
	}{
		"the last second of the 30th day":            {"touch_panel", lapse.Add(-time.Second), true},
		"the instant of the lapse":                   {"touch_panel", lapse, false},
		"a restriction at the lapse":                 {supply.NetworkRestriction, lapse, true},
		"a restriction two years later":              {supply.NetworkRestriction, jst.MakeDay(2028, time.November, 1).Start(), true},
		"charging, on the day of use start":          {"charging", bought.Start(), true},
		"an earphone jack on the 31st day, at night": {"earphone_jack", lapse.Add(23 * time.Hour), false},
	} {
		t.Run(name, func(t *testing.T) {
			o, v, err := supply.File(book, used(), report(c.malfunction, c.at))
			require.NoError(t, err)
			if c.good {
				require.Nil(t, v.Refusal)
				require.Equal(t, supply.StateFiled, o.Entry.State)
				require.NotEmpty(t, v.Slip)
				require.Len(t, o.Case.Returns, 1)
				return
			}
			refused(t, v.Refusal, refusal.TooLate, terms.P7)
			require.True(t, o.Entry.Ends, "recorded and closed")
			require.Equal(t, supply.StateRefused, o.Entry.State)
			letter := o.Entry.Notices[0].Letter.(letters.UsedExchangeTooLate)
			require.Equal(t, in2026(time.November, 30), letter.LastGoodDay)
		})
	}
}

// TestReportsThatLeaveNoTrace: P-6 for a new device, P-7 for what is not in use,
// has an open case or was bought elsewhere.
func TestReportsThatLeaveNoTrace(t *testing.T) {
	at := bought.At(12, 0)
	for name, c := range map[string]struct {
		device      func(*supply.Device)
		malfunction string
		at          time.Time
		code        string
		rule        terms.ID
	}{
		"a new device":                         {func(d *supply.Device) { d.Class = terms.NewDevice }, "display", at, refusal.NotOffered, terms.P6},
		"a new one after the maker's warranty": {func(d *supply.Device) { d.Class = terms.NewDevice }, "display", jst.MakeDay(2027, time.November, 2).Start(), refusal.NotOffered, terms.P6},
		"the member's own":                     {func(d *supply.Device) { d.Class = "own" }, "display", at, refusal.NotOffered, terms.P7},
		"one that was never bought":            {func(d *supply.Device) { d.PurchasedOn = jst.Day{} }, "display", at, refusal.NotOffered, terms.P7},
		"one that was given back":              {func(d *supply.Device) { d.InUse = false }, "display", at, refusal.State, terms.P7},
		"one with an open case":                {func(d *supply.Device) { d.BusyCase = "rpr_1" }, "display", at, refusal.AlreadyOpen, terms.P7},
		"no such malfunction":                  {func(*supply.Device) {}, "looks", at, refusal.Invalid, terms.P7},
	} {
		t.Run(name, func(t *testing.T) {
			d := used()
			c.device(&d)
			_, _, err := supply.File(book, d, report(c.malfunction, c.at))
			refused(t, err, c.code, c.rule)
		})
	}
}

// received is an exchange whose device is at the centre.
func received(t *testing.T) supply.Exchange {
	t.Helper()
	o, _, err := supply.File(book, used(), report("touch_panel", bought.At(12, 0)))
	require.NoError(t, err)
	o, err = supply.BookIn(version(), o.Case, casefile.Booking{Reference: "b1", Return: o.Case.Returns[0].ID, BookedAt: bought.At(18, 0), ReportedAt: bought.At(19, 0)})
	require.NoError(t, err)
	require.Equal(t, supply.StateReceived, o.Case.State)
	require.Equal(t, []string{supply.TaskInspect}, o.Case.Tasks)
	return o.Case
}

func inspected(t *testing.T, i supply.Inspection) supply.Exchange {
	t.Helper()
	i.At, i.Actor = bought.At(20, 0), repair
	o, err := supply.Decide(version(), received(t), i)
	require.NoError(t, err)
	return o.Case
}

var unit = stock.Unit{ID: "stu_1", Pool: stock.Replacement, Model: "kigen-u", Name: "Kigen U", Colour: "黒", State: stock.OnShelf}

// TestExchangeForAnEqualDevice: P-7, P-10: nothing is charged or credited; a
// parcel that comes back puts the unit on the shelf and is sent again.
func TestExchangeForAnEqualDevice(t *testing.T) {
	x := inspected(t, supply.Inspection{Confirmed: true})
	require.Equal(t, supply.StateConfirmed, x.State)
	at := bought.AddDays(3).At(9, 0)
	parcel := supply.Parcel{Shipment: "shp_1", Tracking: "T-1", At: at}
	_, err := supply.Ship(version(), x, parcel)
	refused(t, err, refusal.Invalid, terms.P7)
	parcel.Unit = unit
	parcel.Unit.Colour = "白"
	_, err = supply.Ship(version(), x, parcel)
	refused(t, err, refusal.Mismatch, terms.P7)
	parcel.Equal = true
	sent, err := supply.Ship(version(), x, parcel)
	require.NoError(t, err)
	require.Equal(t, stock.Out, sent.Case.Moves[0].Steps[0].To)

	sent.Case.Unit.State, sent.Case.Unit.Case = stock.Out, "xch_1"
	back, err := supply.ComeBack(version(), sent.Case, casefile.Report{Reference: "c1", Shipment: "shp_1", At: at.Add(time.Hour)})
	require.NoError(t, err)
	require.Equal(t, supply.StateCameBack, back.Case.State)
	require.Equal(t, stock.OnShelf, back.Case.Moves[0].Steps[0].To)
	require.Equal(t, []string{supply.TaskShip}, back.Case.Tasks)

	done, err := supply.Deliver(version(), sent.Case, casefile.Report{Reference: "d1", Shipment: "shp_1", At: at.Add(time.Hour)})
	require.NoError(t, err)
	require.True(t, done.Entry.Ends)
	require.Equal(t, supply.StateExchanged, done.Case.State)
	require.NotEmpty(t, done.Case.New)
	require.Equal(t, stock.Issued, done.Case.Moves[0].Steps[0].To)
	require.Contains(t, done.Entry.Rules, terms.P10)
	require.Empty(t, done.Entry.Charges, "P-10: nothing is credited")
	letter := done.Entry.Notices[0].Letter.(letters.UsedExchangeDelivered)
	require.Equal(t, in2026(time.November, 30), letter.ExchangeThrough, "use start stays")
	require.True(t, letter.Covered)
}

// TestNotExchanged: P-7, a ground that a desk may pick with its clause; the
// member's own device goes back.
func TestNotExchanged(t *testing.T) {
	x := received(t)
	for _, ground := range []string{"", "late_report", "unknown"} {
		_, err := supply.Decide(version(), x, supply.Inspection{Ground: ground, At: bought.At(20, 0)})
		refused(t, err, refusal.Invalid, terms.P7)
	}
	require.Len(t, supply.Exclusions(version()), 7, "all but the late report, which is decided from data")
	o, err := supply.Decide(version(), x, supply.Inspection{Ground: "not_reproducible", At: bought.At(20, 0), Actor: repair})
	require.NoError(t, err)
	require.Equal(t, supply.StateNotConfirmed, o.Case.State)
	require.NotEmpty(t, o.Entry.Notices[0].Letter.(letters.UsedExchangeExcluded).Clause)

	parcel := supply.Parcel{Shipment: "shp_1", Tracking: "T-1", Unit: unit, At: bought.At(21, 0)}
	_, err = supply.Ship(version(), o.Case, parcel)
	refused(t, err, refusal.Invalid, terms.P7)
	parcel.Unit = stock.Unit{}
	o, err = supply.Ship(version(), o.Case, parcel)
	require.NoError(t, err)
	require.Equal(t, supply.StateReturning, o.Case.State)
	require.Equal(t, casefile.Item{Device: "dev_1"}, o.Case.Shipments[0].Item)
	back, err := supply.ComeBack(version(), o.Case, casefile.Report{Reference: "c1", Shipment: "shp_1", At: bought.At(22, 0)})
	require.NoError(t, err)
	require.Equal(t, []string{supply.TaskSendBack}, back.Case.Tasks)
	o, err = supply.Deliver(version(), o.Case, casefile.Report{Reference: "d1", Shipment: "shp_1", At: bought.At(22, 0)})
	require.NoError(t, err)
	require.Equal(t, supply.StateReturned, o.Case.State)
	require.True(t, o.Entry.Ends)
	require.Empty(t, o.Case.New)
}

// TestADeviceThatComesAfterTheEnd: P-7, one whose case was closed is looked
// into, one that was withdrawn goes back.
func TestADeviceThatComesAfterTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		end   func(*terms.Version, supply.Exchange, time.Time, journal.Actor) (supply.Outcome, error)
		after string
	}{
		"closed":    {supply.Close, supply.StateReceived},
		"withdrawn": {supply.Withdraw, supply.StateNotConfirmed},
	} {
		t.Run(name, func(t *testing.T) {
			filed, _, err := supply.File(book, used(), report("display", bought.At(12, 0)))
			require.NoError(t, err)
			ended, err := c.end(version(), filed.Case, bought.At(13, 0), member)
			require.NoError(t, err)
			require.True(t, ended.Entry.Ends)
			o, err := supply.BookIn(version(), ended.Case, casefile.Booking{Reference: "b1", Return: filed.Case.Returns[0].ID, BookedAt: bought.At(18, 0)})
			require.NoError(t, err)
			require.True(t, o.Entry.Reopens)
			require.Equal(t, c.after, o.Case.State)
			_, err = c.end(version(), o.Case, bought.At(19, 0), member)
			refused(t, err, refusal.State, terms.P7)
		})
	}
}

// TestCorrectionsOfAnExchange: C-13, both versions stay; nothing is counted from them.
func TestCorrectionsOfAnExchange(t *testing.T) {
	x := received(t)
	o, err := supply.CorrectBooking(version(), x, casefile.BookingCorrection{Return: x.Returns[0].ID, BookedAt: bought.At(17, 0), At: bought.At(20, 0)})
	require.NoError(t, err)
	require.Equal(t, supply.StateReceived, o.Case.State)
	require.Empty(t, o.Entry.State)
	_, err = supply.CorrectDelivery(version(), x, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: bought.At(17, 0), At: bought.At(20, 0)})
	refused(t, err, refusal.NotFound, terms.C13)
}
