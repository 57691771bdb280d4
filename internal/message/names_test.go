package message_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// declared is a process, an update or a signal as this package declares it.
type declared struct {
	file, variable, kind, name string
}

// declarations reads the package's own source: what a message is called on the
// wire is nowhere else.
func declarations(t *testing.T) (all []declared) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, value := range spec.Values {
				if kind, name, ok := named(value); ok {
					all = append(all, declared{path, spec.Names[i].Name, kind, name})
				}
			}
			return true
		})
	}
	return all
}

// named reads Update[In, Out]{Name: "name"} and its like.
func named(e ast.Expr) (kind, name string, ok bool) {
	literal, ok := e.(*ast.CompositeLit)
	if !ok || len(literal.Elts) != 1 {
		return "", "", false
	}
	generic := literal.Type
	switch g := generic.(type) {
	case *ast.IndexExpr:
		generic = g.X
	case *ast.IndexListExpr:
		generic = g.X
	}
	id, isID := generic.(*ast.Ident)
	pair, isPair := literal.Elts[0].(*ast.KeyValueExpr)
	if !isID || !isPair {
		return "", "", false
	}
	value, isValue := pair.Value.(*ast.BasicLit)
	if !isValue {
		return "", "", false
	}
	name, err := strconv.Unquote(value.Value)
	return id.Name, name, err == nil
}

// Processes and signals have names of their own, since histories and late facts
// know them by nothing else; an update's is its own among those of its process,
// whose file it stands in, and the corrections that every process takes.
func TestWireNamesAreTheirOwn(t *testing.T) {
	spelling := map[string]*regexp.Regexp{
		"Process": regexp.MustCompile(`^[A-Z][A-Za-z]+$`),
		"Update":  regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`),
		"Signal":  regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`),
	}
	const shared = "corrections.go"
	taken := map[[3]string]string{}
	kinds := map[string]int{}
	all := declarations(t)
	for _, d := range all {
		require.Regexp(t, spelling[d.kind], d.name, d.variable)
		kinds[d.kind]++
		scope := ""
		if d.kind == "Update" {
			scope = d.file
		}
		key := [3]string{d.kind, scope, d.name}
		require.Empty(t, taken[key], "%s is called %q too", d.variable, d.name)
		taken[key] = d.variable
	}
	for _, d := range all {
		if d.kind == "Update" && d.file != shared {
			require.Empty(t, taken[[3]string{"Update", shared, d.name}], "%s is called as a correction", d.variable)
		}
	}
	for kind, least := range map[string]int{"Process": 5, "Update": 20, "Signal": 5} {
		require.GreaterOrEqual(t, kinds[kind], least, kind)
	}
}
