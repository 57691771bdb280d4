-- +goose Up

-- The personal part of a command on its way to its process, which knows IDs
-- only. The step that decides the command takes the draft away, also where it
-- refuses it.
create table drafts (
	id       text primary key,
	clock_id text references test_clocks,
	content  jsonb not null,
	at       timestamptz not null
);
create index drafts_by_age on drafts (at);

create table entry_codes (
	code     text primary key,
	sim_kind text not null check (sim_kind in ('data', 'sms', 'voice'))
);

create table applications (
	id            text primary key references cases,
	member_id     text not null references members,
	login         text not null unique,
	plan          text not null,
	channel       text not null check (channel in ('web', 'app')),
	applied_at    timestamptz not null,
	device_model  text,
	device_colour text,
	payment       text check (payment in ('lump_sum', 'instalments')),
	compensation  boolean not null default false,
	-- What was ordered keeps its price, whatever the model costs later.
	device_price     numeric(12, 0) check (device_price > 0),
	compensation_fee numeric(12, 0) check (compensation_fee > 0),
	device_imei   text check (device_imei ~ '^[0-9]{15}$'),
	check (num_nonnulls(device_model, device_colour, payment, device_price) in (0, 4)),
	check (not compensation or compensation_fee is not null)
);
create index applications_by_member on applications (member_id);

create table application_sims (
	application_id text not null references applications,
	no             integer not null check (no between 1 and 3),
	kind           text not null check (kind in ('data', 'sms', 'voice')),
	mnp_number     text,
	mnp_issued_on  date,
	phone_number   text,
	line_id        text unique,
	dropped_at     timestamptz,
	primary key (application_id, no),
	check (num_nonnulls(mnp_number, mnp_issued_on) in (0, 2)),
	check (num_nonnulls(line_id, dropped_at) < 2)
);

-- A code is used by one application at a time (S-4).
create table entry_code_uses (
	code           text not null references entry_codes,
	application_id text not null references applications,
	sim_no         integer not null,
	used_at        timestamptz not null,
	freed_at       timestamptz,
	primary key (application_id, code)
);
create unique index entry_codes_used_once on entry_code_uses (code) where freed_at is null;

-- The signed link to the upload page (S-9): one at a time is good.
create table upload_links (
	id             text primary key,
	application_id text not null references applications,
	issued_at      timestamptz not null,
	expires_at     timestamptz not null,
	wrong_dates    integer not null default 0,
	max_wrong      integer not null,
	replaced_at    timestamptz,
	check (wrong_dates between 0 and max_wrong)
);
create unique index upload_links_one_valid on upload_links (application_id) where replaced_at is null;

create table submissions (
	id             text primary key,
	application_id text not null references applications,
	method         text not null check (method in ('document_images', 'ic_chip')),
	document       text not null,
	declared       jsonb not null,
	provider_ref   text constraint chip_results_used_once unique,
	submitted_at   timestamptz not null,
	outcome        text check (outcome in ('approve', 'refuse', 'reject')),
	decided_at     timestamptz,
	check ((method = 'ic_chip') = (provider_ref is not null)),
	check (num_nonnulls(outcome, decided_at) in (0, 2))
);
create unique index submissions_one_open on submissions (application_id) where outcome is null;
create index submissions_by_application on submissions (application_id, submitted_at);

-- Files in the vault. Those without a submission are still being gathered.
create table documents (
	id             text primary key,
	application_id text not null references applications,
	submission_id  text references submissions,
	role           text not null check (role in ('front', 'back', 'own_name_side', 'auxiliary')),
	media_type     text not null,
	size           bigint not null check (size > 0),
	sha256         text not null,
	uploaded_at    timestamptz not null
);
create index documents_by_application on documents (application_id, submission_id);

-- +goose Down
drop table documents, submissions, upload_links, entry_code_uses, application_sims, applications, entry_codes, drafts;
