package identity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Number (MNP予約番号) is the reservation to bring a phone number along (S-6).
type Number struct {
	Number      string  `json:"number" doc:"The reservation number: ten digits."`
	IssuedOn    jst.Day `json:"issued_on" doc:"The day it was issued, which counts."`
	PhoneNumber string  `json:"phone_number" doc:"The number to bring along: eleven digits."`
	SameHolder  bool    `json:"same_holder" doc:"Name, reading and birth date at the former carrier equal the ones registered here."`
}

func (n Number) check(found *problems, path string) {
	if len(n.Number) != 10 || !allDigits(n.Number) {
		found.add(terms.S6, path+".number", "MNP予約番号を10桁の数字で入力してください。", "A reservation number has ten digits.")
	}
	if n.IssuedOn.IsZero() {
		found.add(terms.S6, path+".issued_on", "発行日を入力してください。", "Please enter the day of issue.")
	}
	if !isMobileNumber(n.PhoneNumber) {
		found.add(terms.S6, path+".phone_number", "電話番号を11桁の数字で入力してください。", "A mobile number has eleven digits.")
	}
}

// isMobileNumber tells an eleven-digit number of the mobile ranges.
func isMobileNumber(s string) bool {
	return len(s) == 11 && allDigits(s) && slices.Contains([]string{"070", "080", "090"}, s[:3])
}

// mayServe refuses a number that is not the applicant's own, or of which too
// few days remain (S-6).
func (n Number) mayServe(t *terms.Version, path string, today jst.Day) error {
	if !n.SameHolder {
		return refusal.New(refusal.Mismatch, terms.S6,
			"ご利用中の携帯電話会社のご契約者の情報が、当社へのご登録の情報と一致している必要があります。",
			"The holder's data at the former carrier must equal the data registered here.").
			With(path+".same_holder", "ご契約者の情報をご確認ください。", "Please check the holder's data.")
	}
	if n.IssuedOn.After(today) {
		return refusal.New(refusal.Invalid, terms.S6,
			"MNP予約番号の発行日に誤りがあります。", "The reservation number cannot be issued in the future.").
			With(path+".issued_on", "発行日をご確認ください。", "Please check the day of issue.")
	}
	life := n.Life(t)
	if life.Remaining(today) < t.S6.DaysRemaining {
		return refusal.New(refusal.TooLate, terms.S6,
			fmt.Sprintf("MNP予約番号の有効期間が%d日以上残っている必要があります。この番号は%sまで有効です。再発行をお受けください。",
				t.S6.DaysRemaining, life.LastGoodDay.JA()),
			fmt.Sprintf("At least %d days of the reservation number must remain; this one is good through %s. Please have it issued anew.",
				t.S6.DaysRemaining, life.LastGoodDay.EN())).
			With(path+".issued_on", "有効期間が足りません。", "Too few days remain.")
	}
	return nil
}

// Life is how long the number is good, its issue day counted (S-6, C-3).
func (n Number) Life(t *terms.Version) jst.Count { return jst.Counting(n.IssuedOn, t.S6.Counting) }

func (s *ProgressSIM) take(t *terms.Version, n Number) {
	s.MNP, s.Number = true, n.Life(t)
}

func numberDeadline(s ProgressSIM) journal.Deadline {
	return journal.Due(nameOf(DeadlineNumber, s.No), terms.S6, s.Number)
}

// NumberRanOut asks for a new number when the last good day of one has passed
// and its line is not in use (S-7). The application waits for it as long as
// S-15 waits for proof.
func NumberRanOut(t *terms.Version, p Progress, due Due) (journal.Entry, Progress, error) {
	ran, ok := p.open(due.Name())
	if !ok {
		return journal.Entry{}, p, p.in(terms.S7)
	}
	wait := jst.Within(jst.DayOf(due.At), t.S15.Within)
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.S7, terms.S6},
		Facts:   journal.Facts{"sim": due.SIM, "last_good_day": ran.Count.LastGoodDay},
		Settled: []journal.Settlement{{Name: due.Name(), Outcome: journal.Lapsed}},
		Armed:   []journal.Deadline{journal.Due(nameOf(DeadlineNewNumber, due.SIM), terms.S7, wait)},
		Notices: []journal.Notice{{Letter: letters.MNPRenewalRequested{
			Case: p.Case, SIM: due.SIM, Expired: ran.Count.LastGoodDay, LastGoodDay: wait.LastGoodDay, Lapse: wait.Lapse,
		}}},
	}
	return e, p.after(t, e), nil
}

