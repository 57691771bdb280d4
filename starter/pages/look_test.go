package pages

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// maxLook bounds what a browser fetches once for all pages, in bytes. A page
// that has a script of its own fetches that besides.
const maxLook = 40 << 10

func TestTheLookIsLight(t *testing.T) {
	total := 0
	for _, name := range []string{"kigen.css", "kigen.js", "icon.svg"} {
		content, err := files.ReadFile("static/" + name)
		require.NoError(t, err)
		total += len(content)
	}
	require.LessOrEqual(t, total, maxLook)
}

// pairs are what stands on what, and how much they must differ (WCAG 2.2, 1.4.3 and 1.4.11).
var pairs = []struct {
	on, ground []string
	ratio      float64
}{
	{[]string{"ink", "soft", "link", "past", "soon", "today", "good", "money", "grave"}, []string{"paper", "card", "sunk"}, 4.5},
	{[]string{"ink", "soft"}, []string{"info-ground", "soon-ground", "past-ground", "good-ground", "today-ground", "money-ground"}, 4.5},
	{[]string{"link"}, []string{"info-ground", "soon-ground", "past-ground", "good-ground"}, 4.5},
	{[]string{"past"}, []string{"past-ground"}, 4.5},
	{[]string{"today"}, []string{"today-ground"}, 4.5},
	{[]string{"soon"}, []string{"soon-ground"}, 4.5},
	{[]string{"good"}, []string{"good-ground"}, 4.5},
	{[]string{"info"}, []string{"info-ground"}, 4.5},
	{[]string{"money"}, []string{"money-ground"}, 4.5},
	{[]string{"on-main"}, []string{"main"}, 4.5},
	{[]string{"on-grave"}, []string{"grave"}, 4.5},
	{[]string{"on-band"}, []string{"band"}, 4.5},
	{[]string{"edge", "main", "focus"}, []string{"paper", "card", "sunk"}, 3},
}

func TestColoursCanBeReadInBothThemes(t *testing.T) {
	css, err := files.ReadFile("static/kigen.css")
	require.NoError(t, err)
	themes := map[string][2]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)`).FindAllStringSubmatch(string(css), -1) {
		themes[m[1]] = [2]string{m[2], m[3]}
	}
	for theme, name := range []string{"light", "dark"} {
		for _, p := range pairs {
			for _, on := range p.on {
				for _, ground := range p.ground {
					require.Contains(t, themes, on)
					require.Contains(t, themes, ground)
					if r := contrast(t, themes[on][theme], themes[ground][theme]); r < p.ratio {
						t.Errorf("%s: %s on %s has a contrast of %.2f, less than %.1f", name, on, ground, r, p.ratio)
					}
				}
			}
		}
	}
}

// contrast is that of two colours as WCAG 2 defines it, from 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	require.NoError(t, err)
	linear := func(v uint64) float64 {
		c := float64(v&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

// TestClassesAreTheLooks keeps the pages to the parts that the look has.
func TestClassesAreTheLooks(t *testing.T) {
	css, err := files.ReadFile("static/kigen.css")
	require.NoError(t, err)
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(string(css), -1) {
		known[m[1]] = true
	}
	pages, err := filepath.Glob("../*/*.templ")
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	given := regexp.MustCompile(`class="([^"]*)"`)
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range given.FindAllStringSubmatch(string(text), -1) {
			for _, class := range strings.Fields(m[1]) {
				if !known[class] {
					t.Errorf("%s: kigen.css doesn't know the class %s", page, class)
				}
			}
		}
	}
}
