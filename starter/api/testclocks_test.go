package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/testclock"
)

func onClocks(d *Deps) { d.Clocks = testclock.New(nil, "kigen") }

func (w *world) clock(key string, at time.Time) TestClock {
	w.t.Helper()
	r := w.call(http.MethodPost, "/v1/test-clocks", "", map[string]any{"name": key, "instant": at}, keyHeader, key)
	require.Equal(w.t, http.StatusCreated, r.status, string(r.body))
	r.status = http.StatusOK
	var c TestClock
	r.into(&c)
	return c
}

func TestACallLivesInTheTimeOfItsClock(t *testing.T) {
	w := newWorld(t, onClocks)
	then := jst.MakeDay(2028, 2, 29).At(23, 59)
	clock, other := w.clock("clock-one", then), w.clock("clock-two", then.Add(time.Hour))
	require.Equal(t, clock, w.clock("clock-one", then), "a repeated command makes the same clock")
	w.commit("clm_1", w.taro, noon)
	_, err := w.Pool.Exec(context.Background(), `update cases set clock_id = $1`, clock.ID)
	require.NoError(t, err)
	_, err = w.Pool.Exec(context.Background(), `update members set clock_id = $1 where id = $2`, clock.ID, w.taro)
	require.NoError(t, err)

	var seen Request
	access["lookAtCase"] = []Role{Member, Support}
	t.Cleanup(func() { delete(access, "lookAtCase") })
	query(w.API, Op{ID: "lookAtCase", Method: http.MethodGet, Path: "/v1/look/{id}", Tag: "cases"},
		func(ctx context.Context, r *Request, in *byID) (Case, error) {
			row, err := w.caseFor(ctx, r, in.ID, "replacement")
			seen = *r
			return caseView(row), err
		})
	look := func(role Role, headers ...string) reply { return w.get("/v1/look/clm_1", role, headers...) }

	for _, headers := range [][]string{nil, {clockHeader, clock.ID}} {
		for _, role := range []Role{Member, Support} {
			require.Equal(t, http.StatusOK, look(role, headers...).status)
			require.Equal(t, clock.ID, seen.Clock)
			require.True(t, then.Equal(seen.At), "%s", seen.At)
			require.True(t, then.Equal(seen.Run("replacement/clm_1", w.taro, "").At))
		}
	}
	look(Support, clockHeader, other.ID).problem(http.StatusUnprocessableEntity, refusal.Mismatch)
	look(Support, clockHeader, "clk_none").problem(http.StatusNotFound, refusal.NotFound)
	w.get("/v1/look/clm_none", Support).problem(http.StatusNotFound, refusal.NotFound)

	_, err = w.Pool.Exec(context.Background(), `update cases set clock_id = null`)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, look(Support).status)
	require.True(t, noon.Equal(seen.At), "the machine's time")
	look(Support, clockHeader, clock.ID).problem(http.StatusUnprocessableEntity, refusal.Mismatch)
}

func TestAClockOnlyGoesForward(t *testing.T) {
	w := newWorld(t, onClocks)
	clock := w.clock("clock-one", noon)
	advance := func(id string, to time.Time) reply {
		return w.call(http.MethodPost, "/v1/test-clocks/"+id+"/advance", "", map[string]any{"to": to})
	}
	p := advance(clock.ID, noon.Add(-time.Second)).problem(http.StatusConflict, refusal.TooLate)
	require.Equal(t, "to", p.Fields[0].Path)
	advance("clk_none", noon).problem(http.StatusNotFound, refusal.NotFound)
	p = advance(clock.ID, clock.Instant.AddDate(10, 0, 1)).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	require.Equal(t, "to", p.Fields[0].Path)
	for _, at := range []time.Time{{}, jst.MakeDay(2100, 6, 1).Start()} {
		w.call(http.MethodPost, "/v1/test-clocks", "", map[string]any{"name": "far", "instant": at}).
			problem(http.StatusUnprocessableEntity, refusal.Invalid)
	}
	var page Page[TestClock]
	w.get("/v1/test-clocks", "").into(&page)
	require.Equal(t, []TestClock{clock}, page.Items)
}
