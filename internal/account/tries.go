package account

import (
	"fmt"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
)

// Limits on wrong passwords, for one login.
const (
	MaxTries = 5
	// Window is how long a wrong password counts, from the first of a row.
	Window = 15 * time.Minute
	// LockFor is how long the login is locked from the try that was one too many,
	// and to the end of a minute that has begun: letters name minutes.
	LockFor = 15 * time.Minute
)

// Tries are the passwords that were given for a login since the last right one.
type Tries struct {
	Count int
	Since time.Time // of the first
	// LockedUntil is the first instant at which a password is looked at again;
	// zero while the login is not locked.
	LockedUntil time.Time
}

// Enter takes one more password, before it is looked at: several at once are
// counted all. It is refused, with code locked, while the login is locked, up to
// and without the instant LockedUntil. The fifth within [Window] (from the first,
// without its end) locks the login unless it is right.
func (t Tries) Enter(at time.Time) (Tries, error) {
	if at.Before(t.LockedUntil) {
		return t, locked(t.LockedUntil)
	}
	if t.Count == 0 || !t.LockedUntil.IsZero() || !at.Before(t.Since.Add(Window)) {
		t = Tries{Since: at}
	}
	if t.Count++; t.Count >= MaxTries {
		t.LockedUntil = at.Add(LockFor + time.Minute - 1).Truncate(time.Minute)
	}
	return t, nil
}

// Wrong is the refusal of a password that was entered and is wrong: with code
// locked for the one that locked the login, else unauthenticated. Both say the
// same whether there is such a login or not.
func (t Tries) Wrong() error {
	if !t.LockedUntil.IsZero() {
		return locked(t.LockedUntil)
	}
	left := MaxTries - t.Count
	if left > 2 {
		return refusal.New(refusal.Unauthenticated, "",
			"ログインIDまたはパスワードが正しくありません。", "The login ID or the password is not right.")
	}
	return refusal.New(refusal.Unauthenticated, "",
		fmt.Sprintf("ログインIDまたはパスワードが正しくありません。あと%d回続けて間違えると、%d分間ログインできなくなります。", left, int(LockFor/time.Minute)),
		fmt.Sprintf("The login ID or the password is not right. After %d more wrong %s nobody can sign in with it for %d minutes.",
			left, map[bool]string{true: "try", false: "tries"}[left == 1], int(LockFor/time.Minute)))
}

func locked(until time.Time) error {
	return refusal.New(refusal.Locked, "",
		fmt.Sprintf("パスワードの誤りが続いたため、ログインを一時的に停止しています。%sを過ぎてから、もう一度お試しください。", jst.ClockOf(until)),
		fmt.Sprintf("Too many wrong passwords: nobody can sign in with this login ID until %s Japan time. Please try again then.", jst.ClockOf(until)))
}
