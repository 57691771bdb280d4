package terms

import (
	"slices"

	"kigen/internal/yen"
)

// DeviceClass is the class of a device, which decides its cover.
type DeviceClass string

// Classes of devices.
const (
	NewDevice  DeviceClass = "new"  // 新品
	UsedDevice DeviceClass = "used" // 中古
	OwnDevice  DeviceClass = "own"  // the member's own, bought elsewhere (W-3)
)

// Cause is what happened to a device (O-7).
type Cause string

// Causes that a member may report. Which are covered is a figure of O-7.
const (
	TotalLoss      Cause = "total_loss"      // 全損
	PartialDamage  Cause = "partial_damage"  // 部分破損
	Water          Cause = "water"           // 水濡れ
	NaturalFailure Cause = "natural_failure" // 自然故障
	Theft          Cause = "theft"           // 盗難
	Loss           Cause = "loss"            // 紛失
	Alteration     Cause = "alteration"      // 改造
	Disaster       Cause = "disaster"        // 天災
)

// Supply are the figures of P.
type Supply struct {
	// P1: youngest age, in full years on the day of application.
	P1 struct {
		Age int `json:"age"`
	}
	// P2: devices per person.
	P2 struct {
		Devices     int `json:"devices"`     // still being paid
		Compensated int `json:"compensated"` // under compensation
	}
	// P3: parts of an instalment purchase; the first takes the remainder.
	P3 struct {
		Parts int `json:"parts"`
	}
	// P6: the maker's warranty from use start.
	P6 struct {
		WarrantyMonths int `json:"warranty_months"`
	}
	// P7: exchange of a used device.
	P7 struct {
		Counting     int      `json:"counting"` // jst.Counting from use start
		Malfunctions []Item   `json:"malfunctions"`
		Exclusions   []Ground `json:"exclusions"`
	}
	// P9: how far back statements can be seen.
	P9 struct {
		Months int `json:"months"`
	}
}

// Option are the figures of O.
type Option struct {
	// O1: monthly fees.
	O1 struct {
		// New are the fees of a new device's tiers; the model says which
		// tier, the first is 0.
		New  []Price `json:"new"`
		Used Price   `json:"used"`
	}
	// O4: uses per use year.
	O4 struct {
		Uses int `json:"uses"`
	}
	// O7: what is covered, and the exclusion list of each class.
	O7 struct {
		Covered    []Cause                  `json:"covered"`
		Causes     []CauseText              `json:"causes"`
		Exclusions map[DeviceClass][]Ground `json:"exclusions"`
	}
}

// CauseText names a cause for people.
type CauseText struct {
	ID Cause  `json:"id"`
	JA string `json:"ja"`
	EN string `json:"en"`
}

// Covers tells whether a cause is covered at all (O-7).
func (o *Option) Covers(c Cause) bool { return slices.Contains(o.O7.Covered, c) }

// Exclusion finds an exclusion ground of a device class by its ID (O-7).
func (o *Option) Exclusion(class DeviceClass, id string) (Ground, bool) {
	for _, g := range o.O7.Exclusions[class] {
		if g.ID == id {
			return g, true
		}
	}
	return Ground{}, false
}

// Replacement are the figures of N.
type Replacement struct {
	// N1: burden of the 1st, 2nd … use in the use year.
	N1 struct {
		Burdens []Price `json:"burdens"`
	}
	// N2: natural failures within these months of use start go to the maker.
	N2 struct {
		Months int `json:"months"`
	}
	// N4: check of the replacement, from its delivery.
	N4 struct {
		Within int `json:"within"`
	}
	// N5: return of the old device, from the delivery of the new one.
	N5 struct {
		Within             int        `json:"within"`
		Amount             yen.Amount `json:"amount"` // 端末保守調定金
		TaxClass           TaxClass   `json:"tax_class"`
		ReminderDaysBefore []int      `json:"reminder_days_before"` // before the last good day
		WaiverPersons      int        `json:"waiver_persons"`
	}
	// N6: target for the delivery, from acceptance.
	N6 struct {
		Within int `json:"within"`
	}
}

