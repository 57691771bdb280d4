package console

import (
	"fmt"
	"slices"
	"strings"

	"kigen/internal/casefile"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

// correctionActions replace what was recorded wrongly, in a case of any kind (C-13).
var correctionActions = []action{
	{
		name: "correct-delivery", operation: "correctDelivery", closed: true, grave: true,
		when:  func(s subject) bool { return len(deliveries(s)) > 0 },
		why:   because("訂正できるお届け・開通の記録がありません。", "No delivery or activation is on record."),
		among: []string{"signup", "replacement", "exchange", "repair", guaranteeClaim},
		title: terms.Text{JA: "お届け・開通の日時を訂正する", EN: "Correct the day of a delivery or activation"},
		help:  followed,
		done:  terms.Text{JA: "日時を訂正しました。", EN: "It was corrected."},
		fields: func(s subject) []pages.Field {
			known := deliveries(s)
			f := pages.Field{Name: "fact", Label: terms.Text{JA: "訂正する記録", EN: "Record to correct"}, Input: pages.One, Whole: true, Required: true, Options: known}
			f.Value = latest(known)
			return []pages.Field{f, {
				Name: "delivered_at", Label: terms.Text{JA: "正しい日時(日本時間)", EN: "When it was in truth (Japan time)"}, Input: pages.Moment, Required: true,
			}}
		},
	},
	{
		name: "correct-booking", operation: "correctBooking", closed: true, grave: true,
		when:  func(s subject) bool { return len(bookings(s)) > 0 },
		why:   because("訂正できる返却センターの受付の記録がありません。", "The return centre has booked nothing in."),
		among: []string{"replacement", "exchange", "repair", guaranteeClaim},
		title: terms.Text{JA: "返却センターの受付日時を訂正する", EN: "Correct when the return centre had a parcel"},
		help:  followed,
		done:  terms.Text{JA: "受付日時を訂正しました。", EN: "The booking was corrected."},
		fields: func(s subject) []pages.Field {
			known := bookings(s)
			f := pages.Field{Name: "return_id", Label: terms.Text{JA: "訂正する記録", EN: "Record to correct"}, Input: pages.One, Required: true, Options: known}
			f.Value = latest(known)
			return []pages.Field{f, {
				Name: "booked_at", Label: terms.Text{JA: "正しい受付日時(日本時間)", EN: "When it was there (Japan time)"}, Input: pages.Moment, Required: true,
			}}
		},
	},
	{
		name: "correct-amount", operation: "correctAmount", closed: true, grave: true,
		when:  func(s subject) bool { return len(entered(s)) > 0 },
		why:   because("窓口で入力した金額の請求がありません。", "No charge bears an amount that a desk entered."),
		among: []string{"repair", guaranteeClaim},
		title: terms.Text{JA: "請求の金額を訂正する", EN: "Correct the amount of a charge"},
		help: terms.Text{
			JA: "誤った請求を取り消し、正しい金額であらためて請求します。元の記録も残ります。",
			EN: "The wrong charge is reversed and the true amount posted. The first record stays.",
		},
		done: terms.Text{JA: "請求の金額を訂正しました。", EN: "The amount was corrected."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{
				{Name: "id", Label: terms.Text{JA: "訂正する請求", EN: "Charge to correct"}, Input: pages.One, Required: true, Options: entered(s)},
				{Name: "amount", Label: terms.Text{JA: "正しい金額(円)", EN: "True amount (yen)"}, Whole: true, Required: true},
			}
		},
	},
}

// followed says what follows from a fact that is corrected.
var followed = terms.Text{
	JA: "期限と請求を計算し直し、お客様に通知します。元の記録も残ります。",
	EN: "Deadlines and charges are worked out again and the member is told. The first record stays.",
}

// latest is the value of the last option; empty for none.
func latest(options []pages.Option) string {
	if len(options) == 0 {
		return ""
	}
	return options[len(options)-1].Value
}

// deliveries are the deliveries and activations on record, by the number that a correction names.
func deliveries(s subject) []pages.Option {
	var list []pages.Option
	for _, e := range s.Timeline {
		if no, ok := e.Facts["fact"].(float64); ok {
			when := "delivered_at"
			if _, activated := e.Facts["activated_at"]; activated {
				when = "activated_at"
			}
			list = append(list, recorded(fmt.Sprint(no), e, when))
		}
	}
	return list
}

// bookings are the parcels that the return centre has booked in, by their returns.
func bookings(s subject) []pages.Option {
	var list []pages.Option
	for _, e := range s.Timeline {
		id, ok := e.Facts["return"].(string)
		if !ok || !own(e.Step, "parcel-booked-in") && !own(e.Step, "booking-corrected") {
			continue
		}
		list = slices.DeleteFunc(list, func(o pages.Option) bool { return o.Value == id })
		list = append(list, recorded(id, e, "booked_at"))
	}
	return list
}

// recorded is a step of the timeline to choose: what it did, and when that was.
func recorded(value string, e api.Entry, when string) pages.Option {
	text := words.Step(e.CaseKind, e.Step)
	if at, ok := pages.InstantOf(e.Facts[when]); ok {
		text.JA, text.EN = text.JA+" "+jst.InstantJA(at), text.EN+" "+jst.InstantEN(at)
	}
	if unit, ok := e.Facts["unit"].(string); ok {
		text.JA, text.EN = text.JA+"("+pages.Short(unit)+")", text.EN+" ("+pages.Short(unit)+")"
	}
	return pages.Option{Value: value, Label: text}
}

// entered are the standing charges whose amount a desk entered (U-1, U-7, W-7).
func entered(s subject) []pages.Option {
	return slices.DeleteFunc(standing(s), func(o pages.Option) bool {
		return !slices.ContainsFunc(s.Charges, func(c api.Charge) bool { return c.ID == o.Value && casefile.EnteredByDesk(c.Rule) })
	})
}

// own tells whether a step of the timeline bears that name.
func own(step, name string) bool { return step == name || strings.HasPrefix(step, name+"/") }
