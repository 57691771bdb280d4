package papers

import (
	"fmt"

	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Agreement is a repair agreement (修理同意書): what the member agrees to before a
// device is repaired, to be signed and put into its parcel (U-1, W-11).
type Agreement struct {
	Issuer
	Case       string
	ReceivedOn jst.Day
	Device     Device
	// Guarantee tells the agreement of つながる端末保証 from that of the
	// compensation option for used devices.
	Guarantee bool
	// Name, PostalCode and Address are the member's, from the member's own record.
	Name, PostalCode, Address string
}

// clause is one thing that is agreed to.
type clause struct {
	title string
	text  string
	rules []terms.ID
}

// PDF is the agreement.
func (p Agreement) PDF() ([]byte, error) {
	s := newSheet("修理同意書", p.Carrier.JA+"　修理同意書　受付番号 "+p.Case)
	s.title("修理同意書", "Repair agreement", "受付番号　"+p.Case, "受付日　"+day(p.ReceivedOn), "発行日　"+day(p.On))
	s.paragraph(left, regular, bodySize, black, p.Carrier.JA+" 御中")
	s.paragraph(left, regular, bodySize, black,
		"私は、下記の端末の修理または交換を申し込むにあたり、次の事項を確認し、これに同意します。")
	s.paragraph(left, regular, smallSize, grey,
		"In asking for the repair or exchange of the device below, I have read what follows and agree to it.")
	p.subject(s)
	s.heading("同意していただくこと", "What you agree to")
	for i, c := range p.clauses() {
		s.need(heightOf(bodySize) * 3)
		s.put(left+2, bold, bodySize, black, fmt.Sprintf("%d.", i+1))
		s.paragraph(left+tickIndent, bold, bodySize, black, c.title+rulesOf(c))
		s.paragraph(left+tickIndent, regular, bodySize-0.5, black, c.text)
		s.space(0.8)
	}
	p.checklist(s)
	p.signature(s)
	return s.bytes()
}

func rulesOf(c clause) string {
	text := ""
	for i, r := range c.rules {
		if i > 0 {
			text += "・"
		}
		text += string(r)
	}
	return "（" + text + "）"
}

func (p Agreement) subject(s *sheet) {
	service := "端末補償オプション（中古）"
	if p.Guarantee {
		service = "つながる端末保証"
	}
	s.heading("対象の端末", "The device")
	s.facts(
		fact{"補償の種類", service}, fact{"端末", p.Device.name() + imei(p.Device)}, fact{"ご契約者", p.Name}, fact{"ご住所", p.home()},
	)
}

func (p Agreement) home() string {
	if p.Address == "" {
		return ""
	}
	return "〒" + p.PostalCode + "　" + p.Address
}

func (p Agreement) clauses() []clause {
	sent, repair := terms.U10, p.used()
	if p.Guarantee {
		sent, repair = terms.W11, p.guaranteed()
	}
	all := []clause{{
		"データの消去と責任",
		"端末をお送りになる前に、必要なデータのバックアップと、端末のデータの消去（オールリセット）を済ませてください。データが消去されていない場合、そのデータに起因する損害について、当社は一切の責任を負いません。",
		[]terms.ID{sent},
	}}
	return append(all, repair...)
}

// used are the clauses of the compensation option for used devices (U).
func (p Agreement) used() []clause {
	t := p.Terms
	return []clause{
		{
			"ロックと探索機能の解除、付属品の取り外し",
			"画面ロックと端末を探す機能を解除し、アカウントからサインアウトしてください。SIMカードやカバーなどの付属品は取り外してください。",
			[]terms.ID{terms.U10},
		},
		{
			"修理の方法と部品",
			"修理に正規品以外の部品を用いることがあり、その場合、オプションの解約後にメーカーの正規修理を受けられなくなることがあります。正規修理と非正規修理のどちらによるかを選ぶことはできません。",
			[]terms.ID{terms.U1},
		},
		{
			"補償の対象とならない場合",
			fmt.Sprintf("確認の結果、故障を確認できない場合、または補償の対象とならない場合（ご購入から%dか月を過ぎた自然故障などを含みます）は、端末を修理せずにお返しします。この場合、ご利用回数には数えません。", t.U2.Months),
			[]terms.ID{terms.U11, terms.U2, terms.O7},
		},
		{
			"修理後の不具合",
			fmt.Sprintf("修理完了端末の到着日の翌日から数えて%d日以内に、修理前と同じ症状をご連絡いただいた場合は、無償で再修理します。その後のご連絡は、新たなご利用としてお取り扱いします。", t.U8.Within),
			[]terms.ID{terms.U8},
		},
		{
			"交換となった場合",
			fmt.Sprintf("交換端末が以後の補償の対象となります。到着日の翌日から数えて%d日以内にご連絡いただき、故障を確認できた場合は、新たな交換端末をお送りします。先の交換端末を、新たな交換端末の到着日の翌日から数えて%d日以内にご返送いただけない場合は、その代金を申し受けます。", t.U9.FaultWithin, t.U9.ReturnWithin),
			[]terms.ID{terms.U9},
		},
		{
			"貸出機をお貸しする場合",
			fmt.Sprintf("貸出機の到着日の翌日から数えて%d日以内に、故障端末の到着も貸出機のご返却も確認できない場合、または修理完了端末の到着日の翌日から数えて%d日以内に貸出機のご返却を確認できない場合は、貸出機の代金を申し受けます。貸出期間中に貸出機が故障した場合は、修理または交換の費用を申し受けます。貸出機も、ご返却の前にデータを消去してください。",
				t.U5.Within, t.U6.Within),
			[]terms.ID{terms.U5, terms.U6, terms.U7, terms.U10},
		},
		{
			"この同意書の同封",
			"この同意書が同封されていない場合は、届くまで修理の受付を保留します。",
			[]terms.ID{terms.U1},
		},
	}
}

// guaranteed are the clauses of つながる端末保証 (W).
func (p Agreement) guaranteed() []clause {
	t := p.Terms
	return []clause{
		{
			"カード類の取り出し、eSIMと電子証明書",
			"SIMカードとメモリーカードを抜き、eSIMを消去してください。スマホ用電子証明書をご利用の場合は、端末を初期化する前に、ご自身で失効の手続きを済ませてください。",
			[]terms.ID{terms.W11},
		},
		{
			"費用",
			fmt.Sprintf("修理は無料です。ただし、補償の上限（1回%s）を超えた額は申し受けます。修理の過程でメーカーの判断により交換となった場合も、修理として取り扱い、同じく上限を超えた額を申し受けます。", money(t.W7.Limit)),
			[]terms.ID{terms.W6, terms.W7},
		},
		{
			"交換となった場合",
			fmt.Sprintf("交換の代金は、1年間のご利用の1回目が%s、2回目が%s（いずれも税込）で、代金引換手数料%s（税込）とともに、お届けのときにお支払いいただきます。機種と色は選べません。交換端末が以後の保証の対象となり、不具合は到着日の翌日から数えて%d日以内にご連絡ください。iOS端末とモバイルルータは、修理のみとなります。",
				t.W6.Exchange[0].TaxIncluded.JA(), t.W6.Exchange[1].TaxIncluded.JA(), t.W6.CODFee.JA(), t.W8.Within),
			[]terms.ID{terms.W6, terms.W8},
		},
		{
			"保証の対象とならない場合",
			"確認の結果、故障を確認できない場合、または保証の対象とならない場合（メーカー以外による修理や改造のある端末などを含みます）は、端末を修理せずにお返しします。",
			[]terms.ID{terms.W9, terms.W10},
		},
		{
			"貸出機をお貸しする場合",
			"貸出機（Android端末）の送料は、お客様のご負担となります。",
			[]terms.ID{terms.W11},
		},
		{
			"この同意書の同封",
			"この同意書が同封されていない場合は、届くまで修理の受付を保留します。",
			[]terms.ID{terms.W11},
		},
	}
}

func (p Agreement) checklist(s *sheet) {
	items := p.Terms.U10.Checklist
	if p.Guarantee {
		items = p.Terms.W11.Checklist
	}
	s.heading("お送りになる前のご確認", "Checked before sending")
	s.ticks(items)
	if p.Guarantee {
		s.paragraph(left+2, regular, smallSize, grey, certificate(p.Terms))
	}
}

func (p Agreement) signature(s *sheet) {
	const date, name = 64.0, 106.0 // where the first ends and the second begins
	s.space(5)
	s.need(2 * heightOf(bodySize))
	begin := s.y
	s.put(left+2, regular, bodySize, black, "ご記入日")
	s.put(left+23, regular, bodySize, black, "　　　年　　　月　　　日")
	s.put(left+width/2-6, regular, bodySize, black, "ご署名")
	s.y += heightOf(bodySize)
	s.line(left+20, s.y, left+date+6, s.y)
	s.line(name+13, s.y, right, s.y)
	s.y += 0.5
	s.put(left+2, regular, smallSize, grey, "Date")
	s.put(left+width/2-6, regular, smallSize, grey, "Signature")
	s.put(name+13, regular, smallSize, grey, "ご契約者ご本人がご記入ください。")
	s.y = begin + heightOf(bodySize) + heightOf(smallSize) + 0.5
}

func imei(d Device) string {
	if d.IMEI == "" {
		return ""
	}
	return "　IMEI " + d.IMEI
}
