-- +goose Up

-- A unit lives on the clock of those it may be lent to.
alter table stock_units add column clock_id text references test_clocks;
create index stock_units_free on stock_units (model, since, id) where state = 'on_shelf';

-- The loaners of an OS and the line for them: whoever decides over both holds to
-- the version, so that no unit lies free while a case waits (U-3). The empty
-- clock is production's.
create table stock_shelves (
	clock   text not null,
	os      text not null,
	version bigint not null,
	primary key (clock, os)
);

create table stock_line (
	case_id  text primary key references cases,
	clock    text not null,
	os       text not null,
	asked_at timestamptz not null,
	no       bigint generated always as identity
);
create index stock_line_by_shelf on stock_line (clock, os, asked_at, no);

-- What happened to a unit; case_id is whose step it was, or who got it.
create table stock_movements (
	id         bigint generated always as identity primary key,
	unit_id    text not null references stock_units,
	at         timestamptz not null,
	kind       text not null,
	state      text not null,
	case_id    text references cases,
	actor_role text not null,
	actor_id   text not null default ''
);
create index stock_movements_by_unit on stock_movements (unit_id, id);
create index tasks_open_of_unit on tasks ((why ->> 'unit')) where closed_at is null and why ? 'unit';

-- A device's life is read by what it was in: parcels, returns, and by its IMEI.
create index shipments_by_device on shipments (device_id) where device_id is not null;
create index returns_by_device on returns (device_id) where device_id is not null;
create index devices_by_imei on devices (imei);

-- +goose Down
drop index devices_by_imei, returns_by_device, shipments_by_device;
drop table stock_movements, stock_line, stock_shelves;
drop index tasks_open_of_unit, stock_units_free;
alter table stock_units drop column clock_id;
