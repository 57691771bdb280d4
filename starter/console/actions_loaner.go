package console

import (
	"slices"
	"strings"

	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

var loanerActions = []action{
	{
		name: "request-loaner", operation: "requestLoaner", kind: "repair",
		states: []string{repair.CaseReceived, repair.CaseDeviceIn, repair.CaseOnHold, repair.CaseInspecting, repair.CaseRepairing, repair.CaseRecurred},
		when: func(s subject) bool {
			return !s.loanerAsked() && !s.loanerOut() && !dueOpenOf(repair.DeadlineDeviceOrLoaner)(s)
		},
		why: func(s subject) terms.Text {
			switch {
			case s.loanerAsked():
				return terms.Text{JA: "貸出機はすでにお申し込み済みです。", EN: "A loaner is asked for already."}
			case s.loanerOut():
				return terms.Text{JA: "貸出機はすでに貸し出し中です。", EN: "A loaner is out already."}
			}
			return terms.Text{JA: "故障端末または貸出機のご返送をお願いしているため、お申し込みいただけません。", EN: "The broken device or a loaner is being asked back."}
		},
		title: terms.Text{JA: "貸出機の申し込みを受け付ける", EN: "Ask for a loaner"},
		help:  terms.Text{JA: "在庫がない場合は、順番をお待ちいただきます。", EN: "Where none is on the shelf, the member waits in line."},
		done:  terms.Text{JA: "貸出機の申し込みを受け付けました。", EN: "The loaner was asked for."},
	},
	{
		name: "leave-line", operation: "leaveLoanerLine", kind: "repair",
		when:  subject.loanerAsked,
		why:   because("貸出機のお申し込みがありません。", "No loaner is asked for."),
		title: terms.Text{JA: "貸出機の申し込みを取り下げる", EN: "Go without a loaner"},
		help:  terms.Text{JA: "確保した貸出機は、次にお待ちのお客様に回します。", EN: "A loaner that was set aside goes to the next in line."},
		done:  terms.Text{JA: "貸出機の申し込みを取り下げました。", EN: "The member goes without a loaner."},
	},
	{
		name: "ship-loaner", operation: "shipLoaner", kind: "repair",
		when:   taskOpen(repair.TaskShipLoaner, repair.TaskReshipLoaner),
		why:    because("発送を待っている貸出機がありません。", "No loaner waits to be sent."),
		title:  terms.Text{JA: "貸出機の発送を登録する", EN: "Register the loaner's parcel"},
		done:   terms.Text{JA: "貸出機の発送を登録しました。", EN: "The parcel was registered."},
		fields: trackingField,
	},
	{
		name: "report-loaner-trouble", operation: "reportLoanerTrouble", kind: "repair",
		when:  dueOpenOf(repair.DeadlineTrouble),
		why:   whyNotDue(repair.DeadlineTrouble),
		title: terms.Text{JA: "貸出機の不具合を受け付ける", EN: "Take in trouble with the loaner"},
		help:  terms.Text{JA: "在庫の範囲で、別の貸出機をご用意します。", EN: "Another loaner is set aside while stock lasts."},
		done:  terms.Text{JA: "貸出機の不具合を受け付けました。", EN: "The trouble was taken in."},
	},
	{
		name: "demand-loaner", operation: "demandLoaner", kind: "repair",
		when:  taskOpen(repair.TaskInquiry),
		why:   because("故障端末の到着を確認できないときに行います。", "It is for when the broken device does not arrive."),
		title: terms.Text{JA: "貸出機の返却を求める", EN: "Ask for the loaner"},
		help: terms.Text{
			JA: "故障端末の送達を確認できないときに、お客様へ通知します。", EN: "As the broken device does not come, the member is written to.",
		},
		done: terms.Text{JA: "貸出機の返却を求めました。", EN: "The loaner was asked for."},
	},
	{
		name: "inspect-loaner", operation: "inspectLoaner", kind: "repair", closed: true,
		when:  taskOpen(repair.TaskInspectLoaner),
		why:   because("点検を待っている貸出機がありません。", "No loaner waits to be inspected."),
		title: terms.Text{JA: "返却された貸出機の状態を登録する", EN: "Register how the loaner came back"},
		help: terms.Text{
			JA: "データの消去を済ませてから登録してください。破損がなければ棚に戻ります。",
			EN: "Wipe it first. Without damage it is on the shelf again.",
		},
		done: terms.Text{JA: "貸出機の状態を登録しました。", EN: "The loaner was inspected."},
		fields: func(subject) []pages.Field {
			return []pages.Field{
				{Name: "damaged", Label: terms.Text{JA: "貸出期間中の故障・破損がある", EN: "It was damaged while it was lent"}, Input: pages.Tick},
				{
					Name: "cost", Label: terms.Text{JA: "修理・交換の費用(円、不課税)", EN: "Cost of the repair or exchange (yen)"}, Whole: true,
					Hint: terms.Text{JA: "故障・破損がある場合に、お客様に請求します。", EN: "Charged to the member where it was damaged."},
				},
			}
		},
	},
}

// loanerAsked tells whether the member waits in line for a loaner, or one is set
// aside and not yet sent.
func (s subject) loanerAsked() bool {
	if _, reserved := s.task(repair.TaskShipLoaner, repair.TaskReshipLoaner); reserved {
		return true
	}
	queued := false
	for _, e := range s.Timeline {
		_, inLine := e.Facts["place_in_line"]
		_, released := e.Facts["loaner_released"]
		switch {
		case inLine:
			queued = true
		case released, own(e.Step, "line-left"), own(e.Step, "loaner-reserved"):
			queued = false
		}
	}
	return queued
}

// loanerOut tells whether a loaner is with the courier or the member.
func (s subject) loanerOut() bool {
	out := map[any]bool{}
	for _, e := range s.Timeline {
		switch {
		case own(e.Step, "loaner-shipped"):
			out[e.Facts["unit"]] = true
		case own(e.Step, "parcel-booked-in"), own(e.Step, "came-back"):
			delete(out, e.Facts["unit"])
		}
	}
	return len(out) > 0
}

// dueOpenOf tells whether a deadline of that name is open, of the first or any
// later loaner.
func dueOpenOf(name string) func(subject) bool {
	return func(s subject) bool {
		return slices.ContainsFunc(s.Deadlines, func(d api.Deadline) bool {
			return strings.TrimRight(d.Name, "-0123456789") == name && d.Outcome == "open"
		})
	}
}
