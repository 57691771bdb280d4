// Command statesdoc draws the states of every process into docs/architecture.md.
//
//	go run ./internal/statesdoc          draws
//	go run ./internal/statesdoc -check   fails where what is drawn is stale
package main

//go:generate go run . -root ../..

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kigen/internal/casefile"
	"kigen/internal/states"
)

const (
	page  = "docs/architecture.md"
	begin = "<!-- Drawn by: go run ./internal/statesdoc. Do not edit from here … -->\n"
	end   = "<!-- … to here. -->\n"
)

func main() {
	check := flag.Bool("check", false, "fail where what is drawn is stale")
	root := flag.String("root", ".", "root of the repository")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	file := filepath.Join(root, page)
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	fresh, err := drawn(string(text), states.Diagrams())
	if err != nil {
		return err
	}
	switch {
	case fresh == string(text):
		return nil
	case check:
		return fmt.Errorf("the states in %s are stale: go run ./internal/statesdoc", page)
	}
	return os.WriteFile(file, []byte(fresh), 0o644)
}

// drawn is the page with the diagrams between its marks.
func drawn(text string, diagrams []casefile.Diagram) (string, error) {
	before, rest, ok := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return "", errors.New(page + " lacks the marks between which the states are drawn")
	}
	var b strings.Builder
	for _, d := range diagrams {
		fmt.Fprintf(&b, "\n### %s\n\n```mermaid\n%s```\n", d.Process, states.Mermaid(d))
	}
	return before + begin + b.String() + "\n" + end + after, nil
}
