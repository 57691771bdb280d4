package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerCases(a *API) {
	query(a, Op{
		ID: "listCases", Method: http.MethodGet, Path: "/v1/cases", Tag: "cases",
		EN: "Cases, the newest first", JA: "案件の一覧を、新しい順に表示します。",
	}, a.listCases)
	query(a, Op{
		ID: "getCase", Method: http.MethodGet, Path: "/v1/cases/{id}", Tag: "cases",
		EN: "A case with its timeline, deadlines and why they are due, charges and their arithmetic, notices and tasks",
		JA: "案件の経過、期限とその理由、請求とその計算、通知、作業を表示します。",
	}, a.getCase)
}

// Case is one instance of a process.
type Case struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind" example:"replacement"`
	State    string     `json:"state" doc:"Where the process stands, in its own words."`
	Member   string     `json:"member_id,omitempty"`
	Subject  string     `json:"subject" doc:"What it is about: a line, a device."`
	Clock    string     `json:"clock_id,omitempty" doc:"The test clock that it lives on."`
	Workflow string     `json:"workflow_id"`
	OpenedAt time.Time  `json:"opened_at"`
	ClosedAt *time.Time `json:"closed_at,omitempty"`
}

func caseView(c postgres.CaseRow) Case {
	return Case{
		ID: c.ID, Kind: c.Kind, State: c.State, Member: c.Member, Subject: c.Subject, Clock: c.Clock,
		Workflow: c.WorkflowID, OpenedAt: c.OpenedAt, ClosedAt: c.ClosedAt,
	}
}

// own narrows a list to the caller's where the caller is a member.
func (r *Request) own(member string) string {
	if r.Principal.Role == Member {
		return r.Principal.Member
	}
	return member
}

type listCases struct {
	Paging
	Kind    string `query:"kind" enum:"signup,replacement,repair,exchange,maker-swap,instalment-payment,guarantee-registration,guarantee-claim,cancellation,option-cancellation,waiver,stock-check,stock-intake,use-start-correction,month-end"`
	State   string `query:"state" enum:"open,closed" doc:"Both unless told."`
	Member  string `query:"member"`
	Subject string `query:"subject" doc:"The line or device that it is about."`
	Clock   string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listCases(ctx context.Context, r *Request, in *listCases) (Page[Case], error) {
	f := postgres.CaseFilter{
		Kind: in.Kind, Member: r.own(in.Member), Clock: in.Clock, Subject: in.Subject,
		Open: in.State == open, Closed: in.State == "closed",
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.CaseRow, error) {
		return postgres.Cases(ctx, a.Pool, f, after, limit)
	}, caseView, func(c postgres.CaseRow) postgres.Place { return postgres.Place{At: c.OpenedAt, ID: c.ID} })
}

// CasePage is all there is to know of a case.
type CasePage struct {
	Case
	Timeline  []Entry    `json:"timeline" nullable:"false"`
	Deadlines []Deadline `json:"deadlines" nullable:"false"`
	Charges   []Charge   `json:"charges" nullable:"false"`
	Notices   []Notice   `json:"notices" nullable:"false"`
	Tasks     []Task     `json:"tasks" nullable:"false"`
	// Total is what the case costs the member, everything taken back deducted.
	Total int64 `json:"total" doc:"The sum of its charges, with what reversed or waived them, in yen."`
}

type byID struct {
	ID string `path:"id"`
}

func (a *API) getCase(ctx context.Context, r *Request, in *byID) (CasePage, error) {
	row, err := postgres.Case(ctx, a.Pool, in.ID)
	if err == nil {
		err = r.visible(row.Member)
	}
	if err != nil {
		return CasePage{}, err
	}
	parts, err := postgres.CaseParts(ctx, a.Pool, in.ID)
	if err != nil {
		return CasePage{}, err
	}
	page := CasePage{
		Case: caseView(row), Timeline: views(parts.Journal, entryView), Deadlines: views(parts.Deadlines, a.deadline),
		Charges: views(parts.Charges, a.chargeFor(r)), Notices: views(parts.Notices, noticeView), Tasks: []Task{},
	}
	if r.Principal.Role != Member {
		page.Tasks = views(parts.Tasks, taskView)
	} else {
		for i := range page.Timeline {
			page.Timeline[i].Actor = page.Timeline[i].Actor.forMember()
		}
	}
	for _, c := range page.Charges {
		page.Total += c.Amount
	}
	return page, nil
}

func views[Row, T any](rows []Row, view func(Row) T) []T {
	all := make([]T, len(rows))
	for i, row := range rows {
		all[i] = view(row)
	}
	return all
}

// Entry is a step on a case's timeline.
type Entry struct {
	Case     string         `json:"case_id"`
	CaseKind string         `json:"case_kind" example:"replacement"`
	Step     string         `json:"step" example:"accepted"`
	At       time.Time      `json:"at" doc:"The business instant: of the lapse for a lapse, of the receipt for a command."`
	Day      jst.Day        `json:"day" format:"date" doc:"Its day in Japan."`
	Actor    Actor          `json:"actor"`
	Rules    []terms.ID     `json:"rules" nullable:"false"`
	Terms    string         `json:"terms" doc:"The version of the terms that was applied."`
	Facts    map[string]any `json:"facts" doc:"What was known and decided."`
}

// Actor is who caused a step.
type Actor struct {
	Role string `json:"role" example:"desk:identity" doc:"A role of the API, or timer for what a deadline caused by itself."`
	ID   string `json:"id,omitempty"`
}

// forMember keeps the names of the staff inside.
func (a Actor) forMember() Actor {
	if a.Role != string(Member) {
		a.ID = ""
	}
	return a
}

func entryView(j postgres.JournalRow) Entry {
	e := Entry{
		Case: j.Case, CaseKind: j.CaseKind, Step: j.Step, At: j.At, Day: jst.DayOf(j.At), Actor: Actor{Role: j.ActorRole, ID: j.ActorID},
		Rules: make([]terms.ID, len(j.Rules)), Terms: j.Terms, Facts: j.Facts,
	}
	for i, rule := range j.Rules {
		e.Rules[i] = terms.ID(rule)
	}
	return e
}
