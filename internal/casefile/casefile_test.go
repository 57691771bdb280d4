package casefile_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var (
	version = terms.Embedded().Versions()[0]
	opened  = jst.MakeDay(2026, 11, 1).At(10, 0)
	desk    = journal.Actor{Role: "desk:support", ID: "tok_1"}
	courier = journal.Actor{Role: "courier", ID: "tok_2"}
)

func begin(f *casefile.File, name string, at time.Time) *casefile.Step {
	return casefile.Begin(f, version.Name, name, at, desk, terms.U6)
}

// lent is a case with a loaner on its way, whose broken device is awaited.
func lent() casefile.File {
	f := casefile.File{Case: "rpr_1", Member: "mem_1", State: "lent"}
	s := begin(&f, "shipped/shp_1", opened)
	s.Ship(casefile.Shipment{ID: "shp_1", Kind: "loaner", Tracking: "trk-1", Item: casefile.Item{Unit: "stu_1"}})
	s.Expect(casefile.Return{ID: "ret_1", Kind: "broken-device", Item: casefile.Item{Device: "dev_1"}, Slip: "slip_1"})
	return f
}

// C-10, C-5: a deadline keeps the terms and the step that armed it; it is open
// until it is settled, and settled once.
func TestArmAndSettle(t *testing.T) {
	f := lent()
	s := begin(&f, "asked", opened)
	due := journal.Due("loaner-back", terms.U6, jst.Within(jst.DayOf(opened), 14))
	s.Arm(due)
	d, open := f.Open("loaner-back")
	require.True(t, open)
	require.Equal(t, []any{version.Name, "asked", opened, due.Lapse}, []any{d.Terms, d.ArmedBy, d.ArmedAt, d.SettlesAt})
	require.Equal(t, []casefile.Due{{Name: "loaner-back", Lapse: due.Lapse, At: due.Lapse}}, f.Progress().Due)

	s = begin(&f, "back", opened.Add(time.Hour))
	s.Settle("loaner-back", journal.Met)
	s.Settle("loaner-back", journal.Lapsed)
	s.Settle("nothing", journal.Lapsed)
	require.Equal(t, []journal.Settlement{{Name: "loaner-back", Outcome: journal.Met}}, s.Entry.Settled)
	_, open = f.Open("loaner-back")
	require.False(t, open)
	require.Empty(t, f.Progress().Due)
}

// C-12: what hangs on a parcel is settled 12 hours after the lapse, and no
// earlier than what opened it is known.
func TestArmReturn(t *testing.T) {
	lapse := jst.MakeDay(2026, 11, 16).Start()
	for known, settles := range map[time.Time]time.Time{
		opened:                      lapse.Add(12 * time.Hour),
		lapse.Add(12 * time.Hour):   lapse.Add(12 * time.Hour),
		lapse.AddDate(0, 0, 3):      lapse.AddDate(0, 0, 3),
		lapse.Add(12*time.Hour + 1): lapse.Add(12*time.Hour + 1),
	} {
		f := lent()
		d := begin(&f, "asked", opened).ArmReturn(version, "loaner-back", terms.U6, jst.Within(jst.DayOf(opened), 14), journal.DeskBilling, known)
		require.Equal(t, []time.Time{lapse, settles}, []time.Time{d.Lapse, d.SettlesAt}, known)
	}
}

// C-11, C-12: the centre's date decides to the second, and so does the report
// at the end of the 12 hours.
func TestInTime(t *testing.T) {
	lapse := jst.MakeDay(2026, 11, 16).Start()
	settles := lapse.Add(version.Settle())
	d := casefile.Deadline{Deadline: journal.Deadline{Lapse: lapse, SettlesAt: settles}}
	for _, c := range []struct {
		booked, reported time.Time
		in               bool
	}{
		{lapse.Add(-time.Second), settles, true},
		{lapse.Add(-time.Second), settles.Add(time.Second), false},
		{lapse, lapse, false},
	} {
		r := casefile.Return{Reference: "bk-1", BookedAt: c.booked, ReportedAt: c.reported}
		require.Equal(t, c.in, r.InTime(d), c)
		r.Reference = ""
		require.False(t, r.InTime(d), "not booked in")
	}
}

