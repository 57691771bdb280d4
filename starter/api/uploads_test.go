package api

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/mocks"

	"kigen/internal/connection"
	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/sealing"
	"kigen/internal/vault"
	"kigen/starter/engine"
)

// uploading is a world in which Taro is asked for proof of identity.
type uploading struct {
	*world
	application, link string
}

func newUploading(t *testing.T, change ...func(*Deps)) *uploading {
	t.Helper()
	keys, err := sealing.New()
	require.NoError(t, err)
	files, err := vault.OpenDirectory(t.TempDir(), keys.Documents())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	u := &uploading{
		world:       newWorld(t, append(change, func(d *Deps) { d.Keys, d.Vault = keys, files })...),
		application: ids.New("app"), link: ids.New("upl"),
	}
	u.exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at) values ($1, 'signup', 'signup/' || $1, $2, $1, 'invited', $3)`,
		u.application, u.taro, noon)
	u.exec(`insert into applications (id, member_id, login, plan, channel, applied_at) values ($1, $2, 'mio12345678', 'minimum_start', 'web', $3)`,
		u.application, u.taro, noon)
	u.exec(`insert into application_sims (application_id, no, kind) values ($1, 1, 'voice')`, u.application)
	u.exec(`insert into upload_links (id, application_id, issued_at, expires_at, max_wrong) values ($1, $2, $3, $4, 5)`,
		u.link, u.application, noon, noon.AddDate(0, 0, 14))
	return u
}

func (u *uploading) exec(sql string, args ...any) {
	u.t.Helper()
	_, err := u.Pool.Exec(u.t.Context(), sql, args...)
	require.NoError(u.t, err)
}

func (u *uploading) token() string {
	u.t.Helper()
	token, err := u.Keys.Sign(sealing.Claims{Use: connection.UseUpload, Subject: u.link, Expires: noon.AddDate(0, 0, 14)})
	require.NoError(u.t, err)
	return token
}

func (u *uploading) open(login, birthDate string) reply {
	return u.call(http.MethodPost, "/v1/uploads/"+u.token()+"/session", "", map[string]string{"login": login, "birth_date": birthDate})
}

func (u *uploading) session() string {
	u.t.Helper()
	var s UploadSession
	u.open("mio12345678", "19900101").into(&s)
	return s.Session
}

func (u *uploading) upload(session string, role identity.Role, name string, data []byte, headers ...string) reply {
	u.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(u.t, form.SetBoundary("kigen-test-boundary"))
	require.NoError(u.t, form.WriteField("session", session))
	require.NoError(u.t, form.WriteField("role", string(role)))
	part, err := form.CreateFormFile("file", name)
	require.NoError(u.t, err)
	_, err = part.Write(data)
	require.NoError(u.t, err)
	require.NoError(u.t, form.Close())
	return u.call(http.MethodPost, "/v1/uploads/documents", "", body.String(), append(headers, "Content-Type", form.FormDataContentType())...)
}

func example(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../examples/documents/" + name)
	require.NoError(t, err)
	return data
}

// TestUploadPage: S-9, S-20; the page opens with login and birth date only.
func TestUploadPage(t *testing.T) {
	u := newUploading(t)
	u.open("mio12345678", "19900102").problem(http.StatusUnprocessableEntity, "mismatch")
	u.open("mio00000000", "19900101").problem(http.StatusUnprocessableEntity, "mismatch")
	var s UploadSession
	u.open("mio12345678", "19900101").into(&s)
	require.Equal(t, u.application, s.Application)
	require.Len(t, s.Methods, 2)
	require.Equal(t, noon.Add(30*time.Minute), s.Expires)

	u.call(http.MethodPost, "/v1/uploads/"+s.Session+"/session", "", map[string]string{"login": "x", "birth_date": "x"}).
		problem(http.StatusNotFound, "not_found") // a session is no link
	u.at = noon.Add(31 * time.Minute)
	u.upload(s.Session, identity.Front, "a.jpg", example(t, "drivers-licence-front.jpg")).problem(http.StatusGone, "expired")
	u.at = noon.AddDate(0, 0, 14)
	u.open("mio12345678", "19900101").problem(http.StatusGone, "expired")
}

// TestAnApplicantHearsOfALock: S-9, the fifth wrong date locks the link, and the
// process is told of it until it has heard.
func TestAnApplicantHearsOfALock(t *testing.T) {
	client := mocks.NewClient(t)
	u := newUploading(t, func(d *Deps) { d.Engine = engine.New(client, d.Now) })
	for range 4 {
		u.open("mio12345678", "19900102").problem(http.StatusUnprocessableEntity, "mismatch")
	}
	told := func(err error) {
		client.On("SignalWorkflow", mock.Anything, message.SignupID(u.application), "", message.LinkLocked.Name, mock.Anything).Return(err).Once()
	}
	told(serviceerror.NewUnavailable("down"))
	u.open("mio12345678", "19900102").problem(http.StatusLocked, "locked")
	told(nil)
	u.open("mio12345678", "19900101").problem(http.StatusLocked, "locked")
	u.exec(`insert into journal (case_id, step, at, actor_role, rules, terms, facts, result)
		values ($1, $2, $3, 'public', '{S-9}', 'x', '{}', 'null')`, u.application, identity.StepLinkLocked(u.link), noon)
	u.open("mio12345678", "19900101").problem(http.StatusLocked, "locked")
}

// TestUploads: S-11 by content and not by name, S-8 in the maintenance; who sees what came in.
func TestUploads(t *testing.T) {
	u := newUploading(t)
	session := u.session()
	licence := example(t, "drivers-licence-front.jpg")

	first := u.upload(session, identity.Front, "front.txt", licence, "Idempotency-Key", "the-same-file")
	require.Equal(t, http.StatusCreated, first.status, string(first.body))
	require.Equal(t, first.body, u.upload(session, identity.Front, "front.txt", licence, "Idempotency-Key", "the-same-file").body)
	u.upload(session, identity.Back, "front.txt", licence, "Idempotency-Key", "the-same-file").problem(http.StatusUnprocessableEntity, "idempotency_mismatch")
	require.Equal(t, http.StatusCreated, u.upload(session, identity.Auxiliary, "r.pdf", example(t, "resident-record.pdf")).status)
	for name, data := range map[string][]byte{
		"text": []byte("見本"), "cut off": licence[:len(licence)/2], "too large": append(licence[:len(licence):len(licence)], make([]byte, 5<<20)...),
	} {
		p := u.upload(session, identity.Front, "front.jpg", data).problem(http.StatusUnprocessableEntity, "file_refused")
		require.EqualValues(t, "S-11", p.Rule, name)
	}
	u.upload(session, "selfie", "front.jpg", licence).problem(http.StatusUnprocessableEntity, "invalid")
	for range 3 {
		require.Equal(t, http.StatusCreated, u.upload(session, identity.Back, "b.jpg", licence).status)
	}
	u.upload(session, identity.Back, "b.jpg", licence).problem(http.StatusConflict, "limit_reached")

	var file File
	require.NoError(t, json.Unmarshal(first.body, &file))
	require.Equal(t, "image/jpeg", file.MediaType)
	seen := u.get("/v1/documents/"+file.ID, Identity)
	require.Equal(t, licence, seen.body)
	require.Equal(t, "image/jpeg", seen.header.Get("Content-Type"))
	for _, role := range []Role{Member, Shipping, Support, Admin} {
		u.get("/v1/documents/"+file.ID, role).problem(http.StatusForbidden, "forbidden")
	}
	removed := u.call(http.MethodPost, "/v1/uploads/documents/"+file.ID+"/remove", "", map[string]string{"session": session})
	require.Equal(t, http.StatusNoContent, removed.status, string(removed.body))
	u.get("/v1/documents/"+file.ID, Identity).problem(http.StatusNotFound, "not_found")

	u.at = jst.MakeDay(2026, time.November, 22).At(23, 30)
	p := u.open("mio12345678", "19900101").problem(http.StatusServiceUnavailable, "maintenance")
	require.EqualValues(t, "S-8", p.Rule)
	u.at = jst.MakeDay(2026, time.November, 23).At(9, 0)
	session = u.session()
	u.exec(`update cases set state = 'submitted' where id = $1`, u.application)
	u.upload(session, identity.Front, "front.jpg", licence).problem(http.StatusConflict, "state")
}

// TestEmailProof: S-2 over the API; the code is in no answer and no row.
func TestEmailProof(t *testing.T) {
	u := newUploading(t)
	u.call(http.MethodPost, "/v1/email-proofs", "", map[string]string{"email": "taro"}).problem(http.StatusUnprocessableEntity, "invalid")
	asked := u.call(http.MethodPost, "/v1/email-proofs", "", map[string]string{"email": "taro@example.jp"})
	require.Equal(t, http.StatusCreated, asked.status, string(asked.body))
	var proof EmailProof
	require.NoError(t, json.Unmarshal(asked.body, &proof))
	code, err := u.Keys.Code(proof.ID, 6)
	require.NoError(t, err)
	require.NotContains(t, string(asked.body), code)
	prove := func(code string) reply {
		return u.call(http.MethodPost, "/v1/email-proofs/"+proof.ID+"/code", "", map[string]string{"code": code})
	}
	prove("x"+code).problem(http.StatusUnprocessableEntity, "mismatch")
	require.Equal(t, http.StatusNoContent, prove(code).status)
	u.call(http.MethodPost, "/v1/applications", "", map[string]any{"channel": "web", "plan": "minimum_start", "sims": []any{}}).
		problem(http.StatusConflict, "state")
}

// TestFactsAreDated: a fact is reported after it happened.
func TestFactsAreDated(t *testing.T) {
	u := newUploading(t)
	u.exec(`insert into shipments (id, case_id, kind, tracking_no, shipped_at, delivered_at) values ('shp_1', $1, 'signup', 'T-1', $2, $2)`, u.application, noon)
	report := func(at time.Time) reply {
		return u.call(http.MethodPost, "/v1/facts/parcel-delivered", u.world.token[Courier], map[string]any{"tracking_no": "T-1", "at": at})
	}
	report(noon.Add(time.Second)).problem(http.StatusUnprocessableEntity, "invalid")
	report(noon.Add(-time.Second)).problem(http.StatusUnprocessableEntity, "invalid")
	known := report(noon)
	require.Equal(t, http.StatusAccepted, known.status)
	require.Contains(t, string(known.body), `"known":true`)
	u.call(http.MethodPost, "/v1/facts/parcel-delivered", u.world.token[Network], map[string]any{"tracking_no": "T-1", "at": noon}).
		problem(http.StatusForbidden, "forbidden")
}
