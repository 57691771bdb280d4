package repair_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/repair"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var (
	book    = terms.Embedded()
	desk    = journal.Actor{Role: "desk:repair", ID: "tok_r"}
	member  = journal.Actor{Role: "member", ID: "mem_1"}
	centre  = journal.Actor{Role: "return-centre", ID: "tok_c"}
	courier = journal.Actor{Role: "courier", ID: "tok_k"}
)

// on is an instant of 2026 in Japan.
func on(month time.Month, day, hour, minute int) time.Time {
	return jst.MakeDay(2026, month, day).At(hour, minute)
}

// world is a case in memory, with the stock's loaners and all that its steps did.
type world struct {
	t       require.TestingT
	r       repair.Repair
	now     time.Time
	units   map[string]stock.Unit
	line    []stock.Waiting
	entries []journal.Entry
	parcels int
}

// used is the member's device: bought in June 2025, covered since.
func used() devices.Claimed {
	return devices.Claimed{
		Device: devices.Device{
			ID: "dev_1", Member: "mem_1", Model: "used-7", Name: "Used 7", Colour: "black", IMEI: "490154203237518",
			PurchasedOn: jst.MakeDay(2025, 6, 1), UseStart: jst.MakeDay(2025, 6, 1), State: devices.InUse,
		},
		Cover: &devices.Cover{ID: "cmp_1", Class: terms.UsedDevice, StartedOn: jst.MakeDay(2025, 6, 1)},
	}
}

