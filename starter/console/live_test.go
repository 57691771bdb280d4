package console

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// event is one of a stream.
type event struct{ id, name, text string }

// listen opens a page's stream and gives its events as they come.
func (b *browser) listen(ctx context.Context, path string) <-chan event {
	b.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+path, nil)
	require.NoError(b, err)
	res, err := b.Do(r)
	require.NoError(b, err)
	require.Equal(b, http.StatusOK, res.StatusCode)
	require.Equal(b, "text/event-stream", res.Header.Get("Content-Type"))
	require.Equal(b, "no", res.Header.Get("X-Accel-Buffering"))
	events := make(chan event, 100)
	go func() {
		defer close(events)
		defer func() { _ = res.Body.Close() }()
		var e event
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				var data struct{ Text string }
				_ = json.Unmarshal([]byte(value), &data)
				e.text = data.Text
			case "":
				if e.name != "" {
					events <- e
				}
				e = event{}
			}
		}
	}()
	return events
}

// patience is how long an event may take on a busy machine.
const patience = 30 * time.Second

// within waits for an event of that name.
func within(t *testing.T, events <-chan event, name string) event {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case e, ok := <-events:
			require.True(t, ok, "the stream ended")
			if e.name == name {
				return e
			}
		case <-late:
			require.FailNow(t, "no event", name)
		}
	}
}

// address is where an open page hears of changes.
func (p shownPage) address() string {
	return strings.ReplaceAll(between(p.text, `data-live="`, `"`), "&amp;", "&")
}

func TestTwoPeopleSeeEachOthersChanges(t *testing.T) {
	w := newWorld(t)
	w.console.live.every = 100 * time.Millisecond
	page := "/console/cases/" + application
	first, second := w.as(api.Identity), w.as(api.Support)
	one := first.listen(t.Context(), first.open(page).address())
	two := second.listen(t.Context(), second.open(page).address())
	require.Contains(t, within(t, one, "people").text, "サポート窓口")
	require.Contains(t, within(t, two, "people").text, "本人確認担当")
	require.Contains(t, w.as(api.Shipping).open(page).text, "ほかに見ている人：", "also without a script")

	for i := range 3 {
		w.remind(fmt.Sprintf("result-reminder/%d", i))
		for _, events := range []<-chan event{one, two} {
			e := within(t, events, "changed")
			require.Contains(t, e.text, "審査の担当者に督促しました")
			require.Contains(t, e.text, "期限の到来(自動)")
			require.True(t, strings.HasPrefix(e.id, fmt.Sprintf("%d-", 3+i)), e.id)
		}
	}
}

func TestNothingIsLostBetweenPageAndStream(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	address := b.open("/console/cases/" + application).address()
	w.remind("result-reminder/1")
	ctx, leave := context.WithCancel(t.Context())
	e := within(t, b.listen(ctx, address), "changed")
	leave()
	w.remind("result-reminder/2")

	// The browser comes back with what it was told last.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.server.URL+address, nil)
	require.NoError(t, err)
	r.Header.Set("Last-Event-ID", e.id)
	res, err := b.Do(r)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "id: ") {
	}
	require.True(t, strings.HasPrefix(lines.Text(), "id: 4-"), lines.Text())
}

func TestATaskTakenUpIsTold(t *testing.T) {
	w := newWorld(t)
	w.console.live.every = 100 * time.Millisecond
	b := w.as(api.Identity)
	events := b.listen(t.Context(), b.open("/console/cases/"+application).address())
	desk := b.listen(t.Context(), b.open("/console/").address())
	_, err := w.ledger.Pool.Exec(t.Context(), `update tasks set claimed_by = 'stf_1', claimed_at = $2 where case_id = $1 and closed_at is null`, application, morning)
	require.NoError(t, err)
	require.Contains(t, within(t, events, "changed").text, "更新されました")
	within(t, desk, "changed")
}

