package calculator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/calculator"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// answers are what each question comes to for an event on 31 January 2026 and
// on 29 February 2028: the days of all points, in their order.
const answers = `
C-8 use-year             2026-01-31 2027-01-30 2027-01-31 | 2028-02-29 2029-02-27 2029-02-28
S-6 mnp-number           2026-02-07 2026-02-14 2026-02-15 | 2028-03-07 2028-03-14 2028-03-15
S-12 result              2026-02-03 2026-02-04 | 2028-03-03 2028-03-04
S-13 delivery            2026-02-07 2026-02-08 | 2028-03-07 2028-03-08
S-15 proof               2026-02-03 2026-02-07 2026-02-14 2026-02-15 | 2028-03-03 2028-03-07 2028-03-14 2028-03-15
P-6 warranty             2027-01-31 2027-02-01 | 2029-02-28 2029-03-01
P-7 exchange             2026-03-01 2026-03-02 | 2028-03-29 2028-03-30
N-2 maker                2027-01-31 2027-02-01 | 2029-02-28 2029-03-01
N-4 check                2026-02-14 2026-02-15 | 2028-03-14 2028-03-15
N-6 delivery             2026-02-02 2026-02-03 | 2028-03-02 2028-03-03
U-2 natural-failure      2028-01-31 2028-02-01 | 2030-02-28 2030-03-01
U-3 trouble              2026-02-02 2026-02-03 | 2028-03-02 2028-03-03
U-4 device               2026-02-07 2026-02-08 2026-02-08 | 2028-03-07 2028-03-08 2028-03-08
U-5 device-or-loaner     2026-02-14 2026-02-15 2026-02-15 | 2028-03-14 2028-03-15 2028-03-15
U-6 asked-back           2026-02-07 2026-02-08 2026-02-08 | 2028-03-07 2028-03-08 2028-03-08
U-6 loaner               2026-02-14 2026-02-15 2026-02-15 | 2028-03-14 2028-03-15 2028-03-15
U-8 recurrence           2026-02-07 2026-02-08 | 2028-03-07 2028-03-08
W-1 billed-from          2026-03-01 | 2028-04-01
W-4 claims-from          2026-02-01 | 2028-03-01
W-8 trouble              2026-02-02 2026-02-03 | 2028-03-02 2028-03-03
W-9 released             2028-01-31 2028-02-01 | 2030-02-28 2030-03-01
W-10 natural-failure     2029-01-31 2029-02-01 | 2031-02-28 2031-03-01
K-1 effect               2026-01-31 2026-01-31 2026-02-01 | 2028-02-29 2028-02-29 2028-03-01
K-2 withdrawal           2026-01-31 2026-01-31 2026-02-01 | 2028-02-29 2028-02-29 2028-03-01
K-5 equipment            2026-02-14 2026-02-15 2026-02-15 | 2028-03-14 2028-03-15 2028-03-15
I-1 initial-cancellation 2026-02-07 2026-02-08 | 2028-03-07 2028-03-08
S-9 link                 2026-02-14 2026-02-15 | 2028-03-14 2028-03-15
U-9 fault                2026-02-07 2026-02-08 | 2028-03-07 2028-03-08
U-9 return               2026-02-07 2026-02-08 2026-02-08 | 2028-03-07 2028-03-08 2028-03-08
U-12 device              2026-02-07 2026-02-14 2026-03-02 2026-03-03 2026-03-03 | 2028-03-07 2028-03-14 2028-03-30 2028-03-31 2028-03-31
W-3 registration         2026-02-07 2026-02-12 2026-02-14 2026-02-15 | 2028-03-07 2028-03-12 2028-03-14 2028-03-15
W-11 device              2026-02-07 2026-02-14 2026-03-02 2026-03-03 2026-03-03 | 2028-03-07 2028-03-14 2028-03-30 2028-03-31 2028-03-31
W-11 loaner              2026-02-14 2026-02-15 2026-02-15 | 2028-03-14 2028-03-15 2028-03-15
T-2 validity             2026-02-26 2026-03-01 2026-03-02 | 2028-03-26 2028-03-29 2028-03-30
B-4 free-of-late-charge  2026-02-10 2026-02-11 | 2028-03-10 2028-03-11
B-6 suspension           2026-02-14 2026-02-15 | 2028-03-14 2028-03-15
B-6 cure                 2026-03-31 2026-04-01 | 2028-04-30 2028-05-01
G-5 heir                 2026-02-14 2026-02-15 | 2028-03-14 2028-03-15
G-7 cure                 2026-03-31 2026-04-01 | 2028-04-30 2028-05-01
`

