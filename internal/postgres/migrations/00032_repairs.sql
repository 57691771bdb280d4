-- +goose Up

-- A use is consumed by a claim or by a repair (U-11): by a case.
alter table compensation_uses
	drop constraint compensation_uses_claim_id_fkey,
	add constraint compensation_uses_claim_id_fkey foreign key (claim_id) references cases;
comment on column compensation_uses.claim_id is 'the case that consumed it: a claim or a repair';

-- A used device under repair (U). Busy tells that the device is under way to the
-- desk, there, or on its way back: then no other claim is open for the covered device.
create table repairs (
	id              text primary key references cases,
	compensation_id text references compensations,
	device_id       text not null references devices,
	covered_id      text not null references devices,
	member_id       text not null references members,
	cause           text,
	symptom         text,
	fault_day       date,
	route           text not null check (route in ('parcel', 'shop')),
	shop_code       text,
	received_at     timestamptz not null,
	checklist_at    timestamptz,
	state           text not null,
	refusal         text,
	busy            boolean not null,
	check (compensation_id is not null or state in ('refused', 'unreceived')),
	check ((refusal is not null) = (state = 'refused')),
	check (num_nonnulls(cause, symptom, fault_day) = case when state = 'unreceived' then 0 else 3 end)
);
create index repairs_by_device on repairs (device_id);
create unique index repairs_one_open_a_device on repairs (covered_id) where busy;

-- A device's way in and out: the claim's own, then each recurrence's (U-8).
create table repair_rounds (
	case_id     text not null references repairs,
	no          integer not null check (no > 0),
	reported_at timestamptz not null,
	report      text,
	return_id   text not null references returns,
	agreement   text check (agreement in ('present', 'missing')),
	finding     text check (finding in ('confirmed', 'not_confirmed', 'not_covered')),
	ground      text,
	outcome     text check (outcome in ('repaired', 'exchange', 'returned')),
	shipment_id text references shipments,
	ended       text check (ended in ('lapsed', 'withdrawn')),
	primary key (case_id, no),
	check ((ground is not null) = (finding is not distinct from 'not_covered')),
	check (outcome not in ('repaired', 'exchange') or finding = 'confirmed')
);

-- A fault of an exchange device that was reported in time (U-9).
create table repair_faults (
	id          text primary key,
	case_id     text not null references repairs,
	device_id   text not null references devices,
	reported_at timestamptz not null,
	outcome     text check (outcome in ('confirmed', 'not_confirmed')),
	decided_at  timestamptz,
	shipment_id text references shipments,
	check (num_nonnulls(outcome, decided_at) in (0, 2))
);
create index repair_faults_by_case on repair_faults (case_id);
create unique index repair_faults_one_open on repair_faults (case_id) where decided_at is null;

-- The exchange device in a shipment; it is the member's, under device_id, once
-- it is delivered (U-9).
create table repair_exchanges (
	shipment_id text primary key references shipments,
	case_id     text not null references repairs,
	fault_id    text references repair_faults,
	device_id   text not null unique,
	imei        text not null check (imei ~ '^[0-9]{15}$'),
	model       text not null references device_models,
	colour      text not null,
	refurbished boolean not null,
	price       numeric(12, 0) not null check (price >= 0),
	unit_id     text references stock_units,
	under_way   boolean not null default true
);
create index repair_exchanges_by_case on repair_exchanges (case_id);
create unique index repair_exchanges_one_imei on repair_exchanges (imei) where under_way;
create unique index repair_exchanges_one_under_way on repair_exchanges (case_id) where under_way;

-- The loaners that were sent (U-3). The price is that of the unit when it was.
create table repair_loaners (
	case_id      text not null references repairs,
	no           integer not null check (no > 0),
	unit_id      text not null references stock_units,
	price        numeric(12, 0) not null check (price > 0),
	shipment_id  text not null references shipments,
	return_id    text not null unique references returns,
	trouble_at   timestamptz,
	inspected_at timestamptz,
	damaged      boolean not null default false,
	primary key (case_id, no),
	check (inspected_at is not null or not damaged)
);
create index repair_loaners_by_unit on repair_loaners (unit_id);

-- +goose Down
drop table repair_loaners, repair_exchanges, repair_faults, repair_rounds;
delete from compensation_uses where claim_id in (select id from repairs);
drop table repairs;
alter table compensation_uses
	drop constraint compensation_uses_claim_id_fkey,
	add constraint compensation_uses_claim_id_fkey foreign key (claim_id) references claims;
