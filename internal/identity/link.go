package identity

import (
	"fmt"
	"time"

	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// LinkState is how an upload link stands (S-9).
type LinkState struct {
	Expires  time.Time // the first instant at which it no longer opens the page
	Wrong    int       // wrong birth dates so far
	MaxWrong int       // so many lock it
	Replaced bool      // another link took its place
}

// Open refuses a link that no longer opens the page: another one was sent, it
// has expired, or wrong birth dates have locked it.
func (l LinkState) Open(at time.Time) error {
	switch {
	case l.Replaced:
		return refusal.New(refusal.Used, terms.S9,
			"新しいリンクをお送りしているため、このリンクは使えません。最新のメールをご確認ください。",
			"A newer link was sent, so this one no longer works. Please see the latest e-mail.")
	case !at.Before(l.Expires):
		return refusal.New(refusal.Expired, terms.S9,
			"このリンクの有効期限が切れています。会員ページから新しいリンクをお受け取りください。",
			"This link has expired. Please ask for a new one on your member page.")
	case l.Wrong >= l.MaxWrong:
		return locked()
	}
	return nil
}

// Enter refuses a wrong login or birth date; the last one that is allowed locks
// the link until a new one is sent.
func (l LinkState) Enter(right bool) error {
	if right {
		return nil
	}
	left := l.MaxWrong - l.Wrong - 1
	if left <= 0 {
		return locked()
	}
	return refusal.New(refusal.Mismatch, terms.S9,
		fmt.Sprintf("ログインIDまたは生年月日が正しくありません。あと%d回誤ると、このリンクは使えなくなります。", left),
		fmt.Sprintf("The login or the birth date is wrong. %d more wrong tries lock this link.", left))
}

func locked() error {
	return refusal.New(refusal.Locked, terms.S9,
		"生年月日の入力を規定の回数誤ったため、このリンクは使えません。新しいリンクをお受け取りください。",
		"Too many wrong birth dates have locked this link. Please ask for a new one.")
}
