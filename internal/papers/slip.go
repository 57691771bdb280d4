package papers

import (
	"fmt"
	"slices"
	"strings"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Kinds of returns, as the cases keep them.
const (
	OldDevice         = "old-device"         // N-5
	FaultyReplacement = "faulty-replacement" // N-4
	Equipment         = "equipment"          // K-5
	BrokenDevice      = "broken-device"      // U-4, U-5, W-11
	Loaner            = "loaner"             // U-5, U-6
	ExchangeDevice    = "exchange-device"    // U-9
)

// Slip is a return slip (返送票): it goes into the parcel with what is sent back,
// and tells the return centre whose it is by its number.
type Slip struct {
	Issuer
	Number string // of the slip, also as a barcode
	Case   string
	Kind   string // of the return
	Device Device // zero for equipment
	// Guarantee tells a device under つながる端末保証, whose checklist is that of
	// W-11, from one under the compensation option.
	Guarantee bool
	// Agreement tells that the repair agreement goes into the parcel.
	Agreement bool
	// Promises are the case's deadlines, the earliest first; those that are not
	// the return's are passed over.
	Promises []Promise
	// Price is what is charged where it does not come back: a fixed amount (N-5),
	// or the price of the loaner or exchange device (U-5, U-6, U-9), zero where
	// that is not known yet.
	Price yen.Amount
}

// Promise is a deadline of the return.
type Promise struct {
	Rule    terms.ID
	Count   jst.Count
	Outcome journal.Outcome // empty while it is open
}

// PDF is the slip.
func (p Slip) PDF() ([]byte, error) {
	s := newSheet("返送票", p.Carrier.JA+"　返送票 "+p.Number)
	s.title("返送票", "Return slip", "発行日　"+day(p.On), "受付番号　"+p.Case)
	s.paragraph(left, regular, bodySize, black, "この票を、お送りいただく品物と一緒に箱の中へ入れてください。番号で、どなたの品物かを確認します。")
	s.paragraph(left, regular, smallSize, grey, "Put this page into the parcel. Its number tells the return centre whose parcel it is.")
	s.space(2)
	p.address(s)
	p.number(s)
	p.contents(s)
	p.checklist(s)
	p.deadlines(s)
	s.space(3)
	s.need(2 * heightOf(smallSize))
	s.paragraph(left, regular, smallSize, black, "お問い合わせ　"+contact(p.Terms.Contacts.Support))
	return s.bytes()
}

func (p Slip) address(s *sheet) {
	const height = 33.0
	to := p.Terms.Contacts.ReturnCentre
	begin := s.y
	s.frame(left, begin, width, height, thick)
	s.y = begin + 2
	s.put(left+4, regular, smallSize, grey, "お送り先　Ship to")
	s.y = begin + 7.5
	s.put(left+4, regular, largeSize, black, "〒"+to.PostalCode)
	s.y = begin + 15
	s.within(left+4, right-4, bold, largeSize-1, black, to.JA)
	s.put(left+4, regular, largeSize-1, black, p.Carrier.JA+" 返却センター 行")
	s.y = begin + height + 3
}

func (p Slip) number(s *sheet) {
	s.put(left, regular, smallSize, grey, "返送票番号　Slip number")
	s.y += heightOf(smallSize)
	number := s.measure(bold, largeSize)(p.Number)
	s.put(left+(width-number)/2, bold, largeSize, black, p.Number)
	s.y += heightOf(largeSize) + 0.5
	s.barcode(p.Number, 15)
	s.space(1)
}

// things are what goes into the parcel beside the slip.
var things = map[string]string{
	OldDevice:         "交換前の端末（本体）",
	FaultyReplacement: "不具合のある交換用の端末（本体）",
	BrokenDevice:      "故障した端末（本体）",
	Loaner:            "貸出機（本体と、一緒にお送りした品物）",
	ExchangeDevice:    "先にお送りした交換端末（本体）",
	Equipment:         "SIMカードなど、返却をお願いした品物",
}

func (p Slip) contents(s *sheet) {
	s.heading("箱に入れるもの", "What goes into the parcel")
	thing, ok := things[p.Kind]
	if !ok {
		thing = "返却をお願いした品物"
	}
	s.tick(thing, strings.TrimSpace(p.Device.name()+imei(p.Device)))
	if p.Agreement {
		s.tick("修理同意書（ご記入とご署名のあるもの）", "修理同意書がない場合は、届くまで修理の受付を保留します。")
	}
	s.tick("この返送票", "")
}

func (p Slip) checklist(s *sheet) {
	if p.Kind == Equipment {
		return
	}
	rule, items := terms.U10, p.Terms.U10.Checklist
	if p.Guarantee && p.Kind == BrokenDevice {
		rule, items = terms.W11, p.Terms.W11.Checklist
	}
	s.heading("お送りになる前に", "Before you send it")
	s.ticks(items)
	s.paragraph(left+2, regular, smallSize, grey,
		cited("データが消去されていない場合、そのデータに起因する損害について、当社は一切の責任を負いません。", rule))
}

// deadlines tell until when, why then, and what it costs else.
func (p Slip) deadlines(s *sheet) {
	s.heading("期限", "Deadline")
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

// expected is what the terms say of a return before its day is known.
type expected struct {
	rule  terms.ID
	n     int
	event string
	cost  string
}

// until are the deadlines of the return: those that run with their days, else
// what the terms say, counted from what is still to happen.
func (p Slip) until() []until {
	var running, ahead []until
	left := slices.Clone(p.Promises)
	for _, e := range p.expected() {
		i := slices.IndexFunc(left, func(d Promise) bool { return d.Rule == e.rule })
		if i < 0 {
			ahead = append(ahead, until{
				rule: e.rule, cost: e.cost, day: fmt.Sprintf("%sの翌日から数えて%d日以内に到着", e.event, e.n),
				why: "最終日は、" + e.event + "が確定したときに通知でお知らせします。",
			})
			continue
		}
		d := left[i]
		left = slices.Delete(left, i, i+1)
		u := until{rule: e.rule, day: day(d.Count.LastGoodDay) + "までに到着", cost: e.cost, why: why(d.Count)}
		if d.Outcome == journal.Lapsed {
			u.day += "（期限を過ぎています）"
		}
		running = append(running, u)
	}
	if len(running) > 0 {
		return running
	}
	return ahead
}

// why says how the day of a deadline comes about (C-2, C-5).
func why(c jst.Count) string {
	return fmt.Sprintf("%sの翌日から数えて%d日以内です。%sに期限が過ぎます。（%s）", day(c.Event), c.N, wide.Replace(jst.InstantJA(c.Lapse)), c.Rule())
}

func (p Slip) expected() []expected {
	t := p.Terms
	price := "代金"
	if p.Price > 0 {
		price += money(p.Price)
	}
	const ask = "期限までに到着を確認できない場合は、お問い合わせのうえ貸出機のご返却をお願いすることがあります。"
	switch p.Kind {
	case OldDevice:
		return []expected{{
			terms.N5, t.N5.Within, "交換用の端末のお届け日",
			"期限までに返却を確認できない場合は、端末保守調定金" + money(t.N5.Amount) + "を申し受けます。",
		}}
	case Equipment:
		return []expected{{
			terms.K5, t.K5.ReturnWithin, "解約の日",
			"期限までに返却を確認できない場合は、サポートセンターからお問い合わせします。",
		}}
	case Loaner:
		return []expected{
			{terms.U6, t.U6.AskWithin, "修理または交換の完了した端末の到着日", "期限までに到着を確認できない場合は、お問い合わせします。"},
			{terms.U6, t.U6.Within, "修理または交換の完了した端末の到着日", "期限までに返却を確認できない場合は、貸出機の" + price + "を申し受けます。"},
			{
				terms.U5, t.U5.Within, "貸出機の到着日",
				"期限までに、故障端末の到着も貸出機のご返却も確認できない場合は、貸出機の" + price + "を申し受けます。",
			},
		}
	case ExchangeDevice:
		return []expected{{
			terms.U9, t.U9.ReturnWithin, "新たな交換端末の到着日",
			"期限までに返却を確認できない場合は、先の交換端末の" + price + "を申し受けます。",
		}}
	case BrokenDevice:
		if p.Guarantee {
			return nil
		}
		return []expected{
			{terms.U4, t.U4.Within, "貸出機の到着日", ask},
			{
				terms.U5, t.U5.Within, "貸出機の到着日",
				"期限までに、故障端末の到着も貸出機のご返却も確認できない場合は、貸出機の" + price + "を申し受けます。",
			},
			{terms.U12, t.U12.Within, "受付日", "期限までに端末が届かない場合は、受付を終了します。費用はかからず、ご利用回数にも数えません。"},
		}
	}
	return nil
}
