package console

import (
	"fmt"

	"kigen/internal/billing"
	"kigen/internal/terms"
	"kigen/starter/words"

	"kigen/starter/pages"
)

var chargeActions = []action{
	{
		name: "ask-for-waiver", operation: "askForWaiver", closed: true,
		when:  func(s subject) bool { return len(standing(s)) > 0 },
		why:   because("免除できる請求がありません。", "There is no charge to waive."),
		among: []string{"replacement", "repair", guaranteeClaim, "cancellation"},
		title: terms.Text{JA: "請求の免除を申請する", EN: "Ask for a waiver"},
		help: terms.Text{
			JA: "免除には、申請した方とは別の担当者の承認が必要です。",
			EN: "Another person than you decides the waiver.",
		},
		done: terms.Text{JA: "免除を申請しました。別の担当者が承認・却下します。", EN: "The waiver was asked for; another person decides it."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{
				{Name: "id", Label: terms.Text{JA: "免除する請求", EN: "Charge to waive"}, Input: pages.One, Required: true, Options: standing(s)},
				{Name: "reason", Label: terms.Text{JA: "免除の理由", EN: "Reason"}, Input: pages.One, Required: true, Options: pages.Items(billing.Reasons)},
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
func standing(s subject) []pages.Option {
	var list []pages.Option
	for _, c := range s.Charges {
		if c.Kind == "charge" && c.CancelledBy == "" {
			name := words.Charge(c.Name)
			list = append(list, pages.Option{Value: c.ID, Label: terms.Text{
				JA: fmt.Sprintf("%s %s円", name.JA, pages.Figures.Sprint(c.Amount)), EN: fmt.Sprintf("%s ¥%s", name.EN, pages.Figures.Sprint(c.Amount)),
			}})
		}
	}
	return list
}
