package member

import (
	"slices"

	"kigen/internal/jst"
	"kigen/internal/repair"
	"kigen/internal/supply"
	"kigen/internal/terms"
)

// choice is an answer to choose.
type choice struct {
	value string
	name  terms.Text
	about terms.Text
}

// choices are the answers to a question; none for a day, which is typed.
func (b *breakage) choices(question string) []choice {
	switch question {
	case askDevice:
		return b.devicesToChoose()
	case askAnew:
		return []choice{{value: another, name: text("いいえ、別の新しい故障です", "No, it is another, new fault")}}
	case askWhat:
		return b.happenings()
	case askSymptom:
		return b.symptoms()
	case askHeld:
		return heldChoices
	case askRoute:
		return routeChoices
	case askShop:
		return b.shopsToChoose()
	case askLoaner:
		return loanerChoices
	}
	return nil
}

func (b *breakage) devicesToChoose() (list []choice) {
	for _, d := range b.using {
		c := choice{value: d.ID, name: text(d.Name+" "+d.Colour, d.Name+" "+d.Colour), about: text("補償なし", "no cover")}
		if insured(d) {
			c.about = text("端末補償オプション", "compensation option")
		} else if _, ok := b.covering[d.ID]; ok {
			c.about = text("つながる端末保証", "Connected Device Guarantee")
		}
		list = append(list, c)
	}
	return list
}

// happenings are what may have happened, as people say it.
func (b *breakage) happenings() []choice {
	list := []choice{
		{string(terms.PartialDamage), text("落とした・ぶつけた", "It was dropped or hit"), text("画面割れ、ボタンの破損など（部分破損）", "a cracked screen, a broken button")},
		{string(terms.Water), text("水に濡れた", "It got wet"), text("水濡れ", "water")},
		{string(terms.TotalLoss), text("大破して使えない", "It is wrecked"), text("全損", "total loss")},
		{string(terms.NaturalFailure), text("自然に調子が悪くなった", "It failed by itself"), text("落下や水濡れの心当たりがない不具合（自然故障）", "without a fall or water: natural failure")},
		{string(terms.Theft), text("盗まれた", "It was stolen"), text("盗難", "theft")},
		{string(terms.Loss), text("なくした", "It is lost"), text("紛失・置き忘れ", "lost or left behind")},
		{string(terms.Disaster), text("災害で壊れた", "A disaster broke it"), text("地震、水害など（天災）", "earthquake, flood")},
		{string(terms.Alteration), text("改造した・メーカー以外で修理した", "It was altered, or repaired by others than its maker"), terms.Text{}},
		{swapped, text("メーカーで別の端末に交換してもらった", "Its maker gave me another one"), text("新しい端末をご登録ください", "please register it")},
	}
	if b.device.ExchangeThrough != nil {
		list = append(list, choice{restricted, text("ネットワーク利用制限がかかった", "It is under a network restriction"), text("中古端末の交換の対象です", "a used device is exchanged for it")})
	}
	return list
}

func (b *breakage) symptoms() (list []choice) {
	for _, m := range b.terms.P7.Malfunctions {
		if m.ID != supply.NetworkRestriction {
			list = append(list, choice{m.ID, text(m.JA, m.EN), terms.Text{}})
		}
	}
	return append(list, choice{"other", text("その他の症状", "another symptom"), terms.Text{}})
}

var heldChoices = []choice{
	{withMember, text("手元にある", "Yes, I have it"), terms.Text{}},
	{withOthers, text("メーカーや店舗に預けている", "It is at its maker's or at a shop"), terms.Text{}},
	{withNobody, text("手元にない", "No, I don't have it"), text("盗まれた、なくした、捨てたなど", "stolen, lost, thrown away")},
}

var routeChoices = []choice{
	{string(repair.ByParcel), text("宅配便で送る", "Send it by parcel"), text("返送票と修理同意書とともにお送りいただきます。", "With its slip and the signed repair agreement.")},
	{string(repair.ByShop), text("店舗に持ち込む", "Bring it to a shop"), text("お申し込みのあとで、指定の店舗にお持ちください。", "To one of the named shops, after this reception.")},
}

var loanerChoices = []choice{
	{"yes", text("貸出機を希望する", "I want a loaner"), text("修理の間、同じOSの端末をお貸しします（在庫の範囲）。", "A device with the same OS while yours is repaired, while stock lasts.")},
	{"no", text("貸出機はいらない", "I go without"), terms.Text{}},
}

func (b *breakage) shopsToChoose() (list []choice) {
	for _, s := range b.shops {
		list = append(list, choice{s.Code, text(s.Name, s.Name), text(s.Place+"　"+s.Hours, s.Place+", "+s.Hours)})
	}
	return list
}

// questionText is what is asked.
func (b *breakage) questionText(question string) (ask, hint terms.Text) {
	switch question {
	case askDevice:
		return text("どの端末ですか", "Which device is it?"), terms.Text{}
	case askAnew:
		return text("進行中または最近のお手続きに関することですか", "Is it about something under way, or just over?"),
			text("お届けした端末の不具合は、期限内であればご利用回数に数えずに対応します。", "A fault of a device that we sent is dealt with without a use, if it is told in time.")
	case askWhat:
		return text("何がありましたか", "What has happened?"), terms.Text{}
	case askSymptom:
		return text("どの症状がありますか", "What does not work?"), text("最も困っている症状をお選びください。", "Please choose what troubles you most.")
	case askHeld:
		return text("端末は今、お手元にありますか", "Do you have the device?"), terms.Text{}
	case askDay:
		return text("いつ故障しましたか", "When did it break?"), text("おおよその日でかまいません。", "As near as you can tell.")
	case askRoute:
		return text("端末をどのようにお預けになりますか", "How will the device come to us?"), terms.Text{}
	case askShop:
		return text("どの店舗にお持ち込みになりますか", "To which shop?"), terms.Text{}
	}
	return text("修理の間、貸出機をお使いになりますか", "Do you want a loaner meanwhile?"), terms.Text{}
}

// answerText is the answer that was given, in words.
func (v *visit) answerText(b *breakage, question string) string {
	answer := b.answer(question)
	if question == askDay {
		if day, err := jst.ParseDay(answer); err == nil {
			return v.Day(day)
		}
	}
	list := b.choices(question)
	if i := slices.IndexFunc(list, func(c choice) bool { return c.value == answer }); i >= 0 {
		return v.Text(list[i].name)
	}
	return answer
}

// summary are the questions with an answer, which can be given anew.
func (b *breakage) summary() (list []string) {
	for _, q := range questions {
		if b.answers.Has(q) && q != askAnew {
			list = append(list, q)
		}
	}
	return list
}
