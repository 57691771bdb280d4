package words

import (
	"strings"

	"kigen/internal/terms"
)

// MemberState says to the member whose case it is where it stands.
func MemberState(kind, state string) terms.Text {
	return toMember(memberStates, kind+" "+state, State(kind, state))
}

// MemberNext says what the member does next where a case of that kind stands;
// empty where nothing is to be done but to wait, or it is over.
func MemberNext(kind, state string) terms.Text { return memberNext[kind+" "+state] }

// MemberStep says to the member whose case it is what a step did. A step that
// only the staff cares for, or without words, stands for itself.
func MemberStep(kind, step string) terms.Text {
	name, _, _ := strings.Cut(step, "/")
	first, _ := numbered(name)
	if _, inside := insideSteps[kind+" "+first]; inside || first == "task-finished" {
		return terms.Text{JA: step, EN: step}
	}
	return toMember(memberSteps, kind+" "+first, Step(kind, step))
}

// toMember replaces what is said otherwise to a member.
func toMember(table map[string]terms.Text, key string, text terms.Text) terms.Text {
	other := table[key]
	if other.JA != "" {
		text.JA = other.JA
	}
	if other.EN != "" {
		text.EN = other.EN
	}
	return text
}

// insideSteps are the staff's.
var insideSteps = map[string]struct{}{
	"signup result-reminder": {},
	"waiver asked":           {},
	"month-end opened":       {},
}

