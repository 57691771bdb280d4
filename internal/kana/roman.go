package kana

import "strings"

// syllables are the Hepburn letters of a sign, or of one with a small sign behind.
var syllables = map[string]string{
	"ア": "A", "イ": "I", "ウ": "U", "エ": "E", "オ": "O",
	"カ": "KA", "キ": "KI", "ク": "KU", "ケ": "KE", "コ": "KO",
	"サ": "SA", "シ": "SHI", "ス": "SU", "セ": "SE", "ソ": "SO",
	"タ": "TA", "チ": "CHI", "ツ": "TSU", "テ": "TE", "ト": "TO",
	"ナ": "NA", "ニ": "NI", "ヌ": "NU", "ネ": "NE", "ノ": "NO",
	"ハ": "HA", "ヒ": "HI", "フ": "FU", "ヘ": "HE", "ホ": "HO",
	"マ": "MA", "ミ": "MI", "ム": "MU", "メ": "ME", "モ": "MO",
	"ヤ": "YA", "ユ": "YU", "ヨ": "YO",
	"ラ": "RA", "リ": "RI", "ル": "RU", "レ": "RE", "ロ": "RO",
	"ワ": "WA", "ヰ": "I", "ヱ": "E", "ヲ": "O", "ン": "N",
	"ガ": "GA", "ギ": "GI", "グ": "GU", "ゲ": "GE", "ゴ": "GO",
	"ザ": "ZA", "ジ": "JI", "ズ": "ZU", "ゼ": "ZE", "ゾ": "ZO",
	"ダ": "DA", "ヂ": "JI", "ヅ": "ZU", "デ": "DE", "ド": "DO",
	"バ": "BA", "ビ": "BI", "ブ": "BU", "ベ": "BE", "ボ": "BO",
	"パ": "PA", "ピ": "PI", "プ": "PU", "ペ": "PE", "ポ": "PO",
	"ヴ": "BU", "ァ": "A", "ィ": "I", "ゥ": "U", "ェ": "E", "ォ": "O", "ャ": "YA", "ュ": "YU", "ョ": "YO", "ヮ": "WA",

	"キャ": "KYA", "キュ": "KYU", "キョ": "KYO", "シャ": "SHA", "シュ": "SHU", "ショ": "SHO", "シェ": "SHE",
	"チャ": "CHA", "チュ": "CHU", "チョ": "CHO", "チェ": "CHE", "ニャ": "NYA", "ニュ": "NYU", "ニョ": "NYO",
	"ヒャ": "HYA", "ヒュ": "HYU", "ヒョ": "HYO", "ミャ": "MYA", "ミュ": "MYU", "ミョ": "MYO",
	"リャ": "RYA", "リュ": "RYU", "リョ": "RYO", "ギャ": "GYA", "ギュ": "GYU", "ギョ": "GYO",
	"ジャ": "JA", "ジュ": "JU", "ジョ": "JO", "ジェ": "JIE", "ヂャ": "JA", "ヂュ": "JU", "ヂョ": "JO",
	"ビャ": "BYA", "ビュ": "BYU", "ビョ": "BYO", "ピャ": "PYA", "ピュ": "PYU", "ピョ": "PYO",
	"ティ": "TEI", "ディ": "DEI", "デュ": "DEYU", "ファ": "FUA", "フィ": "FUI", "フェ": "FUE", "フォ": "FUO",
	"ウィ": "UI", "ウェ": "UE", "ウォ": "UO", "ヴァ": "BUA", "ヴィ": "BUI", "ヴェ": "BUE", "ヴォ": "BUO",
}

// Roman suggests the Roman letters of a reading as Japanese passports write them
// (passport regulations, annex: Hepburn): long vowels are not shown (コウジ KOJI,
// オオタ OTA, ユウコ YUKO) unless another word begins (オオウチ OUCHI, イノウエ INOUE),
// ン is M before B, M, P, ッ doubles the next consonant and is T before CH. It is
// empty for what is no reading.
func Roman(reading string) string {
	signs := []rune(Katakana(reading))
	var b strings.Builder
	double, stretched := false, false
	for i := 0; i < len(signs); i++ {
		sign := string(signs[i])
		switch sign {
		case "ー":
			continue
		case "・":
			b.WriteByte(' ')
			continue
		case "ッ":
			double = true
			continue
		}
		if i+1 < len(signs) {
			if _, ok := syllables[sign+string(signs[i+1])]; ok {
				sign += string(signs[i+1])
				i++
			}
		}
		letters, ok := syllables[sign]
		if !ok {
			return ""
		}
		if double && !strings.ContainsAny(letters[:1], "AIUEO") {
			if strings.HasPrefix(letters, "CH") {
				letters = "T" + letters
			} else {
				letters = letters[:1] + letters
			}
		}
		double = false
		inoue := sign == "ウ" && i+1 < len(signs) && signs[i+1] == 'エ' && strings.HasSuffix(b.String(), "NO") // の・うえ
		if stretched = !stretched && !inoue && long(b.String(), sign, i == len(signs)-1); stretched {
			continue
		}
		if strings.HasSuffix(b.String(), "N") && i > 0 && lastIsN(signs, i, sign) && strings.ContainsAny(letters[:1], "BMP") {
			written := b.String()
			b.Reset()
			b.WriteString(written[:len(written)-1] + "M")
		}
		b.WriteString(letters)
	}
	return b.String()
}

// lastIsN tells whether the sign before the one that ends at i is ン.
func lastIsN(signs []rune, i int, sign string) bool {
	before := i - len([]rune(sign))
	return before >= 0 && signs[before] == 'ン'
}

// long tells whether a ウ or オ only lengthens the vowel before it. An オ at the
// end of a name is written (タカオ TAKAO, セノオ SENOO), and so is the ウ behind a ツ,
// with which another word begins (マツウラ MATSUURA).
func long(written, sign string, last bool) bool {
	switch sign {
	case "ウ":
		return strings.HasSuffix(written, "O") || strings.HasSuffix(written, "U") && !strings.HasSuffix(written, "TSU")
	case "オ":
		return strings.HasSuffix(written, "O") && !last
	}
	return false
}
