package e2e_test

import (
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
)

// walkIdentity: one application is approved and one sent back, with the letter read first (S-12).
func walkIdentity(w *walker) {
	w.enters(identity)
	w.goes("/console/identity")
	w.says("本人確認の審査", "Proofs of identity")

	w.goes("/console/identity/" + w.first)
	require.Eventually(w, func() bool {
		return eval[int](w.tab, `[...document.images].filter(i => i.complete && i.naturalWidth > 100).length`) == 2
	}, 30*time.Second, 100*time.Millisecond, "the documents show")
	w.click(`[data-do="right"]`)
	w.says("自動確認は問題なし", "nothing wrong by machine")
	w.picture("review")
	w.picks(`form[action$="/approve"] select[name="out_of_turn"]`)
	w.click(`form[action$="/approve"] button.main`)
	w.says("本人確認を承認しました。", "The identity was confirmed.")

	w.goes("/console/identity/" + w.second)
	w.click("#refuse > summary")
	w.picks(`#refuse select[name="out_of_turn"]`)
	w.click(`#refuse input[name="reasons"]`)
	w.do(chromedp.WaitVisible(chromedp.CSS("#refuse-letter pre.letter"))) // the letter follows the reasons
	w.picture("refusal")
	w.click("#refuse button.main")
	w.says("再提出を依頼しました。", "The proof was sent back.")

	w.holds("approved", `select state = 'approved' from cases where id = $1`, w.first)
	w.holds("sent back", `select state = 'invited' from cases where id = $1`, w.second)
	w.holds("the letter", `select count(*) = 1 from notices where case_id = $1 and template = 'identity-refused'`, w.second)
	w.holds("each look at a document", `select count(distinct subject) = 2 from audit where action = 'getDocument' and case_id = $1`, w.first)
}

// walkShipping: the SIM of the application goes out, and a loaner with the papers of its repair (S-13, U-3).
func walkShipping(w *walker) {
	w.enters(shipping)
	w.goes("/console/cases/" + w.first)
	w.click("#ship > summary")
	w.fill(`#ship input[name="tracking_no"]`, "walk-"+w.first[20:])
	w.fill(`#ship input[name="phone_1"]`, "08000000088")
	w.acts("ship", "発送を登録しました。", "The parcel was registered.")

	w.goes("/console/cases/" + w.repair)
	w.click("#ship-loaner > summary")
	loaner := "walk-" + w.repair[20:]
	w.fill(`#ship-loaner input[name="tracking_no"]`, loaner)
	w.acts("ship-loaner", "貸出機の発送を登録しました。", "The parcel was registered.")

	w.holds("the SIM is on its way", `select state = 'shipped' from cases where id = $1`, w.first)
	w.holds("the loaner is on its way", `select exists (select from journal where case_id = $1 and step like 'loaner-shipped%')`, w.repair)
	require.Equal(w, 1, w.p.count(w.T, `select count(*) from journal where case_id = $1 and step like 'shipped/%'`, w.first))
	call(w.T, w.p.as(w.T, "courier"), "reportParcelDelivered", map[string]any{"tracking_no": loaner, "at": w.now.Format(time.RFC3339)}, nil)
}

// walkReturnCentre: one parcel is scanned, others are pasted, one of them unknown (C-11).
func walkReturnCentre(w *walker) {
	w.enters(centre)
	var slip, other string
	require.NoError(w, w.p.pool.QueryRow(w.Context(), `select r.slip_no, o.slip_no from returns r, returns o
		where r.case_id = $1 and r.kind = 'broken-device' and o.case_id = $2 and o.kind = 'old-device'`, w.repair, w.claim).Scan(&slip, &other))
	w.goes("/console/returns")
	w.fill("#number", slip+"\r") // a scanner ends with the enter key
	w.says("受け付けました。", "Booked in.")
	w.picture("scanned")

	w.fill("#lines", other+"\nRT-NOBODY-KNOWS")
	w.click(`form[action$="/returns/batch"] button.main`)
	w.says("受け付けられません", "refused")
	w.says("受け付けました", "booked in")
	w.picture("batch")

	w.holds("both are booked in", `select count(*) = 2 from returns where slip_no in ($1, $2) and booked_at is not null`, slip, other)
}

// walkRepair: the device is on the bench, its agreement is there, and the fault confirmed (U-5).
func walkRepair(w *walker) {
	w.enters(repairDesk)
	w.until("/console/cases/"+w.repair, "#agreement-present")
	w.click("#agreement-present > summary")
	w.acts("agreement-present", "修理同意書の確認を登録しました。", "The agreement was registered.")

	w.until("/console/cases/"+w.repair, "#inspect")
	w.click("#inspect > summary")
	w.sets(`#inspect select[name="finding"]`, "confirmed")
	w.acts("inspect", "点検の結果を登録しました。", "The inspection was registered.")

	w.holds("inspected", `select state = 'repairing' from cases where id = $1`, w.repair)
	w.holds("a use is counted", `select count(*) = 1 from compensation_uses where claim_id = $1`, w.repair)
}

