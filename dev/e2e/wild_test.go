package e2e_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
)

// wild are entries that nobody means to type; each that can bears a mark, which stands for something personal.
func wild(mark string) []string {
	return []string{
		"",
		strings.Repeat("あ", 9_990) + mark,
		"👩‍👩‍👧‍👦" + mark,
		"\u202e" + mark + "\u202c",
		`"><script>alert("` + mark + `")</script>`,
		"'); drop table members; -- " + mark,
		mark + "\x00" + mark,
		mark + "\xff\xfe",
		"999999999999999999999999",
		"-1",
		"2026-02-30",
	}
}

// TestFormsTakeWhateverIsTyped sends every form with entries that nobody means to type: each is
// answered by a page in words, nothing breaks, is shown as it came or done twice, and no log has it.
func TestFormsTakeWhateverIsTyped(t *testing.T) {
	l := lookAround(t)
	w := &wilderness{looked: l, mark: "wild" + strings.ToLower(rand.Text()), begun: map[string]int{}}
	for _, place := range l.logs(t) {
		w.begun[place.name] = len(place.text)
	}
	visitors := w.visitors(t)
	todo := map[string][]form{}
	known := map[string]bool{}
	for _, page := range append(sitePages[:len(sitePages):len(sitePages)], morePages...) {
		v := visitors[page.who]
		if passed[page.name] {
			continue
		}
		path := page.path(l)
		for _, f := range formsOf(t, path, v.open(path).body) {
			if !known[f.kind()] && !passedActions.MatchString(f.action) {
				known[f.kind()] = true
				todo[page.who] = append(todo[page.who], f)
			}
		}
	}
	todo[uploader] = formsOf(t, w.upload, visitors[uploader].open(w.upload).body)
	slices.Reverse(todo[uploader]) // the first one, a chip that is read, ends it
	require.Greater(t, len(known), 60, "forms were found")
	require.NotEmpty(t, todo[uploader])
	begun := time.Now()
	t.Run("forms", func(t *testing.T) {
		for who, forms := range todo {
			if who != nobody {
				t.Run(who, func(t *testing.T) {
					t.Parallel()
					w.attack(t, visitors[who], forms)
				})
			}
		}
	})
	t.Run("nobody", func(t *testing.T) { w.attack(t, visitors[nobody], todo[nobody]) }) // locks sign-ins, so it is the last
	t.Logf("%d kinds of forms, %d requests in %s", len(known), w.sent.Load(), time.Since(begun).Round(time.Second))

	for _, place := range l.logs(t) {
		text := place.text[min(w.begun[place.name], len(place.text)):]
		for _, sign := range []string{w.mark, "panic", "a page broke", "a page failed"} {
			if i := strings.Index(text, sign); i >= 0 {
				t.Errorf("%s says %s: …%s…", place.name, sign, strings.ToValidUTF8(text[max(0, i-400):min(len(text), i+400)], "?"))
			}
		}
	}
	require.Empty(t, leaks([]place{{"traces", l.spans.all()}}, w.mark))
}

// wilderness is the product among wild entries.
type wilderness struct {
	*looked
	mark   string
	begun  map[string]int // how long the logs were
	upload string         // the page of an applicant's documents
	sent   atomic.Int64
	doing  sync.RWMutex // held alone to see what a form makes
}

// Those who are met here beside the roles.
const (
	newcomer = "newcomer" // a person of the staff with a one-time password
	asked    = "asked"    // who is asked for a code
	uploader = "uploader" // who has opened the page of documents
)

// morePages are forms of somebody whom nobody needs afterwards.
var morePages = []sitePage{
	{"password-first", newcomer, at("/console/account/password"), ""},
	{"person-new", admin, of("/console/staff/*", "select id from staff where login like 'newcomer-%' order by id limit 1"), ""},
	{"apply-email-asked", asked, at("/apply/email"), ""},
	{"my-reset", nobody, at("/my/reset/none"), ""},
}

// passed are pages whose forms would shut somebody out who is needed: a like of each is among morePages.
var passed = map[string]bool{"person": true, "password": true, "apply-email": true}

// passedActions are what ends a session or only changes how a page looks.
var passedActions = regexp.MustCompile(`/(sign-out|language|look)$|/account/sessions`)

// visitors are all who look at pages.
func (w *wilderness) visitors(t *testing.T) map[string]*visitor {
	t.Helper()
	all := map[string]*visitor{}
	for _, role := range []string{identity, shipping, repairDesk, billing, support, centre, admin, theMember} {
		all[role] = w.signedIn(t, role)
	}
	var person struct {
		Login    string `json:"login"`
		Password string `json:"one_time_password"`
	}
	call(t, w.as(t, "admin"), "addStaff", map[string]any{
		"login": "newcomer-" + ids.New("key")[24:], "name": "新人 一子", "roles": []string{support},
	}, &person)
	all[newcomer] = w.enters(t, "/console/sign-in", person.Login, person.Password)
	all[nobody] = newVisitor(t, w.ConsoleURL())
	for _, who := range []string{applicant, asked} {
		v := newVisitor(t, w.ConsoleURL())
		require.Equal(t, http.StatusSeeOther, v.submit("/apply", "/apply", nil).status)
		all[who] = v
		if who == applicant {
			w.fillIn()
		}
	}
	all[uploader] = w.uploader(t)
	return all
}

