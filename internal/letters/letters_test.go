package letters_test

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"kigen/internal/letters"
	"kigen/internal/terms"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	taro = letters.Recipient{FamilyName: "山田", GivenName: "太郎", Lang: letters.Japanese}
	emma = letters.Recipient{FamilyName: "Brown", GivenName: "Emma", Lang: letters.English}
)

// fixedSecrets makes the same secrets every time.
type fixedSecrets struct{}

func (fixedSecrets) EmailCode(string) (string, error) { return "482913", nil }

func (fixedSecrets) UploadPath(link string, _ time.Time) (string, error) {
	return "/upload/" + link + "?t=c2lnbmVk", nil
}

func (fixedSecrets) ResetPath(reset string, _ time.Time) (string, error) {
	return "/my/reset/" + reset + ".c2lnbmVk", nil
}

func office() letters.Office {
	return letters.Office{
		Carrier:    terms.Text{JA: "きげんモバイル", EN: "Kigen Mobile"},
		Terms:      terms.Embedded().At(nov1.Start()),
		PublicURL:  "https://mobile.example.jp",
		MemberPath: "/member",
		SupportURL: "https://mobile.example.jp/support",
		Secrets:    fixedSecrets{},
	}
}

func render(t *testing.T, l letters.Letter, to letters.Recipient) letters.Message {
	t.Helper()
	data, err := json.Marshal(l)
	require.NoError(t, err)
	m, err := letters.Render(l.Template(), l.Version(), data, to, office())
	require.NoError(t, err)
	return m
}

func TestEveryLetterHasASample(t *testing.T) {
	var sampled, all []string
	for _, l := range samples() {
		sampled = append(sampled, l.Template())
	}
	for _, l := range letters.All() {
		all = append(all, l.Template())
	}
	require.Equal(t, all, sampled)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(all))), len(all), "two letters share a name")
}

// The rule that has each letter sent is the rulebook's; a refused claim's is
// the rule that refuses.
func TestEachLetterNamesTheRuleThatSendsIt(t *testing.T) {
	rules := map[string]terms.ID{
		"email-code":                 terms.S2,
		"application-received":       terms.G1,
		"invitation":                 terms.S8,
		"invitation-renewed":         terms.S9,
		"upload-locked":              terms.S9,
		"submission-received":        terms.S12,
		"identity-delayed":           terms.S12,
		"identity-reminder":          terms.S15,
		"identity-refused":           terms.S14,
		"application-refused":        terms.S18,
		"application-lapsed":         terms.S15,
		"application-withdrawn":      terms.S4,
		"mnp-renewal-requested":      terms.S7,
		"identity-approved":          terms.S13,
		"sim-shipped":                terms.S13,
		"parcel-came-back":           terms.S16,
		"contract-notice":            terms.S19,
		"purchase-notice":            terms.P3,
		"used-exchange-requested":    terms.P7,
		"used-exchange-too-late":     terms.P7,
		"used-exchange-received":     terms.P7,
		"used-exchange-confirmed":    terms.P7,
		"used-exchange-excluded":     terms.P7,
		"used-exchange-shipped":      terms.P7,
		"used-exchange-delivered":    terms.P7,
		"used-exchange-ended":        terms.P7,
		"maker-swap-recorded":        terms.P8,
		"device-paid-off":            terms.P3,
		"claim-accepted":             terms.N1,
		"sent-to-maker":              terms.N2,
		"replacement-shipped":        terms.N3,
		"return-requested":           terms.N5,
		"return-reminder":            terms.N5,
		"return-received":            terms.N5,
		"non-return-charged":         terms.N5,
		"late-return-recorded":       terms.N5,
		"charge-waived":              terms.B9,
		"delivery-corrected":         terms.C13,
		"charge-reversed":            terms.C13,
		"booking-corrected":          terms.C13,
		"amount-corrected":           terms.C13,
		"use-start-corrected":        terms.C13,
		"replacement-fault-received": terms.N4,
		"replacement-fault-closed":   terms.N4,
		"exchange-delivered":         terms.N4,
		"repair-received":            terms.U1,
		"agreement-missing":          terms.U1,
		"repair-device-received":     terms.U1,
		"repair-confirmed":           terms.U11,
		"repair-not-covered":         terms.U11,
		"repair-shipped":             terms.U8,
		"repair-delivered":           terms.U8,
		"recurrence-received":        terms.U8,
		"exchange-return-requested":  terms.U9,
		"exchange-return-received":   terms.U9,
		"exchange-return-charged":    terms.U9,
		"repair-return-late":         terms.U6,
		"shop-repair-charged":        terms.U1,
		"repair-reminder":            terms.U12,
		"repair-lapsed":              terms.U12,
		"repair-withdrawn":           terms.U1,
		"repair-date-corrected":      terms.C13,
		"loaner-in-line":             terms.U3,
		"loaner-reserved":            terms.U3,
		"loaner-shipped":             terms.U3,
		"loaner-delivered":           terms.U4,
		"loaner-trouble-received":    terms.U3,
		"device-inquiry":             terms.U4,
		"loaner-demanded":            terms.U4,
		"loaner-asked":               terms.U6,
		"loaner-received":            terms.U6,
		"loaner-charged":             terms.U5,
		"loaner-damage-charged":      terms.U7,
		"cancellation-confirmed":     terms.K4,
		"cancellation-withdrawn":     terms.K2,
		"cancellation-reminder":      terms.K4,
		"cancellation-effected":      terms.K5,
		"equipment-return-reminder":  terms.K5,
		"option-cancelled":           terms.O5,
		"option-ended":               terms.O3,
		"password-reset":             terms.G10,
		"password-changed":           terms.G10,
		"login-changed":              terms.G10,
		"sign-in-locked":             terms.G10,
		"claim-refused":              terms.O7,
	}
	maps.Copy(rules, guaranteeRules)
	for _, l := range samples() {
		require.Equal(t, rules[l.Template()], l.Rule(), l.Template())
	}
}