var memberStates = map[string]terms.Text{
	"signup inviting":  {EN: "We invite you to prove your identity once the maintenance is over."},
	"signup invited":   {EN: "We wait for your proof of identity."},
	"signup submitted": {JA: "本人確認書類をお預かりし、審査しています。", EN: "Your documents are in, and we are looking at them."},
	"signup approved":  {JA: "本人確認が完了し、発送の準備をしています。", EN: "Your identity is confirmed; the parcel is being made ready."},
	"signup came_back": {JA: "お荷物が当社に戻りました。ご住所を確認しています。", EN: "The parcel came back to us; we are verifying your address."},
	"signup withdrawn": {JA: "お申し込みは取り下げられました。", EN: "You withdrew the application."},

	"replacement accepted":      {JA: "お申し出を承り、交換用端末の発送を準備しています。", EN: "Your claim is accepted; the replacement is being made ready."},
	"replacement came_back":     {JA: "交換用端末のお荷物が当社に戻りました。再発送を準備しています。", EN: "The replacement's parcel came back to us and will be sent again."},
	"replacement delivered":     {JA: "交換用端末をお届けしました。", EN: "The replacement is delivered."},
	"replacement fault":         {EN: "We are looking into the fault of the replacement."},
	"replacement exchange_due":  {JA: "不具合を確認しました。別の端末の発送を準備しています。", EN: "The fault is confirmed; another device is being made ready."},
	"replacement refused":       {EN: "It is not covered, so we could not accept the claim."},
	"replacement sent_to_maker": {EN: "The maker's warranty covers it: please turn to the maker."},

	"repair refused":    {EN: "It is not covered, so we could not accept the claim."},
	"repair unreceived": {EN: "The device was brought to a shop without reception, so the repair was charged."},
	"repair received":   {JA: "修理を受け付けました。端末の到着をお待ちしています。", EN: "The repair is registered; we wait for your device."},
	"repair device_in":  {EN: "Your device is in; we are looking for the repair agreement."},
	"repair on_hold":    {EN: "The repair is on hold until the repair agreement is in."},
	"repair inspecting": {EN: "We are inspecting your device."},
	"repair to_ship":    {JA: "端末の発送を準備しています。", EN: "Your device is being made ready to be sent."},
	"repair came_back":  {JA: "端末のお荷物が当社に戻りました。再発送を準備しています。", EN: "The parcel came back to us and will be sent again."},
	"repair delivered":  {JA: "端末をお届けしました。", EN: "Your device is delivered."},
	"repair recurred":   {JA: "同じ症状のお申し出を承りました。端末の到着をお待ちしています。", EN: "The symptom is back; we wait for your device."},
	"repair fault":      {EN: "We are looking into the fault of the exchange device."},
	"repair lapsed":     {JA: "端末が届かないため、受付を終了しました。貸出機などの確認が残っています。", EN: "Your device did not come in, so the claim ended. Something of the loaner is still open."},
	"repair withdrawn":  {EN: "You withdrew the claim. Something of the loaner is still open."},

	"cancellation withdrawn": {EN: "You withdrew the cancellation."},

	"exchange filed":            {JA: "お申し出を承りました。端末の到着をお待ちしています。", EN: "Your report is taken up; we wait for your device."},
	"exchange received":         {JA: "端末が届きました。症状を確認しています。", EN: "Your device is in; we are looking into it."},
	"exchange confirmed":        {JA: "症状を確認しました。同等の端末の発送を準備しています。", EN: "The malfunction is confirmed; an equal device is being made ready."},
	"exchange came_back":        {JA: "同等の端末のお荷物が当社に戻りました。再発送を準備しています。", EN: "The parcel came back to us and will be sent again."},
	"exchange not_confirmed":    {JA: "交換の対象となりませんでした。端末の返送を準備しています。", EN: "It is not exchanged; your device is being made ready to be sent back."},
	"exchange returning":        {EN: "Your device is on its way back to you."},
	"exchange return_came_back": {JA: "返送したお荷物が当社に戻りました。再発送を準備しています。", EN: "The parcel with your device came back to us and will be sent again."},
	"exchange returned":         {EN: "Your device is back with you."},
	"exchange withdrawn":        {JA: "お申し出は取り下げられました。", EN: "You withdrew your report."},
	"exchange closed":           {EN: "Your device did not come in, so this ended."},

	"guarantee-registration open": {EN: "We wait for you to register the device."},
	"guarantee-claim refused":     {EN: "It is not covered, so we could not accept the claim."},
	"guarantee-claim device_due":  {JA: "お申し出を承りました。故障した端末の到着をお待ちしています。", EN: "Your claim is accepted; we wait for the broken device."},
	"guarantee-claim device_in":   {EN: "Your device is in; we are looking for the repair agreement."},
	"guarantee-claim inspection":  {EN: "We are inspecting your device."},
	"guarantee-claim exchange_due": {
		JA: "交換用の端末の発送を準備しています。", EN: "An exchange device is being made ready.",
	},
	"guarantee-claim send_back": {JA: "端末の返送を準備しています。", EN: "Your device is being made ready to be sent back."},
	"guarantee-claim shipped":   {EN: "A device is on its way to you."},
	"guarantee-claim came_back": {JA: "お荷物が当社に戻りました。再発送を準備しています。", EN: "The parcel came back to us and will be sent again."},
	"guarantee-claim delivered": {JA: "端末をお届けしました。", EN: "A device is delivered."},
	"guarantee-claim trouble":   {EN: "We are looking into the trouble with the exchange device."},
	"guarantee-claim lapsed":    {EN: "Your device did not come in, so the claim ended."},
}

