package member

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/papers"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// U-6: a loaner is the member's to use until its day is known; nothing asks for it before.
func TestALoanerIsKeptUntilTheRepairIsOver(t *testing.T) {
	v := &visit{Visit: &pages.Visit{Lang: "ja"}}
	of := func(kind string, outcomes ...string) shownReturn {
		s := shownReturn{}
		s.Kind = kind
		for _, outcome := range outcomes {
			due := api.ReturnDue{}
			due.Outcome = outcome
			s.Due = append(s.Due, due)
		}
		return s
	}
	require.True(t, of(papers.Loaner, "met").waits())
	require.Contains(t, of(papers.Loaner, "met").undated(v), "いまお返しいただく必要はありません")
	require.False(t, of(papers.Loaner, "met", "open").waits())
	require.Contains(t, of(papers.Loaner, "lapsed").undated(v), "期限を過ぎています")
	require.False(t, of(papers.BrokenDevice).waits())
	require.Contains(t, of(papers.BrokenDevice).undated(v), "決まりしだい")
}
