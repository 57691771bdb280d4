package papers

import (
	"fmt"
	"slices"

	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Packing is a packing slip (送付状): it goes into a parcel that the carrier sends,
// and tells what is in it and what is to be done with it.
type Packing struct {
	Issuer
	Case      string
	Kind      string // of the parcel
	Tracking  string // the courier's number, also as a barcode
	Device    Device // zero where there is none in it
	SIMs      int
	Guarantee bool // つながる端末保証
	// Refurbished tells that the device is a refurbished one (リフレッシュ品).
	Refurbished bool
	// Slips are the numbers of the return slips that go with it. Broken tells that
	// the member's broken device is still to come, Agreement that a repair
	// agreement goes with it.
	Slips     []string
	Broken    bool
	Agreement bool
	// Collect is what the courier collects on delivery (W-6); zero for nothing.
	Collect yen.Amount
	// Name, PostalCode and Address are the member's, from the member's own record.
	Name, PostalCode, Address string
}

// Kinds of parcels, as the cases keep them.
const (
	ParcelSignup          = "signup"          // S-13
	ParcelReplacement     = "replacement"     // N-3
	ParcelLoaner          = "loaner"          // U-3, W-11
	ParcelRepaired        = "repaired-device" // U-1
	ParcelReturned        = "returned-device" // U-11
	ParcelExchangeDevice  = "exchange-device" // U-9
	ParcelGuaranteeDevice = "exchange"        // W-6
	ParcelEqualDevice     = "equal-device"    // P-7
	ParcelBack            = "device-back"     // P-7, W-6
)

// sent are what people call the device in a parcel.
var sent = map[string]string{
	ParcelSignup:          "ご注文の端末",
	ParcelReplacement:     "交換用の端末",
	ParcelLoaner:          "貸出機",
	ParcelRepaired:        "修理が完了した端末",
	ParcelReturned:        "お預かりした端末（修理をせずにお返しします）",
	ParcelExchangeDevice:  "交換端末",
	ParcelGuaranteeDevice: "交換端末",
	ParcelEqualDevice:     "交換用の端末（同等品）",
	ParcelBack:            "お預かりした端末",
}

// PDF is the slip.
func (p Packing) PDF() ([]byte, error) {
	s := newSheet("送付状", p.Carrier.JA+"　送付状 "+p.Tracking)
	s.title("送付状", "Packing slip", "発行日　"+day(p.On), "受付番号　"+p.Case)
	p.recipient(s)
	s.put(left, regular, smallSize, grey, "お問い合わせ伝票番号　Tracking number")
	s.y += heightOf(smallSize)
	number := s.measure(bold, largeSize)(p.Tracking)
	s.put(left+(width-number)/2, bold, largeSize, black, p.Tracking)
	s.y += heightOf(largeSize) + 1.2
	s.barcode(p.Tracking, 15)
	p.contents(s)
	p.collect(s)
	p.next(s)
	s.space(3)
	s.need(2 * heightOf(smallSize))
	s.paragraph(left, regular, smallSize, black, "お問い合わせ　"+contact(p.Terms.Contacts.Support))
	return s.bytes()
}

func (p Packing) recipient(s *sheet) {
	const height = 33.0
	begin := s.y
	s.y = begin + 2
	s.put(left+4, regular, smallSize, grey, "お届け先　Ship to")
	s.y = begin + 7.5
	s.put(left+4, regular, largeSize, black, "〒"+p.PostalCode)
	s.y = begin + 15
	s.within(left+4, right-4, regular, headingSize, black, p.Address)
	s.put(left+4, bold, largeSize-1, black, p.Name+" 様")
	end := max(begin+height, s.y+heightOf(largeSize)+2)
	s.frame(left, begin, width, end-begin, thick)
	s.y = end + 1.5
	note := "差出人　" + p.Carrier.JA
	if p.Kind == ParcelSignup {
		note += "　　" + cited("転送不可。お届け先の変更と営業所でのお受け取りはできません。", terms.S13)
	}
	s.paragraph(left, regular, smallSize, black, note)
	s.space(1.5)
}

func (p Packing) contents(s *sheet) {
	s.space(1)
	s.heading("お届けする品物", "What is in this parcel")
	if p.Device != (Device{}) {
		note := p.Device.name() + imei(p.Device)
		if p.Refurbished {
			note += "　リフレッシュ品"
		}
		name, ok := sent[p.Kind]
		if !ok {
			name = "端末"
		}
		s.tick(name, note)
	}
	if p.SIMs > 0 {
		s.tick(fmt.Sprintf("SIMカード %d枚", p.SIMs), "")
	}
	for _, slip := range p.Slips {
		s.tick("返送票", slip)
	}
	if p.Agreement {
		s.tick("修理同意書（ご記入とご署名のうえ、故障した端末と一緒にお送りください）", "")
	}
	s.tick("この送付状", "")
}

func (p Packing) collect(s *sheet) {
	if p.Collect == 0 {
		return
	}
	s.heading("代金引換", "To be paid on delivery")
	s.paragraph(left+2, bold, headingSize, black, p.Collect.JA()+"（税込）")
	s.paragraph(left+2, regular, bodySize, black, cited("交換の代金と代金引換手数料です。お受け取りの際に配送員へお支払いください。", terms.W6))
}

// next says what to do once it has arrived.
func (p Packing) next(s *sheet) {
	todo := p.todo()
	if len(todo) == 0 {
		return
	}
	s.heading("お受け取りになったら", "Once it has arrived")
	for _, t := range todo {
		s.paragraph(left+2, regular, bodySize, black, "・"+t)
		s.space(0.8)
	}
	if slices.ContainsFunc([]string{ParcelReplacement, ParcelLoaner, ParcelRepaired, ParcelExchangeDevice}, func(kind string) bool { return kind == p.Kind }) {
		s.paragraph(left+2, regular, smallSize, grey, cited("期間は、お受け取りの日の翌日から数えます。最終日は通知でお知らせします。", terms.C2))
	}
}

func (p Packing) todo() []string {
	t := p.Terms
	switch {
	case p.Kind == ParcelReplacement:
		return []string{
			cited(fmt.Sprintf("%d日以内に動作をご確認ください。不具合は、その間にご連絡ください。", t.N4.Within), terms.N4),
			cited(fmt.Sprintf("交換前の端末を、返送票とともに%d日以内にご返却ください。", t.N5.Within), terms.N5),
		}
	case p.Kind == ParcelLoaner && p.Guarantee:
		return []string{cited("貸出機（Android端末）の送料は、お客様のご負担となります。", terms.W11)}
	case p.Kind == ParcelLoaner:
		todo := []string{cited(fmt.Sprintf("貸出機に不具合がある場合は、%d日以内にご連絡ください。", t.U3.TroubleWithin), terms.U3)}
		if p.Broken {
			todo = append(todo, cited(fmt.Sprintf("故障した端末を、返送票とともに%d日以内にお送りください。", t.U4.Within), terms.U4))
		}
		return todo
	case p.Kind == ParcelRepaired:
		return append([]string{
			cited(fmt.Sprintf("修理前と同じ症状がある場合は、%d日以内にご連絡ください。無償で再修理します。", t.U8.Within), terms.U8),
		}, p.loanerBack()...)
	case p.Kind == ParcelReturned:
		return p.loanerBack()
	case p.Kind == ParcelExchangeDevice:
		return append([]string{
			cited(fmt.Sprintf("この端末が以後の補償の対象です。故障は%d日以内にご連絡ください。", t.U9.FaultWithin), terms.U9),
		}, p.loanerBack()...)
	case p.Kind == ParcelGuaranteeDevice:
		return []string{cited(fmt.Sprintf("この端末が以後の保証の対象です。不具合は、お受け取りから%d日以内にご連絡ください。", t.W8.Within), terms.W8)}
	}
	return nil
}

// loanerBack asks for the loaner, where there is something to send back.
func (p Packing) loanerBack() []string {
	if len(p.Slips) == 0 {
		return nil
	}
	return []string{cited(fmt.Sprintf("貸出機がお手元にある場合は、データを消去し、返送票とともに%d日以内にご返却ください。", p.Terms.U6.AskWithin), terms.U6)}
}
