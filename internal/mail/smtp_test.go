package mail_test

import (
	"context"
	"mime"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/mail"
)

var sentAt = time.Date(2026, 11, 1, 1, 30, 0, 0, time.UTC)

func message(id, to string) mail.Mail {
	return mail.Mail{
		ID: id + "@mobile.example.jp", To: to, Lang: "ja", Date: sentAt,
		Subject: "【要お手続き】旧端末のご返却のお願い（11月15日まで）。日本語の長い件名も、そのまま届きます",
		Text:    "山田 太郎 様\n\n旧端末を期限までにご返却ください。\n.\n",
		HTML:    "<p>山田 太郎 様</p>",
	}
}

func TestAMessageArrivesWhole(t *testing.T) {
	box := newInbox(t, mail.NoTLS)
	m := message("ntc_1", "taro@example.jp")
	require.Equal(t, []error{nil}, box.sender(t, nil).Send(t.Context(), []mail.Mail{m}))

	got := box.taken()
	require.Len(t, got, 1)
	require.Equal(t, "info@mobile.example.jp", got[0].from)
	require.Equal(t, "taro@example.jp", got[0].to)
	header, bodies := got[0].parts(t)
	require.Equal(t, "<ntc_1@mobile.example.jp>", header.Get("Message-ID"))
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, m.Subject, subject)
	from, err := netmail.ParseAddress(header.Get("From"))
	require.NoError(t, err)
	require.Equal(t, "きげんモバイル", from.Name)
	date, err := header.Date()
	require.NoError(t, err)
	require.True(t, date.Equal(sentAt))
	require.Equal(t, m.Text, strings.ReplaceAll(bodies["text/plain"], "\r\n", "\n"))
	require.Equal(t, m.HTML, bodies["text/html"])
}

// Headers hold nothing personal but the recipient's address.
func TestHeadersNameNobody(t *testing.T) {
	box := newInbox(t, mail.NoTLS)
	box.sender(t, nil).Send(t.Context(), []mail.Mail{message("ntc_1", "taro@example.jp")})
	header, _ := box.taken()[0].parts(t)
	var names []string
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	require.Equal(t, []string{
		"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id",
		"Mime-Version", "Subject", "To", "X-Auto-Response-Suppress",
	}, names)
	require.Equal(t, "<taro@example.jp>", header.Get("To"))
}

func TestManyMessagesGoOverOneConnection(t *testing.T) {
	box := newInbox(t, mail.NoTLS)
	failures := box.sender(t, nil).Send(t.Context(), []mail.Mail{
		message("ntc_1", "a@example.jp"), message("ntc_2", "gone@example.jp"), message("ntc_3", "b@example.jp"),
	})
	require.NoError(t, failures[0])
	require.Error(t, failures[1])
	require.NoError(t, failures[2], "a refused recipient does not spoil the next message")
	require.Len(t, box.taken(), 2)
	require.Equal(t, 1, box.dials)
}

func TestRefusals(t *testing.T) {
	box := newInbox(t, mail.NoTLS)
	for to, want := range map[string]mail.Error{
		"gone@example.jp":                   {Stage: "recipient", Code: 550, Enhanced: "5.1.1", Permanent: true},
		"full@example.jp":                   {Stage: "recipient", Code: 452, Enhanced: "4.2.2"},
		"unwanted@example.jp":               {Stage: "content", Code: 554, Enhanced: "5.7.1", Permanent: true},
		"no address":                        {Stage: "address", Permanent: true},
		"Taro <taro@example.jp>":            {Stage: "address", Permanent: true},
		"a@example.jp\r\nBcc: b@example.jp": {Stage: "address", Permanent: true},
	} {
		t.Run(to, func(t *testing.T) {
			err := box.sender(t, nil).Send(t.Context(), []mail.Mail{message("ntc_1", to)})[0]
			require.Equal(t, &want, err)
			require.Equal(t, want.Permanent, mail.Permanent(err))
			require.NotContains(t, err.Error(), "@", "addresses stay out of logs")
		})
	}
}

func TestSecuredConnections(t *testing.T) {
	for _, secured := range []mail.TLS{mail.StartTLS, mail.ImplicitTLS} {
		t.Run(string(secured), func(t *testing.T) {
			box := newInbox(t, secured)
			sender := box.sender(t, func(s *mail.Server) {
				s.TLS, s.Username, s.Password = secured, "kigen", "secret"
			})
			require.NoError(t, sender.Check(t.Context()))
			require.NoError(t, sender.Send(t.Context(), []mail.Mail{message("ntc_1", "taro@example.jp")})[0])
			require.Len(t, box.taken(), 1)
			require.Equal(t, 2, box.logins)

			wrong := box.sender(t, func(s *mail.Server) {
				s.TLS, s.Username, s.Password = secured, "kigen", "wrong"
			})
			err := wrong.Send(t.Context(), []mail.Mail{message("ntc_2", "taro@example.jp")})[0]
			require.Error(t, err)
			require.False(t, mail.Permanent(err), "a wrong password is ours to mend, the letter waits")
			require.NotContains(t, err.Error(), "secret")

			distrusting := box.sender(t, func(s *mail.Server) { s.TLS, s.Trust = secured, nil })
			require.Error(t, distrusting.Check(t.Context()), "an unknown certificate is refused")
		})
	}
}

func TestStartTLSIsNotDowngraded(t *testing.T) {
	box := newInbox(t, mail.NoTLS)
	sender := box.sender(t, func(s *mail.Server) { s.TLS = mail.StartTLS })
	require.Error(t, sender.Send(t.Context(), []mail.Mail{message("ntc_1", "taro@example.jp")})[0])
	require.Empty(t, box.taken())
}

func TestAServerThatIsAwayIsNoPermanentFailure(t *testing.T) {
	box := newInbox(t, mail.NoTLS)
	require.NoError(t, box.gate.Close())
	failures := box.sender(t, nil).Send(t.Context(), []mail.Mail{message("ntc_1", "a@example.jp"), message("ntc_2", "b@example.jp")})
	for _, err := range failures {
		require.ErrorContains(t, err, "connect")
		require.False(t, mail.Permanent(err))
	}
}

func TestSendingStopsWithItsContext(t *testing.T) {
	box := newInbox(t, mail.NoTLS)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, box.sender(t, nil).Send(ctx, []mail.Mail{message("ntc_1", "a@example.jp")})[0])
	require.Empty(t, box.taken())
}

func TestNewSMTPRefuses(t *testing.T) {
	from := &netmail.Address{Address: "info@mobile.example.jp"}
	for name, settings := range map[string]mail.Server{
		"no sender":           {Host: "localhost", Port: 25, TLS: mail.NoTLS},
		"a password in clear": {Host: "localhost", Port: 25, TLS: mail.NoTLS, From: from, Username: "u", Password: "p"},
		"an unknown TLS":      {Host: "localhost", Port: 25, TLS: "maybe", From: from},
		"no host":             {Port: 25, TLS: mail.NoTLS, From: from},
	} {
		_, err := mail.NewSMTP(settings)
		require.Error(t, err, name)
	}
}