func TestStreamsAreForStaffAndEndWithTheServer(t *testing.T) {
	w := newWorld(t)
	p := w.browser().open("/console/cases/" + application + "/events")
	require.True(t, strings.HasPrefix(p.path, "/console/sign-in"), p.path)
	for _, path := range []string{"/console/cases/" + application + "/events", "/console/events"} {
		require.Equal(t, http.StatusForbidden, w.as(api.ReturnCentre).open(path).status, path)
	}
	b := w.as(api.Support)
	require.Equal(t, http.StatusNotFound, b.open("/console/cases/can_none/events").status)

	events := b.listen(t.Context(), "/console/cases/"+application+"/events")
	w.console.Drain()
	deadline := time.After(patience)
	for {
		select {
		case _, ok := <-events:
			if !ok {
				require.Equal(t, http.StatusServiceUnavailable, b.open("/console/cases/"+application+"/events").status, "no new ones either")
				return
			}
		case <-deadline:
			require.FailNow(t, "the stream goes on")
		}
	}
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	r := b.request(http.MethodGet, "/console/events", nil)
	for _, cookie := range b.Jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	require.True(t, w.console.stillSignedIn(r))
	b.submit("/console/sign-out", nil)
	require.False(t, w.console.stillSignedIn(r))
}

func TestTodayIsKeptUpToDate(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	address := b.open("/console/").address()
	require.True(t, strings.HasPrefix(address, "/console/events?seen=0-"), address)
	_, err := w.ledger.Pool.Exec(t.Context(), `update tasks set claimed_by = 'stf_1', claimed_at = $2 where case_id = $1 and closed_at is null`, application, morning)
	require.NoError(t, err)
	within(t, b.listen(t.Context(), address), "changed")
}

// TestListsAreKeptUpToDate: a list is told of what changes in what it shows, and of nothing else.
func TestListsAreKeptUpToDate(t *testing.T) {
	w := newWorld(t)
	w.console.live.every = 20 * time.Millisecond
	b := w.as(api.Identity)
	take := func(id string) {
		t.Helper()
		_, err := w.ledger.Pool.Exec(t.Context(), `update tasks set claimed_by = 'stf_1', claimed_at = $2 where case_id = $1 and closed_at is null`, id, morning)
		require.NoError(t, err)
	}
	listen := func(path string) <-chan event {
		t.Helper()
		p := b.open(path)
		require.Equal(t, http.StatusOK, p.status, p.text)
		require.Contains(t, p.text, " data-part>", path)
		return b.listen(t.Context(), p.address())
	}
	own, nobodys := listen("/console/tasks"), listen("/console/tasks?desk=identity&held=nobody")
	list, month := listen("/console/deadlines?rule=S-12"), listen("/console/deadlines?view=calendar&month=2026-12")
	others := listen("/console/deadlines?desk=identity&rule=S-15&outcome=lapsed")

	take(claim) // another desk's
	take(application)
	require.Contains(t, within(t, own, "changed").text, "作業が更新されました")
	within(t, nobodys, "changed")
	time.Sleep(20 * w.console.live.every) // everything is looked at meanwhile
	require.Empty(t, own, "told once")
	require.Empty(t, list, "no deadline has changed")

	w.remind("result-reminder/1") // arms and settles nothing
	due := journal.Due("identity-result", terms.S12, jst.Within(jst.MakeDay(2026, time.December, 1), 3))
	w.commit(journal.Entry{
		Case: application, Step: "decided/1", At: morning, Actor: journal.Actor{Role: "desk:identity", ID: "stf_1"}, Rules: []terms.ID{terms.S12}, State: "submitted",
		Settled: []journal.Settlement{{Name: "identity-result", Outcome: journal.Moved}}, Armed: []journal.Deadline{due},
	})
	for _, events := range []<-chan event{list, month} {
		require.Contains(t, within(t, events, "changed").text, "期限が更新されました")
	}
	time.Sleep(20 * w.console.live.every)
	require.Empty(t, others)
	require.Empty(t, own)

	for _, path := range []string{"/console/tasks/events", "/console/deadlines/events"} {
		require.Equal(t, http.StatusForbidden, w.as(api.ReturnCentre).open(path).status, path)
	}
}

func TestNobodyHoldsTooManyStreams(t *testing.T) {
	h := newHub(nil, nil)
	h.polling = true // nothing to ask
	var leave func()
	for range mostOfOne {
		var ok bool
		_, leave, ok = h.listen("x", onlooker{id: "stf_1"})
		require.True(t, ok)
	}
	_, _, ok := h.listen("x", onlooker{id: "stf_1"})
	require.False(t, ok)
	_, _, ok = h.listen("x", onlooker{id: "stf_2", name: "佐藤"})
	require.True(t, ok, "another person")
	require.Equal(t, []onlooker{{id: "stf_2", name: "佐藤"}}, h.onlookers("x", "stf_1"))
	leave()
	_, _, ok = h.listen("x", onlooker{id: "stf_1"})
	require.True(t, ok)
}
