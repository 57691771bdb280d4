package guarantee

import (
	"slices"
	"time"

	"kigen/internal/devices"
	"kigen/internal/ids"
	"kigen/internal/imei"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Submission is the device that a member registers, with what the carrier knows
// of it.
type Submission struct {
	ID     string
	IMEI   string
	Model  Model  // of the code that the member gave
	Colour string // empty where the member gave none
	// Confirmed are the items of W-3 and W-9 that the member confirmed.
	Confirmed []string
	// Known is the device of that IMEI that the carrier has on record, nil for none.
	Known *Known
	// Elsewhere tells that a device of that IMEI is the carrier's, or on its way to
	// a member.
	Elsewhere bool
	At        time.Time
	Actor     journal.Actor
}

// Model is an entry of the catalogue.
type Model struct {
	Code       string
	Name       string // empty where the catalogue has no such model
	OS         string
	ReleasedOn jst.Day // by its maker; none where the catalogue does not say
	// SoldInJapan tells that it was sold in Japan with the mark of conformity (技適マーク).
	SoldInJapan bool
}

// Known is a device on record that was not given back.
type Known struct {
	devices.Device
	Compensated bool // an option of O covers it (O-6)
	Guaranteed  bool // another guarantee covers it (W-2)
}

// released counts the months within which a model must have been released
// before the application: C-4 from the release (W-9).
func (x Submission) released(t *terms.Version) jst.Count {
	return jst.Months(x.Model.ReleasedOn, t.W9.ReleasedWithinMonths)
}

// unfit says which condition the device does not meet: its number (W-3), its
// model, what is on record of it (W-9, O-6), and what the member declares.
func (x Submission) unfit(t *terms.Version, g Guarantee) error {
	switch {
	case !imei.Valid(x.IMEI, t.W3.IMEIDigits):
		return refusal.New(refusal.Invalid, terms.W3,
			"IMEIが正しくありません。端末の設定画面に表示される15桁の数字をご確認ください。",
			"The IMEI has not 15 digits with the right check digit. Please look at it in the device's settings.").
			With("imei", "15桁の数字と検査数字をご確認ください。", "Please check the 15 digits.")
	case x.Model.Name == "":
		return unfitModel("この機種は、つながる端末保証の対象機種に登録されていません。機種名をご確認ください。",
			"This model is not among those that the guarantee takes. Please check its name.")
	}
	if err := x.taken(g); err != nil {
		return err
	}
	if err := x.unfitFor(t, g.AppliedOn); err != nil {
		return err
	}
	return x.undeclared(t)
}

// unfitFor says why a model is not taken that was applied for on a day: where
// and when its maker sold it (W-9).
func (x Submission) unfitFor(t *terms.Version, appliedOn jst.Day) error {
	switch {
	case !x.Model.SoldInJapan:
		return unfitModel("日本国内で販売された、技適マークのあるメーカー正規品だけをご登録いただけます。",
			"Only a model that its maker sold in Japan, with the technical conformity mark, can be registered.")
	case x.Model.ReleasedOn.IsZero():
		return unfitModel("この機種の発売日を確認できないため、ご登録いただけません。サポートセンターまでお問い合わせください。",
			"The day on which this model was released is not known. Please ask our support centre.")
	case appliedOn.After(x.released(t).LastGoodDay):
		n := itoa(t.W9.ReleasedWithinMonths)
		return unfitModel("お申し込みの日（"+appliedOn.JA()+"）に、メーカーの発売日（"+x.Model.ReleasedOn.JA()+"）から"+n+"か月を過ぎている機種は、ご登録いただけません。",
			"The model was released on "+x.Model.ReleasedOn.EN()+", more than "+n+" months before the application of "+appliedOn.EN()+".")
	}
	return nil
}

// taken refuses a device that is somebody else's, another model, or covered already.
func (x Submission) taken(g Guarantee) error {
	switch k := x.Known; {
	case k == nil && !x.Elsewhere:
		return nil
	case k == nil || k.Member != g.Member || k.State != devices.InUse:
		return refusal.New(refusal.Used, terms.W9,
			"このIMEIの端末は、すでに別の端末として登録されています。", "A device with this IMEI is registered otherwise already.").
			With("imei", "IMEIをご確認ください。", "Please check the IMEI.")
	case k.Model != x.Model.Code:
		return refusal.New(refusal.Mismatch, terms.W9,
			"このIMEIの端末は、当社の記録では別の機種です。機種をご確認ください。", "By our records the device with this IMEI is of another model.").
			With("model", "機種をご確認ください。", "Please check the model.")
	case k.Compensated:
		return refusal.New(refusal.NotEligible, terms.O6,
			"この端末には端末補償オプションのご契約があるため、つながる端末保証の対象としてご登録いただけません。",
			"The device compensation option covers this device, and never both.")
	case k.Guaranteed:
		return refusal.New(refusal.NotEligible, terms.W2,
			"この端末は、別の回線のつながる端末保証の対象としてすでに登録されています。",
			"The guarantee of another line covers this device already.")
	}
	return nil
}

// undeclared refuses a device of which the member does not confirm every item.
func (x Submission) undeclared(t *terms.Version) error {
	no := refusal.New(refusal.NotEligible, terms.W9,
		"対象となる端末の条件をすべてご確認ください。当てはまらない項目がある端末は、ご登録いただけません。",
		"Please confirm every condition. A device that does not meet all of them cannot be registered.")
	for _, item := range Confirmations(t) {
		if !slices.Contains(x.Confirmed, item.ID) {
			no = no.With("confirmed", "「"+item.JA+"」の確認が必要です。", "To be confirmed: "+item.EN+".")
		}
	}
	if len(no.Fields) > 0 {
		return no
	}
	return nil
}

// Confirmations are the items that the member confirms one by one: that the
// device is whole and works (W-3), and what only the member knows of it (W-9).
func Confirmations(t *terms.Version) []terms.Item {
	return slices.Concat(t.W3.Condition, t.W9.Declarations)
}

func unfitModel(ja, en string) error {
	return refusal.New(refusal.NotEligible, terms.W9, ja, en).
		With("model", "対象となる機種ではありません。", "This model is not taken.")
}

// device is the one that the guarantee covers from then on: that on record, or
// one of the member's own.
func (x Submission) device(g Guarantee) Device {
	d := Device{OS: x.Model.OS, ReleasedOn: x.Model.ReleasedOn}
	if x.Known != nil {
		d.Device = x.Known.Device
		return d
	}
	d.Device = devices.Device{
		ID: ids.Derived("dev", x.ID), Member: g.Member, Line: g.Line, Model: x.Model.Code, Name: x.Model.Name,
		Colour: x.Colour, IMEI: x.IMEI, UseStart: g.UseStart, State: devices.InUse,
	}
	return d
}
