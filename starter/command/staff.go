package command

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jedib0t/go-pretty/v6/table"

	"kigen/internal/ids"
	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/words"
)

// Staff administers who may sign in to the console, straight in the database:
// whoever may write there may do so, as for the first administrator.
type Staff struct {
	Add     StaffAdd     `cmd:"" help:"Register a person and print a one-time password."`
	List    StaffList    `cmd:"" help:"The staff and their desks."`
	Roles   StaffRoles   `cmd:"" help:"Change at which desks a person works."`
	Disable StaffDisable `cmd:"" help:"Disable an account and sign it out everywhere."`
	Enable  StaffEnable  `cmd:"" help:"Enable an account again."`
	Reset   StaffReset   `cmd:"" help:"Print a one-time password; the account is signed out everywhere, and a lock opens."`
}

// database is the role under which the audit list names what was done by the
// command line.
const databaseRole = "database"

// staffWork does something to the staff in the database and audits it.
func staffWork(o *Output, action string, do func(ctx context.Context, a *api.API, pool *pgxpool.Pool) (subject string, err error)) error {
	ctx := context.Background()
	pool, err := database(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	a := api.New(api.Deps{Pool: pool})
	subject, err := do(ctx, a, pool)
	if err != nil {
		return o.worded(err)
	}
	if action == "" {
		return nil
	}
	return postgres.AddAudit(ctx, pool, postgres.AuditRow{
		At: time.Now().UTC(), Role: databaseRole, Action: action, Subject: subject, Outcome: postgres.AuditDone,
	})
}

// StaffAdd registers a person.
type StaffAdd struct {
	Login string     `arg:"" help:"Login, in small letters."`
	Name  string     `arg:"" help:"The person's name, as the console shows it."`
	Roles []api.Role `arg:"" help:"desk:identity, desk:shipping, desk:repair, desk:billing, desk:support, return-centre or admin; several are possible."`
	Email string     `help:"The address that the company's identity provider knows." placeholder:"ADDRESS"`
}

// Run prints the one-time password, which is kept nowhere.
func (s StaffAdd) Run(o *Output) error {
	return staffWork(o, "addStaff", func(ctx context.Context, a *api.API, _ *pgxpool.Pool) (string, error) {
		made, err := a.AddStaff(ctx, ids.New("stf"), api.StaffFacts{Login: s.Login, Name: s.Name, Email: s.Email, Roles: s.Roles})
		if err != nil {
			return "", err
		}
		return made.ID, o.oneTime(made)
	})
}

func (o *Output) oneTime(made api.NewStaffPassword) error {
	if o.JSON {
		return o.json(made)
	}
	return o.printf("%s\n%s", made.Password, o.say(
		made.Login+" の初回用パスワードです。最初のサインインで変更します。",
		"is the one-time password of "+made.Login+", to be changed at the first sign-in."))
}

// StaffList lists the staff.
type StaffList struct{}

// Run prints a table of people.
func (StaffList) Run(o *Output) error {
	return staffWork(o, "", func(ctx context.Context, a *api.API, pool *pgxpool.Pool) (string, error) {
		var all []api.StaffMember
		for after := (postgres.Place{}); ; {
			rows, err := postgres.ListStaff(ctx, pool, after, 200)
			if err != nil {
				return "", err
			}
			for _, row := range rows {
				all = append(all, a.StaffView(row))
			}
			if len(rows) < 200 {
				break
			}
			after = postgres.Place{ID: rows[len(rows)-1].Login}
		}
		if o.JSON {
			return "", o.json(all)
		}
		if len(all) == 0 {
			return "", o.printf("%s", o.say("登録されている担当者はいません。", "Nobody is registered."))
		}
		rows := make([]table.Row, len(all))
		for i, m := range all {
			rows[i] = table.Row{m.Login, m.Name, o.desks(m.Roles), o.staffState(m), m.ID}
		}
		return "", o.table(table.Row{
			o.say("ログインID", "login"), o.say("氏名", "name"), o.say("担当窓口", "desks"), o.say("状態", "state"), "ID",
		}, rows)
	})
}

func (o *Output) desks(roles []api.Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = o.text(words.Role(string(role)))
	}
	return strings.Join(names, o.say("、", ", "))
}

func (o *Output) staffState(m api.StaffMember) string {
	switch {
	case m.DisabledAt != nil:
		return o.say("停止中", "disabled")
	case m.LockedUntil != nil:
		return o.say("ロック中", "locked")
	case m.MustChange:
		return o.say("初回パスワード", "one-time password")
	}
	return o.say("利用中", "active")
}

// named finds a person by login or ID.
func named(ctx context.Context, pool *pgxpool.Pool, person string) (string, error) {
	if ids.Is("stf", person) {
		return person, nil
	}
	found, err := postgres.LoginOfStaff(ctx, pool, api.StaffLogin(person))
	if err != nil {
		return "", err
	}
	row, err := postgres.Staff(ctx, pool, found.ID)
	return row.ID, err
}

func (o *Output) changeStaff(person string, change postgres.StaffChange, ja, en string) error {
	return staffWork(o, "changeStaff", func(ctx context.Context, a *api.API, pool *pgxpool.Pool) (string, error) {
		id, err := named(ctx, pool, person)
		if err != nil {
			return "", err
		}
		change.At = time.Now().UTC()
		row, err := postgres.ChangeStaff(ctx, pool, id, change)
		if err != nil {
			return "", err
		}
		if o.JSON {
			return id, o.json(a.StaffView(row))
		}
		return id, o.printf("%s", o.say(row.Name+"さん: "+ja, row.Name+": "+en))
	})
}

// StaffRoles changes at which desks a person works.
type StaffRoles struct {
	Person string     `arg:"" help:"Login or ID."`
	Roles  []api.Role `arg:"" help:"All desks at which the person works from now on."`
}

// Run replaces the roles.
func (s StaffRoles) Run(o *Output) error {
	roles, err := api.KnownRoles(s.Roles)
	if err != nil {
		return o.worded(err)
	}
	return o.changeStaff(s.Person, postgres.StaffChange{Roles: roles}, o.desks(s.Roles), o.desks(s.Roles))
}

// StaffDisable disables an account.
type StaffDisable struct {
	Person string `arg:"" help:"Login or ID."`
}

// Run disables it.
func (s StaffDisable) Run(o *Output) error {
	yes := true
	return o.changeStaff(s.Person, postgres.StaffChange{Disabled: &yes}, "アカウントを停止しました。", "the account is disabled.")
}

// StaffEnable enables an account.
type StaffEnable struct {
	Person string `arg:"" help:"Login or ID."`
}

// Run enables it.
func (s StaffEnable) Run(o *Output) error {
	no := false
	return o.changeStaff(s.Person, postgres.StaffChange{Disabled: &no}, "アカウントの利用を再開しました。", "the account is enabled.")
}

// StaffReset gives a person a one-time password.
type StaffReset struct {
	Person string `arg:"" help:"Login or ID."`
}

// Run prints it.
func (s StaffReset) Run(o *Output) error {
	return staffWork(o, "resetStaffPassword", func(ctx context.Context, a *api.API, pool *pgxpool.Pool) (string, error) {
		id, err := named(ctx, pool, s.Person)
		if err != nil {
			return "", err
		}
		made, err := a.ResetStaffPassword(ctx, id)
		if err != nil {
			return "", err
		}
		return id, o.oneTime(made)
	})
}
