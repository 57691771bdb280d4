package console

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// tasks lists those of a desk, the most urgent first; an administrator sees
// those of all desks.
func (c *Console) tasks(v *visit) error {
	page, err := v.listTasks()
	if err != nil {
		return err
	}
	rows, err := v.deskTasks(page.Items)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, tasksView(v, rows, page.Next, markOf(page)))
}

func (v *visit) listTasks() (api.Page[api.Task], error) {
	return pages.Ask[api.Page[api.Task]](v.Visit, "listTasks", v.Listed("desk", "state", "held", "clock"))
}

type taskRow struct {
	api.Task
	now   time.Time
	staff map[string]string // names of those whom it mentions
}

// people are the staff whom a task mentions.
func people(t api.Task) []string {
	asked, _ := t.Why["asked_by"].(string)
	return []string{t.ClaimedBy, asked}
}

// facts are what the desk needs to know of the task's matter.
func (t taskRow) facts(v *visit) []pages.Fact {
	why := maps.Clone(t.Why)
	delete(why, "submission") // has no page of its own
	delete(why, "charge")
	if asked, _ := why["asked_by"].(string); t.staff[asked] != "" {
		why["asked_by"] = t.staff[asked]
	}
	return v.Facts(why)
}

// holder says who else has taken the task up.
func (t taskRow) holder(v *visit) string {
	name := t.staff[t.ClaimedBy]
	if name == "" {
		return v.T("ほかの担当者が対応中です", "A colleague has taken it up")
	}
	return fmt.Sprintf(v.T("%sさんが対応中です", "%s has taken it up"), name)
}

// deskTask is a task with whom it is for; the name is empty where the person may
// not see members.
type deskTask struct {
	taskRow
	name string
}

func (v *visit) deskTasks(tasks []api.Task) ([]deskTask, error) {
	members := make([]string, len(tasks))
	for i, t := range tasks {
		members[i] = t.Member
	}
	names, err := v.names(members)
	if err != nil {
		return nil, err
	}
	var staff []string
	for _, t := range tasks {
		staff = append(staff, people(t)...)
	}
	colleagues, err := v.staffNames(staff)
	if err != nil {
		return nil, err
	}
	rows := make([]deskTask, len(tasks))
	for i, t := range tasks {
		now, err := v.Clock(t.Clock)
		if err != nil {
			return nil, err
		}
		rows[i] = deskTask{taskRow{t, now, colleagues}, names[t.Member]}
	}
	return rows, nil
}

// names gives what members are called, where the person may see that.
func (v *visit) names(members []string) (map[string]string, error) {
	names := map[string]string{}
	slices.Sort(members)
	members = slices.DeleteFunc(slices.Compact(members), func(id string) bool { return id == "" })
	if len(members) == 0 || !v.May("nameMembers") {
		return names, nil
	}
	all, err := pages.Ask[api.MemberNames](v.Visit, "nameMembers", pages.Input{Body: map[string]any{"members": members}})
	for _, m := range all.Members {
		names[m.ID] = m.Family + " " + m.Given
	}
	return names, err
}

// moveTask takes a task up, gives it back, or ends one that the desk's word ends.
func (c *Console) moveTask(v *visit) error {
	in := pages.ByID(v.R.PathValue("id"))
	operation, done := "claimTask", v.T("作業を引き受けました。", "You have taken the task up.")
	switch v.R.PathValue("what") {
	case "claim":
	case "release":
		operation, done = "releaseTask", v.T("作業を戻しました。", "You have given the task back.")
	case "finish":
		operation, done = "finishTask", v.T("作業を完了にしました。", "The task is done.")
		in.Body = map[string]any{"outcome": v.R.PostFormValue("outcome")}
	default:
		return pages.Missing()
	}
	in.Key = v.R.PostFormValue("key")
	if _, err := pages.Ask[api.Task](v.Visit, operation, in); err != nil {
		return err
	}
	v.Say(done)
	return v.Redirect(v.Back())
}

// deskOf is the desk whose tasks a page shows: the one asked for, or the person's
// own; empty for all.
func (v *visit) deskOf() string {
	own, ok := strings.CutPrefix(string(v.Who.Role), "desk:")
	if !ok {
		own = ""
	}
	return cmp.Or(v.R.FormValue("desk"), own)
}

// ofDesk tells whether the person works at the desk.
func (v *visit) ofDesk(desk string) bool { return string(v.Who.Role) == "desk:"+desk }
