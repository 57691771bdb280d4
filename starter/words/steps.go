package words

import "kigen/internal/terms"

// steps are by kind and step; where the last part of the step tells its outcome,
// by that too.
var steps = map[string]terms.Text{
	"cancellation reserved":           {JA: "解約の予約を承りました", EN: "The cancellation was booked"},
	"cancellation withdrawn":          {JA: "解約の予約を取り消しました", EN: "The cancellation was withdrawn"},
	"cancellation reminded":           {JA: "解約前のご案内を送りました", EN: "The member was reminded"},
	"cancellation withdrawal-cut-off": {JA: "取り消しの期限を過ぎました", EN: "It can no longer be withdrawn"},
	"cancellation effected":           {JA: "回線を解約しました", EN: "The line ended"},
	"cancellation equipment-back":     {JA: "貸与品の返却を確認しました", EN: "The equipment came back"},
	"cancellation equipment-lapsed":   {JA: "貸与品の返却期限を過ぎました", EN: "The equipment did not come back in time"},

	"option-cancellation cancelled": {JA: "オプションの解約を承りました", EN: "The option was cancelled"},
	"option-cancellation ended":     {JA: "オプションが終了しました", EN: "The option ended"},

	"signup accepted":          {JA: "お申し込みを受け付けました", EN: "The application was received"},
	"signup invitation":        {JA: "本人確認をご案内しました", EN: "The invitation to prove identity went out"},
	"signup proof-reminder":    {JA: "本人確認を再度ご案内しました", EN: "The applicant was reminded to prove identity"},
	"signup proof-of-identity": {JA: "本人確認の期限を過ぎ、お申し込みは無効となりました", EN: "No proof of identity came in time; the application lapsed"},
	"signup link-renewed":      {JA: "本人確認ページの新しいリンクを送りました", EN: "A new link to prove identity went out"},
	"signup link-locked":       {JA: "生年月日の誤りが続き、リンクを停止しました", EN: "Wrong birth dates locked the link"},
	"signup submitted":         {JA: "本人確認書類が提出されました", EN: "Proof of identity came in"},
	"signup result-reminder":   {JA: "審査の担当者に督促しました", EN: "The identity desk was reminded"},
	"signup identity-result":   {JA: "結果連絡の期限を過ぎ、責任者に報告しました", EN: "The result is late; the case was escalated"},
	"signup decided/approve":   {JA: "本人確認を承認しました", EN: "Identity was confirmed"},
	"signup decided/refuse":    {JA: "書類の再提出をお願いしました", EN: "The proof was sent back"},
	"signup rejected":          {JA: "お申し込みをお断りしました", EN: "The application was rejected"},
	"signup mnp-number":        {JA: "MNP予約番号の再取得をお願いしました", EN: "A new MNP number was asked for"},
	"signup new-mnp-number":    {JA: "新しいMNP予約番号が届きませんでした", EN: "No new MNP number came"},
	"signup number-given":      {JA: "新しいMNP予約番号を登録しました", EN: "A new MNP number was given"},
	"signup shipped":           {JA: "お荷物を発送しました", EN: "The parcel was sent"},
	"signup delivery":          {JA: "お届けの目標日を過ぎました", EN: "The delivery is late"},
	"signup parcel-delivered":  {JA: "お荷物をお届けしました", EN: "The parcel was delivered"},
	"signup parcel-came-back":  {JA: "お荷物が当社に戻りました", EN: "The parcel came back"},
	"signup address-verified":  {JA: "ご住所を確認しました", EN: "The address was verified"},
	"signup line-activated":    {JA: "回線が開通しました", EN: "A line was activated"},
	"signup withdrawn":         {JA: "お申し込みが取り下げられました", EN: "The application was withdrawn"},

	"replacement filed":                 {JA: "端末補償のお申し出を判定しました", EN: "The claim was decided"},
	"replacement shipped":               {JA: "交換用端末を発送しました", EN: "The replacement was sent"},
	"replacement delivered":             {JA: "交換用端末をお届けしました", EN: "The replacement was delivered"},
	"replacement came-back":             {JA: "交換用端末のお荷物が戻りました", EN: "The replacement's parcel came back"},
	"replacement replacement-delivered": {JA: "お届けの目標日を過ぎました", EN: "The delivery is late"},
	"replacement return-reminded":       {JA: "旧端末の返却を再度ご案内しました", EN: "The member was reminded of the return"},
	"replacement parcel-booked-in":      {JA: "返却センターで受け付けました", EN: "The return centre booked a parcel in"},
	"replacement return-settled":        {JA: "旧端末の返却を判定しました", EN: "The return of the old device was settled"},
	"replacement fault-reported":        {JA: "交換用端末の不具合を承りました", EN: "A fault of the replacement was reported"},
	"replacement fault-decided":         {JA: "交換用端末の不具合への対応を決めました", EN: "The fault was settled"},
	"replacement check-lapsed":          {JA: "動作確認の期間が終わりました", EN: "The time to check the replacement ended"},
	"replacement delivery-corrected":    {JA: "お届け日を訂正しました", EN: "The day of delivery was corrected"},

	"waiver asked":   {JA: "請求の免除が申請されました", EN: "A waiver was asked for"},
	"waiver decided": {JA: "請求の免除の可否を決めました", EN: "The waiver was decided"},

	"month-end opened":             {JA: "月末処理を開始しました", EN: "The month's shared steps began"},
	"month-end reminded":           {JA: "解約前のご案内をまとめて送りました", EN: "Members were reminded of their cancellations"},
	"month-end withdrawal-cut-off": {JA: "取り消しの期限をまとめて確定しました", EN: "Reservations can no longer be withdrawn"},
	"month-end ended":              {JA: "解約されたオプションをまとめて終了しました", EN: "The cancelled options of the month ended"},
	"month-end effected":           {JA: "回線の解約をまとめて実行しました", EN: "The lines of the month ended"},
}