// C-13: a deadline that had ended is decided anew by one more of its name; one
// that is open, moved or void is not.
func TestRedecide(t *testing.T) {
	for was, redecided := range map[journal.Outcome]bool{
		"": false, journal.Met: true, journal.Lapsed: false, journal.Moved: false, journal.Void: false,
	} {
		f := lent()
		s := begin(&f, "asked", opened)
		s.Arm(journal.Due("loaner-back", terms.U6, jst.Within(jst.DayOf(opened), 14)))
		if was != "" {
			begin(&f, "ended", opened).Settle("loaner-back", was)
		}
		s = casefile.Begin(&f, "another version", "corrected", opened.AddDate(0, 1, 0), desk, terms.C13)
		require.Equal(t, redecided, s.Redecide("loaner-back", journal.Lapsed), was)
		require.False(t, s.Redecide("nothing", journal.Lapsed))
		if !redecided {
			require.Empty(t, s.Entry.Redecided)
			require.Len(t, f.Deadlines, 1)
			continue
		}
		require.Len(t, f.Deadlines, 2)
		d, _ := f.Deadline("loaner-back")
		require.Equal(t, []any{journal.Lapsed, version.Name, "corrected"}, []any{d.Outcome, d.Terms, d.ArmedBy}, "C-10")
		require.Equal(t, journal.Met, f.Deadlines[0].Outcome, "the former stays on record")
		require.Equal(t, d.Lapse, s.Entry.Redecided[0].Lapse)
	}
}

// A case is closed and opened again as often as it turns out to be over, or not.
func TestDone(t *testing.T) {
	for _, c := range []struct {
		closed, over, ends, reopens bool
	}{{false, true, true, false}, {true, true, false, false}, {true, false, false, true}, {false, false, false, false}} {
		before := casefile.File{Case: "rpr_1", State: "a", Closed: c.closed}
		after := before
		s := begin(&after, "step", opened)
		s.To("b")
		e := s.Done(before, c.over)
		require.Equal(t, []any{c.ends, c.reopens, "b"}, []any{e.Ends, e.Reopens, e.State}, c)
		require.Equal(t, c.over, after.Closed)
		same := before
		require.Empty(t, begin(&same, "step", opened).Done(before, c.over).State, "an unchanged state is not stated")
	}
}

// B-9: a charge is posted under the step that makes it; taken back it no longer
// stands, and only a reversal lets it be charged again.
func TestCharges(t *testing.T) {
	for taken, forGood := range map[journal.ChargeKind]bool{"": true, journal.Waiver: true, journal.Reversal: false} {
		f := lent()
		id := begin(&f, "settled", opened).Charge(journal.Charge{
			Name: "loaner-price", Rule: terms.U6, Amount: yen.Of(22_000), Tax: terms.NotTaxed, At: opened,
		})
		require.Equal(t, journal.ChargeID("rpr_1", "settled", "loaner-price"), id)
		c, ok := f.Standing("loaner-price")
		require.True(t, ok)
		c.TakenBack = taken
		require.Equal(t, forGood, f.ChargedForGood("loaner-price"), taken)
		require.False(t, f.ChargedForGood("loaner-damage"))
		_, ok = f.Standing("loaner-price")
		require.Equal(t, taken == "", ok)
	}
}

func TestReverse(t *testing.T) {
	f := lent()
	id := begin(&f, "settled", opened).Charge(journal.Charge{Name: "loaner-price", Rule: terms.U6, Amount: yen.Of(22_000), Tax: terms.NotTaxed, At: opened})
	s := begin(&f, "corrected", opened.Add(time.Hour))
	c, _ := f.Standing("loaner-price")
	s.Reverse(c, journal.Facts{"rule": terms.C13})
	require.Contains(t, s.Entry.Rules, terms.B9)
	require.Equal(t, []journal.Charge{{
		Name: "loaner-price", Rule: terms.U6, Kind: journal.Reversal, Amount: yen.Of(-22_000), Tax: terms.NotTaxed,
		At: opened.Add(time.Hour), Cancels: id, Why: journal.Facts{"rule": terms.C13},
	}}, s.Entry.Charges)
	require.False(t, f.ChargedForGood("loaner-price"))
}

