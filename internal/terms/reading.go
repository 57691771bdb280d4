package terms

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/yen"
)

// unit says what a figure's text comes to for people: "14" is 14日, 14 days.
type unit func(text string) Text

// counted is a unit in Japanese, and in English for one and for several.
func counted(ja, one, several string) unit {
	return func(text string) Text {
		if text == "1" {
			return Text{text + ja, text + " " + one}
		}
		return Text{text + ja, text + " " + several}
	}
}

var (
	minutes     = counted("分", "minute", "minutes")
	hours       = counted("時間", "hour", "hours")
	days        = counted("日", "day", "days")
	months      = counted("か月", "month", "months")
	monthsLater = counted("か月後", "month later", "months later")
	years       = counted("歳", "year", "years")
	yearsLong   = counted("年", "year", "years")
	digits      = counted("桁", "digit", "digits")
	times       = counted("回", "time", "times")
	fold        = counted("倍", "time", "times")
	sims        = counted("枚", "SIM", "SIMs")
	devices     = counted("台", "device", "devices")
	files       = counted("ファイル", "file", "files")
	persons     = counted("人", "person", "people")
	gigabytes   = counted("GB", "GB", "GB")
)

func percent(text string) Text { return Text{text + "%", text + " %"} }

func ordinal(text string) Text {
	ends := map[string]string{"1": "st", "2": "nd", "3": "rd"}
	end, ok := ends[text]
	if !ok {
		end = "th"
	}
	return Text{text + "番目", text + end}
}

// bytes reads a number of bytes in the largest unit of 1024 that it is a whole number of.
func bytes(text string) Text {
	n, err := strconv.ParseInt(text, 10, 64)
	size := text + " bytes"
	switch {
	case err != nil || n == 0:
	case n%(1<<20) == 0:
		size = strconv.FormatInt(n>>20, 10) + " MB"
	case n%(1<<10) == 0:
		size = strconv.FormatInt(n>>10, 10) + " KB"
	}
	return Text{strings.Replace(strings.ReplaceAll(size, " ", ""), "bytes", "バイト", 1), size}
}

// dayOfYear reads "12-29".
func dayOfYear(text string) Text {
	day, err := time.Parse("01-02", text)
	if err != nil {
		return Text{text, text}
	}
	return Text{fmt.Sprintf("%d月%d日", day.Month(), day.Day()), fmt.Sprintf("%d %s", day.Day(), day.Month().String()[:3])}
}

func system(text string) Text {
	if name, ok := map[string]string{"android": "Android", "ios": "iOS"}[text]; ok {
		text = name
	}
	return Text{text, text}
}

var weekdays = []string{"日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"}

// reading is what a single value comes to for people.
func reading(v reflect.Value, text string, u unit) Text {
	switch x := v.Interface().(type) {
	case yen.Amount:
		return Text{x.JA(), x.String()}
	case jst.Clock:
		return Text{text + "(日本時間)", text + " JST"}
	case jst.Weekday:
		return Text{weekdays[x], x.String()}
	case bool:
		if x {
			return Text{"はい", "yes"}
		}
		return Text{"いいえ", "no"}
	}
	if u != nil {
		return u(text)
	}
	if _, ok := choices[v.Type()]; ok {
		return choiceName(text)
	}
	return Text{text, text}
}

// readingOf joins what the values of a list come to.
func readingOf(all []Text) Text {
	if len(all) == 0 {
		return Text{"なし", "none"}
	}
	ja, en := make([]string, len(all)), make([]string, len(all))
	for i, t := range all {
		ja[i], en[i] = t.JA, t.EN
	}
	return Text{strings.Join(ja, "、"), strings.Join(en, ", ")}
}

// choiceName is what a value of choices is called; a rule is called by its ID.
func choiceName(choice string) Text {
	if name, ok := choiceNames[choice]; ok {
		return name
	}
	return Text{choice, choice}
}

// choiceNames are those of the values that figures choose from. Plans, causes
// and documents are also items of their rules, which have names of their own.
var choiceNames = map[string]Text{
	string(DataSIM):        {"データSIM", "data SIM"},
	string(SMSSIM):         {"SMS SIM", "SMS SIM"},
	string(VoiceSIM):       {"音声SIM", "voice SIM"},
	string(DocumentImages): {"書類の画像", "images of documents"},
	string(ICChip):         {"ICチップの読み取り", "IC chip"},
	string(Web):            {"ウェブ", "web"},
	string(App):            {"アプリ", "app"},
	string(CreditCard):     {"クレジットカード", "credit cards"},
	string(DebitCard):      {"デビットカード", "debit cards"},
	string(PrepaidCard):    {"プリペイドカード", "prepaid cards"},
	string(Taxed):          {"税込", "tax included"},
	string(NotTaxed):       {"不課税", "outside the scope of tax"},
	string(NewDevice):      {"新品端末", "new devices"},
	string(UsedDevice):     {"中古端末", "used devices"},
	string(VoiceLine):      {"音声SIM", "voice SIM"},
	string(ESIMLine):       {"eSIM", "eSIM"},
	string(HikariLine):     {"ひかり回線", "Hikari line"},
	string(DataLine):       {"データ専用SIM", "data-only SIM"},
	string(SupplyOrder):    {"サプライのご注文", "Supply order"},
	string(PrepaidSIM):     {"プリペイドSIM", "prepaid SIM"},
	string(TotalLoss):      {"全損", "total loss"},
	string(PartialDamage):  {"部分破損", "partial damage"},
	string(Water):          {"水濡れ", "water"},
	string(NaturalFailure): {"自然故障", "natural failure"},
	string(Theft):          {"盗難", "theft"},
	string(Loss):           {"紛失", "loss"},
	string(Alteration):     {"改造", "alteration"},
	string(Disaster):       {"天災", "disaster"},
}
