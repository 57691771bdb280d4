package scenario

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const user = `name: Two loans, one after the other
rules: [U-3]
clock: 2026-11-01T10:00:00+09:00
steps:
  - uses: parts/loan.yaml
  - uses: parts/loan.yaml
    at: 2026-11-09T00:00:00+09:00
    with: {who: jiro}
expect:
  tasks:
    - {why: {who: hanako, day: 2026-11-01}}
    - {why: {who: jiro, day: 2026-11-09}}
`

const loan = `about: Somebody borrows.
given: {who: hanako}
steps:
  - call: lend
    with: {who: "${who}", day: "${today}", at: "${now}", imei: "${imei_1}", photo: {file: photo.jpg}}
`

func writeBoth(t *testing.T, scenario, part string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "parts"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "parts", "photo.jpg"), []byte("a photo"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "parts", "loan.yaml"), []byte(part), 0o600))
	file := filepath.Join(dir, "story.yaml")
	require.NoError(t, os.WriteFile(file, []byte(scenario), 0o600))
	return file
}

// TestPlayGoesThroughTheStepsOfAPart plays one part twice, with and without a
// variable of its own.
func TestPlayGoesThroughTheStepsOfAPart(t *testing.T) {
	l := startLender(t)
	s, err := Load(writeBoth(t, user, loan))
	require.NoError(t, err)
	require.Len(t, s.Steps, 4)
	r, err := l.player().Play(t.Context(), s)
	require.NoError(t, err)
	require.Empty(t, r.Failures)
	why := l.tasks[1]["why"].(map[string]any)
	at, ok := why["at"].(time.Time)
	require.True(t, ok)
	require.True(t, at.Equal(time.Date(2026, 11, 8, 15, 0, 0, 0, time.UTC)))
	require.Regexp(t, regexp.MustCompile(`^35\d{13}$`), why["imei"])
}

func TestLoadTellsWhatIsWrongWithAPart(t *testing.T) {
	for part, want := range map[string]string{
		"steps: [{call: lend, with: {who: \"${whom}\"}}]":           "loan.yaml:1: ${whom} is not saved",
		"given: {who: a}\nsteps: [{uses: loan.yaml}]":               "uses itself",
		"given: {who: a}\nsteps: [{expect: {tasks: []}}]":           "loan.yaml:2: a part expects nothing",
		"given: {who: a}\nstep: []":                                 "loan.yaml:2: a part has no key step",
		"given: {clock: a}\nsteps: []":                              `"clock" can't be the name of a variable`,
		"steps: []":                                                 "story.yaml:6: ",
		"given: {who: a}\nsteps: [{until: 2026-10-01T00:00:00Z}]":   "loan.yaml:2: the clock stands at",
		"given: {who: a}\nsteps: [{call: lend, with: {file: nix}}]": "there is no file nix beside",
		"given: [": "loan.yaml:",
	} {
		_, err := Load(writeBoth(t, user, part))
		require.ErrorContains(t, err, want, part)
	}
}

// TestIMEIsHaveTheirCheckDigit tells the numbers of one play apart.
func TestIMEIsHaveTheirCheckDigit(t *testing.T) {
	require.Equal(t, "490154203237518", numbered("490154203237", "imei_51"), "a well-known IMEI")
	s := imeis()
	require.NotEqual(t, numbered(s, "imei_1"), numbered(s, "imei_2"))
}
