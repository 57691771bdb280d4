package words

import "kigen/internal/terms"

var deadlines = map[string]terms.Text{
	"withdrawal":     {JA: "解約予約の取り消し", EN: "Withdrawal of the cancellation"},
	"effect":         {JA: "解約の効力発生", EN: "The line ends"},
	"equipment-back": {JA: "貸与品の返却", EN: "Equipment back"},
	"option-ends":    {JA: "オプションの終了", EN: "The option ends"},

	"invitation":        {JA: "本人確認のご案内", EN: "Invitation goes out"},
	"proof-of-identity": {JA: "本人確認書類の提出", EN: "Proof of identity"},
	"identity-result":   {JA: "本人確認の結果連絡", EN: "Result of the identity check"},
	"delivery":          {JA: "お届け", EN: "Delivery"},
	"mnp-number":        {JA: "MNP予約番号の有効期限", EN: "MNP number runs out"},
	"new-mnp-number":    {JA: "新しいMNP予約番号の登録", EN: "New MNP number"},

	"replacement-delivered": {JA: "交換用端末のお届け(目標)", EN: "Replacement delivered (target)"},
	"old-device-back":       {JA: "旧端末の返却", EN: "Old device back"},
	"replacement-checked":   {JA: "交換用端末の動作確認", EN: "Check of the replacement"},

	"cancellation-reminder": {JA: "解約前のご案内", EN: "Reminder of the cancellation"},
	"reminders":             {JA: "解約前のご案内(一括)", EN: "Reminders of the month's cancellations"},
	"withdrawal-cut-off":    {JA: "解約予約の取り消しの締め切り(一括)", EN: "Cut-off of the month's withdrawals"},

	"proof-reminder":  {JA: "本人確認書類の提出のご案内(再)", EN: "Reminder of the proof of identity"},
	"result-reminder": {JA: "本人確認の督促(社内)", EN: "Reminder of the identity result"},
	"return-reminder": {JA: "旧端末の返却のご案内(再)", EN: "Reminder of the return"},
}

var tasks = map[string]terms.Text{
	"ask-for-equipment": {JA: "貸与品の返却をお客様に確認する", EN: "Ask the member for the equipment"},
	"stuck-step":        {JA: "自動処理が進まない手続きを調べる", EN: "Find out why a step can't be taken"},

	"review-identity":       {JA: "本人確認書類を審査する", EN: "Review proof of identity"},
	"hasten-identity":       {JA: "本人確認の審査を急ぐ(結果連絡の期限が近い)", EN: "Hasten the identity check"},
	"identity-overdue":      {JA: "期限を過ぎた本人確認に対応する", EN: "Identity check is overdue"},
	"ship":                  {JA: "SIM・端末を発送する", EN: "Send the SIM and device"},
	"delivery-overdue":      {JA: "お届けの遅れを確認する", EN: "Look into a late delivery"},
	"verify-address":        {JA: "戻った荷物のご住所を確認する", EN: "Verify the address of a parcel that came back"},
	"delivered-without-use": {JA: "開通しないSIM・端末を回収する", EN: "Recover a parcel that no line came of"},

	"ship-replacement":     {JA: "交換用端末を発送する", EN: "Send the replacement"},
	"reship-replacement":   {JA: "戻った交換用端末を再発送する", EN: "Send the replacement again"},
	"check-courier-report": {JA: "配送業者の報告の食い違いを確認する", EN: "Check a courier's report that contradicts the record"},
	"check-replacement":    {JA: "交換用端末の不具合を調べる", EN: "Look into a fault of the replacement"},
	"inspect-used-device":  {JA: "中古端末の症状を確認する", EN: "Look into a used device"},
	"ship-equal-device":    {JA: "同等の交換用端末を発送する", EN: "Send an equal device"},
	"send-device-back":     {JA: "お預かりした端末を返送する", EN: "Send the member's device back"},
	"unexpected-parcel":    {JA: "予定にない返却を確認する", EN: "Look into an unexpected parcel"},
	"consider-waiver":      {JA: "請求の免除を検討する", EN: "Consider a waiver"},
	"decide-waiver":        {JA: "請求の免除を承認・却下する", EN: "Decide a waiver"},

	"repair-unit": {JA: "破損した在庫端末を修理または除却する", EN: "Repair a damaged unit of the stock, or write it off"},

	"undelivered-letter": {JA: "届かなかった通知に対応する", EN: "A letter did not reach the member"},
}

var charges = map[string]terms.Text{
	"replacement-burden": {JA: "端末交換負担金", EN: "Burden of the replacement"},
	"non-return":         {JA: "端末保守調定金(旧端末の未返却)", EN: "Device not returned"},
	"waiver":             {JA: "請求の免除", EN: "Waiver"},
	"correction":         {JA: "訂正による取り消し", EN: "Reversal after a correction"},
}

var chargeKinds = map[string]terms.Text{
	"charge":   {JA: "請求", EN: "charge"},
	"reversal": {JA: "取り消し", EN: "reversal"},
	"waiver":   {JA: "免除", EN: "waiver"},
}

var letterStatuses = map[string]terms.Text{
	"queued": {JA: "送信待ち", EN: "waiting to be sent"},
	"sent":   {JA: "送信済み", EN: "sent"},
	"failed": {JA: "送信できませんでした", EN: "could not be sent"},
}

