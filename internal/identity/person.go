package identity

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Names are an applicant's, in the three forms in which they are registered (S-5).
type Names struct {
	Family      string `json:"family" doc:"Family name in kanji; katakana for a character that cannot be registered, and for a name in Roman letters."`
	Given       string `json:"given" doc:"Given name, written as the family name."`
	FamilyKana  string `json:"family_kana" doc:"Family name in full-width katakana."`
	GivenKana   string `json:"given_kana" doc:"Given name in full-width katakana."`
	FamilyRoman string `json:"family_roman" doc:"Family name in Roman letters, as on the card."`
	GivenRoman  string `json:"given_roman" doc:"Given name in Roman letters, as on the card."`
}

// Holder is the name by which the card network knows its holder (S-1).
func (n Names) Holder() string { return n.GivenRoman + " " + n.FamilyRoman }

// Address is where an applicant lives, in Japan (S-5).
type Address struct {
	PostalCode string `json:"postal_code" doc:"Seven digits: 100-0001."`
	Prefecture string `json:"prefecture" doc:"One of the 47: 東京都."`
	City       string `json:"city" doc:"City, ward, town or village."`
	Street     string `json:"street" doc:"Block and number."`
	Building   string `json:"building,omitempty" doc:"Building and room, where there is one."`
}

// Person is an applicant as registered (S-5).
type Person struct {
	Names     Names   `json:"names"`
	BirthDate jst.Day `json:"birth_date"`
	Address   Address `json:"address"`
}

const (
	longestName = 30 // characters
	longestPart = 60 // characters of a part of the address
	oldest      = 130
)

// check notes what is wrong with a person's data on the day of application (S-5).
func (p Person) check(found *problems, today jst.Day) {
	p.Names.check(found)
	p.Address.check(found)
	switch {
	case p.BirthDate.IsZero():
		found.add(terms.S5, "birth_date", "生年月日を入力してください。", "Please enter the birth date.")
	case p.BirthDate.After(today), age(p.BirthDate, today) > oldest:
		found.add(terms.S5, "birth_date", "生年月日に誤りがあります。", "This cannot be the birth date.")
	}
}

func (n Names) check(found *problems) {
	for _, f := range []struct {
		path, name string
		problem    func(string) (ja, en string)
	}{
		{"names.family", n.Family, firstField},
		{"names.given", n.Given, firstField},
		{"names.family_kana", n.FamilyKana, kanaField},
		{"names.given_kana", n.GivenKana, kanaField},
		{"names.family_roman", n.FamilyRoman, romanField},
		{"names.given_roman", n.GivenRoman, romanField},
	} {
		switch {
		case strings.TrimSpace(f.name) == "":
			found.add(terms.S5, f.path, "入力してください。", "Please fill this in.")
		case utf8.RuneCountInString(f.name) > longestName:
			found.add(terms.S5, f.path, "30文字以内で入力してください。", "At most 30 characters.")
		default:
			if ja, en := f.problem(f.name); ja != "" {
				found.add(terms.S5, f.path, ja, en)
			}
		}
	}
}

// firstField words what keeps a name out of the first field: Roman letters,
// which go there in katakana, or a character that cannot be registered.
func firstField(name string) (ja, en string) {
	for _, r := range name {
		switch {
		case registrable(r) || isHiragana(r) || isKatakana(r):
		case isRoman(r):
			return "ローマ字のお名前は、カタカナで入力してください。", "A name in Roman letters goes here in katakana."
		default:
			return "登録できない文字があります。その文字だけをカタカナで入力してください。",
				"There is a character that cannot be registered. Please write that character in katakana."
		}
	}
	return "", ""
}

func kanaField(name string) (ja, en string) {
	for _, r := range name {
		if !isKatakana(r) {
			return "全角カタカナで入力してください。", "Please write in full-width katakana."
		}
	}
	return "", ""
}

func romanField(name string) (ja, en string) {
	for _, r := range name {
		if !isRoman(r) && !strings.ContainsRune(" -'.", r) {
			return "半角ローマ字で入力してください。", "Please write in Roman letters without accents."
		}
	}
	return "", ""
}

func (a Address) check(found *problems) {
	if !isPostalCode(a.PostalCode) {
		found.add(terms.S5, "address.postal_code", "郵便番号を7桁の数字で入力してください。", "The postal code has seven digits.")
	}
	if !slices.Contains(prefectures, a.Prefecture) {
		found.add(terms.S5, "address.prefecture", "日本国内の都道府県名を入力してください。", "Please enter a prefecture of Japan, such as 東京都.")
	}
	for _, f := range []struct {
		path, text string
		required   bool
	}{
		{"address.city", a.City, true},
		{"address.street", a.Street, true},
		{"address.building", a.Building, false},
	} {
		switch {
		case f.required && strings.TrimSpace(f.text) == "":
			found.add(terms.S5, f.path, "入力してください。", "Please fill this in.")
		case utf8.RuneCountInString(f.text) > longestPart:
			found.add(terms.S5, f.path, "60文字以内で入力してください。", "At most 60 characters.")
		}
	}
}

// CheckAddress refuses an address that is not one in Japan (S-5).
func CheckAddress(a Address) error {
	var found problems
	a.check(&found)
	return found.err()
}

func isPostalCode(s string) bool {
	digits := strings.Replace(s, "-", "", 1)
	if len(digits) != 7 || len(s) == 8 && s[3] != '-' {
		return false
	}
	return allDigits(digits)
}

func allDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// age is the number of full years on a day; someone born on 29 February
// completes one on 1 March of a common year.
func age(birth, on jst.Day) int {
	y, m, d := birth.Date()
	ty, tm, td := on.Date()
	years := ty - y
	if tm < m || tm == m && td < d {
		years--
	}
	return years
}

// Password is the birth date as the upload page asks for it: YYYYMMDD (S-9).
func Password(birth jst.Day) string {
	return birth.Start().In(jst.Zone).Format("20060102")
}

// Prefectures are the 47 of Japan, from north to south.
func Prefectures() []string { return slices.Clone(prefectures) }

var prefectures = strings.Fields(`
	北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県
	新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県
	奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県
	熊本県 大分県 宮崎県 鹿児島県 沖縄県`)
