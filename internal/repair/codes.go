package repair

// Route is how the broken device comes (U-1).
type Route string

// Routes.
const (
	ByParcel Route = "parcel" // 発送修理
	ByShop   Route = "shop"   // 持ち込み修理
)

// OtherSymptom is the symptom of a fault that P-7's list has no word for.
const OtherSymptom = "other"

// Finding is what the inspection found (U-11).
type Finding string

// Findings.
const (
	Confirmed    Finding = "confirmed"
	NotConfirmed Finding = "not_confirmed"
	NotCovered   Finding = "not_covered"
)

// Outcome is what becomes of a device that was in.
type Outcome string

// Outcomes.
const (
	Repaired  Outcome = "repaired" // 修理完了
	Exchanged Outcome = "exchange" // 交換
	Returned  Outcome = "returned" // 返送: not confirmed, not covered, or too late (U-11, U-12)
)
