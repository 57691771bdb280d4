package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/time/rate"

	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/console"
)

// maxWeight is what a page may weigh with its style and scripts, in bytes.
const maxWeight = 150_000

// consolePage is a page of the console; its floor is the bare query of the read whose rows, or as many as these, it shows.
type consolePage struct {
	name, read string
	path       func(pick) string
}

var consolePages = []consolePage{
	{"today", "task list of a desk", func(pick) string { return "/console/" }},
	{"task list", "task list of a desk", func(pick) string { return "/console/tasks" }},
	{"deadline board", "deadline board", func(pick) string { return "/console/deadlines" }},
	{"deadline calendar", "deadline board", func(pick) string { return "/console/deadlines?view=calendar&month=2026-12" }},
	{"case page", "case page", func(p pick) string { return "/console/cases/" + p.caseID }},
	{"list of cases", "deadline board", func(pick) string { return "/console/cases" }},
	{"rule", "deadline board", func(pick) string { return "/console/rules/N-5" }},
}

// clerk is somebody at a desk with a browser, without a network between.
type clerk struct {
	handler http.Handler
	cookie  string
}

// pages measures the console's pages in the server, and what they weigh.
func pages(ctx context.Context, s *stage, pool *pgxpool.Pool, floors map[string]time.Duration, cases func() pick) ([]Measure, error) {
	c, stop, err := hire(ctx, pool)
	if err != nil {
		return nil, err
	}
	defer stop()
	var measures []Measure
	heaviest, heavy := 0, ""
	samples := s.size(400)
	for _, page := range consolePages {
		var took []time.Duration
		for i := range samples + samples/10 {
			path := page.path(cases())
			began := time.Now()
			body, err := c.get(ctx, path)
			if err != nil {
				return nil, err
			}
			if i >= samples/10 { // the first are to warm up
				took = append(took, time.Since(began))
			}
			if i > 0 {
				continue
			}
			weight, err := c.weight(ctx, body)
			if err != nil {
				return nil, err
			}
			if weight > heaviest {
				heaviest, heavy = weight, page.name
			}
		}
		ours, floor := milliseconds(quantile(took, 0.95)), milliseconds(floors[page.read])
		m := atMost("F-7", "page: "+page.name+", p95 in the server", "ms", ours, floor, 2)
		measures = append(measures, m.noted("session, access, all reads and the whole page; p50 %s ms", number(milliseconds(quantile(took, 0.5)))))
	}
	return append(measures, below("F-7", "heaviest page with style and scripts", "kB", float64(heaviest)/1000, maxWeight/1000).noted("%s", heavy)), nil
}

// hire opens a console on the pool and signs somebody of the shipping desk in.
func hire(ctx context.Context, pool *pgxpool.Pool) (*clerk, func(), error) {
	const login, password = "bench", "a clerk who is never tired"
	hash, err := passwords.Hash(ctx, password)
	if err != nil {
		return nil, nil, err
	}
	n := postgres.NewStaff{ID: ids.New("stf"), Login: login, Name: "Bench", PasswordHash: hash, Roles: []string{string(api.Shipping)}, At: firstLapse}
	if _, err := postgres.AddStaff(ctx, pool, n); err != nil {
		return nil, nil, err
	}
	// It is the time at which the open deadlines begin to lapse.
	now := func() time.Time { return firstLapse.Add(9 * time.Hour) }
	a := api.New(api.Deps{
		Pool: pool, Terms: terms.Embedded(), Now: now, PublicRate: rate.Inf,
		Office: func(at time.Time) letters.Office { return letters.Office{Terms: terms.Embedded().At(at)} },
	})
	desk := console.New(console.Deps{API: a})
	c := &clerk{handler: desk}
	form := url.Values{"login": {login}, "password": {password}}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/console/sign-in", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	desk.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther {
		desk.Close()
		return nil, nil, fmt.Errorf("signing in to the console answered %d", w.Code)
	}
	c.cookie, _, _ = strings.Cut(w.Header().Get("Set-Cookie"), ";")
	return c, desk.Close, nil
}

func (c *clerk) get(ctx context.Context, path string) (string, error) {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	r.Header.Set("Cookie", c.cookie)
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return "", fmt.Errorf("%s answered %d: %s", path, w.Code, w.Body)
	}
	return w.Body.String(), nil
}

var asset = regexp.MustCompile(`(?:href|src)="(/console/static/[^"]+)"`)

// weight is a page's with all that it loads, once each.
func (c *clerk) weight(ctx context.Context, body string) (int, error) {
	sum := len(body)
	var seen []string
	for _, found := range asset.FindAllStringSubmatch(body, -1) {
		if slices.Contains(seen, found[1]) {
			continue
		}
		seen = append(seen, found[1])
		content, err := c.get(ctx, found[1])
		if err != nil {
			return 0, err
		}
		sum += len(content)
	}
	return sum, nil
}
