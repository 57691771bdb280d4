-- +goose Up

-- How a member signs in to the member pages. The password is kept as its argon2id
-- hash.
create table member_logins (
	member_id   text primary key references members,
	login       text not null constraint member_logins_taken unique check (login ~ '^[a-z0-9][a-z0-9._-]{5,31}$'),
	password    text not null,
	changed_at  timestamptz not null, -- the password
	-- The Idempotency-Key under which the password was chosen: the same command
	-- again finds it done.
	changed_key text not null default ''
);

-- Passwords that were given for a login in a row, since the last right one.
-- Logins that nobody has are counted alike, so that nobody learns which there are;
-- the key is the SHA-256 of what was typed.
create table sign_in_tries (
	login_hash   bytea primary key check (octet_length(login_hash) = 32),
	tries        integer not null check (tries > 0),
	since        timestamptz not null,
	locked_until timestamptz
);
create index sign_in_tries_by_age on sign_in_tries (since);

-- A link by which a member chooses a password. Its token is derived at sending
-- and stored nowhere.
create table password_resets (
	id         text primary key,
	member_id  text not null references members,
	asked_at   timestamptz not null,
	expires_at timestamptz not null,
	used_at    timestamptz,
	check (expires_at > asked_at)
);
create index password_resets_by_member on password_resets (member_id, asked_at);

-- Who is signed in to the member pages, and on what. The cookie's session names
-- the row; without the row it opens nothing.
create table member_sessions (
	id           text primary key,
	member_id    text not null references members,
	browser      text not null, -- "Safari, iPhone"; never more of what the browser tells
	created_at   timestamptz not null,
	last_seen_at timestamptz not null,
	check (last_seen_at >= created_at)
);
create index member_sessions_by_member on member_sessions (member_id, last_seen_at desc);
create index member_sessions_by_age on member_sessions (last_seen_at);

-- A member who forgot the login gives the address.
create index members_by_email on members (lower(email));
-- Letters on an account belong to no case, but live on their member's test clock.
create index members_by_clock on members (clock_id) where clock_id is not null;

-- +goose Down
drop index members_by_clock, members_by_email;
drop table member_sessions, password_resets, sign_in_tries, member_logins;
