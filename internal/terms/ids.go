package terms

// ID names a rule of the rulebook: "N-5". Charges, deadlines, refusals and
// notices carry it.
type ID string

// Conventions.
const (
	C1  ID = "C-1"  // calendar arithmetic is in Asia/Tokyo
	C2  ID = "C-2"  // within(d, n): day d is not counted
	C3  ID = "C-3"  // counting(d, n): day d counts
	C4  ID = "C-4"  // months(d, n): day d is not counted, ends on the eve of the same-numbered day
	C5  ID = "C-5"  // an act at the instant of lapse or later is late
	C6  ID = "C-6"  // no roll over weekends and holidays; what a business day (営業日) is
	C7  ID = "C-7"  // month end is 00:00 of the 1st of the next month
	C8  ID = "C-8"  // use year: 12-month windows from the option's start day
	C9  ID = "C-9"  // yen, tax, rounding
	C10 ID = "C-10" // a deadline keeps the terms under which it was armed
	C11 ID = "C-11" // the day of an act is the day it reaches the carrier
	C12 ID = "C-12" // settling by the return centre's books
	C13 ID = "C-13" // correction of a fact recorded wrongly
)

// Sign-up and identity.
const (
	S1  ID = "S-1"  // what an application needs; cards that are refused
	S2  ID = "S-2"  // e-mail proof by code
	S3  ID = "S-3"  // plans, SIM kinds, SIMs per plan
	S4  ID = "S-4"  // package entry codes
	S5  ID = "S-5"  // names and address
	S6  ID = "S-6"  // mobile number portability (MNP) number
	S7  ID = "S-7"  // an MNP number that runs out on the way
	S8  ID = "S-8"  // invitation to submit documents; maintenance window
	S9  ID = "S-9"  // access to the upload page
	S10 ID = "S-10" // documents that prove identity
	S11 ID = "S-11" // files of documents
	S12 ID = "S-12" // the desk's result
	S13 ID = "S-13" // shipping to the address on the document
	S14 ID = "S-14" // not approved: submit again
	S15 ID = "S-15" // no acceptable submission: reminders and lapse
	S16 ID = "S-16" // a parcel that comes back undelivered
	S17 ID = "S-17" // SIMs that need no identity check
	S18 ID = "S-18" // refusal grounds
	S19 ID = "S-19" // use start day (利用開始日)
	S20 ID = "S-20" // methods of proof
)

// Supply: buying a device.
const (
	P1  ID = "P-1"  // minimum age
	P2  ID = "P-2"  // devices per person
	P3  ID = "P-3"  // lump sum or instalments
	P4  ID = "P-4"  // no cancellation of an order
	P5  ID = "P-5"  // when an order ships
	P6  ID = "P-6"  // maker's warranty of a new device
	P7  ID = "P-7"  // exchange of a faulty used device
	P8  ID = "P-8"  // a device that the maker swapped
	P9  ID = "P-9"  // statements and receipts
	P10 ID = "P-10" // no reduction for time lost to repair
)

// Device compensation option (端末補償オプション).
const (
	O1 ID = "O-1" // monthly fee of the device compensation option
	O2 ID = "O-2" // applied for with the device order only
	O3 ID = "O-3" // first and last month
	O4 ID = "O-4" // uses per use year
	O5 ID = "O-5" // goes on when line or device contract ends
	O6 ID = "O-6" // never together with つながる端末保証
	O7 ID = "O-7" // what is covered; exclusion grounds
	O8 ID = "O-8" // claims outside the option's time
)

// Replacement of a new device.
const (
	N1 ID = "N-1" // burden per replacement
	N2 ID = "N-2" // natural failure under the maker's warranty
	N3 ID = "N-3" // what is sent as replacement
	N4 ID = "N-4" // check of the replacement
	N5 ID = "N-5" // return of the old device, 端末保守調定金
	N6 ID = "N-6" // delivery target
)

