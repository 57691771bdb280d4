package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// AskedProof is a new proof of an e-mail address (S-2).
type AskedProof struct {
	ID       string
	Clock    string
	Email    string
	Language string
	At       time.Time
}

// AskProof keeps a proof and queues the letter with its code, once for an ID.
func AskProof(ctx context.Context, db DB, t *terms.Version, a AskedProof) (identity.Proof, error) {
	p := identity.Proof{ID: a.ID, ExpiresAt: a.At.Add(t.CodeLife()), MaxTries: t.S2.Tries}
	letter := letters.EmailCode{Proof: a.ID, Expires: p.ExpiresAt, Tries: p.MaxTries}
	data, err := json.Marshal(letter)
	if err != nil {
		return p, fmt.Errorf("letter %s: %w", letter.Template(), err)
	}
	_, err = db.Exec(ctx, `with asked as (
			insert into email_proofs (id, clock_id, email, language, asked_at, expires_at, max_tries)
			values ($1, nullif($2, ''), $3, $4, $5, $6, $7) on conflict (id) do nothing returning id
		)
		insert into notices (id, step, proof_id, rule, template, version, data, at)
		select $8, 'asked', id, $9, $10, $11, $12, $5 from asked`,
		a.ID, a.Clock, a.Email, a.Language, a.At, p.ExpiresAt, p.MaxTries,
		ids.Derived("ntc", a.ID, letter.Template()), string(letter.Rule()), letter.Template(), letter.Version(), string(data))
	if err != nil {
		return p, fmt.Errorf("ask for a proof: %w", err)
	}
	return LoadProof(ctx, db, a.ID)
}

// LoadProof gives the state of a proof, or refuses with code not_found.
func LoadProof(ctx context.Context, db DB, id string) (identity.Proof, error) {
	return proof(ctx, db, id, "")
}

// ProofClock gives the test clock that a proof lives on.
func ProofClock(ctx context.Context, db DB, id string) (string, error) {
	var clock string
	err := db.QueryRow(ctx, `select coalesce(clock_id, '') from email_proofs where id = $1`, id).Scan(&clock)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", missing
	}
	return clock, err
}

func proof(ctx context.Context, db DB, id, lock string) (identity.Proof, error) {
	p := identity.Proof{ID: id}
	var proven *time.Time
	err := db.QueryRow(ctx, `select expires_at, tries, max_tries, proven_at, coalesce(used_by, '') from email_proofs where id = $1`+lock, id).
		Scan(&p.ExpiresAt, &p.Tries, &p.MaxTries, &proven, &p.UsedBy)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, missing
	}
	if err != nil {
		return p, fmt.Errorf("load proof %s: %w", id, err)
	}
	p.ExpiresAt = p.ExpiresAt.UTC()
	if proven != nil {
		p.ProvenAt = *proven
	}
	return p, nil
}

// ProveEmail decides a code that was entered and keeps the outcome: the proof,
// or one try less (S-2). One code at a time is decided.
func ProveEmail(ctx context.Context, pool Pool, id string, right bool, at time.Time) error {
	var refused error
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		p, err := proof(ctx, tx, id, " for update")
		if err != nil {
			return err
		}
		switch refused = p.Prove(at, right); {
		case refused == nil && p.ProvenAt.IsZero():
			_, err = tx.Exec(ctx, `update email_proofs set proven_at = $2 where id = $1`, id, at)
		case p.CountsTry(at, right):
			_, err = tx.Exec(ctx, `update email_proofs set tries = tries + 1 where id = $1`, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	return refused
}