func TestGolden(t *testing.T) {
	for _, l := range samples() {
		t.Run(l.Template(), func(t *testing.T) {
			ja, en := render(t, l, taro), render(t, l, emma)
			golden(t, l.Template()+".txt", text(ja)+"\n\n"+strings.Repeat("~", 72)+"\n\n"+text(en))
		})
	}
	golden(t, "return-requested.ja.html", render(t, sample("return-requested"), taro).HTML)
	golden(t, "return-requested.en.html", render(t, sample("return-requested"), emma).HTML)
}

func text(m letters.Message) string { return "Subject: " + m.Subject + "\n\n" + m.Text }

func sample(template string) letters.Letter {
	for _, l := range samples() {
		if l.Template() == template {
			return l
		}
	}
	panic("no sample of " + template)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-golden +got); run with -update after reading it:\n%s", file, diff)
	}
}

// Every letter says under which rule it is sent, quotes it, names the support
// desk with its hours and the case, and tells what it costs or when it ends.
func TestEveryLetterSaysWhatTheMemberNeeds(t *testing.T) {
	desk := office().Terms.Contacts.Support
	for _, l := range samples() {
		for _, to := range []letters.Recipient{taro, emma} {
			t.Run(l.Template()+"/"+to.Lang, func(t *testing.T) {
				m := render(t, l, to)
				rule := office().Terms.Rule(l.Rule())
				sentence, name := rule.JA, "山田 太郎 様"
				if to.Lang == letters.English {
					sentence, name = rule.EN, "Dear Emma Brown,"
				}
				needs := []string{
					name, string(l.Rule()), sentence, desk.Phone, desk.From.String(), desk.Until.String(),
					office().SupportURL, caseOf(l),
				}
				for _, need := range append(needs, deadlineOf(l, to.Lang)...) {
					require.Contains(t, m.Text, need)
					require.Contains(t, unescape(m.HTML), need)
				}
				require.NotEmpty(t, m.Subject)
				require.NotContains(t, m.Subject, "\n")
				for _, left := range []string{"<no value>", "{{", "}}", "ZgotmplZ", "%!"} {
					require.NotContains(t, m.Text+m.HTML+m.Subject, left)
				}
			})
		}
	}
}

func caseOf(l letters.Letter) string {
	if l, ok := l.(interface{ Reference() string }); ok {
		return l.Reference()
	}
	return reflect.ValueOf(l).FieldByName("Case").String()
}

