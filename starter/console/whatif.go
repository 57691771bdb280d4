package console

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

// supposed is something that is supposed to happen to a case, as the page
// carries it from one form to the next.
type supposed struct {
	Operation string         `json:"operation"`
	At        time.Time      `json:"at"`
	With      map[string]any `json:"with"`
	Title     terms.Text     `json:"title"`
}

// supposition is something that may be supposed: what people can have done, or
// what machines may report. Moment is the value of its body that is its instant.
type supposition struct {
	action
	moment string
}

// whatIfPage is a case's course as it would be.
type whatIfPage struct {
	shownCase
	chosen  []supposed
	course  api.Rehearsal
	refused *api.Problem // why nothing could be played
	reports []offer      // what machines may report
	doable  []offer      // what can be done where the case stands
	later   []offer      // what can't yet, and may be after something else
}

const (
	mostSupposed  = 20
	happensAt     = "happens_at"
	chosenField   = "supposed"
	removedField  = "remove"
	selectedField = "suppose"
)

// whatIf shows what would happen to a case: if nobody does anything more, or if
// what was chosen happens. Each form adds one thing more, or takes one away;
// nothing is done.
func (c *Console) whatIf(v *visit) error {
	shown, err := c.shown(v, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	p := whatIfPage{shownCase: shown, chosen: chosenIn(v.R.PostFormValue(chosenField))}
	if i, err := strconv.Atoi(v.R.PostFormValue(removedField)); err == nil && i >= 0 && i < len(p.chosen) {
		p.chosen = slices.Delete(p.chosen, i, i+1)
	}
	var wrong *api.Problem
	selected := v.R.PostFormValue(selectedField)
	if s, ok := p.find(selected); ok && len(p.chosen) < mostSupposed {
		added, err := c.suppose(v, p.subject, s)
		if err == nil {
			before := slices.Clone(p.chosen)
			p.chosen = inOrder(append(p.chosen, added))
			if p.course, err = v.play(p.ID, p.chosen); err != nil {
				p.chosen = before
			}
		}
		wrong = c.faults(v, err)
	}
	if p.course.Steps == nil {
		if p.course, err = v.play(p.ID, p.chosen); err != nil {
			p.refused = c.Problem(v.Visit, err)
		}
	}
	p.offer(v, selected, wrong)
	status := http.StatusOK
	if wrong != nil {
		status = wrong.Status
	}
	return v.Show(status, whatIfView(v, p))
}

// chosenIn reads what was chosen before; what can't be read was not written here.
func chosenIn(text string) []supposed {
	var chosen []supposed
	if text == "" || json.Unmarshal([]byte(text), &chosen) != nil || len(chosen) > mostSupposed {
		return nil
	}
	return chosen
}

// carried is what was chosen, for the next form.
func (p whatIfPage) carried() string {
	text, err := json.Marshal(p.chosen)
	if err != nil {
		return ""
	}
	return string(text)
}

func inOrder(all []supposed) []supposed {
	slices.SortStableFunc(all, func(a, b supposed) int { return a.At.Compare(b.At) })
	return all
}

// play has the case rehearsed with what was chosen.
func (v *visit) play(id string, chosen []supposed) (api.Rehearsal, error) {
	in := pages.ByID(id)
	steps := make([]api.ToRehearse, len(chosen))
	for i, s := range chosen {
		steps[i] = api.ToRehearse{At: s.At, Operation: s.Operation, With: s.With}
	}
	in.Body = map[string]any{"steps": steps}
	return pages.Ask[api.Rehearsal](v.Visit, "rehearseCase", in)
}

// suppose reads a form that supposes something.
func (c *Console) suppose(v *visit, s subject, what supposition) (supposed, error) {
	when := momentField("")
	at, err := when.Read(v.R.PostForm[happensAt])
	if err == nil && at == nil {
		err = when.Wrong("日時を入力してください。", "Give a day and a time.")
	}
	if err != nil {
		return supposed{}, err
	}
	in, err := what.input(v.Site, s, v.R.PostForm)
	if err != nil {
		return supposed{}, err
	}
	with, _ := in.Body.(map[string]any)
	with = maps.Clone(with)
	for name, value := range in.Path {
		if name != "id" || value != s.ID { // the case needs no saying
			with[name] = value
		}
	}
	text, _ := at.(string)
	if what.moment != "" {
		with[what.moment] = text
	}
	instant, err := time.Parse(time.RFC3339, text)
	return supposed{Operation: what.operation, At: instant, With: with, Title: what.title}, err
}

func momentField(value string) pages.Field {
	return pages.Field{
		Name: happensAt, Input: pages.Moment, Required: true, Value: value,
		Label: terms.Text{JA: "いつ起こるとしますか(日本時間)", EN: "When would it happen (Japan's time)?"},
	}
}

// offer makes the forms: the one that was sent keeps what was filled in.
func (p *whatIfPage) offer(v *visit, selected string, wrong *api.Problem) {
	from := p.now
	if n := len(p.chosen); n > 0 && p.chosen[n-1].At.After(from) {
		from = p.chosen[n-1].At
	}
	next := jst.DayOf(from).AddDays(1).String() + "T10:00"
	form := func(s supposition) offer {
		var fields []pages.Field
		if s.fields != nil {
			fields = s.fields(p.subject)
		}
		o := offer{action: s.action, Form: pages.NewForm("if-"+s.name, append([]pages.Field{momentField(next)}, fields...))}
		if wrong != nil && s.name == selected {
			o.Values, o.Problem = v.R.PostForm, wrong
		}
		return o
	}
	for _, s := range p.reported() {
		p.reports = append(p.reports, form(s))
	}
	for _, s := range p.done() {
		if s.possible(p.subject) {
			p.doable = append(p.doable, form(s))
		} else {
			p.later = append(p.later, form(s))
		}
	}
}

func (p whatIfPage) find(name string) (supposition, bool) {
	for _, s := range append(p.reported(), p.done()...) {
		if s.name == name {
			return s, true
		}
	}
	return supposition{}, false
}

// done are the actions of the case's kind, whoever's they are.
func (p whatIfPage) done() (list []supposition) {
	for _, a := range actions {
		fits := a.kind == p.Kind || a.possible(p.subject)
		if fits && api.Rehearsable(a.operation) && (p.Kind != "signup" || p.Application != nil || a.possible(p.subject)) {
			list = append(list, supposition{action: a})
		}
	}
	return list
}

// reported is what machines may report: courier and return centre of the case's
// parcels, of those too that are only supposed to be sent, and the network.
func (p whatIfPage) reported() (list []supposition) {
	parcel := func(tracking, name, operation string, ja, en string) {
		list = append(list, supposition{moment: "at", action: action{
			name: name + "-" + tracking, operation: operation, fixed: map[string]any{"tracking_no": tracking},
			title: terms.Text{JA: "荷物 " + tracking + " " + ja, EN: "Parcel " + tracking + " " + en},
		}})
	}
	underway := func(tracking string) {
		parcel(tracking, "delivered", "reportParcelDelivered", "のお届けが完了する", "is delivered")
		parcel(tracking, "came-back", "reportParcelCameBack", "が配達できずに戻る", "comes back undelivered")
	}
	for _, k := range p.parcels {
		if k.DeliveredAt == nil && k.CameBackAt == nil {
			underway(k.Tracking)
		}
	}
	for _, s := range p.chosen {
		if tracking, ok := s.With["tracking_no"].(string); ok && s.Operation != "reportParcelDelivered" && s.Operation != "reportParcelCameBack" {
			underway(tracking)
		}
	}
	return slices.Concat(list, p.activations(), p.bookings())
}

// activations are the lines with a number of another carrier's that the network
// may put into use (S-19); the others are in use once they are delivered.
func (p whatIfPage) activations() (list []supposition) {
	if p.Application == nil || p.ClosedAt != nil {
		return nil
	}
	for _, sim := range p.Application.SIMs {
		if !sim.MNP || sim.Line != "" || sim.Dropped {
			continue
		}
		no := strconv.Itoa(sim.No)
		list = append(list, supposition{moment: "at", action: action{
			name: "activated-" + no, operation: "reportLineActivated", fixed: map[string]any{"application": p.ID, "sim": sim.No},
			title: terms.Text{JA: "SIM " + no + " の回線が開通する(MNP転入の完了)", EN: "The line of SIM " + no + " is put into use (the port-in is done)"},
		}})
	}
	return list
}

// bookings are the parcels that the return centre may book in: those that are
// asked for, and the device itself where nothing is yet.
func (p whatIfPage) bookings() (list []supposition) {
	booked := func(name string, label map[string]any, title terms.Text) {
		label["reference"] = "what-if/" + name
		list = append(list, supposition{moment: "booked_at", action: action{
			name: "booked-" + name, operation: "reportParcelBookedIn", fixed: label, title: title,
		}})
	}
	for _, r := range p.returns {
		if r.BookedAt != nil {
			continue
		}
		what := words.Return(r.Kind)
		if r.Model != "" {
			what = terms.Text{JA: what.JA + "(" + r.Model + ")", EN: what.EN + " (" + r.Model + ")"}
		}
		booked(r.ID, map[string]any{"slip_no": r.Slip}, terms.Text{
			JA: what.JA + "が返却センターで受け付けられる", EN: what.EN + " is booked in by the return centre",
		})
	}
	if p.device != nil && len(list) == 0 && p.comesBack() {
		booked(p.device.ID, map[string]any{"imei": p.device.IMEI}, terms.Text{
			JA: p.device.Name + "が返却センターで受け付けられる", EN: p.device.Name + " is booked in by the return centre",
		})
	}
	return list
}

// comesBack tells whether the case may have its device come in: it has not yet, or
// is to again.
func (p whatIfPage) comesBack() bool {
	in := slices.ContainsFunc(p.returns, func(r api.Return) bool { return r.Device == p.device.ID && r.BookedAt != nil })
	return (!in || p.State == "recurred") && slices.Contains([]string{"replacement", "repair", "exchange", "guarantee-claim"}, p.Kind)
}

// problemOf is why something that was chosen would be refused; nil where it is
// taken in.
func (p whatIfPage) problemOf(i int) *api.Problem {
	if i < len(p.course.Acts) {
		return p.course.Acts[i].Problem
	}
	return nil
}

// letters is how many would be sent.
func (p whatIfPage) letters() (n int) {
	for _, s := range p.course.Steps {
		n += len(s.Letters)
	}
	return n
}

// anyRefused tells whether one of the forms was sent and refused.
func anyRefused(offers []offer) bool {
	return slices.ContainsFunc(offers, func(o offer) bool { return o.Problem != nil })
}
