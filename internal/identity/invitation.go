package identity

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// InvitationAt is when the invitation of an application goes out: at once, or
// when the identity system's maintenance ends (S-8).
func InvitationAt(t *terms.Version, appliedAt time.Time) time.Time {
	if ends, closed := t.S8.Contains(appliedAt); closed {
		return ends
	}
	return appliedAt
}

// MayUpload refuses uploads and submissions during the maintenance (S-8).
func MayUpload(t *terms.Version, at time.Time) error {
	ends, closed := t.S8.Contains(at)
	if !closed {
		return nil
	}
	return refusal.New(refusal.Maintenance, terms.S8,
		"ただいま本人確認システムの定期メンテナンス中です。"+jst.InstantJA(ends)+"以降に、あらためてお手続きをお願いいたします。",
		"The identity system is under maintenance until "+jst.InstantEN(ends)+". Please come back then.")
}

// LinkLapse is when a link that goes out at the instant expires (S-9).
func LinkLapse(t *terms.Version, at time.Time) time.Time {
	return jst.Within(jst.DayOf(at), t.S9.LinkWithin).Lapse
}

// Invite asks the applicant to prove the identity (S-8, S-9, S-20). From its day
// the application waits as long as S-15 says.
func Invite(t *terms.Version, p Progress, due Due, link Link) (journal.Entry, Progress, error) {
	if err := p.in(terms.S8, StateInviting); err != nil {
		return journal.Entry{}, p, err
	}
	wait := waitForProof(t, due.At)
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name, State: StateInvited,
		Rules: []terms.ID{terms.S8, terms.S9, terms.S15, terms.S20},
		Armed: []journal.Deadline{wait},
		Notices: []journal.Notice{{Letter: letters.Invitation{
			Case: p.Case, Link: link.ID, Login: p.Login, Expires: link.Expires, Methods: p.Methods(t),
			MaxFiles: t.S11.MaxFiles, MaxFileMB: int(t.S11.MaxBytes >> 20), LastGoodDay: wait.Count.LastGoodDay, Lapse: wait.Lapse,
		}}},
	}
	p.settle(&e, DeadlineInvitation, journal.Met)
	p.Link = link
	return e, p.after(t, e), nil
}

func waitForProof(t *terms.Version, at time.Time) journal.Deadline {
	return journal.Due(DeadlineProof, terms.S15, jst.Within(jst.DayOf(at), t.S15.Within))
}

// Remind reminds the applicant of the proof of identity (S-15).
func Remind(t *terms.Version, p Progress, due Due) (journal.Entry, Progress, error) {
	wait, ok := p.open(DeadlineProof)
	if !ok {
		return journal.Entry{}, p, p.in(terms.S15)
	}
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.S15},
		Notices: []journal.Notice{{Letter: letters.IdentityReminder{
			Case: p.Case, Link: p.Link.ID, Login: p.Login, Expires: p.Link.Expires,
			LastGoodDay: wait.Count.LastGoodDay, Lapse: wait.Lapse,
		}}},
	}
	return e, p.after(t, e), nil
}

// Lapse ends an application without an acceptable proof of identity (S-15); its
// entry codes are free again (S-4).
func Lapse(t *terms.Version, p Progress, due Due) (journal.Entry, Progress, error) {
	wait, ok := p.open(DeadlineProof)
	if !ok {
		return journal.Entry{}, p, p.in(terms.S15)
	}
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name,
		Rules:   []terms.ID{terms.S15, terms.S4},
		Settled: []journal.Settlement{{Name: DeadlineProof, Outcome: journal.Lapsed}},
		Notices: []journal.Notice{{Letter: letters.ApplicationLapsed{
			Case: p.Case, LastGoodDay: wait.Count.LastGoodDay, Lapse: wait.Lapse, EntryCodeFreed: p.holdsCode(),
		}}},
	}
	p.end(&e, StateLapsed)
	return e, p.after(t, e), nil
}

// RenewLink sends a new upload link; the old one, locked or not, no longer
// opens the page (S-9).
func RenewLink(t *terms.Version, p Progress, step string, link Link, at time.Time, actor journal.Actor) (journal.Entry, Progress, error) {
	if err := p.in(terms.S9, StateInvited); err != nil {
		return journal.Entry{}, p, err
	}
	wait, err := p.waiting(at)
	if err != nil {
		return journal.Entry{}, p, err
	}
	e := journal.Entry{
		Case: p.Case, Step: step, At: at, Actor: actor, Terms: t.Name, Rules: []terms.ID{terms.S9},
		Notices: []journal.Notice{{Letter: letters.InvitationRenewed{
			Case: p.Case, Link: link.ID, Login: p.Login, Expires: link.Expires,
			LastGoodDay: wait.Count.LastGoodDay, Lapse: wait.Lapse,
		}}},
	}
	p.Link = link
	return e, p.after(t, e), nil
}

// waiting is the open wait for proof (S-15); an act at its lapse or later is
// late (C-5).
func (p Progress) waiting(at time.Time) (OpenDeadline, error) {
	wait, ok := p.open(DeadlineProof)
	if !ok {
		return wait, p.in(terms.S15)
	}
	if !at.Before(wait.Lapse) {
		return wait, late(terms.S15, wait.Count)
	}
	return wait, nil
}

// StepLinkLocked is the step that tells of a locked link.
func StepLinkLocked(link string) string { return "link-locked/" + link }

// LockLink tells the applicant that wrong birth dates have locked the page (S-9).
func LockLink(t *terms.Version, p Progress, step string, tries int, at time.Time) (journal.Entry, Progress, error) {
	wait, ok := p.open(DeadlineProof)
	if !ok {
		return journal.Entry{}, p, p.in(terms.S9)
	}
	e := journal.Entry{
		Case: p.Case, Step: step, At: at, Actor: journal.Actor{Role: "public"}, Terms: t.Name, Rules: []terms.ID{terms.S9},
		Notices: []journal.Notice{{Letter: letters.UploadLocked{
			Case: p.Case, Tries: tries, LockedAt: at, LastGoodDay: wait.Count.LastGoodDay, Lapse: wait.Lapse,
		}}},
	}
	return e, p.after(t, e), nil
}
