package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/letters"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerNotices(a *API) {
	query(a, Op{
		ID: "listNotices", Method: http.MethodGet, Path: "/v1/notices", Tag: "notices",
		EN: "Letters to members, the newest first", JA: "会員への通知の一覧を、新しい順に表示します。",
	}, a.listNotices)
	query(a, Op{
		ID: "getNotice", Method: http.MethodGet, Path: "/v1/notices/{id}", Tag: "notices",
		EN: "A letter as it reads; codes and signed links are left out",
		JA: "通知の文面を表示します。確認コードと署名付きリンクは表示しません。",
	}, a.getNotice)
}

// Notice is a letter to a member and how far its sending is.
type Notice struct {
	ID       string     `json:"id"`
	Case     string     `json:"case_id,omitempty"`
	Member   string     `json:"member_id,omitempty"`
	Rule     terms.ID   `json:"rule" example:"N-5"`
	Template string     `json:"template" example:"non-return-charged"`
	Version  int        `json:"version" doc:"Of the template's words."`
	At       time.Time  `json:"at" doc:"The business instant of the step that wrote it."`
	Status   string     `json:"status" enum:"queued,sent,failed"`
	SentAt   *time.Time `json:"sent_at,omitempty"`
}

// LetterPage is a notice with its words.
type LetterPage struct {
	Notice
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
}

func noticeView(n postgres.NoticeRow) Notice {
	return Notice{
		ID: n.ID, Case: n.Case, Member: n.Member, Rule: terms.ID(n.Rule), Template: n.Template, Version: n.Version,
		At: n.At, Status: n.Status, SentAt: n.SentAt,
	}
}

type listNotices struct {
	Paging
	Case     string `query:"case"`
	Member   string `query:"member"`
	Status   string `query:"status" enum:"queued,sent,failed"`
	Template string `query:"template"`
	Clock    string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listNotices(ctx context.Context, r *Request, in *listNotices) (Page[Notice], error) {
	f := postgres.NoticeFilter{
		Case: in.Case, Member: r.own(in.Member), Status: in.Status, Template: in.Template, Clock: in.Clock,
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.NoticeRow, error) {
		return postgres.Notices(ctx, a.Pool, f, after, limit)
	}, noticeView, func(n postgres.NoticeRow) postgres.Place { return postgres.Place{At: n.At, ID: n.ID} })
}

func (a *API) getNotice(ctx context.Context, r *Request, in *byID) (LetterPage, error) {
	row, err := postgres.NoticeByID(ctx, a.Pool, in.ID)
	if err == nil {
		err = r.visible(row.Member)
	}
	if err != nil {
		return LetterPage{}, err
	}
	to := letters.Recipient{Lang: r.Language}
	if row.Member != "" {
		m, err := postgres.Member(ctx, a.Pool, row.Member)
		if err != nil {
			return LetterPage{}, err
		}
		to = letters.Recipient{FamilyName: m.FamilyName, GivenName: m.GivenName, Lang: m.Language}
	}
	office := a.Office(row.At)
	office.Secrets = withheld{}
	message, err := letters.Render(row.Template, row.Version, row.Data, to, office)
	if err != nil {
		return LetterPage{}, err
	}
	return LetterPage{Notice: noticeView(row), Subject: message.Subject, Text: message.Text, HTML: message.HTML}, nil
}

// withheld stands for what only the recipient's mailbox may show.
type withheld struct{}

func (withheld) EmailCode(string) (string, error)             { return "••••••", nil }
func (withheld) UploadPath(string, time.Time) (string, error) { return "/", nil }
func (withheld) ResetPath(string, time.Time) (string, error)  { return "/my/forgot", nil }
