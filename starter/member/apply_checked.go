package member

import (
	"fmt"
	"strconv"
	"strings"

	"kigen/internal/jst"
	"kigen/internal/payment"
	"kigen/internal/terms"
)

// checked is a line of the page on which everything is checked.
type checked struct {
	Label terms.Text
	Value string
}

func (f *filling) planName() string {
	if !f.withLines() {
		return f.T("端末のみ", "A device only")
	}
	plan, _ := f.plan()
	return f.T(plan.JA, plan.EN)
}

func (f *filling) checkedSIMs() []checked {
	var list []checked
	for i := range f.simPlaces() {
		get := func(what string) string { return f.Entered[simName(i, what)] }
		if get("kind") == noSIM || get("kind") == "" && get("entry_code") == "" {
			continue
		}
		var parts []string
		if kind := get("kind"); kind != "" {
			parts = append(parts, f.Text(kindName(terms.SIMKind(kind))))
		}
		if code := get("entry_code"); code != "" {
			parts = append(parts, f.T("エントリーコード ", "entry code ")+code)
		}
		if get("number") == portedIn {
			parts = append(parts, f.T(get("mnp.phone_number")+"を引き継ぐ（予約番号 "+get("mnp.number")+"）", "bringing along "+get("mnp.phone_number")+" (reservation "+get("mnp.number")+")"))
			for _, n := range f.found.Numbers {
				if n.SIM == len(list)+1 {
					parts = append(parts, f.T("予約番号は"+f.Day(n.GoodThrough)+"まで有効", "reservation good through "+f.Day(n.GoodThrough)))
				}
			}
		} else {
			parts = append(parts, f.T("新しい番号", "a new number"))
		}
		if get("guarantee") != "" {
			parts = append(parts, f.T("つながる端末保証", "Connected Device Guarantee"))
		}
		n := strconv.Itoa(i + 1)
		list = append(list, checked{text("SIM "+n, "SIM "+n), strings.Join(parts, f.T("、", ", "))})
	}
	return list
}

func (f *filling) checkedDevice() []checked {
	if !f.wantsDevice() {
		return []checked{{text("端末", "Device"), f.T("購入しない", "none")}}
	}
	name := f.Entered["device.model"]
	if m, ok := f.model(); ok {
		name = m.Name
	}
	list := []checked{
		{text("端末", "Device"), name},
		{text("色", "Colour"), f.Entered["device.colour"]},
		{text("お支払い方法", "How to pay"), f.Text(paymentName(f.Entered["device.payment"], f.terms().P3.Parts))},
	}
	option := f.T("申し込まない", "not taken")
	if f.Entered["device.compensation"] != "" {
		option = f.T("申し込む", "taken")
	}
	return append(list, checked{text("端末補償オプション", "Compensation option"), option})
}

func (f *filling) checkedYou() []checked {
	born := jst.Day{}
	if day := (&drafted{}).birthDate(f); !day.IsZero() {
		born = day
	}
	name := func(what string) string { return f.Entered["names.family"+what] + " " + f.Entered["names.given"+what] }
	return []checked{
		{text("お名前", "Name"), name("")},
		{text("フリガナ", "Reading"), name("_kana")},
		{text("ローマ字", "Roman letters"), name("_roman")},
		{text("生年月日", "Date of birth"), f.born(born)},
	}
}

func (f *filling) checkedAddress() []checked {
	get := func(what string) string { return f.Entered["address."+what] }
	return []checked{
		{text("郵便番号", "Postal code"), get("postal_code")},
		{text("ご住所", "Address"), strings.TrimSpace(get("prefecture") + get("city") + get("street") + " " + get("building"))},
	}
}

// testCards are the cards of the simulated network, which a development
// environment offers.
var testCards = []option{
	{payment.CreditToken, text("テスト用クレジットカード", "Test credit card"), []terms.Text{text("ご本人名義・有効", "in your own name, valid")}},
	{payment.DebitToken, text("テスト用デビットカード", "Test debit card"), []terms.Text{text("お断りします（S-1）", "refused (S-1)")}},
	{payment.PrepaidToken, text("テスト用プリペイドカード", "Test prepaid card"), []terms.Text{text("お断りします（S-1）", "refused (S-1)")}},
	{payment.OtherNameToken, text("別のお名前のカード", "Card in another name"), []terms.Text{text("お断りします（S-1）", "refused (S-1)")}},
	{payment.ExpiredToken, text("有効期限の切れたカード", "Expired card"), []terms.Text{text("お断りします（S-1）", "refused (S-1)")}},
	{payment.DeclinedToken, text("承認されないカード", "Card that is declined"), []terms.Text{text("お断りします（S-1）", "refused (S-1)")}},
}

// cardOptions are the cards to choose from without registering one.
func (f *filling) cardOptions() []option {
	var list []option
	if f.own() {
		list = append(list, option{keepCard, text("ご登録済みのカードを使う", "Stay with the registered card"), nil})
	}
	if f.visit.member.Cards == nil {
		list = append(list, testCards...)
	}
	return list
}

func (f *filling) cardHint() terms.Text {
	if f.visit.member.Cards == nil {
		return text("開発環境のため、テスト用のカードをお使いいただけます。お支払いは発生しません。", "This is a development environment: these are test cards, and nothing is paid.")
	}
	return terms.Text{}
}

func (f *filling) cardName() string {
	token := f.Entered["card_token"]
	for _, o := range f.cardOptions() {
		if o.Value == token {
			return f.Text(o.Label)
		}
	}
	if token == "" {
		return ""
	}
	return f.T("登録済み", "registered")
}

// rulesToKnow are the rules that someone should know before applying.
func (f *filling) rulesToKnow() []terms.ID {
	list := []terms.ID{terms.S1}
	if f.found.ProofNeeded {
		list = append(list, terms.S10, terms.S15)
	}
	list = append(list, terms.S13)
	if len(f.found.Numbers) > 0 {
		list = append(list, terms.S6, terms.S7)
	}
	if f.wantsDevice() {
		list = append(list, terms.P4)
		if f.Entered["device.payment"] == "instalments" {
			list = append(list, terms.P3)
		}
	}
	if f.found.Costs.Compensation > 0 {
		list = append(list, terms.O2, terms.O3)
	}
	if f.found.Costs.Guarantees > 0 {
		list = append(list, terms.W1, terms.W2, terms.W3)
	}
	if f.withLines() {
		list = append(list, terms.I1)
	}
	return append(list, terms.S18)
}

// ordinal is a number in a row, in English.
func ordinal(n int) string {
	switch {
	case n%10 == 1 && n%100 != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n%100 != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n%100 != 13:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}
