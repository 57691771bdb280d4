// Package mail sends letters: the port [Sender] with its SMTP adapter, and the
// [Outbox] that takes queued notices, renders them and sends each at least once
// under the same Message-ID.
package mail

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Mail is one message. Its headers hold nothing personal but the address To.
type Mail struct {
	// ID becomes the Message-ID, "<ID>": the same at every try, so that the
	// recipient's side can tell a repetition.
	ID      string
	To      string // the bare address, without a name
	Lang    string // "ja" or "en"
	Date    time.Time
	Subject string
	Text    string
	HTML    string
}

// Sender hands messages to a mail server.
type Sender interface {
	// Send hands over every message and returns one error each, nil where the
	// server took it. Errors wrap a *Error where the server or the address is
	// the cause.
	Send(ctx context.Context, mails []Mail) []error
}

// Error says at which point a message was not taken. It never holds what the
// server answered in words: that quotes addresses.
type Error struct {
	Stage string // "connect", "recipient", "content" …
	// Code is the server's reply code, 0 where there was none; Enhanced is
	// "5.1.1" where the server gave one.
	Code     int
	Enhanced string
	// Permanent: the same message to the same address will never be taken.
	Permanent bool
}

func (e *Error) Error() string {
	switch {
	case e.Code == 0:
		return "mail: " + e.Stage + " failed"
	case e.Enhanced == "":
		return fmt.Sprintf("mail: %s refused with %d", e.Stage, e.Code)
	default:
		return fmt.Sprintf("mail: %s refused with %d %s", e.Stage, e.Code, e.Enhanced)
	}
}

// Permanent tells whether another try is pointless.
func Permanent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Permanent
}
