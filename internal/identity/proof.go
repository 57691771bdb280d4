package identity

import (
	"time"

	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Proof is the state of a proof that an e-mail address is read by its owner (S-2).
type Proof struct {
	ID        string
	ExpiresAt time.Time // the first instant at which the code is no longer good
	Tries     int       // wrong codes so far
	MaxTries  int
	ProvenAt  time.Time // zero while it is not
	UsedBy    string    // the application that it served
}

// Prove decides a code that was entered (S-2): right in time and within the
// tries. A proof that was proven stays so.
func (p Proof) Prove(at time.Time, right bool) error {
	switch {
	case !p.ProvenAt.IsZero():
		return nil
	case p.Tries >= p.MaxTries:
		return refusal.New(refusal.Locked, terms.S2,
			"入力の回数が上限に達したため、この認証コードは使えません。新しい認証コードをお受け取りください。",
			"This code was entered wrongly too often. Please ask for a new one.")
	case !at.Before(p.ExpiresAt):
		return refusal.New(refusal.Expired, terms.S2,
			"認証コードの有効期限が切れています。新しい認証コードをお受け取りください。",
			"This code has expired. Please ask for a new one.")
	case !right:
		return refusal.New(refusal.Mismatch, terms.S2,
			"認証コードが正しくありません。", "This is not the code that was sent.").
			With("code", "メールに記載の認証コードを入力してください。", "Please enter the code as it stands in the e-mail.")
	}
	return nil
}

// CountsTry tells whether what was entered uses up a try: a wrong code, while
// the proof could still be proven.
func (p Proof) CountsTry(at time.Time, right bool) bool {
	return !right && p.ProvenAt.IsZero() && p.Tries < p.MaxTries && at.Before(p.ExpiresAt)
}

// serves refuses an application whose address is not proven, or whose proof has
// served another one (S-2).
func (p Proof) serves() error {
	switch {
	case p.ProvenAt.IsZero():
		return refusal.New(refusal.State, terms.S2,
			"メールアドレスの確認がお済みではありません。お送りした認証コードを入力してください。",
			"The e-mail address is not proven yet. Please enter the code that was sent to it.").
			With("proof", "メールアドレスをご確認ください。", "Please prove the address first.")
	case p.UsedBy != "":
		return refusal.New(refusal.Used, terms.S2,
			"このメールアドレスの確認は、別のお申し込みで使用されています。", "This proof has served another application.").
			With("proof", "あらためてメールアドレスをご確認ください。", "Please prove the address anew.")
	}
	return nil
}
