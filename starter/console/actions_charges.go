package console

import (
	"fmt"
	"slices"

	"kigen/internal/billing"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

var chargeActions = []action{
	{
		name: "ask-for-waiver", operation: "askForWaiver", closed: true,
		when:  func(s subject) bool { return len(waivable(s)) > 0 },
		why:   whyNoWaiver,
		among: []string{"replacement", "repair", guaranteeClaim, "cancellation"},
		title: terms.Text{JA: "請求の免除を申請する", EN: "Ask for a waiver"},
		help: terms.Text{
			JA: "免除には、申請した方とは別の担当者の承認が必要です。",
			EN: "Another person than you decides the waiver.",
		},
		done: terms.Text{JA: "免除を申請しました。別の担当者が承認・却下します。", EN: "The waiver was asked for; another person decides it."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{
				{Name: "id", Label: terms.Text{JA: "免除する請求", EN: "Charge to waive"}, Input: pages.One, Required: true, Options: waivable(s)},
				{Name: "reason", Label: terms.Text{JA: "免除の理由", EN: "Reason"}, Input: pages.One, Required: true, Options: pages.Items(billing.Reasons)},
			}
		},
	},
	{
		name: "approve-waiver", operation: "decideWaiver", kind: "waiver", states: []string{"asked"}, grave: true,
		when: byAnother, why: yourOwn,
		title: terms.Text{JA: "免除を承認する", EN: "Approve the waiver"},
		help:  terms.Text{JA: "請求の全額を免除し、お客様に通知します。", EN: "The whole charge is taken back and the member is told."},
		done:  terms.Text{JA: "免除を承認しました。", EN: "The waiver was approved."},
		fixed: map[string]any{"approve": true},
	},
	{
		name: "reject-waiver", operation: "decideWaiver", kind: "waiver", states: []string{"asked"},
		when: byAnother, why: yourOwn,
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

// waivable are the charges for which nobody has asked for a waiver yet.
func waivable(s subject) []pages.Option {
	return slices.DeleteFunc(standing(s), func(o pages.Option) bool { return s.Waivers[o.Value] != "" })
}

func whyNoWaiver(s subject) terms.Text {
	if len(standing(s)) > 0 {
		return terms.Text{JA: "免除は申請済みで、別の担当者の承認を待っています。", EN: "A waiver was asked for and waits for another person to decide it."}
	}
	return terms.Text{JA: "免除できる請求がありません。", EN: "There is no charge to waive."}
}

// byAnother tells whether the person may decide a waiver: another one asked for
// it, where the terms want two (N-5).
func byAnother(s subject) bool {
	return s.Terms.N5.WaiverPersons < 2 || s.Who == "" || !slices.ContainsFunc(s.Timeline, func(e api.Entry) bool {
		return e.Step == "asked" && e.Actor.ID == s.Who
	})
}

var yourOwn = because("ご自身が申請した免除です。別の担当者が承認・却下します。", "You asked for this waiver; another person decides it.")

// waiverSubject is a waiver that waits, as its actions see it.
func waiverSubject(v *visit, w api.AskedWaiver, t *terms.Version) subject {
	return subject{
		CasePage: api.CasePage{
			Case:     api.Case{ID: w.ID, Kind: "waiver", State: "asked", Member: w.Member, Clock: w.Clock},
			Timeline: []api.Entry{{Step: "asked", Actor: api.Actor{ID: w.AskedBy}}},
		},
		Terms: t, Who: v.Who.Token,
	}
}
