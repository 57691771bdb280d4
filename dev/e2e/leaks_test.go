package e2e_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"mime"
	"net/mail"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"kigen/internal/scenario"
)

// marks are the personal data of testdata/marked.yaml, as they stand there and as they may be written elsewhere.
var marks = []string{
	"鵜飼", "朱鷺", "ウカイシルシ", "トキジルシ", "UKAISHIRUSHI", "TOKIJIRUSHI", "shirushi-tegami",
	"1973-11-29", "19731129", "19731128", "999-8531", "9998531", "遊佐", "標識番地", "目印", "999-8532", "9998532", "新標識",
	"09075318642", "08097531864", "7531864209",
}

// place is where something may be read that must hold nothing personal.
type place struct{ name, text string }

// leaks names every mark that was found, and where.
func leaks(places []place, marks ...string) (found []string) {
	for _, p := range places {
		for _, mark := range marks {
			if i := strings.Index(strings.ToLower(p.text), strings.ToLower(mark)); i >= 0 {
				around := p.text[max(0, i-120):min(len(p.text), i+120)]
				found = append(found, fmt.Sprintf("%s in %s: …%s…", mark, p.name, strings.ToValidUTF8(around, "")))
			}
		}
	}
	return found
}

// TestNothingPersonalLeaks plays a person's whole life with the carrier and looks for every datum
// of theirs in what the engine keeps, in logs, traces, headers of mails, and in the rows that say
// what happened. Then it plants one in each of these places, and has to find it.
func TestNothingPersonalLeaks(t *testing.T) {
	p := theProduct(t)
	s, err := scenario.Load("testdata/marked.yaml")
	require.NoError(t, err)
	r := p.play(t, s)
	require.NotEmpty(t, r.Lists["charges"])
	// A letter whose sending a restart has cut off waits for the end of its lease.
	require.Eventually(t, func() bool {
		return p.holds(`select not exists (select from notices join members on members.id = notices.member_id where clock_id = $1 and attempts = 0)`, r.Clock)
	}, 30*time.Second, 100*time.Millisecond, "the letters are not sent")
	require.Eventually(t, func() bool {
		return strings.Contains(p.spans.all(), "cancelLine") || strings.Contains(p.spans.all(), "Cancellation")
	},
		20*time.Second, 100*time.Millisecond, "no traces came")

	places := p.places(t, len(r.Lists["cases"]))
	processes := 0
	for _, place := range places {
		t.Logf("%s: %d kB", place.name, len(place.text)>>10)
		if strings.HasPrefix(place.name, "history ") {
			processes++
		}
	}
	require.Empty(t, leaks(places, marks...))

	control := "見つかるはず" + strings.ToLower(rand.Text())
	planted := p.plant(t, control)
	found := strings.Join(leaks(p.places(t, processes+1), control), "\n")
	for name, kind := range planted {
		require.Contains(t, found, " in "+kind, "%s was planted and not found", name)
	}
}

// places gathers all that must hold nothing personal.
func (p *running) places(t *testing.T, atLeast int) []place {
	t.Helper()
	places := p.histories(t, atLeast)
	places = append(places, p.rows(t)...)
	places = append(places, p.logs(t)...)
	places = append(places, p.headers(t)...)
	return append(places, place{"traces", p.spans.all()})
}

// histories are all processes as the engine keeps them, with every payload opened: inputs, results,
// updates, signals, markers, memos, search attributes, headers, summaries.
func (p *running) histories(t *testing.T, atLeast int) (places []place) {
	t.Helper()
	all, err := p.Histories(t.Context(), "", atLeast)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, h := range all {
		text := &strings.Builder{}
		fmt.Fprintln(text, h.ID)
		for _, m := range []proto.Message{h.Events, h.Info} {
			plain, err := protojson.Marshal(m)
			require.NoError(t, err)
			text.Write(plain)
			require.NoError(t, proxy.VisitPayloads(t.Context(), m, proxy.VisitPayloadsOptions{
				Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
					for _, payload := range payloads {
						fmt.Fprintf(text, "\n%s", payload.GetData())
					}
					return payloads, nil
				},
			}))
		}
		places = append(places, place{"history " + h.ID, text.String()})
	}
	return places
}

