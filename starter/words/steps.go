package words

import "kigen/internal/terms"

// steps are looked up with their kind first, as one name may say two things.
var steps = map[string]terms.Text{
	"cancellation reserved":           {JA: "解約の予約を承りました", EN: "The cancellation was booked"},
	"cancellation withdrawn":          {JA: "解約の予約を取り消しました", EN: "The cancellation was withdrawn"},
	"cancellation reminded":           {JA: "解約前のご案内を送りました", EN: "The member was reminded"},
	"cancellation withdrawal-cut-off": {JA: "取り消しの期限を過ぎました", EN: "It can no longer be withdrawn"},
	"cancellation effected":           {JA: "回線を解約しました", EN: "The line ended"},
	"cancellation equipment-back":     {JA: "貸与品の返却を確認しました", EN: "The equipment came back"},
	"cancellation equipment-lapsed":   {JA: "貸与品の返却期限を過ぎました", EN: "The equipment did not come back in time"},

	"month-end opened": {JA: "月末処理を開始しました", EN: "The month's shared steps began"},
	"month-end closed": {JA: "月末処理を完了しました", EN: "The month's shared steps ended"},
}
