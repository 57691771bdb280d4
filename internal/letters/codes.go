package letters

import (
	"fmt"
	"maps"
	"slices"

	"kigen/internal/terms"
)

// identityReasons say what was wrong with a proof of identity and what to do
// about it (S-10, S-11, S-14).
var identityReasons = map[string]terms.Text{
	"document_not_accepted": {
		JA: "ご提出の書類は、本人確認書類としてお受けできない種類のものでした。運転免許証、健康保険証、在留カードなど、ご案内の書類をご提出ください。",
		EN: "The document is not of a kind that we accept. Please send one of those listed, such as a driver's licence, a health insurance card or a residence card.",
	},
	"document_expired": {
		JA: "書類の有効期限が過ぎています。有効期限内の書類をご提出ください。",
		EN: "The document has expired. Please send one that is valid.",
	},
	"international_permit": {
		JA: "国際運転免許証は、本人確認書類としてお受けできません。公安委員会が発行した運転免許証、またはほかの書類をご提出ください。",
		EN: "We cannot accept an international driving permit. Please send a licence issued by a Japanese public safety commission, or another document.",
	},
	"unreadable": {
		JA: "画像が不鮮明で、記載の内容を読み取れませんでした。明るい場所で、ぶれや光の反射がないように撮影し直してください。",
		EN: "The image is too blurred or too dark to read. Please photograph the document again in good light, without blur or reflections.",
	},
	"page_incomplete": {
		JA: "書類の一部が画像に写っていませんでした。書類全体が写るように撮影し直してください。",
		EN: "Part of the document is cut off. Please make sure that the whole page is in the image.",
	},
	"back_missing": {
		JA: "裏面の画像がありませんでした。住所などの記載がある裏面も、あわせてご提出ください。",
		EN: "The back is missing. Please send it too, as it shows your address or other details.",
	},
	"own_name_side_missing": {
		JA: "被扶養者の方ご自身の氏名が記載された面の画像がありませんでした。その面もあわせてご提出ください。",
		EN: "The side that shows your own name as a dependant is missing. Please send it too.",
	},
	"photo_missing": {
		JA: "写真のない住民基本台帳カードは、お受けできません。写真付きのカード、またはほかの書類をご提出ください。",
		EN: "We cannot accept a basic resident register card without a photograph. Please send one with a photograph, or another document.",
	},
	"name_mismatch": {
		JA: "書類の氏名が、ご登録の氏名と一致していません。ご登録の氏名と同じ記載の書類をご提出ください。ご登録に誤りがある場合は、サポートセンターまでご連絡ください。",
		EN: "The name on the document is not the one you registered. Please send a document with that name. If you registered it wrongly, please contact our support centre.",
	},
	"address_mismatch": {
		JA: "書類の住所が、ご登録の住所と一致していません。ご登録の住所と同じ記載の書類をご提出ください。ご登録に誤りがある場合は、サポートセンターまでご連絡ください。",
		EN: "The address on the document is not the one you registered. Please send a document with that address. If you registered it wrongly, please contact our support centre.",
	},
	"birth_date_mismatch": {
		JA: "書類の生年月日が、ご登録の生年月日と一致していません。ご登録に誤りがある場合は、サポートセンターまでご連絡ください。",
		EN: "The date of birth on the document is not the one you registered. If you registered it wrongly, please contact our support centre.",
	},
	"address_missing": {
		JA: "書類に現住所の記載がありませんでした。住所の記載がある書類をご提出ください。",
		EN: "The document does not show your present address. Please send one that does.",
	},
	"auxiliary_missing": {
		JA: "住所を確認するための補助書類がありませんでした。住民票、または電気・都市ガス・水道の領収書を、あわせてご提出ください。",
		EN: "A second document that shows your address is missing. Please also send a resident record (jūminhyō) or a receipt for electricity, town gas or water.",
	},
	"auxiliary_too_old": {
		JA: "補助書類の発行日から3か月を過ぎています。発行から3か月以内の書類をご提出ください。",
		EN: "The second document was issued more than three months ago. Please send a more recent one.",
	},
	"auxiliary_not_accepted": {
		JA: "補助書類は、お受けできない種類のものでした。住民票、または電気・都市ガス・水道の領収書をご提出ください（プロパンガスの領収書はお受けできません）。",
		EN: "The second document is not of a kind that we accept. Please send a resident record (jūminhyō) or a receipt for electricity, town gas or water (not propane).",
	},
	"chip_not_verified": {
		JA: "ICチップの読み取り結果から、ご本人を確認できませんでした。お手元のカードをご確認のうえ、もう一度読み取りをお願いいたします。",
		EN: "The chip of your card did not confirm your identity. Please check the card and read it again.",
	},
	"other": {
		JA: "ご提出の内容では、ご本人の確認ができませんでした。ご用意いただく書類について、サポートセンターまでお問い合わせください。",
		EN: "What you sent did not confirm your identity. Please ask our support centre which document would.",
	},
}

// IdentityReasons lists the codes that [IdentityRefused] knows, in order.
func IdentityReasons() []string { return slices.Sorted(maps.Keys(identityReasons)) }

// faultOutcomes say how a fault of a replacement was settled (N-4).
var faultOutcomes = map[string]terms.Text{
	"replaced": {
		JA: "不具合を確認したため、別の端末に交換いたしました",
		EN: "We found the fault and replaced the device",
	},
	"repaired": {
		JA: "不具合を確認したため、修理いたしました",
		EN: "We found the fault and repaired the device",
	},
	"not_reproduced": {
		JA: "確認の結果、お知らせいただいた症状は再現しませんでした。端末はそのままご利用ください",
		EN: "We could not reproduce the fault; please go on using the device",
	},
	"solved": {
		JA: "設定などのご案内により、症状の解消を確認いたしました",
		EN: "The trouble is gone after a change of settings or the like",
	},
	"withdrawn": {
		JA: "お客様のお申し出により、対応を終了いたしました",
		EN: "Closed as you asked",
	},
}

// FaultOutcomes lists the codes that [ReplacementFaultClosed] knows, in order.
func FaultOutcomes() []string { return slices.Sorted(maps.Keys(faultOutcomes)) }

var simKinds = map[terms.SIMKind]terms.Text{
	terms.DataSIM:  {JA: "データ通信専用SIM", EN: "data SIM"},
	terms.SMSSIM:   {JA: "SMS機能付きSIM", EN: "SMS SIM"},
	terms.VoiceSIM: {JA: "音声通話機能付きSIM", EN: "voice SIM"},
}

func look[K ~string](table map[K]terms.Text, what string, code K) (terms.Text, error) {
	t, ok := table[code]
	if !ok {
		return t, fmt.Errorf("no words for %s %q", what, code)
	}
	return t, nil
}
