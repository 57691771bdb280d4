package console

import (
	"slices"

	"kigen/internal/guarantee"
	"kigen/internal/letters"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

const guaranteeClaim = "guarantee-claim"

var guaranteeActions = []action{
	{
		name: "agreement-present", operation: "recordGuaranteeAgreement", kind: guaranteeClaim,
		states: []string{guarantee.StateDeviceIn, guarantee.StateAgreementDue},
		title:  terms.Text{JA: "修理同意書を確認した", EN: "The repair agreement is there"},
		done:   terms.Text{JA: "修理同意書の確認を登録しました。", EN: "The agreement was registered."},
		fixed:  map[string]any{"present": true},
	},
	{
		name: "agreement-missing", operation: "recordGuaranteeAgreement", kind: guaranteeClaim, states: []string{guarantee.StateDeviceIn},
		title: terms.Text{JA: "修理同意書が入っていない", EN: "The repair agreement is missing"},
		help:  terms.Text{JA: "お客様に修理同意書の送付をお願いします。期限までに届かない場合は、端末をお返しします。", EN: "The member is asked for it. If it does not come in time, the device goes back."},
		done:  terms.Text{JA: "修理同意書の送付をお願いしました。", EN: "The member was asked for the agreement."},
		fixed: map[string]any{"present": false},
	},
	{
		name: "inspect", operation: "inspectGuaranteeDevice", kind: guaranteeClaim, states: []string{guarantee.StateInspection},
		title: terms.Text{JA: "点検の結果を登録する", EN: "Register the inspection"},
		help: terms.Text{
			JA: "故障を確認した場合に限り、保証の利用回数に数えます。iOS端末とモバイルルータは修理のみです。",
			EN: "A use is counted only where the fault is confirmed. iOS devices and routers are repaired only.",
		},
		done: terms.Text{JA: "点検の結果を登録しました。", EN: "The inspection was registered."},
		fields: func(s subject) []pages.Field {
			grounds := optionalGround(s, terms.W9, terms.OwnDevice)
			grounds.Hint = terms.Text{
				JA: "結果が「対象外」のときに選びます。お客様への通知には、この説明と原文を記載します。",
				EN: "For a device that is not covered. The member is told these words and the clause.",
			}
			return []pages.Field{
				{
					Name: "finding", Label: terms.Text{JA: "結果", EN: "Finding"}, Input: pages.One, Required: true,
					Options: choices(guarantee.Confirmed, guarantee.NotConfirmed, guarantee.NotCovered),
				},
				{
					Name: "way", Label: terms.Text{JA: "対応(故障を確認したとき)", EN: "What follows a confirmed fault"}, Input: pages.One,
					Options: choices(guarantee.Repaired, guarantee.Exchanged),
				},
				grounds,
				{Name: "cause", Label: terms.Text{JA: "原因(お申し出と異なるとき)", EN: "Cause, where it is another than reported"}, Input: pages.One, Options: causes(s)},
			}
		},
	},
	{
		name: "record-repair", operation: "recordGuaranteeRepair", kind: guaranteeClaim, states: []string{guarantee.StateRepair},
		title: terms.Text{JA: "修理の完了を登録する", EN: "Register the repair"},
		help: terms.Text{
			JA: "補償の上限を超えた額は、お客様に請求します。メーカーが端末を交換したときは、その端末も登録してください。",
			EN: "What is over the limit is charged. Where the maker gave another device, register that too.",
		},
		done: terms.Text{JA: "修理の完了を登録しました。", EN: "The repair was registered."},
		fields: func(subject) []pages.Field {
			return []pages.Field{
				{Name: "cost", Label: terms.Text{JA: "修理の費用(税込、円)", EN: "Cost in yen, tax included"}, Whole: true, Required: true},
				{Name: "imei", Label: terms.Text{JA: "メーカー交換後の端末のIMEI(15桁)", EN: "IMEI of the maker's device (15 digits)"}},
				{Name: "model", Label: terms.Text{JA: "機種コード", EN: "Model's code"}},
				{Name: "colour", Label: terms.Text{JA: "色", EN: "Colour"}},
			}
		},
	},
	{
		name: "send-back", operation: "shipGuaranteeDevice", kind: guaranteeClaim,
		when:   taskOpen(guarantee.TaskShipBack),
		why:    because("返送を待っている端末がありません。", "No device waits to be sent back."),
		title:  terms.Text{JA: "お預かりした端末の返送を登録する", EN: "Register the parcel with the member's device"},
		done:   terms.Text{JA: "返送を登録しました。", EN: "The parcel was registered."},
		fields: trackingField,
	},
	{
		name: "ship-exchange", operation: "shipGuaranteeDevice", kind: guaranteeClaim,
		when:  taskOpen(guarantee.TaskShipExchange),
		why:   because("発送を待っている交換用の端末がありません。", "No exchange device waits to be sent."),
		title: terms.Text{JA: "交換用の端末の発送を登録する", EN: "Register the exchange device's parcel"},
		help: terms.Text{
			JA: "交換代金と代引手数料を代金引換で受け取ります。不具合による再度の交換には、費用はかかりません。",
			EN: "Its price and fee are collected on delivery; one for trouble with the first costs nothing.",
		},
		done: terms.Text{JA: "発送を登録しました。", EN: "The parcel was registered."},
		fields: func(s subject) []pages.Field {
			return append(trackingField(s), pages.Field{
				Name: "unit_id", Label: terms.Text{JA: "在庫端末の番号", EN: "Unit of the stock"}, Required: true,
				Hint: terms.Text{JA: "交換用の在庫端末の番号(stu_…)です。", EN: "Of the replacements in stock."},
			})
		},
	},
	{
		name: "ship-loaner", operation: "shipGuaranteeLoaner", kind: guaranteeClaim,
		when:   taskOpen(guarantee.TaskShipLoaner),
		why:    because("発送を待っている貸出機がありません。", "No loaner waits to be sent."),
		title:  terms.Text{JA: "貸出機の発送を登録する", EN: "Register the loaner's parcel"},
		help:   terms.Text{JA: "送料はお客様のご負担です。着払いで発送してください。", EN: "Its shipping is paid by the member on delivery."},
		done:   terms.Text{JA: "発送を登録しました。", EN: "The parcel was registered."},
		fields: trackingField,
	},
	{
		name: "check-loaner", operation: "checkGuaranteeLoaner", kind: guaranteeClaim, closed: true,
		when:  taskOpen(guarantee.TaskCheckLoaner),
		why:   because("点検を待っている貸出機がありません。", "No loaner waits to be checked."),
		title: terms.Text{JA: "戻った貸出機の点検結果を登録する", EN: "Register the check of the loaner"},
		done:  terms.Text{JA: "点検結果を登録しました。", EN: "The check was registered."},
		fields: func(subject) []pages.Field {
			return []pages.Field{
				{Name: "wiped", Label: terms.Text{JA: "データが消去されている", EN: "It is wiped"}, Input: pages.Tick},
				{Name: "damaged", Label: terms.Text{JA: "破損がある", EN: "It is damaged"}, Input: pages.Tick},
			}
		},
	},
	{
		name: "report-trouble", operation: "reportGuaranteeTrouble", kind: guaranteeClaim, closed: true,
		when:  dueOpen(guarantee.DeadlineCheck),
		why:   whyNotDue(guarantee.DeadlineCheck),
		title: terms.Text{JA: "交換用の端末の不具合を受け付ける", EN: "Take in trouble with the exchange device"},
		help:  terms.Text{JA: "期限内のお申し出は、保証の利用回数に数えません。", EN: "Reported in time, it takes no new use."},
		done:  terms.Text{JA: "不具合を受け付けました。", EN: "The trouble was taken in."},
	},
	{
		name: "decide-trouble", operation: "decideGuaranteeTrouble", kind: guaranteeClaim, states: []string{guarantee.StateTrouble},
		title: terms.Text{JA: "不具合への対応を決める", EN: "Settle the trouble"},
		done:  terms.Text{JA: "不具合への対応を登録しました。", EN: "The trouble was settled."},
		fields: func(subject) []pages.Field {
			return []pages.Field{{Name: "outcome", Label: terms.Text{JA: "結果", EN: "Outcome"}, Input: pages.One, Required: true, Options: choices(letters.FaultOutcomes()...)}}
		},
	},
	{
		name: "correct-cost", operation: "correctGuaranteeCost", kind: guaranteeClaim, closed: true, grave: true,
		when:  func(s subject) bool { return happened(s, "repaired") },
		why:   because("登録された修理費用がありません。", "No cost of a repair was registered."),
		title: terms.Text{JA: "修理費用を訂正する", EN: "Correct the cost of the repair"},
		help: terms.Text{
			JA: "補償の上限を超えた額を計算し直し、お客様に通知します。元の記録も残ります。",
			EN: "The excess is worked out again and the member is told. The first record stays.",
		},
		done: terms.Text{JA: "修理費用を訂正しました。", EN: "The cost was corrected."},
		fields: func(subject) []pages.Field {
			return []pages.Field{{Name: "cost", Label: terms.Text{JA: "正しい修理の費用(税込、円)", EN: "True cost in yen, tax included"}, Whole: true, Required: true}}
		},
	},
}

// happened tells whether the case had a step of that name.
func happened(s subject, name string) bool {
	return slices.ContainsFunc(s.Timeline, func(e api.Entry) bool { return own(e.Step, name) })
}
