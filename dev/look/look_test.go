package look

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// bad is a page with one of each fault, told by its check.
const bad = `<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title></title>
<link rel="stylesheet" href="/bad.css"></head>
<body>
<p>stray</p>
<nav><a href="/">one</a></nav><nav><a href="/">two</a></nav>
<div class="wide">wide</div>
<h1>first</h1><h1>second</h1><h3>skips</h3>
<p class="pale">hardly read</p>
<p class="small">tiny print</p>
<img src="data:,">
<form><input name="bare"><label>日本語<input name="faint" class="faint"></label><button></button></form>
<label id="twice" for="nowhere">x</label><span id="twice"></span>
<p><a class="blind" href="/">no outline</a></p>
<div class="near"><button class="little">a</button><button class="little">b</button></div>
<table><tr><th>head</th></tr></table>
<p tabindex="5" style="color: red">first by keys</p>
<script>throw new Error("broken")</script>
<script src="/bad.js"></script>
</body></html>`

const badStyle = `
.wide { width: 1400px; }
.pale { color: #aaa; background: #fff; }
.small { font-size: 9px; }
.faint { border: 1px solid #eee; }
.blind:focus { outline: none; }
.near { font-size: 0; }
.little { width: 14px; height: 14px; padding: 0; border: 0; font-size: 12px; }`

const good = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Good</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/good.css"></head>
<body><header><nav aria-label="Menu"><a href="/">Home</a></nav></header>
<main><h1>Good</h1><form><p><label>Number <input name="number"></label></p><button>Find</button></form>
<div class="box"><p><label><input type="radio" name="pick"> One</label></p><p><label><input type="radio" name="pick"> Scrolled out, beside nothing</label></p></div>
<p><a class="thin" href="/">Below the box</a></p></main></body></html>`

const goodStyle = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font-size: 16px; }
[data-theme=light] { color-scheme: light; background: #fff; } [data-theme=dark] { color-scheme: dark; background: #111; }
a, button { display: inline-block; padding: 0.5rem; color: inherit; background: none; } input { border: 1px solid #808080; min-height: 2rem; }
.box { height: 4rem; overflow-y: auto; } .box p { margin: 0 0 2rem; } a.thin { padding: 0; }
:focus-visible { outline: 3px solid; }`

func TestLookFindsWhatIsWrong(t *testing.T) {
	tab := openTab(t)
	server := serve(t)
	faults, _, err := tab.Look(server+"/bad", "en")
	require.NoError(t, err)
	found := map[string]bool{}
	for _, f := range faults {
		found[f.Check] = true
	}
	for _, check := range []string{
		"overflow", "lang", "title", "landmarks", "headings", "ids", "labels", "images", "tables", "keyboard", "focus",
		"targets", "contrast", "size", "console", "weight",
	} {
		require.True(t, found[check], "%s is not found in %v", check, faults)
	}
	require.True(t, slices.ContainsFunc(faults, func(f Fault) bool {
		return f.Check == "console" && strings.Contains(f.What, "Content Security Policy")
	}), "a breach of the policy is heard: %v", faults)
}

func TestLookPassesAGoodPage(t *testing.T) {
	tab := openTab(t)
	faults, pictures, err := tab.Look(serve(t)+"/good", "en", "360-light", "1280-dark")
	require.NoError(t, err)
	require.Empty(t, faults)
	require.Len(t, pictures, 2)
	for _, p := range pictures {
		require.NotEmpty(t, p.PNG, p.State)
	}
}

func serve(t *testing.T) string {
	t.Helper()
	files := map[string]struct{ kind, text string }{
		"/bad":      {"text/html", bad},
		"/bad.css":  {"text/css", badStyle},
		"/bad.js":   {"text/javascript", strings.Repeat("// ", MaxWeight/3)},
		"/good":     {"text/html", good},
		"/good.css": {"text/css", goodStyle},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", f.kind+"; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:")
		_, _ = w.Write([]byte(f.text))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func openTab(t *testing.T) *Tab {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("there is no Chromium: install Debian's package chromium")
		}
		t.Skip("*** NOT TESTED: the look of pages, as there is no Chromium; install it (Debian: chromium)")
	}
	b, closeIt, err := Open(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(closeIt)
	tab, err := b.Tab()
	require.NoError(t, err)
	return tab
}
