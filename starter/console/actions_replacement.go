package console

import (
	"kigen/internal/devices"
	"kigen/internal/letters"
	"kigen/internal/terms"
	"kigen/starter/pages"
)

var replacementActions = []action{
	{
		name: "ship", operation: "shipReplacement", kind: "replacement",
		when:   taskOpen(devices.TaskShip, devices.TaskReship),
		why:    because("発送を待っている端末がありません。", "No device waits to be sent."),
		title:  terms.Text{JA: "交換用端末の発送を登録する", EN: "Register the replacement's parcel"},
		done:   terms.Text{JA: "発送を登録しました。", EN: "The parcel was registered."},
		fields: replacementFields,
	},
	{
		name: "report-fault", operation: "reportReplacementFault", kind: "replacement", closed: true,
		when:  dueOpen(devices.DeadlineCheck),
		why:   whyNotDue(devices.DeadlineCheck),
		title: terms.Text{JA: "交換用端末の不具合を受け付ける", EN: "Take in a fault of the replacement"},
		help:  terms.Text{JA: "動作確認の期限内のお申し出は、補償の利用回数に数えません。", EN: "Reported within its check, it takes no new use."},
		done:  terms.Text{JA: "不具合を受け付けました。", EN: "The fault was taken in."},
	},
	{
		name: "decide-fault", operation: "decideReplacementFault", kind: "replacement", states: []string{devices.CaseFault},
		title: terms.Text{JA: "不具合への対応を決める", EN: "Settle the fault"},
		done:  terms.Text{JA: "不具合への対応を登録しました。", EN: "The fault was settled."},
		fields: func(subject) []pages.Field {
			return []pages.Field{{
				Name: "outcome", Label: terms.Text{JA: "結果", EN: "Outcome"}, Input: pages.One, Required: true, Options: choices(letters.FaultOutcomes()...),
				Hint: terms.Text{JA: "「別の端末に交換」を選ぶと、発送担当が別の端末をお送りします。", EN: "Where it is replaced, the shipping desk sends another device."},
			}}
		},
	},
}

func replacementFields(s subject) []pages.Field {
	task, _ := s.task(devices.TaskShip, devices.TaskReship)
	known := func(key string) string {
		text, _ := task.Why[key].(string)
		return text
	}
	return []pages.Field{
		trackingNo,
		{Name: "imei", Label: terms.Text{JA: "IMEI(15桁)", EN: "IMEI (15 digits)"}, Required: true},
		{Name: "model", Label: terms.Text{JA: "機種コード", EN: "Model's code"}, Required: true, Value: known("model")},
		{Name: "colour", Label: terms.Text{JA: "色", EN: "Colour"}, Required: true, Value: known("colour")},
		{Name: "refurbished", Label: terms.Text{JA: "リフレッシュ品", EN: "Refurbished"}, Input: pages.Tick},
		{Name: "equal", Label: terms.Text{JA: "機種または色が異なるが、同等品である", EN: "Another model or colour, but an equal one"}, Input: pages.Tick},
	}
}