var letters = map[string]terms.Text{
	"email-code":            {JA: "メールアドレス確認の認証コード", EN: "Code to confirm the e-mail address"},
	"application-received":  {JA: "お申し込みの受付", EN: "Application received"},
	"invitation":            {JA: "本人確認のお願い", EN: "Invitation to prove identity"},
	"invitation-renewed":    {JA: "本人確認ページの新しいご案内", EN: "New link to prove identity"},
	"upload-locked":         {JA: "本人確認ページの一時停止", EN: "Upload page locked"},
	"submission-received":   {JA: "本人確認書類の受付", EN: "Proof of identity received"},
	"identity-delayed":      {JA: "本人確認の遅れのお詫び", EN: "Identity check delayed"},
	"identity-reminder":     {JA: "本人確認の再度のお願い", EN: "Reminder to prove identity"},
	"identity-refused":      {JA: "本人確認書類の再提出のお願い", EN: "Proof of identity sent back"},
	"identity-approved":     {JA: "本人確認の完了", EN: "Identity confirmed"},
	"application-refused":   {JA: "お申し込みのお断り", EN: "Application refused"},
	"application-lapsed":    {JA: "お申し込みの失効", EN: "Application lapsed"},
	"application-withdrawn": {JA: "お申し込みの取り下げ", EN: "Application withdrawn"},
	"mnp-renewal-requested": {JA: "MNP予約番号の再取得のお願い", EN: "New MNP number asked for"},
	"sim-shipped":           {JA: "SIM・端末の発送", EN: "SIM or device sent"},
	"parcel-came-back":      {JA: "お荷物の返送のご連絡", EN: "Parcel came back"},
	"contract-notice":       {JA: "契約書面", EN: "Contract notice"},
	"purchase-notice":       {JA: "端末のご購入内容とお支払い", EN: "What device was bought and how it is paid"},

	"used-exchange-requested": {JA: "中古端末の交換の受付と送付のお願い", EN: "Used device asked for, to be exchanged"},
	"used-exchange-too-late":  {JA: "中古端末の交換のお断り(期限後)", EN: "Exchange refused: reported too late"},
	"used-exchange-received":  {JA: "中古端末の到着の確認", EN: "Used device received"},
	"used-exchange-confirmed": {JA: "中古端末の交換の決定", EN: "Exchange confirmed"},
	"used-exchange-excluded":  {JA: "中古端末の交換の対象外のご連絡", EN: "No exchange: excluded"},
	"used-exchange-shipped":   {JA: "交換用端末・お預かりした端末の発送", EN: "Equal device, or the member's own, sent"},
	"used-exchange-delivered": {JA: "中古端末の交換の完了", EN: "Used device exchanged"},
	"used-exchange-ended":     {JA: "中古端末の交換の終了", EN: "Exchange ended"},
	"maker-swap-recorded":     {JA: "メーカーで交換された端末の登録", EN: "Device swapped by its maker"},

	"claim-accepted":             {JA: "端末補償の受付", EN: "Claim accepted"},
	"claim-refused":              {JA: "端末補償のお断り", EN: "Claim refused"},
	"sent-to-maker":              {JA: "メーカー保証のご案内", EN: "Sent to the maker"},
	"replacement-shipped":        {JA: "交換用端末の発送", EN: "Replacement sent"},
	"return-requested":           {JA: "旧端末の返却のお願い", EN: "Return of the old device asked for"},
	"return-reminder":            {JA: "旧端末の返却の再度のお願い", EN: "Reminder of the return"},
	"return-received":            {JA: "旧端末の返却の確認", EN: "Old device received"},
	"non-return-charged":         {JA: "端末保守調定金の請求", EN: "Charged for the old device"},
	"late-return-recorded":       {JA: "旧端末の到着(期限後)の確認", EN: "Late return recorded"},
	"charge-waived":              {JA: "請求の免除", EN: "Charge waived"},
	"charge-reversed":            {JA: "請求の取り消し", EN: "Charge reversed"},
	"delivery-corrected":         {JA: "お届け日の訂正", EN: "Day of delivery corrected"},
	"booking-corrected":          {JA: "返却の受付日時の訂正", EN: "Booking of a return corrected"},
	"amount-corrected":           {JA: "請求額の訂正", EN: "Amount of a charge corrected"},
	"replacement-fault-received": {JA: "交換用端末の不具合の受付", EN: "Fault of the replacement received"},
	"exchange-delivered":         {JA: "交換用端末の再送のお届けと動作確認のご案内", EN: "Another replacement delivered: please check it"},
	"replacement-fault-closed":   {JA: "交換用端末の不具合の対応完了", EN: "Fault of the replacement settled"},

	"cancellation-confirmed":    {JA: "解約予約の確認", EN: "Cancellation booked"},
	"cancellation-withdrawn":    {JA: "解約予約の取り消し", EN: "Cancellation withdrawn"},
	"cancellation-reminder":     {JA: "解約前のご案内", EN: "Reminder of the cancellation"},
	"cancellation-effected":     {JA: "解約の完了", EN: "Line ended"},
	"equipment-return-reminder": {JA: "貸与品の返却の再度のお願い", EN: "Reminder of the equipment"},
	"option-cancelled":          {JA: "オプションの解約の確認", EN: "Option cancelled"},
	"option-ended":              {JA: "オプションの終了", EN: "Option ended"},
}
