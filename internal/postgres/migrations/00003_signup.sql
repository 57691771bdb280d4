-- +goose Up

create table entry_codes (
	code     text primary key,
	sim_kind text not null check (sim_kind in ('data', 'sms', 'voice'))
);

create table applications (
	id           text primary key references cases,
	member_id    text not null references members,
	plan         text not null,
	channel      text not null,
	applied_at   timestamptz not null,
	device_model text,
	device_colour text,
	compensation boolean not null default false,
	payment      text check (payment in ('lump_sum', 'instalments')),
	state        text not null,
	check (num_nonnulls(device_model, device_colour, payment) in (0, 3)),
	check (device_model is not null or not compensation)
);
create index applications_by_member on applications (member_id);

create table application_sims (
	application_id text not null references applications,
	no             integer not null check (no between 1 and 3),
	kind           text not null check (kind in ('data', 'sms', 'voice')),
	mnp_number     text,
	mnp_issued_on  date,
	phone_number   text,
	line_id        text,
	primary key (application_id, no),
	check (num_nonnulls(mnp_number, mnp_issued_on) in (0, 2))
);

-- A code is used by one application at a time (S-4).
create table entry_code_uses (
	code           text not null references entry_codes,
	application_id text not null references applications,
	used_at        timestamptz not null,
	freed_at       timestamptz,
	primary key (code, application_id)
);
create unique index entry_codes_used_once on entry_code_uses (code) where freed_at is null;

-- The signed link to the upload page (S-9).
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
	application_id text not null references applications,
	no             integer not null,
	method         text not null check (method in ('document_images', 'ic_chip')),
	document       text not null,
	provider_ref   text,
	submitted_at   timestamptz not null,
	primary key (application_id, no)
);

create table documents (
	id             text primary key,
	application_id text not null references applications,
	submission_no  integer,
	role           text not null check (role in ('front', 'back', 'own_name_side', 'auxiliary')),
	media_type     text not null,
	size           bigint not null check (size > 0),
	sha256         bytea not null,
	uploaded_at    timestamptz not null
);
create index documents_by_application on documents (application_id, submission_no);

-- +goose Down
drop table documents, submissions, upload_links, entry_code_uses, application_sims, applications, entry_codes;
