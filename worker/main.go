// Command worker hosts Kigen's processes and their activities, and sends the
// queued letters. It drains when it is told to stop.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"kigen/internal/config"
	"kigen/worker/host"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		cancel()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	c, err := config.Load(os.Environ(), host.Needs...)
	if err != nil {
		return err
	}
	return host.Run(ctx, c)
}
