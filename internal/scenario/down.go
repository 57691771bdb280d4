package scenario

import (
	"context"
	"fmt"
)

// worker is the part that can be down for a while.
const worker = "worker"

func (l *play) halt(ctx context.Context, step Step) error {
	if l.player.Stop == nil || l.player.Start == nil {
		return fmt.Errorf("%s can't be stopped here: down needs the development stack", step.Down)
	}
	if err := l.player.Stop(ctx, step.Down); err != nil {
		return fmt.Errorf("stop %s: %w", step.Down, err)
	}
	l.down = true
	l.done(Done{Line: step.Line, Kind: "down", What: step.Down})
	return nil
}

// resume starts the worker again: what was due meanwhile is made up for.
func (l *play) resume(ctx context.Context, line int) error {
	if err := l.player.Start(ctx, worker); err != nil {
		return fmt.Errorf("start %s: %w", worker, err)
	}
	l.down = false
	l.done(Done{Line: line, Kind: "up", What: worker})
	return l.advance(ctx, line, l.now)
}
