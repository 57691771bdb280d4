package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kigen/dev/fill"
	"kigen/dev/product"
	"kigen/dev/stack"
	"kigen/internal/scenario"
	"kigen/internal/yen"
	"kigen/starter/words"
)

type upCommand struct {
	dataFlags

	Examples string `default:"examples" type:"path" placeholder:"DIR" help:"Folder of the examples that fill new data; examples unless told."`
	PortBase int    `default:"${port_base}" placeholder:"PORT" help:"First of the ports that are used, all on 127.0.0.1; ${port_base} unless told."`
}

// Run starts the stack and stops it when the context ends or a part dies.
func (c *upCommand) Run(ctx context.Context) error {
	began := time.Now()
	fmt.Printf("Kigen starts; its data is in %s\n", c.Data)
	s, err := product.Start(ctx, stack.Options{Dir: c.Data, PortBase: c.PortBase, Progress: progress(os.Stdout)})
	if err != nil {
		fmt.Println()
		if ctx.Err() != nil {
			return errors.New("interrupted while starting; nothing is left running")
		}
		return err
	}
	fmt.Printf("Ready after %s.\n\n", seconds(time.Since(began)))
	if err := c.fill(ctx, os.Stdout, s); err != nil && ctx.Err() == nil {
		fmt.Printf("The examples are not all played: %s\nThe next start goes on with them.\n\n", err)
	}
	if err := welcome(ctx, os.Stdout, s); err != nil && ctx.Err() == nil {
		return errors.Join(err, s.Stop())
	}

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

// fill plays the examples where the data is new, or where an earlier start was killed while it did.
func (c *upCommand) fill(ctx context.Context, w io.Writer, p *product.Product) error {
	f, err := fill.Open(ctx, p, c.Examples)
	if err != nil || f == nil {
		return err
	}
	fmt.Fprintln(w, "The examples are played, to fill the new data:")
	err = f.Play(ctx, func(r *scenario.Result) {
		fmt.Fprintf(w, "  %-32s %s\n", r.Name, happened(r))
	})
	fmt.Fprintln(w)
	return err
}

// happened sums a played story up.
func happened(r *scenario.Result) string {
	if r.Clock == "" {
		return "in the machine's own time: tasks for each desk, deadlines that are running"
	}
	owed := int64(0)
	for _, charge := range r.Lists["charges"] {
		amount, _ := charge["amount"].(float64)
		owed += int64(amount)
	}
	return fmt.Sprintf("on a test clock: %d letters, %d deadlines, %s charged", len(r.Lists["notices"]), len(r.Lists["deadlines"]), yen.Of(owed))
}

// welcome tells where to click and how to sign in.
func welcome(ctx context.Context, w io.Writer, s *product.Product) error {
	roles, err := s.Roles(ctx)
	if err != nil {
		return err
	}
	for _, note := range s.Notes() {
		fmt.Fprintf(w, "%s\n\n", note)
	}
	fmt.Fprintf(w, "  Console      %s/console/\n  Temporal UI  %s\n  Inbox        %s\n\n", strings.TrimSuffix(s.ConsoleURL(), "/"), s.TemporalUIURL(), s.InboxURL())
	fmt.Fprintln(w, "Sign in to the console as one of the staff:")
	accounts := s.Accounts()
	for _, account := range accounts {
		fmt.Fprintf(w, "  %-10s %s\n", account.Login, words.Role(string(account.Role)).EN)
	}
	fmt.Fprintf(w, "  password   %s (of each of them)\n", accounts[0].Password)
	guests, err := s.Admitted(ctx)
	if err != nil {
		return err
	}
	if len(guests) > 0 {
		fmt.Fprintf(w, "\nMembers have their page at %s/my/, under the same password:\n", strings.TrimSuffix(s.ConsoleURL(), "/"))
		for _, g := range guests {
			fmt.Fprintf(w, "  %-13s %s\n", g.Login, g.About)
		}
	}
	fmt.Fprintln(w, "\nThe API takes the token of a role:")
	list(w, append(roles, s.Members()...))
	fmt.Fprintf(w, "\nIn a shell: set -a; . %s; set +a – then `starter` talks to it as admin.\n", filepath.Join(s.Dir, "env"))
	fmt.Fprintln(w, "Ctrl-C stops it and keeps the data; `go run ./dev reset` begins afresh.")
	return nil
}

func list(w io.Writer, roles []product.Role) {
	for _, r := range roles {
		fmt.Fprintf(w, "  %-22s %s\n", r.Name, r.Token)
	}
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
