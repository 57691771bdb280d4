package console

import (
	"net/http"
	"net/url"
	"time"

	"kigen/internal/ids"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// shownMember is a member as the support desk needs it.
type shownMember struct {
	id      string
	now     time.Time
	data    *api.MemberPage // nil where the person may not see it
	lines   []api.Line
	devices []api.Device
	cases   []api.Case
	letters []api.Notice
	charges []api.Charge
	returns []api.Return
	due     []deadlineRow
	moreOf  map[string]bool // there is more than is shown, by the operation
}

// perPart is how many rows the parts of a member's page have.
const perPart = "10"

// member shows a member with all that is theirs.
func (c *Console) member(v *visit) error {
	m := shownMember{id: v.R.PathValue("id"), now: v.Now(), moreOf: map[string]bool{}}
	if !ids.Is("mem", m.id) {
		return pages.Missing()
	}
	if v.May("getMember") {
		data, err := pages.Ask[api.MemberPage](v.Visit, "getMember", pages.ByID(m.id))
		if err != nil {
			return err
		}
		m.data = &data
		if m.now, err = v.Clock(data.Clock); err != nil {
			return err
		}
	}
	err := inTurn(
		partOf(v, &m, "listLines", nil, &m.lines), partOf(v, &m, "listDevices", nil, &m.devices),
		partOf(v, &m, "listCases", nil, &m.cases), partOf(v, &m, "listNotices", nil, &m.letters),
		partOf(v, &m, "listCharges", nil, &m.charges), partOf(v, &m, "listReturns", nil, &m.returns),
	)
	if err != nil {
		return err
	}
	if m.data == nil && len(m.lines)+len(m.devices)+len(m.cases) == 0 {
		return &api.Problem{
			Status: http.StatusNotFound, Code: refusal.NotFound,
			JA: "この番号の会員の回線・端末・案件はありません。", EN: "There are no lines, devices or cases under this member's number.",
		}
	}
	var due []api.Deadline
	if err := partOf(v, &m, "listDeadlines", url.Values{"outcome": {"open"}}, &due)(); err != nil {
		return err
	}
	for _, d := range due {
		now, err := v.Clock(d.Clock)
		if err != nil {
			return err
		}
		m.due = append(m.due, deadlineRow{d, now})
	}
	return v.Show(http.StatusOK, memberView(v, m))
}

// partOf reads the first rows of a list of the member's.
func partOf[T any](v *visit, m *shownMember, operation string, filters url.Values, into *[]T) func() error {
	return func() error {
		if !v.May(operation) {
			return nil
		}
		q := url.Values{"member": {m.id}, "limit": {perPart}}
		for name, values := range filters {
			q[name] = values
		}
		page, err := pages.Ask[api.Page[T]](v.Visit, operation, pages.Input{Query: q})
		*into, m.moreOf[operation] = page.Items, page.Next != ""
		return err
	}
}

// inTurn runs steps until one fails.
func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

var lineStates = map[string]terms.Text{
	"active":                {JA: "利用中", EN: "in use"},
	"cancellation_reserved": {JA: "解約予約中", EN: "to end"},
	"ended":                 {JA: "終了", EN: "ended"},
}

func lineState(state string) terms.Text { return lineStates[state] }
