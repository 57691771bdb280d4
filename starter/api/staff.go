package api

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

func registerStaff(a *API) {
	command(a, Op{
		ID: "addStaff", Method: http.MethodPost, Path: "/v1/staff", Tag: "administration", Status: http.StatusCreated, Secret: true,
		EN: "Register a person of the staff; the one-time password is shown this once",
		JA: "担当者を登録します。初回用のパスワードはこの一度だけ表示されます。",
	}, a.addStaff)
	query(a, Op{
		ID: "listStaff", Method: http.MethodGet, Path: "/v1/staff", Tag: "administration",
		EN: "The staff and the desks at which they work", JA: "担当者と担当窓口の一覧を表示します。",
	}, a.listStaff)
	query(a, Op{
		ID: "getStaff", Method: http.MethodGet, Path: "/v1/staff/{id}", Tag: "administration",
		EN: "A person of the staff", JA: "担当者を表示します。",
	}, a.getStaff)
	command(a, Op{
		ID: "changeStaff", Method: http.MethodPost, Path: "/v1/staff/{id}/change", Tag: "administration",
		EN: "Change the name, the desks or the e-mail address of a person, disable or enable the account",
		JA: "担当者の氏名・担当窓口・メールアドレスの変更、アカウントの停止と再開を行います。",
	}, a.changeStaff)
	command(a, Op{
		ID: "resetStaffPassword", Method: http.MethodPost, Path: "/v1/staff/{id}/password-reset", Tag: "administration", Secret: true,
		EN: "Give a person a one-time password, which is shown this once, and sign them out everywhere",
		JA: "担当者に初回用のパスワードを発行し、すべての端末でサインアウトさせます。パスワードはこの一度だけ表示されます。",
	}, a.resetStaffPassword)
}

// StaffRoles lists the roles that a person of the staff can have.
func StaffRoles() []Role { return slices.Clone(accounts) }

// StaffMember is a person who works at one desk or several.
type StaffMember struct {
	ID          string     `json:"id"`
	Login       string     `json:"login"`
	Name        string     `json:"name"`
	Email       string     `json:"email,omitempty" doc:"By which the first sign-in with the identity provider finds the account."`
	Roles       []Role     `json:"roles" nullable:"false"`
	MustChange  bool       `json:"must_change_password" doc:"The password is a one-time one."`
	HasPassword bool       `json:"has_password"`
	Linked      bool       `json:"linked" doc:"The account is bound to one of the identity provider."`
	CreatedAt   time.Time  `json:"created_at"`
	DisabledAt  *time.Time `json:"disabled_at,omitempty"`
	LockedUntil *time.Time `json:"locked_until,omitempty" doc:"Too many wrong passwords: sign-in opens again then."`
	SeenAt      *time.Time `json:"seen_at,omitempty" doc:"When an open session was last used."`
}

// NewStaffPassword is a person with a password that is shown once.
type NewStaffPassword struct {
	StaffMember
	Password string `json:"one_time_password" doc:"To be changed at the first sign-in. Only a hash of it is kept."`
}

// StaffView shows a person as the operations do.
func (a *API) StaffView(row postgres.StaffRow) StaffMember {
	m := StaffMember{
		ID: row.ID, Login: row.Login, Name: row.Name, Email: row.Email, Roles: make([]Role, len(row.Roles)), MustChange: row.MustChange,
		HasPassword: row.HasPassword, Linked: row.Linked, CreatedAt: row.CreatedAt, DisabledAt: row.DisabledAt, SeenAt: row.SeenAt,
	}
	for i, role := range row.Roles {
		m.Roles[i] = Role(role)
	}
	if row.LockedUntil != nil && row.LockedUntil.After(a.Now()) {
		m.LockedUntil = row.LockedUntil
	}
	return m
}

// StaffFacts are what is registered of a person.
type StaffFacts struct {
	Login string `json:"login" pattern:"^[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}$" patternDescription:"2 to 64 letters, digits or one of . _ @ + -" doc:"Capitals are made small."`
	Name  string `json:"name" minLength:"1" maxLength:"100"`
	Email string `json:"email,omitempty" maxLength:"254" doc:"The address that the identity provider knows; empty for none."`
	Roles []Role `json:"roles" minItems:"1" maxItems:"7" uniqueItems:"true" nullable:"false" enum:"desk:identity,desk:shipping,desk:repair,desk:billing,desk:support,return-centre,admin"`
}

// row checks the facts and gives them as they are kept.
func (f StaffFacts) row() (postgres.NewStaff, error) {
	n := postgres.NewStaff{Login: StaffLogin(f.Login), Name: strings.TrimSpace(f.Name)}
	var err error
	if !staffLogin.MatchString(n.Login) {
		return n, invalid("login", "半角英数字と . _ @ + - を使い、2文字以上64文字以内で入力してください。", "Use 2 to 64 letters, digits or one of . _ @ + -")
	}
	if n.Name == "" {
		return n, invalid("name", "氏名を入力してください。", "Give a name.")
	}
	if n.Email, err = staffEmail(f.Email); err != nil {
		return n, err
	}
	n.Roles, err = KnownRoles(f.Roles)
	return n, err
}

