package console

import (
	"fmt"

	"kigen/internal/billing"
	"kigen/internal/terms"
	"kigen/starter/words"
)

var chargeActions = []action{
	{
		name: "ask-for-waiver", operation: "askForWaiver", closed: true,
		when:  func(s subject) bool { return len(standing(s)) > 0 },
		title: terms.Text{JA: "請求の免除を申請する", EN: "Ask for a waiver"},
		help: terms.Text{
			JA: "免除には、申請した方とは別の担当者の承認が必要です。",
			EN: "Another person than you decides the waiver.",
		},
		done: terms.Text{JA: "免除を申請しました。別の担当者が承認・却下します。", EN: "The waiver was asked for; another person decides it."},
		fields: func(s subject) []field {
			return []field{
				{name: "id", label: terms.Text{JA: "免除する請求", EN: "Charge to waive"}, input: one, required: true, options: standing(s)},
				{name: "reason", label: terms.Text{JA: "免除の理由", EN: "Reason"}, input: one, required: true, options: items(billing.Reasons)},
			}
		},
	},
	{
		name: "approve-waiver", operation: "decideWaiver", kind: "waiver", states: []string{"asked"}, grave: true,
		title: terms.Text{JA: "免除を承認する", EN: "Approve the waiver"},
		help:  terms.Text{JA: "請求の全額を免除し、お客様に通知します。", EN: "The whole charge is taken back and the member is told."},
		done:  terms.Text{JA: "免除を承認しました。", EN: "The waiver was approved."},
		fixed: map[string]any{"approve": true},
	},
	{
		name: "reject-waiver", operation: "decideWaiver", kind: "waiver", states: []string{"asked"},
		title: terms.Text{JA: "免除を却下する", EN: "Reject the waiver"},
		done:  terms.Text{JA: "免除を却下しました。", EN: "The waiver was rejected."},
		fixed: map[string]any{"approve": false},
	},
}

// standing are the case's charges that nothing took back.
func standing(s subject) []option {
	var list []option
	for _, c := range s.Charges {
		if c.Kind == "charge" && c.CancelledBy == "" {
			name := words.Charge(c.Name)
			list = append(list, option{c.ID, terms.Text{
				JA: fmt.Sprintf("%s %s円", name.JA, figures.Sprint(c.Amount)), EN: fmt.Sprintf("%s ¥%s", name.EN, figures.Sprint(c.Amount)),
			}})
		}
	}
	return list
}