func claim(at time.Time, change ...func(*repair.Reception)) repair.Reception {
	c := repair.Reception{
		Request: devices.Request{
			Claim: "rpr_1", Device: "dev_1", Cause: terms.Water, FaultDay: jst.DayOf(at), ReceivedAt: at, Actor: member,
		},
		Symptom: "display", Route: repair.ByParcel,
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

func wantsLoaner(c *repair.Reception) { c.WantsLoaner = true }

// receive opens a case on 1 November at 10:00; the shelf has as many loaners as given.
func receive(t require.TestingT, loaners int, change ...func(*repair.Reception)) *world {
	w := &world{t: t, now: on(11, 1, 10, 0), units: map[string]stock.Unit{}}
	for i := range loaners {
		id := fmt.Sprintf("stu_%d", i+1)
		w.units[id] = stock.Unit{
			ID: id, Pool: stock.Loaner, Model: "lend-3", Name: "Lend 3", OS: "android", Colour: "white", Price: 20000,
			State: stock.OnShelf, Since: on(10, i+1, 9, 0),
		}
	}
	made, v, err := repair.File(book.At(w.now), repair.Received{Claimed: used(), OS: "android", Shelf: w.shelf("rpr_1")}, claim(w.now, change...))
	require.NoError(t, err)
	require.Nil(t, v.Refusal)
	w.take(made)
	return w
}

// shelf is the stock as the case sees it.
func (w *world) shelf(caseID string) stock.Shelf {
	s := stock.Shelf{OS: "android", Line: w.line}
	for _, id := range slices.Sorted(maps.Keys(w.units)) {
		switch u := w.units[id]; {
		case u.Pool != stock.Loaner:
		case u.State == stock.OnShelf:
			s.Free = append(s.Free, u)
		case u.Case == caseID:
			s.Held = append(s.Held, u)
		}
	}
	return s
}

// take commits a step.
func (w *world) take(m repair.Made) {
	require.False(w.t, slices.ContainsFunc(w.entries, func(e journal.Entry) bool { return e.Step == m.Entry.Step }), "step %s twice", m.Entry.Step)
	if len(w.entries) > 0 && m.Entry.State != "" {
		w.drawn(m.Entry)
	}
	w.entries = append(w.entries, m.Entry)
	for _, move := range m.Case.Moves {
		for _, step := range move.Steps {
			u := w.unit(step.Unit)
			require.Equal(w.t, step.Unit.State, u.State, "unit %s as it was read", u.ID)
			u.State, u.Case, u.Since = step.To, step.Case, step.At
			w.units[u.ID] = u
		}
		if move.Joins != "" {
			w.line = append(w.line, stock.Waiting{Case: move.Joins, Since: move.By.At})
		}
		w.line = slices.DeleteFunc(slices.Clone(w.line), func(x stock.Waiting) bool {
			return x.Case == move.Leaves || slices.ContainsFunc(move.Given, func(g stock.Given) bool { return g.Case == x.Case })
		})
	}
	w.r = m.Case
	w.r.Shelf = w.shelf(w.r.Case)
	w.r.Wait()
	for i := range w.r.Loaners {
		w.r.Loaners[i].Unit = w.units[w.r.Loaners[i].Unit.ID]
	}
}

func (w *world) unit(u stock.Unit) stock.Unit {
	if known, ok := w.units[u.ID]; ok {
		return known
	}
	return u
}

// drawn requires that the diagram has the transition of an entry.
func (w *world) drawn(e journal.Entry) {
	from := w.r.State
	step, _, _ := strings.Cut(e.Step, "/")
	step = strings.TrimRight(step, "0123456789")
	step = strings.TrimSuffix(step, "-")
	if from == e.State {
		return
	}
	way := casefile.Transition{From: from, Step: step, To: e.State}
	require.True(w.t, slices.Contains(repair.Diagram.Transitions, way), "the diagram lacks %+v", way)
}

// until plays what time asks for through an instant.
func (w *world) until(at time.Time) {
	for range 200 {
		next := casefile.Due{}
		for _, d := range w.r.Progress().Due {
			if !d.At.After(at) && (next.Name == "" || d.At.Before(next.At)) {
				next = d
			}
		}
		if next.Name == "" {
			w.now = at
			return
		}
		var made repair.Made
		var ok bool
		if next.Name == casefile.Reminder(repair.ReturnBroken) {
			made, ok = repair.Remind(book, w.r)
		} else {
			made, ok = repair.Settle(book, w.r, next.Name)
		}
		require.True(w.t, ok, next.Name)
		w.take(made)
	}
	require.Fail(w.t, "time asks without end")
}

// do takes the step of a command that is made at an instant.
func (w *world) do(at time.Time, rule func(*terms.Version) (repair.Made, error)) error {
	w.until(at.Add(-time.Second))
	made, err := rule(book.At(at))
	if err == nil {
		w.take(made)
	}
	return err
}

// must is do, and requires that nothing refuses it.
func (w *world) must(at time.Time, rule func(*terms.Version) (repair.Made, error)) {
	require.NoError(w.t, w.do(at, rule))
}

// parcel is a new parcel's number.
func (w *world) parcel() string {
	w.parcels++
	return fmt.Sprintf("shp_%d", w.parcels)
}

// last is the return of that kind that was asked for last.
func (w *world) last(kind string) string {
	back, ok := w.r.LastReturn(kind)
	require.True(w.t, ok, kind)
	return back.ID
}

// booked has the return centre book a return in, reported at another instant. A
// report that would be late waits for the lapse that it is late for.
func (w *world) booked(at, reported time.Time, back string) {
	w.until(reported.Add(-time.Second))
	for w.r.Progress().Undecided(back, at, reported) {
		w.until(w.now.Add(time.Hour))
	}
	made, err := repair.BookIn(book.At(at), w.r, casefile.Booking{
		Reference: "bk-" + back + at.String(), Return: back, BookedAt: at, ReportedAt: reported, Actor: centre,
	})
	require.NoError(w.t, err)
	w.take(made)
}

func (w *world) in(at time.Time)   { w.booked(at, at, w.last(repair.ReturnBroken)) }
func (w *world) back(at time.Time) { w.booked(at, at, w.last(repair.ReturnLoaner)) }

func (w *world) delivered(at time.Time, shipment string) {
	w.until(at.Add(-time.Second))
	made, err := repair.Deliver(book, w.r, casefile.Report{Reference: shipment, Shipment: shipment, At: at, ReportedAt: at, Actor: courier})
	require.NoError(w.t, err)
	w.take(made)
}

// lent sends the reserved loaner an hour before and has it arrive: day L.
func (w *world) lent(at time.Time) {
	id := w.parcel()
	sent := at.Add(-time.Hour)
	w.must(sent, func(t *terms.Version) (repair.Made, error) {
		return repair.ShipLoaner(t, w.r, repair.LoanerParcel{Shipment: id, Tracking: id, At: sent, Actor: desk})
	})
	w.delivered(at, id)
}

func (w *world) agreement(at time.Time, present bool) error {
	return w.do(at, func(t *terms.Version) (repair.Made, error) {
		return repair.RecordAgreement(t, w.r, repair.AgreementWord{Present: present, At: at, Actor: desk})
	})
}

func (w *world) inspect(at time.Time, f repair.Finding, ground string) error {
	return w.do(at, func(t *terms.Version) (repair.Made, error) {
		return repair.Inspect(t, w.r, repair.Inspection{Finding: f, Ground: ground, At: at, Actor: desk})
	})
}

func (w *world) decide(at time.Time, o repair.Outcome) error {
	return w.do(at, func(t *terms.Version) (repair.Made, error) {
		return repair.Decide(t, w.r, repair.Decision{Outcome: o, At: at, Actor: desk})
	})
}

// imeis are right ones.
var imeis = []string{"356938035643809", "352099001761481", "866768030123454", "353918057434587", "490154203237526"}

// send sends the device that is due, an exchange device where one is.
func (w *world) send(at time.Time) string {
	id := w.parcel()
	w.must(at, func(t *terms.Version) (repair.Made, error) {
		return repair.Ship(t, w.r, repair.Parcel{Price: 30000, Parcel: devices.Parcel{
			Shipment: id, Tracking: id, At: at, Actor: desk, Equal: true, Unit: stock.Unit{Price: 30000},
			Device: devices.Device{IMEI: imeis[w.parcels%len(imeis)], Model: "used-7", Name: "Used 7", Colour: "black"},
		}})
	})
	return id
}

// arrives takes the device from the desk to the member: day R.
func (w *world) arrives(at time.Time, o repair.Outcome) {
	if w.r.State == repair.CaseDeviceIn {
		require.NoError(w.t, w.agreement(at.Add(-53*time.Hour), true))
	}
	if o == repair.Returned {
		require.NoError(w.t, w.inspect(at.Add(-52*time.Hour), repair.NotConfirmed, ""))
	} else {
		require.NoError(w.t, w.inspect(at.Add(-52*time.Hour), repair.Confirmed, ""))
		require.NoError(w.t, w.decide(at.Add(-51*time.Hour), o))
	}
	w.delivered(at, w.send(at.Add(-50*time.Hour)))
}

func (w *world) inspectLoaner(at time.Time, cost yen.Amount) error {
	return w.do(at, func(t *terms.Version) (repair.Made, error) {
		return repair.InspectLoaner(t, w.r, repair.LoanerInspection{Damaged: cost > 0, Cost: cost, At: at, Actor: desk})
	})
}

func (w *world) recur(at time.Time) error {
	return w.do(at, func(t *terms.Version) (repair.Made, error) {
		return repair.ReportRecurrence(t, w.r, repair.Report{ID: "rec_" + at.String(), At: at, Actor: member})
	})
}

func (w *world) fault(at time.Time) error {
	return w.do(at, func(t *terms.Version) (repair.Made, error) {
		return repair.ReportExchangeFault(t, w.r, repair.Report{ID: "flt_" + at.String(), At: at, Actor: member})
	})
}

func (w *world) decideFault(at time.Time, confirmed bool) error {
	return w.do(at, func(t *terms.Version) (repair.Made, error) {
		return repair.DecideExchangeFault(t, w.r, repair.FaultDecision{Confirmed: confirmed, At: at, Actor: desk})
	})
}

// charges are those of the case with what took them back.
func (w *world) charges() []string {
	var all []string
	for _, c := range w.r.Charges {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %d %s %s", c.Name, c.Rule, c.Amount, jst.DayOf(c.At), c.TakenBack)))
	}
	return all
}

// deadlines are the days of those that were armed, and how they ended.
func (w *world) deadlines() []string {
	var all []string
	for _, d := range w.r.Deadlines {
		all = append(all, fmt.Sprintf("%s %s %s", d.Name, d.Count.LastGoodDay, d.Outcome))
	}
	return all
}

// letters are the templates that were sent, in order.
func (w *world) letters() []string {
	var all []string
	for _, e := range w.entries {
		for _, n := range e.Notices {
			all = append(all, n.Letter.Template())
		}
	}
	return all
}

// letter is the last one of a type.
func letter[L letters.Letter](w *world) L {
	var last L
	found := false
	for _, e := range w.entries {
		for _, n := range e.Notices {
			if l, ok := n.Letter.(L); ok {
				last, found = l, true
			}
		}
	}
	require.True(w.t, found, "no such letter")
	return last
}

// ends plays on for half a year and requires that the case is closed.
func (w *world) ends() {
	w.until(w.now.Add(183 * 24 * time.Hour))
	require.True(w.t, w.r.Closed, "state %s, open %v, tasks %v", w.r.State, w.r.Progress().Due, w.r.Tasks)
	require.Equal(w.t, repair.CaseClosed, w.r.State)
}