var staffLogin = regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{1,63}$`)

// StaffLogin is a login as it is kept: in small letters.
func StaffLogin(given string) string { return strings.ToLower(strings.TrimSpace(given)) }

func staffEmail(given string) (string, error) {
	email := strings.ToLower(strings.TrimSpace(given))
	if local, domain, ok := strings.Cut(email, "@"); email != "" && (!ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(email, " \t\r\n,;")) {
		return "", invalid("email", "メールアドレスの形式をご確認ください。", "This is no e-mail address.")
	}
	return email, nil
}

// KnownRoles are roles of staff in the order in which they are listed, each once.
// It refuses none at all, and others, with code invalid.
func KnownRoles(given []Role) ([]string, error) {
	var roles []string
	for _, role := range accounts {
		if slices.Contains(given, role) {
			roles = append(roles, string(role))
		}
	}
	if len(roles) == 0 || slices.ContainsFunc(given, func(role Role) bool { return !slices.Contains(accounts, role) }) {
		return nil, invalid("roles", "担当窓口を1つ以上選択してください。", "Choose one desk or more.")
	}
	return roles, nil
}

type addStaff struct{ Body StaffFacts }

func (a *API) addStaff(ctx context.Context, r *Request, in *addStaff) (NewStaffPassword, error) {
	return a.AddStaff(ctx, r.NewID("stf"), in.Body)
}

// AddStaff registers a person under an ID with a one-time password. It refuses
// what is not right with code invalid, a login or e-mail address that is taken
// with conflict.
func (a *API) AddStaff(ctx context.Context, id string, f StaffFacts) (NewStaffPassword, error) {
	n, err := f.row()
	if err != nil {
		return NewStaffPassword{}, err
	}
	password := passwords.OneTime()
	if n.PasswordHash, err = passwords.Hash(ctx, password); err != nil {
		return NewStaffPassword{}, err
	}
	n.ID, n.OneTime, n.At = id, true, a.Now()
	row, err := postgres.AddStaff(ctx, a.Pool, n)
	return NewStaffPassword{StaffMember: a.StaffView(row), Password: password}, err
}

func (a *API) listStaff(ctx context.Context, _ *Request, in *struct{ Paging }) (Page[StaffMember], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.StaffRow, error) {
		return postgres.ListStaff(ctx, a.Pool, after, limit)
	}, a.StaffView, func(row postgres.StaffRow) postgres.Place { return postgres.Place{ID: row.Login} })
}

func (a *API) getStaff(ctx context.Context, _ *Request, in *byID) (StaffMember, error) {
	row, err := postgres.Staff(ctx, a.Pool, in.ID)
	return a.StaffView(row), err
}

type changeStaff struct {
	ID   string `path:"id"`
	Body struct {
		Name     *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Email    *string `json:"email,omitempty" maxLength:"254" doc:"Empty for none."`
		Roles    []Role  `json:"roles,omitempty" minItems:"1" maxItems:"7" uniqueItems:"true" nullable:"false" enum:"desk:identity,desk:shipping,desk:repair,desk:billing,desk:support,return-centre,admin"`
		Disabled *bool   `json:"disabled,omitempty" doc:"Who is disabled is signed out at once."`
		Unlink   bool    `json:"unlink,omitempty" doc:"Part the account from the identity provider's."`
	}
}

// themselves refuses what would shut the administrator out who does it.
var themselves = refusal.New(refusal.State, "",
	"ご自身のアカウントの停止、または管理者の権限の解除はできません。別の管理者にご依頼ください。",
	"You can't disable your own account, or give up being an administrator. Ask another one.")

func (a *API) changeStaff(ctx context.Context, r *Request, in *changeStaff) (StaffMember, error) {
	b := in.Body
	c := postgres.StaffChange{Disabled: b.Disabled, Unlink: b.Unlink, At: a.Now()}
	if in.ID == r.Principal.Token && (b.Disabled != nil && *b.Disabled || b.Roles != nil && !slices.Contains(b.Roles, Admin)) {
		return StaffMember{}, themselves
	}
	if b.Name != nil {
		name := strings.TrimSpace(*b.Name)
		if name == "" {
			return StaffMember{}, invalid("name", "氏名を入力してください。", "Give a name.")
		}
		c.Name = &name
	}
	if b.Email != nil {
		email, err := staffEmail(*b.Email)
		if err != nil {
			return StaffMember{}, err
		}
		c.Email = &email
	}
	if b.Roles != nil {
		roles, err := KnownRoles(b.Roles)
		if err != nil {
			return StaffMember{}, err
		}
		c.Roles = roles
	}
	row, err := postgres.ChangeStaff(ctx, a.Pool, in.ID, c)
	return a.StaffView(row), err
}

func (a *API) resetStaffPassword(ctx context.Context, _ *Request, in *byID) (NewStaffPassword, error) {
	return a.ResetStaffPassword(ctx, in.ID)
}

// ResetStaffPassword gives a person a one-time password and signs them out
// everywhere; code not_found where there is no such person.
func (a *API) ResetStaffPassword(ctx context.Context, id string) (NewStaffPassword, error) {
	password := passwords.OneTime()
	hash, err := passwords.Hash(ctx, password)
	if err != nil {
		return NewStaffPassword{}, err
	}
	row, err := postgres.SetStaffPassword(ctx, a.Pool, id, hash, true, "", a.Now())
	return NewStaffPassword{StaffMember: a.StaffView(row), Password: password}, err
}
