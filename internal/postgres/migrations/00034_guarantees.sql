-- +goose Up

-- Sold in Japan by its maker with the mark of conformity (技適マーク, W-9).
alter table device_models add column sold_in_japan boolean not null default true;

-- What takes the place of a member's own device was never bought either (W-7, W-8).
alter table devices
	drop constraint devices_check,
	add constraint devices_supplied_on_a_day check (purchased_on is not null or origin <> 'supply');

-- The Connected Device Guarantee is taken with the SIM, and never later (W-2).
alter table application_sims add column guarantee boolean not null default false;

-- The guarantee of a line: the option, and the device that it covers once it is
-- registered (W-3). It ends with its line (K-5), on its own (W-1), or at the lapse of
-- the registration.
create table guarantees (
	id            text primary key references line_options,
	member_id     text not null references members,
	line_id       text not null unique references lines,
	applied_on    date not null,
	use_start     date not null,
	device_id     text references devices,
	registered_at timestamptz,
	reminders     timestamptz[] not null default '{}',
	lapsed_at     timestamptz,
	cancelled_on  date,
	ends_at       timestamptz,
	check (num_nonnulls(device_id, registered_at) in (0, 2)),
	check (lapsed_at is null or (device_id is null and ends_at = lapsed_at)),
	check (cancelled_on is null or ends_at is not null)
);
create index guarantees_by_member on guarantees (member_id, id);
create index guarantees_by_device on guarantees (device_id) where device_id is not null;
create unique index guarantees_one_a_device on guarantees (device_id) where ends_at is null;
comment on column guarantees.reminders is 'the reminders of the registration that are still to go out';

-- The last day on which the network saw a line's SIM in a device (W-9). It is
-- reported by the device's number, registered or not.
create table line_usages (
	line_id  text not null references lines,
	imei     text not null check (imei ~ '^[0-9]{15}$'),
	last_day date not null,
	primary key (line_id, imei)
);

create table guarantee_claims (
	id           text primary key references cases,
	guarantee_id text not null references guarantees,
	device_id    text references devices,
	member_id    text not null references members,
	cause        text not null,
	fault_day    date not null,
	received_at  timestamptz not null,
	refusal      text,
	open         boolean not null,
	loaner       boolean not null default false,
	way          text check (way in ('repair', 'exchange')),
	cost         numeric(12, 0) not null default 0 check (cost >= 0),
	repaired     boolean not null default false,
	check (device_id is not null or refusal is not null),
	check (refusal is null or not open)
);
create index guarantee_claims_by_guarantee on guarantee_claims (guarantee_id);
create index guarantee_claims_by_device on guarantee_claims (device_id) where device_id is not null;
create unique index guarantee_claims_one_open on guarantee_claims (guarantee_id) where open;

-- The device of a claim and, in their order, those that took its place (W-7, W-8).
create table guarantee_devices (
	claim_id  text not null references guarantee_claims,
	no        integer not null check (no > 0),
	device_id text not null references devices,
	primary key (claim_id, no)
);
create index guarantee_devices_by_device on guarantee_devices (device_id);

-- A use is consumed exactly once; its number within the use year cannot exceed
-- the limit of the terms (W-5, C-8).
create table guarantee_uses (
	claim_id     text primary key references guarantee_claims,
	guarantee_id text not null references guarantees,
	year_from    date not null,
	no           integer not null,
	max_uses     integer not null,
	constraint guarantee_uses_limit check (no between 1 and max_uses),
	constraint guarantee_uses_numbered_once unique (guarantee_id, year_from, no)
);

-- Trouble with an exchange device that was told in time (W-8).
create table guarantee_troubles (
	id          text primary key,
	claim_id    text not null references guarantee_claims,
	device_id   text not null references devices,
	reported_at timestamptz not null,
	outcome     text,
	decided_at  timestamptz,
	check (num_nonnulls(outcome, decided_at) in (0, 2))
);
create unique index guarantee_troubles_one_open on guarantee_troubles (claim_id) where decided_at is null;
create index guarantee_troubles_by_claim on guarantee_troubles (claim_id);

-- +goose Down
drop table guarantee_troubles, guarantee_uses, guarantee_devices, guarantee_claims, line_usages, guarantees;
alter table application_sims drop column guarantee;
alter table devices
	drop constraint devices_supplied_on_a_day,
	add constraint devices_check check (purchased_on is not null or origin = 'own');
alter table device_models drop column sold_in_japan;