// Repair and exchange of a used device.
const (
	U1  ID = "U-1"  // reception and repair agreement (修理同意書)
	U2  ID = "U-2"  // natural failure of an older used device
	U3  ID = "U-3"  // loaner (貸出機)
	U4  ID = "U-4"  // broken device due at the centre
	U5  ID = "U-5"  // loaner's price, broken device not in
	U6  ID = "U-6"  // loaner back after the repair
	U7  ID = "U-7"  // damage to the loaner
	U8  ID = "U-8"  // same symptom after a repair
	U9  ID = "U-9"  // fault of an exchange device
	U10 ID = "U-10" // checklist before a device is sent
	U11 ID = "U-11" // not confirmed or not covered on inspection
	U12 ID = "U-12" // no loaner and no device in
)

// つながる端末保証.
const (
	W1  ID = "W-1"  // monthly fee of つながる端末保証
	W2  ID = "W-2"  // applied for with a new sign-up only
	W3  ID = "W-3"  // registration of the IMEI
	W4  ID = "W-4"  // start of cover
	W5  ID = "W-5"  // uses per use year
	W6  ID = "W-6"  // fees of repair and exchange
	W7  ID = "W-7"  // limit per use
	W8  ID = "W-8"  // trouble with the exchange device
	W9  ID = "W-9"  // conditions of the device
	W10 ID = "W-10" // how long faults are covered
	W11 ID = "W-11" // what the member does before sending
)

// Cancellation of a line.
const (
	K1 ID = "K-1" // a cancellation is a reservation (解約予約) to month end
	K2 ID = "K-2" // withdrawal of the reservation
	K3 ID = "K-3" // channels of a cancellation
	K4 ID = "K-4" // confirmation and reminder
	K5 ID = "K-5" // what happens at the effect
	K6 ID = "K-6" // closing the account, erasure
	K7 ID = "K-7" // cancellation where an interruption defeats the purpose
)

// Initial contract cancellation (初期契約解除).
const (
	I1 ID = "I-1" // initial contract cancellation (初期契約解除): who, until when
	I2 ID = "I-2" // its effect
	I3 ID = "I-3" // what it is not for
)

// Prepaid Japan Travel SIM.
const (
	T1 ID = "T-1" // prices of the prepaid Japan Travel SIM
	T2 ID = "T-2" // validity
	T3 ID = "T-3" // refunds
)

// Billing and collection.
const (
	B1 ID = "B-1" // monthly invoice
	B2 ID = "B-2" // by days (日割)
	B3 ID = "B-3" // fees while suspended for the member's fault
	B4 ID = "B-4" // late charge (遅延損害金)
	B5 ID = "B-5" // evaded fees (割増金)
	B6 ID = "B-6" // unpaid invoices: retries, suspension, end
	B7 ID = "B-7" // terms changes that touch a fee
	B8 ID = "B-8" // credit for a quality breach
	B9 ID = "B-9" // a charge is never posted twice
)

// General terms.
const (
	G1  ID = "G-1"  // order of arrival
	G2  ID = "G-2"  // terms are versioned by the day they take effect
	G3  ID = "G-3"  // change of registered matters
	G4  ID = "G-4"  // merger or split
	G5  ID = "G-5"  // death of the member
	G6  ID = "G-6"  // planned maintenance
	G7  ID = "G-7"  // suspension for breach
	G8  ID = "G-8"  // discontinuing a service
	G9  ID = "G-9"  // corporate and consumer contracts
	G10 ID = "G-10" // electronic notice
)

// Notices with proof.
const (
	V1 ID = "V-1" // notices of cancellation by certified mail
	V2 ID = "V-2" // proof of every notice sent
	V3 ID = "V-3" // what proof covers
	V4 ID = "V-4" // introductory offers
)

// IDs lists every rule, by group and number.
func IDs() []ID {
	return []ID{
		C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13,
		S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12, S13, S14, S15, S16, S17, S18, S19, S20,
		P1, P2, P3, P4, P5, P6, P7, P8, P9, P10,
		O1, O2, O3, O4, O5, O6, O7, O8,
		N1, N2, N3, N4, N5, N6,
		U1, U2, U3, U4, U5, U6, U7, U8, U9, U10, U11, U12,
		W1, W2, W3, W4, W5, W6, W7, W8, W9, W10, W11,
		K1, K2, K3, K4, K5, K6, K7,
		I1, I2, I3,
		T1, T2, T3,
		B1, B2, B3, B4, B5, B6, B7, B8, B9,
		G1, G2, G3, G4, G5, G6, G7, G8, G9, G10,
		V1, V2, V3, V4,
	}
}
