// Package inbox is where development's mail ends: an SMTP server that keeps every mail in a folder,
// and pages that show them.
package inbox

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
)

const largestMail = 25 << 20

// Options says where mails are kept and where the servers listen.
type Options struct {
	// Dir holds one .eml file per mail. It is created if missing.
	Dir string
	// SMTP and HTTP are addresses to listen on, as host:port.
	SMTP, HTTP string
	// Log receives what goes wrong with connections; nil: nobody.
	Log io.Writer
}

// Inbox is a running pair of servers on one folder.
type Inbox struct {
	store *store
	smtp  *smtp.Server
	http  *http.Server

	smtpListener, httpListener net.Listener
}

// Start starts both servers.
func Start(o Options) (*Inbox, error) {
	store, err := openStore(o.Dir)
	if err != nil {
		return nil, err
	}
	in := &Inbox{store: store}
	smtpListener, err := net.Listen("tcp", o.SMTP)
	if err != nil {
		return nil, fmt.Errorf("inbox (SMTP): %w", err)
	}
	httpListener, err := net.Listen("tcp", o.HTTP)
	if err != nil {
		_ = smtpListener.Close()
		return nil, fmt.Errorf("inbox (pages): %w", err)
	}
	in.smtpListener, in.httpListener = smtpListener, httpListener

	in.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{store: store}, nil }))
	in.smtp.Domain = "localhost"
	in.smtp.MaxMessageBytes = largestMail
	in.smtp.ReadTimeout = time.Minute
	in.smtp.WriteTimeout = time.Minute
	in.smtp.EnableSMTPUTF8 = true
	errorLog := log.New(cmp.Or[io.Writer](o.Log, io.Discard), "inbox ", log.LstdFlags)
	in.smtp.ErrorLog = errorLog
	in.http = &http.Server{Handler: in.Handler(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: errorLog}
	go func() { _ = in.smtp.Serve(smtpListener) }()
	go func() { _ = in.http.Serve(httpListener) }()
	return in, nil
}

// SMTPAddr is where mail is taken, HTTPAddr where it is shown.
func (in *Inbox) SMTPAddr() string { return in.smtpListener.Addr().String() }

// HTTPAddr is the address of the pages, as host:port.
func (in *Inbox) HTTPAddr() string { return in.httpListener.Addr().String() }

// Stop lets deliveries under way finish and closes both servers.
func (in *Inbox) Stop(ctx context.Context) error {
	err := errors.Join(in.smtp.Shutdown(ctx), in.http.Shutdown(ctx))
	// A server stopped before it began to serve doesn't know its listener.
	_ = in.smtpListener.Close()
	_ = in.httpListener.Close()
	return err
}

// Mails reads all mails to an address, newest first; an empty address is everyone's.
func (in *Inbox) Mails(to string) ([]Mail, error) {
	ids, err := in.store.ids()
	if err != nil {
		return nil, err
	}
	mails := []Mail{}
	for _, id := range ids {
		raw, err := in.store.raw(id)
		if err != nil {
			return nil, err
		}
		if to != "" {
			m, err := parseHeader(id, raw)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(m.Delivered, func(a string) bool { return strings.EqualFold(a, to) }) {
				continue
			}
		}
		m, err := parse(id, raw)
		if err != nil {
			return nil, err
		}
		mails = append(mails, m)
	}
	return mails, nil
}

// session takes the mails of one SMTP connection.
type session struct {
	store *store
	from  string
	to    []string
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data keeps the mail byte for byte under the two headers a delivery adds (RFC 5321 §4.4, RFC 9228).
func (s *session) Data(r io.Reader) error {
	var content bytes.Buffer
	fmt.Fprintf(&content, "Return-Path: <%s>\r\n", s.from)
	for _, to := range s.to {
		fmt.Fprintf(&content, "Delivered-To: %s\r\n", to)
	}
	if _, err := content.ReadFrom(r); err != nil {
		return err
	}
	_, err := s.store.add(content.Bytes())
	return err
}

func (s *session) Reset() { s.from, s.to = "", nil }

func (s *session) Logout() error { return nil }
