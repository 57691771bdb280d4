-- +goose Up

-- Waivers that wait for a second person, the oldest first, and those decided, the
-- last first.
create index waivers_asked on waivers (asked_at, id) where state = 'asked';
create index waivers_decided on waivers (decided_at desc, id) where state <> 'asked';

-- Corrections are few among the steps.
create index journal_corrections on journal (id desc) where step ~ '(^|-)corrected(/|$)';

-- +goose Down
drop index journal_corrections, waivers_decided, waivers_asked;
