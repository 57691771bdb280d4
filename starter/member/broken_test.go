package member

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
)

// N, U, P-7, P-8, W: the answers lead to the process that takes it, or kindly to
// none; nothing is handed in on the way.
func TestQuestionsLeadToTheRightProcess(t *testing.T) {
	w, p := played(t)
	b := w.signedIn()
	for answers, want := range map[string]string{
		"":                                   "どの端末ですか",
		"device=" + phone:                    "何がありましたか",
		"device=" + phone + "&what=nonsense": "一覧からお選びください。",
		"device=" + phone + "&what=water":    "端末は今、お手元にありますか",
		"device=" + phone + "&what=water&held=yes":                                             "いつ故障しましたか",
		"device=" + phone + "&what=water&held=yes&day=":                                        "日付を入力してください。",
		"device=" + phone + "&what=water&held=yes&day=2026-11-23":                              "本日までの日付を入力してください。",
		"device=" + phone + "&what=water&held=yes&day=2026-11-20":                              "端末の交換（端末補償オプション）",
		"device=" + phone + "&what=natural_failure&held=yes&day=2026-05-20":                    "メーカー保証のご案内",
		"device=" + phone + "&what=theft":                                                      "盗難・紛失は、補償の対象になりません",
		"device=" + phone + "&what=water&held=no":                                              "盗難・紛失は、補償の対象になりません",
		"device=" + phone + "&what=water&held=away":                                            "端末が戻ってから、お手続きください",
		"device=" + phone + "&what=disaster":                                                   "この原因の故障は、補償の対象になりません",
		"device=" + usedMini + "&what=natural_failure":                                         "どの症状がありますか",
		"device=" + usedMini + "&what=natural_failure&symptom=display&held=yes":                "中古端末の交換",
		"device=" + usedMini + "&what=natural_failure&symptom=other&held=yes&day=2026-11-20":   "修理の間、貸出機をお使いになりますか",
		"device=" + usedMini + "&what=restricted":                                              "中古端末の交換",
		"device=" + usedMini + "&what=water&symptom=display&held=yes&day=2026-11-20&loaner=no": "端末の修理（端末補償オプション）",
		"device=" + own + "&what=water&held=yes&day=2026-11-20&loaner=yes":                     "修理・交換（つながる端末保証）",
		"device=" + plain + "&what=water&held=yes":                                             "メーカーの窓口にご相談ください",
		"device=" + phone + "&what=swapped":                                                    "メーカーで交換された端末の登録",
		"device=" + replaced:                                                                   "一覧からお選びください。",
	} {
		page := b.open("/my/broken?" + answers)
		require.Equal(t, http.StatusOK, page.status, answers)
		require.Contains(t, page.text, want, answers)
	}
	require.Empty(t, p.asked)
}

// The cost is on the last page before the click, and what it would cost else.
func TestTheCostIsShownBeforeTheLastClick(t *testing.T) {
	w, _ := played(t)
	b := w.signedIn()
	claim := b.open("/my/broken?device=" + phone + "&what=water&held=yes&day=2026-11-20")
	for _, want := range []string{"5,500円", "40,000円", "14日以内", "1回目のご利用になります", "2026年11月24日(火)", "端末交換負担金"} {
		require.Contains(t, claim.text, want)
	}
	w.exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at) values ('clm_before', 'replacement', 'replacement/clm_before', $1, $2, 'closed', now())`, taro, phone)
	w.exec(`insert into claims (id, compensation_id, device_id, member_id, cause, fault_day, received_at, state) values
		('clm_before', $1, $2, $3, 'water', '2026-06-01', '2026-06-01T03:00:00Z', 'closed')`, cover, phone, taro)
	w.exec(`update cases set closed_at = opened_at where id = 'clm_before'`)
	w.exec(`insert into compensation_uses (claim_id, compensation_id, year_from, no, max_uses) values ('clm_before', $1, '2026-05-22', 1, 2)`, cover)
	require.Contains(t, b.open("/my/broken?device="+phone+"&what=water&held=yes&day=2026-11-20").text, "8,800円", "N-1: the second use")

	guarantee := b.open("/my/broken?device=" + own + "&what=water&held=yes&day=2026-11-20&loaner=no")
	for _, want := range []string{"4,730円", "50,000円", "代金引換"} {
		require.Contains(t, guarantee.text, want)
	}
}

// What the rules refuse is told before anything is handed in, with nothing to click.
func TestWhatIsRefusedCannotBeHandedIn(t *testing.T) {
	w, p := played(t)
	w.exec(`update line_usages set last_day = '2026-06-01'`)
	page := w.signedIn().open("/my/broken?device=" + own + "&what=water&held=yes&day=2026-11-20&loaner=no")
	require.Contains(t, page.text, "90日以内")
	require.Contains(t, page.text, "W-9")
	require.NotContains(t, page.text, `action="/my/broken" class="stack" data-waiting`)
	require.Empty(t, p.asked)
}

// A second click hands nothing in again, and leads to the same receipt.
func TestHandingInABrokenDevice(t *testing.T) {
	w, p := played(t)
	b := w.signedIn()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	address := "/my/broken?device=" + usedMini + "&what=water&symptom=display&held=yes&day=2026-11-20&loaner=no"
	page := b.open(address)
	form := url.Values{
		"key": {page.hidden("key")}, "device": {usedMini}, "what": {"water"}, "symptom": {"display"}, "held": {"yes"}, "day": {"2026-11-20"}, "loaner": {"no"},
	}
	first := b.submit("/my/broken", form)
	require.Equal(t, http.StatusSeeOther, first.status, first.text)
	to := first.header.Get("Location")
	require.True(t, strings.HasPrefix(to, "/my/cases/rpr_") && strings.HasSuffix(to, "?receipt=1"), to)
	require.Equal(t, to, b.submit("/my/broken", form).header.Get("Location"))
	w.exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at) values ($1, 'repair', 'repair/' || $1, $2, $3, 'received', $4)`,
		strings.TrimSuffix(strings.TrimPrefix(to, "/my/cases/"), "?receipt=1"), taro, usedMini, morning)
	require.Equal(t, to, b.submit("/my/broken", form).header.Get("Location"), "what is under way is what the form began")
	require.Len(t, p.asked, 1)

	form.Set("key", "another-form-of-the-same-breakage")
	require.Contains(t, b.submit("/my/broken", form).header.Get("Location"), "/my/broken?", "whether it is another fault is asked")
	require.Len(t, p.asked, 1)
	form.Set("anew", "yes")
	form.Del("loaner")
	require.Contains(t, b.submit("/my/broken", form).header.Get("Location"), "/my/broken?", "the question that was left out is asked")
}

