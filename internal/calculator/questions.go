package calculator

import (
	"kigen/internal/jst"
	"kigen/internal/lines"
	"kigen/internal/terms"
)

var (
	loanerArrived    = terms.Text{JA: "貸出機が届いた日", EN: "The loaner arrived on"}
	deviceArrived    = terms.Text{JA: "修理・交換した端末が届いた日", EN: "The repaired or exchange device arrived on"}
	replacementCame  = terms.Text{JA: "交換用端末が届いた日", EN: "The replacement was delivered on"}
	useStarted       = terms.Text{JA: "利用開始日", EN: "Use start day"}
	claimReceived    = terms.Text{JA: "お申し出を受け付けた日", EN: "The claim was received on"}
	released         = terms.Text{JA: "メーカーの発売日", EN: "The maker released it on"}
	reportOf         = terms.Text{JA: "不具合のご連絡", EN: "the fault is reported"}
	equipmentStopped = terms.Text{JA: "解約の効力発生日", EN: "The cancellation took effect on"}
)

var questions = []Question{
	{
		ID: "use-year", Rule: terms.C8,
		Event: terms.Text{JA: "オプションの開始日", EN: "The option started on"}, Until: terms.Text{JA: "利用年の終わり", EN: "the use year ends"},
		answer: useYear,
	},
	{
		ID: "mnp-number", Rule: terms.S6,
		Event: terms.Text{JA: "MNP予約番号の取得日", EN: "The MNP number was issued on"}, Until: terms.Text{JA: "番号の有効期限", EN: "the number is good"},
		answer: numberLife,
	},
	{
		ID: "link", Rule: terms.S9,
		Event: terms.Text{JA: "ご案内の送付日", EN: "The invitation was sent on"}, Until: terms.Text{JA: "提出用リンクの有効期限", EN: "the link works"},
		count: within(func(t *terms.Version) int { return t.S9.LinkWithin }),
	},
	{
		ID: "result", Rule: terms.S12,
		Event: terms.Text{JA: "書類の提出日", EN: "The documents were submitted on"}, Until: terms.Text{JA: "結果のご連絡", EN: "the result is mailed"},
		count: within(func(t *terms.Version) int { return t.S12.Within }),
	},
	{
		ID: "delivery", Rule: terms.S13,
		Event: terms.Text{JA: "本人確認の完了日", EN: "Identity was confirmed on"}, Until: terms.Text{JA: "お届けの目標日", EN: "the parcel is delivered (target)"},
		count: within(func(t *terms.Version) int { return t.S13.Within }),
	},
	{
		ID: "proof", Rule: terms.S15,
		Event: terms.Text{JA: "ご案内または再提出のお願いの送付日", EN: "The invitation or the last refusal was sent on"},
		Until: terms.Text{JA: "書類の提出", EN: "documents are submitted"},
		count: within(func(t *terms.Version) int { return t.S15.Within }), reminders: func(t *terms.Version) []int { return t.S15.Reminders },
	},
	{
		ID: "warranty", Rule: terms.P6, Event: useStarted, Until: terms.Text{JA: "メーカー保証", EN: "the maker's warranty runs"},
		count: months(func(t *terms.Version) int { return t.P6.WarrantyMonths }),
	},
	{
		ID: "exchange", Rule: terms.P7, Event: useStarted, Until: reportOf,
		count: counting(func(t *terms.Version) int { return t.P7.Counting }),
	},
	{
		ID: "maker", Rule: terms.N2, Event: useStarted, Until: terms.Text{JA: "自然故障がメーカー対応となる期間", EN: "natural failures go to the maker"},
		count: months(func(t *terms.Version) int { return t.N2.Months }),
	},
	{
		ID: "check", Rule: terms.N4, Event: replacementCame, Until: reportOf,
		count: within(func(t *terms.Version) int { return t.N4.Within }),
	},
	{
		ID: "return", Rule: terms.N5, byParcel: true, Event: replacementCame, Until: terms.Text{JA: "旧端末のご返送", EN: "the old device is back"},
		count:     within(func(t *terms.Version) int { return t.N5.Within }),
		reminders: func(t *terms.Version) []int { return before(t.N5.ReminderDaysBefore) },
	},
	{
		ID: "delivery", Rule: terms.N6, Event: claimReceived, Until: terms.Text{JA: "交換用端末のお届け(目標)", EN: "the replacement is delivered (target)"},
		count: within(func(t *terms.Version) int { return t.N6.Within }),
	},
	{
		ID: "natural-failure", Rule: terms.U2, Event: terms.Text{JA: "購入日", EN: "It was bought on"},
		Until: terms.Text{JA: "自然故障の補償", EN: "natural failures are covered"},
		count: months(func(t *terms.Version) int { return t.U2.Months }),
	},
	{
		ID: "trouble", Rule: terms.U3, Event: loanerArrived, Until: terms.Text{JA: "貸出機の不具合のご連絡", EN: "trouble with the loaner is reported"},
		count: within(func(t *terms.Version) int { return t.U3.TroubleWithin }),
	},
	{
		ID: "device", Rule: terms.U4, byParcel: true, Event: loanerArrived, Until: terms.Text{JA: "故障した端末のご返送", EN: "the broken device is at the centre"},
		count: within(func(t *terms.Version) int { return t.U4.Within }),
	},
	{
		ID: "device-or-loaner", Rule: terms.U5, byParcel: true, Event: loanerArrived,
		Until: terms.Text{JA: "故障した端末または貸出機のご返送", EN: "the broken device or the loaner has come in"},
		count: within(func(t *terms.Version) int { return t.U5.Within }),
	},
	{
		ID: "asked-back", Rule: terms.U6, byParcel: true, Event: deviceArrived, Until: terms.Text{JA: "貸出機のご返送(確認のご連絡)", EN: "the loaner is back (then the member is asked)"},
		count: within(func(t *terms.Version) int { return t.U6.AskWithin }),
	},
	{
		ID: "loaner", Rule: terms.U6, byParcel: true, Event: deviceArrived, Until: terms.Text{JA: "貸出機のご返送(代金の請求)", EN: "the loaner is back (then its price is charged)"},
		count: within(func(t *terms.Version) int { return t.U6.Within }),
	},
	{
		ID: "recurrence", Rule: terms.U8, Event: deviceArrived, Until: terms.Text{JA: "同じ症状の再発のご連絡", EN: "the same symptom is reported"},
		count: within(func(t *terms.Version) int { return t.U8.Within }),
	},
	{
		ID: "fault", Rule: terms.U9, Event: deviceArrived, Until: reportOf,
		count: within(func(t *terms.Version) int { return t.U9.FaultWithin }),
	},
	{
		ID: "return", Rule: terms.U9, byParcel: true, Event: terms.Text{JA: "2台目の交換端末が届いた日", EN: "The second exchange device arrived on"},
		Until: terms.Text{JA: "1台目の交換端末のご返送", EN: "the first exchange device is back"},
		count: within(func(t *terms.Version) int { return t.U9.ReturnWithin }),
	},
	{
		ID: "device", Rule: terms.U12, byParcel: true, Event: claimReceived, Until: terms.Text{JA: "端末のお預かり", EN: "the device is in"},
		count: within(func(t *terms.Version) int { return t.U12.Within }), reminders: func(t *terms.Version) []int { return t.U12.Reminders },
	},
	{
		ID: "billed-from", Rule: terms.W1, Event: useStarted, Until: terms.Text{JA: "月額料金の発生", EN: "the fee is billed"},
		answer: firstOf(terms.Text{JA: "最初に請求する月の1日", EN: "First month that is billed begins"}, func(t *terms.Version) int { return t.W1.FromMonthAfter }),
	},
	{
		ID: "registration", Rule: terms.W3, Event: useStarted, Until: terms.Text{JA: "端末の登録", EN: "the device is registered"},
		count:     within(func(t *terms.Version) int { return t.W3.Within }),
		reminders: func(t *terms.Version) []int { return before(t.W3.ReminderDaysBefore) },
	},
	{
		ID: "claims-from", Rule: terms.W4, Event: useStarted, Until: terms.Text{JA: "お申し出の受付開始", EN: "claims are received"},
		answer: firstOf(terms.Text{JA: "お申し出の受付開始日", EN: "Claims are received from"}, func(t *terms.Version) int { return t.W4.FromMonthAfter }),
	},
	{
		ID: "trouble", Rule: terms.W8, Event: terms.Text{JA: "交換端末が届いた日", EN: "The exchange device arrived on"}, Until: reportOf,
		count: within(func(t *terms.Version) int { return t.W8.Within }),
	},
	{
		ID: "released", Rule: terms.W9, Event: released, Until: terms.Text{JA: "お申し込み", EN: "the guarantee is applied for"},
		count: months(func(t *terms.Version) int { return t.W9.ReleasedWithinMonths }),
	},
	{
		ID: "natural-failure", Rule: terms.W10, Event: released, Until: terms.Text{JA: "自然故障の補償", EN: "natural failures are covered"},
		count: months(func(t *terms.Version) int { return t.W10.NaturalFailureMonths }),
	},
	{
		ID: "device", Rule: terms.W11, byParcel: true, Event: claimReceived, Until: terms.Text{JA: "故障した端末のご返送", EN: "the broken device is at the centre"},
		count:     within(func(t *terms.Version) int { return t.W11.DeviceWithin }),
		reminders: func(t *terms.Version) []int { return t.W11.DeviceReminders },
	},
	{
		ID: "loaner", Rule: terms.W11, byParcel: true, Event: deviceArrived, Until: terms.Text{JA: "貸出機のご返送", EN: "the loaner is back"},
		count: within(func(t *terms.Version) int { return t.W11.LoanerWithin }),
	},
	{
		ID: "effect", Rule: terms.K1, Event: terms.Text{JA: "解約のお申し出を受け付けた日", EN: "The cancellation was received on"},
		Until: terms.Text{JA: "ご利用", EN: "the line works"}, answer: reservation,
	},
	{
		ID: "withdrawal", Rule: terms.K2, Event: terms.Text{JA: "解約のお申し出を受け付けた日", EN: "The cancellation was received on"},
		Until: terms.Text{JA: "お取り消し", EN: "it can be withdrawn"}, answer: reservation,
	},
	{
		ID: "equipment", Rule: terms.K5, byParcel: true, Event: equipmentStopped, Until: terms.Text{JA: "機器のご返却", EN: "the equipment is back"},
		count: within(func(t *terms.Version) int { return t.K5.ReturnWithin }),
	},
	{
		ID: "initial-cancellation", Rule: terms.I1,
		Event: terms.Text{JA: "契約書面の受領日と利用開始日の遅いほう", EN: "The later of the contract notice and the use start was on"},
		Until: terms.Text{JA: "初期契約解除のお申し出", EN: "the contract can be cancelled"},
		count: counting(func(t *terms.Version) int { return t.I1.Counting }),
	},
	{
		ID: "validity", Rule: terms.T2, Event: terms.Text{JA: "開通日", EN: "It was activated on"}, Until: terms.Text{JA: "有効期間", EN: "it is valid"},
		count: counting(func(t *terms.Version) int { return t.T2.Counting }), reminders: func(t *terms.Version) []int { return []int{-t.T2.ReminderDaysBefore} },
	},
	{
		ID: "free-of-late-charge", Rule: terms.B4, Event: terms.Text{JA: "お支払期日", EN: "It was due on"},
		Until: terms.Text{JA: "延滞料なしのお支払い", EN: "it can be paid without a late charge"},
		count: within(func(t *terms.Version) int { return t.B4.FreeWithin }),
	},
	{
		ID: "suspension", Rule: terms.B6, Event: terms.Text{JA: "利用停止の予告日", EN: "The suspension was announced on"},
		Until: terms.Text{JA: "お支払い(利用停止の回避)", EN: "it is paid, or the line is suspended"},
		count: within(func(t *terms.Version) int { return t.B6.SuspendWithin }),
	},
	{
		ID: "cure", Rule: terms.B6, Event: terms.Text{JA: "利用停止日", EN: "The line was suspended on"},
		Until: terms.Text{JA: "お支払い(契約解除の回避)", EN: "it is paid, or the contract is ended"},
		count: months(func(t *terms.Version) int { return t.B6.CureMonths }),
	},
	{
		ID: "heir", Rule: terms.G5, Event: terms.Text{JA: "相続の開始日", EN: "The succession began on"},
		Until: terms.Text{JA: "承継のお申し出", EN: "the heir asks"},
		count: within(func(t *terms.Version) int { return t.G5.Within }),
	},
	{
		ID: "cure", Rule: terms.G7, Event: terms.Text{JA: "利用停止日", EN: "The line was suspended on"},
		Until: terms.Text{JA: "違反の是正", EN: "the breach is cured"},
		count: months(func(t *terms.Version) int { return t.G7.CureMonths }),
	},
}

