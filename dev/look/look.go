// Package look looks at pages in a browser as those see them who see badly, use
// keys or a screen reader, have a small screen or a slow line. What it finds are
// faults under WCAG 2.2 (level AA) that a machine can tell, and a page that
// weighs too much, breaks the site's content security policy or has a script
// that fails.
package look

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Fault is one thing that is wrong with a page.
type Fault struct {
	Check string // "contrast", "labels", "overflow", …
	What  string
	At    string // in which states, "360 px dark"
}

func (f Fault) String() string { return fmt.Sprintf("%s: %s (%s)", f.Check, f.What, f.At) }

// Browser is one Chromium for many tabs.
type Browser struct{ ctx context.Context }

// Open starts the browser at path; it ends with ctx, or when close is called.
func Open(ctx context.Context, path string) (b *Browser, closeIt func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("force-prefers-reduced-motion", true))
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	ctx, end := chromedp.NewContext(ctx)
	closeIt = func() { end(); stop() }
	if err := chromedp.Do(ctx); err != nil {
		closeIt()
		return nil, nil, err
	}
	return &Browser{ctx}, closeIt, nil
}

// Tab is a tab with cookies of its own.
type Tab struct {
	Ctx  context.Context
	mu   sync.Mutex
	said []string
}

// Tab opens one; it ends with the browser.
func (b *Browser) Tab() (*Tab, error) {
	ctx, _ := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t := &Tab{Ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		return nil, err
	}
	return t, chromedp.Listen(ctx, t.hears)
}

// hears keeps what the page complains of: broken scripts, and what the policy
// or the server refused.
func (t *Tab) hears(event any) {
	var text string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			text = fmt.Sprintf("console.%s", e.Type)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			text = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if text != "" {
		t.mu.Lock()
		t.said = append(t.said, text)
		t.mu.Unlock()
	}
}

func (t *Tab) complaints() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	said := t.said
	t.said = nil
	return said
}

const (
	narrow, wide = 360, 1280 // px
	// MaxWeight bounds what a page is with its style and scripts, in bytes; pictures come besides.
	MaxWeight = 150_000
)

//go:embed look.js
var check string

// weigh adds up the page, its style and its scripts.
const weigh = `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
	.filter(e => e.entryType === "navigation" || ["link", "script"].includes(e.initiatorType))
	.reduce((sum, e) => sum + e.decodedBodySize, 0)`

// Picture is a page as it looks, as a PNG.
type Picture struct {
	State string // "360-light"
	PNG   []byte
}

// Look opens a page that is to be in lang, and looks at it on a phone and on a
// desk's screen, light and dark. It takes a picture of each state that is named,
// as Picture does.
func (t *Tab) Look(url, lang string, states ...string) (faults []Fault, taken []Picture, err error) {
	ctx, cancel := context.WithTimeout(t.Ctx, 30*time.Second)
	defer cancel()
	t.complaints()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(narrow, 800), chromedp.Navigate(url)); err != nil {
		return nil, nil, err
	}
	weight, err := chromedp.Run(ctx, chromedp.Evaluate[int](weigh))
	if err != nil {
		return nil, nil, err
	}
	if weight > MaxWeight {
		faults = append(faults, Fault{"weight", fmt.Sprintf("%d bytes", weight), "as it arrives"})
	}
	for _, width := range []int64{narrow, wide} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
			return nil, nil, err
		}
		for _, theme := range []string{"light", "dark"} {
			found, err := chromedp.Run(ctx, chromedp.Evaluate[json.RawMessage](fmt.Sprintf("(%s)(%q, %q)", check, lang, theme)))
			if err != nil {
				return nil, nil, fmt.Errorf("the check of %s: %w", url, err)
			}
			var list [][2]string
			if err := json.Unmarshal(found, &list); err != nil {
				return nil, nil, err
			}
			for _, f := range list {
				faults = add(faults, Fault{f[0], f[1], fmt.Sprintf("%d px %s", width, theme)})
			}
			state := fmt.Sprintf("%d-%s", width, theme)
			if !slices.Contains(states, state) {
				continue
			}
			show := fmt.Sprintf("document.documentElement.dataset.theme = %q", theme)
			if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](show)); err != nil {
				return nil, nil, err
			}
			png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			if err != nil {
				return nil, nil, err
			}
			taken = append(taken, Picture{state, png})
		}
	}
	for _, said := range t.complaints() {
		faults = add(faults, Fault{"console", said, "as it arrives"})
	}
	return faults, taken, nil
}

// add adds a fault, or the state that another of the same is found in too.
func add(faults []Fault, f Fault) []Fault {
	i := slices.IndexFunc(faults, func(one Fault) bool { return one.Check == f.Check && one.What == f.What })
	if i < 0 {
		return append(faults, f)
	}
	faults[i].At += ", " + f.At
	return faults
}
