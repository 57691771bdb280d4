-- +goose Up

create table lines (
	id             text primary key,
	member_id      text not null references members,
	application_id text references applications,
	kind           text not null check (kind in ('data', 'sms', 'voice')),
	plan           text not null,
	phone_number   text,
	use_start      date not null,
	activated_at   timestamptz not null,
	ended_at       timestamptz,
	equipment      text[] not null default '{sim_card}',
	check (ended_at >= activated_at)
);
create index lines_by_member on lines (member_id);

-- Options on a line stop with it (K-5).
create table line_options (
	id         text primary key,
	line_id    text not null references lines,
	kind       text not null,
	started_on date not null,
	ended_at   timestamptz
);
create index line_options_by_line on line_options (line_id);

create table cancellations (
	id             text primary key references cases,
	line_id        text not null references lines,
	channel        text not null check (channel in ('member_page', 'support_desk', 'notice')),
	received_at    timestamptz not null,
	withdraw_until timestamptz not null,
	effect_at      timestamptz not null,
	state          text not null check (state in ('reserved', 'withdrawn', 'effected')),
	check (received_at < effect_at and withdraw_until < effect_at)
);
create unique index cancellations_one_open on cancellations (line_id) where state = 'reserved';
create unique index cancellations_one_effected on cancellations (line_id) where state = 'effected';
create index cancellations_due on cancellations (effect_at, id) where state = 'reserved';

-- What a line's end still asks of billing: the final statement (K-5).
create table final_statements (
	line_id      text primary key references lines,
	case_id      text not null references cases,
	requested_at timestamptz not null
);

-- +goose Down
drop table final_statements, cancellations, line_options, lines;