// useYear is the use year that begins on the day (C-8).
func useYear(_ *terms.Version, day jst.Day) Answer {
	from, through := jst.UseYear(day, day)
	return Answer{
		Counted: terms.Text{
			JA: "開始日またはその応当日から、次の応当日の前日までを1つの利用年とします。(C-8)",
			EN: "A use year runs from the start day, or its anniversary, to the eve of the next anniversary. (C-8)",
		},
		Points: []Point{
			{Label: terms.Text{JA: "最初の利用年の始まり", EN: "The first use year begins"}, Day: from},
			{Label: terms.Text{JA: "最初の利用年の最終日", EN: "Its last day"}, Day: through},
			{Label: terms.Text{JA: "次の利用年の始まり", EN: "The next one begins"}, Day: through.AddDays(1)},
		},
	}
}

// numberLife is how long an MNP number is good, and until when it can be
// applied with (S-6).
func numberLife(t *terms.Version, day jst.Day) Answer {
	c := jst.Counting(day, t.S6.Counting)
	return Answer{
		Counted: terms.Text{JA: c.JA(), EN: c.EN()},
		Points: []Point{
			{Label: terms.Text{JA: "この番号でお申し込みいただける最終日", EN: "Last day to apply with it"}, Day: c.LastGoodDay.AddDays(-t.S6.DaysRemaining)},
			{Label: lastGoodDay, Day: c.LastGoodDay},
			{Label: lapse, Day: jst.DayOf(c.Lapse), At: c.Lapse},
		},
	}
}

