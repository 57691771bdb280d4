package inbox_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/japanese"

	"kigen/dev/inbox"
)

func start(t *testing.T, dir string) *inbox.Inbox {
	t.Helper()
	in, err := inbox.Start(inbox.Options{Dir: dir, SMTP: "127.0.0.1:0", HTTP: "127.0.0.1:0"})
	require.NoError(t, err)
	t.Cleanup(func() { _ = in.Stop(context.Background()) })
	return in
}

func send(t *testing.T, in *inbox.Inbox, to, content string) {
	t.Helper()
	require.NoError(t, smtp.SendMail(in.SMTPAddr(), nil, "kigen@example.jp", []string{to}, []byte(strings.ReplaceAll(content, "\n", "\r\n"))))
}

func letter(to, subject, text, html string) string {
	return fmt.Sprintf(`From: %s <kigen@example.jp>
To: %s
Subject: %s
Date: Mon, 16 Nov 2026 00:00:00 +0900
Message-ID: <ntc_1@example.jp>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

%s
--inner
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

%s
--inner--
--outer
Content-Type: application/pdf
Content-Disposition: attachment; filename="=?utf-8?q?=E8=A8=BC=E6=98=8E=E6=9B=B8.pdf?="
Content-Transfer-Encoding: base64

JVBERg==
--outer--
`, mime.BEncoding.Encode("utf-8", "期限通信"), to, mime.BEncoding.Encode("utf-8", subject), base64.StdEncoding.EncodeToString([]byte(text)), html)
}

func get(t *testing.T, in *inbox.Inbox, path string) (string, *http.Response) {
	t.Helper()
	answer, err := http.Get("http://" + in.HTTPAddr() + path)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return string(body), answer
}

func TestMailsAreReadableAndNewestFirst(t *testing.T) {
	dir := t.TempDir()
	in := start(t, dir)
	body, _ := get(t, in, "/")
	require.Contains(t, body, "メールはまだ届いていません")

	send(t, in, "first@example.jp", letter("first@example.jp", "お申し込みを受け付けました", "一通目\n", "<p>一通目</p>"))
	send(t, in, "second@example.jp", letter("second@example.jp", "旧端末が返却されていません",
		"<確認> https://example.jp/m/1?a=1&b=2\n", "<script>alert(1)</script><p>四万円</p>"))

	body, _ = get(t, in, "/")
	require.Less(t, strings.Index(body, "旧端末が返却されていません"), strings.Index(body, "お申し込みを受け付けました"))
	require.Contains(t, body, "2026-11-16 00:00")
	body, _ = get(t, in, "/?q=first@")
	require.NotContains(t, body, "旧端末")

	mails, err := in.Mails("SECOND@example.jp")
	require.NoError(t, err)
	require.Len(t, mails, 1)
	m := mails[0]
	require.Equal(t, "期限通信 <kigen@example.jp>", m.From)
	require.Equal(t, "<ntc_1@example.jp>", m.MessageID)
	require.Equal(t, []string{"second@example.jp"}, m.Delivered)
	require.Equal(t, "証明書.pdf", m.Files[0].Name)

	body, _ = get(t, in, "/mails/"+m.ID)
	require.Contains(t, body, `&lt;確認&gt; <a href="https://example.jp/m/1?a=1&amp;b=2"`)
	require.NotContains(t, body, "<script>")
	body, answer := get(t, in, "/mails/"+m.ID+"/html")
	require.Contains(t, body, "四万円")
	require.Contains(t, answer.Header.Get("Content-Security-Policy"), "default-src 'none'")
	body, answer = get(t, in, "/mails/"+m.ID+"/files/0")
	require.Equal(t, "%PDF", body)
	require.Contains(t, answer.Header.Get("Content-Disposition"), "attachment")
	body, _ = get(t, in, "/mails/"+m.ID+"/source")
	require.Contains(t, body, "Delivered-To: second@example.jp\r\n")

	body, _ = get(t, in, "/mails.json?to=first@example.jp")
	var listed []inbox.Mail
	require.NoError(t, json.Unmarshal([]byte(body), &listed))
	require.Equal(t, "一通目\n", listed[0].Text)

	require.NoError(t, in.Stop(t.Context()))
	again := start(t, dir)
	mails, err = again.Mails("")
	require.NoError(t, err)
	require.Len(t, mails, 2)
}

func TestOldJapaneseEncodings(t *testing.T) {
	in := start(t, t.TempDir())
	iso, err := japanese.ISO2022JP.NewEncoder().String("解約のお知らせ")
	require.NoError(t, err)
	send(t, in, "a@example.jp", "Subject: =?iso-2022-jp?B?"+base64.StdEncoding.EncodeToString([]byte(iso))+"?=\n"+
		"Content-Type: text/plain; charset=iso-2022-jp\n\n"+iso+"\n")
	mails, err := in.Mails("a@example.jp")
	require.NoError(t, err)
	require.Equal(t, "解約のお知らせ", mails[0].Subject)
	require.Equal(t, "解約のお知らせ", strings.TrimSpace(mails[0].Text))
}

func TestOldMailsAreOnePageFurther(t *testing.T) {
	in := start(t, t.TempDir())
	for i := range 51 {
		send(t, in, "a@example.jp", fmt.Sprintf("Subject: mail-%02d\n\ntext\n", i))
	}
	body, _ := get(t, in, "/")
	require.Contains(t, body, "mail-50")
	require.NotContains(t, body, "mail-00")
	_, older, found := strings.Cut(body, `href="/?before=`)
	require.True(t, found)
	id, _, _ := strings.Cut(older, "&amp;")
	body, _ = get(t, in, "/?before="+id)
	require.Contains(t, body, "mail-00")
	require.NotContains(t, body, "mail-01")
}

func TestUnknownAndBrokenMails(t *testing.T) {
	dir := t.TempDir()
	in := start(t, dir)
	for _, path := range []string{"/mails/20260101T000000.000000000Z", "/mails/..%2F..%2Fetc%2Fpasswd", "/mails/x/html"} {
		_, answer := get(t, in, path)
		require.Equal(t, http.StatusNotFound, answer.StatusCode, path)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "20260101T000000.000000000Z.eml"), []byte("no header at all"), 0o600))
	body, _ := get(t, in, "/")
	require.Contains(t, body, "読めないメール")
	body, _ = get(t, in, "/mails/20260101T000000.000000000Z")
	require.Contains(t, body, "no header at all")
}
