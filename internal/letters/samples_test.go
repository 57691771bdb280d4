package letters_test

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

const (
	signup       = "app_4k7q2m5vt8h3x6z9c1w0y2j4sd"
	claim        = "clm_3h6t8w2xq5m7k9d4s6r1v0b2nc"
	repair       = "rpr_6s2k8w4xq5t7k9d1m3r0v6b8nz"
	exchange     = "xch_2w9k5n7q1v4c8r3t6m0x5z2b7h"
	paidOff      = "ipm_5c1n8q3w6v0k4t7r2m9x5z1b8h"
	swap         = "mks_7t2v9c4r1k6m8q3w5n0x7z4b1h"
	cancellation = "can_7p5r9d4sk2n6m8q1v3b0x7w5hf"
	optionEnd    = "ocn_4w8n2k6r0v5c9x3m7q1t5z2b6h"
	line         = "lin_6n3b8c2f5t7k9r1d4m0s3x6qwz"
	link         = "lnk_2v9x4z7k"
	login        = "K4827193"
	charge       = "chg_5j8m3q6w9z2c4v7b1k0t3n5hdr"
	tracking     = "4012-8837-2216"
	slip         = "RT-0931-5520"
	reset        = "pwr_3t6m0x5z2b7h2w9k5n7q1v4c8r"
	member       = "mem_8n3q6w9z2c4v5j1b7k0t3n5hdr"
)

var (
	nov1        = day("2026-11-01")
	returnBy    = jst.Within(nov1, 14)
	checkBy     = jst.Within(nov1, 14)
	identityBy  = jst.Within(nov1, 14)
	broken      = letters.Device{Model: "Sora 5G", Colour: "ミッドナイト"}
	replacement = letters.Device{Model: "Sora 5G", Colour: "シルバー"}
	loaner      = letters.Device{Model: "Umi Lite", Colour: "ホワイト"}
	shop        = letters.Shop{Title: "平和島リペア", Place: "東京都大田区平和島3-6-1", Hours: "10:00〜19:00"}
	touchPanel  = terms.Text{JA: "タッチパネルの操作", EN: "touch panel"}
	effect      = day("2026-12-01").Start()
	cutOff      = day("2026-11-30").At(20, 0)
	router      = []terms.Text{{JA: "レンタルルーター", EN: "rental router"}}
	goesOn      = []letters.Continuing{
		{Kind: "instalments", Device: broken, Monthly: 2_475, PartsLeft: 13, AmountLeft: 32_175},
		{Kind: "option", Device: broken, Monthly: 418},
	}
	sims = []letters.SIM{{No: 1, Kind: terms.VoiceSIM, MNP: true, Guarantee: true}, {No: 2, Kind: terms.DataSIM}}
)