// reservation is when a cancellation takes effect and until when it can be
// withdrawn (K-1, K-2, K-4).
func reservation(t *terms.Version, day jst.Day) Answer {
	r := lines.MonthOf(t, day.Month())
	return Answer{
		Counted: terms.Text{
			JA: "お申し出の属する月の末日をもって解約となります。その月の料金は日割りしません。(K-1、C-7)",
			EN: "It takes effect at the end of the month in which it is received; that month is billed in full. (K-1, C-7)",
		},
		Points: []Point{
			{Label: terms.Text{JA: "取り消しの締め切り", EN: "It can be withdrawn until"}, Day: jst.DayOf(r.WithdrawUntil), At: r.WithdrawUntil},
			{Label: terms.Text{JA: "ご利用いただける最終日", EN: "Last day of use"}, Day: day.Month().Last()},
			{Label: terms.Text{JA: "解約の効力が生じる時刻", EN: "It takes effect"}, Day: jst.DayOf(r.EffectAt), At: r.EffectAt},
		},
	}
}

// firstOf is the first day of the month that is so many after the event's.
func firstOf(label terms.Text, n func(*terms.Version) int) func(*terms.Version, jst.Day) Answer {
	return func(t *terms.Version, day jst.Day) Answer {
		return Answer{
			Counted: terms.Text{JA: "利用開始日の属する月の翌月を1か月目として数えます。", EN: "The month after that of the use start is the first."},
			Points:  []Point{{Label: label, Day: day.Month().AddMonths(n(t)).First()}},
		}
	}
}
