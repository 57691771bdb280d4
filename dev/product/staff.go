package product

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/dev/stack"
	"kigen/internal/ids"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/starter/api"
)

// Account is a person of the development stack who may sign in to the console.
type Account struct {
	Role            api.Role
	Login, Password string
}

// logins are those of who works at one desk.
var logins = map[api.Role]string{
	api.Identity: "identity", api.Shipping: "shipping", api.Repair: "repair", api.Billing: "billing", api.Support: "support",
	api.ReturnCentre: "returns", api.Admin: "admin",
}

var names = map[api.Role]string{
	api.Identity: "審査 一郎", api.Shipping: "発送 二郎", api.Repair: "修理 三郎", api.Billing: "請求 四郎", api.Support: "応対 花子",
	api.ReturnCentre: "返却 五郎", api.Admin: "管理 六花",
}

// staff are the people who work at the desks, one at each, all under one password. The database keeps
// its hash only, so it is kept beside it.
type staff struct {
	pool     *pgxpool.Pool
	file     string
	password string
}

func staffFile(e stack.Environment) string { return filepath.Join(e.Dir, "staff.json") }

// Staff is the account of who works at a desk, or as the admin.
func (p *Product) Staff(role string) (Account, error) {
	login, ok := logins[api.Role(role)]
	if !ok {
		return Account{}, fmt.Errorf("nobody of the staff has the role %s", role)
	}
	return Account{Role: api.Role(role), Login: login, Password: p.staff.password}, nil
}

// Accounts lists the accounts of all desks and of the admin.
func (p *Product) Accounts() []Account {
	var all []Account
	for _, role := range api.StaffRoles() {
		all = append(all, Account{Role: role, Login: logins[role], Password: p.staff.password})
	}
	return all
}

// employ sees to an account for each desk. Those that are there stay as they are; where their
// password is not known any more, they get another one.
func (s *staff) employ(ctx context.Context) error {
	known, err := s.load()
	if err != nil {
		return err
	}
	hash := ""
	for _, role := range api.StaffRoles() {
		found, err := postgres.LoginOfStaff(ctx, s.pool, logins[role])
		if err != nil {
			return err
		}
		if known && found.ID != "" {
			continue
		}
		if hash == "" {
			if hash, err = passwords.Hash(ctx, s.password); err != nil {
				return err
			}
		}
		if found.ID != "" {
			_, err = postgres.SetStaffPassword(ctx, s.pool, found.ID, hash, false, "", time.Now())
		} else {
			_, err = postgres.AddStaff(ctx, s.pool, postgres.NewStaff{
				ID: ids.New("stf"), Login: logins[role], Name: names[role], Roles: []string{string(role)}, PasswordHash: hash, At: time.Now(),
			})
		}
		if err != nil {
			return fmt.Errorf("an account for %s: %w", role, err)
		}
	}
	return nil
}

// load reads the password, or makes one up where there is none yet.
func (s *staff) load() (known bool, err error) {
	content, err := os.ReadFile(s.file)
	if err == nil {
		if err := json.Unmarshal(content, &s.password); err != nil || s.password == "" {
			return false, fmt.Errorf("read the kept password in %s: %w", s.file, err)
		}
		return true, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("read the kept password: %w", err)
	}
	s.password = passwords.OneTime()
	if content, err = json.Marshal(s.password); err != nil {
		return false, err
	}
	if err := os.WriteFile(s.file, content, 0o600); err != nil {
		return false, fmt.Errorf("keep the password: %w", err)
	}
	return false, nil
}
