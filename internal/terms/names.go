package terms

import (
	"strconv"
	"strings"
)

// place is where a figure stands in a version: its path, the key of its name,
// and what the items on the way are called.
type place struct {
	path  string // "O-7.exclusions.new.looks.ja"
	key   string // "O-7.exclusions.*.*.ja": as the path, an asterisk for each item
	items []Text
}

func at(path string) place { return place{path: path, key: path} }

// of is a rule's own place: what all rules state has one name.
func of(rule ID) place {
	return place{path: string(rule), key: "*", items: []Text{{string(rule), string(rule)}}}
}

func (p place) field(key string) place {
	return place{path: p.path + "." + key, key: p.key + "." + key, items: p.items}
}

// item is a place below p that is found by the item's ID, key or position.
func (p place) item(path string, name Text) place {
	return place{path: p.path + path, key: p.key + ".*", items: append(p.items[:len(p.items):len(p.items)], name)}
}

// named is what a figure is called, and how its value reads where its type does
// not tell. {1}, {2} stand for the items in its path.
type named struct {
	JA, EN string
	reads  unit
}

// name is what the figure at p is called; its path, where nobody has named it. A
// text's two languages share a name.
func (p place) name() (Text, unit) {
	key, ja := strings.CutSuffix(p.key, ".ja")
	key, en := strings.CutSuffix(key, ".en")
	n, ok := figureNames[key]
	if !ok {
		return Text{p.path, p.path}, nil
	}
	name := Text{n.JA, n.EN}
	if ja {
		name.EN += " (Japanese)"
	}
	if en {
		name.JA += "(英語)"
	}
	for i, item := range p.items {
		mark := "{" + strconv.Itoa(i+1) + "}"
		name.JA = strings.ReplaceAll(name.JA, mark, item.JA)
		name.EN = strings.ReplaceAll(name.EN, mark, item.EN)
	}
	return name, n.reads
}

