package papers

import (
	"fmt"
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
	BrokenDevice      = "broken-device"      // U-4, U-5, U-12, W-11
	Loaner            = "loaner"             // U-5, U-6, W-11
	ExchangeDevice    = "exchange-device"    // U-9
	FaultyExchange    = "faulty-exchange"    // W-8
	UsedDevice        = "used-device"        // P-7
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
	// Promises are deadlines of the case; those that are not of this return's kind
	// are passed over.
	Promises []Promise
	// Price is what is charged where it does not come back: a fixed amount (N-5),
	// or the price of the loaner or exchange device (U-5, U-6, U-9), zero where
	// that is not known yet.
	Price yen.Amount
	// BookedOn is the day on which the return centre booked it in; zero before.
	BookedOn jst.Day
}

// Promise is a deadline of the return.
type Promise struct {
	Name    string // as the case names it, without a number
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
	s.put(left, regular, smallSize, grey, "返却伝票番号　Slip number")
	s.y += heightOf(smallSize)
	number := s.measure(bold, largeSize)(p.Number)
	s.put(left+(width-number)/2, bold, largeSize, black, p.Number)
	s.y += heightOf(largeSize) + 1.2
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
	FaultyExchange:    "不具合のある交換端末（本体）",
	UsedDevice:        "不具合のある中古端末（本体）",
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
	if rule == terms.W11 {
		s.paragraph(left+2, regular, smallSize, grey, certificate(p.Terms))
	}
}

// certificate says whom to ask about the phone's electronic certificate (スマホ用
// 電子証明書), which is revoked before the phone is wiped (W-11).
func certificate(t *terms.Version) string {
	desk := t.W11.CertificateDesk
	return cited(fmt.Sprintf("スマホ用電子証明書の失効は、端末を初期化する前にお済ませください。お問い合わせ　%s　%s（%s）", desk.Name.JA, desk.Phone, desk.Hours.JA), terms.W11)
}
