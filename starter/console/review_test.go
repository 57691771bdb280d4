package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/terms"
	"kigen/starter/api"
)

func TestAProofIsReviewedBesideWhatIsRegistered(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	p := b.open("/console/identity")
	require.Contains(t, p.text, "/console/identity/"+application)
	p = b.open("/console/identity/" + application)
	require.Equal(t, http.StatusOK, p.status, p.text)
	for what, text := range map[string]string{
		"document": "/console/documents/" + document, "name": "見本 太郎", "address": "富士見2-10-2", "by machine": "自動確認済み",
		"by eye": "目視", "approve by one key": `data-key="a"`, "reasons": `value="name_mismatch"`, "place": "1 / 1",
	} {
		require.Contains(t, p.text, text, what)
	}
	require.Equal(t, "SAMEORIGIN", b.open("/console/documents/"+document).header.Get("X-Frame-Options"))
	require.Equal(t, http.StatusNotFound, b.open("/console/identity/"+cancellation).status)

	var looks int
	require.NoError(t, w.ledger.Pool.QueryRow(t.Context(), `select count(*) from audit where action = 'getDocument' and subject = $1 and actor_id = $2`,
		document, w.staff[api.Identity]).Scan(&looks))
	require.Equal(t, 1, looks, "every look at a document is kept")
}

// What the desk reads before it refuses is, word for word, what the applicant gets.
func TestTheLetterOfARefusalIsTheOneThatWasPreviewed(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	page := "/console/identity/" + application
	p := b.open(page)
	form := url.Values{
		"key": {p.hidden("key")}, "back": {page}, "seen": {"2"}, "submission": {submission}, "reasons": {"unreadable", "name_mismatch"},
	}
	p = b.submit(page+"/refuse/preview", form)
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, "まだ送信していません")
	require.Contains(t, p.text, `value="unreadable" checked`)
	previewed := between(p.text, `<pre class="letter">`, "</pre>")
	require.Contains(t, previewed, "ご登録の氏名と一致していません")
	require.Contains(t, b.open("/console/cases/"+application).text, "審査を待っています", "nothing was done")

	signups := &activities.Signups{Ledger: w.ledger, Terms: terms.Embedded()}
	_, err := signups.DecideProof(t.Context(), activities.ApplicationCommand[message.IdentityDecision]{
		Application: application,
		Command: message.IdentityDecision{
			Decision: identity.Decision{Submission: submission, Outcome: identity.Refuse, Reasons: form["reasons"]},
			Link:     ids.New("upl"), At: morning, Actor: journal.Actor{Role: "desk:identity", ID: w.staff[api.Identity]},
		},
	})
	require.NoError(t, err)
	letters := regexpAll(b.open("/console/cases/"+application).text, `/console/letters/`, `"`)
	sent := between(b.open("/console/letters/"+letters[len(letters)-1]).text, `<pre class="letter">`, "</pre>")
	require.Equal(t, sent, previewed)

	p = b.submit(page+"/refuse", form)
	require.Equal(t, http.StatusConflict, p.status)
	require.Contains(t, p.text, "書類の再提出をお願いしました", "a colleague was first")
	require.Contains(t, b.open("/console/identity").text, "審査を待っているお申し込みはありません。")
}

// regexpAll are all pieces of text between two marks.
func regexpAll(text, before, after string) (all []string) {
	for {
		_, rest, ok := strings.Cut(text, before)
		if !ok {
			return all
		}
		piece, _, _ := strings.Cut(rest, after)
		all, text = append(all, piece), rest
	}
}

func TestWhatMachinesFindIsSaid(t *testing.T) {
	v := terms.Embedded().At(morning)
	day := func(d int) string { return jst.MakeDay(2026, time.November, d).String() }
	files := []api.File{{Role: identity.Front}}
	found := func(p api.SubmittedProof) (failures []string) {
		for _, c := range checksOf(v, p, morning) {
			require.NotEmpty(t, c.detail.JA)
			require.NotEmpty(t, c.detail.EN)
			if c.verdict == failed {
				failures = append(failures, c.what.EN)
			}
		}
		return failures
	}
	licence := func(expires, address string) api.SubmittedProof {
		return api.SubmittedProof{Method: terms.DocumentImages, Files: files, Declared: []byte(`{"document":"drivers_licence","expires_on":"` + expires + `","address_on":"` + address + `"}`)}
	}
	require.Empty(t, found(licence(day(22), "front")), "good through today")
	require.Equal(t, []string{"Kind, expiry and sides"}, found(licence(day(21), "front")), "it has expired since it came in")
	require.Equal(t, []string{"Kind, expiry and sides"}, found(licence(day(22), "back")), "the back is missing")

	chip := api.SubmittedProof{Method: terms.ICChip, Declared: []byte(`{"name":true,"address":false,"birth_date":true}`)}
	require.Equal(t, []string{"Address"}, found(chip))
	require.False(t, slices.ContainsFunc(checksOf(v, chip, morning), func(c check) bool { return c.verdict == byEye }), "a chip leaves nothing to the eye")
}

func TestApprovingAgainstAMachineTakesTwoPresses(t *testing.T) {
	w := newWorld(t)
	_, err := w.ledger.Pool.Exec(t.Context(), `update submissions set declared = declared || '{"expires_on": "2026-11-20"}' where id = $1`, submission)
	require.NoError(t, err)
	p := w.as(api.Identity).open("/console/identity/" + application)
	require.Contains(t, p.text, "要確認(自動)")
	require.Contains(t, p.text, `<summary data-key="a">`)
	require.Equal(t, 1, strings.Count(p.text, `data-key="a"`))
}