// figureNames are what people call the figures. An asterisk stands for an item.
var figureNames = map[string]named{
	"sources.*":                          {"出典「{1}」の名称", "Title of source “{1}”", nil},
	"contacts.return_centre":             {"返却センターの住所", "Address of the return centre", nil},
	"contacts.return_centre.postal_code": {"返却センターの郵便番号", "Postal code of the return centre", nil},
	"contacts.support.name":              {"サポート窓口の名称", "Name of the support desk", nil},
	"contacts.support.phone":             {"サポート窓口の電話番号", "Telephone of the support desk", nil},
	"contacts.support.mail":              {"サポート窓口のメールアドレス", "E-mail address of the support desk", nil},
	"contacts.support.from":              {"サポート窓口の受付開始", "Support desk answers from", nil},
	"contacts.support.until":             {"サポート窓口の受付終了", "Support desk answers until", nil},
	"contacts.support.closed":            {"サポート窓口の休業日", "Days off of the support desk", nil},
	"contacts.repair_reception.name":     {"修理受付の名称", "Name of the repair reception", nil},
	"contacts.repair_reception.from":     {"修理受付の受付開始", "Repair reception answers from", nil},
	"contacts.repair_reception.until":    {"修理受付の受付終了", "Repair reception answers until", nil},
	"contacts.repair_reception.closed":   {"修理受付の休業日", "Days off of the repair reception", nil},
	"house.reminder_at":                  {"お知らせを送る時刻", "Time of day at which reminders go out", nil},

	"*":                   {"規則の文", "The rule in words", nil},
	"*.clauses.*.source":  {"根拠{2}の文書", "Document of source {2}", nil},
	"*.clauses.*.article": {"根拠{2}の条", "Article of source {2}", nil},
	"*.clauses.*.passage": {"根拠{2}の文言", "Passage of source {2}", nil},

	"C-6.year_end":      {"年末年始の休業日", "Days off at the year's end", dayOfYear},
	"C-8.months":        {"利用年の長さ", "Length of a use year", months},
	"C-9.tax_percent":   {"消費税率", "Rate of consumption tax", percent},
	"C-12.settle_hours": {"期限の満了から確定までの時間", "From the lapse until it is settled", hours},

	"S-1.refused_cards":                      {"ご利用いただけないカード", "Cards that are refused", nil},
	"S-2.digits":                             {"認証コードの桁数", "Length of the e-mail code", digits},
	"S-2.minutes":                            {"認証コードの有効時間", "Life of the e-mail code", minutes},
	"S-2.tries":                              {"認証コードを入力できる回数", "Tries to enter the e-mail code", times},
	"S-3.plans.*":                            {"料金プラン", "Plan", nil},
	"S-3.plans.*.max_sims":                   {"{1}で使えるSIMの枚数(上限)", "SIMs on {1}, at most", sims},
	"S-3.sim_kinds":                          {"SIMの種別", "Kinds of SIMs", nil},
	"S-6.counting":                           {"MNP予約番号の有効期間(発行日を含む)", "Life of an MNP number, its issue day included", days},
	"S-6.days_remaining":                     {"お申し込み日に必要な残り日数", "Days that must remain on the day of application", days},
	"S-8.weekday":                            {"毎月のメンテナンスの曜日", "Weekday of the monthly maintenance", nil},
	"S-8.nth":                                {"その曜日が月の何番目か", "Which of the month's weekdays of that name", ordinal},
	"S-8.from":                               {"メンテナンスの開始", "Maintenance begins", nil},
	"S-8.until":                              {"メンテナンスの終了(翌日)", "Maintenance ends, on the next day", nil},
	"S-9.wrong_dates":                        {"生年月日を誤れる回数(最後の1回でリンクを停止)", "Wrong birth dates, the last of which locks the link", times},
	"S-9.link_within":                        {"書類提出リンクの有効期間(送付日の翌日から)", "Life of the upload link, from its sending", days},
	"S-10.documents.*":                       {"本人確認書類", "Document that proves identity", nil},
	"S-10.documents.*.valid":                 {"{1}：有効期限内であること", "{1}: must not have expired", nil},
	"S-10.documents.*.photo":                 {"{1}：顔写真付きに限る", "{1}: only with a photograph", nil},
	"S-10.documents.*.auxiliary_for_address": {"{1}：住所がなければ補助書類で補える", "{1}: an auxiliary document may show the address", nil},
	"S-10.documents.*.conditions":            {"{1}：その他の条件", "{1}: further conditions", nil},
	"S-10.auxiliary.*":                       {"本人確認補助書類", "Auxiliary document", nil},
	"S-10.auxiliary.*.valid":                 {"{1}：有効期限内であること", "{1}: must not have expired", nil},
	"S-10.auxiliary.*.photo":                 {"{1}：顔写真付きに限る", "{1}: only with a photograph", nil},
	"S-10.auxiliary.*.auxiliary_for_address": {"{1}：住所がなければ補助書類で補える", "{1}: an auxiliary document may show the address", nil},
	"S-10.auxiliary.*.conditions":            {"{1}：その他の条件", "{1}: further conditions", nil},
	"S-10.auxiliary_months":                  {"補助書類の発行からの期間(上限)", "Auxiliary documents issued no longer ago than", months},
	"S-11.max_bytes":                         {"1ファイルの大きさ(上限)", "Size of a file, at most", bytes},
	"S-11.max_files":                         {"ファイルの数(上限)", "Files, at most", files},
	"S-11.recommended_bytes":                 {"1ファイルの大きさ(推奨)", "Size of a file as recommended", bytes},
	"S-11.types":                             {"ファイルの形式", "Types of files", nil},
	"S-12.remind_within":                     {"審査の担当者に督促するまで(ご提出から)", "The desk is reminded, from the submission", days},
	"S-12.within":                            {"本人確認の結果のお知らせ(ご提出から)", "Result of the identity check, from the submission", days},
	"S-13.within":                            {"お届けの目安(結果のお知らせから)", "Target for the delivery, from the result", days},
	"S-15.reminders":                         {"ご提出をお願いする日(ご案内または再提出のお願いから)", "Reminders, from the invitation or the last refusal", days},
	"S-15.within":                            {"ご提出の期限(ご案内または再提出のお願いから)", "Proof is due, from the invitation or the last refusal", days},
	"S-17.exempt":                            {"端末がなければ本人確認が不要なSIM", "SIMs that need no identity check without a device", nil},
	"S-18.grounds.*":                         {"お申し込みをお断りする理由", "Ground on which an application is refused", nil},
	"S-18.grounds.*.clause":                  {"お申し込みをお断りする理由の条文", "Clause of a ground of refusal", nil},
	"S-20.law_asks.*":                        {"法令が求める本人確認の方法({1})", "Proof that the law asks for: {1}", nil},
	"S-20.methods.*":                         {"認める本人確認の方法({1})", "Proof that is accepted: {1}", nil},
	"S-20.channels.*":                        {"受け付ける本人確認の方法({1})", "Proof that a channel takes: {1}", nil},

	"P-1.age":                     {"端末をご契約いただける年齢(下限)", "Youngest age to buy a device", years},
	"P-2.devices":                 {"お支払い中の端末(お一人の上限)", "Devices of one person still being paid, at most", devices},
	"P-2.compensated":             {"端末補償の対象の端末(お一人の上限)", "Devices of one person under compensation, at most", devices},
	"P-3.parts":                   {"端末代金の分割回数", "Parts of an instalment purchase", times},
	"P-6.warranty_months":         {"メーカー保証の期間(利用開始から)", "Maker's warranty, from use start", months},
	"P-7.counting":                {"動作不良をお申し出いただく期間(利用開始日を含む)", "A malfunction is reported within, use start included", days},
	"P-7.malfunctions.*":          {"交換の対象となる動作不良", "Malfunction for which a device is exchanged", nil},
	"P-7.exclusions.*":            {"交換の対象とならない理由", "Ground on which none is exchanged", nil},
	"P-7.exclusions.*.clause":     {"交換の対象とならない理由の条文", "Clause of a ground on which none is exchanged", nil},
	"P-7.exclusions.*.decided_by": {"「{1}」を判断する規則", "Rule that decides “{1}”", nil},
	"P-9.months":                  {"請求明細を見られる期間", "Statements can be seen for", months},

	"O-1.new.*.tax_included":        {"新品端末の月額料金(区分{1}・税込)", "Monthly fee of a new device, tier {1}, tax included", nil},
	"O-1.new.*.tax_excluded":        {"新品端末の月額料金(区分{1}・税抜)", "Monthly fee of a new device, tier {1}, without tax", nil},
	"O-1.used.tax_included":         {"中古端末の月額料金(税込)", "Monthly fee of a used device, tax included", nil},
	"O-1.used.tax_excluded":         {"中古端末の月額料金(税抜)", "Monthly fee of a used device, without tax", nil},
	"O-4.uses":                      {"補償を利用できる回数(利用年ごと)", "Uses in a use year", times},
	"O-7.covered":                   {"補償の対象となる原因", "Causes that are covered", nil},
	"O-7.causes.*":                  {"原因の呼び名", "What a cause is called", nil},
	"O-7.exclusions.*.*":            {"補償の対象とならない理由({1})", "Ground on which nothing is covered: {1}", nil},
	"O-7.exclusions.*.*.clause":     {"補償の対象とならない理由の条文({1})", "Clause of a ground on which nothing is covered: {1}", nil},
	"O-7.exclusions.*.*.decided_by": {"「{2}」を判断する規則({1})", "Rule that decides “{2}”: {1}", nil},

	"N-1.burdens.*.tax_included": {"端末交換負担金({1}回目・税込)", "Burden of use {1} in a use year, tax included", nil},
	"N-1.burdens.*.tax_excluded": {"端末交換負担金({1}回目・税抜)", "Burden of use {1} in a use year, without tax", nil},
	"N-2.months":                 {"自然故障がメーカー保証となる期間(利用開始から)", "A natural failure goes to the maker, from use start", months},
	"N-4.within":                 {"交換端末の確認の期限(お届けから)", "The replacement is checked, from its delivery", days},
	"N-5.within":                 {"旧端末の返却の期限(新しい端末のお届けから)", "The old device is back, from the delivery of the new one", days},
	"N-5.amount":                 {"端末保守調定金", "Charge where the old device is not back", nil},
	"N-5.tax_class":              {"端末保守調定金の税区分", "How that charge is taxed", nil},
	"N-5.reminder_days_before":   {"返却をお願いする日(最終日の前)", "Reminders, before the last good day", days},
	"N-5.waiver_persons":         {"免除に必要な人数", "People who it takes to waive the charge", persons},
	"N-6.within":                 {"交換端末のお届けの目安(受付から)", "Target for the delivery, from acceptance", days},

	"U-1.tax_class":      {"受付のない修理の費用の税区分", "How a repair without a reception is taxed", nil},
	"U-2.months":         {"自然故障が補償される期間(ご購入から)", "A natural failure is covered, from the purchase", months},
	"U-3.trouble_within": {"貸出機の不具合のご連絡の期限(到着から)", "Trouble with the loaner is reported, from its arrival", days},
	"U-4.within":         {"故障端末の到着の期限(貸出機の到着から)", "The broken device is at the centre, from the loaner's arrival", days},
	"U-5.within":         {"貸出機の代金がかかるまで(貸出機の到着から)", "The loaner's price is charged, from its arrival", days},
	"U-5.tax_class":      {"貸出機の代金の税区分", "How the loaner's price is taxed", nil},
	"U-6.ask_within":     {"貸出機の返却の期限(修理完了端末の到着から)", "The loaner goes back, from the repaired device's arrival", days},
	"U-6.within":         {"貸出機の代金がかかるまで(修理完了端末の到着から)", "Its price is charged, from the repaired device's arrival", days},
	"U-6.tax_class":      {"貸出機の代金の税区分", "How the loaner's price is taxed", nil},
	"U-7.tax_class":      {"貸出機の損傷の費用の税区分", "How damage to the loaner is taxed", nil},
	"U-8.within":         {"同じ症状のご連絡の期限(修理完了端末の到着から)", "The same symptom is reported, from the repaired device's arrival", days},
	"U-9.fault_within":   {"交換端末の故障のご連絡の期限(到着から)", "A fault of the exchange device is reported, from its arrival", days},
	"U-9.return_within":  {"先の交換端末の返却の期限(次の端末の到着から)", "The first exchange device is back, from the next one's arrival", days},
	"U-9.tax_class":      {"返却のない交換端末の代金の税区分", "How the price of one that is not back is taxed", nil},
	"U-10.checklist.*":   {"お送りになる前の確認項目", "Confirmed before the device is sent", nil},
	"U-12.reminders":     {"端末の送付をお願いする日(受付から)", "Reminders to send the device, from the reception", days},
	"U-12.within":        {"端末が届かず受付を終了するまで(受付から)", "The claim closes without a device, from the reception", days},

	"W-1.fee.tax_included":        {"月額料金(税込)", "Monthly fee, tax included", nil},
	"W-1.fee.tax_excluded":        {"月額料金(税抜)", "Monthly fee, without tax", nil},
	"W-1.from_month_after":        {"料金がかかり始める月(利用開始月から)", "First month that is billed, after that of use start", monthsLater},
	"W-3.within":                  {"IMEIの登録の期限(利用開始日から)", "The IMEI is registered, from use start", days},
	"W-3.imei_digits":             {"IMEIの桁数", "Length of an IMEI", digits},
	"W-3.reminder_days_before":    {"登録をお願いする日(最終日の前)", "Reminders, before the last good day", days},
	"W-3.condition.*":             {"登録時に確認いただく端末の状態", "What is confirmed of the device", nil},
	"W-4.from_month_after":        {"修理を受け付ける月(利用開始月から、その1日以後)", "Claims are received from the 1st of the month, after that of use start", monthsLater},
	"W-5.uses":                    {"保証を利用できる回数(利用年ごと)", "Uses in a use year", times},
	"W-6.repair.*.tax_included":   {"修理の料金({1}回目・税込)", "Fee of a repair, use {1}, tax included", nil},
	"W-6.repair.*.tax_excluded":   {"修理の料金({1}回目・税抜)", "Fee of a repair, use {1}, without tax", nil},
	"W-6.exchange.*.tax_included": {"交換の料金({1}回目・税込)", "Fee of an exchange, use {1}, tax included", nil},
	"W-6.exchange.*.tax_excluded": {"交換の料金({1}回目・税抜)", "Fee of an exchange, use {1}, without tax", nil},
	"W-6.cod_fee":                 {"代金引換の手数料(税込)", "Fee for cash on delivery, tax included", nil},
	"W-6.repair_only.*":           {"修理のみの端末", "Devices that are repaired only", nil},
	"W-7.limit":                   {"補償の上限(1回ごと)", "Covered per use, at most", nil},
	"W-7.tax_class":               {"上限を超えた額の税区分", "How the excess is taxed", nil},
	"W-8.within":                  {"交換端末の不具合のご連絡の期限(到着から)", "Trouble with the exchange device is reported, from its arrival", days},
	"W-9.sim_used_within_days":    {"SIMの利用を確かめる期間(請求の前)", "Used with the line's SIM, before the claim", days},
	"W-9.released_within_months":  {"発売からの期間の上限(お申し込みの時点)", "Released no longer before the application than", months},
	"W-9.declarations.*":          {"お客様に申告いただくこと", "What the member declares of the device", nil},
	"W-9.exclusions.*":            {"保証の対象とならない理由", "Ground on which nothing is covered", nil},
	"W-9.exclusions.*.clause":     {"保証の対象とならない理由の条文", "Clause of a ground on which nothing is covered", nil},
	"W-9.exclusions.*.decided_by": {"「{1}」を判断する規則", "Rule that decides “{1}”", nil},
	"W-10.natural_failure_months": {"自然故障が保証される期間(メーカー発売日から)", "Natural failure is covered, from the maker's release", months},
	"W-10.covered":                {"保証の対象となる原因", "Causes that are covered", nil},
	"W-11.checklist.*":            {"お送りになる前の確認項目", "Done before the device is sent", nil},
	"W-11.certificate_desk.name":  {"スマホ用電子証明書の問い合わせ先", "Helpline for the phone's electronic certificate", nil},
	"W-11.certificate_desk.phone": {"スマホ用電子証明書の問い合わせ先の電話番号", "Telephone of that helpline", nil},
	"W-11.certificate_desk.hours": {"スマホ用電子証明書の問い合わせ先の受付時間", "Hours of that helpline", nil},
	"W-11.device_reminders":       {"端末の送付をお願いする日(受付から)", "Reminders to send the device, from the reception", days},
	"W-11.device_within":          {"端末が届かず受付を終了するまで(受付から)", "The claim closes without a device, from the reception", days},
	"W-11.agreement_within":       {"修理同意書の提出の期限(お願いした日から)", "The repair agreement is in, from when it is asked for", days},
	"W-11.loaner_os":              {"貸出機のOS", "Systems of the loaners", system},
	"W-11.loaner_within":          {"貸出機の返却の期限(端末の到着から)", "The loaner is back, from the device's arrival", days},
	"W-11.faulty_within":          {"不具合のある交換端末の返却の期限(次の端末の到着から)", "The faulty exchange device is back, from the next one's arrival", days},

	"K-2.until":                {"解約予約を取り消せる時刻(月の末日、この時刻の前まで)", "A reservation can be withdrawn until, on the month's last day", nil},
	"K-3.channels.*":           {"解約を承る窓口", "Where a cancellation comes in", nil},
	"K-4.reminder_days_before": {"解約日の前のお知らせ", "Reminder, before the day of the effect", days},
	"K-5.return_within":        {"機器の返却の期限(解約日から)", "Equipment is back, from the day of the effect", days},
	"K-6.invoice_years":        {"請求書の保存期間", "Invoices are kept for", yearsLong},

	"I-1.counting":          {"初期契約解除の期間(起算日を含む)", "Initial cancellation is sent within, the first day included", days},
	"I-1.products":          {"初期契約解除の対象となる契約", "Contracts it is for", nil},
	"I-2.bill_to_month_end": {"ご利用分を月末まで請求する", "Usage is billed through the month's end", nil},
	"I-3.products":          {"初期契約解除の対象とならない契約", "Contracts it is not for", nil},

	"T-1.esim.*.gb":             {"eSIM {1}の容量", "Size of the {1} eSIM", gigabytes},
	"T-1.esim.*.price":          {"eSIM {1}の価格(非課税)", "Price of the {1} eSIM, tax-free", nil},
	"T-1.three_in_one.*.gb":     {"3-in-1 SIM {1}の容量", "Size of the {1} 3-in-1 SIM", gigabytes},
	"T-1.three_in_one.*.price":  {"3-in-1 SIM {1}の価格(非課税)", "Price of the {1} 3-in-1 SIM, tax-free", nil},
	"T-1.three_in_one.*.retail": {"3-in-1 SIM {1}の店頭価格の目安(税込)", "Price of the {1} 3-in-1 SIM in shops, about, tax included", nil},
	"T-2.counting":              {"ご利用期間(開通日を含む)", "Valid for, the day of activation included", days},
	"T-2.reminder_days_before":  {"終了のお知らせ(最終日の前)", "Reminder, before the last good day", days},

	"B-4.free_within":     {"遅延損害金がかからない期間(支払期日から)", "No late charge if paid, from the due day", days},
	"B-4.percent":         {"遅延損害金の率", "Late charge", percent},
	"B-4.first_days":      {"その率だけがかかる期間(支払期日から)", "Covered by that alone, from the due day", days},
	"B-4.step_percent":    {"その後に加わる率", "Added for every further period", percent},
	"B-4.step_days":       {"率が加わる間隔", "Length of a further period", days},
	"B-4.consumer_year":   {"消費者の上限(年率)", "Consumer's ceiling, a year", percent},
	"B-5.times":           {"割増金(免れた額の倍数)", "Owed, by the evaded amount", fold},
	"B-6.retry_days":      {"再請求する日(支払期日から)", "The invoice is retried, after the due day", days},
	"B-6.suspend_within":  {"停止までの期間(予告から)", "Suspension, from its notice", days},
	"B-6.cure_months":     {"お支払いの猶予(停止から)", "Time to pay, from the suspension", months},
	"B-6.end_now_persons": {"直ちに解除するのに必要な人数", "People who it takes to end a contract at once", persons},

	"G-5.within":             {"相続人のお申し出の期限(相続開始から)", "An heir asks, from the start of succession", days},
	"G-6.notice_days":        {"計画した保守の予告", "Planned maintenance is announced before it by", days},
	"G-7.cure_months":        {"違反などの解消の猶予(停止から)", "Time to cure a breach, from the suspension", months},
	"G-8.notice_months":      {"サービス廃止の予告", "Discontinuing a service is announced before it by", months},
	"G-10.free_mail_domains": {"法人契約に登録できないフリーメール", "Free-mail domains refused for corporate contracts", nil},

	"V-4.hours":        {"お試しの期間", "Introductory offer", hours},
	"V-4.price":        {"お試しの価格", "Price of the introductory offer", nil},
	"V-4.monthly":      {"本契約の月額料金", "Monthly fee of the subscription", nil},
	"V-4.notice_hours": {"移行の予告(移行の前)", "The conversion is announced before it by", hours},
}
