package config

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.uber.org/zap/zapcore"
)

// Need is a part of the configuration that a program can't do without.
type Need int

// What a program may need.
const (
	NeedDatabase Need = iota
	NeedTemporal
	NeedKeys
	NeedServe
	NeedMail
	NeedVault
	NeedCards
)

// Problems lists what is wrong with the environment, one sentence each, the
// variable first.
type Problems []string

func (p Problems) Error() string {
	return "the environment is not right:\n  " + strings.Join(p, "\n  ")
}

// Load reads environ, lines as of os.Environ. What isn't needed may be missing,
// but nothing that is there may be wrong, and no KIGEN_ variable unknown but
// KIGEN_DEV_ and KIGEN_TEST_, which are not read here. The error is of type
// Problems.
func Load(environ []string, needs ...Need) (*Config, error) {
	r := newReader(environ)
	need := func(n Need) bool { return slices.Contains(needs, n) }

	c := &Config{
		Development:   r.boolean("KIGEN_DEVELOPMENT"),
		LogLevel:      r.level("KIGEN_LOG_LEVEL"),
		LogFile:       r.text("KIGEN_LOG_FILE", ""),
		MetricsListen: r.address("KIGEN_METRICS_LISTEN", ""),
		TracesURL:     r.text("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
		TermsDir:      r.text("KIGEN_TERMS_DIR", ""),
		KeysFile:      r.required(need(NeedKeys), "KIGEN_KEYS_FILE"),
		EKYCKeys:      r.text("KIGEN_EKYC_KEYS", ""),
		DatabaseURL:   r.database(need(NeedDatabase)),
		Worker:        Worker{Deployment: r.text("KIGEN_DEPLOYMENT", "kigen"), BuildID: r.text("KIGEN_BUILD_ID", "")},
	}
	c.Serve = r.serve(need(NeedServe), c.Development)
	c.OIDC = r.oidc(c.Development)
	c.Mail = r.mail(need(NeedMail))
	c.Vault = r.vault(need(NeedVault))
	c.Cards = r.cards(need(NeedCards), c.Development)
	if need(NeedTemporal) {
		c.Temporal = r.temporal()
	}
	c.Client = Client{URL: r.url("KIGEN_URL", "http://localhost:8080", "http", "https"), Token: r.secret("KIGEN_TOKEN")}
	r.unknown("KIGEN_", "KIGEN_DEV_", "KIGEN_TEST_")
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return c, nil
}

func (r *reader) database(need bool) Secret {
	s := r.requiredSecret(need, "DATABASE_URL")
	if s == "" {
		return ""
	}
	u, err := url.Parse(s.Reveal())
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		r.problem("DATABASE_URL", "must look like postgres://user:password@host:5432/database")
	}
	return s
}

func (r *reader) serve(need, development bool) Serve {
	s := Serve{
		Listen:     r.address("KIGEN_LISTEN", ":8080"),
		PublicURL:  r.url("KIGEN_PUBLIC_URL", "", "http", "https"),
		Proxies:    r.networks("KIGEN_PROXIES"),
		TemporalUI: r.url("KIGEN_TEMPORAL_UI", "", "http", "https"),

		KeepAnswers: r.integer("KIGEN_KEEP_ANSWERS_DAYS", 90, 1, 3650),
	}
	switch {
	case s.PublicURL == nil:
		if need && !r.wrong("KIGEN_PUBLIC_URL") {
			r.missing("KIGEN_PUBLIC_URL")
		}
	case s.PublicURL.Scheme != "https" && !development:
		r.problem("KIGEN_PUBLIC_URL", "must be https: documents and logins pass through it (http only in development)")
	}
	return s
}

func (r *reader) mail(need bool) Mail {
	m := Mail{
		Host:     r.required(need, "SMTP_HOST"),
		Port:     r.integer("SMTP_PORT", 587, 1, 65535),
		TLS:      TLS(r.oneOf("SMTP_TLS", string(StartTLS), string(ImplicitTLS), string(NoTLS))),
		Username: r.text("SMTP_USERNAME", ""),
		Password: r.secret("SMTP_PASSWORD"),
		From:     r.mailbox(need, "SMTP_FROM"),
	}
	if (m.Username == "") != (m.Password == "") && !r.wrong("SMTP_PASSWORD") {
		r.problem("SMTP_USERNAME", "and SMTP_PASSWORD go together")
	}
	if m.TLS == NoTLS && m.Password != "" {
		r.problem("SMTP_TLS", "must not be none where a password is sent")
	}
	return m
}

func (r *reader) vault(need bool) Vault {
	v := Vault{
		Endpoint:  r.url("KIGEN_S3_ENDPOINT", "https://s3.amazonaws.com", "http", "https"),
		Region:    r.text("KIGEN_S3_REGION", ""),
		AccessKey: r.text("KIGEN_S3_ACCESS_KEY", ""),
		SecretKey: r.secret("KIGEN_S3_SECRET_KEY"),
	}
	if (v.AccessKey == "") != (v.SecretKey == "") && !r.wrong("KIGEN_S3_SECRET_KEY") {
		r.problem("KIGEN_S3_ACCESS_KEY", "and KIGEN_S3_SECRET_KEY go together")
	}
	place := r.required(need, "KIGEN_VAULT")
	switch rest, s3 := strings.CutPrefix(place, "s3://"); {
	case s3:
		v.Bucket, v.Prefix, _ = strings.Cut(strings.TrimRight(rest, "/"), "/")
		if v.Bucket == "" {
			r.problem("KIGEN_VAULT", "names no bucket")
		}
	case place != "" && !filepath.IsAbs(place):
		r.problem("KIGEN_VAULT", "must be an absolute path or s3://bucket/prefix")
	default:
		v.Directory = place
	}
	return v
}

func (r *reader) cards(need, development bool) Cards {
	adapter := r.oneOf("KIGEN_CARDS", "stripe", "simulator")
	c := Cards{Stripe: adapter == "stripe", StripeKey: r.secret("STRIPE_API_KEY")}
	switch {
	case adapter == "simulator" && !development:
		r.problem("KIGEN_CARDS", "can be simulator only in development (KIGEN_DEVELOPMENT=1)")
	case need && c.Stripe && c.StripeKey == "" && !r.wrong("STRIPE_API_KEY"):
		r.missing("STRIPE_API_KEY")
	}
	return c
}

func (r *reader) temporal() client.Options {
	options, err := envconfig.LoadClientOptions(envconfig.LoadClientOptionsRequest{EnvLookup: r, ConfigFileStrict: true})
	if err != nil {
		r.problem("TEMPORAL_*", err.Error())
	}
	return options
}

func (r *reader) level(name string) zapcore.Level {
	level, err := zapcore.ParseLevel(r.text(name, "info"))
	if err != nil || level < zapcore.DebugLevel || level > zapcore.ErrorLevel {
		r.problem(name, fmt.Sprintf("is %q, must be debug, info, warn or error", r.text(name, "")))
	}
	return level
}
