package letters

import (
	"slices"
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// SIM is one SIM of an application or a contract.
type SIM struct {
	No   int           `json:"no"`
	Kind terms.SIMKind `json:"kind"`
	MNP  bool          `json:"mnp"`
	// Guarantee tells that the Connected Device Guarantee comes with it (W-2).
	Guarantee bool `json:"guarantee,omitempty"`
}

// EmailCode carries the code that proves an e-mail address (S-2).
type EmailCode struct {
	// Proof is the proof's ID; the code is made from it at rendering.
	Proof   string    `json:"proof"`
	Expires time.Time `json:"expires"`
	Tries   int       `json:"tries"`
}

// Reference names the proof, as there is no case yet.
func (l EmailCode) Reference() string { return l.Proof }

// ApplicationReceived confirms that an application is taken up (G-1).
type ApplicationReceived struct {
	Case       string    `json:"case"`
	ReceivedAt time.Time `json:"received_at"`
	// Plan and SIMs are empty for a device without a line.
	Plan terms.Plan `json:"plan"`
	SIMs []SIM      `json:"sims"`
	// Device goes with the application; nil for none.
	Device *Device `json:"device,omitempty"`
	// InvitationAt is when the invitation to the identity check goes out; zero
	// where none is needed (S-17).
	InvitationAt time.Time `json:"invitation_at,omitzero"`
}

// Guaranteed tells that a SIM comes with the Connected Device Guarantee (W-2).
func (l ApplicationReceived) Guaranteed() bool {
	return slices.ContainsFunc(l.SIMs, func(s SIM) bool { return s.Guarantee })
}

// Invitation asks the applicant to prove the identity (S-8, S-9).
type Invitation struct {
	Case    string    `json:"case"`
	Link    string    `json:"link"` // the upload link's ID, never its token
	Login   string    `json:"login"`
	Expires time.Time `json:"expires"`
	// Methods are those that the channel offers (S-20).
	Methods     []terms.Method `json:"methods"`
	MaxFiles    int            `json:"max_files"`
	MaxFileMB   int            `json:"max_file_mb"`
	LastGoodDay jst.Day        `json:"last_good_day"` // of S-15
	Lapse       time.Time      `json:"lapse"`
}

// InvitationRenewed carries a new upload link; the old one no longer works (S-9).
type InvitationRenewed struct {
	Case        string    `json:"case"`
	Link        string    `json:"link"`
	Login       string    `json:"login"`
	Expires     time.Time `json:"expires"`
	LastGoodDay jst.Day   `json:"last_good_day"` // of S-15
	Lapse       time.Time `json:"lapse"`
}

// UploadLocked tells that wrong birth dates locked the upload page (S-9).
type UploadLocked struct {
	Case        string    `json:"case"`
	Tries       int       `json:"tries"`
	LockedAt    time.Time `json:"locked_at"`
	LastGoodDay jst.Day   `json:"last_good_day"` // of S-15
	Lapse       time.Time `json:"lapse"`
}

// SubmissionReceived confirms that proofs of identity came in (S-12).
type SubmissionReceived struct {
	Case       string    `json:"case"`
	ReceivedAt time.Time `json:"received_at"`
	Files      int       `json:"files"`
	// LastGoodDay and Lapse are those of the result (S-12).
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// IdentityDelayed excuses that the result is not there in time (S-12).
type IdentityDelayed struct {
	Case        string    `json:"case"`
	ReceivedAt  time.Time `json:"received_at"`
	LastGoodDay jst.Day   `json:"last_good_day"` // by which the result was promised
}

// IdentityReminder reminds of the identity check (S-15).
type IdentityReminder struct {
	Case        string    `json:"case"`
	Link        string    `json:"link"`
	Login       string    `json:"login"`
	Expires     time.Time `json:"expires"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// IdentityRefused says why the proofs were not accepted and asks for others (S-14).
type IdentityRefused struct {
	Case string `json:"case"`
	// Reasons are codes of [IdentityReasons].
	Reasons     []string  `json:"reasons"`
	Link        string    `json:"link"`
	Login       string    `json:"login"`
	Expires     time.Time `json:"expires"`
	LastGoodDay jst.Day   `json:"last_good_day"` // of S-15, counted anew
	Lapse       time.Time `json:"lapse"`
}

// ApplicationRefused closes an application with its ground (S-18).
type ApplicationRefused struct {
	Case string `json:"case"`
	// Ground is a code of [RefusalGrounds].
	Ground    string    `json:"ground"`
	DecidedAt time.Time `json:"decided_at"`
}

// ApplicationLapsed tells that no acceptable proof came in time (S-15), or no new
// MNP reservation number (S-7).
type ApplicationLapsed struct {
	Case string `json:"case"`
	// MNP says that it was the reservation number that did not come.
	MNP         bool      `json:"mnp,omitempty"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
	// EntryCodeFreed says that the package's entry code can be used again (S-4).
	EntryCodeFreed bool `json:"entry_code_freed"`
}

// ApplicationWithdrawn confirms the applicant's own withdrawal (S-4).
type ApplicationWithdrawn struct {
	Case           string    `json:"case"`
	WithdrawnAt    time.Time `json:"withdrawn_at"`
	EntryCodeFreed bool      `json:"entry_code_freed"`
}

// MNPRenewalRequested asks for a new MNP reservation number (S-7).
type MNPRenewalRequested struct {
	Case string `json:"case"`
	SIM  int    `json:"sim"` // its number within the application
	// Expired is the last good day of the number that ran out (S-6).
	Expired jst.Day `json:"expired"`
	// LastGoodDay and Lapse are until when the application waits.
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// IdentityApproved tells the good result of the identity check (S-13).
type IdentityApproved struct {
	Case string `json:"case"`
	// DeliverBy is the target day of delivery.
	DeliverBy jst.Day `json:"deliver_by"`
	Device    *Device `json:"device,omitempty"`
	// DeviceOnly says that no SIM goes with the device.
	DeviceOnly bool `json:"device_only,omitempty"`
}

// SIMShipped tells that the SIM, and the device bought with it or alone, are on
// their way (S-13, P-5).
type SIMShipped struct {
	Case      string  `json:"case"`
	Tracking  string  `json:"tracking"`
	SIMs      []SIM   `json:"sims"` // none where the device goes alone
	Device    *Device `json:"device,omitempty"`
	DeliverBy jst.Day `json:"deliver_by"`
}

// ParcelCameBack asks the member to get in touch about an undelivered parcel (S-16).
type ParcelCameBack struct {
	Case       string    `json:"case"`
	Tracking   string    `json:"tracking"`
	CameBackAt time.Time `json:"came_back_at"`
}

// ContractLine is one line of a contract notice. The phone number is personal
// and stays out; the member page shows it.
type ContractLine struct {
	Line string        `json:"line"`
	Kind terms.SIMKind `json:"kind"`
	// UseStart is the day the line was activated (S-19).
	UseStart jst.Day `json:"use_start"`
}

// ContractNotice is the notice of the contract's content, sent at the use start (S-19, I-1).
type ContractNotice struct {
	Case  string         `json:"case"`
	Plan  terms.Plan     `json:"plan"`
	Lines []ContractLine `json:"lines"`
	// CancellationDays is the length of the initial contract cancellation's
	// period, its first day counted (I-1); 0 where no line has the right (I-3).
	CancellationDays int `json:"cancellation_days"`
}

// PurchaseNotice tells what device was bought and how it is paid, sent when its
// use begins (P-3).
type PurchaseNotice struct {
	Case     string     `json:"case"`
	Device   Device     `json:"device"`
	UseStart jst.Day    `json:"use_start"`
	Price    yen.Amount `json:"price"` // tax included
	// Parts is in how many parts it is paid, 1 for a lump sum; First is the
	// first of them and Following each of the others, tax included.
	Parts     int        `json:"parts"`
	First     yen.Amount `json:"first"`
	Following yen.Amount `json:"following"`
	// OptionFee is the monthly fee of the compensation option, tax included; 0
	// without it.
	OptionFee yen.Amount `json:"option_fee,omitempty"`
	// WarrantyThrough is the last day of a new device's maker's warranty (P-6),
	// ExchangeThrough the last on which a used one's malfunction can be
	// reported (P-7); one of them.
	WarrantyThrough jst.Day `json:"warranty_through,omitzero"`
	ExchangeThrough jst.Day `json:"exchange_through,omitzero"`
}
