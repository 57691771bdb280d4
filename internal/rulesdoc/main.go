// Command rulesdoc writes docs/rules.md: for each rule of the rulebook its
// sentence, its figures, the files that apply it and the tests that prove it.
//
//	go run ./internal/rulesdoc          writes the page
//	go run ./internal/rulesdoc -check   fails where the page is stale, or a rule that code applies has no test
package main

//go:generate go run . -root ../..

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kigen/internal/terms"
)

const page = "docs/rules.md"

func main() {
	check := flag.Bool("check", false, "fail where the page is stale or a rule that code applies has no test")
	root := flag.String("root", ".", "root of the repository")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	found, err := scan(os.DirFS(root))
	if err != nil {
		return err
	}
	versions := terms.Embedded().Versions()
	text, file := render(versions[len(versions)-1], found), filepath.Join(root, page)
	if !check {
		return os.WriteFile(file, []byte(text), 0o644)
	}
	written, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return verdict(string(written), text, found)
}
