package member

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/lines"
	"kigen/internal/repair"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// offer is something that a member may do in a case.
type offer struct {
	// name is its last part in addresses.
	name      string
	operation string
	kind      string
	// states in which it has a meaning; any, where empty.
	states []string
	// due is the name of the deadline until whose lapse it may be done.
	due string
	// closed offers it also in a case that is over.
	closed bool
	// when says more about the case than its state can; nil for nothing.
	when func(shownCase) bool

	title terms.Text
	// means says what follows from it under the terms in force.
	means func(*terms.Version) []terms.Text
	done  terms.Text
	rules []terms.ID
	// grave can't be taken back.
	grave bool
	// whole shows all that would follow, and not only what happens at once.
	whole bool
	// ticks are what the member confirms one by one; their field in the body is items.
	ticks func(*terms.Version) []terms.Item
}

var offers = []offer{
	{
		name: "withdraw-cancellation", operation: "withdrawCancellation", kind: "cancellation", states: []string{"reserved"},
		due:   lines.DeadlineWithdrawal,
		title: text("解約を取り消す", "Withdraw the cancellation"),
		means: always(
			text("回線はこれまでどおりご利用いただけます。料金もこれまでどおりかかります。", "The line goes on as before, and so does its fee."),
			text("もう一度解約する場合は、改めてお申し込みください。その月の月末に解約となります。", "You can cancel again at any time, for the end of that month."),
		),
		done: text("解約を取り消しました。", "The cancellation is withdrawn."), rules: []terms.ID{terms.K2},
	},
	{
		name: "withdraw-exchange", operation: "withdrawExchange", kind: "exchange", states: []string{supply.StateFiled}, grave: true,
		title: text("交換のお申し出を取り下げる", "Withdraw the exchange"),
		means: always(
			text("交換のお手続きを終わります。費用はかかりません。", "The exchange ends. It costs nothing."),
			text("動作不良のお申し出には期限があります。期限を過ぎると、改めてお申し出いただくことはできません。", "A malfunction is reported within a time; after that it can't be reported again."),
		),
		done: text("お申し出を取り下げました。", "The exchange is withdrawn."), rules: []terms.ID{terms.P7},
	},
	{
		name: "report-fault", operation: "reportReplacementFault", kind: "replacement", closed: true, due: devices.DeadlineCheck,
		title: text("交換用端末の不具合を連絡する", "Report a fault of the replacement"),
		means: faultMeans,
		done:  text("不具合のご連絡を承りました。", "We have taken in the fault."), rules: []terms.ID{terms.N4},
	},
	{
		name: "confirm-checklist", operation: "confirmChecklist", kind: "repair", states: []string{repair.CaseReceived, repair.CaseRecurred},
		when:  func(s shownCase) bool { return !s.checked() },
		title: text("送付前の確認を登録する", "Confirm the checklist"),
		means: always(text("端末をお送りになる前に、すべての項目を済ませてください。端末に残ったデータについては、当社は責任を負えません。", "Do all of it before you send the device. We can't answer for data that are left on it.")),
		done:  text("送付前の確認を登録しました。", "The checklist is confirmed."), rules: []terms.ID{terms.U10},
		ticks: func(t *terms.Version) []terms.Item { return t.U10.Checklist },
	},
	{
		name: "request-loaner", operation: "requestLoaner", kind: "repair",
		states: []string{repair.CaseReceived, repair.CaseDeviceIn, repair.CaseOnHold, repair.CaseInspecting, repair.CaseRepairing, repair.CaseRecurred},
		when:   func(s shownCase) bool { return !s.loanerAsked() && !s.loanerOut() },
		title:  text("貸出機を申し込む", "Ask for a loaner"),
		means:  loanerMeans, done: text("貸出機のお申し込みを承りました。", "We have taken in your wish for a loaner."),
		rules: []terms.ID{terms.U3, terms.U4, terms.U5, terms.U6, terms.U7},
	},
	{
		name: "leave-loaner-line", operation: "leaveLoanerLine", kind: "repair",
		when:  shownCase.loanerAsked,
		title: text("貸出機の申し込みを取り下げる", "Go without a loaner"),
		means: always(
			text("貸出機なしで修理のお手続きを続けます。ご用意した貸出機は、次にお待ちの方にお貸しします。", "The repair goes on without one. A loaner that was set aside goes to the next in line."),
			text("後からもう一度お申し込みいただけますが、順番は最後になります。", "You can ask again later, at the end of the line."),
		),
		done: text("貸出機のお申し込みを取り下げました。", "You go without a loaner."), rules: []terms.ID{terms.U3, terms.U12},
	},
	{
		name: "report-loaner-trouble", operation: "reportLoanerTrouble", kind: "repair", due: repair.DeadlineTrouble,
		title: text("貸出機の不具合を連絡する", "Report trouble with the loaner"),
		means: always(
			text("在庫の範囲で、別の貸出機をご用意します。在庫がない場合は順番をお待ちいただきます。", "Another loaner is set aside while stock lasts; else you wait in line."),
			text("不具合のある貸出機は、返送票とともにお返しください。返却の期限は変わりません。", "The one that has trouble goes back with its slip, by the same days."),
		),
		done: text("貸出機の不具合のご連絡を承りました。", "We have taken in the trouble."), rules: []terms.ID{terms.U3},
	},
	{
		name: "report-recurrence", operation: "reportRecurrence", kind: "repair", closed: true, due: repair.DeadlineRecurrence,
		title: text("同じ症状が出たことを連絡する", "Report that the symptom is back"),
		means: always(
			text("期限内のご連絡は、無償で再修理します。補償のご利用回数に数えません。", "In time it is repaired again free and takes no use."),
			text("端末をもう一度お送りいただきます。", "Please send the device again."),
		),
		done: text("再発のご連絡を承りました。", "We have taken it in."), rules: []terms.ID{terms.U8},
	},
	{
		name: "report-exchange-fault", operation: "reportExchangeFault", kind: "repair", closed: true, due: repair.DeadlineExchangeCheck,
		title: text("交換端末の不具合を連絡する", "Report a fault of the exchange device"),
		means: func(t *terms.Version) []terms.Text {
			return []terms.Text{
				text("期限内のご連絡で不具合を確認した場合は、新たな交換端末をお送りします。補償のご利用回数に数えません。", "In time, and confirmed, another exchange device is sent; it takes no use."),
				within(t.U9.ReturnWithin, "先の交換端末は、新たな端末の到着日の翌日から数えて%d日以内にお返しいただきます。期限までに届かない場合は、代金を申し受けます。", "The first one goes back within %d days of the new one's arrival; else its price is charged."),
			}
		},
		done: text("不具合のご連絡を承りました。", "We have taken in the fault."), rules: []terms.ID{terms.U9},
	},
	{
		name: "withdraw-repair", operation: "withdrawRepair", kind: "repair", grave: true,
		states: []string{repair.CaseReceived, repair.CaseDeviceIn, repair.CaseOnHold, repair.CaseInspecting},
		title:  text("修理のお申し出を取り下げる", "Withdraw the repair"),
		means: always(
			text("修理をせずに終わります。補償のご利用回数には数えません。", "It ends without a repair, and no use is counted."),
			text("お預かりした端末は、そのままお返しします。", "A device that is with us goes back as it is."),
			text("貸出機をお使いの場合は、期限までにお返しください。届かない場合は、貸出機の代金を申し受けます。", "A loaner goes back in time; else its price is charged."),
		),
		done: text("修理のお申し出を取り下げました。", "The repair is withdrawn."), rules: []terms.ID{terms.U5, terms.U6, terms.U11},
	},
	{
		name: "report-trouble", operation: "reportGuaranteeTrouble", kind: "guarantee-claim", closed: true, due: guarantee.DeadlineCheck,
		title: text("交換用の端末の不具合を連絡する", "Report trouble with the exchange device"),
		means: faultMeans,
		done:  text("不具合のご連絡を承りました。", "We have taken in the trouble."), rules: []terms.ID{terms.W8},
	},
}

