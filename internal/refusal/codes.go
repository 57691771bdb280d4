package refusal

// Codes are stable: clients branch on them, the HTTP API maps each to one
// status, and activities carry them as the error's type.
const (
	// TooLate: the deadline lapsed before the act (C-5).
	TooLate = "too_late"
	// TooEarly: the act is not possible before a day that the sentence names.
	TooEarly = "too_early"
	// TooOld: what is asked for is kept or shown no longer.
	TooOld = "too_old"
	// NotCovered: the cause, the device or the time is outside the cover.
	NotCovered = "not_covered"
	// NotEligible: the person or contract does not meet a condition of entry.
	NotEligible = "not_eligible"
	// NotOffered: the product, method or combination is not offered.
	NotOffered = "not_offered"
	// LimitReached: a count of uses, devices, files, tries is used up.
	LimitReached = "limit_reached"
	// AlreadyOpen: a case of this kind is open for the same subject.
	AlreadyOpen = "already_open"
	// Used: a thing that serves once (entry code, link, number) has served.
	Used = "used"
	// State: the case is not at the point where this act has a meaning.
	State = "state"
	// Mismatch: what was given differs from what is registered.
	Mismatch = "mismatch"
	// Invalid: the request is malformed; Fields say where.
	Invalid = "invalid"
	// CardRefused: the card is not of a kind, name or standing that is accepted.
	CardRefused = "card_refused"
	// FileRefused: a file is not of a kind or size that is accepted.
	FileRefused = "file_refused"
	// Maintenance: the service is closed until the instant the sentence names.
	Maintenance = "maintenance"
	// Locked: too many wrong tries; the sentence says what unlocks it.
	Locked = "locked"
	// Expired: a code, link or login is past its time.
	Expired = "expired"
	// NeedsSecondPerson: the act stands when another person than the first approves it.
	NeedsSecondPerson = "needs_second_person"
	// NotFound: there is no such thing, or the caller may not know of it.
	NotFound = "not_found"
	// Unauthenticated: no valid login or token.
	Unauthenticated = "unauthenticated"
	// Forbidden: the caller's role may not do this.
	Forbidden = "forbidden"
	// Conflict: the thing was changed meanwhile, or exists already.
	Conflict = "conflict"
	// IdempotencyMismatch: the key was used before with another request.
	IdempotencyMismatch = "idempotency_mismatch"
	// RateLimited: too many requests; try again later.
	RateLimited = "rate_limited"
	// Unavailable: a thing the act needs does not answer now; try again later.
	Unavailable = "unavailable"
)

// Codes lists every code, for tables that must not miss one.
func Codes() []string {
	return []string{
		TooLate, TooEarly, TooOld, NotCovered, NotEligible, NotOffered, LimitReached, AlreadyOpen, Used, State, Mismatch,
		Invalid, CardRefused, FileRefused, Maintenance, Locked, Expired, NeedsSecondPerson,
		NotFound, Unauthenticated, Forbidden, Conflict, IdempotencyMismatch, RateLimited, Unavailable,
	}
}
