-- +goose Up

-- The case's state after the step; null where the step left it.
alter table journal add column state text;

-- A step may take a charge back and post it anew at another amount (C-13).
alter table charges drop constraint charges_once, add constraint charges_once unique (case_id, step, name, kind);

-- A model that the carrier doesn't sell may still be covered (W-9).
alter table device_models
	drop constraint device_models_class_check,
	add constraint device_models_class_check check (class in ('new', 'used', 'own')),
	alter column price drop not null,
	add check (price is not null or class = 'own'),
	add column released_on date;

-- A member's own device was bought elsewhere (W-3).
alter table devices
	alter column purchased_on drop not null,
	add column origin text not null default 'supply' check (origin in ('supply', 'replacement', 'own', 'maker')),
	add check (purchased_on is not null or origin = 'own');
update devices set origin = 'replacement' where replaces is not null;

-- Loaners and replacement devices, each a unit with its own IMEI.
create table stock_units (
	id          text primary key,
	pool        text not null check (pool in ('loaner', 'replacement')),
	model       text not null references device_models,
	colour      text not null,
	imei        text not null unique check (imei ~ '^[0-9]{15}$'),
	refurbished boolean not null default false,
	price       numeric(12, 0) not null check (price > 0),
	state       text not null check (state in ('on_shelf', 'reserved', 'out', 'back', 'damaged', 'lost', 'issued', 'written_off')),
	case_id     text references cases,
	since       timestamptz not null,
	check ((state in ('reserved', 'out')) = (case_id is not null) or state in ('back', 'damaged', 'lost', 'issued'))
);
create index stock_units_by_state on stock_units (pool, state, model, id);
create index stock_units_by_case on stock_units (case_id) where case_id is not null;

-- What is in a parcel, or to come back in one: a member's device or a unit.
alter table shipments
	add column device_id text,
	add column unit_id text references stock_units,
	add check (num_nonnulls(device_id, unit_id) < 2);
alter table returns
	add column kind text not null default 'old-device',
	add column unit_id text references stock_units,
	add check (num_nonnulls(device_id, unit_id) < 2);
update returns set kind = 'equipment' where device_id is null;
update returns set kind = 'faulty-replacement' where id in (
	select r.id from returns r join claims c on c.id = r.case_id where r.device_id <> c.device_id);
create index returns_by_unit on returns (unit_id) where unit_id is not null;
create index shipments_by_unit on shipments (unit_id) where unit_id is not null;

-- +goose Down
drop index shipments_by_unit, returns_by_unit;
alter table returns drop column unit_id, drop column kind;
alter table shipments drop column unit_id, drop column device_id;
drop table stock_units;
delete from devices where purchased_on is null;
alter table devices drop column origin, alter column purchased_on set not null;
delete from device_models where class = 'own';
alter table device_models
	drop column released_on,
	alter column price set not null,
	drop constraint device_models_class_check,
	add constraint device_models_class_check check (class in ('new', 'used'));
alter table charges drop constraint charges_once, add constraint charges_once unique (case_id, step, name);
alter table journal drop column state;
