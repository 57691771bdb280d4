// Package config reads the settings of the worker and the starter from the
// environment, and says everything that is wrong with them at once.
//
// A secret NAME may also be given as NAME_FILE, the path of a file that holds
// it. TEMPORAL_* variables and profiles are those of every Temporal client.
package config

import (
	"net/mail"
	"net/netip"
	"net/url"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap/zapcore"
)

// Config is what the environment says. Parts that a program didn't ask for are
// filled where the environment has them.
type Config struct {
	// Development (KIGEN_DEVELOPMENT, 0 or 1) enables test clocks and the card
	// simulator, plain http and readable logs. Never set it where real members are.
	Development bool
	// LogLevel (KIGEN_LOG_LEVEL): debug, info, warn or error; info unless told.
	LogLevel zapcore.Level
	// LogFile (KIGEN_LOG_FILE) is the file that logs are added to. Empty: standard error.
	LogFile string
	// MetricsListen (KIGEN_METRICS_LISTEN) is where Prometheus scrapes and
	// health checks ask, as host:port. Empty: nowhere.
	MetricsListen string
	// TracesURL (OTEL_EXPORTER_OTLP_ENDPOINT) is the OTLP/gRPC collector that
	// traces go to. Empty: traces are not exported.
	TracesURL string
	// TermsDir (KIGEN_TERMS_DIR) holds further versions of the terms. Empty: only the embedded ones.
	TermsDir string
	// KeysFile (KIGEN_KEYS_FILE) is the key file, see package sealing.
	KeysFile string
	// EKYCKeys (KIGEN_EKYC_KEYS) is the path of the eKYC providers' public keys,
	// a JSON Web Key Set. Empty: no result of reading a chip is trusted (S-20),
	// but in development that of the simulator.
	EKYCKeys string
	// DatabaseURL (DATABASE_URL, secret) is the PostgreSQL connection.
	DatabaseURL Secret
	// Temporal are the connection's options from TEMPORAL_* and the profile.
	// Converters, interceptors and logger are the caller's to add.
	Temporal client.Options

	Serve  Serve
	OIDC   OIDC
	Client Client
	Worker Worker
	Mail   Mail
	Vault  Vault
	Cards  Cards
}

// Serve is where the API, console and member pages are reached.
type Serve struct {
	// Listen (KIGEN_LISTEN) as host:port; ":8080" unless told.
	Listen string
	// PublicURL (KIGEN_PUBLIC_URL) is the address people use, without a path's
	// final slash; links in letters start with it. https, but in development.
	PublicURL *url.URL
	// Proxies (KIGEN_PROXIES, separated by commas) are the networks of the load
	// balancers that requests come through: who is behind one is told by what it
	// adds to X-Forwarded-For. Empty: the address that connects is the caller's.
	Proxies []netip.Prefix
	// TemporalUI (KIGEN_TEMPORAL_UI) is the address of the Temporal UI, whose
	// pages may ask the codec endpoint and which the console links to. Optional.
	TemporalUI *url.URL
	// KeepAnswers (KIGEN_KEEP_ANSWERS_DAYS) is for how many days a command that
	// is sent again under its Idempotency-Key gets its first answer; 90 unless told.
	KeepAnswers int
}

// Client is how the command line reaches a running API.
type Client struct {
	// URL (KIGEN_URL); http://localhost:8080 unless told.
	URL *url.URL
	// Token (KIGEN_TOKEN, secret) of the caller.
	Token Secret
}

// Worker names the deployment version that the worker hosts.
type Worker struct {
	// Deployment (KIGEN_DEPLOYMENT); "kigen" unless told.
	Deployment string
	// BuildID (KIGEN_BUILD_ID) identifies the built program. Empty: the
	// worker takes no part in versioning.
	BuildID string
}

// TLS says how a mail connection is secured.
type TLS string

const (
	// StartTLS upgrades a plain connection and fails where that isn't offered.
	StartTLS TLS = "starttls"
	// ImplicitTLS speaks TLS from the first byte.
	ImplicitTLS TLS = "implicit"
	// NoTLS sends in clear; refused together with a password.
	NoTLS TLS = "none"
)

// Mail is the SMTP server that letters go through.
type Mail struct {
	// Host (SMTP_HOST).
	Host string
	// Port (SMTP_PORT); 587 unless told.
	Port int
	// TLS (SMTP_TLS): starttls unless told.
	TLS TLS
	// Username (SMTP_USERNAME). Empty: no login.
	Username string
	// Password (SMTP_PASSWORD, secret).
	Password Secret
	// From (SMTP_FROM) is the sender, "Name <address>".
	From *mail.Address
}

// Vault is where documents are kept: one of Directory and Bucket is set.
type Vault struct {
	// Directory (KIGEN_VAULT=/path).
	Directory string
	// Bucket and Prefix (KIGEN_VAULT=s3://bucket/prefix).
	Bucket, Prefix string
	// Endpoint (KIGEN_S3_ENDPOINT) as a URL; https://s3.amazonaws.com unless told.
	Endpoint *url.URL
	// Region (KIGEN_S3_REGION); asked of the server unless told.
	Region string
	// AccessKey (KIGEN_S3_ACCESS_KEY) and SecretKey (KIGEN_S3_SECRET_KEY, secret).
	// Both empty: the machine's own role.
	AccessKey string
	SecretKey Secret
}

// Cards is the card network's adapter.
type Cards struct {
	// Stripe (KIGEN_CARDS=stripe) asks Stripe; otherwise
	// (KIGEN_CARDS=simulator, only in development) nobody is asked.
	Stripe bool
	// StripeKey (STRIPE_API_KEY, secret).
	StripeKey Secret
}

// Secret is a text that isn't to be printed. Its zero value is "not given".
type Secret string

// Reveal returns the text.
func (s Secret) Reveal() string { return string(s) }

// String hides the text from logs and %v.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// GoString hides the text from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the text from JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
