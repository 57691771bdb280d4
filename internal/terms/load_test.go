package terms_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/terms"
)

// amendment is a right version that changes one rule.
const amendment = `effective: 2027-01-01
amends: 2026-04-01
note: {ja: 返却期間を改める。, en: A longer period for the return.}
rules:
  N-5:
    clauses:
      - {source: house, passage: 返却期間を21日とする。}
    ja: 旧端末は21日以内にご返却ください。
    en: The old device is back within 21 days.
    figures:
      within: 21
      amount: 40000
      tax_class: none
      reminder_days_before: [7, 2]
      waiver_persons: 2
`

func write(t *testing.T, name, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	return dir
}

func TestOperatorAddsAVersion(t *testing.T) {
	book, err := terms.Load(write(t, "2027-01-01.yaml", amendment))
	require.NoError(t, err)
	require.Len(t, book.Versions(), 3)
	change := time.Date(2026, 12, 31, 15, 0, 0, 0, time.UTC)
	before, after := book.At(change.Add(-time.Second)), book.At(change)
	require.Equal(t, 14, before.N5.Within)
	require.Equal(t, 21, after.N5.Within)
	require.Equal(t, before.K2, after.K2, "what an amendment does not name stays")
	require.Equal(t, before.S20, after.S20)
	require.Equal(t, before.Contacts, after.Contacts)
	require.Equal(t, 14, terms.Embedded().Versions()[1].N5.Within, "shipped versions are not touched")
}

func TestOtherFilesAreLeftAlone(t *testing.T) {
	book, err := terms.Load(write(t, "README.md", "not a version"))
	require.NoError(t, err)
	require.Len(t, book.Versions(), 2)
}

func TestMissingDirectory(t *testing.T) {
	_, err := terms.Load(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = terms.Check(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestEveryKindOfBadFileIsNamedWithItsLine(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new string // a change to the right file
		want     string // the problem behind the directory
	}{
		{
			"unknown key", "      waiver_persons: 2", "      waiver_persons: 2\n      waivers: 3",
			"16: rules.N-5.figures.waivers: is not a key known here",
		},
		{"missing figure", "      within: 21\n", "", "11: rules.N-5.figures.within: is missing"},
		{"missing figures", amendment[strings.Index(amendment, "    figures:"):], "", "5: rules.N-5.figures: is missing"},
		{"missing sentence", "    en: The old device is back within 21 days.\n", "", "6: rules.N-5.en: is missing"},
		{"empty sentence", "The old device is back within 21 days.", `""`, "9: rules.N-5.en: is empty"},
		{"missing note", "note: {ja: 返却期間を改める。, en: A longer period for the return.}\n", "", "1: note: is missing"},
		{
			"text for a number", "within: 21", "within: three weeks",
			`11: rules.N-5.figures.within: must be a whole number, is "three weeks"`,
		},
		{"fraction for a number", "within: 21", "within: 1.5", `11: rules.N-5.figures.within: must be a whole number, is "1.5"`},
		{"negative number", "amount: 40000", "amount: -1", `12: rules.N-5.figures.amount: "-1" is not a whole number of 0 or more`},
		{"nothing for a number", "within: 21", "within:", "11: rules.N-5.figures.within: must be a whole number, is empty"},
		{"number for a list", "[7, 2]", "7", `14: rules.N-5.figures.reminder_days_before: must be a list, is "7"`},
		{
			"text in a list", "[7, 2]", "[7, two]",
			`14: rules.N-5.figures.reminder_days_before[1]: must be a whole number, is "two"`,
		},
		{
			"list for keys", amendment[strings.Index(amendment, "    figures:"):], "    figures: [21]\n",
			"10: rules.N-5.figures: must have keys and values, is a list",
		},
		{
			"unknown choice", "tax_class: none", "tax_class: free",
			`13: rules.N-5.figures.tax_class: "free" is none of included, none`,
		},
		{
			"key twice", "      amount: 40000", "      amount: 40000\n      amount: 50000",
			"13: rules.N-5.figures.amount: stands twice, first in line 12",
		},
		{
			"bad day", "effective: 2027-01-01", "effective: 2027-02-30",
			`1: effective: day "2027-02-30": want a calendar day such as 2026-11-01`,
		},
		{"no day", "effective: 2027-01-01\n", "", "1: effective: is missing"},
		{
			"another day than the file's", "effective: 2027-01-01", "effective: 2027-01-02",
			"1: effective: is 2027-01-02, but the file is named 2027-01-01.yaml",
		},
		{
			"amends a version that is not there", "amends: 2026-04-01", "amends: 2026-04-02",
			"2: amends: there is no version 2026-04-02 before this one",
		},
		{"unknown rule", "  N-5:", "  N-9:", "5: rules.N-9: is no rule of the rulebook"},
		{
			"unknown source", "source: house", "source: hearsay",
			`7: rules.N-5.clauses[0].source: "hearsay" is not among the sources`,
		},
		{
			"no clause", "\n      - {source: house, passage: 返却期間を21日とする。}", " []",
			"6: rules.N-5.clauses: must have one clause at least",
		},
		{
			"reminder after the end", "[7, 2]", "[30, 2]",
			"14: rules.N-5.figures.reminder_days_before: 30 is not less than the period of 21",
		},
		{"broken YAML", "within: 21", "within: [21", "12: "},
		{"two documents", "waiver_persons: 2\n", "waiver_persons: 2\n---\neffective: 2027-01-01\n", "1: "},
		{"empty file", amendment, "", "1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, amendment, c.old)
			dir := write(t, "2027-01-01.yaml", strings.Replace(amendment, c.old, c.new, 1))
			_, err := terms.Load(dir)
			require.ErrorContains(t, err, filepath.Join(dir, "2027-01-01.yaml")+":"+c.want)
			problems, err := terms.Check(dir)
			require.NoError(t, err)
			require.NotEmpty(t, problems)
		})
	}
}

func TestWholeVersionMustStateEveryRule(t *testing.T) {
	whole := strings.Replace(amendment, "amends: 2026-04-01\n", "", 1)
	problems, err := terms.Check(write(t, "2027-01-01.yaml", whole))
	require.NoError(t, err)
	missing := map[string]bool{}
	for _, p := range problems {
		if p.Message == "is missing" {
			missing[p.Path] = true
		}
	}
	for _, id := range terms.IDs() {
		require.Equal(t, id != terms.N5, missing["rules."+string(id)], id)
	}
	require.True(t, missing["sources"] && missing["contacts"] && missing["house"])
}

func TestCheckTellsAllProblemsAtOnce(t *testing.T) {
	dir := write(t, "2027-01-01.yaml", strings.NewReplacer("within: 21", "within: x", "tax_class: none", "tax_class: x").Replace(amendment))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "2027-02-01.yaml"), []byte("effective: 2027-02-01\n"), 0o600))
	problems, err := terms.Check(dir)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(problems), 4)
	require.Equal(t, 11, problems[0].Line)
	require.Equal(t, 13, problems[1].Line)
	require.Equal(t, filepath.Join(dir, "2027-02-01.yaml"), problems[2].File)

	problems, err = terms.Check(write(t, "2027-01-01.yaml", amendment))
	require.NoError(t, err)
	require.Empty(t, problems)
}

