package api

import (
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kigen/internal/connection"
	"kigen/internal/identity"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/sealing"
	"kigen/internal/terms"
	"kigen/internal/vault"
	"kigen/starter/engine"
)

// largestUpload leaves room for a file that is too large (S-11) to be refused
// with its rule, and for what a form adds.
const largestUpload = 12 << 20

func registerUploads(a *API) {
	command(a, Op{
		ID: "openUploadPage", Method: http.MethodPost, Path: "/v1/uploads/{token}/session", Tag: "sign-up", Secret: true,
		Rules: []terms.ID{terms.S8, terms.S9},
		EN:    "Open the upload page with the link, the login of the invitation, and the birth date",
		JA:    "ご案内のリンクとログインID、生年月日で、本人確認のページを開きます。",
	}, a.openUploadPage)
	registerUploadPage(a)
	command(a, Op{
		ID: "uploadDocument", Method: http.MethodPost, Path: "/v1/uploads/documents", Tag: "sign-up",
		Status: http.StatusCreated, MaxBytes: largestUpload,
		Rules: []terms.ID{terms.S8, terms.S10, terms.S11},
		EN:    "Upload a file of a document", JA: "本人確認書類のファイルをアップロードします。",
	}, a.uploadDocument)
	command(a, Op{
		ID: "removeDocument", Method: http.MethodPost, Path: "/v1/uploads/documents/{id}/remove", Tag: "sign-up",
		Rules: []terms.ID{terms.S11},
		EN:    "Take back a file that is not submitted yet", JA: "提出前のファイルを取り消します。",
	}, a.removeDocument)
	command(a, Op{
		ID: "submitDocuments", Method: http.MethodPost, Path: "/v1/uploads/submission", Tag: "sign-up",
		Rules: []terms.ID{terms.S10, terms.S11, terms.S12, terms.S20},
		EN:    "Submit the files that were uploaded", JA: "アップロードしたファイルを提出します。",
	}, a.submitDocuments)
}

const (
	useUploadSession  = "upload-session"
	uploadSessionLife = 30 * time.Minute
)

type openUploadPage struct {
	Token string `path:"token" doc:"The last part of the link in the invitation."`
	Body  struct {
		Login     string `json:"login" maxLength:"40"`
		BirthDate string `json:"birth_date" maxLength:"20" doc:"Eight digits: 19800101." example:"19800101"`
	}
}

// UploadSession opens the upload page for a while.
type UploadSession struct {
	Session     string         `json:"session" doc:"Goes with every upload."`
	Expires     time.Time      `json:"expires_at"`
	Application string         `json:"application_id"`
	Methods     []terms.Method `json:"methods" nullable:"false" doc:"S-20: how identity can be proven here."`
	Files       []File         `json:"files" nullable:"false" doc:"Uploaded and not submitted yet."`
}

// File is a file in the vault.
type File struct {
	ID         string        `json:"id"`
	Role       identity.Role `json:"role"`
	MediaType  string        `json:"media_type"`
	Size       int64         `json:"size"`
	UploadedAt time.Time     `json:"uploaded_at"`
}

func fileView(d postgres.DocumentRow) File {
	return File{ID: d.ID, Role: d.Role, MediaType: d.MediaType, Size: d.Size, UploadedAt: d.UploadedAt}
}

func (a *API) openUploadPage(ctx context.Context, r *Request, in *openUploadPage) (UploadSession, error) {
	page, err := a.uploadPageOf(ctx, r, in.Token, connection.UseUpload)
	if err != nil {
		return UploadSession{}, err
	}
	page, tell, err := postgres.EnterUploadPage(ctx, a.Pool, page.Link, in.Body.Login, in.Body.BirthDate, r.At)
	if tell {
		// The lock holds whether or not the process hears of it now: the next try tells it again.
		told := engine.Signal(ctx, a.Engine, message.SignupID(page.Application), message.LinkLocked, message.LockedLink{Link: page.Link, At: r.At})
		if _, refused := refusal.As(told); told != nil && !refused {
			return UploadSession{}, told
		}
	}
	if err != nil {
		return UploadSession{}, err
	}
	expires := r.At.Add(uploadSessionLife)
	if page.Expires.Before(expires) {
		expires = page.Expires
	}
	session, err := a.Keys.Sign(sealing.Claims{Use: useUploadSession, Subject: page.Link, Expires: expires})
	if err != nil {
		return UploadSession{}, err
	}
	out := UploadSession{
		Session: session, Expires: expires.Truncate(time.Second), Application: page.Application, Methods: []terms.Method{}, Files: []File{},
	}
	progress, err := postgres.LoadProgress(ctx, a.Pool, a.Terms, page.Application)
	if err != nil {
		return UploadSession{}, err
	}
	out.Methods = append(out.Methods, progress.Methods(a.Terms.At(r.At))...)
	out.Files, err = a.gathered(ctx, page.Application)
	return out, err
}

