package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/billing"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/starter/api"
)

// askForWaiver asks that the claim's charge be let go.
func (w *world) askForWaiver(by string) (waiver string) {
	w.Helper()
	var charge string
	require.NoError(w, w.ledger.Pool.QueryRow(w.Context(), `select id from charges where case_id = $1 and name = 'non-return'`, claim).Scan(&charge))
	c, err := postgres.LoadCharge(w.Context(), w.ledger.Pool, charge)
	require.NoError(w, err)
	id := ids.New("wvr")
	asked := billing.Waiver{ID: id, Charge: charge, Reason: "illness", AskedBy: journal.Actor{Role: "desk:billing", ID: by}, AskedAt: morning}
	e, err := billing.Ask(terms.Embedded().At(morning), c, asked)
	require.NoError(w, err)
	e.Case, e.Step = id, "asked"
	e.Opens = &journal.Case{Kind: "waiver", WorkflowID: "waiver/" + charge, Member: taro, Clock: clock1, Subject: charge}
	w.commit(e)
	_, err = w.ledger.Pool.Exec(w.Context(), `insert into waivers (id, charge_id, reason, asked_by, asked_at, state) values ($1, $2, 'illness', $3, $4, 'asked')`,
		id, charge, by, morning)
	require.NoError(w, err)
	return id
}

func TestAWaiverIsDecidedByAnother(t *testing.T) {
	w := newWorld(t)
	require.Contains(t, w.as(api.Billing).open("/console/waivers").text, "承認を待っている免除はありません。")
	colleague := w.employ("suzuki", "鈴木", api.Billing)
	waiver := w.askForWaiver(colleague)
	b := w.as(api.Billing)
	p := b.open("/console/waivers")
	for what, text := range map[string]string{
		"who asked": "鈴木", "why": "病気・入院", "how much": "40,000円", "where": claim, "what it does": "全額を免除し、お客様に通知します",
		"approve": "/actions/approve-waiver", "reject": "/actions/reject-waiver",
	} {
		require.Contains(t, p.text, text, what)
	}
	p = b.open("/console/cases/" + claim)
	require.Contains(t, p.text, waiver, "the claim's page leads to it")
	require.Contains(t, p.text, "免除の承認待ち")
	require.NotContains(t, p.text, "未返却) 40,000円</option>", "and a second is not offered")
	require.Contains(t, p.text, "端末交換負担金 5,500円</option>")
	p = b.open("/console/cases/" + waiver)
	require.Contains(t, p.text, "端末保守調定金")
	require.Contains(t, p.text, claim, "and back")

	p = w.as(api.Support).open("/console/waivers")
	require.NotContains(t, p.text, "/actions/approve-waiver")
	require.Contains(t, p.text, "請求担当が行う操作です。")
}

func TestOnesOwnWaiverIsAnothersToDecide(t *testing.T) {
	w := newWorld(t)
	waiver := w.askForWaiver(w.staff[api.Billing])
	b := w.as(api.Billing)
	for _, page := range []string{"/console/waivers", "/console/cases/" + waiver} {
		p := b.open(page)
		require.Equal(t, http.StatusOK, p.status)
		require.Contains(t, p.text, "ご自身が申請した免除です。", page)
		require.NotContains(t, p.text, "/actions/approve-waiver", page)
	}
}

func TestDecidedWaiversAndCorrectionsAreKept(t *testing.T) {
	w := newWorld(t)
	waiver := w.askForWaiver(w.employ("suzuki", "鈴木", api.Billing))
	_, err := w.ledger.Pool.Exec(t.Context(), `update waivers set state = 'rejected', decided_by = $2, decided_at = $3 where id = $1`, waiver, w.staff[api.Billing], morning)
	require.NoError(t, err)
	b := w.as(api.Billing)
	p := b.open("/console/waivers?show=decided")
	require.Contains(t, p.text, "鈴木")
	require.Contains(t, p.text, "免除は認められませんでした。")
	require.Contains(t, p.text, "あなた")

	require.Contains(t, b.open("/console/waivers?show=corrections").text, "訂正はありません。")
	w.commit(journal.Entry{
		Case: claim, Step: "delivery-corrected/1/2026-11-02T02:20:00Z", At: morning, Actor: journal.Actor{Role: "desk:support", ID: w.staff[api.Support]},
		Rules: []terms.ID{terms.C13}, Facts: journal.Facts{"corrects": 1, "fact": 2, "recorded": "2026-11-01T02:20:00Z", "delivered_at": "2026-11-02T02:20:00Z"},
	})
	w.commit(journal.Entry{
		Case: cancellation, Step: "booking-corrected/ret_1", At: morning, Actor: journal.Actor{Role: "desk:support", ID: w.staff[api.Support]},
		Rules: []terms.ID{terms.C13},
		Facts: journal.Facts{"return": "ret_1", "recorded": "2026-11-01T02:20:00Z", "booked_at": "2026-11-02T02:20:00Z"},
		Armed: []journal.Deadline{journal.DueAt("equipment-back", terms.K1, morning.AddDate(0, 1, 0))},
		Charges: []journal.Charge{{
			Name: "equipment", Rule: terms.K1, Kind: journal.Posted, Amount: yen.Of(3_300), Tax: terms.NotTaxed, At: morning,
		}},
	})
	p = b.open("/console/waivers?show=corrections")
	require.Contains(t, p.text, "3,300円", "what was charged for it")
	require.Contains(t, p.text, "新しい期限", "what was counted anew")
	require.Less(t, strings.Index(p.text, cancellation), strings.Index(p.text, claim), "the last first")
	require.Contains(t, p.text, "お届け日を訂正しました")
	require.Contains(t, p.text, "<del>2026年11月1日(日) 11:20</del>")
	require.Contains(t, p.text, "<ins>2026年11月2日(月) 11:20</ins>")
	require.Equal(t, http.StatusNotFound, b.open("/console/waivers?show=nonsense").status)
	q := url.Values{"cursor": {"nonsense"}}
	require.Equal(t, http.StatusUnprocessableEntity, b.open("/console/waivers?"+q.Encode()).status)
}
