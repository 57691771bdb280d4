package terms

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// Every figure of every shipped version has a name of its own in both
// languages, reads as a person reads it, and no name is left over.
func TestEveryFigureHasAName(t *testing.T) {
	used := map[string]bool{}
	for _, v := range Embedded().Versions() {
		all := map[string]bool{}
		called := map[string]string{} // the key, by the rule and the name
		for _, f := range v.All() {
			keys := keysOf(f.Path)
			require.Len(t, keys, 1, f.Path)
			key := keys[0]
			used[key] = true
			require.NotContains(t, f.Name.JA+f.Name.EN, "{", f.Path)
			require.True(t, strings.ContainsFunc(f.Name.JA, japanese), "%s: %s", f.Path, f.Name.JA)
			require.False(t, strings.ContainsFunc(figureNames[key].EN, japanese), "%s: %s", f.Path, f.Name.EN)
			require.NotEmpty(t, f.Reads.JA, f.Path)
			require.NotEmpty(t, f.Reads.EN, f.Path)
			if f.Type == "integer" || f.Type == "decimal" || f.Type == "list of integer" {
				require.NotEqual(t, f.Value, f.Reads.JA, "%s has no unit", f.Path)
			}
			if strings.HasSuffix(f.Type, "choice") && RuleOf(f.Value) == "" && f.Value != "" {
				require.NotEqual(t, f.Value, f.Reads.JA, "%s: %s is called nothing", f.Path, f.Value)
			}
			require.False(t, all[f.Path], f.Path)
			all[f.Path] = true
			name := string(RuleOf(f.Path)) + " " + f.Name.JA
			if before, ok := called[name]; ok {
				require.Equal(t, before, key, "%s is called as another figure", f.Path)
			}
			called[name] = key
		}
	}
	for key := range figureNames {
		require.True(t, used[key], "nothing is called %s", key)
	}
}

func TestChoicesAreCalledWhatTheyAre(t *testing.T) {
	var all []string
	for _, values := range choices {
		all = append(all, values...)
	}
	for choice := range choiceNames {
		require.Contains(t, all, choice)
	}
}

func japanese(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// patterns are the paths that each name is for.
var patterns = func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for key := range figureNames {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(key), `\.\*`, `(\.[^.]+|\[\d+\])`)
		if rest, ok := strings.CutPrefix(pattern, `\*`); ok {
			pattern = `[A-Z]-\d+` + rest
		}
		all[key] = regexp.MustCompile("^" + pattern + `(\.ja|\.en)?$`)
	}
	return all
}()

// keysOf are the names that are for a path.
func keysOf(path string) (keys []string) {
	for key, pattern := range patterns {
		if pattern.MatchString(path) {
			keys = append(keys, key)
		}
	}
	return keys
}
