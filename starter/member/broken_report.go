package member

import (
	"fmt"
	"slices"

	"kigen/internal/jst"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// reporting is a breakage that is about to be handed in.
type reporting struct {
	*breakage
	operation string
	input     pages.Input
	title     terms.Text
	// costs are what it costs, and what it would cost else.
	costs []cost
	// promises are what the member and the carrier do, and by when.
	promises []promise
	rules    []terms.ID
	course   *course
	problem  *api.Problem
	key      string
}

// cost is an amount with what it is for, or what has it arise.
type cost struct {
	rule   terms.ID
	when   terms.Text
	amount int64 // in yen
	tax    terms.TaxClass
	// unknown is said in place of an amount that is not known yet.
	unknown terms.Text
	later   bool // it arises only if something is not done
}

// promise is something to do, and by when.
type promise struct {
	rule terms.ID
	text terms.Text
}

// use is the use of a cover that it would be, and the use year.
type use struct {
	no, most int
	from, to jst.Day
}

func (v *visit) reporting(b *breakage) (*reporting, error) {
	r := &reporting{breakage: b, key: pages.NewKey()}
	switch b.way() {
	case byClaim:
		r.claim()
	case byRepair:
		r.repair()
	case byExchange:
		r.exchange()
	case byGuarantee:
		r.guaranteeClaim()
	default:
		return nil, pages.Missing()
	}
	return r, nil
}

func (r *reporting) call(operation, id string, body map[string]any) {
	r.operation, r.input = operation, pages.ByID(id)
	r.input.Body = body
}

// use is the next of the cover that takes it; nil where none is counted.
func (r *reporting) use() *use {
	switch c := r.device.Compensation; {
	case r.way() == byExchange || r.forMaker():
		return nil
	case r.way() == byGuarantee:
		g := r.device.guarantee
		return &use{g.Used + 1, g.MaxUses, g.YearFrom, g.YearTo}
	case c != nil:
		return &use{c.Used + 1, c.MaxUses, c.YearFrom, c.YearTo}
	}
	return nil
}

// forMaker tells that the maker's warranty takes it (N-2): a natural failure of a
// new device within the months from its use start.
func (r *reporting) forMaker() bool {
	day, err := jst.ParseDay(r.answer(askDay))
	return err == nil && r.way() == byClaim && r.answer(askWhat) == string(terms.NaturalFailure) &&
		!day.After(jst.Months(r.device.UseStart, r.terms.N2.Months).LastGoodDay)
}

// claim is the replacement of a new device (N).
func (r *reporting) claim() {
	t := r.terms
	r.title = text("端末の交換（端末補償オプション）", "Replacement under the compensation option")
	r.call("fileClaim", r.device.ID, map[string]any{"cause": r.answer(askWhat), "fault_day": r.answer(askDay)})
	if r.forMaker() {
		r.title = text("メーカー保証のご案内", "The maker's warranty takes it")
		r.costs = []cost{{rule: terms.N2, when: text("お申し出の費用", "This report"), tax: terms.Taxed}}
		r.promises = []promise{
			{terms.N2, text(fmt.Sprintf("利用開始から%dか月以内の自然故障は、メーカーが修理します。補償の回数には数えません。", t.N2.Months), fmt.Sprintf("A natural failure within %d months of use start is the maker's to repair; no use is counted.", t.N2.Months))},
			{terms.P6, text("保証書に記載のメーカーの窓口に、修理をお申し込みください。ご案内をメールでもお送りします。", "Ask for the repair at the maker's desk that the warranty card names. We write that to you, too.")},
		}
		r.rules = []terms.ID{terms.N2, terms.P6}
		return
	}
	no := min(max(r.use().no, 1), len(t.N1.Burdens))
	r.costs = []cost{
		{rule: terms.N1, when: text(fmt.Sprintf("端末交換負担金（%d回目のご利用）", no), fmt.Sprintf("Your share (use no. %d)", no)), amount: t.N1.Burdens[no-1].TaxIncluded.Int64(), tax: terms.Taxed},
		{
			rule: terms.N5, later: true, amount: t.N5.Amount.Int64(), tax: t.N5.TaxClass,
			when: text(fmt.Sprintf("交換前の端末が、交換用端末のお届け日の翌日から数えて%d日以内に返却センターに届かない場合", t.N5.Within), fmt.Sprintf("If the old device is not at the return centre within %d days of the delivery of the new one", t.N5.Within)),
		},
	}
	target := jst.Within(jst.DayOf(r.now), t.N6.Within).LastGoodDay
	r.promises = []promise{
		{terms.N6, text("交換用の端末を、"+target.JA()+"を目安にお届けします（一部地域を除く）。", "The replacement is delivered by about "+target.EN()+", remote areas excepted.")},
		{terms.N3, text("交換用の端末は同一機種・同一色、難しい場合は同等の端末です。リフレッシュ品のことがあります。", "It is the same model and colour, or an equal one, and may be refurbished.")},
		{terms.N4, text(fmt.Sprintf("お届けから%d日以内に動作をお確かめください。期間内の不具合のお申し出は、ご利用回数に数えません。", t.N4.Within), fmt.Sprintf("Check it within %d days of its delivery; a fault told by then takes no new use.", t.N4.Within))},
		{terms.N5, text(fmt.Sprintf("交換前の端末は、お届けから%d日以内に返却センターに届くようお送りください。", t.N5.Within), fmt.Sprintf("Send the old device so that it is at the return centre within %d days of that delivery.", t.N5.Within))},
	}
	r.rules = []terms.ID{terms.N1, terms.N3, terms.N4, terms.N5, terms.O4, terms.O7}
}

// repair is that of a used device, with its loaner (U).
func (r *reporting) repair() {
	t := r.terms
	r.title = text("端末の修理（端末補償オプション）", "Repair under the compensation option")
	route := r.answer(askRoute)
	if route == "" {
		route = "parcel"
	}
	body := map[string]any{
		"cause": r.answer(askWhat), "symptom": r.answer(askSymptom), "fault_day": r.answer(askDay), "route": route, "loaner": r.answer(askLoaner) == "yes",
	}
	if shop := r.answer(askShop); shop != "" {
		body["shop"] = shop
	}
	r.call("fileRepair", r.device.ID, body)
	r.costs = []cost{{rule: terms.U11, when: text("補償の対象と確認できた故障の修理・交換", "Repair or exchange of a fault that is confirmed and covered"), tax: terms.Taxed}}
	if route == "shop" {
		r.promises = append(r.promises, promise{terms.U1, text("受付番号を控えて、端末を店舗にお持ちください。修理同意書には店舗でご署名いただきます。", "Bring the device to the shop with the number of this reception. The repair agreement is signed there.")})
	} else {
		r.promises = append(r.promises, promise{terms.U1, text("署名した修理同意書と返送票を同梱して、端末をお送りください。同意書がないと修理を進められません。", "Send the device with the signed repair agreement and its slip. Without the agreement the repair waits.")})
	}
	if r.answer(askLoaner) == "yes" {
		r.loaner()
	} else {
		through := jst.Within(jst.DayOf(r.now), t.U12.Within).LastGoodDay
		r.promises = append(r.promises, promise{terms.U12, text("端末が"+through.JA()+"までに届かない場合は、受付を終了します。費用はかからず、回数にも数えません。", "If the device is not in by "+through.EN()+", the claim ends. It costs nothing and takes no use.")})
	}
	r.promises = append(r.promises, promise{terms.U11, text("点検で故障を確認したときに限り、ご利用回数に数えます。対象とならない場合は、端末をそのままお返しします。", "A use is counted only where the inspection confirms the fault. If it is not covered, the device goes back as it is.")})
	r.rules = append(append([]terms.ID{terms.U1}, r.rules...), terms.U10, terms.U11, terms.U12, terms.O4, terms.O7)
}

func (r *reporting) loaner() {
	t := r.terms
	price := text("貸出機の代金（機種により異なります）", "the loaner's price, which depends on its model")
	r.costs = append(
		r.costs,
		cost{
			rule: terms.U5, later: true, unknown: price,
			when: text(fmt.Sprintf("貸出機の到着から%d日以内に、故障端末が届かず貸出機の返却もない場合", t.U5.Within), fmt.Sprintf("If within %d days of the loaner's arrival neither your device nor the loaner is in", t.U5.Within)),
		},
		cost{
			rule: terms.U6, later: true, unknown: price,
			when: text(fmt.Sprintf("修理後の端末の到着から%d日以内に、貸出機の返却を確認できない場合", t.U6.Within), fmt.Sprintf("If the loaner is not back within %d days of the repaired device's arrival", t.U6.Within)),
		},
		cost{
			rule: terms.U7, later: true, unknown: text("修理または交換の費用", "the cost of its repair or exchange"),
			when: text("貸出期間中に貸出機が故障・破損した場合", "If the loaner is damaged while it is lent"),
		},
	)
	r.promises = append(r.promises,
		promise{terms.U4, text(fmt.Sprintf("貸出機の到着から%d日以内に、故障端末が返却センターに届くようお送りください。", t.U4.Within), fmt.Sprintf("Send your device so that it is at the return centre within %d days of the loaner's arrival.", t.U4.Within))},
		promise{terms.U6, text(fmt.Sprintf("修理後の端末が届いたら、%d日以内に貸出機をお返しください。", t.U6.AskWithin), fmt.Sprintf("Send the loaner back within %d days of the repaired device's arrival.", t.U6.AskWithin))},
	)
	r.rules = []terms.ID{terms.U3, terms.U4, terms.U5, terms.U6, terms.U7}
}

// exchange is that of a used device that malfunctions (P-7).
func (r *reporting) exchange() {
	r.title = text("中古端末の交換", "Exchange of a used device")
	malfunction := r.answer(askSymptom)
	if r.answer(askWhat) == restricted {
		malfunction = supply.NetworkRestriction
	}
	r.call("fileExchange", r.device.ID, map[string]any{"malfunction": malfunction})
	r.costs = []cost{{rule: terms.P7, when: text("当社で症状を確認できた場合の交換", "The exchange, where we confirm the malfunction"), tax: terms.Taxed}}
	r.promises = []promise{
		{terms.P7, text("端末を返送票とともにお送りください。症状を確認し、同等の端末をお送りします。", "Send the device with its slip. We look into it, and send an equal one.")},
		{terms.P7, text("症状を確認できない場合や、お客様の過失などによる場合は、端末をそのままお返しします。", "Where it is not confirmed, or comes from your own fault, the device goes back as it is.")},
		{terms.P7, text("貸出機はご用意していません。補償のご利用回数には数えません。", "There is no loaner. No use of a cover is counted.")},
	}
	r.rules = []terms.ID{terms.P7, terms.U10}
}

// guaranteeClaim is a claim under つながる端末保証 (W).
func (r *reporting) guaranteeClaim() {
	t, g := r.terms, r.device.guarantee
	r.title = text("修理・交換（つながる端末保証）", "Repair or exchange under the Connected Device Guarantee")
	body := map[string]any{"cause": r.answer(askWhat), "fault_day": r.answer(askDay), "loaner": r.answer(askLoaner) == "yes"}
	r.call("fileGuaranteeClaim", g.ID, body)
	r.costs = []cost{{rule: terms.W6, when: text("修理の場合", "If it is repaired"), tax: terms.Taxed}}
	if !g.Device.RepairOnly {
		no := min(max(g.Used+1, 1), len(t.W6.Exchange))
		price := t.W6.Exchange[no-1].TaxIncluded.Int64()
		r.costs = append(r.costs, cost{
			rule: terms.W6, later: true, amount: price + t.W6.CODFee.Int64(), tax: terms.Taxed,
			when: text(fmt.Sprintf("交換になった場合（%d回目の代金%s円と代引手数料%s円。代金引換）", no, pages.Figures.Sprint(price), pages.Figures.Sprint(t.W6.CODFee.Int64())),
				fmt.Sprintf("If it is exchanged: ¥%s for use no. %d and ¥%s for payment on delivery", pages.Figures.Sprint(price), no, pages.Figures.Sprint(t.W6.CODFee.Int64()))),
		})
	}
	r.costs = append(r.costs, cost{
		rule: terms.W7, later: true, unknown: text("上限を超えた額", "what is over the limit"),
		when: text("修理費用が補償の上限（1回"+pages.Figures.Sprint(t.W7.Limit.Int64())+"円）を超えた場合", "If the repair costs more than the limit of ¥"+pages.Figures.Sprint(t.W7.Limit.Int64())+" per use"),
	})
	through := jst.Within(jst.DayOf(r.now), t.W11.DeviceWithin).LastGoodDay
	r.promises = []promise{
		{terms.W11, text("署名した修理同意書を同梱し、"+through.JA()+"までに端末が届くようお送りください。届かない場合は、費用なしで受付を終了します。", "Send the device with the signed repair agreement so that it is in by "+through.EN()+"; else the claim ends, without cost.")},
		{terms.W11, text("スマホ用電子証明書をお使いの場合は、お送りになる前にご自身で失効の手続きをしてください。", "If the phone has your My Number electronic certificate, revoke it yourself before you send it.")},
		{terms.W8, text(fmt.Sprintf("交換用の端末に不具合があるときは、到着から%d日以内にご連絡ください。", t.W8.Within), fmt.Sprintf("Trouble with an exchange device is told within %d days of its arrival.", t.W8.Within))},
	}
	if r.answer(askLoaner) == "yes" {
		r.costs = append(r.costs, cost{rule: terms.W11, when: text("貸出機の送料（着払い）", "Shipping of the loaner, paid on delivery"), unknown: text("実費", "at cost")})
		r.promises = append(r.promises, promise{terms.W11, text(fmt.Sprintf("貸出機は、端末の到着から%d日以内にお返しください。", t.W11.LoanerWithin), fmt.Sprintf("Send the loaner back within %d days of your device's arrival.", t.W11.LoanerWithin))})
	}
	r.rules = []terms.ID{terms.W5, terms.W6, terms.W7, terms.W8, terms.W10, terms.W11}
}

// checklist is what is done before the device is sent (U-10, W-11).
func (r *reporting) checklist() []terms.Item {
	switch {
	case r.forMaker():
		return nil
	case r.way() == byGuarantee:
		return r.terms.W11.Checklist
	}
	return r.terms.U10.Checklist
}

// costsOf parts what it costs in any case from what it would cost else.
func (r *reporting) costsOf(later bool) []cost {
	return slices.DeleteFunc(slices.Clone(r.costs), func(c cost) bool { return c.later != later })
}
