package api

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/refusal"
	"kigen/internal/terms"
)

type note struct {
	ID   string `path:"id"`
	Body struct {
		Text string `json:"text"`
	}
}

type noted struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Nth  int64  `json:"nth"`
}

// withNotes adds a command whose work is done by do.
func withNotes(t *testing.T, do Handler[note, noted]) *world {
	t.Helper()
	access["takeNote"] = []Role{Member, Support}
	t.Cleanup(func() { delete(access, "takeNote") })
	w := newWorld(t)
	command(w.API, Op{ID: "takeNote", Method: http.MethodPost, Path: "/v1/notes/{id}", Tag: "notes"}, do)
	return w
}

func (w *world) note(role Role, id, text, key string) reply {
	headers := []string{}
	if key != "" {
		headers = append(headers, keyHeader, key)
	}
	return w.call(http.MethodPost, "/v1/notes/"+id, w.token[role], map[string]any{"text": text}, headers...)
}

func TestARepeatedCommandAnswersTheSame(t *testing.T) {
	var runs atomic.Int64
	w := withNotes(t, func(_ context.Context, r *Request, in *note) (noted, error) {
		return noted{ID: r.NewID("not"), Text: in.Body.Text, Nth: runs.Add(1)}, nil
	})
	first := w.note(Support, "a", "x<y", "key-number-1")
	require.Equal(t, http.StatusOK, first.status, string(first.body))
	again := w.note(Support, "a", "x<y", "key-number-1")
	require.Equal(t, string(first.body), string(again.body))
	require.Equal(t, first.header.Get("Content-Type"), again.header.Get("Content-Type"))
	require.EqualValues(t, 1, runs.Load())

	w.note(Support, "a", "other", "key-number-1").problem(http.StatusUnprocessableEntity, refusal.IdempotencyMismatch)
	w.note(Support, "b", "x<y", "key-number-1").problem(http.StatusUnprocessableEntity, refusal.IdempotencyMismatch)
	require.NotEqual(t, string(first.body), string(w.note(Member, "a", "x<y", "key-number-1").body), "keys are the caller's own")
	w.note(Support, "a", "x", "short").problem(http.StatusUnprocessableEntity, refusal.Invalid)
	require.NotEqual(t, string(w.note(Support, "a", "x", "").body), string(w.note(Support, "a", "x", "").body))
}

func TestARefusalIsAnAnswerButAFaultIsNot(t *testing.T) {
	var err error
	w := withNotes(t, func(context.Context, *Request, *note) (noted, error) { return noted{}, err })
	err = refusal.New(refusal.TooLate, terms.K2, "締切を過ぎています。", "The cut-off has passed.")
	first := w.note(Support, "a", "x", "refused-key")
	require.Equal(t, terms.K2, first.problem(http.StatusConflict, refusal.TooLate).Rule)
	err = nil
	require.Equal(t, string(first.body), string(w.note(Support, "a", "x", "refused-key").body))

	for _, fault := range []error{errors.New("disk full"), refusal.New(refusal.Unavailable, "", "あとで。", "Later."), context.DeadlineExceeded} {
		err = fault
		require.GreaterOrEqual(t, w.note(Support, "a", "x", "faulty-key").status, 500)
	}
	err = nil
	require.Equal(t, http.StatusOK, w.note(Support, "a", "x", "faulty-key").status)
}

func TestTwoAtOnceGetOneAnswer(t *testing.T) {
	var (
		runs atomic.Int64
		both sync.WaitGroup
	)
	both.Add(2)
	w := withNotes(t, func(_ context.Context, r *Request, in *note) (noted, error) {
		n := runs.Add(1)
		both.Done()
		both.Wait()
		return noted{ID: r.NewID("not"), Text: in.Body.Text, Nth: n}, nil
	})
	var (
		racing  sync.WaitGroup
		answers [2]reply
	)
	for i := range answers {
		racing.Go(func() { answers[i] = w.note(Support, "a", "x", "racing-key") })
	}
	racing.Wait()
	require.Equal(t, http.StatusOK, answers[0].status, string(answers[0].body))
	require.Equal(t, string(answers[0].body), string(answers[1].body))
	require.EqualValues(t, 2, runs.Load())
}

func TestACommandThatStoppedBeforeItsAnswerFindsItsWork(t *testing.T) {
	var ids []string
	w := withNotes(t, func(_ context.Context, r *Request, _ *note) (noted, error) {
		ids = append(ids, r.NewID("not"), r.UpdateID())
		if len(ids) == 2 {
			return noted{}, errors.New("killed between commit and answer")
		}
		return noted{ID: ids[0]}, nil
	})
	require.Equal(t, http.StatusInternalServerError, w.note(Support, "a", "x", "stopped-key").status)
	require.Equal(t, http.StatusOK, w.note(Support, "a", "x", "stopped-key").status)
	require.Equal(t, ids[:2], ids[2:])
	require.NotEqual(t, ids[0], ids[1])
}

// C-11, K-2: a command whose answer was lost was received when it was first
// sent; one that was refused for the moment is received anew.
func TestACommandIsReceivedWhenItWasFirstSent(t *testing.T) {
	var err error
	var received []time.Time
	w := withNotes(t, func(_ context.Context, r *Request, _ *note) (noted, error) {
		received = append(received, r.At)
		return noted{}, err
	})
	at := w.Now().UTC().Truncate(time.Microsecond)
	first := at
	w.Now = func() time.Time { return at }
	for code, again := range map[string]time.Duration{refusal.Unavailable: 0, refusal.Maintenance: time.Minute} {
		received, at = nil, first
		err = refusal.New(code, "", "あとで。", "Later.")
		require.Equal(t, http.StatusServiceUnavailable, w.note(Support, "a", "x", code+"-key").status)
		err, at = nil, first.Add(time.Minute)
		require.Equal(t, http.StatusOK, w.note(Support, "a", "x", code+"-key").status)
		require.Equal(t, []time.Time{first, first.Add(again)}, received, code)
	}
}
