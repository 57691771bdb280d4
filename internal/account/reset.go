package account

import (
	"time"

	"kigen/internal/refusal"
)

const (
	// ResetLife is how long the link of a letter lets choose a password.
	ResetLife = time.Hour
	// MaxResets bounds the letters that a member gets within [ResetLife]: whoever
	// asks more often is answered alike, and no further letter is sent.
	MaxResets = 3
)

// Reset is a link by which a member chooses a password.
type Reset struct {
	ID        string
	Member    string
	ExpiresAt time.Time // the first instant at which it opens nothing
	UsedAt    time.Time // zero while it is not; also where a later link was used
}

// Open refuses a link that was used, with code used, and one that is past its
// time, with code expired.
func (r Reset) Open(at time.Time) error {
	switch {
	case !r.UsedAt.IsZero():
		return refusal.New(refusal.Used, "",
			"このリンクは、すでに使用されています。パスワードをお忘れの場合は、新しいリンクをお受け取りください。",
			"This link was used already. If you don't know your password, please ask for a new link.")
	case !at.Before(r.ExpiresAt):
		return ResetExpired()
	}
	return nil
}

// ResetExpired refuses a link that is past its time.
func ResetExpired() error {
	return refusal.New(refusal.Expired, "",
		"このリンクの有効期限が切れています。新しいリンクをお受け取りください。",
		"This link has expired. Please ask for a new one.")
}

// NoReset refuses what is no link of ours.
func NoReset() error {
	return refusal.New(refusal.NotFound, "",
		"このリンクは正しくありません。メールに記載されたリンクをそのまま開くか、新しいリンクをお受け取りください。",
		"This link is not valid. Please open it exactly as it stands in the e-mail, or ask for a new one.")
}