var memberNext = map[string]terms.Text{
	"replacement delivered": {
		JA: "交換用端末が正しく動くかをお確かめのうえ、交換前の端末を期限までにお送りください。",
		EN: "Please check that the replacement works, and send the old device back in time.",
	},
	"replacement refused":       {JA: "ご不明な点は、サポートセンターまでお問い合わせください。", EN: "Please ask our support centre if anything is unclear."},
	"replacement sent_to_maker": {JA: "保証書に記載のメーカーの窓口に、修理をお申し込みください。", EN: "Ask for the repair at the maker's desk that the warranty card names."},

	"repair received": {
		JA: "送付前の確認項目を済ませ、修理同意書に署名して、返送票とともに端末をお送りください。",
		EN: "Go through the checklist, sign the repair agreement, and send the device with its slip.",
	},
	"repair recurred":  {JA: "端末をもう一度、返送票とともにお送りください。", EN: "Please send the device again with its slip."},
	"repair on_hold":   {JA: "署名した修理同意書をお送りください。届きしだい修理を再開します。", EN: "Please send the signed repair agreement; then the repair goes on."},
	"repair delivered": {JA: "端末の動作をお確かめください。貸出機をお使いの場合は、期限までにお返しください。", EN: "Please check the device. A loaner goes back in time."},
	"repair lapsed":    {JA: "貸出機をお使いの場合は、期限までにお返しください。", EN: "A loaner goes back in time."},
	"repair withdrawn": {JA: "貸出機をお使いの場合は、期限までにお返しください。", EN: "A loaner goes back in time."},
	"repair refused":   {JA: "ご不明な点は、サポートセンターまでお問い合わせください。", EN: "Please ask our support centre if anything is unclear."},

	"exchange filed": {
		JA: "端末のデータを消去し、返送票とともにお送りください。", EN: "Wipe the device and send it with its slip.",
	},

	"guarantee-registration open": {JA: "対象の端末を期限までにご登録ください。", EN: "Please register the device in time."},
	"guarantee-claim device_due": {
		JA: "送付前の確認項目を済ませ、署名した修理同意書と返送票を同梱して、端末をお送りください。",
		EN: "Go through the checklist, and send the device with the signed repair agreement and its slip.",
	},
	"guarantee-claim agreement_due": {JA: "署名した修理同意書を期限までにお送りください。届かない場合は、端末をそのままお返しします。", EN: "Please send the signed repair agreement in time; else the device goes back as it is."},
	"guarantee-claim delivered":     {JA: "端末の動作をお確かめください。貸出機をお使いの場合は、期限までにお返しください。", EN: "Please check the device. A loaner goes back in time."},

	"cancellation reserved":   {JA: "必要なデータは、解約日までにバックアップしてください。", EN: "Please back up the data you need before the line ends."},
	"cancellation effected":   {JA: "お貸ししているものがある場合は、期限までにお送りください。", EN: "What was lent to you goes back in time."},
	"signup invited":          {JA: "メールでお送りしたリンクから、本人確認書類をお送りください。", EN: "Please send your documents by the link in our mail."},
	"guarantee-claim refused": {JA: "ご不明な点は、サポートセンターまでお問い合わせください。", EN: "Please ask our support centre if anything is unclear."},
}

var memberSteps = map[string]terms.Text{
	"cancellation reserved": {EN: "We took in your cancellation"},
	"cancellation reminded": {EN: "We reminded you of the cancellation"},

	"signup proof-reminder":  {EN: "We reminded you to prove your identity"},
	"signup identity-result": {JA: "本人確認の遅れをお詫びしました", EN: "We told you that the result is delayed"},

	"replacement filed":           {JA: "端末補償のお申し出を承りました", EN: "We took in your claim"},
	"replacement return-reminded": {EN: "We reminded you of the old device"},
	"replacement return-settled":  {JA: "旧端末の返却の結果を確定しました", EN: "The return of the old device was settled"},

	"exchange filed":     {JA: "中古端末の動作不良のお申し出を承りました", EN: "We took in your report"},
	"exchange withdrawn": {JA: "お申し出を取り下げました", EN: "You withdrew"},

	"repair filed":               {JA: "修理のお申し出を承りました", EN: "We took in your claim"},
	"repair line-left":           {JA: "貸出機のお申し込みを取り下げました", EN: "You go without a loaner"},
	"repair loaner-demanded":     {JA: "貸出機の返却をお願いしました", EN: "We asked you for the loaner"},
	"repair device-reminded":     {EN: "We reminded you of the device"},
	"repair device-after-loaner": {JA: "端末の到着を確認できず、お問い合わせしました", EN: "Your device was overdue; we asked you about it"},
	"repair device-or-loaner-back": {
		JA: "端末と貸出機の到着の結果を確定しました",
	},
	"repair loaner-asked-back":    {EN: "We asked you for the loaner"},
	"repair loaner-back":          {JA: "貸出機の返却の結果を確定しました"},
	"repair exchange-device-back": {JA: "先の交換端末の返却の結果を確定しました"},
	"repair withdrawn":            {JA: "お申し出を取り下げました", EN: "You withdrew the claim"},

	"guarantee-registration opened":   {EN: "The guarantee began; we asked you to register the device"},
	"guarantee-registration reminded": {EN: "We reminded you to register the device"},
	"guarantee-claim filed":           {JA: "つながる端末保証のお申し出を承りました", EN: "We took in your claim"},
	"guarantee-claim device-reminded": {EN: "We reminded you of the device"},

	"waiver decided": {JA: "請求の免除について決定しました", EN: "A waiver was decided"},
}
