-- +goose Up

-- The shops to which a broken device may be brought (U-1), each with what it takes.
create table repair_shops (
	code        text primary key check (code ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
	name        text not null,
	postal_code text not null check (postal_code ~ '^[0-9]{3}-[0-9]{4}$'),
	place       text not null,
	phone       text not null,
	hours       text not null,
	takes       text[] not null check (cardinality(takes) > 0 and takes <@ array['android', 'ios', 'windows', 'router']),
	models      text[] not null default '{}',
	closed      boolean not null default false
);

-- +goose Down
drop table repair_shops;
