package papers

import (
	"fmt"
	"slices"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// deadlines tell until when, why then, and what it costs else.
func (p Slip) deadlines(s *sheet) {
	s.heading("期限", "Deadline")
	if !p.BookedOn.IsZero() {
		s.paragraph(left+2, bold, headingSize, black, day(p.BookedOn)+"に返却センターで受け付けました。")
		return
	}
	until := p.until()
	if len(until) == 0 {
		s.paragraph(left+2, regular, bodySize, black, "期限と費用の定めはありません。ご準備ができましたら、お早めにお送りください。")
		return
	}
	for _, u := range until {
		s.need(heightOf(headingSize) + 3*heightOf(bodySize))
		s.paragraph(left+2, bold, headingSize, black, u.day)
		s.paragraph(left+2, regular, bodySize, black, cited(u.cost, u.rule))
		s.paragraph(left+2, regular, smallSize, grey, u.why)
		s.space(1.2)
	}
	s.paragraph(left+2, regular, smallSize, grey,
		cited("返却の日は、お出しになった日ではなく、返却センターが荷物を受け付けた日です。余裕をもってお送りください。", terms.C11))
}

// until is a deadline in words.
type until struct {
	rule terms.ID
	day  string
	cost string
	why  string
}

// expected is what the terms say of a return: n days from an event, else cost.
type expected struct {
	name  string // of the case's deadline
	rule  terms.ID
	n     int
	event string
	cost  string
}

// until are the deadlines of the return: those that run with their days, else
// what the terms say, counted from what is still to happen. One that is met
// already, as either of two parcels keeps it, asks for nothing more, but that
// the loaner comes back in the end (U-6).
func (p Slip) until() []until {
	var known, ahead []until
	met := false
	for _, e := range p.expected() {
		i := slices.IndexFunc(p.Promises, func(d Promise) bool { return d.Name == e.name })
		if i < 0 {
			ahead = append(ahead, until{
				rule: e.rule, cost: e.cost, day: fmt.Sprintf("%sの翌日から数えて%d日以内に到着", e.event, e.n),
				why: "最終日は、" + e.event + "が確定したときに通知でお知らせします。",
			})
			continue
		}
		d := p.Promises[i]
		u := until{rule: e.rule, day: day(d.Count.LastGoodDay) + "までに到着", cost: e.cost, why: why(d.Count)}
		switch d.Outcome {
		case journal.Met:
			met = true
			continue
		case journal.Lapsed:
			u.day += "（期限を過ぎています）"
		}
		known = append(known, u)
	}
	if len(known) > 0 || met && p.Kind != Loaner {
		return known
	}
	return ahead
}

// why says how the day of a deadline comes about (C-2, C-5).
func why(c jst.Count) string {
	return fmt.Sprintf("%sの翌日から数えて%d日以内です。%sに期限が過ぎます。（%s）", day(c.Event), c.N, wide.Replace(jst.InstantJA(c.Lapse)), c.Rule())
}

const (
	asked      = "期限までに到着を確認できない場合は、お問い合わせします。"
	loanerLent = "貸出機の到着日"
	deviceBack = "修理または交換の完了した端末の到着日"
)

func (p Slip) expected() []expected {
	t := p.Terms
	switch {
	case p.Kind == OldDevice:
		return []expected{{
			"old-device-back", terms.N5, t.N5.Within, "交換用の端末のお届け日",
			"期限までに返却を確認できない場合は、端末保守調定金" + p.price() + "を申し受けます。",
		}}
	case p.Kind == Equipment:
		return []expected{{"equipment-back", terms.K5, t.K5.ReturnWithin, "解約の日", asked}}
	case p.Kind == FaultyExchange:
		return []expected{{"guarantee-faulty-back", terms.W8, t.W11.FaultyWithin, "新たな交換端末の到着日", asked}}
	case p.Kind == ExchangeDevice:
		return []expected{{
			"exchange-device-back", terms.U9, t.U9.ReturnWithin, "新たな交換端末の到着日",
			"期限までに返却を確認できない場合は、先の交換端末の代金" + p.price() + "を申し受けます。",
		}}
	case p.Kind == Loaner && p.Guarantee:
		return []expected{{"guarantee-loaner-back", terms.W11, t.W11.LoanerWithin, deviceBack, asked}}
	case p.Kind == Loaner:
		return []expected{
			{"loaner-asked-back", terms.U6, t.U6.AskWithin, deviceBack, asked},
			{"loaner-back", terms.U6, t.U6.Within, deviceBack, "期限までに返却を確認できない場合は、貸出機の代金" + p.price() + "を申し受けます。"},
			p.deviceOrLoaner(),
		}
	case p.Kind == BrokenDevice && p.Guarantee:
		return []expected{{
			"guarantee-device-in", terms.W11, t.W11.DeviceWithin, "受付日",
			"期限までに端末が届かない場合は、受付を終了します。費用はかからず、ご利用回数にも数えません。",
		}}
	case p.Kind == BrokenDevice:
		return p.brokenDevice()
	}
	return nil
}

// brokenDevice are U-4 and U-5 where a loaner is lent or on its way, and U-12
// where none is.
func (p Slip) brokenDevice() []expected {
	t := p.Terms
	afterLoaner := expected{
		"device-after-loaner", terms.U4, t.U4.Within, loanerLent,
		"期限までに到着を確認できない場合は、お問い合わせのうえ貸出機のご返却をお願いすることがあります。",
	}
	alone := expected{
		"device-in", terms.U12, t.U12.Within, "受付日",
		"期限までに端末が届かない場合は、受付を終了します。費用はかからず、ご利用回数にも数えません。",
	}
	lent := slices.ContainsFunc(p.Promises, func(d Promise) bool { return d.Name == afterLoaner.name })
	switch {
	case lent:
		return []expected{afterLoaner, p.deviceOrLoaner(), alone}
	case p.Price > 0:
		return []expected{afterLoaner, p.deviceOrLoaner()}
	}
	return []expected{alone}
}

// deviceOrLoaner is U-5, which either of the two parcels keeps.
func (p Slip) deviceOrLoaner() expected {
	return expected{
		"device-or-loaner-back", terms.U5, p.Terms.U5.Within, loanerLent,
		"期限までに、故障端末の到着も貸出機のご返却も確認できない場合は、貸出機の代金" + p.price() + "を申し受けます。",
	}
}

// price is the amount that is charged, where it is known.
func (p Slip) price() string {
	if p.Price == 0 {
		return ""
	}
	return money(p.Price)
}