// O-8, W: an option that has ended is no cover, and does not stand before the guarantee that is.
func TestAnEndedOptionDoesNotHideTheGuarantee(t *testing.T) {
	w, _ := played(t)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on, cancelled_on, ends_at)
		values ('cmp_ended', $1, $2, 'new', 550, '2025-05-22', '2026-04-10', '2026-04-30T15:00:00Z'), ('cmp_over', $1, $3, 'new', 550, '2026-03-02', '2026-04-10', '2026-04-30T15:00:00Z')`,
		taro, own, plain)
	b := w.signedIn()
	require.Contains(t, b.open("/my/broken?device="+own+"&what=water&held=yes&day=2026-11-20&loaner=no").text, "修理・交換（つながる端末保証）")
	require.Contains(t, b.open("/my/devices/"+own).text, "/my/guarantees/"+running)
	require.Contains(t, b.open("/my/broken?device="+plain+"&what=water&held=yes").text, "ご契約がないか、終了しています。")
}

// What may be over with the next try keeps the form, and its key: nothing is done twice.
func TestWhatIsUnavailableCanBeTriedAgain(t *testing.T) {
	w, p := played(t)
	b := w.signedIn()
	p.err = serviceerror.NewUnavailable("down")
	for at, form := range map[string]url.Values{
		"/my/broken": {"device": {phone}, "what": {"water"}, "held": {"yes"}, "day": {"2026-11-20"}}, "/my/lines/" + voice + "/cancel": {},
		"/my/options/" + cover + "/cancel": {}, "/my/cases/" + claim + "/report-fault": {},
		"/my/devices/" + phone + "/swap": {"imei": {"356938035643809"}, "model": {"sky-9"}, "colour": {"黒"}, "swapped_on": {"2026-11-20"}},
	} {
		form.Set("key", "the-key-of-"+at)
		page := b.submit(at, form)
		require.Equal(t, http.StatusServiceUnavailable, page.status, at)
		require.Contains(t, page.text, `role="alert"`, at)
		require.Contains(t, page.text, `action="`+at+`" class="stack"`, at)
		require.Equal(t, "the-key-of-"+at, page.hidden("key"), at)
	}
}

// P-8: the number of a device is in no address, and stays in the form when it is wrong.
func TestRegisteringASwappedDevice(t *testing.T) {
	w, p := played(t)
	p.answer = map[string]any{"device": phone}
	b := w.signedIn()
	at := "/my/devices/" + phone + "/swap"
	page := b.fill(at, url.Values{"imei": {"３５６９３８０３ 5643809"}, "model": {"sky-9"}, "colour": {"黒"}, "swapped_on": {"2026-11-20"}})
	require.Equal(t, "/my/devices/"+phone, page.path)
	require.Len(t, p.asked, 1)
}

// What people may type is refused at its field, never by a broken page.
func TestWhatIsTypedIsRefusedAtItsField(t *testing.T) {
	w, _ := played(t)
	b := w.signedIn()
	at := "/my/devices/" + phone + "/swap"
	for _, typed := range []string{"", strings.Repeat("9", 400), "📱📱", "\u202e123456789012345", "<script>alert(1)</script>", "'; drop table devices; --", "\x00"} {
		page := b.fill(at, url.Values{"imei": {typed}, "model": {typed}, "colour": {strings.Repeat("長", 200)}, "swapped_on": {typed}})
		require.True(t, page.status >= 400 && page.status < 500, "%q: %d %s", typed, page.status, page.text)
		require.Contains(t, page.text, `role="alert"`)
		require.NotContains(t, page.text, "<script>alert")
		page = b.fillAt("/my/guarantees/"+unregistered, "/my/guarantees/"+unregistered+"/device", url.Values{"imei": {typed}, "model": {typed}})
		require.Less(t, page.status, http.StatusInternalServerError, "%q: %s", typed, page.text)
	}
	require.Contains(t, b.fill(at, url.Values{"imei": {strings.Repeat("9", 400)}}).text, `id="swap-imei-fault"`)
	for _, query := range []string{"device=%00", "device=" + phone + "&what=%F0%9F%93%B1", "device=" + phone + "&what=water&held=yes&day=0000-00-00", "device[]=1"} {
		require.Equal(t, http.StatusOK, b.open("/my/broken?"+query).status, query)
	}
}
