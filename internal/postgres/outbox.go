package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/mail"
)

// Outbox is the queue of the letters to send. It implements mail.Store.
type Outbox struct {
	Pool *pgxpool.Pool
}

var _ mail.Store = Outbox{}

// TaskUndelivered is the kind of the support desk's task for a letter that did
// not reach its member; its why names the notice.
const TaskUndelivered = "undelivered-letter"

// claimNotices takes what is due, the longest waiting first. Names are those of
// the member's language; before there is a member (S-2) there is none.
const claimNotices = `
	with due as (
		select id from notices where status = 'queued' and (retry_at is null or retry_at <= $2)
		order by retry_at nulls first, id limit $1 for update skip locked
	), claimed as (
		update notices n set attempts = attempts + 1, retry_at = $3 from due where n.id = due.id
		returning n.id, n.template, n.version, n.data, n.at, n.attempts, n.member_id, n.proof_id
	)
	select c.id, c.template, c.version, c.data, c.at, c.attempts, coalesce(m.email, p.email),
		coalesce(m.language, p.language),
		coalesce(case m.language when 'en' then m.family_roman else m.family_name end, ''),
		coalesce(case m.language when 'en' then m.given_roman else m.given_name end, '')
	from claimed c left join members m on m.id = c.member_id left join email_proofs p on p.id = c.proof_id`

// Claim takes up to limit notices that are due at now and hides them until the
// lease ends.
func (o Outbox) Claim(ctx context.Context, limit int, now, lease time.Time) ([]mail.Queued, error) {
	rows, err := o.Pool.Query(ctx, claimNotices, limit, now, lease)
	if err != nil {
		return nil, fmt.Errorf("claim notices: %w", err)
	}
	claimed, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (mail.Queued, error) {
		var q mail.Queued
		err := row.Scan(&q.ID, &q.Template, &q.Version, &q.Data, &q.At, &q.Attempt, &q.Address,
			&q.To.Lang, &q.To.FamilyName, &q.To.GivenName)
		return q, err
	})
	if err != nil {
		return nil, fmt.Errorf("claim notices: %w", err)
	}
	// Letters of one case arrive in the order of what happened, as far as that can be had.
	slices.SortStableFunc(claimed, func(a, b mail.Queued) int { return a.At.Compare(b.At) })
	return claimed, nil
}

// Sent records that the mail server took the letter.
func (o Outbox) Sent(ctx context.Context, id string, at time.Time) error {
	return o.settle(ctx, `update notices set status = 'sent', sent_at = $2, retry_at = null, failure = ''
		where id = $1 and status = 'queued'`, id, at)
}

// Retry makes the notice due again at an instant.
func (o Outbox) Retry(ctx context.Context, id, failure string, at time.Time) error {
	return o.settle(ctx, `update notices set retry_at = $3, failure = $2 where id = $1 and status = 'queued'`, id, failure, at)
}

// GiveUp marks the notice as failed and opens a task for the support desk,
// unless the case has such a task already or the letter belongs to no case.
func (o Outbox) GiveUp(ctx context.Context, id, failure string) error {
	return o.settle(ctx, `with failed as (
			update notices set status = 'failed', failure = $2, retry_at = null where id = $1 and status = 'queued' returning *
		)
		insert into tasks (id, case_id, step, kind, desk, rule, why, opened_at)
		select $3, case_id, step, $4, $5, rule, jsonb_build_object('notice', id, 'template', template, 'failure', $2::text), at
		from failed where case_id is not null
		on conflict (case_id, kind) where closed_at is null do nothing`,
		id, failure, ids.Derived("tsk", id, TaskUndelivered), TaskUndelivered, journal.DeskSupport)
}

// settle runs an update that touches no row where another dispatcher, whose
// lease had ended, was here first.
func (o Outbox) settle(ctx context.Context, sql string, args ...any) error {
	if _, err := o.Pool.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("notice %s: %w", args[0], err)
	}
	return nil
}
