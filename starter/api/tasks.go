package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/lines"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/usestart"
)

func registerTasks(a *API) {
	query(a, Op{
		ID: "listTasks", Method: http.MethodGet, Path: "/v1/tasks", Tag: "tasks",
		Rules: []terms.ID{terms.G1},
		EN:    "A desk's open tasks, the most urgent first", JA: "担当部署の作業を、急ぐものから順に表示します。",
	}, a.listTasks)
	query(a, Op{
		ID: "getTask", Method: http.MethodGet, Path: "/v1/tasks/{id}", Tag: "tasks",
		EN: "A task", JA: "作業を表示します。",
	}, a.getTask)
	command(a, Op{
		ID: "claimTask", Method: http.MethodPost, Path: "/v1/tasks/{id}/claim", Tag: "tasks",
		EN: "Take a task up, so that nobody else does", JA: "作業を引き受けます。ほかの担当者と重ならないようにします。",
	}, a.claimTask)
	command(a, Op{
		ID: "releaseTask", Method: http.MethodPost, Path: "/v1/tasks/{id}/release", Tag: "tasks",
		EN: "Give a task back", JA: "引き受けた作業を戻します。",
	}, a.releaseTask)
	command(a, Op{
		ID: "finishTask", Method: http.MethodPost, Path: "/v1/tasks/{id}/finish", Tag: "tasks",
		Rules: []terms.ID{terms.C13},
		EN:    "Say that what a task asked to look into is settled; only for tasks that no step of their case ends",
		JA:    "確認をお願いした作業を完了にします。手続きの中で完了する作業には使えません。",
	}, a.finishTask)
}

// looks are the tasks that ask a desk to look into something: no step of their
// case waits for them, so the desk's own word ends them.
var looks = []string{
	casefile.TaskCourier, casefile.TaskParcel, devices.TaskWaiver, lines.TaskEquipment,
	guarantee.TaskAskLoaner, guarantee.TaskAskFaulty, usestart.TaskReview,
}

// Task is work for a desk.
type Task struct {
	ID        string         `json:"id"`
	Case      string         `json:"case_id"`
	CaseKind  string         `json:"case_kind" example:"signup"`
	Member    string         `json:"member_id,omitempty"`
	Clock     string         `json:"clock_id,omitempty" doc:"The test clock that the case lives on."`
	Kind      string         `json:"kind" example:"review-identity"`
	Desk      string         `json:"desk" enum:"identity,shipping,repair,billing,support"`
	Rule      terms.ID       `json:"rule"`
	Why       map[string]any `json:"why" doc:"What the desk needs to know."`
	OpenedAt  time.Time      `json:"opened_at"`
	Due       *time.Time     `json:"due,omitempty"`
	ClaimedBy string         `json:"claimed_by,omitempty"`
	ClaimedAt *time.Time     `json:"claimed_at,omitempty"`
	ClosedAt  *time.Time     `json:"closed_at,omitempty"`
	Outcome   string         `json:"outcome,omitempty"`
	Look      bool           `json:"look,omitempty" doc:"The desk's own word ends it: finishTask."`
}

func taskView(t postgres.TaskRow) Task {
	v := Task{
		ID: t.ID, Case: t.Case, CaseKind: t.CaseKind, Member: t.Member, Clock: t.Clock, Kind: t.Kind, Desk: t.Desk, Rule: terms.ID(t.Rule), Why: t.Why,
		OpenedAt: t.OpenedAt, Due: t.Due, ClaimedAt: t.ClaimedAt, ClosedAt: t.ClosedAt,
		Look: slices.Contains(looks, t.Kind),
	}
	if t.ClaimedBy != nil {
		v.ClaimedBy = *t.ClaimedBy
	}
	if t.Outcome != nil {
		v.Outcome = *t.Outcome
	}
	return v
}

type listTasks struct {
	Paging
	Desk  string `query:"desk" enum:"identity,shipping,repair,billing,support" doc:"The caller's own unless told."`
	Kind  string `query:"kind"`
	Case  string `query:"case"`
	State string `query:"state" enum:"open,closed" default:"open"`
	Held  string `query:"held" enum:"mine,nobody" doc:"Those that the caller, or nobody, has taken up."`
	Clock string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listTasks(ctx context.Context, r *Request, in *listTasks) (Page[Task], error) {
	f := postgres.TaskFilter{Desk: in.Desk, Kind: in.Kind, Case: in.Case, Clock: in.Clock, Closed: in.State != open, Unclaimed: in.Held == "nobody"}
	if in.Held == "mine" {
		f.ClaimedBy = r.Actor().ID
	}
	if f.Desk == "" && f.Case == "" {
		f.Desk = r.Principal.Role.desk()
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.TaskRow, error) {
		return postgres.Tasks(ctx, a.Pool, f, after, limit)
	}, taskView, func(t postgres.TaskRow) postgres.Place {
		if f.Closed {
			return postgres.Place{At: t.OpenedAt, ID: t.ID}
		}
		place := postgres.Place{Then: t.OpenedAt, ID: t.ID}
		if t.Due != nil {
			place.At = *t.Due
		}
		return place
	})
}

func (a *API) getTask(ctx context.Context, _ *Request, in *byID) (Task, error) {
	row, err := postgres.TaskByID(ctx, a.Pool, in.ID)
	return taskView(row), err
}

// claimTask and releaseTask are the desk's own bookkeeping, not steps of the
// case: who has a task decides nothing, so they change the row and no process
// hears of it.
func (a *API) claimTask(ctx context.Context, r *Request, in *byID) (Task, error) {
	if _, err := a.taskFor(ctx, r, in.ID); err != nil {
		return Task{}, err
	}
	row, err := postgres.ClaimTask(ctx, a.Pool, in.ID, r.Actor().ID, r.At)
	return taskView(row), err
}

func (a *API) releaseTask(ctx context.Context, r *Request, in *byID) (Task, error) {
	if _, err := a.taskFor(ctx, r, in.ID); err != nil {
		return Task{}, err
	}
	row, err := postgres.ReleaseTask(ctx, a.Pool, in.ID, r.Actor().ID)
	return taskView(row), err
}

type finishTask struct {
	ID   string `path:"id" doc:"the task"`
	Body struct {
		Outcome string `json:"outcome" enum:"handled,nothing_to_do"`
	}
}

// finishTask ends a task by the desk's word, as an entry of its case's journal.
// No process waits for it, so none is asked; a step that would end it too finds
// it ended and decides again.
func (a *API) finishTask(ctx context.Context, r *Request, in *finishTask) (Task, error) {
	task, err := a.taskFor(ctx, r, in.ID)
	if err != nil {
		return Task{}, err
	}
	if !slices.Contains(looks, task.Kind) {
		return Task{}, refusal.New(refusal.State, terms.ID(task.Rule),
			"この作業は、対応する手続きを行うと完了します。", "This task ends with the step that it asks for.")
	}
	err = postgres.FinishTask(ctx, a.Pool, task, in.Body.Outcome, a.Terms.At(r.At).Name, r.At, r.Actor())
	if err != nil {
		return Task{}, err
	}
	task, err = postgres.TaskByID(ctx, a.Pool, in.ID)
	return taskView(task), err
}

// taskFor gives a task to a caller whose desk it is, and puts the request on its
// clock.
func (a *API) taskFor(ctx context.Context, r *Request, id string) (postgres.TaskRow, error) {
	row, err := postgres.TaskByID(ctx, a.Pool, id)
	switch {
	case err != nil:
		return row, err
	case row.Desk != r.Principal.Role.desk():
		return row, forbidden
	}
	return row, a.enterClock(ctx, r, row.Clock)
}
