package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"kigen/internal/ids"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

func registerAudit(a *API) {
	query(a, Op{
		ID: "listAudit", Method: http.MethodGet, Path: "/v1/audit", Tag: "administration",
		EN: "What staff did, tried, or looked at, the newest first", JA: "担当者の操作と書類の閲覧の記録を、新しい順に表示します。",
	}, a.listAudit)
}

// Audited is a line of the audit list.
type Audited struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at" doc:"The machine's time, also on a test clock."`
	Role    Role      `json:"role" doc:"The desk at which the person worked."`
	Actor   string    `json:"actor_id,omitempty" doc:"A person of the staff, or a token; none for a sign-in under an unknown login."`
	Name    string    `json:"actor_name,omitempty"`
	Action  string    `json:"action" doc:"The operation, or signIn, signOut, changePassword, endSession." example:"decideIdentity"`
	Case    string    `json:"case_id,omitempty"`
	Subject string    `json:"subject,omitempty" doc:"What it was done to, or looked at."`
	Outcome string    `json:"outcome" enum:"done,refused"`
	Code    string    `json:"code,omitempty" doc:"Why it was refused."`
	Session string    `json:"session_id,omitempty" doc:"The session of the console."`
}

func auditView(r postgres.AuditRow) Audited {
	return Audited{
		ID: r.ID, At: r.At, Role: Role(r.Role), Actor: r.Actor, Name: r.Name, Action: r.Action, Case: r.Case, Subject: r.Subject,
		Outcome: r.Outcome, Code: r.Code, Session: r.Session,
	}
}

type listAudit struct {
	Paging
	Actor   string    `query:"actor" maxLength:"64" doc:"Only of this person or token."`
	Action  string    `query:"action" maxLength:"64"`
	Case    string    `query:"case" maxLength:"64"`
	Subject string    `query:"subject" maxLength:"64"`
	Outcome string    `query:"outcome" enum:"done,refused"`
	From    time.Time `query:"from" doc:"Inclusive."`
	To      time.Time `query:"to" doc:"Exclusive."`
}

func (a *API) listAudit(ctx context.Context, _ *Request, in *listAudit) (Page[Audited], error) {
	f := postgres.AuditFilter{
		Actor: in.Actor, Action: in.Action, Case: in.Case, Subject: in.Subject, Outcome: in.Outcome, From: in.From, To: in.To,
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.AuditRow, error) {
		return postgres.Audit(ctx, a.Pool, f, after, limit)
	}, auditView, func(r postgres.AuditRow) postgres.Place { return postgres.Place{At: r.At, No: r.ID} })
}

// AuditActions lists all that the audit list can hold: the operations of staff
// that change or show something, and what they do about their own sign-in.
func (a *API) AuditActions() []string {
	actions := []string{ActionSignIn, ActionSignOut, ActionChangePassword, ActionEndSession, ActionSwitchDesk}
	for operation := range a.watched {
		if slices.ContainsFunc(allowed(operation), func(role Role) bool { return slices.Contains(accounts, role) || role == Public }) {
			actions = append(actions, operation)
		}
	}
	slices.Sort(actions)
	return actions
}

// Says is what an operation does, in a sentence; the name itself of none.
func (a *API) Says(operation string) terms.Text {
	if !slices.Contains(a.registered, operation) {
		return terms.Text{JA: operation, EN: operation}
	}
	o, _, _ := find(a.huma.OpenAPI(), operation)
	return terms.Text{JA: o.Description, EN: o.Summary}
}

// audited tells whether what the caller does is written to the audit list: that
// of staff, by the console or with a token. What members and machines do is in
// the journal.
func (r *Request) audited() bool {
	return slices.Contains(staff, r.Principal.Role) || r.Principal.Session != ""
}

// auditRow is the line of a request; err is why it was refused, if it was.
func (a *API) auditRow(r *Request, err error) postgres.AuditRow {
	row := postgres.AuditRow{
		At: a.machine(), Role: string(r.Principal.Role), Actor: r.Principal.Token, Session: r.Principal.Session,
		Action: r.Operation, Subject: r.subject, Outcome: postgres.AuditDone,
	}
	if err != nil {
		row.Outcome, row.Code = postgres.AuditRefused, codeOf(err)
		if !isID(r.subject) {
			row.Subject = "" // may be anything that was typed
		}
	}
	return row
}

// auditCommand writes what a command of staff came to; answer is the JSON that
// it answered, which may name the case it opened.
func (a *API) auditCommand(ctx context.Context, r *Request, answer []byte, failed error) error {
	if !r.audited() {
		return nil
	}
	row := a.auditRow(r, failed)
	var made struct {
		Case string `json:"case_id"`
		ID   string `json:"id"`
	}
	if failed == nil {
		_ = json.Unmarshal(answer, &made) // an answer that is no object names none
		if row.Subject == "" && isID(made.ID) {
			row.Subject = made.ID
		}
	}
	return postgres.AddAudit(ctx, a.Pool, row, named(r.auditCase, r.subject, made.Case, made.ID)...)
}

func named(list ...string) []string {
	return slices.DeleteFunc(list, func(id string) bool { return !isID(id) })
}

// auditLook writes that a person of the staff looks at something with personal
// data, before it is shown: what can't be written isn't shown.
func (a *API) auditLook(ctx context.Context, r *Request, cases ...string) error {
	if !r.audited() {
		return nil
	}
	return postgres.AddAudit(ctx, a.Pool, a.auditRow(r, nil), named(append(cases, r.subject)...)...)
}

// auditForbidden writes that a person of the staff tried what their role may not.
func (a *API) auditForbidden(ctx context.Context, r *Request) {
	if !r.audited() || !a.watched[r.Operation] || rehearsing(ctx) {
		return
	}
	if err := postgres.AddAudit(ctx, a.Pool, a.auditRow(r, forbidden), named(r.subject)...); err != nil {
		a.Log.Error("a refused operation is missing in the audit list", zap.String("operation", r.Operation), zap.Error(err))
	}
}

// subjectOf is the name of the path's parameter that says what an operation is
// about; empty for none, and for a secret.
func subjectOf(path string) string {
	_, rest, ok := strings.Cut(path, "{")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "}")
	if name == "token" {
		return ""
	}
	return name
}

// codeOf is the code under which an error is told.
func codeOf(err error) string {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Code
	}
	if no, ok := message.Refused(err); ok {
		return no.Code
	}
	if postgres.Unreachable(err) {
		return refusal.Unavailable
	}
	return internal
}

func isID(text string) bool {
	_, ok := ids.Prefix(text)
	return ok
}
