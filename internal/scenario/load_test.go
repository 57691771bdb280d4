package scenario

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const whole = `name: The old device comes back a day late
about: A sentence for the reader.
rules: [N-1, N-5]
clock: 2026-11-01T10:00:00+09:00
steps:
  - call: applyForLine
    with: {plan: minimum-start, sims: [{kind: voice}], document: {file: card.jpg}}
    save: {application: .id, member_token: '.tokens[0].secret'}
  - mail: hanako-${play}@example.jp
    subject: 確認
    find: {code: 'コード: (\d+)'}
  - at: 2026-11-02T09:00:00+09:00
    call: withdraw
    as: member
    with: {id: "${application}", code: "${code}"}
    twice: true
    refused: {code: too_late, rule: N-5}
  - together:
      - {call: claim, as: member, with: {n: 1}}
      - {call: claim, as: "desk:support#2"}
    refused: {code: already_open}
    save: {claim: .id}
  - restart: worker
  - expect:
      journal: {only: {case_id: "${claim}"}, are: [{step: accepted}]}
  - until: 2026-12-02T00:00:00+09:00
expect:
  charges: [{rule: N-5, amount: 40000, at: 2026-11-16T00:00:00+09:00}]
  tasks: []
`

func write(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "card.jpg"), []byte("\xff\xd8\xff a card"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "hanako.json"),
		[]byte(`{"name": {"family": "青木", "given": "花子"}, "plan": "light-start", "sims": [1, 2]}`), 0o600))
	file := filepath.Join(dir, "story.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestLoadReadsAStory(t *testing.T) {
	s, err := Load(write(t, whole))
	require.NoError(t, err)
	require.Equal(t, "The old device comes back a day late", s.Name)
	require.Equal(t, []string{"N-1", "N-5"}, s.Rules)
	require.Len(t, s.Steps, 7)
	require.Equal(t, Caller{Role: "public"}, s.Steps[0].Call.As)
	require.Equal(t, map[string]any{
		"plan": "minimum-start", "sims": []any{map[string]any{"kind": "voice"}}, "document": map[string]any{"file": "card.jpg"},
	}, s.Steps[0].Call.With)
	require.True(t, s.Steps[2].Call.Twice)
	require.Equal(t, &Refused{Code: "too_late", Rule: "N-5", Times: 1}, s.Steps[2].Call.Refused)
	require.Equal(t, Caller{Role: "desk:support", Person: "2"}, s.Steps[3].Together.Calls[1].As)
	require.Equal(t, "worker", s.Steps[4].Restart)
	require.Equal(t, map[string]any{"case_id": "${claim}"}, s.Steps[5].Check[0].Only)
	require.Equal(t, int64(40000), s.Expect[0].Are[0].Fields["amount"])
	require.Equal(t, "2026-11-16T00:00:00+09:00", s.Expect[0].Are[0].Fields["at"])
	require.Equal(t, "tasks", s.Expect[1].Name)
	require.Empty(t, s.Expect[1].Are)
}

func TestFilesAreBesideTheStoryUnlessTheirPathIsWhole(t *testing.T) {
	require.Equal(t, filepath.Join("stories", "card.jpg"), beside(filepath.Join("stories", "one.yaml"), "card.jpg"))
	whole := filepath.Join(t.TempDir(), "card.jpg")
	require.Equal(t, whole, beside("", whole))
}

func TestLoadMergesAFileWithWhatStandsBesideIt(t *testing.T) {
	s, err := Load(write(t, strings.Replace(whole, "{plan: minimum-start,", "{json: hanako.json, name: {given: 一郎},", 1)))
	require.NoError(t, err)
	require.Equal(t, map[string]any{"family": "青木", "given": "一郎"}, s.Steps[0].Call.With["name"])
	require.Equal(t, "light-start", s.Steps[0].Call.With["plan"])
	require.Equal(t, []any{map[string]any{"kind": "voice"}}, s.Steps[0].Call.With["sims"])
}

