package words

import (
	"slices"
	"sync"

	"kigen/internal/billing"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// facts are also the fields of a request that a refusal names.
var facts = map[string]terms.Text{
	"malfunction":      {JA: "症状", EN: "malfunction"},
	"clause":           {JA: "規定の文言", EN: "clause"},
	"parts":            {JA: "お支払い回数", EN: "parts"},
	"parts_paid":       {JA: "お支払い済みの回数", EN: "parts paid"},
	"amount_left":      {JA: "お支払いの残り", EN: "still to be paid"},
	"swapped_on":       {JA: "メーカーでの交換日", EN: "swapped on"},
	"payment":          {JA: "お支払い方法", EN: "payment"},
	"line":             {JA: "回線", EN: "line"},
	"lines":            {JA: "回線", EN: "lines"},
	"device":           {JA: "端末", EN: "device"},
	"channel":          {JA: "受付窓口", EN: "channel"},
	"effect_at":        {JA: "効力発生", EN: "effect"},
	"options_stopped":  {JA: "終了したオプション", EN: "options stopped"},
	"final_statement":  {JA: "最終明細", EN: "final statement"},
	"plan":             {JA: "料金プラン", EN: "plan"},
	"sims":             {JA: "SIM", EN: "SIMs"},
	"sim":              {JA: "SIM番号", EN: "SIM no."},
	"last_good_day":    {JA: "最終日", EN: "last good day"},
	"cause":            {JA: "故障の原因", EN: "cause"},
	"fault_day":        {JA: "故障した日", EN: "day of the fault"},
	"model":            {JA: "機種", EN: "model"},
	"price":            {JA: "価格", EN: "price"},
	"pool":             {JA: "在庫の区分", EN: "pool"},
	"was":              {JA: "点検前の状態", EN: "was"},
	"condition":        {JA: "点検の結果", EN: "condition"},
	"wiped":            {JA: "データの消去", EN: "wiped"},
	"given":            {JA: "割り当てた台数", EN: "given to cases in line"},
	"units":            {JA: "台数", EN: "units"},
	"given_to":         {JA: "割り当てた案件", EN: "given to"},
	"place_in_line":    {JA: "順番", EN: "place in line"},
	"unit":             {JA: "在庫端末", EN: "unit of the stock"},
	"colour":           {JA: "色", EN: "colour"},
	"use":              {JA: "利用回数(今回)", EN: "use no."},
	"uses":             {JA: "利用できる回数", EN: "uses allowed"},
	"year_from":        {JA: "利用年の初日", EN: "use year from"},
	"year_through":     {JA: "利用年の最終日", EN: "use year through"},
	"tax_excluded":     {JA: "税抜額", EN: "without tax"},
	"warranty_through": {JA: "メーカー保証の最終日", EN: "warranty through"},
	"refusal":          {JA: "お断りの理由", EN: "refused for"},
	"reason":           {JA: "理由", EN: "reason"},
	"reasons":          {JA: "理由", EN: "reasons"},
	"method":           {JA: "本人確認の方法", EN: "method"},
	"document":         {JA: "書類", EN: "document"},
	"equal":            {JA: "ご登録との一致", EN: "equals the registered data"},
	"outcome":          {JA: "結果", EN: "outcome"},
	"shipment":         {JA: "発送", EN: "shipment"},
	"tracking_no":      {JA: "お問い合わせ番号", EN: "tracking no."},
	"delivered_at":     {JA: "お届け日時", EN: "delivered"},
	"delivered":        {JA: "お届け日", EN: "delivered"},
	"within":           {JA: "期間(日数)", EN: "days allowed"},
	"settled_at":       {JA: "判定日時", EN: "settled"},
	"reference":        {JA: "センターの受付番号", EN: "centre's reference"},
	"booked_at":        {JA: "センター受付日時", EN: "booked in"},
	"reported_at":      {JA: "報告日時", EN: "reported"},
	"charge":           {JA: "請求", EN: "charge"},
	"amount":           {JA: "金額", EN: "amount"},
	"asked_by":         {JA: "申請した担当者", EN: "asked by"},
	"approved_by":      {JA: "承認した担当者", EN: "approved by"},
	"month":            {JA: "対象月", EN: "month"},
	"cases":            {JA: "件数", EN: "cases"},
	"case":             {JA: "案件", EN: "case"},
	"rule":             {JA: "規則", EN: "rule"},
	"step":             {JA: "段階", EN: "step"},
	"task":             {JA: "作業", EN: "task"},
	"error":            {JA: "不具合の種類", EN: "fault"},
	"event":            {JA: "起算日", EN: "counted from"},
	"constraint":       {JA: "制約", EN: "constraint"},
	"state":            {JA: "状態", EN: "state"},
	"files":            {JA: "ファイル数", EN: "files"},
	"fault":            {JA: "不具合", EN: "fault"},
	"ground":           {JA: "お断りの根拠", EN: "ground"},
	"lapse":            {JA: "期限", EN: "lapse"},
	"requested":        {JA: "依頼", EN: "requested"},
	"reported":         {JA: "報告", EN: "reported"},
	"repeated":         {JA: "重複", EN: "repeated"},
	"return":           {JA: "返却", EN: "return"},
	"submission":       {JA: "提出", EN: "submission"},
	"tracking":         {JA: "お問い合わせ番号", EN: "tracking no."},
	"use_start":        {JA: "利用開始日", EN: "use start"},
	"without_effect":   {JA: "効果なし", EN: "without effect"},
	"approved":         {JA: "承認", EN: "approved"},
	"address_changed":  {JA: "住所の変更", EN: "address changed"},
	"booked_before":    {JA: "先の受付", EN: "booked before"},
	"came_back_at":     {JA: "戻った日時", EN: "came back"},
	"charged_before":   {JA: "請求済み", EN: "charged before"},
	"charged_under":    {JA: "請求の根拠", EN: "charged under"},
	"correction":       {JA: "訂正の手続き", EN: "correction"},
	"device_use_start": {JA: "端末の利用開始日", EN: "use start of the device"},
	"activated_at":     {JA: "開通日時", EN: "activated"},
	"to_review":        {JA: "見直す手続き", EN: "cases to review"},
	"application":      {JA: "お申し込み", EN: "application"},
	"corrects":         {JA: "訂正した記録", EN: "corrects"},
	"dated_in_time":    {JA: "期限内の受付", EN: "dated in time"},
	"out_of_turn":      {JA: "受付順によらない理由", EN: "out of turn because"},
	"notice":           {JA: "通知", EN: "letter"},
	"kind":             {JA: "種類", EN: "kind"},
	"expires_on":       {JA: "有効期限", EN: "valid through"},
	"issued_on":        {JA: "発行日", EN: "issued"},
	"address_on":       {JA: "住所の記載", EN: "address on"},
	"dependant":        {JA: "被扶養者", EN: "dependant"},
	"photo":            {JA: "写真", EN: "photograph"},
	"auxiliary":        {JA: "補助書類", EN: "second document"},
	"name":             {JA: "氏名", EN: "name"},
	"login":            {JA: "ログインID", EN: "login"},
	"email":            {JA: "メールアドレス", EN: "e-mail address"},
	"roles":            {JA: "担当窓口", EN: "desks"},
	"address":          {JA: "住所", EN: "address"},
	"birth_date":       {JA: "生年月日", EN: "birth date"},
	"fact":             {JA: "記録番号", EN: "record no."},
	"covered":          {JA: "補償の対象", EN: "covered"},
	"replaced":         {JA: "交換前の端末", EN: "replaced"},
	"recorded":         {JA: "元の記録", EN: "recorded"},
	"refurbished":      {JA: "リフレッシュ品", EN: "refurbished"},
	"same_model":       {JA: "同じ機種・色", EN: "same model"},

	"after_cut_off_was_recorded": {JA: "締め切りの記録後の取り消し", EN: "after the cut-off was recorded"},

	"id":                  {JA: "番号", EN: "number"},
	"imei":                {JA: "IMEI", EN: "IMEI"},
	"member":              {JA: "会員", EN: "member"},
	"desk":                {JA: "担当", EN: "desk"},
	"to":                  {JA: "進める日時", EN: "skip to"},
	"address.postal_code": {JA: "郵便番号", EN: "postal code"},
	"address.prefecture":  {JA: "都道府県", EN: "prefecture"},
	"address.city":        {JA: "市区町村", EN: "city"},
	"address.street":      {JA: "町名・番地", EN: "street"},
	"address.building":    {JA: "建物名・部屋番号", EN: "building"},
	"phone_number":        {JA: "電話番号", EN: "phone number"},
	"phone_1":             {JA: "SIM 1の電話番号", EN: "phone number of SIM 1"},
	"phone_2":             {JA: "SIM 2の電話番号", EN: "phone number of SIM 2"},
	"phone_3":             {JA: "SIM 3の電話番号", EN: "phone number of SIM 3"},
	"no":                  {JA: "番号", EN: "number"},
	"items":               {JA: "済んだ項目", EN: "what is done"},
	"return_id":           {JA: "訂正する記録", EN: "record to correct"},
	"happens_at":          {JA: "起こる日時", EN: "when it happens"},
	"draft":               {JA: "改定案", EN: "draft"},

	"option":            {JA: "オプション", EN: "option"},
	"last_fee":          {JA: "最終月の料金", EN: "fee of the last month"},
	"ended_before":      {JA: "先に終了した日時", EN: "ended before"},
	"exclusion":         {JA: "補償の対象とならない事由", EN: "exclusion ground"},
	"finding":           {JA: "点検の結果", EN: "finding"},
	"symptom":           {JA: "症状", EN: "symptom"},
	"route":             {JA: "送付の方法", EN: "route"},
	"shop":              {JA: "店舗", EN: "shop"},
	"checklist":         {JA: "送付前の確認済み", EN: "checklist confirmed"},
	"agreement":         {JA: "修理同意書", EN: "repair agreement"},
	"cost":              {JA: "費用", EN: "cost"},
	"late":              {JA: "期限後", EN: "late"},
	"round":             {JA: "回", EN: "round"},
	"price_charged":     {JA: "代金は請求済み", EN: "price charged before"},
	"loaner":            {JA: "貸出機", EN: "loaner"},
	"loaner_released":   {JA: "貸出機の確保を解除", EN: "loaner freed"},
	"damaged":           {JA: "破損", EN: "damaged"},
	"left_to_their_own": {JA: "個別に処理する件数", EN: "left to their own"},

	"guaranteed_sims":       {JA: "つながる端末保証を付けたSIM", EN: "SIMs with the guarantee"},
	"guaranteed":            {JA: "つながる端末保証が始まった回線", EN: "lines with the guarantee"},
	"used_on":               {JA: "最後に通信を確認した日", EN: "last seen in use"},
	"confirmed":             {JA: "確認した項目", EN: "confirmed"},
	"released_on":           {JA: "メーカーの発売日", EN: "released on"},
	"released_good_through": {JA: "対象となるお申し込みの最終日", EN: "application by"},
	"way":                   {JA: "対応の方法", EN: "way"},
	"limit":                 {JA: "補償の上限", EN: "limit"},
	"collect":               {JA: "お支払いの方法", EN: "collected by"},
	"ended_at":              {JA: "終了日時", EN: "ended"},
	"open_claim":            {JA: "手続き中の受付", EN: "open claim"},

	"unit_id": {JA: "在庫端末", EN: "unit of the stock"},
}

var values = map[string]terms.Text{
	"lump_sum":     {JA: "一括払い", EN: "lump sum"},
	"instalments":  {JA: "分割払い", EN: "instalments"},
	"write_off":    {JA: "除却", EN: "write-off"},
	"whole":        {JA: "良好", EN: "whole"},
	"written_off":  {JA: "除却済み", EN: "written off"},
	"lost":         {JA: "未返却", EN: "not given back"},
	"damaged":      {JA: "破損", EN: "damaged"},
	"reserved":     {JA: "確保済み", EN: "reserved"},
	"on_shelf":     {JA: "在庫", EN: "on the shelf"},
	"member_page":  {JA: "会員ページ", EN: "member page"},
	"support_desk": {JA: "サポート窓口", EN: "support desk"},
	"notice":       {JA: "通知書", EN: "notice"},
	"web":          {JA: "ウェブ", EN: "web"},
	"app":          {JA: "アプリ", EN: "app"},
	"requested":    {JA: "作成を依頼", EN: "requested"},

	"data":  {JA: "データSIM", EN: "data SIM"},
	"sms":   {JA: "SMS付きSIM", EN: "SMS SIM"},
	"voice": {JA: "音声SIM", EN: "voice SIM"},

	"inviting":      {JA: "メンテナンスの終了待ち", EN: "waiting for the maintenance"},
	"invited":       {JA: "書類の提出待ち", EN: "waiting for the documents"},
	"submitted":     {JA: "審査中", EN: "being reviewed"},
	"came_back":     {JA: "荷物の返送", EN: "parcel came back"},
	"active":        {JA: "開通済み", EN: "in use"},
	"accepted":      {JA: "受付済み", EN: "accepted"},
	"fault":         {JA: "不具合の調査中", EN: "fault being looked into"},
	"exchange_due":  {JA: "再交換の発送待ち", EN: "exchange due"},
	"sent_to_maker": {JA: "メーカー対応", EN: "sent to the maker"},
	"closed":        {JA: "完了", EN: "closed"},

	refusal.NotCovered:   {JA: "補償の対象外", EN: "not covered"},
	refusal.LimitReached: {JA: "利用回数の上限", EN: "limit reached"},

	"document_images": {JA: "書類の画像", EN: "document images"},
	"ic_chip":         {JA: "ICチップの読み取り", EN: "IC chip"},

	"number_runs_out":       {JA: "MNP予約番号の期限が近い", EN: "the MNP number runs out"},
	"result_overdue":        {JA: "結果連絡の期限を過ぎている", EN: "the result is overdue"},
	"earlier_needs_inquiry": {JA: "先のお申し込みは確認中", EN: "the earlier one needs an inquiry"},
	"escalated":             {JA: "責任者の指示", EN: "escalated"},

	"document_not_accepted":  {JA: "受け付けできない書類", EN: "document not accepted"},
	"document_expired":       {JA: "有効期限切れ", EN: "document expired"},
	"international_permit":   {JA: "国際運転免許証", EN: "international permit"},
	"unreadable":             {JA: "画像が不鮮明", EN: "unreadable"},
	"page_incomplete":        {JA: "書類の一部が写っていない", EN: "page incomplete"},
	"back_missing":           {JA: "裏面がない", EN: "back missing"},
	"own_name_side_missing":  {JA: "ご本人の氏名の面がない", EN: "side with the own name missing"},
	"photo_missing":          {JA: "写真がない", EN: "photograph missing"},
	"name_mismatch":          {JA: "氏名の不一致", EN: "name differs"},
	"address_mismatch":       {JA: "住所の不一致", EN: "address differs"},
	"birth_date_mismatch":    {JA: "生年月日の不一致", EN: "birth date differs"},
	"address_missing":        {JA: "現住所の記載がない", EN: "address missing"},
	"auxiliary_missing":      {JA: "補助書類がない", EN: "second document missing"},
	"auxiliary_too_old":      {JA: "補助書類の発行日が古い", EN: "second document too old"},
	"auxiliary_not_accepted": {JA: "受け付けできない補助書類", EN: "second document not accepted"},
	"chip_not_verified":      {JA: "ICチップで確認できない", EN: "chip not verified"},
	"other":                  {JA: "その他", EN: "other"},

	"front":         {JA: "表面", EN: "front"},
	"back":          {JA: "裏面", EN: "back"},
	"own_name_side": {JA: "ご本人の氏名の面", EN: "side with the own name"},
	"auxiliary":     {JA: "補助書類", EN: "second document"},

	"name":       {JA: "氏名", EN: "name"},
	"address":    {JA: "住所", EN: "address"},
	"birth_date": {JA: "生年月日", EN: "birth date"},
	"nowhere":    {JA: "記載なし", EN: "nowhere"},

	"parcel":       {JA: "発送修理", EN: "by parcel"},
	"shop":         {JA: "店舗への持ち込み", EN: "at a shop"},
	"device_cover": {JA: "つながる端末保証", EN: "Connected Device Cover"},

	"connected_device_guarantee": {JA: "つながる端末保証", EN: "Connected Device Guarantee"},
	"sim_card":                   {JA: "SIMカード", EN: "SIM card"},

	"repair":           {JA: "修理", EN: "repair"},
	"exchange":         {JA: "交換", EN: "exchange"},
	"confirmed":        {JA: "故障を確認", EN: "confirmed"},
	"not_confirmed":    {JA: "故障を確認できず", EN: "not confirmed"},
	"cod":              {JA: "代金引換", EN: "cash on delivery"},
	"device_not_in":    {JA: "端末が届かない", EN: "device did not come"},
	"agreement_not_in": {JA: "修理同意書が届かない", EN: "agreement did not come"},
}

// ofTerms are the names that the terms themselves give to what can be chosen:
// documents, plans, causes, malfunctions, grounds; and the reasons of a waiver.
var ofTerms = sync.OnceValue(func() map[string]terms.Text {
	names := map[string]terms.Text{}
	for _, r := range billing.Reasons {
		names[r.ID] = terms.Text{JA: r.JA, EN: r.EN}
	}
	for _, v := range terms.Embedded().Versions() {
		for _, d := range append(v.S10.Documents, v.S10.Auxiliary...) {
			names[string(d.ID)] = terms.Text{JA: d.JA, EN: d.EN}
		}
		for _, p := range v.S3.Plans {
			names[string(p.ID)] = terms.Text{JA: p.JA, EN: p.EN}
		}
		for _, m := range v.P7.Malfunctions {
			names[m.ID] = terms.Text{JA: m.JA, EN: m.EN}
		}
		for _, c := range v.O7.Causes {
			names[string(c.ID)] = terms.Text{JA: c.JA, EN: c.EN}
		}
		for _, g := range slices.Concat(v.S18.Grounds, v.O7.Exclusions[terms.NewDevice], v.O7.Exclusions[terms.UsedDevice], v.P7.Exclusions) {
			if _, named := names[g.ID]; !named {
				names[g.ID] = terms.Text{JA: g.JA, EN: g.EN}
			}
		}
	}
	return names
})