func TestTwoVersionsOfOneDay(t *testing.T) {
	text := strings.NewReplacer("2027-01-01", "2026-04-01", "amends: 2026-04-01", "amends: 2025-07-18").Replace(amendment)
	dir := write(t, "2026-04-01.yaml", text)
	_, err := terms.Load(dir)
	require.ErrorContains(t, err, filepath.Join(dir, "2026-04-01.yaml")+":1: effective: 2026-04-01 has a version already")
}

func TestAmendingABrokenVersion(t *testing.T) {
	dir := write(t, "2027-01-01.yaml", strings.Replace(amendment, "within: 21", "within: x", 1))
	next := strings.NewReplacer("2027-01-01", "2027-02-01", "2026-04-01", "2027-01-01").Replace(amendment)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "2027-02-01.yaml"), []byte(next), 0o600))
	_, err := terms.Load(dir)
	require.ErrorContains(t, err, "2027-02-01.yaml:2: amends: version 2027-01-01 has problems of its own")
}

func TestDiff(t *testing.T) {
	book, err := terms.Load(write(t, "2027-01-01.yaml", amendment))
	require.NoError(t, err)
	v := book.Versions()
	changes := terms.Diff(v[1], v[2])
	require.Contains(t, changes, terms.Change{
		Path: "N-5.within", From: "14", To: "21",
		Name:      terms.Text{JA: "旧端末の返却の期限(新しい端末のお届けから)", EN: "The old device is back, from the delivery of the new one"},
		FromReads: terms.Text{JA: "14日", EN: "14 days"}, ToReads: terms.Text{JA: "21日", EN: "21 days"},
	})
	require.Contains(t, changes, terms.Change{
		Path: "N-5.clauses[1].source", From: "house", Name: terms.Text{JA: "根拠2の文書", EN: "Document of source 2"},
		FromReads: terms.Text{JA: "当社の取り扱い", EN: "Our practice"},
	})
	for _, c := range changes {
		require.True(t, strings.HasPrefix(c.Path, "N-5."), c.Path)
	}
	require.Empty(t, terms.Diff(v[1], v[1]))
	require.Contains(t, terms.Diff(v[0], v[1]), terms.Change{
		Path: "S-20.channels.app", From: "document_images", To: "ic_chip",
		Name:      terms.Text{JA: "受け付ける本人確認の方法(アプリ)", EN: "Proof that a channel takes: app"},
		FromReads: terms.Text{JA: "書類の画像", EN: "images of documents"},
		ToReads:   terms.Text{JA: "ICチップの読み取り", EN: "IC chip"},
	})
}

