package member

import (
	"fmt"
	"strconv"
	"strings"

	"kigen/internal/jst"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/starter/api"
	"kigen/starter/words"
)

// applyLabels name what is entered, for the list of what is wrong.
var applyLabels = map[string]terms.Text{
	"email": text("メールアドレス", "E-mail address"), "code": text("認証コード", "Code"), "proof": text("メールアドレスの確認", "Proof of the e-mail address"),
	"plan": text("プラン", "Plan"), "sims": text("SIM", "SIM"), "channel": text("本人確認の方法", "Way to prove identity"),
	"kind": text("SIMの種類", "Kind of SIM"), "entry_code": text("エントリーコード", "Entry code"), "number": text("電話番号", "Phone number"),
	"mnp.number": text("MNP予約番号", "MNP reservation number"), "mnp.issued_on": text("予約番号の発行日", "Day of issue of the reservation number"),
	"mnp.phone_number": text("引き継ぐ電話番号", "Number to bring along"), "mnp.same_holder": text("ご契約者の情報の一致", "Holder's data"),
	"device.want": text("端末の購入", "Buying a device"), "device.model": text("端末", "Device"), "device.colour": text("色", "Colour"),
	"device.payment": text("お支払い方法", "How to pay"), "device.compensation": text("端末補償オプション", "Device compensation option"),
	"names.family": text("姓", "Family name"), "names.given": text("名", "Given name"), "names": text("お名前", "Name"),
	"names.family_kana": text("姓（フリガナ）", "Family name (katakana)"), "names.given_kana": text("名（フリガナ）", "Given name (katakana)"),
	"names.family_roman": text("姓（ローマ字）", "Family name (Roman letters)"), "names.given_roman": text("名（ローマ字）", "Given name (Roman letters)"),
	"birth_date": text("生年月日", "Date of birth"), "address.postal_code": text("郵便番号", "Postal code"), "address.prefecture": text("都道府県", "Prefecture"),
	"address.city": text("市区町村", "City, ward, town or village"), "address.street": text("町名・番地", "Block and number"),
	"address.building": text("建物名・部屋番号", "Building and room"), "card_token": text("クレジットカード", "Credit card"), "agree": text("内容の確認", "Confirmation"),
}

// labelOf names an entry; one of several SIMs with its number.
func (f *filling) labelOf(path string) terms.Text {
	if rest, ok := strings.CutPrefix(path, "sims["); ok {
		no, rest, _ := strings.Cut(rest, "].")
		i, _ := strconv.Atoi(no)
		label, sim := applyLabels[rest], strconv.Itoa(i+1)
		if f.simPlaces() == 1 {
			return label
		}
		return text("SIM "+sim+" "+label.JA, "SIM "+sim+", "+label.EN)
	}
	if label, ok := applyLabels[path]; ok {
		return label
	}
	return words.Fact(path)
}

// option is one of a few that a person chooses among.
type option struct {
	Value string
	Label terms.Text
	Notes []terms.Text
}

// planOptions are the plans of the terms, and a device alone.
func (f *filling) planOptions() []option {
	notes := map[terms.Plan]terms.Text{
		terms.MinimumStart: text("少しだけ使う方に。", "For those who need little."),
		terms.LightStart:   text("ふつうに使う方に。", "For everyday use."),
		terms.FamilyShare:  text("ご家族で分け合う方に。", "For families who share."),
	}
	var list []option
	for _, p := range f.terms().S3.Plans {
		n := strconv.Itoa(p.MaxSIMs)
		limit := text("SIM "+n+"枚", n+" SIM")
		if p.MaxSIMs > 1 {
			limit = text("SIMは"+n+"枚まで。種類は1枚ずつ選べます。", "Up to "+n+" SIMs, each of any kind.")
		}
		o := option{Value: string(p.ID), Label: text(p.JA, p.EN)}
		if note, ok := notes[p.ID]; ok {
			o.Notes = append(o.Notes, note)
		}
		o.Notes = append(o.Notes, limit)
		list = append(list, o)
	}
	return append(list, option{deviceAlone, text("端末のみ", "A device only"), []terms.Text{text("回線のお申し込みなしで、端末だけをご購入になる方に。", "To buy a device without a line.")}})
}

// kindOptions are the kinds of SIM of the terms; where a SIM may be left out, that too.
func (f *filling) kindOptions(i int) []option {
	notes := map[terms.SIMKind][]terms.Text{
		terms.VoiceSIM: {text("電話・SMS・データ通信", "Calls, SMS and data"), text("本人確認が必要です", "Identity must be proven")},
		terms.SMSSIM:   {text("SMS・データ通信", "SMS and data")},
		terms.DataSIM:  {text("データ通信のみ", "Data only")},
	}
	var list []option
	if i > 0 {
		list = append(list, option{Value: noSIM, Label: text("申し込まない", "No further SIM")})
	}
	kinds := f.terms().S3.SIMKinds
	for at := len(kinds) - 1; at >= 0; at-- { // the fullest first
		list = append(list, option{string(kinds[at]), kindName(kinds[at]), notes[kinds[at]]})
	}
	return list
}