// uploadPageOf gives the page that a token of that use opens now, and puts the request
// on its application's clock. The token's own expiry counts on that clock. Of the
// invitation's link [postgres.EnterUploadPage] decides whether it still opens the
// page: the applicant is to hear of a lock.
func (a *API) uploadPageOf(ctx context.Context, r *Request, token, use string) (postgres.UploadPage, error) {
	claims, err := a.Keys.Verify(token, use, time.Time{})
	if err != nil {
		return postgres.UploadPage{}, err
	}
	page, err := postgres.LoadUploadPage(ctx, a.Pool, claims.Subject)
	if err != nil {
		return page, err
	}
	if err := a.enterClock(ctx, r, page.Clock); err != nil {
		return page, err
	}
	if _, err := a.Keys.Verify(token, use, r.At); err != nil {
		return page, err
	}
	if err := identity.MayUpload(a.Terms.At(r.At), r.At); err != nil {
		return page, err
	}
	if use == connection.UseUpload {
		return page, nil
	}
	return page, page.Open(r.At)
}

type uploadForm struct {
	Session string        `form:"session" required:"true"`
	Role    identity.Role `form:"role" required:"true" enum:"front,back,own_name_side,auxiliary" doc:"What the file shows."`
	File    huma.FormFile `form:"file" required:"true" doc:"JPEG or PDF."`
}

type uploadDocument struct {
	RawBody huma.MultipartFormFiles[uploadForm]
}

// Fingerprint tells one upload from another under the same key.
func (u *uploadDocument) Fingerprint() ([]byte, error) {
	form := u.RawBody.Data()
	h := sha256.New()
	_, _ = io.WriteString(h, form.Session+"\n"+string(form.Role)+"\n")
	if _, err := io.Copy(h, form.File); err != nil {
		return nil, err
	}
	_, err := form.File.Seek(0, io.SeekStart)
	return h.Sum(nil), err
}

func (a *API) uploadDocument(ctx context.Context, r *Request, in *uploadDocument) (File, error) {
	form := in.RawBody.Data()
	page, err := a.uploadPageOf(ctx, r, form.Session, useUploadSession)
	if err != nil {
		return File{}, err
	}
	if page.State != identity.StateInvited {
		return File{}, notAwaited
	}
	figures := a.Terms.At(r.At).S11
	limits := vault.Limits{MaxBytes: figures.MaxBytes, MaxFiles: figures.MaxFiles, Types: figures.Types}
	data, err := io.ReadAll(io.LimitReader(form.File, limits.MaxBytes+1))
	if err != nil {
		return File{}, err
	}
	media, err := limits.Check(data)
	if err != nil {
		return File{}, err
	}
	d := postgres.DocumentRow{ID: r.NewID("doc", page.Application), Application: page.Application, Role: form.Role, MediaType: media, UploadedAt: r.At}
	content, err := a.keep(ctx, d.ID, data)
	if err != nil {
		return File{}, err
	}
	d.Size, d.SHA256 = content.Size, content.SHA256
	if err := postgres.AddDocument(ctx, a.Pool, d, limits); err != nil {
		if _, refused := refusal.As(err); refused {
			_ = a.Vault.Delete(context.WithoutCancel(ctx), d.ID) // what is left there is sealed, and found by nobody
		}
		return File{}, err
	}
	return fileView(d), nil
}

var notAwaited = refusal.New(refusal.State, terms.S14,
	"ただいま本人確認書類のご提出は必要ありません。", "No proof of identity is being waited for.")

type removeDocument struct {
	ID   string `path:"id" doc:"the file"`
	Body struct {
		Session string `json:"session"`
	}
}

func (a *API) removeDocument(ctx context.Context, r *Request, in *removeDocument) (message.None, error) {
	page, err := a.uploadPageOf(ctx, r, in.Body.Session, useUploadSession)
	if err != nil {
		return message.None{}, err
	}
	if err := postgres.RemoveDocument(ctx, a.Pool, page.Application, in.ID); err != nil {
		return message.None{}, err
	}
	return message.None{}, a.Vault.Delete(ctx, in.ID)
}

type submitDocuments struct {
	Body struct {
		Session string `json:"session"`
		identity.Declared
	}
}

func (a *API) submitDocuments(ctx context.Context, r *Request, in *submitDocuments) (Application, error) {
	page, err := a.uploadPageOf(ctx, r, in.Body.Session, useUploadSession)
	if err != nil {
		return Application{}, err
	}
	return a.submit(ctx, r, page.Application, identity.ProofDraft{Declared: &in.Body.Declared})
}

// submit brings a proof of identity to the application's process; the proof
// itself waits as a draft.
func (a *API) submit(ctx context.Context, r *Request, application string, content identity.ProofDraft) (Application, error) {
	id := r.NewID("sub", application)
	return actWith(ctx, a, r, application, message.SubmitProof, id, content, func() message.ProofSubmission {
		return message.ProofSubmission{Submission: id, At: r.At, Actor: r.Actor()}
	})
}
