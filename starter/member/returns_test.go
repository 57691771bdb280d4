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
	troubled := of(papers.Loaner, "met")
	troubled.faulty = true
	require.False(t, troubled.waits(), "U-3: it goes back")
	require.Contains(t, troubled.undated(v), "不具合のある貸出機")
	require.False(t, of(papers.BrokenDevice).waits())
	require.Contains(t, of(papers.BrokenDevice).undated(v), "決まりしだい")
}

// U-5: the broken device in the loaner's place keeps its day, too; U-6: nothing but the loaner does.
func TestEitherDeviceKeepsTheDayOfALoaner(t *testing.T) {
	v := &visit{Visit: &pages.Visit{Lang: "ja"}}
	due := func(name string) api.ReturnDue {
		d := api.ReturnDue{}
		d.Name = name
		return d
	}
	loaner, broken := shownReturn{}, shownReturn{}
	loaner.Kind, broken.Kind = papers.Loaner, papers.BrokenDevice
	require.Equal(t, "故障した端末または貸出機", v.Text(loaner.what(due("device-or-loaner-back-2"))))
	require.Equal(t, "貸出機", v.Text(loaner.what(due("loaner-back"))))
	require.NotContains(t, v.Text(broken.what(due("device-or-loaner-back"))), "貸出機")
}
