package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/letters"
	"kigen/starter/words"
)

// TestFactsHaveWords reads from the source which facts the rules and activities
// write: in literals of journal.Facts, and by key into those they have made.
func TestFactsHaveWords(t *testing.T) {
	keys := map[string]bool{}
	for _, root := range []string{"../../internal", "../../activities"} {
		inspect(t, root, func(n ast.Node) {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if isFacts(n.Type) {
					for _, element := range n.Elts {
						if pair, ok := element.(*ast.KeyValueExpr); ok {
							keys[literal(pair.Key)] = true
						}
					}
				}
			case *ast.IndexExpr:
				if isFacts(n.X) || isNamed(n.X, "why") {
					keys[literal(n.Index)] = true
				}
			}
		})
	}
	for _, of := range []reflect.Type{
		reflect.TypeFor[identity.Declared](), reflect.TypeFor[identity.AuxiliaryDocument](), reflect.TypeFor[letters.ContractLine](),
	} {
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			keys[name] = true
		}
	}
	delete(keys, "")
	require.Greater(t, len(keys), 60, "the source tells what facts there are")
	for key := range keys {
		worded(t, key, words.Fact(key))
	}
}

// TestWhatProcessesWaitForHasWords reads from the source under which names the
// processes wait: a test clock shows the next one.
func TestWhatProcessesWaitForHasWords(t *testing.T) {
	var names []string
	inspect(t, "../../workflows", func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			called, ok := n.Fun.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"until", "untilAfter", "at", "timed"}, called.Sel.Name) && len(n.Args) > 1 {
				names = append(names, literal(n.Args[1]))
			}
		case *ast.CompositeLit: // {"reminders", plan.RemindAt, …}
			if len(n.Elts) > 2 {
				names = append(names, literal(n.Elts[0]))
			}
		}
	})
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	require.Subset(t, names, []string{"reminders", "withdrawal-cut-off", "effect", "cancellation-reminder", "return-reminder"})
	for _, name := range names {
		worded(t, name, words.Deadline(name))
	}
}

// inspect visits the syntax of all the Go files below a folder but tests.
func inspect(t *testing.T, root string, visit func(ast.Node)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			visit(n)
			return true
		})
		return nil
	}))
}

func isFacts(e ast.Expr) bool {
	selected, ok := e.(*ast.SelectorExpr)
	return ok && selected.Sel.Name == "Facts"
}

func isNamed(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// literal is the value of a string literal, empty for anything else.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	value, _ := strconv.Unquote(lit.Value)
	return value
}
