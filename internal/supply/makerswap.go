package supply

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/imei"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Swap is what a member reports of a device that its maker has swapped for
// another one (P-8).
type Swap struct {
	Case      string
	IMEI      string
	Model     string // code of the catalogue
	Name      string // the name that model is sold under; empty where there is none
	Colour    string
	SwappedOn jst.Day
	Taken     bool // the IMEI is another device's
	At        time.Time
	Actor     journal.Actor
}

// The only step and state of a swap.
const (
	StepSwapped  = "swapped"
	StateSwapped = "swapped"
)

// MakerSwapDiagram is the one step of a swap.
var MakerSwapDiagram = casefile.Diagram{
	Process: "MakerSwap", Kind: "maker-swap",
	Transitions: []casefile.Transition{{From: "", Step: StepSwapped, To: StateSwapped}},
}

// TakeSwap takes in that the maker has swapped a device (P-8). The new one
// takes its place: the compensation option or つながる端末保証 on the old one
// covers it from now on, with its own day of start and its uses, and the
// purchase goes on. It is refused with code invalid where the report is
// malformed, used where the IMEI is another device's, state where the device is
// not in use, already_open while a claim, a repair or an exchange of it is open.
func TakeSwap(t *terms.Version, d Device, s Swap) (journal.Entry, error) {
	if err := d.mayChange(terms.P8, d.OpenCase); err != nil {
		return journal.Entry{}, err
	}
	if err := s.check(t, d); err != nil {
		return journal.Entry{}, err
	}
	return journal.Entry{
		Case: s.Case, Step: StepSwapped, At: s.At, Actor: s.Actor, Terms: t.Name, State: StateSwapped, Ends: true,
		Rules: []terms.ID{terms.P8},
		Facts: journal.Facts{"replaced": d.ID, "model": s.Model, "colour": s.Colour, "swapped_on": s.SwappedOn, "covered": d.Covered},
		Notices: []journal.Notice{{Letter: letters.MakerSwapRecorded{
			Case: s.Case, Old: d.letter(), New: letters.Device{Model: s.Name, Colour: s.Colour}, SwappedOn: s.SwappedOn, Covered: d.Covered,
		}}},
	}, nil
}

func (s Swap) check(t *terms.Version, d Device) error {
	no := refusal.New(refusal.Invalid, terms.P8,
		"ご連絡の内容をご確認ください。", "Please check what you report of the new device.")
	bad := false
	field := func(path, ja, en string) { no, bad = no.With(path, ja, en), true }
	if !imei.Valid(s.IMEI, t.W3.IMEIDigits) {
		field("imei", "IMEI（15桁）に誤りがあります。", "This is no IMEI of 15 digits with a right check digit.")
	}
	if s.Name == "" {
		field("model", "登録のない機種です。", "This model is unknown.")
	}
	if s.Colour == "" || len(s.Colour) > 60 {
		field("colour", "色を入力してください。", "Please enter the colour.")
	}
	switch {
	case s.SwappedOn.IsZero() || s.SwappedOn.After(jst.DayOf(s.At)):
		field("swapped_on", "本日までの日付を入力してください。", "The day of the swap is today or earlier.")
	case s.SwappedOn.Before(d.UseStart):
		field("swapped_on", "利用開始日（"+d.UseStart.JA()+"）より前の日付です。", "This is before the device's use began on "+d.UseStart.EN()+".")
	}
	if bad {
		return no
	}
	if s.Taken {
		return refusal.New(refusal.Used, terms.P8,
			"このIMEIの端末は、すでに登録されています。", "A device with this IMEI is registered already.").
			With("imei", "IMEIをご確認ください。", "Please check the IMEI.")
	}
	return nil
}