// always is what a step means whatever the terms' figures are.
func always(means ...terms.Text) func(*terms.Version) []terms.Text {
	return func(*terms.Version) []terms.Text { return means }
}

// within is a text with a number of days.
func within(days int, ja, en string) terms.Text {
	return text(fmt.Sprintf(ja, days), fmt.Sprintf(en, days))
}

// faultMeans is what telling of a fault of what was sent brings (N-4, W-8).
var faultMeans = always(
	text("期限内のご連絡は、ご利用回数に数えません。費用もかかりません。", "In time it takes no use and costs nothing."),
	text("症状を確認のうえ、別の端末をお送りするなどの対応をご案内します。", "We look into it and tell you how it goes on, for example with another device."),
)

// loanerMeans is what having a loaner brings (U-3 to U-7).
func loanerMeans(t *terms.Version) []terms.Text {
	return []terms.Text{
		text("同じOSの貸出機を、在庫の範囲でお貸しします。在庫がない場合は順番をお待ちいただきます。", "A loaner with the same OS is lent while stock lasts; else you wait in line."),
		within(t.U4.Within, "貸出機の到着日の翌日から数えて%d日以内に、故障した端末が返却センターに届くようお送りください。", "Your broken device is to be at the return centre within %d days of the loaner's arrival."),
		within(t.U5.Within, "%d日以内に故障した端末が届かず、貸出機の返却もない場合は、貸出機の代金を申し受けます。", "If within %d days neither it nor the loaner has come in, the loaner's price is charged."),
		within(t.U6.Within, "貸出機は、修理後の端末の到着日の翌日から数えて%d日以内にお返しください。確認できない場合は代金を申し受けます。", "The loaner goes back within %d days of the repaired device's arrival; else its price is charged."),
		text("貸出期間中に貸出機が故障・破損した場合は、修理または交換の費用を申し受けます。", "Damage to the loaner is charged at the cost of its repair or exchange."),
	}
}

