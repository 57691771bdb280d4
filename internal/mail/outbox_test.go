package mail_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/mail"
	"kigen/internal/terms"
)

// queue is a Store in memory, with the machine's clock of a test.
type queue struct {
	mu      sync.Mutex
	now     time.Time
	notices []*notice
	broken  error // of Sent
}

type notice struct {
	mail.Queued
	status  string
	due     time.Time
	failure string
}

func (q *queue) add(id, address string, letter letters.Letter) {
	data, err := json.Marshal(letter)
	if err != nil {
		panic(err)
	}
	q.notices = append(q.notices, &notice{status: "queued", Queued: mail.Queued{
		ID: id, Template: letter.Template(), Version: letter.Version(), Data: data, At: q.now, Address: address,
		To: letters.Recipient{FamilyName: "山田", GivenName: "太郎", Lang: "ja"},
	}})
}

func (q *queue) Claim(_ context.Context, limit int, now, lease time.Time) ([]mail.Queued, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var claimed []mail.Queued
	for _, n := range q.notices {
		if len(claimed) < limit && n.status == "queued" && !n.due.After(now) {
			n.due = lease
			n.Attempt++
			claimed = append(claimed, n.Queued)
		}
	}
	return claimed, nil
}

func (q *queue) Sent(_ context.Context, id string, _ time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken != nil {
		return q.broken
	}
	q.find(id).status = "sent"
	return nil
}

func (q *queue) Retry(_ context.Context, id, failure string, at time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.find(id).failure, q.find(id).due = failure, at
	return nil
}

func (q *queue) GiveUp(_ context.Context, id, failure string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.find(id).failure, q.find(id).status = failure, "failed"
	return nil
}

func (q *queue) find(id string) *notice {
	for _, n := range q.notices {
		if n.ID == id {
			return n
		}
	}
	panic("no notice " + id)
}

func (q *queue) clock() time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.now
}

func (q *queue) later(d time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.now = q.now.Add(d)
}

func returned(caseID string) letters.Letter {
	return letters.ReturnReceived{
		Case: caseID, OldDevice: letters.Device{Model: "Sora 5G", Colour: "シルバー"}, BookedAt: sentAt,
	}
}

func newOutbox(q *queue, sender mail.Sender) (*mail.Outbox, *observer.ObservedLogs) {
	core, logs := observer.New(zapcore.DebugLevel)
	return &mail.Outbox{
		Store: q, Sender: sender, Domain: "mobile.example.jp", Now: q.clock, Log: zap.New(core), Poll: time.Millisecond,
		Office: func(at time.Time) letters.Office {
			return letters.Office{
				Carrier: terms.Text{JA: "きげんモバイル", EN: "Kigen Mobile"}, Terms: terms.Embedded().At(at),
				PublicURL: "https://mobile.example.jp", SupportURL: "https://mobile.example.jp/support",
			}
		},
	}, logs
}

func newQueue() *queue { return &queue{now: jst.MakeDay(2026, 11, 10).At(15, 30)} }

func TestTheOutboxSendsWhatIsQueued(t *testing.T) {
	box, q := newInbox(t, mail.NoTLS), newQueue()
	for i := range 45 {
		q.add(fmt.Sprintf("ntc_%d", i), "taro@example.jp", returned(fmt.Sprintf("clm_%d", i)))
	}
	outbox, logs := newOutbox(q, box.sender(t, nil))
	sent, err := outbox.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, 45, sent)
	require.Equal(t, 3, box.dials, "a connection a batch")
	header, bodies := box.taken()[7].parts(t)
	require.Equal(t, "<ntc_7@mobile.example.jp>", header.Get("Message-ID"))
	require.Contains(t, bodies["text/plain"], "山田 太郎 様")
	require.Contains(t, bodies["text/plain"], "clm_7")
	require.Zero(t, logs.Len())

	sent, err = outbox.Flush(t.Context())
	require.NoError(t, err)
	require.Zero(t, sent, "nothing goes out twice")
}

func TestAnUnrecordedMessageGoesOutAgainUnderTheSameID(t *testing.T) {
	box, q := newInbox(t, mail.NoTLS), newQueue()
	q.add("ntc_1", "taro@example.jp", returned("clm_1"))
	outbox, _ := newOutbox(q, box.sender(t, nil))
	q.broken = errors.New("the database went away")
	_, err := outbox.Flush(t.Context())
	require.ErrorIs(t, err, q.broken)
	q.broken = nil
	q.later(9 * time.Minute)
	sent, _ := outbox.Flush(t.Context())
	require.Zero(t, sent, "the lease still runs")
	q.later(time.Minute)
	sent, err = outbox.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, sent)
	first, _ := box.taken()[0].parts(t)
	second, _ := box.taken()[1].parts(t)
	require.Equal(t, first.Get("Message-ID"), second.Get("Message-ID"))
}

