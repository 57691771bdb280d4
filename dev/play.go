package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

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
	p, err := c.start(ctx)
	if err != nil {
		return err
	}
	err = c.play(ctx, os.Stdout, p, scenarios)
	return errors.Join(err, p.Stop())
}

func (c *playCommand) start(ctx context.Context) (*product.Product, error) {
	o := stack.Options{Progress: progress(os.Stderr)}
	if c.Data == "" {
		return product.StartTemporary(ctx, o)
	}
	base, err := stack.FreePortBase()
	if err != nil {
		return nil, err
	}
	o.Dir, o.PortBase, o.Fast = c.Data, base, true
	return product.Start(ctx, o)
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
