package console

import (
	"kigen/internal/lines"
	"kigen/internal/terms"
)

var cancellationActions = []action{
	{
		name: "withdraw", operation: "withdrawCancellation", kind: "cancellation", states: []string{"reserved"},
		when:  dueOpen(lines.DeadlineWithdrawal),
		why:   whyNotDue(lines.DeadlineWithdrawal),
		title: terms.Text{JA: "解約の予約を取り消す", EN: "Withdraw the cancellation"},
		help: terms.Text{
			JA: "お客様のお申し出により、解約の予約を取り消します。回線はこれまでどおりご利用いただけます。",
			EN: "At the member's wish, the line does not end at month end.",
		},
		done: terms.Text{JA: "解約の予約を取り消しました。", EN: "The cancellation was withdrawn."},
	},
}
