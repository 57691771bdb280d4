package postgres

import (
	"context"
	"fmt"
	"time"
)

// FormLife is how long an application that nobody goes on with is kept, from the
// last change.
const FormLife = 14 * 24 * time.Hour

// FormRow is an application that somebody is filling in. It is personal. Its
// instants are the machine's.
type FormRow struct {
	ID     string `db:"id"`
	Clock  string `db:"clock_id"`
	Member string `db:"member_id"` // who applies again; empty for a new member
	// Email and Proof are those of a new member who has proven the address, or is about to (S-2).
	Email string `db:"email"`
	Proof string `db:"proof_id"`
	// Proven tells that the code was entered.
	Proven      bool              `db:"proven"`
	Entered     map[string]string `db:"entered"`
	Done        []string          `db:"done"`
	Refused     int               `db:"refused"`
	Application string            `db:"application_id"`
	UpdatedAt   time.Time         `db:"updated_at"`
	ExpiresAt   time.Time         `db:"expires_at"` // the first instant at which it is gone
}

const selectForms = `select f.id, coalesce(f.clock_id, '') as clock_id, coalesce(f.member_id, '') as member_id, coalesce(f.email, '') as email,
		coalesce(f.proof_id, '') as proof_id, coalesce(p.proven_at is not null, false) as proven, f.entered, f.done, f.refused,
		coalesce(f.application_id, '') as application_id, f.updated_at, f.expires_at
	from application_forms f left join email_proofs p on p.id = f.proof_id`

// OpenForm keeps a new form. Where the member has one it stays, and is given.
func OpenForm(ctx context.Context, db DB, f FormRow, at time.Time) (FormRow, error) {
	if f.Member != "" { // an old one that is not purged yet is in nobody's way
		_, err := db.Exec(ctx, `delete from application_forms where member_id = $1 and application_id is null and expires_at <= $2`, f.Member, at)
		if err != nil {
			return f, fmt.Errorf("open a form: %w", err)
		}
	}
	_, err := db.Exec(ctx, `insert into application_forms (id, clock_id, member_id, updated_at, expires_at)
		values ($1, nullif($2, ''), nullif($3, ''), $4, $5) on conflict do nothing`,
		f.ID, f.Clock, f.Member, at, at.Add(FormLife))
	if err != nil {
		return f, fmt.Errorf("open a form: %w", err)
	}
	if f.Member != "" {
		return MemberForm(ctx, db, f.Member, at)
	}
	return Form(ctx, db, f.ID, at)
}

// Form gives a form, or refuses with code not_found, also where it has expired.
func Form(ctx context.Context, db DB, id string, at time.Time) (FormRow, error) {
	return one[FormRow](ctx, db, selectForms+` where f.id = $1 and f.expires_at > $2`, id, at)
}

// MemberForm gives the form of a member who applies again, or refuses with code
// not_found.
func MemberForm(ctx context.Context, db DB, member string, at time.Time) (FormRow, error) {
	return one[FormRow](ctx, db, selectForms+` where f.member_id = $1 and f.application_id is null and f.expires_at > $2`, member, at)
}

// EarlierForm gives the form that whoever has that address began before, the one
// changed last that is on the same clock; a refusal with code not_found where there is none.
// The address was proven for it too: anybody could have entered it.
func EarlierForm(ctx context.Context, db DB, than FormRow, at time.Time) (FormRow, error) {
	return one[FormRow](ctx, db, selectForms+` where lower(f.email) = lower($1) and f.application_id is null and f.id <> $2
		and p.proven_at is not null and f.expires_at > $3 and f.done <> '{}' and f.clock_id is not distinct from nullif($4, '') order by f.updated_at desc limit 1`,
		than.Email, than.ID, at, than.Clock)
}

// FillForm keeps what was entered in one step, in place of what was entered there
// before: all names in cleared. Done notes the step as filled in rightly; an empty
// one leaves it open.
func FillForm(ctx context.Context, db DB, id string, entered map[string]string, cleared []string, step string, done bool, at time.Time) error {
	if entered == nil {
		entered = map[string]string{} // null is no object
	}
	_, err := db.Exec(ctx, `update application_forms set entered = (entered - coalesce($2::text[], '{}')) || $3::jsonb,
			done = case when $5 then array_append(array_remove(done, $4), $4) else array_remove(done, $4) end,
			updated_at = greatest(updated_at, $6), expires_at = greatest(expires_at, $7)
		where id = $1 and application_id is null`, id, cleared, entered, step, done, at, at.Add(FormLife))
	if err != nil {
		return fmt.Errorf("fill in form %s: %w", id, err)
	}
	return nil
}

// AskFormProof notes by which proof the form's address is to be proven.
func AskFormProof(ctx context.Context, db DB, id, email, proof string, at time.Time) error {
	_, err := db.Exec(ctx, `update application_forms set email = $2, proof_id = $3, done = array_remove(done, 'email'),
			updated_at = greatest(updated_at, $4), expires_at = greatest(expires_at, $5)
		where id = $1 and application_id is null and member_id is null`, id, email, proof, at, at.Add(FormLife))
	if err != nil {
		return fmt.Errorf("ask for the proof of form %s: %w", id, err)
	}
	return nil
}

// ReopenForm goes on, in the form in which an address was proven, with what was
// entered in an earlier one. That one is gone: browsers that know its ID see
// nothing of what is entered from here on.
func ReopenForm(ctx context.Context, db DB, earlier, proven string, at time.Time) error {
	_, err := db.Exec(ctx, `with gone as (delete from application_forms where id = $1 and application_id is null returning entered, done)
		update application_forms f set entered = gone.entered, done = array_append(array_remove(gone.done, 'email'), 'email'),
			updated_at = greatest(updated_at, $3), expires_at = greatest(expires_at, $4)
		from gone where f.id = $2 and f.application_id is null`, earlier, proven, at, at.Add(FormLife))
	if err != nil {
		return fmt.Errorf("reopen form %s: %w", earlier, err)
	}
	return nil
}

// DropForm forgets a form that was not sent.
func DropForm(ctx context.Context, db DB, id string) error {
	if _, err := db.Exec(ctx, `delete from application_forms where id = $1 and application_id is null`, id); err != nil {
		return fmt.Errorf("drop form %s: %w", id, err)
	}
	return nil
}

// FormRefused notes that a form was sent and refused, so that it is another
// application when it is sent again. Only the first of two that tell of the same
// try is counted.
func FormRefused(ctx context.Context, db DB, id string, before int) error {
	if _, err := db.Exec(ctx, `update application_forms set refused = $2 + 1 where id = $1 and refused = $2`, id, before); err != nil {
		return fmt.Errorf("form %s was refused: %w", id, err)
	}
	return nil
}

// FormSent notes what became of a form. What was entered in it is gone: the
// application has it.
func FormSent(ctx context.Context, db DB, id, application string) error {
	_, err := db.Exec(ctx, `update application_forms set application_id = $2, entered = '{}', email = null, proof_id = null where id = $1`, id, application)
	if err != nil {
		return fmt.Errorf("form %s was sent: %w", id, err)
	}
	return nil
}

// PurgeForms removes the forms that have expired and tells how many.
func PurgeForms(ctx context.Context, db DB, at time.Time) (int64, error) {
	tag, err := db.Exec(ctx, `delete from application_forms where expires_at <= $1`, at)
	if err != nil {
		return 0, fmt.Errorf("purge forms: %w", err)
	}
	return tag.RowsAffected(), nil
}