// deadlineOf is how a letter with a last good day and a lapse must word them.
func deadlineOf(l letters.Letter, lang string) []string {
	v := reflect.ValueOf(l)
	if _, promised := l.(letters.SubmissionReceived); promised || !v.FieldByName("Lapse").IsValid() {
		return nil
	}
	words := map[string][2]string{
		"2026-11-15": {"2026年11月15日（日）まで（16日0時に期限が過ぎます）", "by the end of Sunday, 15 November 2026 (too late from 00:00 on Monday, 16 November, Japan time)"},
		"2026-11-17": {"2026年11月17日（火）まで（18日0時に期限が過ぎます）", "by the end of Tuesday, 17 November 2026 (too late from 00:00 on Wednesday, 18 November, Japan time)"},
		"2026-12-15": {"2026年12月15日（火）まで（16日0時に期限が過ぎます）", "by the end of Tuesday, 15 December 2026 (too late from 00:00 on Wednesday, 16 December, Japan time)"},
	}
	both := words[v.FieldByName("LastGoodDay").MethodByName("String").Call(nil)[0].String()]
	if lang == letters.English {
		return both[1:]
	}
	return both[:1]
}

func unescape(html string) string {
	return strings.NewReplacer("&#43;", "+", "&#39;", "'", "&#34;", `"`, "&amp;", "&").Replace(html)
}

// What a letter says of amounts: the ¥40,000 of N-5 are 不課税, the burden of N-1 is 税込.
func TestAmountsSayTheirTax(t *testing.T) {
	for _, name := range []string{"return-requested", "return-reminder", "non-return-charged", "late-return-recorded", "delivery-corrected", "claim-accepted"} {
		require.Contains(t, render(t, sample(name), taro).Text, "40,000円（不課税）", name)
		require.Contains(t, render(t, sample(name), emma).Text, "¥40,000 (not subject to tax)", name)
	}
	require.Contains(t, render(t, sample("claim-accepted"), taro).Text, "5,500円（税込）")
}

// A notice is kept in the journal's database for years: no type of letter may
// hold what identifies a person.
func TestFactsHoldNothingPersonal(t *testing.T) {
	personal := regexp.MustCompile(`(^|_)(name|family|given|kana|roman|mail|email|address|postal|birth|birthday|phone|tel|number|imei|card|token|code)(_|$)`)
	allowed := map[string]bool{"entry_code_freed": true}
	var walk func(t reflect.Type, path string)
	walk = func(typ reflect.Type, path string) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || typ.PkgPath() == "time" {
			return
		}
		for f := range typ.Fields() {
			if !f.IsExported() {
				continue
			}
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			require.Regexp(t, `^[a-z]+(_[a-z]+)*$`, key, path+"."+f.Name)
			if !allowed[key] {
				require.NotRegexp(t, personal, key, path+"."+f.Name)
			}
			walk(f.Type, path+"."+f.Name)
		}
	}
	for _, l := range letters.All() {
		walk(reflect.TypeOf(l), l.Template())
	}
}

func TestHTMLEscapes(t *testing.T) {
	l := sample("claim-refused").(letters.ClaimRefused)
	l.ReasonJA = `<script>alert("x")</script> & <b>`
	m := render(t, l, letters.Recipient{FamilyName: "<i>山田", Lang: letters.Japanese})
	require.NotContains(t, m.HTML, "<script>")
	require.NotContains(t, m.HTML, "<i>")
	require.Contains(t, m.HTML, "&lt;script&gt;")
	require.Contains(t, m.Text, "<script>", "plain text is not escaped")
}

func TestALinkOfAnotherSchemeIsNotFollowed(t *testing.T) {
	o := office()
	o.PublicURL = "javascript:alert(1)//"
	data, err := json.Marshal(sample("invitation"))
	require.NoError(t, err)
	m, err := letters.Render("invitation", 1, data, taro, o)
	require.NoError(t, err)
	require.NotContains(t, m.HTML, `href="javascript:`)
}