// unless are the kinds for which nothing more is asked of the i-th SIM, set apart
// by "|": none, and of a SIM that may be left out also the one not chosen yet.
func (f *filling) unless(i int) string {
	if i > 0 && f.Shown.Value(simName(i, "entry_code")) == "" {
		return noSIM + "|"
	}
	return noSIM
}

func kindName(kind terms.SIMKind) terms.Text {
	switch kind {
	case terms.VoiceSIM:
		return text("音声通話機能付きSIM", "Voice SIM")
	case terms.SMSSIM:
		return text("SMS機能付きSIM", "SMS SIM")
	}
	return text("データ専用SIM", "Data SIM")
}

func paymentName(payment string, parts int) terms.Text {
	if payment == "instalments" {
		return text(strconv.Itoa(parts)+"回の分割払い", strconv.Itoa(parts)+" monthly parts")
	}
	return text("一括払い", "At once")
}

// modelOptions are the devices on sale, with what they cost.
func (f *filling) modelOptions() []option {
	var list []option
	for _, m := range f.models {
		class := text("新品", "new")
		if m.Class == string(terms.UsedDevice) {
			class = text("中古", "used")
		}
		parts := supply.Schedule(yen.Of(*m.Price), f.terms().P3.Parts)
		n := strconv.Itoa(len(parts))
		o := option{Value: m.Code, Label: text(m.Name, m.Name), Notes: []terms.Text{
			text(m.Maker+"・"+class.JA, m.Maker+", "+class.EN),
			text(f.Yen(*m.Price)+"（税込）", f.Yen(*m.Price)+", tax included"),
			text(n+"回払い：初回"+f.Yen(parts[0].Int64())+"、以降"+f.Yen(parts[len(parts)-1].Int64()),
				"in "+n+" parts: "+f.Yen(parts[0].Int64())+", then "+f.Yen(parts[len(parts)-1].Int64())),
		}}
		if m.CompensationFee != nil {
			o.Notes = append(o.Notes, text("端末補償 月額"+f.Yen(*m.CompensationFee), "compensation "+f.Yen(*m.CompensationFee)+" a month"))
		} else {
			o.Notes = append(o.Notes, text("端末補償の対象外", "no compensation"))
		}
		list = append(list, o)
	}
	return list
}

// model is the chosen device; false where there is no such.
func (f *filling) model() (api.DeviceModel, bool) {
	for _, m := range f.models {
		if m.Code == f.Entered["device.model"] {
			return m, true
		}
	}
	return api.DeviceModel{}, false
}

// heading is what a page is called: what is to be done there.
func (f *filling) heading(s *step) string {
	switch s.name {
	case stepEmail:
		return f.T("メールアドレスの確認", "Your e-mail address")
	case stepPlan:
		return f.T("プランを選ぶ", "Choose a plan")
	case stepSIMs:
		return f.T("SIMを選ぶ", "Choose your SIMs")
	case stepDevice:
		if !f.withLines() {
			return f.T("端末を選ぶ", "Choose a device")
		}
		return f.T("端末の購入", "Buying a device")
	case stepYou:
		return f.T("お客様の情報", "About you")
	case stepAddress:
		return f.T("ご住所", "Your address")
	case stepCard:
		return f.T("お支払い方法", "Payment")
	}
	return f.T("お申し込み内容の確認", "Check your application")
}

// back is where the page leads back to.
func (f *filling) back(s *step) string {
	if f.R.FormValue("then") == stepCheck && s.name != stepCheck {
		return f.path(stepCheck)
	}
	if before := f.before(s.name); before != "" {
		return applyRoot + "/" + before
	}
	return applyRoot
}

// where is the address of an entry: on this page, or on its own.
func (f *filling) where(path string) string {
	s := f.stepFor(path)
	here := f.R.PathValue("step")
	if s == nil || s.name == here || here == "" {
		return "#apply-" + path
	}
	return applyRoot + "/" + s.name + "?then=" + stepCheck + "#apply-" + path
}

// today is the day of the application, for the script that counts from it.
func (f *filling) today() string { return jst.DayOf(f.Now).String() }

// born is a date of birth, whose weekday says nothing.
func (v *visit) born(d jst.Day) string {
	year, month, day := d.Date()
	if d.IsZero() {
		return ""
	}
	return v.T(fmt.Sprintf("%d年%d月%d日", year, month, day), fmt.Sprintf("%d %s %d", day, month.String()[:3], year))
}
