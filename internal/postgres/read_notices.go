package postgres

import (
	"context"
	"encoding/json"
	"time"
)

// NoticeRow is a letter and how far its sending is. Member is empty for a
// letter to an address that is not a member's yet.
type NoticeRow struct {
	ID       string          `db:"id"`
	Case     string          `db:"case_id"`
	Step     string          `db:"step"`
	Member   string          `db:"member_id"`
	Proof    string          `db:"proof_id"`
	Rule     string          `db:"rule"`
	Template string          `db:"template"`
	Version  int             `db:"version"`
	Data     json.RawMessage `db:"data"`
	At       time.Time       `db:"at"`
	Status   string          `db:"status"`
	Attempts int             `db:"attempts"`
	SentAt   *time.Time      `db:"sent_at"`
}

const selectNotices = `select id, coalesce(case_id, '') as case_id, step, coalesce(member_id, '') as member_id,
	coalesce(proof_id, '') as proof_id, rule, template, version, data, at, status, attempts, sent_at from notices`

// NoticeFilter picks notices; empty fields pick all.
type NoticeFilter struct{ Case, Member, Clock, Status, Template string }

// Notices lists notices, the newest first.
func Notices(ctx context.Context, db DB, f NoticeFilter, after Place, limit int) ([]NoticeRow, error) {
	s := selecting(selectNotices)
	s.equal("case_id", f.Case)
	s.equal("member_id", f.Member)
	s.equal("status", f.Status)
	s.equal("template", f.Template)
	if f.Clock != "" {
		s.and(`(case_id = any (array(select id from cases where clock_id = ?))
			or case_id is null and member_id = any (array(select id from members where clock_id = ?)))`, f.Clock, f.Clock)
	}
	s.newestFirst("at", after, limit)
	return list[NoticeRow](ctx, db, s)
}

// NoticeByID gives a notice, or refuses with code not_found.
func NoticeByID(ctx context.Context, db DB, id string) (NoticeRow, error) {
	return one[NoticeRow](ctx, db, selectNotices+` where id = $1`, id)
}
