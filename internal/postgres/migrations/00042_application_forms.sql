-- +goose Up

-- An application that somebody is still filling in. What was entered is personal
-- and leaves the database with the application, or when nobody goes on with it. It
-- lives by the machine's time, but for the test clock that it will be applied on.
create table application_forms (
	id             text primary key,
	clock_id       text references test_clocks,
	-- Whose it is: a member's who applies again, or whoever has proven the address.
	member_id      text references members,
	email          text,
	proof_id       text references email_proofs,
	entered        jsonb not null default '{}',
	done           text[] not null default '{}', -- the steps that were filled in rightly
	-- How often it was sent and refused: part of the key under which it is sent.
	refused        integer not null default 0 check (refused >= 0),
	application_id text references applications, -- what became of it
	updated_at     timestamptz not null,
	expires_at     timestamptz not null,
	check (member_id is null or proof_id is null),
	check (expires_at > updated_at),
	check (application_id is null or entered = '{}')
);
-- Forms of an address are taken up again on another device; a member has one.
create index application_forms_by_email on application_forms (lower(email), updated_at desc) where application_id is null;
create unique index application_forms_by_member on application_forms (member_id) where application_id is null;
create index application_forms_by_age on application_forms (expires_at);

-- +goose Down
drop table application_forms;
