-- +goose Up

-- A device may be ordered without a line, and so without a plan (P-5).
alter table applications
	alter column plan drop not null,
	add check (plan is not null or device_model is not null);

-- A device that its maker has swapped for another one (P-8).
alter table devices
	drop constraint devices_state_check,
	add constraint devices_state_check check (state in ('in_use', 'to_return', 'returned', 'not_returned', 'at_maker', 'swapped'));

-- What its maker took back may go out again, too.
drop index devices_one_imei;
create unique index devices_one_imei on devices (imei) where state not in ('returned', 'swapped');

-- The exchange of a used device that malfunctions (P-7).
create table exchanges (
	id            text primary key references cases,
	device_id     text not null references devices,
	malfunction   text not null,
	reported_at   timestamptz not null,
	ground        text,
	new_device_id text unique references devices,
	state         text not null
);
create index exchanges_by_device on exchanges (device_id);
create unique index exchanges_one_filed on exchanges (device_id) where state = 'filed';

create table maker_swaps (
	id            text primary key references cases,
	old_device_id text not null unique references devices,
	new_device_id text not null unique references devices,
	swapped_on    date not null
);

-- +goose Down
drop table maker_swaps, exchanges;
update devices set state = 'returned' where state = 'swapped';
drop index devices_one_imei;
create unique index devices_one_imei on devices (imei) where state <> 'returned';
alter table devices
	drop constraint devices_state_check,
	add constraint devices_state_check check (state in ('in_use', 'to_return', 'returned', 'not_returned', 'at_maker'));
alter table applications alter column plan set not null;
