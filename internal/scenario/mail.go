package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// mailWithin is how long a letter may take from its notice to the inbox.
const mailWithin = 30 * time.Second

// mail waits for the oldest letter that fits and that no step took before.
func (l *play) mail(ctx context.Context, step Step) error {
	if l.player.Letters == nil {
		return errors.New("mails can't be read here: mail needs an inbox")
	}
	to, err := l.vars.text(step.Mail.To)
	if err != nil {
		return err
	}
	subject, err := l.vars.text(step.Mail.Subject)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(mailWithin)
	for {
		letters, err := l.player.Letters(ctx, plain(to), l.started.Add(-time.Second))
		if err != nil {
			return fmt.Errorf("read the inbox: %w", err)
		}
		for _, letter := range letters {
			found, fits := l.fits(step.Mail, plain(subject), letter)
			if !fits {
				continue
			}
			l.read[letter.ID] = true
			for name, value := range found {
				l.vars[name] = value
			}
			l.done(Done{Line: step.Line, Kind: "mail", What: letter.Subject})
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("no such mail came to %s within %s: %s", plain(to), mailWithin, came(letters))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (l *play) fits(m *Mail, subject string, letter Letter) (found map[string]string, ok bool) {
	if l.read[letter.ID] || !strings.Contains(letter.Subject, subject) {
		return nil, false
	}
	found = map[string]string{}
	for _, f := range m.Find {
		if found[f.Name], ok = f.Pattern.in(letter.Text); !ok {
			return nil, false
		}
	}
	return found, true
}

func came(letters []Letter) string {
	if len(letters) == 0 {
		return "none came at all"
	}
	var subjects []string
	for _, letter := range letters {
		subjects = append(subjects, "「"+letter.Subject+"」")
	}
	return "there are " + strings.Join(subjects, " ")
}
