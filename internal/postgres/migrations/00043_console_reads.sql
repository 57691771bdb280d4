-- +goose Up

-- How names are compared: without spaces, full width and half width alike,
-- without regard to case. internal/search makes the same of what was typed.
create function search_key(written text) returns text language sql immutable strict parallel safe as
$$ select lower(replace(normalize(written, nfkc), ' ', '')) $$;

-- What is typed may be the beginning only. In Roman letters either name may come first.
create index members_by_name on members (search_key(family_name || given_name) text_pattern_ops);
create index members_by_reading on members (search_key(family_kana || given_kana) text_pattern_ops);
create index members_by_roman on members (search_key(family_roman || given_roman) text_pattern_ops);
create index members_by_roman_given on members (search_key(given_roman || family_roman) text_pattern_ops);
create index members_by_prefix on members (id text_pattern_ops);
create index cases_by_prefix on cases (id text_pattern_ops);
create index lines_by_prefix on lines (id text_pattern_ops);
create index devices_by_prefix on devices (id text_pattern_ops);
create index lines_by_phone on lines (phone_number) where phone_number is not null;
create index application_sims_by_phone on application_sims (phone_number) where phone_number is not null;
-- Couriers print hyphens that nobody types.
create index shipments_by_number on shipments (replace(upper(tracking_no), '-', ''));
create index returns_by_number on returns (replace(upper(slip_no), '-', ''));

-- With the day itself in it, tasks are counted by the index alone.
drop index tasks_open_by_urgency;
create index tasks_open_by_urgency on tasks (desk, coalesce(due, 'infinity'::timestamptz), opened_at, id) include (due) where closed_at is null;

-- Whose tasks, and which are nobody's, in the order of their urgency.
create index tasks_claimed on tasks (claimed_by, coalesce(due, 'infinity'::timestamptz), opened_at, id)
	where closed_at is null and claimed_by is not null;
create index tasks_unclaimed on tasks (desk, coalesce(due, 'infinity'::timestamptz), opened_at, id)
	where closed_at is null and claimed_by is null;

create index returns_by_member on returns (member_id, requested_at desc, id);

-- The filters of a list that a person keeps under a name.
create table staff_views (
	id       text primary key,
	owner    text not null, -- a person of the staff, or a token
	name     text not null check (name <> ''),
	query    text not null,
	saved_at timestamptz not null,
	unique (owner, name)
);

-- +goose Down
drop table staff_views;
drop index returns_by_member, tasks_unclaimed, tasks_claimed, returns_by_number, shipments_by_number, application_sims_by_phone, lines_by_phone,
	devices_by_prefix, lines_by_prefix, cases_by_prefix, members_by_prefix, members_by_roman_given, members_by_roman,
	members_by_reading, members_by_name;
drop function search_key;
drop index tasks_open_by_urgency;
create index tasks_open_by_urgency on tasks (desk, coalesce(due, 'infinity'::timestamptz), opened_at, id) where closed_at is null;
