-- +goose Up

-- A test clock is an instant of its own; what was made under it lives on it.
create table test_clocks (
	id      text primary key,
	name    text not null,
	instant timestamptz not null
);

create table members (
	id           text primary key,
	clock_id     text references test_clocks,
	language     text not null default 'ja' check (language in ('ja', 'en')),
	family_name  text not null,
	given_name   text not null,
	family_kana  text not null,
	given_kana   text not null,
	family_roman text not null,
	given_roman  text not null,
	birth_date   date not null,
	email        text not null,
	postal_code  text not null,
	prefecture   text not null,
	city         text not null,
	street       text not null,
	building     text not null default '',
	card_token   text not null,
	joined_at    timestamptz not null
);

-- A case is one instance of a process. The workflow ID is its lock: one open
-- case at a time holds it.
create table cases (
	id          text primary key,
	kind        text not null,
	workflow_id text not null,
	member_id   text references members,
	clock_id    text references test_clocks,
	subject     text not null,
	state       text not null,
	opened_at   timestamptz not null,
	closed_at   timestamptz,
	check (closed_at >= opened_at)
);
create unique index cases_one_open on cases (workflow_id) where closed_at is null;
create index cases_by_member on cases (member_id, opened_at desc, id);
create index cases_by_opening on cases (opened_at desc, id);
create index cases_by_subject on cases (subject);
create index cases_by_clock on cases (clock_id) where clock_id is not null;

-- One row a step. The key makes a repeated step find what the first one did;
-- result is json, not jsonb: it is answered byte for byte.
create table journal (
	id         bigint generated always as identity primary key,
	case_id    text not null references cases,
	step       text not null,
	at         timestamptz not null,
	actor_role text not null,
	actor_id   text not null default '',
	rules      text[] not null,
	terms      text not null,
	facts      jsonb not null,
	result     json not null,
	constraint journal_step_once unique (case_id, step)
);

create table deadlines (
	id           bigint generated always as identity primary key,
	case_id      text not null references cases,
	name         text not null,
	rule         text not null,
	terms        text not null,
	armed_step   text not null,
	desk         text not null default '',
	way          text check (way in ('within', 'counting', 'months')),
	event_day    date,
	n            integer,
	last_good_day date,
	lapse        timestamptz not null,
	settles_at   timestamptz not null,
	outcome      text check (outcome in ('met', 'lapsed', 'moved', 'void')),
	settled_at   timestamptz,
	settled_step text,
	check (num_nonnulls(way, event_day, n, last_good_day) in (0, 4)),
	check (num_nonnulls(outcome, settled_at, settled_step) in (0, 3)),
	check (settles_at >= lapse),
	-- C-1, C-5: a count of days lapses at 00:00 in Japan after its last good day.
	constraint deadlines_lapse_of_count check (lapse = (last_good_day + 1)::timestamp at time zone 'Asia/Tokyo')
);
create unique index deadlines_one_open on deadlines (case_id, name) where outcome is null;
create index deadlines_by_case on deadlines (case_id, id);
create index deadlines_open_by_lapse on deadlines (lapse, id) where outcome is null;
create index deadlines_open_by_desk on deadlines (desk, lapse, id) where outcome is null;

-- Money moves by new rows only: what takes a charge back names it, once.
create table charges (
	id        text primary key,
	case_id   text not null references cases,
	member_id text not null references members,
	step      text not null,
	name      text not null,
	rule      text not null,
	terms     text not null,
	kind      text not null check (kind in ('charge', 'reversal', 'waiver')),
	amount    numeric(12, 0) not null,
	tax       text not null check (tax in ('included', 'none')),
	at        timestamptz not null,
	why       jsonb not null,
	cancels   text constraint charges_taken_back_once unique references charges,
	check ((kind = 'charge') = (cancels is null)),
	check ((kind = 'charge') = (amount > 0)),
	check (amount <> 0),
	constraint charges_once unique (case_id, step, name)
);
create index charges_by_member on charges (member_id, at desc, id);
create index charges_by_case on charges (case_id, at, id);

-- A code sent to an address proves that its owner reads it (S-2). The code is
-- derived from the row's ID under a secret and is stored nowhere.
create table email_proofs (
	id         text primary key,
	clock_id   text references test_clocks,
	email      text not null,
	language   text not null default 'ja' check (language in ('ja', 'en')),
	asked_at   timestamptz not null,
	expires_at timestamptz not null,
	tries      integer not null default 0,
	max_tries  integer not null,
	proven_at  timestamptz,
	used_by    text,
	check (tries between 0 and max_tries)
);

-- Letters, and the outbox that sends them at least once.
create table notices (
	id        text primary key,
	case_id   text references cases,
	step      text not null,
	member_id text references members,
	proof_id  text references email_proofs,
	rule      text not null,
	template  text not null,
	version   integer not null,
	data      jsonb not null,
	at        timestamptz not null,
	status    text not null default 'queued' check (status in ('queued', 'sent', 'failed')),
	attempts  integer not null default 0,
	retry_at  timestamptz,
	sent_at   timestamptz,
	failure   text not null default '',
	check (num_nonnulls(member_id, proof_id) = 1),
	check ((status = 'sent') = (sent_at is not null))
);
create index notices_queued on notices (retry_at nulls first, id) where status = 'queued';
create index notices_by_case on notices (case_id, at, id);
create index notices_by_member on notices (member_id, at desc, id);

create table tasks (
	id          text primary key,
	case_id     text not null references cases,
	step        text not null,
	kind        text not null,
	desk        text not null check (desk in ('identity', 'shipping', 'repair', 'billing', 'support')),
	rule        text not null,
	why         jsonb not null,
	opened_at   timestamptz not null,
	due         timestamptz,
	closed_at   timestamptz,
	closed_step text,
	outcome     text,
	check (num_nonnulls(closed_at, closed_step, outcome) in (0, 3))
);
create unique index tasks_one_open on tasks (case_id, kind) where closed_at is null;
create index tasks_by_case on tasks (case_id, opened_at, id);
create index tasks_open_by_desk on tasks (desk, due nulls last, opened_at, id) where closed_at is null;

-- Raises unless as many rows were touched as wanted, so that a step that misses its
-- deadline, task or row fails as a whole although it is one round trip.
-- +goose StatementBegin
create function expect_rows(touched bigint, wanted bigint, what text) returns void language plpgsql immutable as $$
begin
	if touched <> wanted then
		raise exception 'expected % rows, touched %: %', wanted, touched, what using errcode = 'KG001';
	end if;
end $$;
-- +goose StatementEnd

-- +goose Down
drop function expect_rows;
drop table tasks, notices, email_proofs, charges, deadlines, journal, cases, members, test_clocks;
