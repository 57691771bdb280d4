package words

import "kigen/internal/terms"

var facts = map[string]terms.Text{
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
	"outcome":          {JA: "結果", EN: "outcome"},
	"shipment":         {JA: "発送", EN: "shipment"},
	"tracking_no":      {JA: "お問い合わせ番号", EN: "tracking no."},
	"delivered_at":     {JA: "お届け日時", EN: "delivered"},
	"booked_at":        {JA: "センター受付日時", EN: "booked in"},
	"reported_at":      {JA: "報告日時", EN: "reported"},
	"charge":           {JA: "請求", EN: "charge"},
	"amount":           {JA: "金額", EN: "amount"},
	"asked_by":         {JA: "申請した担当者", EN: "asked by"},
	"approved_by":      {JA: "承認した担当者", EN: "approved by"},
	"month":            {JA: "対象月", EN: "month"},
}

var values = map[string]terms.Text{
	"member_page":  {JA: "会員ページ", EN: "member page"},
	"support_desk": {JA: "サポート窓口", EN: "support desk"},
	"notice":       {JA: "通知書", EN: "notice"},
	"web":          {JA: "ウェブ", EN: "web"},
	"app":          {JA: "アプリ", EN: "app"},
	"requested":    {JA: "作成を依頼", EN: "requested"},

	"data":  {JA: "データSIM", EN: "data SIM"},
	"sms":   {JA: "SMS付きSIM", EN: "SMS SIM"},
	"voice": {JA: "音声SIM", EN: "voice SIM"},

	"minimum_start": {JA: "ミニマムスタートプラン", EN: "Minimum Start"},
	"light_start":   {JA: "ライトスタートプラン", EN: "Light Start"},
	"family_share":  {JA: "ファミリーシェアプラン", EN: "Family Share"},

	"document_images": {JA: "書類の画像", EN: "document images"},
	"ic_chip":         {JA: "ICチップの読み取り", EN: "IC chip"},

	"total_loss":      {JA: "全損", EN: "total loss"},
	"partial_damage":  {JA: "破損", EN: "partial damage"},
	"water":           {JA: "水濡れ", EN: "water"},
	"natural_failure": {JA: "自然故障", EN: "natural failure"},

	"device_cover": {JA: "つながる端末保証", EN: "Connected Device Cover"},
	"sim_card":     {JA: "SIMカード", EN: "SIM card"},
}