func TestAPermanentRefusalGoesToTheSupportDesk(t *testing.T) {
	box, q := newInbox(t, mail.NoTLS), newQueue()
	q.add("ntc_1", "gone@example.jp", returned("clm_1"))
	q.add("ntc_2", "taro@example.jp", returned("clm_2"))
	outbox, logs := newOutbox(q, box.sender(t, nil))
	sent, err := outbox.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, sent)
	require.Equal(t, "failed", q.find("ntc_1").status)
	require.Equal(t, "mail: recipient refused with 550 5.1.1", q.find("ntc_1").failure)
	for _, entry := range logs.All() {
		require.NotContains(t, fmt.Sprint(entry.Message, entry.ContextMap()), "example.jp", "logs name no address")
	}
}

func TestATemporaryRefusalIsTriedAgainEverMoreRarely(t *testing.T) {
	box, q := newInbox(t, mail.NoTLS), newQueue()
	q.add("ntc_1", "full@example.jp", returned("clm_1"))
	outbox, _ := newOutbox(q, box.sender(t, nil))
	n := q.find("ntc_1")
	began := q.now
	var waits []time.Duration
	for n.status == "queued" {
		_, err := outbox.Flush(t.Context())
		require.NoError(t, err)
		if n.status == "queued" {
			waits = append(waits, n.due.Sub(q.now))
			q.later(n.due.Sub(q.now))
		}
	}
	require.Equal(t, "failed", n.status)
	require.Equal(t, 14, n.Attempt)
	require.Equal(t, []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute}, waits[:3])
	require.Equal(t, 4*time.Hour, waits[len(waits)-1])
	require.Greater(t, q.now.Sub(began), 20*time.Hour)
}

func TestALetterOfALaterReleaseWaits(t *testing.T) {
	box, q := newInbox(t, mail.NoTLS), newQueue()
	q.add("ntc_1", "taro@example.jp", returned("clm_1"))
	q.find("ntc_1").Version = 2
	outbox, _ := newOutbox(q, box.sender(t, nil))
	_, err := outbox.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, "queued", q.find("ntc_1").status)
	require.Contains(t, q.find("ntc_1").failure, "unknown letter")
	require.Empty(t, box.taken())
}

func TestRunEndsWithItsContextAfterTheBatchUnderWay(t *testing.T) {
	box, q := newInbox(t, mail.NoTLS), newQueue()
	ctx, cancel := context.WithCancel(t.Context())
	for i := range 5 {
		q.add(fmt.Sprintf("ntc_%d", i), "taro@example.jp", returned("clm_1"))
	}
	outbox, _ := newOutbox(q, stopping{box.sender(t, nil), cancel})
	require.NoError(t, outbox.Run(ctx))
	require.Len(t, box.taken(), 5)
	for _, n := range q.notices {
		require.Equal(t, "sent", n.status)
	}
}

// stopping is a Sender in whose midst the program is told to end.
type stopping struct {
	mail.Sender
	stop func()
}

func (s stopping) Send(ctx context.Context, mails []mail.Mail) []error {
	s.stop()
	return s.Sender.Send(ctx, mails)
}

func TestRunSurvivesAStoreThatIsAway(t *testing.T) {
	box, q := newInbox(t, mail.NoTLS), newQueue()
	q.add("ntc_1", "taro@example.jp", returned("clm_1"))
	ctx, cancel := context.WithCancel(t.Context())
	outbox, logs := newOutbox(q, stopping{box.sender(t, nil), cancel})
	outbox.Store = &flaky{Store: q, failures: 2}
	require.NoError(t, outbox.Run(ctx))
	require.Len(t, box.taken(), 1)
	require.Equal(t, 2, logs.FilterMessage("outbox").Len())
}

type flaky struct {
	mail.Store
	failures int
}

func (f *flaky) Claim(ctx context.Context, limit int, now, lease time.Time) ([]mail.Queued, error) {
	if f.failures > 0 {
		f.failures--
		return nil, errors.New("connection refused")
	}
	return f.Store.Claim(ctx, limit, now, lease)
}
