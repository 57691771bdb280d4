package console

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"kigen/internal/postgres"
	"kigen/internal/terms"
)

var (
	tasksChanged     = terms.Text{JA: "作業が更新されました。", EN: "The tasks have changed."}
	deadlinesChanged = terms.Text{JA: "期限が更新されました。", EN: "The deadlines have changed."}
)

// taskEvents streams that the list of tasks which the address names has changed.
func (c *Console) taskEvents(v *visit) error {
	if !v.May("listTasks") {
		return refusedAs(http.StatusForbidden, notToLookOn)
	}
	return c.stream(v, desks, &shown{changed: tasksChanged, mark: func(v *visit) (string, error) {
		page, err := v.listTasks()
		return markOf(page), err
	}})
}

// deadlineEvents streams that the deadline board which the address names has changed.
func (c *Console) deadlineEvents(v *visit) error {
	if !v.May("listDeadlines") {
		return refusedAs(http.StatusForbidden, notToLookOn)
	}
	return c.stream(v, allCases, &shown{changed: deadlinesChanged, mark: func(v *visit) (string, error) {
		b, err := v.readBoard()
		return b.mark, err
	}})
}

// markOf stands for what a page lists.
func markOf(rows any) string {
	text, err := json.Marshal(rows)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// listEvents is where a list hears of changes of the rows that it shows.
func (v *visit) listEvents(mark string) string {
	q := v.R.URL.Query()
	q.Set("seen", pulseText(postgres.Pulse{Mark: mark}))
	return v.R.URL.Path + "/events?" + q.Encode()
}
