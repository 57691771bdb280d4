package postgres

import (
	"context"
	"fmt"
	"time"

	"kigen/internal/refusal"
)

// StaffViewRow is a list's filters that a person keeps under a name.
type StaffViewRow struct {
	ID      string    `db:"id"`
	Owner   string    `db:"owner"`
	Name    string    `db:"name"`
	Query   string    `db:"query"`
	SavedAt time.Time `db:"saved_at"`
}

// MaxStaffViews is how many views one person keeps.
const MaxStaffViews = 30

const staffViewColumns = `id, owner, name, query, saved_at`

// StaffViews lists a person's views by their name.
func StaffViews(ctx context.Context, db DB, owner string) ([]StaffViewRow, error) {
	s := selecting(`select ` + staffViewColumns + ` from staff_views`)
	s.and("owner = ?", owner)
	s.add(" order by name, id")
	return list[StaffViewRow](ctx, db, s)
}

// SaveStaffView keeps a view; one of the same name gives way to it. Refused with
// code limit_reached where the person has MaxStaffViews others.
func SaveStaffView(ctx context.Context, db DB, v StaffViewRow) (StaffViewRow, error) {
	row, err := one[StaffViewRow](ctx, db, `insert into staff_views (id, owner, name, query, saved_at)
		select $1, $2, $3, $4, $5 where (select count(*) from staff_views where owner = $2 and name <> $3) < $6
		on conflict (owner, name) do update set query = excluded.query, saved_at = excluded.saved_at
		returning `+staffViewColumns, v.ID, v.Owner, v.Name, v.Query, v.SavedAt, MaxStaffViews)
	if no, ok := refusal.As(err); ok && no.Code == refusal.NotFound {
		return row, refusal.New(refusal.LimitReached, "",
			fmt.Sprintf("保存できる表示条件は%d件までです。使わないものを削除してください。", MaxStaffViews),
			fmt.Sprintf("You can keep %d views. Please delete one that you don't use.", MaxStaffViews))
	}
	return row, err
}

// DeleteStaffView deletes a view of the person's; one that there is not is
// refused with code not_found.
func DeleteStaffView(ctx context.Context, db DB, owner, id string) error {
	_, err := one[StaffViewRow](ctx, db, `delete from staff_views where owner = $1 and id = $2 returning `+staffViewColumns, owner, id)
	return err
}
