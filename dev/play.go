package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"kigen/dev/product"
	"kigen/dev/stack"
	"kigen/internal/scenario"
)

type playCommand struct {
	Files []string `arg:"" name:"file" type:"existingfile" help:"Scenarios (YAML)."`
	JSON  bool     `help:"Print every answer, charge, notice, deadline and journal entry as JSON."`
	Data  string   `type:"path" placeholder:"DIR" help:"Folder that keeps what the plays leave; a temporary one unless told."`
}

// errFailed is the outcome of plays that went otherwise than their scenarios say.
var errFailed = errors.New("not all scenarios passed")

// Run boots a stack of its own, on ports that nobody uses, and plays the scenarios one after the other.
func (c *playCommand) Run(ctx context.Context) error {
	scenarios, err := load(c.Files)
	if err != nil {
		return err
	}
	dir, remove, err := c.dir()
	if err != nil {
		return err
	}
	base, err := stack.FreePortBase()
	if err != nil {
		return errors.Join(err, remove())
	}
	p, err := product.Start(ctx, stack.Options{Dir: dir, PortBase: base, Fast: true, Progress: progress(os.Stderr)})
	if err != nil {
		return errors.Join(err, remove())
	}
	err = c.play(ctx, os.Stdout, p, scenarios)
	return errors.Join(err, p.Stop(), remove())
}

func (c *playCommand) play(ctx context.Context, w io.Writer, p *product.Product, scenarios []*scenario.Scenario) error {
	player := p.Player()
	results := []*scenario.Result{}
	passed := true
	for _, s := range scenarios {
		r, err := player.Play(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.File, err)
		}
		results = append(results, r)
		passed = passed && r.Passed
		if !c.JSON {
			r.Print(w)
			fmt.Fprintln(w)
		}
	}
	if c.JSON {
		if err := scenario.PrintJSON(w, results); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(w, scenario.Summary(results))
	}
	if !passed {
		return errFailed
	}
	return nil
}

// load reads all scenarios before anything is started.
func load(files []string) ([]*scenario.Scenario, error) {
	var (
		scenarios []*scenario.Scenario
		problems  []error
	)
	for _, file := range files {
		s, err := scenario.Load(file)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		scenarios = append(scenarios, s)
	}
	return scenarios, errors.Join(problems...)
}

// dir is the data folder and what removes it, if it is temporary.
func (c *playCommand) dir() (dir string, remove func() error, err error) {
	if c.Data != "" {
		return c.Data, func() error { return nil }, nil
	}
	parent, err := os.MkdirTemp("", "kigen-play-")
	if err != nil {
		return "", nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	remove = func() error { return os.RemoveAll(parent) }
	// Under root PostgreSQL runs as another account, which must pass through here.
	if err := os.Chmod(parent, 0o755); err != nil {
		return "", nil, errors.Join(fmt.Errorf("open the temporary folder: %w", err), remove())
	}
	return filepath.Join(parent, "data"), remove, nil
}