// walkBilling: a waiver is asked for by one, for whom it is greyed, and decided by another (N-5).
func walkBilling(w *walker) {
	w.enters(billing)
	w.goes("/console/cases/" + w.claim)
	w.click("#ask-for-waiver > summary")
	w.picks(`#ask-for-waiver select[name="id"]`)
	w.picks(`#ask-for-waiver select[name="reason"]`)
	w.click("#ask-for-waiver button.main")
	w.says("免除を申請しました。", "The waiver was asked for")

	w.goes("/console/waivers")
	w.says("ご自身が申請した免除です。", "You asked for this waiver")
	require.False(w, w.has(`form[action*="/actions/approve-waiver"]`), "nobody decides their own")
	w.picture("own")
	w.signsOut()

	second, password := "walker-"+ids.New("key")[22:], "a second pair of eyes"
	var person struct {
		Password string `json:"one_time_password"`
	}
	call(w.T, w.p.as(w.T, admin), "addStaff", map[string]any{"login": second, "name": "請求 八重", "roles": []string{billing}}, &person)
	w.entersAs("/console/sign-in", second, person.Password)
	w.says("初回用のパスワード", "one-time password")
	w.fill(`input[name="present"]`, person.Password)
	w.fill(`input[autocomplete="new-password"]:not([name="again"])`, password)
	w.fill(`input[name="again"]`, password)
	w.click(`form[action$="/password"] button.main`)
	require.Eventually(w, func() bool { return w.has("nav") }, 60*time.Second, 50*time.Millisecond, "%s", w.where())

	w.goes("/console/waivers")
	w.picture("other")
	w.click(`form[action*="/actions/approve-waiver"] button`)
	w.says("免除を承認しました。", "The waiver was approved.")

	w.holds("approved by the other", `select w.state = 'approved' and w.asked_by <> w.decided_by from waivers w
		join charges c on c.id = w.charge_id where c.case_id = $1`, w.claim)
	w.holds("taken back in full", `select sum(amount) = 0 from charges where (select charge_id from waivers w
		join charges c on c.id = w.charge_id where c.case_id = $1) in (id, cancels)`, w.claim)
}

// walkSupport: a member is found, their case and what may come of it looked at, and a cancellation
// withdrawn for another (K-2).
func walkSupport(w *walker) {
	w.enters(support)
	var member, email string
	require.NoError(w, w.p.pool.QueryRow(w.Context(), `select m.id, m.email from cases c join members m on m.id = c.member_id where c.id = $1`, w.claim).
		Scan(&member, &email))
	w.goes("/console/search")
	w.fill(`form.filters input[name="text"]`, email)
	w.click("form.filters button.main")
	w.says("登録内容", "Registered") // what is found alone is opened at once
	require.True(w, strings.HasSuffix(w.where(), member))
	require.NotContains(w, w.where(), "example.jp", "no address of a page bears personal data")
	w.picture("member")

	w.click(`a[href$="/cases/` + w.claim + `"]`)
	w.says("経過", "Timeline")
	before := w.p.count(w.T, `select count(*) from journal where case_id = $1`, w.claim)
	w.click(`a[href$="/what-if"]`)
	w.says("何もしない場合に起こること", "What happens if nobody does anything")
	w.picture("what-if")
	require.Equal(w, before, w.p.count(w.T, `select count(*) from journal where case_id = $1`, w.claim), "it is a rehearsal")

	w.goes("/console/cases/" + w.cancellation)
	w.click("#withdraw > summary")
	w.acts("withdraw", "解約の予約を取り消しました。", "The cancellation was withdrawn.")
	w.holds("withdrawn", `select state = 'withdrawn' from cases where id = $1`, w.cancellation)
	w.holds("by support", `select exists (select from journal where case_id = $1 and actor_role = 'desk:support')`, w.cancellation)
}

// walkAdmin: a person is registered and gets another password; the audit list tells who looked at which document.
func walkAdmin(w *walker) {
	w.enters(admin)
	login := "walker-" + ids.New("key")[22:]
	w.goes("/console/staff")
	w.click("#add > summary")
	w.fill(`#add input[name="name"]`, "応対 七海")
	w.fill(`#add input[name="login"]`, login)
	w.click(`#add input[name="roles"][value="desk:support"]`)
	w.click("#add button.main")
	w.says("応対 七海さんを登録しました。", "応対 七海 was registered.")
	first := eval[string](w.tab, `document.querySelector(".ticket .number").innerText`)

	w.click(`main a.button[href*="/staff/"]`)
	w.click("#password > summary")
	w.click("#password button.main")
	w.do(chromedp.WaitVisible(chromedp.CSS(".ticket .number")))
	require.NotEqual(w, first, eval[string](w.tab, `document.querySelector(".ticket .number").innerText`))

	w.goes("/console/audit?action=getDocument&case=" + w.first)
	w.says("審査 一郎", "審査 一郎")
	w.picture("audit")
	w.holds("both are on record", `select count(*) = 2 from audit where action in ('addStaff', 'resetStaffPassword')
		and subject = (select id from staff where login = $1)`, login)
}
