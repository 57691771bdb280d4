package casefile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// arrived is lent with the loaner delivered and the broken device booked in.
func arrived(t *testing.T) casefile.File {
	f := lent()
	at := opened.AddDate(0, 0, 1)
	_, ok := begin(&f, "delivered/d-1", at).Deliver(casefile.Report{Reference: "d-1", Shipment: "shp_1", At: at, ReportedAt: at})
	require.True(t, ok)
	_, _, err := begin(&f, "parcel-booked-in/bk-1", at).BookIn(casefile.Booking{Reference: "bk-1", Return: "ret_1", BookedAt: at, ReportedAt: at})
	require.NoError(t, err)
	return f
}

// C-13: a delivery is corrected to an instant between the shipment and the
// present, once; the correction itself can be corrected again.
func TestCorrectDelivery(t *testing.T) {
	f := arrived(t)
	recorded := opened.AddDate(0, 0, 1)
	now := opened.AddDate(0, 0, 9)
	for name, c := range map[string]struct {
		fact int
		at   time.Time
		code string
	}{
		"at the shipment":            {1, opened, ""},
		"a second before it":         {1, opened.Add(-time.Second), refusal.Invalid},
		"now":                        {1, now, ""},
		"in a second":                {1, now.Add(time.Second), refusal.Invalid},
		"the same instant":           {1, recorded, refusal.Invalid},
		"no such fact":               {2, now, refusal.NotFound},
		"a fact that never can be":   {0, now, refusal.NotFound},
		"a second after it was told": {1, recorded.Add(time.Second), ""},
	} {
		err := f.MayCorrectDelivery(casefile.DeliveryCorrection{Fact: c.fact, DeliveredAt: c.at, At: now})
		if c.code == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, &refusal.Error{Code: c.code, Rule: terms.C13}, name)
	}
	before := copied(f)
	after := f
	c := casefile.DeliveryCorrection{Fact: 1, DeliveredAt: now, At: now, Actor: desk}
	s := begin(&after, c.Step(), now)
	p, wrong := s.CorrectDelivery(c)
	require.Equal(t, []time.Time{now, recorded}, []time.Time{p.DeliveredAt, wrong})
	require.Equal(t, before, f, "the case as it was")
	require.Equal(t, casefile.Delivery{No: 2, Shipment: "shp_1", DeliveredAt: now, RecordedAt: now, Corrects: 1}, after.Deliveries[1])
	require.ErrorIs(t, after.MayCorrectDelivery(casefile.DeliveryCorrection{Fact: 1, DeliveredAt: opened, At: now}),
		&refusal.Error{Code: refusal.Conflict, Rule: terms.C13})
	require.NoError(t, after.MayCorrectDelivery(casefile.DeliveryCorrection{Fact: 2, DeliveredAt: recorded, At: now}))
}

// C-13, C-11: a booking is corrected to an instant between the request and the
// present, also back to what it was; the report of it stays as it was.
func TestCorrectBooking(t *testing.T) {
	f := arrived(t)
	recorded := opened.AddDate(0, 0, 1)
	now := opened.AddDate(0, 0, 9)
	at := func(instant time.Time) casefile.BookingCorrection {
		return casefile.BookingCorrection{Return: "ret_1", BookedAt: instant, At: now, Actor: desk}
	}
	for instant, allowed := range map[time.Time]bool{
		opened: true, opened.Add(-time.Second): false, now: true, now.Add(time.Second): false, recorded: false,
	} {
		err := f.MayCorrectBooking(at(instant))
		if allowed {
			require.NoError(t, err, instant)
			continue
		}
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.Invalid, Rule: terms.C13}, instant)
	}
	for _, f := range []casefile.File{lent(), {Case: "rpr_1"}} {
		require.ErrorIs(t, f.MayCorrectBooking(at(now)), &refusal.Error{Code: refusal.NotFound, Rule: terms.C13})
	}
	after := f
	s := begin(&after, at(now).Step(), now)
	back, wrong := s.CorrectBooking(at(now))
	require.Equal(t, []time.Time{now, recorded, recorded}, []time.Time{back.BookedAt, wrong, back.ReportedAt})
	was, _ := f.Return("ret_1")
	require.Equal(t, recorded, was.BookedAt, "the case as it was")
	require.NoError(t, after.MayCorrectBooking(at(recorded)))
	again := at(now)
	again.At = now.Add(time.Hour)
	require.NotEqual(t, at(now).Step(), again.Step(), "another time it is another correction")
}

// C-13, B-9: an amount is corrected while its charge stands: the charge is
// reversed and the true amount posted, unless there is nothing to pay.
func TestCorrectAmount(t *testing.T) {
	for amount, code := range map[int64]string{3_200: "", 0: "", 13_200: refusal.Invalid, -1: refusal.Invalid} {
		f := arrived(t)
		id := begin(&f, "damage", opened).Charge(journal.Charge{Name: "loaner-damage", Rule: terms.U7, Amount: yen.Of(13_200), Tax: terms.NotTaxed, At: opened})
		now := opened.AddDate(0, 0, 9)
		c := casefile.AmountCorrection{Charge: id, Amount: yen.Of(amount), At: now, Actor: desk}
		if err := f.MayCorrectAmount(c); code != "" {
			require.ErrorIs(t, err, &refusal.Error{Code: code, Rule: terms.C13}, amount)
			continue
		}
		after := f
		s := begin(&after, c.Step(), now)
		was, fresh := s.CorrectAmount(c, journal.Facts{"damage": "screen"})
		require.Equal(t, id, was.ID)
		require.Equal(t, yen.Of(amount), standing(after))
		require.Equal(t, yen.Of(13_200), standing(f), "the case as it was")
		require.Equal(t, amount == 0, fresh == "")
		require.Contains(t, s.Entry.Rules, terms.B9)
		require.ErrorIs(t, after.MayCorrectAmount(c), &refusal.Error{Code: refusal.State, Rule: terms.C13}, "it was taken back")
		if fresh != "" {
			posted := s.Entry.Charges[1]
			require.Equal(t, []any{terms.U7, terms.NotTaxed, now}, []any{posted.Rule, posted.Tax, posted.At})
			require.NoError(t, after.MayCorrectAmount(casefile.AmountCorrection{Charge: fresh, Amount: yen.Of(13_200), At: now}))
		}
		c.Charge = "chg_of_another"
		require.ErrorIs(t, after.MayCorrectAmount(c), &refusal.Error{Code: refusal.NotFound, Rule: terms.C13})
	}
}

// C-13: what a shop's repair (U-1), a loaner's damage (U-7) and a repair above
// the limit (W-7) cost can be entered wrongly; the other amounts are the terms' own.
func TestOnlyEnteredAmountsAreCorrected(t *testing.T) {
	for _, rule := range terms.IDs() {
		f := lent()
		id := begin(&f, "charged", opened).Charge(journal.Charge{Name: "any", Rule: rule, Amount: yen.Of(100), Tax: terms.NotTaxed, At: opened})
		err := f.MayCorrectAmount(casefile.AmountCorrection{Charge: id, Amount: yen.Of(1), At: opened})
		if rule == terms.U1 || rule == terms.U7 || rule == terms.W7 {
			require.NoError(t, err, rule)
			continue
		}
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.State, Rule: terms.C13}, rule)
	}
}
