package member

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/jst"
)

// properties reads a calendar file as its readers do: lines are unfolded first.
func properties(t require.TestingT, file string) map[string]string {
	require.NotContains(t, strings.ReplaceAll(file, "\r\n", ""), "\n", "every line ends with CRLF")
	all := map[string]string{}
	for _, line := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(file, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		require.True(t, ok, line)
		if _, had := all[name]; !had || name == "BEGIN" || name == "END" {
			all[name] = value
		}
	}
	return all
}

// N-5: the calendar has the last good day, for the whole day, with a reminder
// some days before; its entry is known again, and says nothing of whose it is.
func TestCalendarOfAReturn(t *testing.T) {
	w := owner(t)
	b := w.signedIn()
	id := w.one(`select id from returns where case_id = $1`, claim)
	file := b.open("/my/returns/" + id + "/deadline.ics")
	require.Equal(t, http.StatusOK, file.status, file.text)
	require.Equal(t, "text/calendar; charset=utf-8", file.header.Get("Content-Type"))
	for _, line := range strings.Split(file.text, "\r\n") {
		require.LessOrEqual(t, len(line), 75, line)
	}
	p := properties(t, file.text)
	require.Equal(t, "20261127", p["DTSTART;VALUE=DATE"])
	require.Equal(t, "20261128", p["DTEND;VALUE=DATE"])
	require.Equal(t, "返却期限：交換前の端末", p["SUMMARY"])
	require.Equal(t, id+".old-device-back@kigen", p["UID"])
	require.Equal(t, "-P2DT15H", p["TRIGGER"])
	require.Equal(t, "https://kigen.example/my/returns/"+id, p["URL"])
	require.Contains(t, p["DESCRIPTION"], "40\\,000円")
	require.Equal(t, p["UID"], properties(t, b.open("/my/returns/"+id+"/deadline.ics").text)["UID"])
	for _, personal := range []string{"見本", "太郎", "taro", telephoned, taro, "490154203237518"} {
		require.NotContains(t, file.text, personal)
	}
	b.submit("/my/language", map[string][]string{"language": {"en"}, "back": {"/my/"}})
	require.Equal(t, "Send back by today: the old device", properties(t, b.open("/my/returns/"+id+"/deadline.ics").text)["SUMMARY"])

	w.exec(`update deadlines set outcome = 'met', settled_at = now(), settled_step = armed_step where case_id = $1 and name = 'old-device-back'`, claim)
	require.Equal(t, http.StatusNotFound, b.open("/my/returns/"+id+"/deadline.ics").status, "no day runs")
}

func TestCalendarLinesAreFolded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		summary := rapid.StringMatching(`[ -~あ-ん亜-腕\n]{0,200}`).Draw(t, "summary")
		e := event{uid: "u", day: jst.MakeDay(2026, 11, 27), summary: summary, stamp: time.Unix(0, 0), remind: time.Hour}
		for _, line := range strings.Split(e.file(), "\r\n") {
			if len(line) > longest {
				t.Fatalf("%d octets: %q", len(line), line)
			}
		}
		got := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(properties(t, e.file())["SUMMARY"])
		if got != summary {
			t.Fatalf("%q became %q", summary, got)
		}
	})
}

// one is the only value of a query.
func (w *world) one(sql string, args ...any) (value string) {
	w.Helper()
	require.NoError(w, w.pool.QueryRow(w.Context(), sql, args...).Scan(&value))
	return value
}
