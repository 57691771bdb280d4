package member

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/connection"
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/sealing"
)

// invited is a new member's browser, with the application and the link of its invitation.
func (a *applying) invited() (b *browser, application, path string) {
	a.Helper()
	b = a.proves(sakura)
	b.goes(filledIn(nil), append(stepsOfAll, "check")...)
	var link string
	var expires time.Time
	require.NoError(a, a.pool.QueryRow(a.Context(), `select application_id, id, expires_at from upload_links where replaced_at is null`).
		Scan(&application, &link, &expires))
	token, err := a.keys.Sign(sealing.Claims{Use: connection.UseUpload, Subject: link, Expires: expires})
	require.NoError(a, err)
	return b, application, "/upload/" + token
}

func (b *browser) opensUpload(application, path string) {
	b.Helper()
	p := b.fill(path, url.Values{"login": {identity.Login(application)}, "birth_date": {"１９９００４０１"}})
	require.Equal(b, http.StatusOK, p.status, p.text)
	require.Contains(b, p.text, `id="upload"`)
}

func example(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../examples/documents/" + name)
	require.NoError(t, err)
	return data
}

// sends sends files as a browser does; script asks for the answer to one.
func (b *browser) sends(path, key, role string, script bool, files ...[]byte) shown {
	b.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(b, w.WriteField("key", key))
	require.NoError(b, w.WriteField("role", role))
	for _, data := range files {
		part, err := w.CreateFormFile("file", "山田太郎.jpg")
		require.NoError(b, err)
		_, err = part.Write(data)
		require.NoError(b, err)
	}
	require.NoError(b, w.Close())
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.server.URL+path+"/files", &body)
	require.NoError(b, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	if script {
		r.Header.Set("Accept", "application/json")
	}
	res, err := b.Do(r)
	require.NoError(b, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(b, err)
	return shown{res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(text)}
}

// TestUpload walks from the letter to the submission: S-9 to S-12.
func TestUpload(t *testing.T) {
	a := newApplying(t)
	_, application, path := a.invited()
	b := a.browser() // the link is opened on a phone that knows nothing
	p := b.open(path)
	require.Equal(t, http.StatusOK, p.status)
	require.NotContains(t, p.text, "見本")
	p = b.fill(path, url.Values{"login": {identity.Login(application)}, "birth_date": {"19900402"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "あと4回誤ると")
	b.opensUpload(application, path)
	require.Contains(t, b.open(path).text, "2026年12月6日(日)")

	// Nothing can be submitted before there is a file.
	require.Contains(t, b.open(path).text, `id="no-files"`)
	p = b.sends(path, "key-00001", "front", false)
	require.Contains(t, p.text, `href="#upload-file"`)
	p = b.sends(path, "key-00002", "front", false, []byte("GIF89a"))
	require.Contains(t, p.text, "S-11")
	p = b.sends(path, "key-00003", "front", true, bytes.Repeat([]byte{0xff, 0xd8, 0xff}, 2<<20))
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	var answer map[string]string
	require.NoError(t, json.Unmarshal([]byte(p.text), &answer))
	require.Contains(t, answer["problem"], "5MB")

	front := example(t, "drivers-licence-front.jpg")
	p = b.sends(path, "key-00004", "front", true, front)
	require.Equal(t, http.StatusOK, p.status, p.text)
	p = b.sends(path, "key-00004", "front", true, front)
	require.Equal(t, http.StatusOK, p.status, "the same file again")
	a.now = a.now.Add(time.Second) // files of one instant have no order
	p = b.sends(path, "key-00005", "back", false, example(t, "drivers-licence-back.jpg"), example(t, "drivers-licence-back.jpg"))
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.text, "（3/5）")
	removal := regexp.MustCompile(`/files/doc_[a-z0-9]+/removal`).FindAllString(p.text, -1)
	require.Len(t, removal, 3)
	p = b.submit(path+removal[2], url.Values{"key": {"remove-one"}})
	require.Contains(t, p.text, "（2/5）")
	require.Equal(t, http.StatusOK, b.submit(path+removal[2], url.Values{"key": {"remove-two"}}).status, "gone already")

	declare := func(form url.Values) shown {
		form.Set("key", b.open(path).hidden("key"))
		return b.submit(path+"/submission", form)
	}
	for _, c := range []struct {
		form        url.Values
		place, says string
	}{
		{url.Values{"address_on": {"front"}}, "declaration-document", "書類の種類をお選びください"},
		{url.Values{"document": {"drivers_licence"}}, "declaration-address_on", "住所の記載がある面"},
		{url.Values{"document": {"drivers_licence"}, "address_on": {"front"}, "expires_on": {"2026-11-21"}}, "declaration-expires_on", "有効期限が過ぎています"},
		{url.Values{"document": {"drivers_licence"}, "address_on": {"front"}, "expires_on": {"あした"}}, "declaration-expires_on", "2026-11-01"},
		{url.Values{"document": {"drivers_licence"}, "address_on": {"nowhere"}}, "declaration-address_on", "住所の記載がある"},
		{url.Values{"document": {"japanese_passport"}, "address_on": {"nowhere"}}, "declaration-auxiliary.kind", "補助書類"},
		{url.Values{"document": {"health_insurance_card"}, "address_on": {"front"}, "dependant": {"yes"}}, "files", "ご自身の氏名"},
		{url.Values{"document": {"basic_resident_register_card"}, "address_on": {"front"}}, "declaration-photo", "顔写真付き"},
	} {
		p = declare(c.form)
		require.GreaterOrEqual(t, p.status, 400, c.says)
		require.Less(t, p.status, 500, p.text)
		require.Contains(t, p.text, `href="#`+c.place+`"`, c.says)
		require.Contains(t, p.text, `id="`+c.place+`"`)
		require.Contains(t, p.text, c.says)
	}
	p = declare(url.Values{"document": {"drivers_licence"}, "address_on": {"back"}, "expires_on": {"2029/04/10"}, "photo": {"yes"}})
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Equal(t, path, p.path)
	require.Contains(t, p.text, "ご提出を受け付けました")
	require.Contains(t, p.text, "2026年11月25日(水)", "S-12")
	require.Contains(t, b.open(path).text, "ご提出を受け付けました", "a reload")
}

// TestUploadPagesThatStayShut: S-8, S-9.
func TestUploadPagesThatStayShut(t *testing.T) {
	a := newApplying(t)
	mine, application, path := a.invited()
	b := a.browser()
	require.Equal(t, http.StatusNotFound, b.open("/upload/eyJ1IjoidXBsb2FkIn0.c2lnbmVk").status)
	require.Equal(t, "/upload"+path[len("/upload"):]+"?late=1", b.submit(path+"/submission", url.Values{}).path, "only its door is open")

	// The session of the page ends after half an hour, and the page opens again.
	b.opensUpload(application, path)
	a.now = a.now.Add(31 * time.Minute)
	require.Contains(t, b.open(path).text, `name="birth_date"`)
	require.Equal(t, http.StatusGone, b.sends(path, "key-00001", "front", true, []byte("x")).status)
	b.opensUpload(application, path)

	// The maintenance of the 4th Sunday begins at 23:30.
	a.now = jst.MakeDay(2026, time.November, 22).At(23, 30)
	p := b.open(path)
	require.Equal(t, http.StatusServiceUnavailable, p.status)
	require.Contains(t, p.text, "2026年11月23日(月)9時")
	a.now = jst.MakeDay(2026, time.November, 23).At(9, 0)

	for range 5 {
		p = a.browser().fill(path, url.Values{"login": {identity.Login(application)}, "birth_date": {"20000101"}})
	}
	require.Equal(t, http.StatusLocked, p.status)
	require.Contains(t, p.text, "/my/applications")

	// A new link is to be had on the member pages; the one before is told so.
	p = mine.open("/my/applications/" + application)
	require.Contains(t, p.text, "本人確認書類をご提出ください")
	p = mine.fill("/my/applications/"+application+"/invitation", url.Values{})
	require.Equal(t, "/my/applications/"+application, p.path)
	require.Contains(t, p.text, "新しいリンクをメールでお送りしました")
	require.Contains(t, a.browser().open(path).text, "新しいリンクをお送りしているため")
	p = mine.open("/my/applications/" + application + "/documents")
	require.Contains(t, p.text, `name="birth_date"`)
	require.Equal(t, http.StatusOK, p.status)

	a.now = a.now.AddDate(0, 0, 20)
	require.Equal(t, http.StatusGone, a.browser().open(p.path).status)
}
