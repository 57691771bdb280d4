package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"kigen/dev/stack"
)

type upCommand struct {
	dataFlags

	PortBase int `default:"${port_base}" placeholder:"PORT" help:"First of the ports that are used, all on 127.0.0.1; ${port_base} unless told."`
}

// Run starts the stack and stops it when the context ends or a part dies.
func (c *upCommand) Run(ctx context.Context) error {
	began := time.Now()
	fmt.Printf("Kigen starts; its data is in %s\n", c.Data)
	s, err := stack.Start(ctx, stack.Options{
		Dir:      c.Data,
		PortBase: c.PortBase,
		Product:  product,
		Progress: progress(os.Stdout),
	})
	if err != nil {
		fmt.Println()
		if ctx.Err() != nil {
			return errors.New("interrupted while starting; nothing is left running")
		}
		return err
	}
	fmt.Printf("Ready after %s.\n\n", seconds(time.Since(began)))
	for _, note := range s.Notes() {
		fmt.Println(note)
	}
	fmt.Printf("  Console      %s\n  Temporal UI  %s\n  Inbox        %s\n\n", s.ConsoleURL(), s.TemporalUIURL(), s.InboxURL())
	fmt.Println("Ctrl-C stops it and keeps the data; `go run ./dev reset` begins afresh.")

	var died error
	select {
	case <-ctx.Done():
	case died = <-s.Died():
		fmt.Printf("\n%s. Everything stops; logs are in %s.\n", died, s.LogDir())
	}
	fmt.Println("\nStopping; Ctrl-C again ends it at once.")
	if err := s.Stop(); err != nil {
		return errors.Join(died, err)
	}
	fmt.Println("Stopped.")
	return died
}

var titles = map[string]string{
	stack.Postgres:   "PostgreSQL",
	stack.Temporal:   "Temporal",
	stack.TemporalUI: "Temporal UI",
}

// progress tells of each part on a line of its own, the time it took at the end.
func progress(w io.Writer) func(stack.Progress) {
	return func(p stack.Progress) {
		title, ok := titles[p.Part]
		if !ok {
			title = p.Part
		}
		switch {
		case p.Stopping:
		case p.Done:
			fmt.Fprintf(w, "%8s\n", seconds(p.Took))
		default:
			fmt.Fprintf(w, "  %-12s", title)
		}
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
