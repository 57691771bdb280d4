package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"kigen/internal/mail"
)

// inbox is a mail server that keeps what it takes. What it refuses is told by
// the recipient's local part.
type inbox struct {
	mu      sync.Mutex
	letters []letter
	logins  int
	dials   int
	server  *smtp.Server
	gate    net.Listener
	port    int
	trust   *tls.Config
}

// letter is a message as it came in.
type letter struct {
	from, to string
	raw      []byte
}

func newInbox(t *testing.T, secured mail.TLS) *inbox {
	t.Helper()
	box := &inbox{}
	certificate, roots := selfSigned(t)
	box.trust = &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}
	box.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		box.mu.Lock()
		defer box.mu.Unlock()
		box.dials++
		return &session{box: box}, nil
	}))
	box.server.Domain = "localhost"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	box.port = listener.Addr().(*net.TCPAddr).Port
	serverTLS := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	switch secured {
	case mail.StartTLS:
		box.server.TLSConfig = serverTLS
	case mail.ImplicitTLS:
		listener = tls.NewListener(listener, serverTLS)
	case mail.NoTLS:
	}
	box.gate = listener
	box.server.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = box.server.Serve(listener) }()
	t.Cleanup(func() {
		_ = box.gate.Close()
		_ = box.server.Close()
	})
	return box
}

func (b *inbox) sender(t *testing.T, change func(*mail.Server)) *mail.SMTP {
	t.Helper()
	settings := mail.Server{
		Host: "127.0.0.1", Port: b.port, TLS: mail.NoTLS, Timeout: 5 * time.Second, Trust: b.trust,
		From: &netmail.Address{Name: "きげんモバイル", Address: "info@mobile.example.jp"},
	}
	if change != nil {
		change(&settings)
	}
	s, err := mail.NewSMTP(settings)
	require.NoError(t, err)
	return s
}

func (b *inbox) taken() []letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]letter(nil), b.letters...)
}

type session struct {
	box      *inbox
	from, to string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != "kigen" || password != "secret" {
			return errors.New("wrong login")
		}
		s.box.mu.Lock()
		defer s.box.mu.Unlock()
		s.box.logins++
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch local, _, _ := strings.Cut(to, "@"); local {
	case "gone":
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no mailbox " + to}
	case "full":
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full: " + to}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if strings.HasPrefix(s.to, "unwanted@") {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "content refused"}
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.letters = append(s.box.letters, letter{from: s.from, to: s.to, raw: raw})
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", "" }
func (s *session) Logout() error { return nil }

// parts reads the header and the bodies by media type.
func (l letter) parts(t *testing.T) (netmail.Header, map[string]string) {
	t.Helper()
	message, err := netmail.ReadMessage(bytes.NewReader(l.raw))
	require.NoError(t, err)
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	bodies := map[string]string{}
	for parts := multipart.NewReader(message.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return message.Header, bodies
		}
		require.NoError(t, err)
		require.Equal(t, "base64", part.Header.Get("Content-Transfer-Encoding"))
		kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		require.NoError(t, err)
		require.Equal(t, "utf-8", strings.ToLower(params["charset"]))
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		require.NoError(t, err)
		bodies[kind] = string(body)
	}
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
