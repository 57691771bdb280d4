package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/time/rate"

	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/console"
	memberpages "kigen/starter/member"
)

// maxWeight is what a page may weigh with its style and scripts, in bytes.
const maxWeight = 150_000

// page is one of a site, at a random place in the tables; form is posted where there is one.
type page struct {
	name string
	path func(c *crowd) string
	form func(c *crowd) url.Values
}

var consolePages = []page{
	{name: "today", path: at("/console/")},
	{name: "task list", path: at("/console/tasks")},
	{name: "deadline board", path: at("/console/deadlines")},
	{name: "deadline calendar", path: at("/console/deadlines?view=calendar&month=2026-12")},
	{name: "list of cases", path: at("/console/cases")},
	{name: "case page", path: func(c *crowd) string { return "/console/cases/" + c.somewhere().caseID }},
	{name: "member", path: func(c *crowd) string { return "/console/members/" + memberOf(rand.IntN(c.members())) }},
	{name: "search by name", path: at("/console/search"), form: func(c *crowd) url.Values {
		return url.Values{"text": {nameOf(rand.IntN(c.members()))}}
	}},
	{name: "rule", path: at("/console/rules/N-5")},
}

// memberPages are those of the member that signs in.
var memberPages = []page{
	{name: "my page", path: at("/my/")},
	{name: "my case", path: func(c *crowd) string { return "/my/cases/" + caseOf(c.members()*rand.IntN(c.cases/c.members())) }},
	{name: "my charges", path: at("/my/charges")},
	{name: "my letters", path: at("/my/letters")},
}

func at(path string) func(*crowd) string { return func(*crowd) string { return path } }

