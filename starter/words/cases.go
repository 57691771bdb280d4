package words

import "kigen/internal/terms"

var kinds = map[string]terms.Text{
	"signup":       {JA: "お申し込み", EN: "Sign-up"},
	"replacement":  {JA: "端末の交換", EN: "Replacement"},
	"cancellation": {JA: "回線の解約", EN: "Cancellation"},
	"exchange":     {JA: "中古端末の交換", EN: "Exchange of a used device"},
	"maker-swap":   {JA: "メーカーでの端末の交換", EN: "Swap by the maker"},
	"waiver":       {JA: "請求の免除", EN: "Waiver"},

	"option-cancellation": {JA: "オプションの解約", EN: "Cancellation of an option"},
	"month-end":           {JA: "月末処理", EN: "Month end"},
	"stock-check":         {JA: "在庫端末の点検", EN: "Check of a unit in stock"},
	"stock-intake":        {JA: "在庫端末の受け入れ", EN: "Intake into stock"},
}

// states are looked up with their kind first.
var states = map[string]terms.Text{
	"signup inviting":  {JA: "メンテナンスの終了を待って、本人確認をご案内します。", EN: "The invitation to prove identity waits for the end of the maintenance."},
	"signup invited":   {JA: "本人確認書類のご提出を待っています。", EN: "Waiting for the applicant's proof of identity."},
	"signup submitted": {JA: "本人確認書類が届き、担当の審査を待っています。", EN: "Proof of identity is in; the identity desk has to decide."},
	"signup approved":  {JA: "本人確認が完了し、発送を待っています。", EN: "Identity is confirmed; the parcel is to be sent."},
	"signup shipped":   {JA: "お荷物を発送し、お届け中です。", EN: "The parcel is on its way."},
	"signup came_back": {JA: "お荷物が戻り、ご住所を確認しています。", EN: "The parcel came back; the address is being verified."},
	"signup delivered": {JA: "お届けが完了し、開通を待っています。", EN: "Delivered; the lines are about to be activated."},
	"signup active":    {JA: "すべての回線が開通しました。端末のみのお申し込みでは、端末のご利用が始まりました。", EN: "Every line is in use, or the device where it was ordered without a line."},
	"signup withdrawn": {JA: "お客様がお申し込みを取り下げました。", EN: "The applicant withdrew the application."},
	"signup rejected":  {JA: "お申し込みをお断りしました。", EN: "The application was rejected."},
	"signup lapsed":    {JA: "期限までにお手続きがなく、お申し込みは無効となりました。", EN: "The application lapsed."},

	"replacement accepted":      {JA: "お申し出を承り、交換用端末の発送を待っています。", EN: "Accepted; the replacement is to be sent."},
	"replacement shipped":       {JA: "交換用端末を発送し、お届け中です。", EN: "The replacement is on its way."},
	"replacement came_back":     {JA: "交換用端末のお荷物が戻り、再発送を待っています。", EN: "The replacement's parcel came back and is to be sent again."},
	"replacement delivered":     {JA: "交換用端末をお届けし、旧端末の返却と動作のご確認を待っています。", EN: "Delivered; the old device is to come back, and the new one is being checked."},
	"replacement fault":         {JA: "交換用端末の不具合を調べています。", EN: "The repair desk looks into a fault of the replacement."},
	"replacement exchange_due":  {JA: "不具合を確認し、別の端末の発送を待っています。", EN: "A fault was confirmed; another device is to be sent."},
	"replacement closed":        {JA: "お手続きはすべて完了しました。", EN: "All is done."},
	"replacement refused":       {JA: "補償の対象とならず、お断りしました。", EN: "The claim was refused."},
	"replacement sent_to_maker": {JA: "メーカー保証でのご対応をご案内しました。", EN: "Sent to the maker, whose warranty covers it."},

	"cancellation reserved":  {JA: "解約を予約済みです。月末に解約となります。", EN: "The line ends at the end of the month."},
	"cancellation withdrawn": {JA: "解約の予約は取り消されました。", EN: "The reservation was withdrawn."},
	"cancellation effected":  {JA: "回線は解約されました。", EN: "The line has ended."},
	"cancellation closed":    {JA: "回線は解約され、返却の確認も終了しました。", EN: "The line has ended, and its equipment is settled."},

	"option-cancellation cancelled": {JA: "解約を承り済みです。オプションは月末に終了します。", EN: "The option ends at the end of the month."},
	"option-cancellation ended":     {JA: "オプションは終了しました。", EN: "The option has ended."},

	"exchange refused":          {JA: "期限を過ぎたお申し出のため、お断りしました。", EN: "Refused: reported too late."},
	"exchange filed":            {JA: "お申し出を承り、端末の到着を待っています。", EN: "Taken up; the used device is to come in."},
	"exchange received":         {JA: "端末が届き、症状を確認しています。", EN: "The device is in; the repair desk looks into it."},
	"exchange confirmed":        {JA: "症状を確認し、同等の端末の発送を待っています。", EN: "Confirmed; an equal device is to be sent."},
	"exchange shipped":          {JA: "同等の端末を発送し、お届け中です。", EN: "An equal device is on its way."},
	"exchange came_back":        {JA: "同等の端末のお荷物が戻り、再発送を待っています。", EN: "The equal device's parcel came back and is to be sent again."},
	"exchange exchanged":        {JA: "同等の端末をお届けし、交換は完了しました。", EN: "The device has been exchanged."},
	"exchange not_confirmed":    {JA: "交換の対象とならず、端末の返送を待っています。", EN: "No exchange; the member's device is to be sent back."},
	"exchange returning":        {JA: "お預かりした端末を返送し、お届け中です。", EN: "The member's device is on its way back."},
	"exchange return_came_back": {JA: "返送した端末のお荷物が戻り、再発送を待っています。", EN: "The parcel with the member's device came back and is to be sent again."},
	"exchange returned":         {JA: "お預かりした端末をお返ししました。", EN: "The member's device was given back."},
	"exchange withdrawn":        {JA: "お客様がお申し出を取り下げました。", EN: "The member withdrew."},
	"exchange closed":           {JA: "端末が届かないため、終了しました。", EN: "Closed, as the device never came."},

	"maker-swap swapped": {JA: "メーカーで交換された端末を登録しました。", EN: "The device that the maker swapped is registered."},

	"stock-check on_shelf":    {JA: "点検を終え、在庫に戻しました。", EN: "Checked, and on the shelf."},
	"stock-check reserved":    {JA: "点検を終え、順番待ちの案件に割り当てました。", EN: "Checked, and reserved for the first case in line."},
	"stock-check damaged":     {JA: "破損が見つかり、修理を待っています。", EN: "Damaged; its repair is awaited."},
	"stock-check written_off": {JA: "除却しました。", EN: "Written off."},
	"stock-intake taken_in":   {JA: "在庫に受け入れました。", EN: "Taken into stock."},

	"waiver asked":    {JA: "免除の承認を待っています。別の担当者の承認が必要です。", EN: "The waiver waits for a second person."},
	"waiver approved": {JA: "請求を免除しました。", EN: "The charge was waived."},
	"waiver rejected": {JA: "免除は認められませんでした。", EN: "The waiver was rejected."},

	"month-end open":   {JA: "この月の月末処理を実行しています。", EN: "The month's shared steps are under way."},
	"month-end closed": {JA: "この月の月末処理は完了しました。", EN: "The month's shared steps are done."},
}

