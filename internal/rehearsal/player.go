package rehearsal

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/ekyc"
	"kigen/internal/jst"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

const (
	// budget is the machine's time that a rehearsal may take.
	budget = 5 * time.Second
	// tries bounds how often a rehearsal that gave way begins anew.
	tries = 5
	// atOnce is how many rehearsals run side by side, so that the pool's
	// connections are left to those who do something.
	atOnce = 2
)

// Player plays rehearsals.
type Player struct {
	Pool *pgxpool.Pool
	// Terms are the rulebook to play by: the one in force, or a draft.
	Terms *terms.Book
	// EKYC are the providers whose signed results count.
	EKYC ekyc.Providers
}

// Play is what is to be rehearsed.
type Play struct {
	// Case is played on from where it stands; empty for what the first act brings about.
	Case string
	// From is the business time of the beginning, Until the instant after which
	// nothing is played any more.
	From, Until time.Time
	// Acts happen on the way, in the order of their instants, none before From.
	Acts []Act
}

// Act is something that somebody does.
type Act struct {
	At time.Time
	// Do does it under a context that lets the engine and the pools play along.
	Do func(ctx context.Context) error
}

// Course is how a rehearsal went.
type Course struct {
	postgres.Course
	// Errs are those of the acts; nil where one was taken in. A play without a
	// case ends with the first.
	Errs []error
	// Cut tells that something would have followed after Until.
	Cut bool
	// Told are the workflow IDs of the processes that would be told something
	// and were not played.
	Told []string
}

var slots = make(chan struct{}, atOnce)

// Play plays and takes all back. It is refused with code not_found where there
// is no such case, unavailable where too many rehearse at once or others work on
// the case all the while.
func (p *Player) Play(ctx context.Context, play Play) (Course, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, budget, busy)
	defer cancel()
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return Course{}, context.Cause(ctx)
	}
	for try := range tries {
		c, err := p.once(ctx, play)
		if !errors.Is(err, errGaveWay) {
			return c, err
		}
		select {
		case <-time.After(time.Duration(try+1) * 20 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	return Course{}, busy
}

var busy = refusal.New(refusal.Unavailable, "",
	"ただいま処理が混み合っているため、予行できませんでした。しばらくしてからもう一度お試しください。",
	"The rehearsal could not be played right now. Please try again in a moment.")

// Try does what an act does until it reaches a process, and takes it back: a
// refusal before that is its error. Where it had to give way it is refused with
// code unavailable.
func (p *Player) Try(ctx context.Context, do func(context.Context) error) error {
	db, _, err := open(ctx, p.Pool)
	if err != nil {
		return err
	}
	defer db.close(ctx)
	s := &Stage{ctx: ctx, db: db}
	err = do(s.under(ctx))
	switch {
	case errors.Is(err, errReached):
		return nil
	case errors.Is(err, errGaveWay):
		return busy
	}
	return err
}

func (p *Player) once(ctx context.Context, play Play) (Course, error) {
	db, before, err := open(ctx, p.Pool)
	if err != nil {
		return Course{}, err
	}
	defer db.close(ctx)
	var first []entrance
	if play.Case != "" {
		c, err := postgres.Case(ctx, db, play.Case)
		if err != nil {
			return Course{}, err
		}
		if c.ClosedAt == nil {
			e, err := whereItStands(c)
			if err != nil {
				return Course{}, err
			}
			first = append(first, e)
		}
	}
	s := newStage(ctx, p, db, play)
	if err := s.perform(first); err != nil {
		return Course{}, err
	}
	if s.missed {
		// In truth a command or a fact is there when the process that it starts begins.
		return Course{}, errGaveWay
	}
	course, err := postgres.CourseSince(ctx, db, before, play.Case)
	if err != nil {
		return Course{}, err
	}
	return Course{Course: course, Errs: s.errs, Cut: s.cut, Told: s.told}, nil
}

// accepting is a card network that accepts: a rehearsal asks nobody.
type accepting struct{}

// Check accepts the card.
func (accepting) Check(context.Context, string, string) (payment.Card, error) {
	return payment.Card{Kind: terms.CreditCard, OwnName: true, ValidThrough: jst.MakeMonth(9999, time.December)}, nil
}
