-- +goose Up

-- An option that is cancelled on its own (O-5, W-1): once in its life, as that
-- can't be taken back. The option itself bears its end from the cancellation on.
create table option_cancellations (
	id              text primary key references cases,
	compensation_id text unique references compensations,
	guarantee_id    text unique references guarantees,
	channel         text not null check (channel in ('member_page', 'support_desk')),
	received_at     timestamptz not null,
	effect_at       timestamptz not null,
	state           text not null check (state in ('cancelled', 'ended')),
	check (num_nonnulls(compensation_id, guarantee_id) = 1),
	check (received_at < effect_at)
);
create index option_cancellations_due on option_cancellations (effect_at, id) where state = 'cancelled';

create index claims_by_compensation on claims (compensation_id);
create index repairs_by_compensation on repairs (compensation_id);

-- What a command answered is kept for a time.
create index idempotency_keys_by_age on idempotency_keys using brin (received_at);

-- +goose Down
drop index idempotency_keys_by_age, repairs_by_compensation, claims_by_compensation;
drop table option_cancellations;
