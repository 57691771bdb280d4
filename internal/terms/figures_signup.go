package terms

import (
	"slices"
	"time"

	"kigen/internal/jst"
)

// SIMKind is what a SIM can do.
type SIMKind string

// SIM kinds (S-3).
const (
	DataSIM  SIMKind = "data"
	SMSSIM   SIMKind = "sms"
	VoiceSIM SIMKind = "voice"
)

// Plan is a price plan (S-3).
type Plan string

// Plans.
const (
	MinimumStart Plan = "minimum_start" // ミニマムスタート
	LightStart   Plan = "light_start"   // ライトスタート
	FamilyShare  Plan = "family_share"  // ファミリーシェア
)

// Method is a way to prove identity (S-20).
type Method string

// Methods of proof.
const (
	DocumentImages Method = "document_images" // S-10
	ICChip         Method = "ic_chip"         // the chip of a card, read by an eKYC provider
)

// Channel is where an application comes in (S-20).
type Channel string

// Channels of an application.
const (
	Web Channel = "web"
	App Channel = "app"
)

// CardKind is the kind of a payment card (S-1).
type CardKind string

// Kinds of cards.
const (
	CreditCard  CardKind = "credit"
	DebitCard   CardKind = "debit"
	PrepaidCard CardKind = "prepaid"
)

// DocumentKind names a document of S-10.
type DocumentKind string

// Documents, and documents that add the address to one that lacks it.
const (
	DriversLicence               DocumentKind = "drivers_licence"                // 運転免許証
	HealthInsuranceCard          DocumentKind = "health_insurance_card"          // 健康保険証
	JapanesePassport             DocumentKind = "japanese_passport"              // 日本国パスポート
	SpecialPermanentResident     DocumentKind = "special_permanent_resident"     // 特別永住者証明書
	BasicResidentRegisterCard    DocumentKind = "basic_resident_register_card"   // 住民基本台帳カード
	ResidenceCard                DocumentKind = "residence_card"                 // 在留カード
	AlienRegistrationCertificate DocumentKind = "alien_registration_certificate" // 外国人登録証明書
	DisabilityCertificate        DocumentKind = "disability_certificate"         // 身体障がい者手帳
	ResidentRecord               DocumentKind = "resident_record"                // 住民票
	ElectricityReceipt           DocumentKind = "electricity_receipt"            // 電気料金領収書
	TownGasReceipt               DocumentKind = "town_gas_receipt"               // 都市ガス料金領収書
	WaterReceipt                 DocumentKind = "water_receipt"                  // 水道料金領収書
)

// PlanFigures are a plan's name and how many SIMs it holds.
type PlanFigures struct {
	ID      Plan   `json:"id"`
	JA      string `json:"ja"`
	EN      string `json:"en"`
	MaxSIMs int    `json:"max_sims"`
}

// Document is what the desk asks of a kind of document.
type Document struct {
	ID DocumentKind `json:"id"`
	JA string       `json:"ja"`
	EN string       `json:"en"`
	// Valid: it must not have expired on the day it is submitted.
	Valid bool `json:"valid"`
	// Photo: only one with a photograph is accepted.
	Photo bool `json:"photo"`
	// AuxiliaryForAddress: where it does not show the address, an auxiliary
	// document must. False: it must show the address itself.
	AuxiliaryForAddress bool `json:"auxiliary_for_address"`
	// Conditions are the source's further conditions, for the applicant and the desk.
	Conditions Text `json:"conditions" terms:"optional"`
}

// Signup are the figures of S.
type Signup struct {
	// S1: kinds of cards that are refused.
	S1 struct {
		RefusedCards []CardKind `json:"refused_cards"`
	}
	// S2: the code that proves the e-mail address.
	S2 struct {
		Digits  int `json:"digits"`
		Minutes int `json:"minutes"` // the code lapses after so many
		Tries   int `json:"tries"`   // the last wrong one voids the code
	}
	// S3: plans and SIM kinds.
	S3 struct {
		Plans    []PlanFigures `json:"plans"`
		SIMKinds []SIMKind     `json:"sim_kinds"`
	}
	// S6: the MNP number's life and what must remain of it.
	S6 struct {
		Counting      int `json:"counting"`       // jst.Counting from its issue day
		DaysRemaining int `json:"days_remaining"` // last good day − application day, at least
	}
	// S8: the identity system's monthly maintenance.
	S8 jst.MonthlyWindow
	// S9: access to the upload page.
	S9 struct {
		WrongDates int `json:"wrong_dates"` // the last one locks the link
		LinkWithin int `json:"link_within"` // the link expires; days from when it was sent
	}
	// S10: documents.
	S10 struct {
		Documents       []Document `json:"documents"`
		Auxiliary       []Document `json:"auxiliary"`
		AuxiliaryMonths int        `json:"auxiliary_months"` // issued no longer ago
	}
	// S11: files.
	S11 struct {
		MaxBytes         int64    `json:"max_bytes"` // each, inclusive
		MaxFiles         int      `json:"max_files"`
		RecommendedBytes int64    `json:"recommended_bytes"`
		Types            []string `json:"types"` // media types by content
	}
	// S12: the result after a submission.
	S12 struct {
		RemindWithin int `json:"remind_within"`
		Within       int `json:"within"`
	}
	// S13: target for the delivery after the result.
	S13 struct {
		Within int `json:"within"`
	}
	// S15: no acceptable submission, from the invitation or the last refusal.
	S15 struct {
		Reminders []int `json:"reminders"` // on the last good day of within(invitation, n)
		Within    int   `json:"within"`
	}
	// S17: SIM kinds that need no identity check without a device.
	S17 struct {
		Exempt []SIMKind `json:"exempt"`
	}
	// S18: grounds on which an application may be refused.
	S18 struct {
		Grounds []Ground `json:"grounds"`
	}
	// S20: methods of proof.
	S20 struct {
		// LawAsks is what the law asks of a new line, by SIM kind.
		LawAsks map[SIMKind][]Method `json:"law_asks"`
		// Methods are what these terms accept, by SIM kind.
		Methods map[SIMKind][]Method `json:"methods"`
		// Channels is the operator's switch: what each channel offers.
		Channels map[Channel][]Method `json:"channels"`
	}
}

// Plan finds a plan of S-3.
func (s *Signup) Plan(id Plan) (PlanFigures, bool) {
	for _, p := range s.S3.Plans {
		if p.ID == id {
			return p, true
		}
	}
	return PlanFigures{}, false
}

// Document finds a document or auxiliary document of S-10.
func (s *Signup) Document(kind DocumentKind) (d Document, auxiliary, ok bool) {
	for _, d := range s.S10.Documents {
		if d.ID == kind {
			return d, false, true
		}
	}
	for _, d := range s.S10.Auxiliary {
		if d.ID == kind {
			return d, true, true
		}
	}
	return Document{}, false, false
}

// ProofMethods are the methods that a channel offers for a SIM kind: those
// the terms accept and the operator's switch lets through (S-20).
func (s *Signup) ProofMethods(channel Channel, kind SIMKind) []Method {
	var offered []Method
	for _, m := range s.S20.Methods[kind] {
		if slices.Contains(s.S20.Channels[channel], m) {
			offered = append(offered, m)
		}
	}
	return offered
}

// CodeLife is how long the e-mail code is good (S-2).
func (s *Signup) CodeLife() time.Duration { return time.Duration(s.S2.Minutes) * time.Minute }