// Repair are the figures of U. L is the loaner's arrival day, R the repaired
// or exchange device's, Y the second exchange device's.
type Repair struct {
	// U1: a repair without a reception.
	U1 struct {
		TaxClass TaxClass `json:"tax_class"`
	}
	// U2: natural failures later than jst.Months(purchase, n) are not covered.
	U2 struct {
		Months int `json:"months"`
	}
	// U3: trouble with the loaner, from L.
	U3 struct {
		TroubleWithin int `json:"trouble_within"`
	}
	// U4: broken device at the centre, from L; then the member is asked.
	U4 struct {
		Within int `json:"within"`
	}
	// U5: loaner's price, from L.
	U5 struct {
		Within   int      `json:"within"`
		TaxClass TaxClass `json:"tax_class"`
	}
	// U6: loaner back, from R: the member is asked, then its price is charged.
	U6 struct {
		AskWithin int      `json:"ask_within"`
		Within    int      `json:"within"`
		TaxClass  TaxClass `json:"tax_class"`
	}
	// U7: damage to the loaner.
	U7 struct {
		TaxClass TaxClass `json:"tax_class"`
	}
	// U8: same symptom, from R.
	U8 struct {
		Within int `json:"within"`
	}
	// U9: exchange device: fault from R, return of the first from Y.
	U9 struct {
		FaultWithin  int      `json:"fault_within"`
		ReturnWithin int      `json:"return_within"`
		TaxClass     TaxClass `json:"tax_class"`
	}
	// U10: what the member confirms before sending.
	U10 struct {
		Checklist []Item `json:"checklist"`
	}
	// U12: no loaner and no device in, from the reception.
	U12 struct {
		Reminders []int `json:"reminders"`
		Within    int   `json:"within"`
	}
}

// CertificateDesk answers questions on the electronic certificate of a phone
// (スマホ用電子証明書).
type CertificateDesk struct {
	Name  Text   `json:"name"`
	Phone string `json:"phone"`
	Hours Text   `json:"hours"`
}

// Connected are the figures of W, つながる端末保証.
type Connected struct {
	// W1: monthly fee, billed from the nth month after the month of use start.
	W1 struct {
		Fee            Price `json:"fee"`
		FromMonthAfter int   `json:"from_month_after"`
	}
	// W3: registration, from use start.
	W3 struct {
		Within             int    `json:"within"`
		IMEIDigits         int    `json:"imei_digits"`
		ReminderDaysBefore []int  `json:"reminder_days_before"` // before the last good day
		Condition          []Item `json:"condition"`            // what the member confirms of the device
	}
	// W4: claims from the 1st of the nth month after the month of use start.
	W4 struct {
		FromMonthAfter int `json:"from_month_after"`
	}
	// W5: uses per use year.
	W5 struct {
		Uses int `json:"uses"`
	}
	// W6: fees of the 1st, 2nd … use in the use year.
	W6 struct {
		Repair     []Price    `json:"repair"`
		Exchange   []Price    `json:"exchange"`
		CODFee     yen.Amount `json:"cod_fee"` // tax-included
		RepairOnly []Item     `json:"repair_only"`
	}
	// W7: limit per use; the excess is charged.
	W7 struct {
		Limit    yen.Amount `json:"limit"`
		TaxClass TaxClass   `json:"tax_class"`
	}
	// W8: trouble with the exchange device, from its arrival.
	W8 struct {
		Within int `json:"within"`
	}
	// W9: conditions of the device.
	W9 struct {
		SIMUsedWithinDays    int      `json:"sim_used_within_days"`   // before the claim
		ReleasedWithinMonths int      `json:"released_within_months"` // before the application
		Declarations         []Item   `json:"declarations"`           // what the member declares of the device
		Exclusions           []Ground `json:"exclusions"`
	}
	// W10: natural failures are covered through jst.Months(maker's release, n).
	W10 struct {
		NaturalFailureMonths int     `json:"natural_failure_months"`
		Covered              []Cause `json:"covered"`
	}
	// W11: what the member does before sending, and how long the carrier waits
	// for what is to come.
	W11 struct {
		Checklist       []Item          `json:"checklist"`
		CertificateDesk CertificateDesk `json:"certificate_desk"`
		DeviceReminders []int           `json:"device_reminders"` // broken device, from the reception
		DeviceWithin    int             `json:"device_within"`
		AgreementWithin int             `json:"agreement_within"` // from the day it is asked for
		LoanerOS        []string        `json:"loaner_os"`        // of the loaners, which have the device's OS
		LoanerWithin    int             `json:"loaner_within"`    // loaner back, from the device's arrival
		FaultyWithin    int             `json:"faulty_within"`    // faulty exchange device back, from the next one's arrival
	}
}