// A task of a kind is asked for once, and ended where it is open.
func TestTasks(t *testing.T) {
	f := lent()
	s := begin(&f, "step", opened)
	s.Ask(journal.Task{Kind: "inspect", Desk: journal.DeskRepair})
	s.Ask(journal.Task{Kind: "inspect", Desk: journal.DeskRepair})
	require.Len(t, s.Entry.Tasks, 1)
	require.True(t, f.Asked("inspect"))
	s = begin(&f, "next", opened)
	s.Finish("done", "inspect", "another")
	require.Equal(t, []journal.Closing{{Kind: "inspect", Outcome: "done"}}, s.Entry.Closed)
	require.False(t, f.Asked("inspect"))
}

// C-13: a report on a parcel that is not under way is noted; the shipping desk is
// asked only where it contradicts the record.
func TestReportsThatContradict(t *testing.T) {
	at := opened.AddDate(0, 0, 1)
	for name, c := range map[string]struct {
		shipment string
		at       time.Time
		asks     bool
	}{
		"the same again":  {"shp_1", at, false},
		"another instant": {"shp_1", at.Add(time.Hour), true},
		"unknown":         {"shp_9", at, true},
	} {
		f := lent()
		_, ok := begin(&f, "delivered/d-1", at).Deliver(casefile.Report{Reference: "d-1", Shipment: "shp_1", At: at, ReportedAt: at, Actor: courier})
		require.True(t, ok)
		s := begin(&f, "delivered/d-2", at)
		_, ok = s.Deliver(casefile.Report{Reference: "d-2", Shipment: c.shipment, At: c.at, ReportedAt: c.at, Actor: courier})
		require.False(t, ok, name)
		require.Equal(t, c.asks, len(s.Entry.Tasks) == 1, name)
		require.Equal(t, []terms.ID{terms.C13}, s.Entry.Rules, name)
		require.Len(t, f.Deliveries, 1, name)
		_, ok = begin(&f, "came-back/b-1", at).ComeBack(casefile.Report{Reference: "b-1", Shipment: "shp_1", At: at})
		require.False(t, ok, name)
	}
	f := lent()
	p, ok := begin(&f, "came-back/b-1", at).ComeBack(casefile.Report{Reference: "b-1", Shipment: "shp_1", At: at})
	require.True(t, ok)
	require.Equal(t, at, p.CameBackAt)
	require.False(t, p.UnderWay())
}

// C-11: a return is booked in once; a second booking is noted and asked about.
func TestBookIn(t *testing.T) {
	f := lent()
	back, _ := f.LastReturn("broken-device")
	back.Reminders = []time.Time{opened.AddDate(0, 0, 5)}
	require.Equal(t, opened.AddDate(0, 0, 5), f.Progress().Next(casefile.Reminder("broken-device")))
	at := opened.AddDate(0, 0, 3)
	b := casefile.Booking{Reference: "bk-1", Return: "ret_1", BookedAt: at, ReportedAt: at.Add(time.Hour)}
	got, first, err := begin(&f, "parcel-booked-in/bk-1", at).BookIn(b)
	require.NoError(t, err)
	require.True(t, first)
	require.Equal(t, []any{"bk-1", at, at.Add(time.Hour)}, []any{got.Reference, got.BookedAt, got.ReportedAt})
	require.Zero(t, f.Progress().Next(casefile.Reminder("broken-device")), "what is back needs no reminder")
	s := begin(&f, "parcel-booked-in/bk-2", at)
	b.Reference = "bk-2"
	got, first, err = s.BookIn(b)
	require.NoError(t, err)
	require.False(t, first)
	require.Equal(t, "bk-1", got.Reference)
	require.Equal(t, casefile.TaskParcel, s.Entry.Tasks[0].Kind)
	b.Return = "ret_9"
	_, _, err = begin(&f, "parcel-booked-in/bk-3", at).BookIn(b)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound, Rule: terms.C11})
}

