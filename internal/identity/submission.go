package identity

import (
	"slices"
	"strings"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Submission is a proof of identity that came in.
type Submission struct {
	ID     string
	Method terms.Method
	At     time.Time
}

// Submitted is a proof of identity as it comes in: documents, or a chip's result.
type Submitted struct {
	ID       string
	Method   terms.Method
	Declared Declared // of document images
	Files    []Role   // the files' roles
	// Document and Equal are of a chip's result: what it was read from, and what
	// on it equals the registered data.
	Document terms.DocumentKind
	Equal    Equal
	At       time.Time
	Actor    journal.Actor
}

// ProofDraft is a proof of identity on its way to its process: what is declared
// of the files that were uploaded, or the signed result of reading a chip.
type ProofDraft struct {
	Declared *Declared `json:"declared,omitempty"`
	Chip     string    `json:"chip,omitempty"`
}

// Equal says which of the data on a document are those registered (S-10).
type Equal struct {
	Name      bool `json:"name"`
	Address   bool `json:"address"`
	BirthDate bool `json:"birth_date"`
}

// StepSubmitted is the step that takes a submission in.
func StepSubmitted(submission string) string { return "submitted/" + submission }

// Submit takes in a proof of identity (S-10, S-11, S-20) and gives it to the
// identity desk, whose result is due within the days of S-12. A proof that
// comes after the wait (S-15) or during the maintenance (S-8) is refused.
func Submit(t *terms.Version, p Progress, s Submitted) (journal.Entry, Progress, error) {
	if err := p.in(terms.S14, StateInvited); err != nil {
		return journal.Entry{}, p, err
	}
	if _, err := p.waiting(s.At); err != nil {
		return journal.Entry{}, p, err
	}
	if err := MayUpload(t, s.At); err != nil {
		return journal.Entry{}, p, err
	}
	if !slices.Contains(p.Methods(t), s.Method) {
		return journal.Entry{}, p, refusal.New(refusal.NotOffered, terms.S20,
			"この方法での本人確認は、承っておりません。", "This way to prove identity is not offered here.").
			With("method", "ご案内の方法でお手続きください。", "Please use one that the invitation names.")
	}
	e := journal.Entry{
		Case: p.Case, Step: StepSubmitted(s.ID), At: s.At, Actor: s.Actor, Terms: t.Name, State: StateSubmitted,
		Rules: []terms.ID{terms.S12, terms.S20},
		Facts: journal.Facts{"submission": s.ID, "method": s.Method},
	}
	why := journal.Facts{"submission": s.ID, "method": s.Method}
	switch s.Method {
	case terms.DocumentImages:
		if len(s.Files) > t.S11.MaxFiles {
			return journal.Entry{}, p, tooManyFiles()
		}
		if err := MaySubmit(t, s.Declared, s.Files, s.At); err != nil {
			return journal.Entry{}, p, err
		}
		e.Rules = append(e.Rules, terms.S10, terms.S11)
		why["document"], e.Facts["files"] = s.Declared.Document, len(s.Files)
	case terms.ICChip:
		why["document"], why["equal"] = s.Document, s.Equal
	}
	result := journal.Due(DeadlineResult, terms.S12, jst.Within(jst.DayOf(s.At), t.S12.Within))
	result.Desk = journal.DeskIdentity
	e.Armed = []journal.Deadline{result}
	e.Tasks = []journal.Task{{Kind: TaskReview, Desk: journal.DeskIdentity, Rule: terms.S12, Due: result.Lapse, Why: why}}
	e.Notices = []journal.Notice{{Letter: letters.SubmissionReceived{
		Case: p.Case, ReceivedAt: s.At, Files: len(s.Files), LastGoodDay: result.Count.LastGoodDay, Lapse: result.Lapse,
	}}}
	p.settle(&e, DeadlineProof, journal.Met)
	p.Submission = Submission{ID: s.ID, Method: s.Method, At: s.At}
	return e, p.after(t, e), nil
}

// RemindDesk reminds the identity desk of a result that is due (S-12).
func RemindDesk(t *terms.Version, p Progress, due Due) (journal.Entry, Progress, error) {
	result, ok := p.open(DeadlineResult)
	if !ok {
		return journal.Entry{}, p, p.in(terms.S12)
	}
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.S12},
		Tasks: []journal.Task{{
			Kind: TaskHasten, Desk: journal.DeskIdentity, Rule: terms.S12, Due: result.Lapse,
			Why: journal.Facts{"submission": p.Submission.ID},
		}},
	}
	return e, p.after(t, e), nil
}

// Escalate hands a result that is late to the support desk and excuses the
// delay; the review goes on (S-12).
func Escalate(t *terms.Version, p Progress, due Due) (journal.Entry, Progress, error) {
	result, ok := p.open(DeadlineResult)
	if !ok {
		return journal.Entry{}, p, p.in(terms.S12)
	}
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.S12},
		Settled: []journal.Settlement{{Name: DeadlineResult, Outcome: journal.Lapsed}},
		Tasks: []journal.Task{{
			Kind: TaskOverdue, Desk: journal.DeskSupport, Rule: terms.S12, Why: journal.Facts{"submission": p.Submission.ID},
		}},
		Notices: []journal.Notice{{Letter: letters.IdentityDelayed{
			Case: p.Case, ReceivedAt: p.Submission.At, LastGoodDay: result.Count.LastGoodDay,
		}}},
	}
	return e, p.after(t, e), nil
}

func tooManyFiles() error {
	return refusal.New(refusal.LimitReached, terms.S11,
		"一度に提出できるファイルの数を超えています。", "There are more files than can be submitted at once.")
}

// Compare tells what on a document equals the registered person: spaces, width
// and the kind of a dash don't count (S-10, S-20).
func (p Person) Compare(name, address string, birth jst.Day) Equal {
	a := p.Address
	return Equal{
		Name:      plain(name) == plain(p.Names.Family+p.Names.Given),
		Address:   plain(address) == plain(a.Prefecture+a.City+a.Street+a.Building),
		BirthDate: birth == p.BirthDate,
	}
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '　':
			return -1
		case r >= '！' && r <= '～': // full-width forms of ASCII
			r -= '！' - '!'
		}
		if strings.ContainsRune("‐‑‒–—―−ー－", r) {
			return '-'
		}
		return r
	}, s)
}
