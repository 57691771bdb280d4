package bench

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/imei"
	"kigen/internal/terms"
)

func TestGoalsAreMeasuredBesideTheirFloors(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	r, err := Run(t.Context(), Options{Quick: true, Only: []string{"F-2", "F-7", "F-8"}, Cases: 8})
	require.NoError(t, err)
	told := map[string]int{}
	for _, m := range r.Measures {
		told[m.Goal]++
		if m.Goal == "F-8" {
			require.NotEmpty(t, m.Failure, "a test is no program that could be started")
			continue
		}
		require.Empty(t, m.Failure, m.Name)
		require.NotEmpty(t, m.Target, m.Name)
	}
	require.Equal(t, map[string]int{"F-2": 3, "F-7": 19, "F-8": 1}, told)

	_, err = Run(t.Context(), Options{Only: []string{"F-9"}})
	require.ErrorContains(t, err, "there is no goal F-9")
}

func TestReportShowsWhatIsMissed(t *testing.T) {
	r := &Report{Cores: 2, Took: time.Minute, Measures: []Measure{
		atMost("F-1", "processor time", "ms", 11, 10, 1.15),
		atMost("F-1", "too much of it", "ms", 12, 10, 1.15).noted("of %d cases", 5),
		atLeast("F-2", "rate", "/s", 700, 1000, 0.7),
		below("F-6", "seconds", "s", 2, 2),
		exactly("F-7", "scans", "", 0, 0),
		{Goal: "F-8", Name: "start", Failure: "no program"},
	}}
	var missed []string
	for _, m := range r.Missed() {
		missed = append(missed, m.Name)
	}
	require.Equal(t, []string{"too much of it", "seconds", "start"}, missed)

	var table bytes.Buffer
	r.Print(&table)
	for _, want := range []string{"too much of it [1]", "≤ 1.15 ×", "[1] of 5 cases", "not measured", "[2] no program", "6 figures, 3 goals missed"} {
		require.Contains(t, table.String(), want)
	}

	file := filepath.Join(t.TempDir(), "figures.json")
	require.NoError(t, r.WriteJSON(file))
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var read Report
	require.NoError(t, json.Unmarshal(content, &read))
	require.Equal(t, *r, read)
}

func TestSeededIMEIsAreValid(t *testing.T) {
	for _, n := range []int{oldIMEIs, newIMEIs + 1, newIMEIs + 987_654} {
		require.True(t, imei.Valid(numbered(n), terms.Embedded().At(time.Now()).W3.IMEIDigits), numbered(n))
	}
}

func TestNumbersHaveThreeDigits(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1.15: "1.15", 12.345: "12.3", 1234.5: "1234", 0.0123: "0.012", 3: "3"} {
		require.Equal(t, want, number(v))
	}
}