func TestFiguresAreListed(t *testing.T) {
	v := terms.Embedded().Versions()[0]
	type listed struct{ path, kind, value, ja, en string }
	var n5 []listed
	for _, f := range v.FiguresOf(terms.N5) {
		require.NotEqual(t, f.Path, f.Name.JA)
		n5 = append(n5, listed{f.Path, f.Type, f.Value, f.Reads.JA, f.Reads.EN})
	}
	require.Equal(t, []listed{
		{"N-5.within", "integer", "14", "14日", "14 days"},
		{"N-5.amount", "yen", "40000", "40,000円", "¥40,000"},
		{"N-5.tax_class", "choice", "none", "不課税", "outside the scope of tax"},
		{"N-5.reminder_days_before", "list of integer", "7, 2", "7日、2日", "7 days, 2 days"},
		{"N-5.waiver_persons", "integer", "2", "2人", "2 people"},
	}, n5)
	for _, c := range []struct {
		rule           terms.ID
		path, kind, in string
		name, reads    terms.Text
	}{
		{terms.B4, "B-4.step_percent", "decimal", "1.5", terms.Text{JA: "その後に加わる率", EN: "Added for every further period"}, terms.Text{JA: "1.5%", EN: "1.5 %"}},
		{terms.K2, "K-2.until", "time", "20:00", terms.Text{JA: "解約予約を取り消せる時刻(月の末日、この時刻の前まで)", EN: "A reservation can be withdrawn until, on the month's last day"}, terms.Text{JA: "20:00(日本時間)", EN: "20:00 JST"}},
		{terms.S8, "S-8.nth", "integer", "4", terms.Text{JA: "その曜日が月の何番目か", EN: "Which of the month's weekdays of that name"}, terms.Text{JA: "4番目", EN: "4th"}},
		{terms.S8, "S-8.weekday", "weekday", "sunday", terms.Text{JA: "毎月のメンテナンスの曜日", EN: "Weekday of the monthly maintenance"}, terms.Text{JA: "日曜日", EN: "Sunday"}},
		{terms.S11, "S-11.recommended_bytes", "integer", "512000", terms.Text{JA: "1ファイルの大きさ(推奨)", EN: "Size of a file as recommended"}, terms.Text{JA: "500KB", EN: "500 KB"}},
		{terms.S3, "S-3.plans.family_share.max_sims", "integer", "3", terms.Text{JA: "ファミリーシェアプランで使えるSIMの枚数(上限)", EN: "SIMs on Family Share, at most"}, terms.Text{JA: "3枚", EN: "3 SIMs"}},
		{terms.S20, "S-20.law_asks.data", "list of choice", "", terms.Text{JA: "法令が求める本人確認の方法(データSIM)", EN: "Proof that the law asks for: data SIM"}, terms.Text{JA: "なし", EN: "none"}},
		{terms.N1, "N-1.burdens[1].tax_included", "yen", "8800", terms.Text{JA: "端末交換負担金(2回目・税込)", EN: "Burden of use 2 in a use year, tax included"}, terms.Text{JA: "8,800円", EN: "¥8,800"}},
		{terms.I2, "I-2.bill_to_month_end", "switch", "false", terms.Text{JA: "ご利用分を月末まで請求する", EN: "Usage is billed through the month's end"}, terms.Text{JA: "いいえ", EN: "no"}},
		{terms.P7, "P-7.malfunctions.display.en", "text", "display", terms.Text{JA: "交換の対象となる動作不良(英語)", EN: "Malfunction for which a device is exchanged"}, terms.Text{JA: "display", EN: "display"}},
	} {
		require.Contains(t, v.FiguresOf(c.rule), terms.Figure{Path: c.path, Type: c.kind, Value: c.in, Name: c.name, Reads: c.reads})
	}
	require.Empty(t, v.FiguresOf(terms.C5))
	text, err := v.MarshalJSON()
	require.NoError(t, err)
	require.Contains(t, string(text), `"figures":{"within":14,"amount":40000,"tax_class":"none"`)
}
