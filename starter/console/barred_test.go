package console

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// Whatever the kind of a case and wherever it stands: an action on it is
// possible, or it says why it is not, or its state neither comes before nor
// after those in which it is.
func TestEveryActionIsOfferedOrSaysWhyNot(t *testing.T) {
	book := terms.Embedded()
	ended := morning.Add(time.Hour)
	seen := map[string]bool{}
	for _, d := range diagrams {
		for _, state := range statesOf(d) {
			for _, closed := range []*time.Time{nil, &ended} {
				s := subject{
					CasePage: api.CasePage{Case: api.Case{ID: "x_1", Kind: d.Kind, State: state, ClosedAt: closed}},
					Terms:    book.At(morning), Who: "stf_1",
				}
				for _, a := range actions {
					reason, barred := a.barred(s)
					if a.possible(s) {
						require.False(t, barred, "%s of %s in %s is both", a.name, d.Kind, state)
						continue
					}
					if barred {
						seen[a.kind+" "+a.name] = true
						require.NotEmpty(t, reason.JA, "%s of %s in %s", a.name, d.Kind, state)
						require.NotEmpty(t, reason.EN, "%s of %s in %s", a.name, d.Kind, state)
						continue
					}
					if a.kind != d.Kind {
						continue
					}
					require.NotEmpty(t, a.states, "%s of %s is silent", a.name, d.Kind)
					for _, possible := range a.states {
						require.False(t, closed == nil && leads(d.Kind, state, possible), "%s of %s in %s will be possible and doesn't say so", a.name, d.Kind, state)
						require.False(t, leads(d.Kind, possible, state), "%s of %s in %s was possible and doesn't say so", a.name, d.Kind, state)
					}
				}
			}
		}
	}
	for _, a := range actions {
		if a.kind != "" {
			require.True(t, seen[a.kind+" "+a.name], "%s of %s is never barred", a.name, a.kind)
		}
		if a.when != nil {
			require.NotNil(t, a.why, a.name)
		}
	}
}

func statesOf(d casefile.Diagram) (all []string) {
	for _, t := range d.Transitions {
		if !slices.Contains(all, t.To) {
			all = append(all, t.To)
		}
	}
	return all
}

func TestReasonsSayWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	p := w.as(api.Identity).open("/console/cases/" + application)
	require.Contains(t, p.text, "いまはできない操作")
	require.Contains(t, p.text, "次の段階になると行えます：「お荷物が戻り、ご住所を確認しています」")
	require.Contains(t, p.text, "サポート窓口が行う操作です。", "possible, but another desk's")
	p = w.as(api.Shipping).open("/console/cases/" + application)
	require.Contains(t, p.text, "発送を登録する")
	require.Contains(t, p.text, "いまできる操作はありません。")
	p = w.as(api.Support).open("/console/cases/" + claim)
	require.Contains(t, p.text, "「交換用端末の動作確認」の期間がまだ始まっていません。")
}
