package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// draftLife is how long a draft whose process never began is kept: the next one
// on its clock sweeps it away.
const draftLife = 24 * time.Hour

// KeepDraft keeps the personal part of a command until its process has decided
// it. The process gets the ID. Kept again under the same ID, it replaces what
// was there.
func KeepDraft(ctx context.Context, db DB, id, clock string, content any, at time.Time) error {
	text, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("draft %s: %w", id, err)
	}
	_, err = db.Exec(ctx, `with swept as (
			delete from drafts where at < $4::timestamptz - $5::interval and clock_id is not distinct from nullif($2, '')
		)
		insert into drafts (id, clock_id, content, at) values ($1, nullif($2, ''), $3, $4)
		on conflict (id) do update set content = excluded.content, at = excluded.at`, id, clock, string(text), at, draftLife)
	if err != nil {
		return fmt.Errorf("keep draft %s: %w", id, err)
	}
	return nil
}

// LoadDraft gives what was kept, or refuses with code not_found.
func LoadDraft[T any](ctx context.Context, db DB, id string) (T, error) {
	type row struct {
		Content json.RawMessage `db:"content"`
	}
	var content T
	r, err := one[row](ctx, db, `select content from drafts where id = $1`, id)
	if err != nil {
		return content, err
	}
	if err := json.Unmarshal(r.Content, &content); err != nil {
		return content, fmt.Errorf("draft %s: %w", id, err)
	}
	return content, nil
}

// DropDraft takes a draft away at once: its command was refused.
func DropDraft(ctx context.Context, db DB, id string) error {
	if _, err := db.Exec(ctx, `delete from drafts where id = $1`, id); err != nil {
		return fmt.Errorf("drop draft %s: %w", id, err)
	}
	return nil
}

// TakeDraft is the change that takes a draft away with the step that decided it.
func TakeDraft(id string) Change { return Exec(`delete from drafts where id = $1`, id) }
