package letters

import "time"

// PasswordReset carries the link by which a member chooses a password for the
// member page.
type PasswordReset struct {
	Reset   string    `json:"reset"` // the link's ID, never its token
	Expires time.Time `json:"expires"`
	// First tells of a member who has no login yet and chooses one too.
	First bool `json:"first"`
}

// Reference names the link.
func (l PasswordReset) Reference() string { return l.Reset }

// PasswordChanged tells that the password of the member page was changed.
type PasswordChanged struct {
	Member    string    `json:"member"`
	ChangedAt time.Time `json:"changed_at"`
	// ByLink tells of a password that was chosen by the link of a letter.
	ByLink bool `json:"by_link"`
}

// Reference names the member, as there is no case.
func (l PasswordChanged) Reference() string { return l.Member }

// LoginChanged tells that the member page is entered by another login.
type LoginChanged struct {
	Member    string    `json:"member"`
	ChangedAt time.Time `json:"changed_at"`
}

// Reference names the member, as there is no case.
func (l LoginChanged) Reference() string { return l.Member }

// SignInLocked tells that wrong passwords locked the member page for a while.
type SignInLocked struct {
	Member   string    `json:"member"`
	Tries    int       `json:"tries"`
	LockedAt time.Time `json:"locked_at"`
	Until    time.Time `json:"until"`
}

// Reference names the member, as there is no case.
func (l SignInLocked) Reference() string { return l.Member }