// TestLoadTellsWhatIsWrongAndWhere breaks the story in one place each.
func TestLoadTellsWhatIsWrongAndWhere(t *testing.T) {
	for _, c := range []struct{ old, broken, want string }{
		{"about:", "abuot:", "story.yaml:2: the scenario has no key abuot"},
		{"about: A sentence for the reader.", "name: twice", "story.yaml:2: the scenario has name twice"},
		{"[N-1, N-5]", "[N-1, five]", `story.yaml:3: "five" is no rule ID`},
		{"rules: [N-1, N-5]\n", "", "story.yaml:1: the scenario needs rules"},
		{"clock: 2026-11-01T10:00:00+09:00", "clock: 2026-11-01 10:00", "story.yaml:4: clock must be an instant"},
		{"call: applyForLine", "cal: applyForLine", "story.yaml:6: a step is one of until, call, together, mail, restart, down, up, uses and expect; this one is none"},
		{"    twice: true", "    until: 2026-11-03T00:00:00+09:00", "this one is call and until"},
		{"as: member\n", "as: meber\n", `story.yaml:14: "meber" is no caller`},
		{"as: member\n", "as: member:jiro\n", "story.yaml:12: as: member:jiro needs an earlier step that saves jiro_token"},
		{"${application}", "${claim}", "story.yaml:12: ${claim} is not saved by an earlier step"},
		{"application: .id,", "application: '.id[',", "story.yaml:8: .id[ is no path into the answer"},
		{"application: .id,", "clock: .id,", `story.yaml:8: "clock" can't be the name of a variable`},
		{"(\\d+)", "\\d+", "story.yaml:11: a pattern has one group"},
		{"card.jpg", "letter.jpg", "story.yaml:6: there is no file letter.jpg beside this one"},
		{"plan: minimum-start", "json: nobody.json", "story.yaml:7: json: nobody.json"},
		{"{code: too_late, rule: N-5}", "{rule: N-5}", "story.yaml:17: refused needs the code"},
		{"twice: true", "twice: often", "story.yaml:16: twice must be true or false"},
		{"2026-11-02T09", "2026-10-02T09", "story.yaml:12: the clock stands at 2026-11-01T10:00:00+09:00 already"},
		{"restart: worker", "restart: universe", "story.yaml:23: restart knows worker, temporal and postgres"},
		{"restart: worker", "down: postgres", "story.yaml:23: down knows the worker only"},
		{"restart: worker", "down: worker", "story.yaml:1: the worker is down at the end of the story"},
		{"restart: worker", "up: worker", "story.yaml:23: the worker is so already"},
		{"restart: worker", "restart: worker\n    as: admin", "story.yaml:24: a step with restart has no key as"},
		{"      - {call: claim, as: member, with: {n: 1}}\n", "", "together needs two calls or more"},
		{"as: member, with: {n: 1}", "save: {a: .id}", "story.yaml:19: a call has no key save"},
		{"charges:", "charge:", "story.yaml:28: expect has no key charge"},
		{"tasks: []", "tasks: {are: []}", "story.yaml:29: tasks needs only and are"},
		{"until: 2026-12-02", "until:\n  - [", "story.yaml:"},
	} {
		require.Contains(t, whole, c.old)
		_, err := Load(write(t, strings.Replace(whole, c.old, c.broken, 1)))
		require.ErrorContains(t, err, c.want, "%s instead of %s", c.broken, c.old)
	}
	_, err := Load(write(t, ""))
	require.ErrorContains(t, err, "story.yaml:1: ")
	_, err = Load("nowhere.yaml")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestLoadTellsEverythingAtOnce(t *testing.T) {
	_, err := Load(write(t, strings.NewReplacer("abuot:", "x", "[N-1, N-5]", "[five]", "restart: worker", "restart: moon").Replace(whole)))
	require.Equal(t, 2, strings.Count(err.Error(), "story.yaml:"), "%s", err)
}