func day(s string) jst.Day {
	d, err := jst.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(d jst.Day, hour, minute int) time.Time { return d.At(hour, minute) }

// samples holds one letter of every type with all its facts.
func samples() []letters.Letter {
	all := append([]letters.Letter{
		letters.EmailCode{Proof: "prf_8d2k6n4t", Expires: at(nov1, 10, 30), Tries: 5},
		letters.ApplicationReceived{
			Case: signup, ReceivedAt: at(nov1, 10, 4), Plan: terms.FamilyShare, SIMs: sims,
			Device: &broken, InvitationAt: at(nov1, 10, 4),
		},
		letters.Invitation{
			Case: signup, Link: link, Login: login, Expires: identityBy.Lapse,
			Methods: []terms.Method{terms.DocumentImages, terms.ICChip}, MaxFiles: 5, MaxFileMB: 5,
			LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse,
		},
		letters.InvitationRenewed{
			Case: signup, Link: link, Login: login, Expires: identityBy.Lapse,
			LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse,
		},
		letters.UploadLocked{
			Case: signup, Tries: 5, LockedAt: at(nov1, 13, 20),
			LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse,
		},
		letters.SubmissionReceived{
			Case: signup, ReceivedAt: at(nov1, 14, 0), Files: 2,
			LastGoodDay: day("2026-11-04"), Lapse: day("2026-11-05").Start(),
		},
		letters.IdentityDelayed{Case: signup, ReceivedAt: at(nov1, 14, 0), LastGoodDay: day("2026-11-04")},
		letters.IdentityReminder{
			Case: signup, Link: link, Login: login, Expires: identityBy.Lapse,
			LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse,
		},
		letters.IdentityRefused{
			Case: signup, Reasons: []string{"address_mismatch", "back_missing"}, Link: link, Login: login,
			Expires: day("2026-11-18").Start(), LastGoodDay: day("2026-11-17"), Lapse: day("2026-11-18").Start(),
		},
		letters.ApplicationRefused{Case: signup, Ground: refusalGround(), DecidedAt: at(nov1, 16, 45)},
		letters.ApplicationLapsed{
			Case: signup, LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse, EntryCodeFreed: true,
		},
		letters.ApplicationWithdrawn{Case: signup, WithdrawnAt: at(nov1, 18, 0), EntryCodeFreed: true},
		letters.MNPRenewalRequested{
			Case: signup, SIM: 1, Expired: day("2026-11-09"),
			LastGoodDay: identityBy.LastGoodDay, Lapse: identityBy.Lapse,
		},
		letters.IdentityApproved{Case: signup, DeliverBy: day("2026-11-10"), Device: &broken},
		letters.SIMShipped{
			Case: signup, Tracking: tracking, SIMs: sims, Device: &broken, DeliverBy: day("2026-11-10"),
		},
		letters.ParcelCameBack{Case: signup, Tracking: tracking, CameBackAt: at(day("2026-11-12"), 11, 15)},
		letters.ContractNotice{
			Case: signup, Plan: terms.FamilyShare, CancellationDays: 8,
			Lines: []letters.ContractLine{
				{Line: line, Kind: terms.VoiceSIM, UseStart: day("2026-11-08")},
				{Line: "lin_9w4y7h3j", Kind: terms.DataSIM, UseStart: day("2026-11-08")},
			},
		},
		letters.PurchaseNotice{
			Case: signup, Device: broken, UseStart: day("2026-11-08"), Price: 59_401, Parts: 24, First: 2_478, Following: 2_475,
			OptionFee: 418, WarrantyThrough: day("2027-11-08"),
		},
		letters.ClaimAccepted{
			Case: claim, Device: broken, ReceivedAt: at(day("2026-10-30"), 9, 12), Burden: 5_500, Use: 1, Uses: 2,
			YearFrom: day("2026-04-10"), YearThrough: day("2027-04-09"), DeliverBy: nov1,
			ReturnDays: 14, NonReturn: 40_000,
		},
		letters.ClaimRefused{
			Case: claim, ReceivedAt: at(nov1, 9, 12), RefusedUnder: terms.O7,
			ReasonJA: "盗難・詐欺・横領・紛失・置き忘れによるものであるため、補償の対象になりません。",
			ReasonEN: "The device was stolen, defrauded, embezzled, lost or left behind. The cover excludes this.",
			Clause:   "盗難、詐欺、横領、紛失・置忘れによる損害",
		},
		letters.SentToMaker{
			Case: claim, Device: broken, ReceivedAt: at(nov1, 9, 12),
			UseStart: day("2026-04-10"), WarrantyThrough: day("2027-04-10"),
		},
		letters.ReplacementShipped{
			Case: claim, Device: replacement, SameModel: false, Refurbished: true, Tracking: tracking, DeliverBy: nov1,
		},
		letters.ReturnRequested{
			Case: claim, OldDevice: broken, NewDevice: replacement, Slip: slip, Delivered: nov1,
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, NonReturn: 40_000,
			CheckLastGoodDay: checkBy.LastGoodDay, CheckLapse: checkBy.Lapse,
		},
		letters.ReturnReminder{
			Case: claim, OldDevice: broken, Slip: slip, DaysLeft: 2,
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, NonReturn: 40_000,
		},
		letters.ReturnReceived{Case: claim, OldDevice: broken, BookedAt: at(day("2026-11-10"), 15, 22)},
		letters.NonReturnCharged{
			Case: claim, OldDevice: broken, Charge: charge,
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Amount: 40_000,
		},
		letters.LateReturnRecorded{
			Case: claim, OldDevice: broken, Charge: charge, BookedAt: at(day("2026-11-18"), 10, 40),
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Amount: 40_000,
		},
		letters.ChargeWaived{
			Case: claim, Charge: charge, What: "non-return", ChargedUnder: terms.N5, Amount: 40_000, WaivedAt: at(day("2026-11-20"), 13, 5),
		},
		letters.DeliveryCorrected{
			Case: claim, OldDevice: broken, Recorded: nov1, Delivered: day("2026-11-03"),
			LastGoodDayBefore: returnBy.LastGoodDay, LastGoodDay: day("2026-11-17"), Lapse: day("2026-11-18").Start(),
			CheckLastGoodDay: day("2026-11-17"), CheckLapse: day("2026-11-18").Start(), NonReturn: 40_000,
		},
		letters.ChargeReversed{
			Case: claim, Charge: charge, What: "non-return", ChargedUnder: terms.N5, Amount: 40_000, ReversedAt: at(day("2026-11-17"), 9, 30),
		},
		letters.BookingCorrected{
			Case: claim, Device: broken, Recorded: at(day("2026-11-18"), 10, 40), BookedAt: at(day("2026-11-14"), 16, 5),
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, InTime: true, ReturnedUnder: terms.N5,
		},
		letters.AmountCorrected{
			Case: repair, What: "loaner-damage", ChargedUnder: terms.U7, Wrong: charge, Recorded: 13_200,
			Charge: "chg_8v5j3b7n1k4t0q9x6m2c4w7z3h", Amount: 3_200, Tax: terms.NotTaxed, CorrectedAt: at(day("2026-11-20"), 13, 5),
		},
		letters.UseStartCorrected{
			Case: "app_7q2m8k4j1v5w9x3c6b0n2t4r8y", Recorded: nov1, UseStart: day("2026-11-02"),
			Lines: []letters.ContractLine{{Line: line, Kind: terms.DataSIM, UseStart: day("2026-11-02")}}, Device: &broken,
			DeviceFrom: day("2026-11-02"), WarrantyThrough: day("2027-11-02"), OptionFrom: day("2026-11-02"),
			Guarantees: []letters.GuaranteeMoved{{
				Line: line, From: day("2026-11-02"), ClaimsFrom: day("2026-12-01"), FeeFrom: day("2027-01-01"),
				RegisterBy: new(day("2026-11-16")), Lapse: new(day("2026-11-17").Start()), Revived: true,
			}},
		},
		letters.ReplacementFaultReceived{
			Case: claim, Device: replacement, ReportedAt: at(day("2026-11-06"), 20, 10), LastGoodDay: checkBy.LastGoodDay,
		},
		letters.ReplacementFaultClosed{
			Case: claim, Device: replacement, Outcome: "replaced", ClosedAt: at(day("2026-11-09"), 11, 0),
		},
		letters.ExchangeDelivered{
			Case: claim, Faulty: replacement, NewDevice: broken, Slip: slip, Delivered: day("2026-11-11"),
			CheckLastGoodDay: day("2026-11-25"), CheckLapse: day("2026-11-26").Start(),
		},
		letters.RepairReceived{
			Case: repair, Device: broken, ReceivedAt: at(nov1, 10, 30), Slip: slip, Loaner: "queued", Use: 1, Uses: 2,
			YearFrom: day("2026-04-10"), YearThrough: day("2027-04-09"),
			LastGoodDay: day("2026-11-15"), Lapse: day("2026-11-16").Start(),
		},
		letters.AgreementMissing{Case: repair, Device: broken, ReceivedAt: at(day("2026-11-06"), 11, 0)},
		letters.RepairDeviceReceived{
			Case: repair, Device: broken, ReceivedAt: at(day("2026-11-06"), 11, 0), Loaner: true, ChecklistMissing: true,
		},
		letters.RepairConfirmed{
			Case: repair, Device: broken, InspectedAt: at(day("2026-11-09"), 14, 0), Exchange: true, Use: 1, Uses: 2,
			YearFrom: day("2026-04-10"), YearThrough: day("2027-04-09"),
		},
		letters.RepairNotCovered{
			Case: repair, Device: broken, InspectedAt: at(day("2026-11-09"), 14, 0), RefusedUnder: terms.O7,
			ReasonJA: "業務で利用されている端末であるため、補償の対象になりません。", ReasonEN: "The device is used for business.",
			Clause: "対象端末が業務利用されている場合。", Loaner: true,
		},
		letters.RepairShipped{
			Case: repair, Device: broken, Result: "repaired", Tracking: tracking, SameModel: true,
		},
		letters.RepairDelivered{
			Case: repair, Device: broken, Result: "repaired", Delivered: nov1,
			FaultLastGoodDay: day("2026-11-08"), FaultLapse: day("2026-11-09").Start(),
			Loaner: &letters.LoanerDue{
				Device: loaner, Slip: slip, AskLastGoodDay: day("2026-11-08"),
				LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Price: 22_000,
			},
		},
		letters.RecurrenceReceived{
			Case: repair, Device: broken, ReportedAt: at(day("2026-11-08"), 20, 10), LastGoodDay: day("2026-11-08"), Slip: slip,
		},
		letters.ExchangeReturnRequested{
			Case: repair, Faulty: broken, NewDevice: replacement, Slip: slip, Delivered: day("2026-11-08"),
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Price: 33_000,
			FaultLastGoodDay: returnBy.LastGoodDay, FaultLapse: returnBy.Lapse,
		},
		letters.ExchangeReturnReceived{Case: repair, Device: broken, BookedAt: at(day("2026-11-10"), 15, 22)},
		letters.ExchangeReturnCharged{
			Case: repair, Device: broken, Charge: charge, LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Amount: 33_000,
		},
		letters.RepairReturnLate{
			Case: repair, Device: loaner, ChargedUnder: terms.U6, Charge: charge, BookedAt: at(day("2026-11-18"), 10, 40),
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Amount: 22_000,
		},
		letters.ShopRepairCharged{
			Case: repair, Device: broken, Shop: shop, RepairedAt: at(nov1, 15, 0), Charge: charge, Amount: 13_200,
		},
		letters.RepairReminder{
			Case: repair, Device: broken, ReceivedAt: at(nov1, 10, 30), Shop: &shop, DaysLeft: 1,
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse,
		},
		letters.RepairLapsed{
			Case: repair, Device: broken, ReceivedAt: at(nov1, 10, 30), LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse,
		},
		letters.RepairWithdrawn{Case: repair, Device: broken, WithdrawnAt: at(day("2026-11-03"), 9, 0), Loaner: true},
		letters.RepairDateCorrected{
			Case: repair, What: "loaner-delivered", Device: loaner, Recorded: nov1, Day: day("2026-11-03"),
			Deadlines: []letters.CorrectedDeadline{
				{What: "device-after-loaner", LastGoodDay: day("2026-11-10"), Lapse: day("2026-11-11").Start()},
				{What: "device-or-loaner-back-2", LastGoodDay: day("2026-11-17"), Lapse: day("2026-11-18").Start()},
			},
		},
		letters.LoanerInLine{Case: repair, Device: broken, AskedAt: at(nov1, 10, 30)},
		letters.LoanerReserved{Case: repair, Loaner: loaner, ReservedAt: at(day("2026-11-03"), 16, 0)},
		letters.LoanerShipped{Case: repair, Loaner: loaner, Tracking: tracking, Price: 22_000},
		letters.LoanerDelivered{
			Case: repair, Device: broken, Loaner: loaner, Delivered: nov1, Price: 22_000,
			TroubleLastGoodDay: day("2026-11-03"), TroubleLapse: day("2026-11-04").Start(),
			DeviceLastGoodDay: day("2026-11-08"), LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Slip: slip,
		},
		letters.LoanerTroubleReceived{
			Case: repair, Loaner: loaner, ReportedAt: at(day("2026-11-03"), 22, 0), LastGoodDay: day("2026-11-03"), Slip: slip,
		},
		letters.DeviceInquiry{
			Case: repair, Device: broken, Loaner: loaner, Delivered: nov1, DeviceLastGoodDay: day("2026-11-08"),
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Price: 22_000, Slip: slip, LoanerSlip: "RT-0931-5537",
		},
		letters.LoanerDemanded{
			Case: repair, Device: broken, Loaner: loaner, DemandedAt: at(day("2026-11-10"), 11, 0), Slip: slip,
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Price: 22_000,
		},
		letters.LoanerAsked{
			Case: repair, Loaner: loaner, Delivered: nov1, AskLastGoodDay: day("2026-11-08"), Slip: slip,
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Price: 22_000,
		},
		letters.LoanerReceived{Case: repair, Loaner: loaner, BookedAt: at(day("2026-11-12"), 15, 22)},
		letters.LoanerCharged{
			Case: repair, Loaner: loaner, ChargedUnder: terms.U5, Charge: charge,
			LastGoodDay: returnBy.LastGoodDay, Lapse: returnBy.Lapse, Amount: 22_000,
		},
		letters.LoanerDamageCharged{
			Case: repair, Loaner: loaner, InspectedAt: at(day("2026-11-13"), 13, 0), Charge: charge, Amount: 8_000,
		},
		letters.CancellationConfirmed{
			Case: cancellation, Line: line, ReceivedAt: at(day("2026-11-05"), 21, 40), Effect: effect,
			WithdrawUntil: cutOff, Continuing: goesOn, Equipment: router,
		},
		letters.CancellationWithdrawn{
			Case: cancellation, Line: line, WithdrawnAt: at(day("2026-11-30"), 19, 59), Effect: effect,
		},
		letters.CancellationReminder{Case: cancellation, Line: line, Effect: effect, WithdrawUntil: cutOff},
		letters.CancellationEffected{
			Case: cancellation, Line: line, Effect: effect,
			Stopped:    []terms.Text{{JA: "通話定額オプション", EN: "flat-rate call option"}},
			Continuing: goesOn, Equipment: router, Slip: slip,
			LastGoodDay: day("2026-12-15"), Lapse: day("2026-12-16").Start(),
		},
		letters.EquipmentReturnReminder{
			Case: cancellation, Line: line, Equipment: router, Slip: slip,
			LastGoodDay: day("2026-12-15"), Lapse: day("2026-12-16").Start(),
		},
		letters.UsedExchangeRequested{
			Case: exchange, Device: broken, Malfunction: touchPanel, ReportedAt: at(nov1, 9, 12), Slip: slip, Covered: true,
		},
		letters.UsedExchangeTooLate{
			Case: exchange, Device: broken, Malfunction: touchPanel, ReportedAt: at(day("2026-12-01"), 0, 0),
			UseStart: nov1, LastGoodDay: day("2026-11-30"),
		},
		letters.UsedExchangeReceived{Case: exchange, Device: broken, Malfunction: touchPanel, BookedAt: at(nov1, 15, 0)},
		letters.UsedExchangeConfirmed{Case: exchange, Device: broken, Malfunction: touchPanel},
		letters.UsedExchangeExcluded{
			Case: exchange, Device: broken, Malfunction: touchPanel,
			Reason: terms.Text{JA: "バッテリーの消耗によるものであるため", EN: "It is wear of the battery."}, Clause: "バッテリーの寿命、消耗具合等が理由の場合",
		},
		letters.UsedExchangeShipped{Case: exchange, Device: replacement, Tracking: tracking, Refurbished: true, Other: true},
		letters.UsedExchangeDelivered{
			Case: exchange, Old: broken, New: replacement, DeliveredAt: at(day("2026-11-12"), 11, 15), Covered: true,
			ExchangeThrough: day("2026-11-30"),
		},
		letters.UsedExchangeEnded{Case: exchange, Device: broken, EndedAt: at(nov1, 10, 0), Withdrawn: true},
		letters.MakerSwapRecorded{Case: swap, Old: broken, New: replacement, SwappedOn: nov1, Covered: true},
		letters.DevicePaidOff{Case: paidOff, Device: broken, Price: 59_401, PaidAt: at(nov1, 10, 0)},
		letters.OptionCancelled{
			Case: optionEnd, Option: "compensation", Device: broken, ReceivedAt: at(day("2026-11-10"), 9, 12),
			LastDay: day("2026-11-30"), Ends: effect, LastFee: 418, UsesLeft: 1, YearThrough: day("2027-04-09"), OpenClaims: []string{claim},
		},
		letters.OptionEnded{
			Case: optionEnd, Option: "compensation", Device: broken, LastDay: day("2026-11-30"), Ended: effect, OpenClaims: []string{claim},
		},
	}, guaranteeSamples()...)
	return append(all,
		letters.PasswordReset{Reset: reset, Expires: at(nov1, 11, 4)},
		letters.PasswordChanged{Member: member, ChangedAt: at(nov1, 10, 9), ByLink: true},
		letters.LoginChanged{Member: member, ChangedAt: at(nov1, 10, 9)},
		letters.SignInLocked{Member: member, Tries: 5, LockedAt: at(nov1, 22, 41), Until: at(nov1, 22, 56)},
	)
}

func refusalGround() string { return office().Terms.S18.Grounds[0].ID }
