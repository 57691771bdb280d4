package pages

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// colour is one of the look's, as kigen.css names it.
type colour struct {
	name    string
	meaning terms.Text
}

var colours = []colour{
	{"ink", terms.Text{JA: "本文", EN: "text"}},
	{"soft", terms.Text{JA: "補足", EN: "asides"}},
	{"main", terms.Text{JA: "リンクと主な操作", EN: "links, the main action"}},
	{"info", terms.Text{JA: "お知らせ", EN: "information"}},
	{"soon", terms.Text{JA: "期限が近い", EN: "due soon"}},
	{"today", terms.Text{JA: "本日まで", EN: "due today"}},
	{"past", terms.Text{JA: "期限切れ・誤り", EN: "lapsed, wrong"}},
	{"good", terms.Text{JA: "完了・期限内", EN: "settled in time"}},
	{"money", terms.Text{JA: "金額", EN: "money"}},
	{"grave", terms.Text{JA: "取り消せない操作", EN: "can't be undone"}},
	{"edge", terms.Text{JA: "入力欄の枠", EN: "edge of a control"}},
	{"sunk", terms.Text{JA: "補助の地", EN: "second ground"}},
}

// sampleDay is the day on which the style page is always looked at, so that it
// reads the same whenever it is.
var sampleDay = jst.MakeDay(2026, time.November, 20)

// sampleClause is a rule as the terms in force on the sample's day have it.
func (v *Visit) sampleClause() api.Clause {
	t := v.Site.API.Terms.At(sampleDay.Start())
	r := t.Rule(terms.N5)
	main := r.Clause()
	place := t.Cite(main)
	return api.Clause{
		Rule: r.ID, Terms: t.Name, JA: r.JA, EN: r.EN,
		Source: main.Source, Article: main.Article, Passage: main.Passage, PlaceJA: place.JA, PlaceEN: place.EN,
	}
}

var sampleProblem = &api.Problem{
	Code: refusal.Invalid, JA: "ご入力の内容に誤りがあります。", EN: "The form is not right.",
	Fields: []refusal.Field{{Path: "imei", JA: "15桁の数字で入力してください。", EN: "Give 15 digits."}},
}

func (v *Visit) sampleMonth() Month {
	event := func(ja, en, urgency string) Event {
		return Event{Text: v.T(ja, en), Address: "#month", Urgency: urgency}
	}
	return Month{Month: sampleDay.Month(), Today: sampleDay, On: map[jst.Day][]Event{
		sampleDay.AddDays(-6): {event("返送 3件", "3 returns", "met")},
		sampleDay.AddDays(-1): {event("書類の提出 1件", "1 proof", "past")},
		sampleDay:             {event("返送 2件", "2 returns", "today"), event("解約の確定 1件", "1 cancellation", "today")},
		sampleDay.AddDays(3):  {event("返送 4件", "4 returns", "soon")},
		sampleDay.AddDays(9):  {event("貸出機の返却 12件", "12 loaners", "")},
	}}
}

// sampleForm is a form with a field of each kind, one of them filled in wrongly.
func sampleForm() Form {
	text := func(ja, en string) terms.Text { return terms.Text{JA: ja, EN: en} }
	options := []Option{{"arrived", text("到着", "arrived")}, {"lost", text("紛失", "lost")}, {"broken", text("破損", "broken")}}
	f := NewForm("sample", []Field{
		{
			Name: "imei", Label: text("IMEI", "IMEI"), Required: true,
			Hint: text("端末の設定画面か、箱のラベルに記載されています。", "On the device's settings page, or on its box."),
		},
		{Name: "day", Label: text("到着日", "Day of arrival"), Input: Date, Required: true},
		{Name: "at", Label: text("受付日時(日本時間)", "Booked in (time in Japan)"), Input: Moment},
		{Name: "state", Label: text("状態", "State"), Input: One, Options: options, Required: true},
		{Name: "parts", Label: text("付属品", "Parts"), Input: Several, Options: options},
		{Name: "note", Label: text("メモ", "Note"), Input: Prose},
		{Name: "sure", Label: text("端末のデータを消去しました", "The device was wiped"), Input: Tick},
	})
	f.Values.Set("imei", "35209900176148")
	f.Problem = sampleProblem
	return f
}