func TestDecode(t *testing.T) {
	for _, want := range samples() {
		data, err := json.Marshal(want)
		require.NoError(t, err)
		got, err := letters.Decode(want.Template(), want.Version(), data)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		template string
		version  int
		data     string
		message  string
	}{
		"an unknown letter":  {"love-letter", 1, `{}`, "unknown letter"},
		"a later version":    {"return-received", 99, `{}`, "unknown letter"},
		"a missing fact":     {"return-received", 1, `{"case":"clm_1","booked_at":"2026-11-10T00:00:00Z"}`, "missing old_device"},
		"a fact too many":    {"return-received", 1, `{"case":"clm_1","email":"a@example.jp"}`, "unknown field"},
		"what is not a fact": {"return-received", 1, `[]`, "cannot unmarshal"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := letters.Decode(c.template, c.version, []byte(c.data))
			require.ErrorContains(t, err, c.message)
		})
	}
}

func TestUnknownCodesAreErrors(t *testing.T) {
	for _, l := range []letters.Letter{
		letters.IdentityRefused{Case: signup, Reasons: []string{"bad_mood"}, Link: link, Login: login, LastGoodDay: nov1},
		letters.ApplicationRefused{Case: signup, Ground: "bad_mood"},
		letters.ReplacementFaultClosed{Case: claim, Outcome: "bad_mood"},
		letters.ClaimRefused{Case: claim, RefusedUnder: "X-1", ReasonJA: "x", ReasonEN: "x"},
	} {
		data, err := json.Marshal(l)
		require.NoError(t, err)
		_, err = letters.Render(l.Template(), l.Version(), data, taro, office())
		require.Error(t, err, l.Template())
	}
}

// Every code that a desk can pick has words in both languages.
func TestEveryReasonHasWords(t *testing.T) {
	for _, to := range []letters.Recipient{taro, emma} {
		l := sample("identity-refused").(letters.IdentityRefused)
		l.Reasons = letters.IdentityReasons()
		require.Equal(t, len(l.Reasons), strings.Count(render(t, l, to).HTML, "<li "), to.Lang)
		for _, outcome := range letters.FaultOutcomes() {
			closed := sample("replacement-fault-closed").(letters.ReplacementFaultClosed)
			closed.Outcome = outcome
			render(t, closed, to)
		}
		for _, g := range office().Terms.S18.Grounds {
			render(t, letters.ApplicationRefused{Case: signup, Ground: g.ID, DecidedAt: nov1.Start()}, to)
		}
	}
}

// U-3, U-6, U-8, U-9, C-13: every code that a letter of a repair bears has words.
func TestEveryCodeOfARepairHasWords(t *testing.T) {
	for _, to := range []letters.Recipient{taro, emma} {
		for _, standing := range letters.LoanerStandings() {
			l := sample("repair-received").(letters.RepairReceived)
			l.Loaner = standing
			render(t, l, to)
		}
		for _, result := range letters.RepairResults() {
			l := sample("repair-delivered").(letters.RepairDelivered)
			l.Result = result
			render(t, l, to)
		}
		for _, what := range letters.RepairDates() {
			l := sample("repair-date-corrected").(letters.RepairDateCorrected)
			l.What, l.Deadlines = what, nil
			for _, name := range letters.RepairDeadlines() {
				l.Deadlines = append(l.Deadlines, letters.CorrectedDeadline{What: name, LastGoodDay: nov1, Lapse: nov1.Start()})
			}
			render(t, l, to)
		}
	}
}