// GiveNumber takes a new number for a SIM whose line is not in use (S-7). It
// must serve as the first one did (S-6), and come before the wait is over.
func GiveNumber(t *terms.Version, p Progress, step string, sim int, n Number, at time.Time, actor journal.Actor) (journal.Entry, Progress, error) {
	i := slices.IndexFunc(p.SIMs, func(s ProgressSIM) bool { return s.No == sim })
	if i < 0 || !p.SIMs[i].MNP || !p.SIMs[i].waiting() {
		return journal.Entry{}, p, refusal.New(refusal.State, terms.S7,
			"このSIMには、MNP予約番号は必要ありません。", "This SIM waits for no reservation number.")
	}
	var found problems
	n.check(&found, "number")
	if err := found.err(); err != nil {
		return journal.Entry{}, p, err
	}
	if err := n.mayServe(t, "number", jst.DayOf(at)); err != nil {
		return journal.Entry{}, p, err
	}
	waits, asked := p.open(nameOf(DeadlineNewNumber, sim))
	if asked && !at.Before(waits.Lapse) {
		return journal.Entry{}, p, late(terms.S7, waits.Count)
	}
	p.SIMs = slices.Clone(p.SIMs)
	p.SIMs[i].take(t, n)
	e := journal.Entry{
		Case: p.Case, Step: step, At: at, Actor: actor, Terms: t.Name, Rules: []terms.ID{terms.S7, terms.S6},
		Facts: journal.Facts{"sim": sim, "last_good_day": p.SIMs[i].Number.LastGoodDay},
	}
	p.settle(&e, nameOf(DeadlineNumber, sim), journal.Moved)
	p.settle(&e, nameOf(DeadlineNewNumber, sim), journal.Met)
	e.Armed = []journal.Deadline{numberDeadline(p.SIMs[i])}
	return e, p.after(t, e), nil
}

// NumberNotRenewed ends the wait for a new number (S-7). The SIM is given up;
// where no line of the application is in use, the application lapses (S-15).
func NumberNotRenewed(t *terms.Version, p Progress, due Due) (journal.Entry, Progress, error) {
	waited, ok := p.open(due.Name())
	if !ok {
		return journal.Entry{}, p, p.in(terms.S7)
	}
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.S7, terms.S15},
		Facts:   journal.Facts{"sim": due.SIM},
		Settled: []journal.Settlement{{Name: due.Name(), Outcome: journal.Lapsed}},
	}
	p.SIMs = slices.Clone(p.SIMs)
	used := false
	for i := range p.SIMs {
		if p.SIMs[i].No == due.SIM {
			p.SIMs[i].Dropped = true
		}
		used = used || p.SIMs[i].Line != ""
	}
	switch {
	case !used:
		e.Rules = append(e.Rules, terms.S4)
		e.Notices = []journal.Notice{{Letter: letters.ApplicationLapsed{
			Case: p.Case, MNP: true, LastGoodDay: waited.Count.LastGoodDay, Lapse: waited.Lapse, EntryCodeFreed: p.holdsCode(),
		}}}
		p.end(&e, StateLapsed)
		if p.Shipment.ID != "" {
			e.Tasks = []journal.Task{{Kind: TaskRecoverParcel, Desk: journal.DeskSupport, Rule: terms.S7}}
		}
	case p.settled():
		p.end(&e, StateActive)
	}
	return e, p.after(t, e), nil
}

// lacksNumber refuses to go on while a number has run out (S-7).
func (p Progress) lacksNumber() error {
	for _, d := range p.Open {
		if strings.HasPrefix(d.Name, DeadlineNewNumber) {
			return refusal.New(refusal.State, terms.S7,
				"MNP予約番号の有効期限が過ぎています。新しい番号の提出を待っています。",
				"A reservation number has run out; the application waits for a new one.")
		}
	}
	return nil
}

// late refuses an act after its last good day (C-5).
func late(rule terms.ID, c jst.Count) error {
	return refusal.New(refusal.TooLate, rule,
		"お手続きの期限（"+c.LastGoodDay.JA()+"）を過ぎています。",
		"The last good day was "+c.LastGoodDay.EN()+".")
}
