-- +goose Up

-- Who works at the desks. A person may work at several; none of this is a member's.
create table staff (
	id                   text primary key,
	login                text not null unique check (login ~ '^[a-z0-9][a-z0-9._@+-]{1,63}$'),
	name                 text not null check (name <> ''),
	-- The address that the company's identity provider knows, for the first sign-in with it.
	email                text unique check (email = lower(email)),
	roles                text[] not null check (cardinality(roles) > 0),
	password_hash        text,
	-- A one-time password is changed before anything else is done with it.
	must_change_password boolean not null default false,
	password_changed_at  timestamptz,
	oidc_issuer          text,
	oidc_subject         text,
	created_at           timestamptz not null,
	disabled_at          timestamptz,
	unique (oidc_issuer, oidc_subject),
	check (num_nonnulls(oidc_issuer, oidc_subject) in (0, 2))
);

-- Where somebody is signed in to the console. The cookie's own store names the
-- session; without its row here it is good for nothing.
create table staff_sessions (
	id       text primary key,
	staff_id text not null references staff,
	how      text not null check (how in ('password', 'oidc')),
	browser  text not null,
	began_at timestamptz not null,
	seen_at  timestamptz not null
);
create index staff_sessions_of on staff_sessions (staff_id, began_at desc, id);
create index staff_sessions_by_age on staff_sessions (seen_at);

-- Wrong tries, by the SHA-256 of the login that was typed: whether there is such
-- an account is not to be told from being locked.
create table staff_tries (
	login_hash   bytea primary key check (octet_length(login_hash) = 32),
	tries        timestamptz[] not null,
	locked_until timestamptz,
	-- Whether the latest try was counted: one that came while it was locked is not.
	counted      boolean not null default true
);

-- What staff did and looked at. IDs only, and kept when what they name is gone.
create table audit (
	id         bigint generated always as identity primary key,
	at         timestamptz not null,
	role       text not null,
	actor_id   text, -- none for a sign-in under an unknown login
	action     text not null,
	case_id    text,
	subject    text,
	outcome    text not null check (outcome in ('done', 'refused')),
	code       text,
	session_id text,
	check ((outcome = 'refused') = (code is not null))
);
-- +goose StatementBegin
create function audit_is_kept() returns trigger language plpgsql as $$
begin
	raise exception 'the audit list is added to, and never changed';
end
$$;
-- +goose StatementEnd
create trigger audit_is_kept before update or delete or truncate on audit for each statement execute function audit_is_kept();
create index audit_newest on audit (at desc, id desc);
create index audit_by_actor on audit (actor_id, at desc, id desc);
create index audit_by_action on audit (action, at desc, id desc);
create index audit_by_case on audit (case_id, at desc, id desc) where case_id is not null;
create index audit_by_subject on audit (subject, at desc, id desc) where subject is not null;

-- +goose Down
drop table audit;
drop function audit_is_kept;
drop table staff_tries, staff_sessions, staff;