// The other branches of the letters that have some.
func TestVariants(t *testing.T) {
	for name, c := range map[string]struct {
		letter letters.Letter
		has    []string
		hasNot []string
	}{
		"no identity check (S-17)": {
			letters.ApplicationReceived{
				Case: signup, ReceivedAt: nov1.Start(), Plan: terms.MinimumStart,
				SIMs: []letters.SIM{{No: 1, Kind: terms.DataSIM}},
			},
			[]string{"本人確認書類のご提出が不要です（S-17）"},
			[]string{"本人確認のお願い"},
		},
		"no new MNP number (S-7)": {
			letters.ApplicationLapsed{Case: signup, MNP: true, LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse},
			[]string{"新しいMNP予約番号を期限までにお知らせいただけなかったため"},
			[]string{"本人確認", "エントリーコード"},
		},
		"chip only (S-20)": {
			letters.Invitation{
				Case: signup, Link: link, Login: login, Expires: identityBy.Lapse, Methods: []terms.Method{terms.ICChip},
				LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse,
			},
			[]string{"ICチップ"},
			[]string{"画像についてのお願い", "アップロード"},
		},
		"a device without a line (P-5)": {
			letters.ApplicationReceived{Case: signup, ReceivedAt: nov1.Start(), Device: &broken, InvitationAt: nov1.Start()},
			[]string{"ご登録の住所へ端末をお送りします", "取り消すことができません（P-4）"},
			[]string{"SIM", "料金プラン"},
		},
		"only a device, approved (P-5)": {
			letters.IdentityApproved{Case: signup, DeliverBy: nov1, Device: &broken, DeviceOnly: true},
			[]string{"端末「Sora 5G ミッドナイト」"},
			[]string{"SIM"},
		},
		"only a device, shipped (P-5)": {
			letters.SIMShipped{Case: signup, Tracking: tracking, Device: &broken, DeliverBy: nov1},
			[]string{"Sora 5G ミッドナイト"},
			[]string{"SIM"},
		},
		"a used device, paid at once (P-3, P-7)": {
			letters.PurchaseNotice{
				Case: signup, Device: broken, UseStart: nov1, Price: 30_000, Parts: 1, First: 30_000, Following: 30_000,
				ExchangeThrough: day("2026-11-30"),
			},
			[]string{"一括払い", "2026年11月30日（月）までに会員ページ"},
			[]string{"1回目", "分割", "端末補償オプション", "メーカー"},
		},
		"no voice line (I-3)": {
			letters.ContractNotice{Case: signup, Plan: terms.LightStart, Lines: []letters.ContractLine{{Line: line, Kind: terms.DataSIM, UseStart: nov1}}},
			[]string{"対象外です（I-3）"},
			[]string{"I-1"},
		},
		"nothing goes on (K-4)": {
			letters.CancellationConfirmed{Case: cancellation, Line: line, ReceivedAt: nov1.Start(), Effect: effect, WithdrawUntil: cutOff},
			[]string{"回線とは別に続くオプションはございません"},
			[]string{"O-5", "ご返却いただきます"},
		},
		"too late to withdraw (K-2)": {
			letters.CancellationConfirmed{Case: cancellation, Line: line, ReceivedAt: cutOff, Effect: effect, WithdrawUntil: cutOff},
			[]string{"20時に過ぎているため、取り消しはできません"},
			[]string{"お気持ちが変わられたとき"},
		},
		"nothing to return (K-5)": {
			letters.CancellationEffected{Case: cancellation, Line: line, Effect: effect},
			[]string{"ご返却いただくものはございません"},
			[]string{"返却先"},
		},
		"an option in its first month (O-3)": {
			letters.OptionCancelled{Case: optionEnd, Option: "compensation", Device: broken, LastFee: 292, FirstMonth: true, LastDay: nov1},
			[]string{"292円（税込）。ご利用の最初の月のため、終了日までの日割りです", "この解約は取り消せません", "（O-8）"},
			[]string{"現在お手続き中の補償"},
		},
		"the guarantee before it costs anything (W-1)": {
			letters.OptionCancelled{Case: optionEnd, Option: "guarantee", LastDay: nov1, UsesLeft: 2},
			[]string{"オプション：つながる端末保証", "解約する月の料金：かかりません", "料金は請求いたしません（W-1）", "（W-2）"},
			[]string{"対象の端末：", "O-8", "終了日までの分を請求"},
		},
		"the guarantee has ended (W-1)": {
			letters.OptionEnded{Case: optionEnd, Option: "guarantee", Device: broken, LastDay: nov1},
			[]string{"つながる端末保証", "（W-1）"},
			[]string{"O-3", "お手続き中"},
		},
		"refused by a rule's own clause (O-8)": {
			letters.ClaimRefused{Case: claim, ReceivedAt: nov1.Start(), RefusedUnder: terms.O8, ReasonJA: "x", ReasonEN: "x"},
			[]string{"理由：x"},
			[]string{"該当する規定"},
		},
		"the device to repair is in already (U-4)": {
			letters.LoanerShipped{Case: repair, Loaner: loaner, Tracking: tracking, Price: 22_000, DeviceIn: true},
			[]string{"U-7"},
			[]string{"U-4"},
		},
		"no loaner, at a shop (U-1)": {
			letters.RepairReceived{Case: repair, Device: broken, ReceivedAt: nov1.Start(), Shop: &shop, Loaner: "none", Use: 2, Uses: 2, YearFrom: nov1, YearThrough: nov1},
			[]string{"お持ち込み先：平和島リペア", "修理同意書の内容をご確認"},
			[]string{"送付伝票番号", "U-12"},
		},
		"given back unrepaired (U-11)": {
			letters.RepairDelivered{Case: repair, Device: broken, Result: "returned", Delivered: nov1},
			[]string{"数えておりません（U-11）"},
			[]string{"貸出機のご返却", "不具合のご連絡の期限"},
		},
		"a fault of the exchange device that is not confirmed (U-9)": {
			letters.RepairNotCovered{Case: repair, Device: broken, InspectedAt: nov1.Start(), RefusedUnder: terms.U9, ReasonJA: "確認できませんでした。", ReasonEN: "Not confirmed."},
			[]string{"新たな交換端末をお送りすることができません"},
			[]string{"そのままお返し", "端末の発送の際に"},
		},
		"exchanged, an equal one (U-9)": {
			letters.RepairShipped{Case: repair, Device: replacement, Result: "exchange", Tracking: tracking, Refurbished: true},
			[]string{"同等の端末", "リフレッシュ品", "U-9"},
			[]string{"U-8"},
		},
		"the loaner's device is in (U-6)": {
			letters.LoanerDelivered{
				Case: repair, Device: broken, Loaner: loaner, Delivered: nov1, Price: 22_000,
				TroubleLastGoodDay: nov1, TroubleLapse: nov1.Start(),
			},
			[]string{"すでにお預かりしております"},
			[]string{"U-5", "修理する端末をお送りください"},
		},
		"same model, new (N-3)": {
			letters.ReplacementShipped{Case: claim, Device: broken, SameModel: true, Tracking: tracking, DeliverBy: nov1},
			[]string{"Sora 5G ミッドナイト"},
			[]string{"リフレッシュ品", "同等の端末"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := render(t, c.letter, taro)
			render(t, c.letter, emma)
			body, _, _ := strings.Cut(m.Text, "====")
			for _, s := range c.has {
				require.Contains(t, body, s)
			}
			for _, s := range c.hasNot {
				require.NotContains(t, body, s)
			}
		})
	}
}

