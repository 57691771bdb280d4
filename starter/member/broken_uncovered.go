package member

import (
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// uncovered says why no cover takes a breakage, and where to turn.
type uncovered struct {
	title terms.Text
	why   []terms.Text
	turn  []terms.Text
	rules []terms.ID
}

// reason is why nobody takes it here.
func (b *breakage) reason() uncovered {
	switch {
	case b.answer(askHeld) == withOthers:
		return b.withOthers()
	case b.answer(askHeld) == withNobody:
		return b.gone()
	}
	switch what := terms.Cause(b.answer(askWhat)); what {
	case terms.Theft, terms.Loss:
		return b.gone()
	case terms.Disaster, terms.Alteration:
		u := uncovered{
			title: text("この原因の故障は、補償の対象になりません", "No cover takes this cause"),
			why:   []terms.Text{text("補償の対象は全損・部分破損・水濡れ・自然故障です。天災による故障や、改造・メーカー以外の修理を経た端末は対象になりません。", "Total loss, partial damage, water and natural failure are covered; a disaster, and a device that was altered or repaired by others than its maker, are not.")},
			turn: []terms.Text{
				text("端末のメーカーに、有償の修理ができるかをお問い合わせください。", "Please ask its maker whether it can be repaired at your cost."),
				text("判断に迷う場合は、サポート窓口が状況を伺います。", "If you are unsure, our support will look at it with you."),
			},
			rules: []terms.ID{terms.O7},
		}
		return b.withInstalments(u)
	}
	return b.unprotected()
}

// gone is for a device that the member does not have any more.
func (b *breakage) gone() uncovered {
	return b.withInstalments(uncovered{
		title: text("盗難・紛失は、補償の対象になりません", "Theft and loss are not covered"),
		why:   []terms.Text{text("端末補償オプションも、つながる端末保証も、盗難と紛失は対象としていません。", "Neither the compensation option nor the Connected Device Guarantee covers theft or loss.")},
		turn: []terms.Text{
			text("まずサポート窓口にご連絡ください。不正な利用を防ぐための回線の停止についてご案内します。", "First call our support about stopping the line, so that nobody else uses it."),
			text("端末の「探す」機能で、場所の確認や遠隔のロックをお試しください。", "Try the device's find function, to see where it is and to lock it."),
			text("最寄りの警察に届け出てください。", "Report it to the police."),
		},
		rules: []terms.ID{terms.O7, terms.W10},
	})
}

func (b *breakage) withInstalments(u uncovered) uncovered {
	if b.device.Purchase != nil && b.device.Purchase.Remaining > 0 {
		u.turn = append(u.turn, text("端末代金の分割払いは、これまでどおり続きます。", "The instalments of the device go on."))
		u.rules = append(u.rules, terms.P3)
	}
	return u
}

// withOthers is for a device that is at its maker's or at a shop.
func (b *breakage) withOthers() uncovered {
	u := uncovered{
		title: text("端末が戻ってから、お手続きください", "Please come back when you have the device"),
		turn: []terms.Text{
			text("メーカーで修理された端末が戻れば、そのままご利用いただけます。お手続きは必要ありません。", "A device that its maker has repaired can be used as before. Nothing needs to be done here."),
			text("メーカーで別の端末に交換された場合は、新しい端末をこのページからご登録ください。補償は新しい端末に移ります。", "If the maker gave you another one, please register it here: the cover moves to it."),
		},
		rules: []terms.ID{terms.P8},
	}
	if b.compensatedAs(terms.UsedDevice) {
		u.why = append(u.why, text("修理の受付をせずに端末を店舗に預けると、補償の対象とならず、修理の費用がかかります。まだ修理が始まっていなければ、店舗にお預けのままにせず、先に受付をしてください。", "A repair at a shop without our reception is not covered and is charged. If it has not begun, please have it registered here first."))
		u.rules = append(u.rules, terms.U1)
	}
	return u
}

// unprotected is for a device that no cover takes.
func (b *breakage) unprotected() uncovered {
	u := uncovered{title: text("この端末には、ご利用いただける補償がありません", "No cover of ours takes this device")}
	switch d := b.device; {
	case d.WarrantyThrough != nil && !jst.DayOf(b.now).After(*d.WarrantyThrough):
		u.title = text("メーカーの窓口にご相談ください", "Please turn to its maker")
		u.why = []terms.Text{text("この端末のメーカー保証は"+d.WarrantyThrough.JA()+"までです。端末補償オプションは、ご契約がないか、終了しています。", "The maker's warranty runs through "+d.WarrantyThrough.EN()+". It has no compensation option, or the option has ended.")}
		u.turn = []terms.Text{text("保証書に記載のメーカーの窓口に、修理をお申し込みください。自然故障でない場合は有償となることがあります。当社の代替機はありません。", "Ask for a repair at the maker's desk that the warranty card names. It may cost something unless the device failed by itself. We have no loaner.")}
		u.rules = []terms.ID{terms.P6, terms.O2}
	case d.ExchangeThrough != nil:
		u.why = []terms.Text{text("中古端末の動作不良による交換は"+d.ExchangeThrough.JA()+"まで、落下や水濡れは対象外です。端末補償オプションは、ご契約がないか、終了しています。", "A used device is exchanged for a malfunction that is reported by "+d.ExchangeThrough.EN()+", not for a fall or water. It has no compensation option, or the option has ended.")}
		u.turn = []terms.Text{text("端末のメーカーや修理店に、有償の修理をご相談ください。", "Please ask its maker or a repair shop for a repair at your cost.")}
		u.rules = []terms.ID{terms.P7, terms.O2}
	default:
		u.why = []terms.Text{text("補償のご契約がないか、終了しています。端末補償オプションは端末のご注文と同時に、つながる端末保証は新規のお申し込みのときに限りお付けいただけます。", "It has no option, or the option has ended. The compensation option is had with the device order, the guarantee with a new sign-up only.")}
		u.turn = []terms.Text{text("端末のメーカーや修理店に、有償の修理をご相談ください。", "Please ask its maker or a repair shop for a repair at your cost.")}
		u.rules = []terms.ID{terms.O2, terms.W2}
	}
	if len(b.due) > 0 {
		u.turn = append(u.turn, text("つながる端末保証の端末が未登録です。登録できるのは、破損や不具合のない端末に限ります。", "A guarantee of yours has no device yet; only one that is whole and works can be registered."))
		u.rules = append(u.rules, terms.W3)
	}
	return b.withInstalments(u)
}
