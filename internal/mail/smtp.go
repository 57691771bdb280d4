package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	gosmtp "github.com/wneessen/go-mail/smtp"
)

// TLS says how the connection is secured.
type TLS string

const (
	// StartTLS upgrades a plain connection and fails where that isn't offered.
	StartTLS TLS = "starttls"
	// ImplicitTLS speaks TLS from the first byte.
	ImplicitTLS TLS = "implicit"
	// NoTLS sends in clear: for a server on the same machine only.
	NoTLS TLS = "none"
)

// Server is a mail server and how to reach it.
type Server struct {
	Host string
	Port int
	TLS  TLS
	// Username and Password log in; both empty for a server that asks for none.
	Username string
	Password string
	From     *netmail.Address
	// Timeout bounds every exchange with the server; zero means 15 seconds.
	Timeout time.Duration
	// Trust verifies the server's certificate by other than the system's roots; nil for those.
	Trust *tls.Config
}

const defaultTimeout = 15 * time.Second

// SMTP is a Sender over SMTP. It opens one connection for all messages of a call.
type SMTP struct {
	client *gomail.Client
	from   *netmail.Address
}

// NewSMTP checks the settings; it does not connect.
func NewSMTP(server Server) (*SMTP, error) {
	if server.From == nil {
		return nil, errors.New("mail: no sender address")
	}
	_, domain, _ := strings.Cut(server.From.Address, "@")
	timeout := server.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	options := []gomail.Option{gomail.WithPort(server.Port), gomail.WithTimeout(timeout), gomail.WithHELO(domain), gomail.WithoutNoop()}
	switch server.TLS {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case ImplicitTLS:
		options = append(options, gomail.WithSSL())
	case NoTLS:
		if server.Username != "" {
			return nil, errors.New("mail: a password must not be sent in clear")
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail: unknown TLS setting %q", server.TLS)
	}
	if server.Trust != nil {
		options = append(options, gomail.WithTLSConfig(server.Trust))
	}
	if server.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(server.Username), gomail.WithPassword(server.Password))
	}
	client, err := gomail.NewClient(server.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: settings: %w", err)
	}
	return &SMTP{client: client, from: server.From}, nil
}

// Send implements Sender. After a broken connection the messages left get its
// error, to be tried again.
func (s *SMTP) Send(ctx context.Context, mails []Mail) []error {
	failures := make([]error, len(mails))
	connection, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		for i := range failures {
			failures[i] = &Error{Stage: "connect", Code: replyCode(err)}
		}
		return failures
	}
	defer func() { _ = s.client.CloseWithSMTPClient(connection) }()
	for i, m := range mails {
		if ctx.Err() != nil {
			failures[i] = ctx.Err()
			continue
		}
		failures[i] = s.sendOne(connection, m)
	}
	return failures
}

// Check connects, logs in and hangs up, to tell whether the server is usable.
func (s *SMTP) Check(ctx context.Context) error {
	connection, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return &Error{Stage: "connect", Code: replyCode(err)}
	}
	return s.client.CloseWithSMTPClient(connection)
}

func (s *SMTP) sendOne(connection *gosmtp.Client, m Mail) error {
	message, err := s.compose(m)
	if err != nil {
		return err
	}
	err = s.client.SendWithSMTPClient(connection, message)
	// The server may take a message and stumble over the reset after it.
	if err == nil || message.IsDelivered() {
		return nil
	}
	refused, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return &Error{Stage: "send"}
	}
	e := &Error{Stage: stage(refused.Reason), Code: refused.ErrorCode(), Enhanced: refused.EnhancedStatusCode()}
	e.Permanent = e.Code >= 500 && aboutMessage(refused.Reason)
	return e
}

// compose builds the message: multipart/alternative with the HTML last, as the
// richer form.
func (s *SMTP) compose(m Mail) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	message.FromMailAddress(s.from)
	to, err := netmail.ParseAddress(m.To)
	if err != nil || to.Address != m.To {
		return nil, &Error{Stage: "address", Permanent: true}
	}
	message.ToMailAddress(to)
	message.SetMessageIDWithValue(m.ID)
	message.SetDateWithValue(m.Date)
	message.Subject(m.Subject)
	message.SetGenHeader(gomail.HeaderContentLang, m.Lang)
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	message.SetGenHeader("X-Auto-Response-Suppress", "All")
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	message.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return message, nil
}

func stage(reason gomail.SendErrReason) string {
	switch reason {
	case gomail.ErrSMTPMailFrom, gomail.ErrGetSender:
		return "sender"
	case gomail.ErrSMTPRcptTo, gomail.ErrGetRcpts:
		return "recipient"
	case gomail.ErrSMTPData, gomail.ErrSMTPDataClose, gomail.ErrWriteContent:
		return "content"
	default:
		return "connection"
	}
}

// aboutMessage tells whether a refusal is about this message. One of the login
// or the sender's address is about our settings, which a person mends.
func aboutMessage(reason gomail.SendErrReason) bool {
	switch reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return true
	default:
		return false
	}
}

// replyCode finds the server's reply code in a failed greeting or login.
func replyCode(err error) int {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return reply.Code
	}
	return 0
}
