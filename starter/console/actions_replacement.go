package console

import (
	"fmt"
	"strings"

	"kigen/internal/devices"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
	"kigen/starter/words"
)

var replacementActions = []action{
	{
		name: "ship", operation: "shipReplacement", kind: "replacement",
		when: func(s subject) bool {
			_, open := s.task(devices.TaskShip, devices.TaskReship)
			return open
		},
		title:  terms.Text{JA: "交換用端末の発送を登録する", EN: "Register the replacement's parcel"},
		done:   terms.Text{JA: "発送を登録しました。", EN: "The parcel was registered."},
		fields: replacementFields,
	},
	{
		name: "report-fault", operation: "reportReplacementFault", kind: "replacement", closed: true,
		when:  dueOpen(devices.DeadlineCheck),
		title: terms.Text{JA: "交換用端末の不具合を受け付ける", EN: "Take in a fault of the replacement"},
		help:  terms.Text{JA: "動作確認の期限内のお申し出は、補償の利用回数に数えません。", EN: "Reported within its check, it takes no new use."},
		done:  terms.Text{JA: "不具合を受け付けました。", EN: "The fault was taken in."},
	},
	{
		name: "decide-fault", operation: "decideReplacementFault", kind: "replacement", states: []string{devices.CaseFault},
		title: terms.Text{JA: "不具合への対応を決める", EN: "Settle the fault"},
		done:  terms.Text{JA: "不具合への対応を登録しました。", EN: "The fault was settled."},
		fields: func(subject) []field {
			var outcomes []option
			for _, code := range letters.FaultOutcomes() {
				outcomes = append(outcomes, option{code, words.Outcome(code)})
			}
			return []field{{
				name: "outcome", label: terms.Text{JA: "結果", EN: "Outcome"}, input: one, required: true, options: outcomes,
				hint: terms.Text{JA: "「別の端末に交換」を選ぶと、発送担当が別の端末をお送りします。", EN: "Where it is replaced, the shipping desk sends another device."},
			}}
		},
	},
	{
		name: "correct-delivery", operation: "correctDelivery", kind: "replacement", closed: true, grave: true,
		when:  func(s subject) bool { return len(deliveries(s)) > 0 },
		title: terms.Text{JA: "お届け日時を訂正する", EN: "Correct the day of delivery"},
		help: terms.Text{
			JA: "期限と請求を計算し直し、お客様に通知します。元の記録も残ります。",
			EN: "Deadlines and charges are worked out again and the member is told. The first record stays.",
		},
		done: terms.Text{JA: "お届け日時を訂正しました。", EN: "The delivery was corrected."},
		fields: func(s subject) []field {
			known := deliveries(s)
			f := field{name: "fact", label: terms.Text{JA: "訂正する記録", EN: "Record to correct"}, input: one, whole: true, required: true, options: known}
			f.value = known[len(known)-1].value
			return []field{f, {
				name: "delivered_at", label: terms.Text{JA: "正しいお届け日時(日本時間)", EN: "When it was delivered (Japan time)"}, input: moment, required: true,
			}}
		},
	},
}

func replacementFields(s subject) []field {
	task, _ := s.task(devices.TaskShip, devices.TaskReship)
	known := func(key string) string {
		text, _ := task.Why[key].(string)
		return text
	}
	return []field{
		{name: "tracking_no", label: terms.Text{JA: "お問い合わせ番号", EN: "Tracking number"}, required: true},
		{name: "imei", label: terms.Text{JA: "IMEI(15桁)", EN: "IMEI (15 digits)"}, required: true},
		{name: "model", label: terms.Text{JA: "機種コード", EN: "Model's code"}, required: true, value: known("model")},
		{name: "colour", label: terms.Text{JA: "色", EN: "Colour"}, required: true, value: known("colour")},
		{name: "refurbished", label: terms.Text{JA: "リフレッシュ品", EN: "Refurbished"}, input: tick},
		{name: "equal", label: terms.Text{JA: "機種または色が異なるが、同等品である", EN: "Another model or colour, but an equal one"}, input: tick},
	}
}

// deliveries are the deliveries on record, by the number that a correction names.
func deliveries(s subject) []option {
	var list []option
	for _, e := range s.Timeline {
		no, ok := e.Facts["fact"].(float64)
		if !ok || !own(e.Step, "delivered") && !own(e.Step, "delivery-corrected") {
			continue
		}
		text := terms.Text{JA: fmt.Sprint(no), EN: fmt.Sprint(no)}
		if at, ok := instantOf(e.Facts["delivered_at"]); ok {
			text = terms.Text{JA: jst.InstantJA(at), EN: jst.InstantEN(at)}
		}
		list = append(list, option{fmt.Sprint(no), text})
	}
	return list
}

// own tells whether a step of the timeline bears that name.
func own(step, name string) bool { return step == name || strings.HasPrefix(step, name+"/") }