// pages measures whole pages in the server, each beside the statements that it sends, sent again bare
// after it; and what the pages weigh. It returns the statements, too.
func (c *crowd) pages(ctx context.Context, samples int) (measures []Measure, sent []statement, err error) {
	staff, signedIn, stop, err := c.signIn(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer stop()
	heaviest, heavy := 0, ""
	for _, of := range []struct {
		who   *browser
		pages []page
	}{{staff, consolePages}, {signedIn, memberPages}} {
		for _, p := range of.pages {
			m, weight, statements, err := c.page(ctx, of.who, p, samples)
			if err != nil {
				return nil, nil, err
			}
			measures, sent = append(measures, m), append(sent, statements...)
			if weight > heaviest {
				heaviest, heavy = weight, p.name
			}
		}
	}
	return append(measures, below("F-7", "heaviest page with style and scripts", "kB", float64(heaviest)/1000, maxWeight/1000).noted("%s", heavy)), sent, nil
}

func (c *crowd) page(ctx context.Context, who *browser, p page, samples int) (m Measure, weight int, sent []statement, err error) {
	var ours, floor []time.Duration
	trips := 0
	for i := range samples + samples/10 {
		r := p.request(ctx, c)
		c.seen.begin()
		began := time.Now()
		body, err := who.ask(r)
		took := time.Since(began)
		rounds := c.seen.end()
		if err != nil {
			return m, 0, nil, err
		}
		began = time.Now()
		for _, round := range rounds {
			if err := again(ctx, c.pool, round); err != nil {
				return m, 0, nil, fmt.Errorf("%s, bare: %w", p.name, err)
			}
		}
		if i >= samples/10 { // the first are to warm up
			ours, floor = append(ours, took), append(floor, time.Since(began))
		}
		if i == 0 {
			trips, sent = len(rounds), slices.Concat(rounds...)
			if weight, err = who.weight(ctx, body); err != nil {
				return m, 0, nil, err
			}
		}
	}
	m = atMost("F-7", "page: "+p.name+", p95 in the server", "ms", milliseconds(quantile(ours, 0.95)), milliseconds(quantile(floor, 0.95)), 2)
	return m.noted("p50 %s ms beside %s ms, %d reads in %d round trips, %d kB", number(milliseconds(quantile(ours, 0.5))),
		number(milliseconds(quantile(floor, 0.5))), len(sent), trips, weight/1000), weight, sent, nil
}

// again sends what was sent in one round trip once more, and reads the rows into plain values.
func again(ctx context.Context, pool *pgxpool.Pool, round []statement) error {
	if len(round) == 1 {
		return fetch(ctx, pool, round[0].sql, round[0].args...)
	}
	b := &pgx.Batch{}
	for _, s := range round {
		b.Queue(s.sql, s.args...).Query(drain)
	}
	return pool.SendBatch(ctx, b).Close()
}

func (p page) request(ctx context.Context, c *crowd) *http.Request {
	if p.form == nil {
		return httptest.NewRequestWithContext(ctx, http.MethodGet, p.path(c), http.NoBody)
	}
	return post(ctx, p.path(c), p.form(c))
}

func post(ctx context.Context, path string, form url.Values) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// signIn opens both sites on the pool, and signs somebody of the support desk and a member in.
func (c *crowd) signIn(ctx context.Context) (staff, signedIn *browser, stop func(), err error) {
	const login, password = "bench.mark", "somebody who is never tired"
	hash, err := passwords.Hash(ctx, password)
	if err != nil {
		return nil, nil, nil, err
	}
	n := postgres.NewStaff{ID: ids.New("stf"), Login: login, Name: "Bench", PasswordHash: hash, Roles: []string{string(api.Support)}, At: firstLapse}
	if _, err := postgres.AddStaff(ctx, c.pool, n); err != nil {
		return nil, nil, nil, err
	}
	if err := postgres.AddLogin(ctx, c.pool, postgres.LoginRow{Member: memberOf(0), Login: login, Password: hash, ChangedAt: firstLapse}); err != nil {
		return nil, nil, nil, err
	}
	// It is the time at which the open deadlines begin to lapse.
	now := func() time.Time { return firstLapse.Add(9 * time.Hour) }
	a := api.New(api.Deps{
		Pool: c.pool, Terms: terms.Embedded(), Now: now, PublicRate: rate.Inf,
		Office: func(at time.Time) letters.Office { return letters.Office{Terms: terms.Embedded().At(at)} },
	})
	desk, own := console.New(console.Deps{API: a}), memberpages.New(memberpages.Deps{API: a})
	stop = func() { desk.Close(); own.Close() }
	staff, signedIn = &browser{handler: desk}, &browser{handler: own}
	form := url.Values{"login": {login}, "password": {password}}
	for path, who := range map[string]*browser{"/console/sign-in": staff, "/my/sign-in": signedIn} {
		w := httptest.NewRecorder()
		who.handler.ServeHTTP(w, post(ctx, path, form))
		if w.Code != http.StatusSeeOther {
			stop()
			return nil, nil, nil, fmt.Errorf("%s answered %d", path, w.Code)
		}
		who.cookie, _, _ = strings.Cut(w.Header().Get("Set-Cookie"), ";")
	}
	return staff, signedIn, stop, nil
}

// browser is somebody's who is signed in, without a network between.
type browser struct {
	handler http.Handler
	cookie  string
}

func (b *browser) ask(r *http.Request) (string, error) {
	r.Header.Set("Cookie", b.cookie)
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return "", fmt.Errorf("%s answered %d: %s", r.URL, w.Code, w.Body)
	}
	return w.Body.String(), nil
}

var asset = regexp.MustCompile(`(?:href|src)="(/(?:console|my)/static/[^"]+)"`)

// weight is a page's with all that it loads, once each.
func (b *browser) weight(ctx context.Context, body string) (int, error) {
	sum := len(body)
	var seen []string
	for _, found := range asset.FindAllStringSubmatch(body, -1) {
		if slices.Contains(seen, found[1]) {
			continue
		}
		seen = append(seen, found[1])
		content, err := b.ask(httptest.NewRequestWithContext(ctx, http.MethodGet, found[1], http.NoBody))
		if err != nil {
			return 0, err
		}
		sum += len(content)
	}
	return sum, nil
}
