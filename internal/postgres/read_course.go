package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// OpenCase gives the open case that holds a workflow ID; false where none does.
func OpenCase(ctx context.Context, db DB, workflowID string) (c CaseRow, found bool, err error) {
	rows, err := db.Query(ctx, selectCases+` where workflow_id = $1 and closed_at is null`, workflowID)
	if err != nil {
		return c, false, fmt.Errorf("case of %s: %w", workflowID, err)
	}
	open, err := pgx.CollectRows(rows, pgx.RowToStructByName[CaseRow])
	if err != nil || len(open) == 0 {
		return c, false, err
	}
	return open[0], true, nil
}

// CourseStep is a step as it stands in the journal, with the case's state after it.
type CourseStep struct {
	JournalRow
	State *string `db:"state"` // nil where the step left it
}

// CourseTask is a task with the step that closed it.
type CourseTask struct {
	TaskRow
	ClosedStep *string `db:"closed_step"`
}

// Course is all that the steps of a time wrote, in the order in which they were
// committed; deadlines and tasks also where they only ended.
type Course struct {
	Steps     []CourseStep
	Deadlines []DeadlineRow
	Charges   []ChargeRow
	Notices   []NoticeRow
	Tasks     []CourseTask
	// Cases are those of the steps, and the one that was asked for.
	Cases []CaseRow
	// Open are the deadlines of these cases that are open in the end, by their lapse.
	Open []DeadlineRow
}

// CourseSince reads what all steps after an entry of the journal wrote, and how
// these cases and the one of that ID stand. It is for a transaction that sees no
// steps but its own.
func CourseSince(ctx context.Context, db DB, entry int64, caseID string) (Course, error) {
	const (
		since = ` (select from journal j where j.id > $1 and j.case_id = `
		cases = ` any (array(select case_id from journal where id > $1))`
	)
	var c Course
	b := &pgx.Batch{}
	collect(b, &c.Steps, `select id, case_id, (select kind from cases c where c.id = journal.case_id) as case_kind,
		step, at, actor_role, actor_id, rules, terms, facts, state from journal where id > $1 order by id`, entry)
	collect(b, &c.Deadlines, selectDeadlines+` where case_id =`+cases+` and exists`+since+`deadlines.case_id
		and j.step in (deadlines.armed_step, deadlines.settled_step)) order by id`, entry)
	collect(b, &c.Charges, selectCharges+` where case_id =`+cases+` and exists`+since+`charges.case_id and j.step = charges.step) order by at, id`, entry)
	collect(b, &c.Notices, selectNotices+` where case_id =`+cases+` and exists`+since+`notices.case_id and j.step = notices.step) order by at, id`, entry)
	collect(b, &c.Tasks, `select `+taskColumns+`, closed_step from tasks where case_id =`+cases+` and exists`+since+`tasks.case_id
		and j.step in (tasks.step, tasks.closed_step)) order by opened_at, id`, entry)
	collect(b, &c.Cases, selectCases+` where id =`+cases+` or id = $2 order by opened_at, id`, entry, caseID)
	collect(b, &c.Open, selectDeadlines+` where outcome is null and (case_id =`+cases+` or case_id = $2) order by lapse, id`, entry, caseID)
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return c, fmt.Errorf("course of %s: %w", caseID, err)
	}
	return c, nil
}
