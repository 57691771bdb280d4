// Command rulesdoc writes docs/rules.md: for each rule of the rulebook its
// sentence, its figures, the files that apply it and the tests that prove it.
// It runs at the root of the repository.
//
//	go run ./internal/rulesdoc          writes the page
//	go run ./internal/rulesdoc -check   fails where the page is stale, or a rule that code applies has no test
package main

import (
	"flag"
	"fmt"
	"os"

	"kigen/internal/terms"
)

const page = "docs/rules.md"

func main() {
	check := flag.Bool("check", false, "fail where the page is stale or a rule that code applies has no test")
	flag.Parse()
	if err := run(".", *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer dir.Close()
	found, err := scan(dir.FS())
	if err != nil {
		return err
	}
	versions := terms.Embedded().Versions()
	text := render(versions[len(versions)-1], found)
	if !check {
		return dir.WriteFile(page, []byte(text), 0o644)
	}
	written, err := dir.ReadFile(page)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	return verdict(string(written), text, found)
}