// offersOf are what the member may do in the case where it stands.
func offersOf(s shownCase) (list []offer) {
	for _, o := range offers {
		if o.possible(s) {
			list = append(list, o)
		}
	}
	return list
}

func (o offer) possible(s shownCase) bool {
	if o.kind != s.Kind || s.ClosedAt != nil && !o.closed || len(o.states) > 0 && !slices.Contains(o.states, s.State) {
		return false
	}
	if _, open := o.until(s); o.due != "" && !open {
		return false
	}
	return o.when == nil || o.when(s)
}

// until is the open deadline until whose lapse it may be done.
func (o offer) until(s shownCase) (api.Deadline, bool) {
	for _, d := range s.Deadlines {
		if o.due != "" && strings.TrimRight(d.Name, "-0123456789") == o.due && d.Outcome == "open" && s.now.Before(d.Lapse) {
			return d, true
		}
	}
	return api.Deadline{}, false
}

func (o offer) untilIn(v *visit, s shownCase) string {
	d, ok := o.until(s)
	if !ok {
		return ""
	}
	return v.dueDay(d)
}

// checked tells that the checklist was confirmed since the device was last asked for (U-10).
func (s shownCase) checked() bool {
	done := false
	for _, e := range s.Timeline {
		switch first(e.Step) {
		case "checklist-confirmed":
			done = true
		case "filed":
			done = e.Facts["checklist"] == true
		case "recurrence-reported":
			done = false
		}
	}
	return done
}

// loanerAsked tells whether the member waits in line for a loaner, or one is set
// aside and not yet sent (U-3).
func (s shownCase) loanerAsked() bool {
	asked := false
	for _, e := range s.Timeline {
		_, queued := e.Facts["place_in_line"]
		_, reserved := e.Facts["unit"]
		_, released := e.Facts["loaner_released"]
		switch step := first(e.Step); {
		case released, step == "line-left", step == "loaner-shipped":
			asked = false
		case queued, step == "loaner-reserved", step == "loaner-requested", step == "filed" && reserved:
			asked = true
		}
	}
	return asked
}

// loanerOut tells whether a loaner is with the courier or the member.
func (s shownCase) loanerOut() bool {
	out := map[any]bool{}
	for _, e := range s.Timeline {
		switch first(e.Step) {
		case "loaner-shipped":
			out[e.Facts["unit"]] = true
		case "parcel-booked-in", "came-back":
			delete(out, e.Facts["unit"])
		}
	}
	return len(out) > 0
}

func first(step string) string {
	name, _, _ := strings.Cut(step, "/")
	return name
}

// acting is a page on which the member is about to do something in a case.
type acting struct {
	shownCase
	offer
	course  *course
	problem *api.Problem
	form    pages.Form
}

func (v *visit) acting() (a acting, err error) {
	if a.shownCase, err = v.shownCase(v.R.PathValue("id")); err != nil {
		return a, err
	}
	i := slices.IndexFunc(offers, func(o offer) bool { return o.name == v.R.PathValue("action") && o.kind == a.Kind })
	if i < 0 {
		return a, pages.Missing()
	}
	a.offer, a.form = offers[i], pages.NewForm("act", nil)
	return a, nil
}

func (m *Pages) actionPage(v *visit) error {
	a, err := v.acting()
	if err != nil {
		return err
	}
	if !a.possible(a.shownCase) {
		v.Say(v.T("「"+a.title.JA+"」は、お手続きの現在の状況では承れません。", "“"+a.title.EN+"” is not possible where this stands."))
		return v.Redirect(here("cases", a.ID))
	}
	in := pages.ByID(a.ID)
	if a.ticks != nil {
		in.Body = map[string]any{"items": itemIDs(a.ticks(a.terms))}
	}
	if a.course, a.problem, err = v.foresee(a.operation, in); err != nil {
		return err
	}
	if a.course != nil {
		a.course.whole = a.whole
	}
	return v.Show(http.StatusOK, actionView(v, a))
}

// act does what the member confirmed.
func (m *Pages) act(v *visit) error {
	a, err := v.acting()
	if err != nil {
		return err
	}
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	in := pages.ByID(a.ID)
	in.Key = v.R.PostForm.Get("key")
	if a.ticks != nil {
		in.Body = map[string]any{"items": append([]string{}, v.R.PostForm["items"]...)}
	}
	_, err = pages.Ask[map[string]any](v.Visit, a.operation, in)
	if err == nil {
		v.Say(v.Text(a.done))
		return v.Redirect(here("cases", a.ID))
	}
	if a.problem, err = v.refused(err); err != nil {
		return err
	}
	a.form.Values, a.form.Key = v.R.PostForm, v.keyAfter(a.problem)
	return v.Show(a.problem.Status, actionView(v, a))
}

func itemIDs(items []terms.Item) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = item.ID
	}
	return all
}