// What a step does to its copy of a case leaves the case as it was, and says
// the same in its entry as in its copy.
func TestAStepLeavesTheCaseAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := lent()
		names := []string{"a", "b", "c"}
		for i := range rapid.IntRange(1, 25).Draw(t, "steps") {
			before, frozen := f, copied(f)
			at := opened.Add(time.Duration(i) * time.Hour)
			s := begin(&f, "step/"+string(rune('a'+i)), at)
			for range rapid.IntRange(0, 4).Draw(t, "acts") {
				act(t, s, &f, rapid.SampledFrom(names).Draw(t, "name"), at)
			}
			e := s.Done(before, rapid.Bool().Draw(t, "over"))
			require.Equal(t, frozen, before)
			require.Equal(t, before.Steps+1, f.Steps)
			require.Equal(t, f.Closed, before.Closed && !e.Reopens || e.Ends)
			require.Len(t, f.Deadlines, len(before.Deadlines)+len(e.Armed)+len(e.Redecided))
			require.Len(t, f.Tasks, len(before.Tasks)+len(e.Tasks)-len(e.Closed))
			require.Len(t, f.Charges, len(before.Charges)+count(e.Charges, journal.Posted))
			require.Equal(t, standing(before)+total(e), standing(f), "B-9: what stands is the sum of all entries")
			for _, name := range names {
				open := slices.DeleteFunc(slices.Clone(f.Deadlines), func(d casefile.Deadline) bool { return d.Name != name || d.Outcome != "" })
				require.LessOrEqual(t, len(open), 1, "one open deadline of a name")
			}
			for _, d := range f.Progress().Due {
				_, isOpen := f.Open(d.Name)
				require.True(t, isOpen)
			}
		}
	})
}

func act(t *rapid.T, s *casefile.Step, f *casefile.File, name string, at time.Time) {
	switch rapid.IntRange(0, 7).Draw(t, "act") {
	case 0:
		if _, open := f.Open(name); !open {
			s.Arm(journal.Due(name, terms.U6, jst.Within(jst.DayOf(at), 7)))
		}
	case 1:
		s.Settle(name, rapid.SampledFrom([]journal.Outcome{journal.Met, journal.Lapsed, journal.Void}).Draw(t, "outcome"))
	case 2:
		s.Redecide(name, rapid.SampledFrom([]journal.Outcome{journal.Met, journal.Lapsed}).Draw(t, "outcome"))
	case 3:
		s.Ask(journal.Task{Kind: name})
	case 4:
		s.Finish("done", name)
	case 5:
		s.Charge(journal.Charge{Name: name, Amount: yen.Of(int64(rapid.IntRange(1, 9).Draw(t, "yen"))), At: at})
	case 6:
		if c, ok := f.Standing(name); ok {
			s.Reverse(c, nil)
		}
	case 7:
		s.To(name)
	}
}

func copied(f casefile.File) casefile.File {
	f.Deadlines, f.Tasks, f.Charges = slices.Clone(f.Deadlines), slices.Clone(f.Tasks), slices.Clone(f.Charges)
	f.Shipments, f.Deliveries, f.Returns = slices.Clone(f.Shipments), slices.Clone(f.Deliveries), slices.Clone(f.Returns)
	return f
}

func count(all []journal.Charge, kind journal.ChargeKind) (n int) {
	for _, c := range all {
		if c.Kind == kind {
			n++
		}
	}
	return n
}

func standing(f casefile.File) (sum yen.Amount) {
	for _, c := range f.Charges {
		if c.TakenBack == "" {
			sum += c.Amount
		}
	}
	return sum
}

func total(e journal.Entry) (sum yen.Amount) {
	for _, c := range e.Charges {
		sum += c.Amount
	}
	return sum
}
