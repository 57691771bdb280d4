-- +goose Up

-- Lists page by the columns of their order; each order that is asked for across
-- all cases has its index.
create index cases_open on cases (opened_at desc, id) where closed_at is null;
create index cases_open_by_kind on cases (kind, opened_at desc, id) where closed_at is null;
create index cases_by_process on cases (workflow_id);
create index cases_by_kind on cases (kind, opened_at desc, id);
create index deadlines_open_by_rule on deadlines (rule, lapse, id) where outcome is null;
create index deadlines_by_outcome on deadlines (outcome, lapse desc, id desc) where outcome is not null;
create index charges_by_time on charges (at desc, id);
create index charges_by_rule on charges (rule, at desc, id);
create index charges_by_kind on charges (kind, at desc, id);
create index notices_by_time on notices (at desc, id);
create index notices_failed on notices (at desc, id) where status = 'failed';

-- Who has taken a task up is the desk's own bookkeeping.
alter table tasks add column claimed_by text, add column claimed_at timestamptz,
	add check (num_nonnulls(claimed_by, claimed_at) in (0, 2));
create index tasks_open_by_urgency on tasks (desk, coalesce(due, 'infinity'::timestamptz), opened_at, id) where closed_at is null;
create index tasks_open_all on tasks (coalesce(due, 'infinity'::timestamptz), opened_at, id) where closed_at is null;
create index tasks_closed on tasks (opened_at desc, id) where closed_at is not null;
drop index tasks_open_by_desk;

-- +goose Down
create index tasks_open_by_desk on tasks (desk, due nulls last, opened_at, id) where closed_at is null;
drop index tasks_closed, tasks_open_all, tasks_open_by_urgency;
alter table tasks drop column claimed_by, drop column claimed_at;
drop index notices_failed, notices_by_time, charges_by_kind, charges_by_rule, charges_by_time, deadlines_by_outcome, deadlines_open_by_rule,
	cases_by_kind, cases_by_process, cases_open_by_kind, cases_open;
