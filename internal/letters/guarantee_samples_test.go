package letters_test

import (
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

const (
	registration   = "grg_2m9c4x7f1q8t6k3w5z0b2v4n6s"
	guaranteeClaim = "gcl_8w2k5r7t1m4q9c3x6z0v2b5nfd"
	option         = "opt_4t7w1z5c8v2n6m9q3k0x5b7rhs"
)

var (
	registerBy = jst.Within(nov1, 14)
	deviceBy   = jst.Within(day("2026-12-01"), 30)
	troubleBy  = jst.Within(day("2026-12-20"), 2)
	loanerBy   = jst.Within(day("2026-12-20"), 14)
)

// guaranteeSamples holds one letter of every type of the guarantee.
func guaranteeSamples() []letters.Letter {
	loaner := letters.Device{Model: "Kaze A", Colour: "グレー"}
	return []letters.Letter{
		letters.GuaranteeStarted{
			Case: registration, Line: line, Option: option, UseStart: nov1, LastGoodDay: registerBy.LastGoodDay, Lapse: registerBy.Lapse,
			ClaimsFrom: day("2026-12-01"), FeeFrom: day("2027-01-01"), Fee: 550, ReleasedMonths: 24,
		},
		letters.GuaranteeReminder{
			Case: registration, Line: line, Option: option, DaysLeft: 2, LastGoodDay: registerBy.LastGoodDay, Lapse: registerBy.Lapse,
		},
		letters.GuaranteeRegistered{
			Case: registration, Line: line, Device: broken, RegisteredAt: at(day("2026-11-03"), 9, 30), ClaimsFrom: day("2026-12-01"),
			FeeFrom: day("2027-01-01"), Fee: 550, NaturalThrough: day("2028-03-01"), UsedWithinDays: 90,
		},
		letters.GuaranteeLapsed{Case: registration, Line: line, LastGoodDay: registerBy.LastGoodDay, Lapse: registerBy.Lapse},
		letters.GuaranteeClaimRefused{
			Case: guaranteeClaim, ReceivedAt: at(day("2026-12-01"), 10, 0), RefusedUnder: terms.W9,
			ReasonJA: "業務用の端末であるため、保証の対象になりません。", ReasonEN: "The device is used for business. The guarantee excludes this.",
			Clause: "業務用に利用されている端末。",
		},
		letters.GuaranteeClaimAccepted{
			Case: guaranteeClaim, Device: broken, ReceivedAt: at(day("2026-12-01"), 10, 0), Slip: slip, Use: 1, Uses: 2,
			YearFrom: nov1, YearThrough: day("2027-10-31"), Limit: 50_000, ExchangeFee: 4_400, CODFee: 330, Loaner: "reserved",
			LastGoodDay: deviceBy.LastGoodDay, Lapse: deviceBy.Lapse,
		},
		letters.GuaranteeDeviceReminder{
			Case: guaranteeClaim, Device: broken, Slip: slip, DaysLeft: 23, LastGoodDay: deviceBy.LastGoodDay, Lapse: deviceBy.Lapse,
		},
		letters.GuaranteeDeviceReceived{Case: guaranteeClaim, Device: broken, BookedAt: at(day("2026-12-05"), 11, 20)},
		letters.GuaranteeAgreementMissing{
			Case: guaranteeClaim, Device: broken, LastGoodDay: day("2026-12-19"), Lapse: day("2026-12-20").Start(),
		},
		letters.GuaranteeClaimClosed{Case: guaranteeClaim, Device: broken, Reason: letters.DeviceNotIn, LastGoodDay: deviceBy.LastGoodDay},
		letters.GuaranteeNotCovered{
			Case: guaranteeClaim, Device: broken, DecidedAt: at(day("2026-12-07"), 14, 0), RefusedUnder: terms.W9,
			ReasonJA: "メーカー以外による修理または改造がされた端末であるため、保証の対象になりません。",
			ReasonEN: "The device was altered or repaired by someone other than the maker. The guarantee excludes this.",
			Clause:   "過去に当該対象端末のメーカ修理(メーカが指定する正規の修理拠点で修理されたもの)以外で修理・加工・改造・過度な装飾がされたと当社が判断した端末。",
		},
		letters.GuaranteeConfirmed{
			Case: guaranteeClaim, Device: broken, Exchange: true, Use: 1, Uses: 2, YearFrom: nov1, YearThrough: day("2027-10-31"),
			Limit: 50_000, Fee: 4_400, CODFee: 330,
		},
		letters.GuaranteeRepaired{
			Case: guaranteeClaim, Device: broken, RepairedAt: at(day("2026-12-15"), 16, 0), MakerDevice: &replacement,
			Cost: 62_300, Limit: 50_000, Excess: 12_300,
		},
		letters.GuaranteeDeviceShipped{Case: guaranteeClaim, Device: broken, Tracking: tracking},
		letters.GuaranteeExchangeShipped{
			Case: guaranteeClaim, Device: replacement, Refurbished: true, Tracking: tracking, Fee: 4_400, CODFee: 330,
			Excess: 4_800, Value: 54_800, Limit: 50_000, TroubleDays: 2,
		},
		letters.GuaranteeExchangeDelivered{
			Case: guaranteeClaim, Device: replacement, Delivered: day("2026-12-20"), LastGoodDay: troubleBy.LastGoodDay, Lapse: troubleBy.Lapse,
			Faulty: &broken, Slip: slip, FaultyBy: loanerBy.LastGoodDay,
		},
		letters.GuaranteeLoanerShipped{Case: guaranteeClaim, Loaner: loaner, Tracking: tracking, Slip: slip},
		letters.GuaranteeLoanerAsked{
			Case: guaranteeClaim, Loaner: loaner, Slip: slip, LastGoodDay: loanerBy.LastGoodDay, Lapse: loanerBy.Lapse,
		},
		letters.GuaranteeTroubleReceived{
			Case: guaranteeClaim, Device: replacement, ReportedAt: at(day("2026-12-21"), 8, 5), LastGoodDay: troubleBy.LastGoodDay,
		},
		letters.GuaranteeTroubleClosed{
			Case: guaranteeClaim, Device: replacement, Outcome: "replaced", ClosedAt: at(day("2026-12-24"), 10, 0),
		},
		letters.GuaranteeCostCorrected{
			Case: guaranteeClaim, Device: broken, Recorded: 62_300, Cost: 52_300, Limit: 50_000, Reversed: 12_300, Excess: 2_300,
			CorrectedAt: at(day("2026-12-28"), 9, 0),
		},
		letters.GuaranteeDeliveryCorrected{
			Case: guaranteeClaim, Device: replacement, Recorded: day("2026-12-20"), Delivered: day("2026-12-22"),
			CheckLastGoodDay: new(day("2026-12-24")), CheckLapse: new(day("2026-12-25").Start()),
			LoanerLastGoodDay: new(day("2027-01-05")), LoanerLapse: new(day("2027-01-06").Start()),
			FaultyLastGoodDay: new(day("2027-01-05")), FaultyLapse: new(day("2027-01-06").Start()),
		},
	}
}

// guaranteeRules are the rules that have them sent.
var guaranteeRules = map[string]terms.ID{
	"guarantee-started":            terms.W3,
	"guarantee-reminder":           terms.W3,
	"guarantee-registered":         terms.W3,
	"guarantee-lapsed":             terms.W3,
	"guarantee-claim-refused":      terms.W9,
	"guarantee-claim-accepted":     terms.W11,
	"guarantee-device-reminder":    terms.W11,
	"guarantee-device-received":    terms.W11,
	"guarantee-agreement-missing":  terms.W11,
	"guarantee-claim-closed":       terms.W11,
	"guarantee-not-covered":        terms.W9,
	"guarantee-confirmed":          terms.W6,
	"guarantee-repaired":           terms.W7,
	"guarantee-device-shipped":     terms.W11,
	"guarantee-exchange-shipped":   terms.W6,
	"guarantee-exchange-delivered": terms.W8,
	"guarantee-loaner-shipped":     terms.W11,
	"guarantee-loaner-asked":       terms.W11,
	"guarantee-trouble-received":   terms.W8,
	"guarantee-trouble-closed":     terms.W8,
	"guarantee-cost-corrected":     terms.C13,
	"guarantee-delivery-corrected": terms.C13,
}
