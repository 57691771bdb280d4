package kana_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/kana"
)

func TestReadings(t *testing.T) {
	for typed, want := range map[string]string{
		"やまだ": "ヤマダ", "ﾔﾏﾀﾞ": "ヤマダ", "ヤマダ": "ヤマダ", " やま だ　": "ヤマダ", "じゅん-いち": "ジュンーイチ",
		"山田": "山田", "ｳﾞｧﾝ": "ヴァン", "さゝき": "サヽキ", "": "",
	} {
		require.Equal(t, want, kana.Katakana(typed), typed)
	}
	require.True(t, kana.Is("ﾔﾏﾀﾞ"))
	require.True(t, kana.Is("やまだ"))
	require.False(t, kana.Is("山だ"))
	require.False(t, kana.Is(""))
}

// TestRoman has the examples of the passport offices.
func TestRoman(t *testing.T) {
	for reading, want := range map[string]string{
		"ヤマダ": "YAMADA", "たろう": "TARO", "コウジ": "KOJI", "オオタ": "OTA", "ユウコ": "YUKO", "ヨウスケ": "YOSUKE",
		"ナンバ": "NAMBA", "ホンマ": "HOMMA", "サンペイ": "SAMPEI", "シンイチ": "SHINICHI", "ハットリ": "HATTORI", "キッカワ": "KIKKAWA",
		"ホッチ": "HOTCHI", "ジュンイチロウ": "JUNICHIRO", "ニイガタ": "NIIGATA", "セノオ": "SENOO", "タカオ": "TAKAO",
		"リュウ": "RYU", "ショウゴ": "SHOGO", "チヅル": "CHIZURU", "フジワラ": "FUJIWARA", "ミハイル": "MIHAIRU", "ローラ": "RORA",
		"オオウチ": "OUCHI", "オオウラ": "OURA", "マツウラ": "MATSUURA", "イノウエ": "INOUE", "カノウ": "KANO", "ミツオ": "MITSUO",
		"カン・スミン": "KAN SUMIN", "山田": "", "": "",
	} {
		require.Equal(t, want, kana.Roman(reading), reading)
	}
}

func TestNumbersAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"０９０－１２３４－５６７８": "09012345678", " 090 1234 5678 ": "09012345678", "〒102ー0071": "1020071", "12a4": "12a4", "": "",
	} {
		require.Equal(t, want, kana.Digits(typed), typed)
	}
	require.Equal(t, "2-10-2", kana.HalfWidth("２－１０ー２"))
}

func TestAnythingCanBeTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.String().Draw(t, "typed")
		kana.Roman(typed)
		kana.Digits(typed)
		once := kana.Katakana(typed)
		require.Equal(t, once, kana.Katakana(once))
	})
}