// rows are what happened and what is due, as the database has it. Persons, applications and proofs
// have tables of their own, which these only refer to.
func (p *running) rows(t *testing.T) (places []place) {
	t.Helper()
	for _, table := range []string{
		"cases", "journal", "deadlines", "charges", "notices", "tasks", "claims", "cancellations", "waivers", "returns", "deliveries", "test_clocks", "tokens",
	} {
		var text string
		require.NoError(t, p.pool.QueryRow(t.Context(), `select coalesce(string_agg(to_jsonb(r)::text, e'\n'), '') from `+table+` r`).Scan(&text))
		places = append(places, place{"table " + table, text})
	}
	return places
}

// logs are those of worker, starter, Temporal, the inbox and PostgreSQL.
func (p *running) logs(t *testing.T) (places []place) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(p.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".log" {
			return err
		}
		text, err := os.ReadFile(path)
		places = append(places, place{"log " + filepath.Base(path), string(text)})
		return err
	}))
	require.GreaterOrEqual(t, len(places), 4)
	return places
}

// headers are those of all mails but the recipient's.
func (p *running) headers(t *testing.T) []place {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(p.Dir, "mail", "*.eml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	text := &strings.Builder{}
	for _, file := range files {
		raw, err := os.Open(file)
		require.NoError(t, err)
		m, err := mail.ReadMessage(raw)
		require.NoError(t, err)
		require.NoError(t, raw.Close())
		for name, values := range m.Header {
			if name == "To" || name == "Delivered-To" {
				continue
			}
			for _, value := range values {
				decoded, err := (&mime.WordDecoder{}).DecodeHeader(value)
				require.NoError(t, err)
				fmt.Fprintf(text, "%s: %s\n", name, decoded)
			}
		}
	}
	return []place{{"mail headers", text.String()}}
}

// plant puts the mark into each kind of place, and tells where it has to be found.
func (p *running) plant(t *testing.T, mark string) map[string]string {
	t.Helper()
	c, err := p.TemporalClient(t.Context())
	require.NoError(t, err)
	t.Cleanup(c.Close)
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: "planted", TaskQueue: "nobody-polls", Memo: map[string]any{"for": mark},
	}, "Planted", "")
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.TerminateWorkflow(context.Background(), run.GetID(), "", "the test is over") })

	_, err = p.pool.Exec(t.Context(), `insert into test_clocks (id, name, instant) values ('clk_planted', $1, '2026-11-02')`, mark)
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = p.pool.Exec(context.Background(), `delete from test_clocks where id = 'clk_planted'`) })

	log := filepath.Join(p.LogDir(), "planted.log")
	require.NoError(t, os.WriteFile(log, []byte("GET /members?name="+mark), 0o600))
	t.Cleanup(func() { _ = os.Remove(log) })

	_, err = p.spans.Export(t.Context(), &collector.ExportTraceServiceRequest{ResourceSpans: []*otlp.ResourceSpans{{SchemaUrl: mark}}})
	require.NoError(t, err)

	var smtpAddress string
	for _, entry := range p.Environ() {
		if port, ok := strings.CutPrefix(entry, "SMTP_PORT="); ok {
			smtpAddress = "127.0.0.1:" + port
		}
	}
	message := "From: a@example.jp\r\nTo: b@example.jp\r\nSubject: " + mime.QEncoding.Encode("utf-8", mark) + "\r\n\r\n.\r\n"
	require.NoError(t, smtp.SendMail(smtpAddress, nil, "a@example.jp", []string{"b@example.jp"}, []byte(message)))
	return map[string]string{
		"a process": "history planted", "a row": "table test_clocks", "a line of a log": "log planted.log",
		"a span": "traces", "a subject": "mail headers",
	}
}