func TestANamelessRecipientIsGreeted(t *testing.T) {
	code := sample("email-code")
	require.True(t, strings.HasPrefix(render(t, code, letters.Recipient{Lang: letters.Japanese}).Text, "お客様\n"))
	require.True(t, strings.HasPrefix(render(t, code, letters.Recipient{Lang: letters.English}).Text, "Dear customer,\n"))
}

func TestWithoutAMemberPageThereIsNoButton(t *testing.T) {
	o := office()
	o.MemberPath = ""
	data, err := json.Marshal(sample("cancellation-confirmed"))
	require.NoError(t, err)
	m, err := letters.Render("cancellation-confirmed", 1, data, taro, o)
	require.NoError(t, err)
	require.NotContains(t, m.Text, "会員ページを開く")
}

// B-9: the letters that take a charge back, or correct its amount, name every
// charge, also one of several of a case.
func TestEveryChargeIsNamed(t *testing.T) {
	for _, name := range letters.ChargeNames() {
		for _, what := range []string{name, name + "-2"} {
			for _, l := range []letters.Letter{
				letters.ChargeWaived{Case: "clm_1", Charge: "chg_1", What: what, ChargedUnder: terms.N5, Amount: 100, WaivedAt: nov1.Start()},
				letters.ChargeReversed{Case: "clm_1", Charge: "chg_1", What: what, ChargedUnder: terms.N5, Amount: 100, ReversedAt: nov1.Start()},
				letters.AmountCorrected{
					Case: "clm_1", What: what, ChargedUnder: terms.U7, Wrong: "chg_1", Recorded: 100, Tax: terms.Taxed, CorrectedAt: nov1.Start(),
				},
			} {
				one := render(t, l, taro).Text
				require.NotContains(t, one, name, "in words")
				require.NotEmpty(t, one)
				render(t, l, emma)
			}
		}
	}
}
