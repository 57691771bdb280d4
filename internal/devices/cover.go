package devices

import (
	"slices"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Claimed is a device with what the carrier knows of its cover when a claim
// for it arrives.
type Claimed struct {
	Device
	Cover     *Cover // nil where it never had the option (O-2)
	Connected bool   // it is under つながる端末保証 (O-6)
	OpenClaim string // the claim that is open for it, empty for none
}

// Malformed refuses a claim under the option that is none, before anything is
// recorded: without a cause of the list, a fault day until today or a ground that
// a desk may pick for a device of that class (invalid), or for a device with an
// open claim (already_open).
func Malformed(t *terms.Version, class terms.DeviceClass, d Claimed, r Request) error {
	if !slices.ContainsFunc(t.O7.Causes, func(c terms.CauseText) bool { return c.ID == r.Cause }) {
		return refusal.New(refusal.Invalid, terms.O7,
			"故障の原因を一覧からお選びください。", "Choose the cause from the list.").
			With("cause", "一覧にない原因です。", "There is no such cause.")
	}
	if r.FaultDay.IsZero() || r.FaultDay.After(jst.DayOf(r.ReceivedAt)) {
		return refusal.New(refusal.Invalid, terms.O8,
			"故障が生じた日には、本日までの日付をご入力ください。", "The day of the fault is today or earlier.").
			With("fault_day", "本日より後の日付です。", "This day is missing or in the future.")
	}
	if d.OpenClaim != "" {
		return refusal.New(refusal.AlreadyOpen, "",
			"この端末の補償はすでにお申し出いただき、手続き中です（受付番号："+d.OpenClaim+"）。",
			"A claim for this device is open already: "+d.OpenClaim+".")
	}
	if r.Exclusion == "" {
		return nil
	}
	_, err := PickedGround(t, class, r.Exclusion)
	return err
}

// PickedGround is the exclusion ground of that ID which a desk picked for a
// device of that class; code invalid where a desk cannot pick it (O-7).
func PickedGround(t *terms.Version, class terms.DeviceClass, id string) (terms.Ground, error) {
	g, ok := t.Exclusion(class, id)
	if !ok || g.DecidedBy != "" {
		return g, refusal.New(refusal.Invalid, terms.O7,
			"補償の対象とならない事由を、窓口で選べる一覧から指定してください。", "Choose the exclusion from those a desk may pick.").
			With("exclusion", "選べない事由です。", "This ground is unknown, or decided from data.")
	}
	return g, nil
}

// Uncovered says why the cover does not take the claim, in the order in which
// the rules ask: is there a cover (O-2), does it run (O-8), alone (O-6), does
// it take the cause (O-7). It is nil where it does.
func Uncovered(t *terms.Version, d Claimed, r Request) *refusal.Error {
	if d.State != InUse {
		return notCovered(terms.N3,
			"この端末はすでに交換されており、補償は交換後の端末に移っています。",
			"This device has been replaced; the cover has moved to its replacement.")
	}
	if d.Cover == nil {
		return notCovered(terms.O2,
			"この端末には端末補償オプションのご契約がありません。オプションは端末のお申し込みと同時にだけお申し込みいただけます。新品の端末の不具合は、保証書に記載のメーカーの窓口で承ります。",
			"This device has no compensation option, which can be taken only together with the device order. Faults of a new device go to the maker's desk that the warranty card names.")
	}
	if err := outOfTime(*d.Cover, r.ReceivedAt, r.FaultDay); err != nil {
		return err
	}
	if d.Connected {
		return notCovered(terms.O6,
			"この端末はつながる端末保証の対象のため、端末補償オプションをあわせてご利用いただくことはできません。",
			"This device is under the Connected Device Guarantee, and never under both.")
	}
	if !t.Covers(r.Cause) {
		i := slices.IndexFunc(t.O7.Causes, func(c terms.CauseText) bool { return c.ID == r.Cause })
		return notCovered(terms.O7,
			"補償の対象は全損・部分破損・水濡れ・自然故障です。"+t.O7.Causes[i].JA+"は補償の対象になりません。",
			"Total loss, partial damage, water and natural failure are covered; "+t.O7.Causes[i].EN+" is not.")
	}
	if r.Exclusion != "" {
		g, _ := t.Exclusion(d.Cover.Class, r.Exclusion)
		return notCovered(terms.O7, g.JA+"、補償の対象になりません。", g.EN+" The cover excludes this.")
	}
	return nil
}

// outOfTime refuses a claim that comes after the month of the option's
// cancellation, and a fault before its start or after its end (O-8).
func outOfTime(c Cover, receivedAt time.Time, faultDay jst.Day) *refusal.Error {
	if faultDay.Before(c.StartedOn) {
		return notCovered(terms.O8,
			"故障が生じた日が、端末補償オプションの開始日（"+c.StartedOn.JA()+"）より前のため、補償の対象になりません。",
			"The fault arose before the option started on "+c.StartedOn.EN()+".")
	}
	if c.CancelledOn.IsZero() {
		return nil
	}
	last := c.CancelledOn.Month().Last()
	if faultDay.After(last) {
		return notCovered(terms.O8,
			"故障が生じた日が、端末補償オプションの終了日（"+last.JA()+"）より後のため、補償の対象になりません。",
			"The fault arose after the option ended on "+last.EN()+".")
	}
	if !receivedAt.Before(last.End()) {
		return notCovered(terms.O8,
			"端末補償オプションを解約された月（"+last.JA()+"まで）の翌月以降のお申し出のため、補償の対象になりません。",
			"The claim came after the month of the option's cancellation, which ended on "+last.EN()+".")
	}
	return nil
}

func notCovered(rule terms.ID, ja, en string) *refusal.Error {
	return refusal.New(refusal.NotCovered, rule, ja, en)
}

// UsedUp refuses a claim past the uses of the use year (O-4, C-8).
func UsedUp(t *terms.Version, from, through jst.Day) *refusal.Error {
	n := itoa(t.O4.Uses)
	return refusal.New(refusal.LimitReached, terms.O4,
		"補償のご利用は1年間に"+n+"回までです。"+from.JA()+"から"+through.JA()+"までのご利用は、すでに"+n+"回に達しています。",
		"The option may be used "+n+" times in a use year; the year "+from.EN()+" through "+through.EN()+" is used up.")
}