func TestAnswersAreAsTheRulesCount(t *testing.T) {
	v := terms.Embedded().At(jst.MakeDay(2026, time.January, 1).Start())
	for line := range strings.Lines(strings.TrimSpace(answers)) {
		asked, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		id, want, _ := strings.Cut(strings.TrimSpace(want), " ")
		q, ok := calculator.Find(terms.ID(asked), id)
		require.True(t, ok, line)
		var got []string
		for _, day := range []jst.Day{jst.MakeDay(2026, time.January, 31), jst.MakeDay(2028, time.February, 29)} {
			var days []string
			for _, p := range q.Answer(v, day).Points {
				days = append(days, p.Day.String())
			}
			got = append(got, strings.Join(days, " "))
		}
		require.Equal(t, strings.TrimSpace(want), strings.Join(got, " | "), line)
	}
}

// TestTheReturnOfN5 covers N-5 with its reminders and its settling.
func TestTheReturnOfN5(t *testing.T) {
	q, ok := calculator.Find(terms.N5, "return")
	require.True(t, ok)
	v := terms.Embedded().At(jst.MakeDay(2026, time.November, 1).Start())
	a := q.Answer(v, jst.MakeDay(2026, time.November, 1))
	var got []string
	for _, p := range a.Points {
		at := ""
		if !p.At.IsZero() {
			at = " " + p.At.In(jst.Zone).Format("15:04")
		}
		got = append(got, fmt.Sprintf("%s%s %s", p.Day, at, p.Label.EN))
	}
	require.Contains(t, got, "2026-11-15 Last good day")
	require.Contains(t, got, "2026-11-16 00:00 Lapse")
	require.Contains(t, got, "2026-11-16 12:00 Decided by the centre's books (C-12)")
	require.Contains(t, strings.Join(got, "\n"), "09:00 Reminder")
	require.Contains(t, a.Counted.JA, "2026年11月1日")
}

// TestEveryQuestionIsAnswered asks all for each day of four years under each
// version: the points come in order, none before the event, in both languages.
func TestEveryQuestionIsAnswered(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range terms.Embedded().Versions() {
		for _, id := range terms.IDs() {
			for _, q := range calculator.Of(id) {
				key := string(id) + "/" + q.ID + "/" + v.Name
				require.False(t, seen[key], "%s is there twice", key)
				seen[key] = true
				require.NotEmpty(t, q.Event.JA+q.Event.EN+q.Until.JA+q.Until.EN)
				for n := range 4*365 + 1 {
					day := jst.MakeDay(2027, time.January, 1).AddDays(n)
					a := q.Answer(v, day)
					require.NotEmpty(t, a.Points, key)
					require.NotEmpty(t, a.Counted.JA, key)
					require.NotEmpty(t, a.Counted.EN, key)
					for i, p := range a.Points {
						require.NotEmpty(t, p.Label.JA)
						require.NotEmpty(t, p.Label.EN)
						require.False(t, p.Day.IsZero(), key)
						if i > 0 {
							require.False(t, p.Day.Before(a.Points[i-1].Day), "%s of %s: %v", key, day, a.Points)
						}
					}
				}
			}
		}
	}
}