var outcomes = map[string]terms.Text{
	"open":      {JA: "進行中", EN: "open"},
	"met":       {JA: "期限内に完了", EN: "met"},
	"lapsed":    {JA: "期限切れ", EN: "lapsed"},
	"moved":     {JA: "期限を変更", EN: "moved"},
	"void":      {JA: "対象外", EN: "void"},
	"done":      {JA: "完了", EN: "done"},
	"approved":  {JA: "承認", EN: "approved"},
	"approve":   {JA: "承認", EN: "approved"},
	"refused":   {JA: "再提出を依頼", EN: "sent back"},
	"refuse":    {JA: "再提出を依頼", EN: "sent back"},
	"rejected":  {JA: "お断り", EN: "rejected"},
	"reject":    {JA: "お断り", EN: "rejected"},
	"shipped":   {JA: "発送済み", EN: "shipped"},
	"delivered": {JA: "お届け済み", EN: "delivered"},
	"overdue":   {JA: "期限超過", EN: "overdue"},
	"replaced":  {JA: "別の端末に交換", EN: "replaced"},
	"confirmed": {JA: "症状を確認", EN: "confirmed"},
	"excluded":  {JA: "対象外", EN: "excluded"},

	"repaired":       {JA: "修理", EN: "repaired"},
	"written_off":    {JA: "除却", EN: "written off"},
	"not_reproduced": {JA: "症状が再現せず", EN: "not reproduced"},
	"solved":         {JA: "ご案内により解消", EN: "solved"},
	"withdrawn":      {JA: "お申し出により終了", EN: "withdrawn"},
	"waived":         {JA: "免除", EN: "waived"},
	"out_of_turn":    {JA: "受付順によらず処理", EN: "out of turn"},
}

var roles = map[string]terms.Text{
	"public":        {JA: "お客様(ログイン前)", EN: "the public"},
	"member":        {JA: "会員", EN: "member"},
	"desk:identity": {JA: "本人確認担当", EN: "identity desk"},
	"desk:shipping": {JA: "発送担当", EN: "shipping desk"},
	"desk:repair":   {JA: "修理担当", EN: "repair desk"},
	"desk:billing":  {JA: "請求担当", EN: "billing desk"},
	"desk:support":  {JA: "サポート窓口", EN: "support desk"},
	"return-centre": {JA: "返却センター", EN: "return centre"},
	"courier":       {JA: "配送業者", EN: "courier"},
	"network":       {JA: "通信網", EN: "network"},
	"admin":         {JA: "管理者", EN: "administrator"},
	"timer":         {JA: "期限の到来(自動)", EN: "timer"},
}
