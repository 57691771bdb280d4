package console

import (
	"kigen/internal/supply"
	"kigen/internal/terms"

	"kigen/starter/pages"
)

var exchangeActions = []action{
	{
		name: "confirm", operation: "decideExchange", kind: "exchange", states: []string{supply.StateReceived},
		title: terms.Text{JA: "症状を確認した(同等の端末と交換する)", EN: "The malfunction is confirmed: exchange the device"},
		help:  terms.Text{JA: "発送担当が、同等の端末を在庫からお送りします。", EN: "The shipping desk sends an equal device of the stock."},
		done:  terms.Text{JA: "交換を決めました。", EN: "The exchange was decided."},
		fixed: map[string]any{"outcome": "confirmed"},
	},
	{
		name: "exclude", operation: "decideExchange", kind: "exchange", states: []string{supply.StateReceived},
		title: terms.Text{JA: "交換の対象外とする(端末を返送する)", EN: "It is excluded: send the device back"},
		help:  terms.Text{JA: "お預かりした端末を、発送担当がお返しします。", EN: "The shipping desk sends the member's device back."},
		done:  terms.Text{JA: "対象外としました。", EN: "The device was found excluded."},
		fixed: map[string]any{"outcome": "excluded"},
		fields: func(s subject) []pages.Field {
			return []pages.Field{groundField(s, "ground", terms.P7, terms.UsedDevice, true)}
		},
	},
	{
		name: "ship-equal", operation: "shipExchange", kind: "exchange", states: []string{supply.StateConfirmed, supply.StateCameBack},
		title: terms.Text{JA: "同等の端末の発送を登録する", EN: "Register the parcel with the equal device"},
		done:  terms.Text{JA: "発送を登録しました。", EN: "The parcel was registered."},
		fields: func(subject) []pages.Field {
			return []pages.Field{
				trackingNo,
				{Name: "unit_id", Label: terms.Text{JA: "在庫端末の番号", EN: "Unit of the stock"}, Required: true, Hint: terms.Text{
					JA: "交換用の在庫端末の番号(stu_…)です。", EN: "Of the replacements in stock.",
				}},
				{Name: "equal", Label: terms.Text{JA: "機種または色が異なるが、同等品である", EN: "Another model or colour, but an equal one"}, Input: pages.Tick},
			}
		},
	},
	{
		name: "send-back", operation: "shipExchange", kind: "exchange", states: []string{supply.StateNotConfirmed, supply.StateReturnBlocked},
		title:  terms.Text{JA: "お預かりした端末の返送を登録する", EN: "Register the parcel with the member's device"},
		done:   terms.Text{JA: "返送を登録しました。", EN: "The parcel was registered."},
		fields: trackingField,
	},
	{
		name: "withdraw", operation: "withdrawExchange", kind: "exchange", grave: true, states: []string{supply.StateFiled},
		title: terms.Text{JA: "お申し出を取り下げる", EN: "Withdraw the exchange"},
		help:  terms.Text{JA: "お客様のお申し出により、端末が届く前に取り下げます。", EN: "At the member's wish, before the device is in."},
		done:  terms.Text{JA: "お申し出を取り下げました。", EN: "The exchange was withdrawn."},
	},
	{
		name: "close", operation: "closeExchange", kind: "exchange", grave: true, states: []string{supply.StateFiled},
		title: terms.Text{JA: "端末が届かないため終了する", EN: "Close it, as the device never came"},
		help:  terms.Text{JA: "期限の定めはありません。お客様に確認のうえ終了してください。", EN: "The terms set no day for it: ask the member first."},
		done:  terms.Text{JA: "お手続きを終了しました。", EN: "The exchange was closed."},
	},
}
