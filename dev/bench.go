package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"kigen/dev/bench"
)

type benchCommand struct {
	Quick   bool     `help:"Take a tenth of everything, in a minute or so: to see that it works."`
	Only    []string `placeholder:"F-1,…" help:"Measure these goals only."`
	Cases   int      `placeholder:"N" help:"Cases that each variant of F-1 runs, and thousands of cases that F-7 reads among."`
	Seconds int      `placeholder:"N" help:"How long each variant of F-2 is driven."`
	JSON    string   `name:"json" type:"path" placeholder:"FILE" help:"Write the figures there, too."`
	Strict  bool     `help:"Fail where a goal is missed or could not be measured."`
}

// Run measures what Kigen costs beside the least that the same work can cost.
func (c *benchCommand) Run(ctx context.Context) error {
	// It fills and drops databases: never those of somebody else's server.
	if err := os.Unsetenv("DATABASE_URL"); err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	report, err := bench.Run(ctx, bench.Options{
		Quick: c.Quick, Only: c.Only, Cases: c.Cases, Seconds: c.Seconds, Program: program,
		Progress: func(what string) { fmt.Fprintln(os.Stderr, what) },
	})
	if report != nil {
		fmt.Fprintln(os.Stderr)
		report.Print(os.Stdout)
	}
	if err != nil {
		return err
	}
	if c.JSON != "" {
		if err := report.WriteJSON(c.JSON); err != nil {
			return fmt.Errorf("write the figures: %w", err)
		}
	}
	if missed := report.Missed(); c.Strict && len(missed) > 0 {
		var names []string
		for _, m := range missed {
			names = append(names, m.Goal+" "+m.Name)
		}
		return fmt.Errorf("%d goals are missed: %s", len(missed), strings.Join(names, ", "))
	}
	return nil
}

// benchWorkerCommand is the worker that the benchmark kills.
type benchWorkerCommand struct{}

// Run is the worker until it is killed.
func (c *benchWorkerCommand) Run(ctx context.Context) error { return bench.RunWorker(ctx) }
