-- +goose Up

-- Models the carrier sells, with the monthly fee of their compensation (O-1).
create table device_models (
	code         text primary key,
	name         text not null,
	maker        text not null,
	os           text not null check (os in ('android', 'ios', 'windows', 'router')),
	class        text not null check (class in ('new', 'used')),
	price        numeric(12, 0) not null check (price > 0),
	compensation_fee numeric(12, 0) check (compensation_fee > 0)
);

create table devices (
	id           text primary key,
	member_id    text not null references members,
	line_id      text references lines,
	model        text not null references device_models,
	colour       text not null,
	imei         text not null check (imei ~ '^[0-9]{15}$'),
	refurbished  boolean not null default false,
	purchased_on date not null,
	use_start    date not null,
	replaces     text unique references devices,
	state        text not null check (state in ('in_use', 'to_return', 'returned', 'not_returned', 'at_maker'))
);
create index devices_by_member on devices (member_id);
create index devices_by_line on devices (line_id) where line_id is not null;
-- A device that came back may go out again, refurbished (N-3).
create unique index devices_one_imei on devices (imei) where state <> 'returned';

-- A purchase in parts goes on when the line ends (P-3).
create table purchases (
	device_id  text primary key references devices,
	member_id  text not null references members,
	price      numeric(12, 0) not null check (price > 0),
	parts      integer not null check (parts >= 1),
	parts_paid integer not null default 0,
	check (parts_paid between 0 and parts)
);
create index purchases_by_member on purchases (member_id);

-- The compensation option covers one device at a time and moves with its replacement (N-3).
create table compensations (
	id           text primary key,
	member_id    text not null references members,
	device_id    text not null references devices,
	class        text not null check (class in ('new', 'used')),
	monthly_fee  numeric(12, 0) not null check (monthly_fee > 0),
	started_on   date not null,
	cancelled_on date,
	ends_at      timestamptz,
	check (num_nonnulls(cancelled_on, ends_at) in (0, 2))
);
create unique index compensations_one_a_device on compensations (device_id) where ends_at is null;
create index compensations_by_device on compensations (device_id);
create index compensations_by_member on compensations (member_id);

create table claims (
	id              text primary key references cases,
	compensation_id text references compensations,
	device_id       text not null references devices,
	member_id       text not null references members,
	cause           text not null,
	fault_day       date not null,
	received_at     timestamptz not null,
	state           text not null,
	refusal         text,
	replacement_id  text references devices,
	check (compensation_id is not null or state = 'refused'),
	check ((refusal is not null) = (state = 'refused'))
);
create index claims_by_device on claims (device_id);
create unique index claims_one_open_a_device on claims (device_id)
	where state not in ('refused', 'sent_to_maker', 'closed');

-- A use is consumed exactly once; its number within the use year cannot exceed
-- the limit of the terms (O-4, C-8).
create table compensation_uses (
	claim_id        text primary key references claims,
	compensation_id text not null references compensations,
	year_from       date not null,
	no              integer not null,
	max_uses        integer not null,
	constraint compensation_uses_limit check (no between 1 and max_uses),
	constraint compensation_uses_numbered_once unique (compensation_id, year_from, no)
);

create table shipments (
	id            text primary key,
	case_id       text not null references cases,
	kind          text not null,
	tracking_no   text not null unique,
	shipped_at    timestamptz not null,
	delivered_at  timestamptz,
	came_back_at  timestamptz
);
create index shipments_by_case on shipments (case_id);

-- A fault of a replacement that was reported within its check (N-4).
create table replacement_faults (
	id          text primary key,
	claim_id    text not null references claims,
	device_id   text not null references devices,
	reported_at timestamptz not null,
	outcome     text,
	decided_at  timestamptz,
	check (num_nonnulls(outcome, decided_at) in (0, 2))
);
create index replacement_faults_by_claim on replacement_faults (claim_id);
create unique index replacement_faults_one_open on replacement_faults (claim_id) where decided_at is null;

-- The device in a shipment of a claim; it is the member's, under device_id,
-- once it is delivered (N-3). One that came back may be sent again.
create table replacements (
	shipment_id text primary key references shipments,
	claim_id    text not null references claims,
	fault_id    text references replacement_faults,
	device_id   text not null unique,
	imei        text not null check (imei ~ '^[0-9]{15}$'),
	model       text not null references device_models,
	colour      text not null,
	refurbished boolean not null,
	under_way   boolean not null default true
);
create index replacements_by_claim on replacements (claim_id);
create unique index replacements_one_imei on replacements (imei) where under_way;
create unique index replacements_one_under_way on replacements (claim_id) where under_way;

-- When a parcel was delivered, as recorded first and as corrected: a wrong
-- fact stays, the one that corrects it names it (C-13).
create table deliveries (
	case_id      text not null references cases,
	no           integer not null check (no > 0),
	shipment_id  text not null references shipments,
	delivered_at timestamptz not null,
	recorded_at  timestamptz not null,
	corrects     integer,
	primary key (case_id, no),
	constraint deliveries_corrected_once unique (case_id, corrects),
	foreign key (case_id, corrects) references deliveries (case_id, no),
	check (corrects < no)
);

-- A device or piece of equipment that is to come back to the return centre.
create table returns (
	id           text primary key,
	case_id      text not null references cases,
	member_id    text not null references members,
	device_id    text references devices,
	slip_no      text not null unique,
	imei         text,
	requested_at timestamptz not null,
	reminders    timestamptz[] not null default '{}',
	booked_at    timestamptz,
	reported_at  timestamptz,
	booking_ref  text unique,
	check (num_nonnulls(booked_at, booking_ref) in (0, 2))
);
create index returns_by_case on returns (case_id);
create index returns_by_imei on returns (imei) where imei is not null;
comment on column returns.reminders is 'the reminders that are still to go out';

-- A waiver needs two people (N-5, B-9).
create table waivers (
	id           text primary key references cases,
	charge_id    text not null references charges,
	reason       text not null,
	asked_by     text not null,
	asked_at     timestamptz not null,
	decided_by   text,
	decided_at   timestamptz,
	state        text not null check (state in ('asked', 'approved', 'rejected')),
	check (decided_by is distinct from asked_by),
	check ((state = 'asked') = (decided_by is null))
);
create unique index waivers_one_open on waivers (charge_id) where state = 'asked';
create unique index waivers_one_approved on waivers (charge_id) where state = 'approved';

-- +goose Down
drop table waivers, returns, deliveries, replacements, replacement_faults, shipments, compensation_uses, claims, compensations, purchases, devices, device_models;
