package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/connection"
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerUploadPage(a *API) {
	query(a, Op{
		ID: "checkUploadLink", Method: http.MethodGet, Path: "/v1/uploads/{token}", Tag: "sign-up",
		Rules: []terms.ID{terms.S8, terms.S9},
		EN:    "Whether a link still opens the upload page", JA: "ご案内のリンクで、本人確認のページを開けるかを確認します。",
	}, a.checkUploadLink)
	query(a, Op{
		ID: "getUploadPage", Method: http.MethodPost, Path: "/v1/uploads/page", Tag: "sign-up",
		Rules: []terms.ID{terms.S8, terms.S9, terms.S10, terms.S11, terms.S15, terms.S20},
		EN:    "The upload page that a session has opened: what is asked for until when, and what was uploaded",
		JA:    "開いている本人確認のページの内容を表示します。",
	}, a.getUploadPage)
}

type checkUploadLink struct {
	Token string `path:"token" doc:"The last part of the link in the invitation."`
}

// UploadLink is a link that opens the upload page.
type UploadLink struct {
	Expires time.Time `json:"expires_at" doc:"The first instant at which it opens nothing."`
}

func (a *API) checkUploadLink(ctx context.Context, r *Request, in *checkUploadLink) (UploadLink, error) {
	page, err := a.uploadPageOf(ctx, r, in.Token, connection.UseUpload)
	if err != nil {
		return UploadLink{}, err
	}
	return UploadLink{Expires: page.Expires}, page.Open(r.At)
}

type getUploadPage struct {
	Body struct {
		Session string `json:"session" doc:"From openUploadPage."`
	}
}

// UploadPage is the page on which an applicant proves the identity.
type UploadPage struct {
	At          time.Time      `json:"at" doc:"The instant at which it was looked at."`
	Application string         `json:"application_id"`
	State       string         `json:"state" doc:"Of the application: documents are waited for while it is invited."`
	LastGoodDay *jst.Day       `json:"last_good_day,omitempty" doc:"S-15: the last day to submit."`
	Lapse       *time.Time     `json:"lapse,omitempty"`
	ResultBy    *jst.Day       `json:"result_by,omitempty" doc:"S-12: the last day of the result, once documents were submitted."`
	Methods     []terms.Method `json:"methods" nullable:"false" doc:"S-20: how identity can be proven here."`
	Files       []File         `json:"files" nullable:"false" doc:"Uploaded and not submitted yet."`
}

func (a *API) getUploadPage(ctx context.Context, r *Request, in *getUploadPage) (UploadPage, error) {
	page, err := a.uploadPageOf(ctx, r, in.Body.Session, useUploadSession)
	if err != nil {
		return UploadPage{}, err
	}
	out := UploadPage{At: r.At, Application: page.Application, State: page.State, Methods: []terms.Method{}, Files: []File{}}
	progress, err := postgres.LoadProgress(ctx, a.Pool, a.Terms, page.Application)
	if err != nil {
		return out, err
	}
	for _, d := range progress.Open {
		switch d.Name {
		case identity.DeadlineProof:
			out.LastGoodDay, out.Lapse = &d.Count.LastGoodDay, &d.Lapse
		case identity.DeadlineResult:
			out.ResultBy = &d.Count.LastGoodDay
		}
	}
	out.Methods = append(out.Methods, progress.Methods(a.Terms.At(r.At))...)
	out.Files, err = a.gathered(ctx, page.Application)
	return out, err
}

// gathered are the files that were uploaded and not submitted yet.
func (a *API) gathered(ctx context.Context, application string) ([]File, error) {
	list := []File{}
	files, err := postgres.Documents(ctx, a.Pool, application)
	for _, d := range files {
		if d.Submission == "" {
			list = append(list, fileView(d))
		}
	}
	return list, err
}
