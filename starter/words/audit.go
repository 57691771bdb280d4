package words

import "kigen/internal/terms"

// Action says what a person of the staff did outside of the API's operations,
// which say themselves what they are; false for any other.
func Action(action string) (terms.Text, bool) {
	text, ok := actions[action]
	return text, ok
}

// Actions lists the wire names that [Action] has words for.
func Actions() []string {
	return []string{"signIn", "signOut", "changePassword", "endSession", "switchDesk"}
}

var actions = map[string]terms.Text{
	"signIn":         {JA: "サインイン", EN: "Signed in"},
	"signOut":        {JA: "サインアウト", EN: "Signed out"},
	"changePassword": {JA: "自分のパスワードの変更", EN: "Changed the own password"},
	"endSession":     {JA: "ほかの端末のサインアウト", EN: "Signed out elsewhere"},
	"switchDesk":     {JA: "担当窓口の切り替え", EN: "Switched to another desk"},
}

// Refusal says in few words why something was refused, by the code.
func Refusal(code string) terms.Text { return look(refusals, code) }

var refusals = map[string]terms.Text{
	"too_late":             {JA: "期限切れ", EN: "too late"},
	"too_early":            {JA: "時期尚早", EN: "too early"},
	"too_old":              {JA: "保存期間の経過", EN: "kept no longer"},
	"not_covered":          {JA: "補償の対象外", EN: "not covered"},
	"not_eligible":         {JA: "条件を満たさない", EN: "not eligible"},
	"not_offered":          {JA: "取り扱いなし", EN: "not offered"},
	"limit_reached":        {JA: "上限に到達", EN: "limit reached"},
	"already_open":         {JA: "手続き中の案件あり", EN: "open already"},
	"used":                 {JA: "使用済み", EN: "used already"},
	"state":                {JA: "案件の状態が合わない", EN: "not at this point"},
	"mismatch":             {JA: "登録内容と不一致", EN: "does not match"},
	"invalid":              {JA: "入力の誤り", EN: "wrongly filled in"},
	"card_refused":         {JA: "カードの利用不可", EN: "card refused"},
	"file_refused":         {JA: "ファイルの利用不可", EN: "file refused"},
	"maintenance":          {JA: "メンテナンス中", EN: "maintenance"},
	"locked":               {JA: "ロック中", EN: "locked"},
	"expired":              {JA: "有効期限切れ", EN: "expired"},
	"needs_second_person":  {JA: "別の担当者の承認が必要", EN: "needs a second person"},
	"not_found":            {JA: "該当なし", EN: "not found"},
	"unauthenticated":      {JA: "ログインIDまたはパスワードの誤り", EN: "wrong login or password"},
	"forbidden":            {JA: "権限なし", EN: "not allowed"},
	"conflict":             {JA: "登録内容の重複・競合", EN: "conflict"},
	"idempotency_mismatch": {JA: "依頼の重複", EN: "key used for another request"},
	"rate_limited":         {JA: "回数の超過", EN: "too many requests"},
	"unavailable":          {JA: "一時的に利用不可", EN: "unavailable"},
	"internal":             {JA: "システムの不具合", EN: "our fault"},
}
