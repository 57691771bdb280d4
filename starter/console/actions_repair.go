package console

import (
	"net/url"

	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

var repairActions = []action{
	{
		name: "confirm-checklist", operation: "confirmChecklist", kind: "repair", states: []string{repair.CaseReceived, repair.CaseRecurred},
		title: terms.Text{JA: "送付前の確認項目を登録する", EN: "Register the checklist"},
		help:  terms.Text{JA: "お客様に、すべての項目が済んだことをご確認ください。", EN: "Make sure with the member that all of it is done."},
		done:  terms.Text{JA: "確認項目を登録しました。", EN: "The checklist was registered."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{{
				Name: "items", Label: terms.Text{JA: "済んだ項目", EN: "Done"}, Input: pages.Several, Required: true, Options: pages.Items(s.Terms.U10.Checklist),
			}}
		},
	},
	{
		name: "take-in-at-shop", operation: "takeInAtShop", kind: "repair", states: []string{repair.CaseReceived, repair.CaseRecurred},
		when:  func(s subject) bool { return len(s.Shops) > 0 },
		why:   because("登録されている店舗がありません。", "No repair shop is registered."),
		title: terms.Text{JA: "店舗での預かりを登録する", EN: "Register that a shop took it in"},
		help:  terms.Text{JA: "修理同意書には、店舗でご署名いただきます。", EN: "The repair agreement is signed at the shop."},
		done:  terms.Text{JA: "店舗での預かりを登録しました。", EN: "The device was taken in."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{shopField(s)}
		},
	},
	{
		name: "agreement-present", operation: "recordAgreement", kind: "repair", states: []string{repair.CaseDeviceIn, repair.CaseOnHold},
		title: terms.Text{JA: "修理同意書を確認した", EN: "The repair agreement is there"},
		done:  terms.Text{JA: "修理同意書の確認を登録しました。", EN: "The agreement was registered."},
		fixed: map[string]any{"present": true},
	},
	{
		name: "agreement-missing", operation: "recordAgreement", kind: "repair", states: []string{repair.CaseDeviceIn},
		title: terms.Text{JA: "修理同意書が入っていない", EN: "The repair agreement is missing"},
		help:  terms.Text{JA: "修理を保留し、お客様に修理同意書をお願いします。", EN: "The repair is put on hold and the member is asked for it."},
		done:  terms.Text{JA: "修理を保留しました。", EN: "The repair is on hold."},
		fixed: map[string]any{"present": false},
	},
	{
		name: "inspect", operation: "inspectDevice", kind: "repair", states: []string{repair.CaseInspecting},
		title: terms.Text{JA: "点検の結果を登録する", EN: "Register the inspection"},
		help: terms.Text{
			JA: "故障を確認した場合に限り、補償の利用回数に数えます。", EN: "A use is counted only where the fault is confirmed.",
		},
		done: terms.Text{JA: "点検の結果を登録しました。", EN: "The inspection was registered."},
		fields: func(s subject) []pages.Field {
			grounds := groundField(s, "ground", terms.O7, terms.UsedDevice, false)
			grounds.Hint = terms.Text{
				JA: "結果が「補償の対象外」のときに選びます。お客様への通知には、この説明と原文を記載します。",
				EN: "For a device that is not covered. The member is told these words and the clause.",
			}
			return []pages.Field{{
				Name: "finding", Label: terms.Text{JA: "結果", EN: "Finding"}, Input: pages.One, Required: true,
				Options: choices(repair.Confirmed, repair.NotConfirmed, repair.NotCovered),
			}, grounds}
		},
	},
	{
		name: "decide-repair", operation: "decideRepair", kind: "repair", states: []string{repair.CaseRepairing},
		title: terms.Text{JA: "修理の完了または交換を登録する", EN: "Register the repair or exchange"},
		done:  terms.Text{JA: "登録しました。発送担当に引き継ぎます。", EN: "It was registered; the shipping desk goes on."},
		fields: func(subject) []pages.Field {
			return []pages.Field{{
				Name: "outcome", Label: terms.Text{JA: "対応", EN: "Outcome"}, Input: pages.One, Required: true,
				Options: choices(repair.Repaired, repair.Exchanged),
			}}
		},
	},
	{
		name: "ship-device", operation: "shipRepairedDevice", kind: "repair",
		when:   taskOpen(repair.TaskShip, repair.TaskReship),
		why:    because("発送を待っている端末がありません。", "No device waits to be sent."),
		title:  terms.Text{JA: "端末の発送を登録する", EN: "Register the device's parcel"},
		done:   terms.Text{JA: "発送を登録しました。", EN: "The parcel was registered."},
		fields: repairedFields,
	},
	{
		name: "hand-over", operation: "handOverDevice", kind: "repair", states: []string{repair.CaseToShip},
		when:  func(s subject) bool { return len(s.Shops) > 0 },
		why:   because("登録されている店舗がありません。", "No repair shop is registered."),
		title: terms.Text{JA: "店舗での引き渡しを登録する", EN: "Register that it was fetched at the shop"},
		help:  terms.Text{JA: "この日時を、端末のお届けの日時とします。", EN: "This counts as the delivery of the device."},
		done:  terms.Text{JA: "引き渡しを登録しました。", EN: "The hand-over was registered."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{shopField(s)}
		},
	},
	{
		name: "report-recurrence", operation: "reportRecurrence", kind: "repair", closed: true,
		when:  dueOpen(repair.DeadlineRecurrence),
		why:   whyNotDue(repair.DeadlineRecurrence),
		title: terms.Text{JA: "同じ症状の再発を受け付ける", EN: "Take in that the symptom is back"},
		help:  terms.Text{JA: "期限内のお申し出は、補償の利用回数に数えません。", EN: "Reported in time, it takes no new use."},
		done:  terms.Text{JA: "再発を受け付けました。", EN: "It was taken in."},
	},
	{
		name: "report-exchange-fault", operation: "reportExchangeFault", kind: "repair", closed: true,
		when:  dueOpen(repair.DeadlineExchangeCheck),
		why:   whyNotDue(repair.DeadlineExchangeCheck),
		title: terms.Text{JA: "交換端末の不具合を受け付ける", EN: "Take in a fault of the exchange device"},
		help:  terms.Text{JA: "期限内のお申し出は、補償の利用回数に数えません。", EN: "Reported in time, it takes no new use."},
		done:  terms.Text{JA: "不具合を受け付けました。", EN: "The fault was taken in."},
	},
	{
		name: "confirm-exchange-fault", operation: "decideExchangeFault", kind: "repair", states: []string{repair.CaseFault},
		title: terms.Text{JA: "交換端末の不具合を確認した", EN: "The exchange device's fault is confirmed"},
		help:  terms.Text{JA: "新たな交換端末を発送します。", EN: "Another exchange device goes out."},
		done:  terms.Text{JA: "不具合の確認を登録しました。", EN: "The fault was confirmed."},
		fixed: map[string]any{"confirmed": true},
	},
	{
		name: "reject-exchange-fault", operation: "decideExchangeFault", kind: "repair", states: []string{repair.CaseFault},
		title: terms.Text{JA: "交換端末の不具合を確認できない", EN: "The exchange device's fault is not confirmed"},
		done:  terms.Text{JA: "結果を登録しました。", EN: "It was registered."},
		fixed: map[string]any{"confirmed": false},
	},
	{
		name: "withdraw-repair", operation: "withdrawRepair", kind: "repair", grave: true,
		states: []string{repair.CaseReceived, repair.CaseDeviceIn, repair.CaseOnHold, repair.CaseInspecting},
		title:  terms.Text{JA: "修理の取り下げを受け付ける", EN: "Take the claim back"},
		help: terms.Text{
			JA: "補償の利用回数には数えません。貸出機は、期限までにご返却いただきます。",
			EN: "No use is counted. A loaner still goes back in time.",
		},
		done: terms.Text{JA: "取り下げを受け付けました。", EN: "The claim was taken back."},
	},
}

// repairedFields ask for an exchange device's particulars; a repaired or
// returned device is known.
func repairedFields(s subject) []pages.Field {
	fields := []pages.Field{trackingNo}
	task, _ := s.task(repair.TaskShip, repair.TaskReship)
	if task.Why["outcome"] != string(repair.Exchanged) {
		return fields
	}
	known := func(key string) string {
		text, _ := task.Why[key].(string)
		return text
	}
	return append(fields,
		pages.Field{
			Name: "imei", Label: terms.Text{JA: "交換端末のIMEI(15桁)", EN: "IMEI of the exchange device (15 digits)"}, Required: true,
			Hint: terms.Text{JA: "在庫の端末は、IMEIだけで登録できます。", EN: "For a unit of the stock this is enough."},
		},
		pages.Field{Name: "model", Label: terms.Text{JA: "機種コード", EN: "Model's code"}, Value: known("model")},
		pages.Field{Name: "colour", Label: terms.Text{JA: "色", EN: "Colour"}, Value: known("colour")},
		pages.Field{Name: "refurbished", Label: terms.Text{JA: "リフレッシュ品", EN: "Refurbished"}, Input: pages.Tick},
		pages.Field{Name: "equal", Label: terms.Text{JA: "機種または色が異なるが、同等品である", EN: "Another model or colour, but an equal one"}, Input: pages.Tick},
	)
}

// shops are those to which a device may be brought.
func (v *visit) shops() ([]api.RepairShop, error) {
	page, err := pages.Ask[api.Page[api.RepairShop]](v.Visit, "listRepairShops", pages.Input{Query: url.Values{"limit": {"200"}}})
	return page.Items, err
}

func shopField(s subject) pages.Field {
	f := pages.Field{Name: "shop", Label: terms.Text{JA: "店舗", EN: "Shop"}, Input: pages.One, Required: true}
	for _, shop := range s.Shops {
		if !shop.Closed {
			f.Options = append(f.Options, pages.Option{Value: shop.Code, Label: terms.Text{JA: shop.Name, EN: shop.Name}})
		}
	}
	return f
}

// choices are options whose values are codes with words.
func choices[T ~string](codes ...T) []pages.Option {
	options := make([]pages.Option, len(codes))
	for i, code := range codes {
		text, _ := words.Value(string(code))
		options[i] = pages.Option{Value: string(code), Label: text}
	}
	return options
}
