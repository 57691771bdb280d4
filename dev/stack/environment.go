package stack

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kigen/dev/temporal"
)

// Environment is what the product finds around it: the addresses of the other parts, and the
// environment variables that say so to worker and starter.
type Environment struct {
	// Dir is the data folder, absolute.
	Dir         string
	DatabaseURL string
	portBase    int
}

// ConsoleURL is where console and API answer.
func (e Environment) ConsoleURL() string { return site(e.portBase + consolePort) }

// TemporalUIURL is where the engine shows its workflows.
func (e Environment) TemporalUIURL() string { return site(e.portBase + temporalUIPort) }

// InboxURL is where every mail that was sent can be read.
func (e Environment) InboxURL() string { return site(e.portBase + inboxPort) }

// TemporalAddress is where workers and clients connect, as host:port.
func (e Environment) TemporalAddress() string { return address(e.portBase + temporalPort) }

// StarterMetrics is where the starter answers metrics and health, as host:port.
func (e Environment) StarterMetrics() string { return address(e.portBase + starterMetricsPort) }

// WorkerMetrics is where the worker answers metrics and health, as host:port.
func (e Environment) WorkerMetrics() string { return address(e.portBase + workerMetricsPort) }

func (e Environment) path(elements ...string) string {
	return filepath.Join(append([]string{e.Dir}, elements...)...)
}

// Environ are the variables for worker and starter, as of os.Environ: further ones given, the stack's
// own, and those of this process that configure Kigen otherwise.
func (e Environment) Environ(further ...string) []string {
	own := []string{
		"DATABASE_URL=" + e.DatabaseURL,
		"TEMPORAL_ADDRESS=" + e.TemporalAddress(),
		"TEMPORAL_NAMESPACE=" + temporal.Namespace,
		// The person's own profile is about another server, and there may be no home folder to look in.
		"TEMPORAL_CONFIG_FILE=" + os.DevNull,
		"KIGEN_DEVELOPMENT=1",
		"KIGEN_KEYS_FILE=" + e.path("keys.json"),
		"KIGEN_VAULT=" + e.path("vault"),
		"KIGEN_LISTEN=" + address(e.portBase+consolePort),
		"KIGEN_PUBLIC_URL=" + e.ConsoleURL(),
		"KIGEN_URL=" + e.ConsoleURL(),
		"KIGEN_TEMPORAL_UI=" + e.TemporalUIURL(),
		"KIGEN_DEV_INBOX=" + e.InboxURL(),
		"SMTP_HOST=" + host,
		"SMTP_PORT=" + strconv.Itoa(e.portBase+smtpPort),
		"SMTP_TLS=none",
		"SMTP_FROM=Kigen <no-reply@kigen.example>",
	}
	defaults := []string{"KIGEN_CARDS=simulator", "KIGEN_LOG_LEVEL=warn"}
	own = append(own, further...)
	names := map[string]bool{}
	for _, entry := range own {
		names[nameOf(entry)] = true
	}
	for _, entry := range slices.Concat(os.Environ(), defaults) {
		name := nameOf(entry)
		if names[name] || !slices.ContainsFunc([]string{"KIGEN_", "OTEL_", "STRIPE_"}, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		names[name] = true
		own = append(own, entry)
	}
	return own
}

func nameOf(entry string) string {
	name, _, _ := strings.Cut(entry, "=")
	return name
}

// WriteFile leaves the variables in the data folder's env, where a shell can read them:
// set -a; . .kigen/env; set +a.
func (e Environment) WriteFile(further ...string) error {
	var content strings.Builder
	for _, entry := range e.Environ(further...) {
		name, value, _ := strings.Cut(entry, "=")
		fmt.Fprintf(&content, "%s='%s'\n", name, strings.ReplaceAll(value, "'", `'\''`))
	}
	if err := os.WriteFile(e.path("env"), []byte(content.String()), 0o600); err != nil {
		return unwritable(e.Dir, err)
	}
	return nil
}

// LogDir is where the parts write what goes wrong.
func (e Environment) LogDir() string { return e.path("log") }
