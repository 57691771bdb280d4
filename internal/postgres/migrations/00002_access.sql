-- +goose Up

-- Who may call: only the SHA-256 of a token is kept.
create table tokens (
	id         text primary key,
	hash       bytea not null unique check (octet_length(hash) = 32),
	role       text not null,
	member_id  text references members,
	name       text not null,
	issued_at  timestamptz not null,
	revoked_at timestamptz,
	check ((role = 'member') = (member_id is not null))
);

-- What a command answered, so that a repeated one answers the same.
create table idempotency_keys (
	principal    text not null,
	key          text not null,
	operation    text not null,
	request_hash bytea not null,
	received_at  timestamptz not null, -- of the first time: a command that is sent again was received then
	status       integer,
	answer       bytea,
	content_type text,
	primary key (principal, key)
);

-- Days on which the operator is closed besides those of C-6.
create table closed_days (
	day  date primary key,
	name text not null
);

-- +goose Down
drop table closed_days, idempotency_keys, tokens;
