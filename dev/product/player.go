package product

import (
	"context"
	"slices"
	"time"

	"kigen/internal/scenario"
)

// Player plays scenarios against this product: it signs in as any role, reads every mail, and may
// restart or stop parts in the middle of a story.
func (p *Product) Player() *scenario.Player {
	return &scenario.Player{
		Base:    p.ConsoleURL(),
		Token:   p.Token,
		Letters: p.letters,
		Restart: func(ctx context.Context, part string) error { return p.Restart(ctx, part) },
		Stop:    func(ctx context.Context, part string) error { return p.Halt(ctx, part) },
		Start:   func(ctx context.Context, part string) error { return p.Resume(ctx, part) },
	}
}

func (p *Product) letters(_ context.Context, to string, since time.Time) ([]scenario.Letter, error) {
	mails, err := p.Inbox().Mails(to)
	if err != nil {
		return nil, err
	}
	var letters []scenario.Letter
	for _, m := range slices.Backward(mails) {
		if !m.Arrived.Before(since) {
			letters = append(letters, scenario.Letter{ID: m.ID, Subject: m.Subject, Text: m.Text})
		}
	}
	return letters, nil
}
