package console

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

const replaced = "clm_6x8n4b6v1c0z2s7w9e3k7q2m9d"

// replacing is a world in which taro's insured phone is replaced: its successor
// was delivered on the morning of 21 November.
func replacing(t *testing.T) *world {
	w := newWorld(t)
	exec := func(sql string) {
		_, err := w.ledger.Pool.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550)`)
	exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_2', '` + taro + `', 'sky-9', '黒', '490154203237518', '2025-06-01', '2025-06-01', 'in_use')`)
	exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_2', '` + taro + `', 'dev_2', 'new', 550, '2025-06-01')`)
	ctx, at := context.Background(), morning.Add(-48*time.Hour)
	a := &activities.Replacements{Ledger: w.ledger, Terms: terms.Embedded()}
	_, err := a.FileClaim(ctx, message.ReplacementInput{
		Claim: replaced, Device: "dev_2", Cause: terms.Water, FaultDay: jst.DayOf(at), ReceivedAt: at, Actor: journal.Actor{Role: "member", ID: taro},
	})
	require.NoError(t, err)
	of := activities.OfClaim{Claim: replaced}
	_, err = a.ShipReplacement(ctx, activities.ToShip{OfClaim: of, Parcel: message.Parcel{
		Shipment: "shp_9", Tracking: "4711-0009", IMEI: "356938035643809", Model: "sky-9", Colour: "黒", At: at, Actor: journal.Actor{Role: "desk:shipping"},
	}})
	require.NoError(t, err)
	at = at.Add(24 * time.Hour)
	_, err = a.RecordDelivery(ctx, activities.Reported{OfClaim: of, Delivery: message.Delivery{
		Reference: "d-9", Shipment: "shp_9", At: at, ReportedAt: at, Actor: journal.Actor{Role: "courier"},
	}})
	require.NoError(t, err)
	return w
}

const whatIfPath = "/console/cases/" + replaced + "/what-if"

func TestWhatIfNobodyDoesAnything(t *testing.T) {
	w := replacing(t)
	p := w.as(api.Support).open(whatIfPath)
	require.Equal(t, http.StatusOK, p.status, p.text)
	for _, text := range []string{
		"これは予行です", "何もしない場合に起こること", "40,000円", words.Charge("non-return").JA, words.Letter("non-return-charged").JA, "2026年12月6日",
		words.Step("replacement", "return-settled/delivered/d-9").JA, "N-5", "返却センターで受け付けられる",
	} {
		require.Contains(t, p.text, text)
	}
}

// What is supposed is added one by one, told where it would be refused, and
// taken away again.
func TestWhatIfThisAndThatHappens(t *testing.T) {
	w := replacing(t)
	b := w.as(api.Support)
	p := b.open(whatIfPath)
	carried := func() string { return html.UnescapeString(p.hidden(chosenField)) }
	booked := formNamed(t, p, "booked-")

	p = b.submit(whatIfPath, url.Values{selectedField: {booked}, chosenField: {carried()}, happensAt: {"2026-11-25T10:00"}})
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, "選んだことが起きた場合の流れ")
	require.NotContains(t, p.text, words.Letter("non-return-charged").JA)
	require.Contains(t, p.text, words.Letter("return-received").JA)

	p = b.submit(whatIfPath, url.Values{selectedField: {"decide-fault"}, chosenField: {carried()}, happensAt: {"2026-11-26T10:00"}, "outcome": {"solved"}})
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, "このときはできません。")

	p = b.submit(whatIfPath, url.Values{removedField: {"0"}, chosenField: {carried()}})
	require.Contains(t, p.text, words.Letter("non-return-charged").JA, "without the parcel the charge is back")

	// A form that is not right is told beside it, and the rest stays.
	p = b.submit(whatIfPath, url.Values{selectedField: {booked}, chosenField: {carried()}, happensAt: {"2020-01-01T10:00"}})
	require.Equal(t, http.StatusConflict, p.status)
	require.Contains(t, p.text, "過去の日時では予行できません。")
	p = b.submit(whatIfPath, url.Values{selectedField: {booked}, chosenField: {carried()}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "日時を入力してください。")

	// What was not written here is not read.
	p = b.submit(whatIfPath, url.Values{selectedField: {"no-such-thing"}, chosenField: {`[{"operation":`}, removedField: {"99"}})
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.text, "何もしない場合に起こること")
	p = b.submit(whatIfPath, url.Values{chosenField: {`[{"operation":"issueToken","at":"2026-12-01T00:00:00Z","title":{"ja":"<script>"}}]`}})
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.text, "この操作は予行できません。")
	require.NotContains(t, p.text, "<script>\"")
	require.Equal(t, 3, w.steps(replaced), "nothing was done")
}

func TestWhatIfInEnglish(t *testing.T) {
	w := replacing(t)
	b := w.as(api.Shipping)
	b.submit("/console/language", url.Values{"language": {"en"}})
	p := b.open(whatIfPath)
	require.Contains(t, p.text, "This is a rehearsal")
	require.Contains(t, p.text, "¥40,000")
	require.NotContains(t, p.text, "予行")
}

// The forms of all actions can be made for a case of their kind wherever it stands.
func TestWhateverCanBeSupposedHasAForm(t *testing.T) {
	for _, kind := range words.Kinds() {
		p := whatIfPage{}
		p.Kind, p.Terms, p.now = kind, terms.Embedded().At(morning), morning
		require.NotPanics(t, func() { p.offer(&visit{Visit: &pages.Visit{}}, "", nil) }, kind)
	}
}

// S-19: only a line with a number of another carrier's waits for the network.
func TestWhatTheNetworkMayReport(t *testing.T) {
	p := whatIfPage{}
	p.ID, p.Kind = application, "signup"
	p.Application = &api.Application{SIMs: []api.AppliedSIM{{No: 1}, {No: 2, MNP: true}, {No: 3, MNP: true, Dropped: true}}}
	found := p.activations()
	require.Len(t, found, 1)
	require.Equal(t, map[string]any{"application": application, "sim": 2}, found[0].fixed)
}

func (w *world) steps(caseID string) (n int) {
	w.Helper()
	require.NoError(w, w.ledger.Pool.QueryRow(w.Context(), `select count(*) from journal where case_id = $1`, caseID).Scan(&n))
	return n
}

// formNamed is the first form whose name begins so.
func formNamed(t *testing.T, p shownPage, prefix string) string {
	t.Helper()
	_, rest, found := strings.Cut(p.text, `name="`+selectedField+`" value="`+prefix)
	require.True(t, found, prefix)
	name, _, _ := strings.Cut(rest, `"`)
	return prefix + name
}