// uploader has opened the page of an application whose documents are waited for.
func (w *wilderness) uploader(t *testing.T) *visitor {
	t.Helper()
	var email, born string
	require.NoError(t, w.pool.QueryRow(t.Context(), `select m.email, to_char(m.birth_date, 'YYYYMMDD') from cases c join members m on m.id = c.member_id
		where c.kind = 'signup' and c.state = 'invited' and c.clock_id is null order by c.id limit 1`).Scan(&email, &born))
	var login string
	w.upload, login = w.invitation(t, email)
	v := newVisitor(t, w.ConsoleURL())
	v.enter = func(v *visitor) bool {
		v.Helper()
		return v.submit(w.upload, w.upload, map[string]string{"login": login, "birth_date": born}).status == http.StatusSeeOther
	}
	require.True(t, v.enter(v), "the page of documents does not open")
	return v
}

// attack sends each form with each wild entry: in all of its fields, and in one after the other.
func (w *wilderness) attack(t *testing.T, v *visitor, forms []form) {
	t.Helper()
	own := *v
	own.T = t
	entries := wild(w.mark)
	for n, f := range forms {
		if own.shut {
			return
		}
		visible := f.names(func(kind string) bool { return kind != "hidden" && kind != "button" })
		for _, entry := range entries {
			if len(visible) > 0 {
				w.try(&own, f, entry, visible...)
			}
		}
		for i, name := range f.names(func(string) bool { return true }) {
			for k := range 2 {
				w.try(&own, f, entries[(n+i+k*5)%len(entries)], name)
			}
		}
		w.try(&own, f, entries[n%len(entries)], "key")
	}
}

// try sends a form with an entry in some of its fields.
func (w *wilderness) try(v *visitor, f form, entry string, names ...string) {
	v.Helper()
	if v.shut {
		return
	}
	values := f.values()
	if values.Has("key") {
		values.Set("key", rand.Text())
	}
	for _, name := range names {
		values.Set(name, entry)
	}
	p := w.sends(v, f, values)
	what := fmt.Sprintf("%s %s (of %s) with %.60q in %s", f.method, f.action, f.page, entry, strings.Join(names, ", "))
	w.judge(v, what, p)
	if strings.Contains(p.location, "/sign-in") && !strings.Contains(f.action, "/sign-in") {
		v.shut = v.shut || !v.enter(v) // what locks somebody out does so on purpose
		return
	}
	if p.status != http.StatusSeeOther || f.method != http.MethodPost || values.Get("key") == "" {
		return
	}
	w.twice(v, what, f, values)
}

// sends sends a form while nothing is counted. A request that fails ends the test, and holds nobody up.
func (w *wilderness) sends(v *visitor, f form, values url.Values) visited {
	v.Helper()
	w.doing.RLock()
	defer w.doing.RUnlock()
	w.sent.Add(1)
	return v.send(f, values)
}

// judge tells whether an answer is one that people can read, and shows nothing as it came.
func (w *wilderness) judge(v *visitor, what string, p visited) {
	v.Helper()
	if strings.Contains(p.body, `<script>alert(`) || strings.Contains(p.location, "<script>") {
		v.Errorf("%s is shown as it came", what)
	}
	switch {
	case p.status >= 500:
		v.Errorf("%s breaks: %d %.300s", what, p.status, words(p.body))
	case p.status >= 400:
		if !strings.HasPrefix(p.media, "text/html") || !said.MatchString(p.body) {
			v.Errorf("%s is not answered in words: %d %s %.300s", what, p.status, p.media, words(p.body))
		}
	case p.status >= 300:
		if p.location == "" {
			v.Errorf("%s leads nowhere: %d", what, p.status)
		}
	}
}

// twice sends what was done once more, which must do nothing. Meanwhile nobody else does anything; what
// processes may still do by themselves is waited for.
func (w *wilderness) twice(v *visitor, what string, f form, values url.Values) {
	v.Helper()
	w.doing.Lock()
	defer w.doing.Unlock()
	for tries := 0; ; tries++ {
		before := w.made(v.T)
		w.judge(v, what+", once more,", v.send(f, values))
		w.sent.Add(1)
		after := w.made(v.T)
		if before == after {
			return
		}
		if tries == 2 {
			v.Errorf("%s was done again: %s, then %s", what, before, after)
			return
		}
		time.Sleep(time.Second)
	}
}

// made counts what forms make.
func (w *wilderness) made(t *testing.T) (counts string) {
	t.Helper()
	require.NoError(t, w.pool.QueryRow(t.Context(), `select concat_ws(' ', (select count(*) from cases), (select count(*) from waivers),
		(select count(*) from staff), (select count(*) from test_clocks), (select count(*) from stock_units), (select count(*) from device_models))`).Scan(&counts))
	return counts
}

var said = regexp.MustCompile(`class="(refused|fault|told|warned|next good)"|role="alert"`)

var tags = regexp.MustCompile(`(?s)<(script|style|head).*?</(script|style|head)>|<[^>]*>|\s+`)

// words is what a page says.
func words(page string) string { return strings.TrimSpace(tags.ReplaceAllString(page, " ")) }
