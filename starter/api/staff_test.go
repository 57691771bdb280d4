package api

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

// hanako works at two desks; her password is what comes back.
func (w *world) hanako(roles ...Role) (staff StaffMember, password string) {
	w.t.Helper()
	added, err := w.AddStaff(w.t.Context(), ids.New("stf"), StaffFacts{Login: "Hanako.M", Name: "見本 花子", Email: "Hanako@Example.jp", Roles: roles})
	require.NoError(w.t, err)
	return added.StaffMember, added.Password
}

func refusedWith(t *testing.T, err error, code string) *refusal.Error {
	t.Helper()
	no, ok := refusal.As(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, code, no.Code, no.EN)
	return no
}

// trail is the audit list, the oldest first, as "role actor action outcome code".
func (w *world) trail(f postgres.AuditFilter) []string {
	w.t.Helper()
	rows, err := postgres.Audit(w.t.Context(), w.Pool, f, postgres.Place{}, 200)
	require.NoError(w.t, err)
	var lines []string
	for _, r := range rows {
		line := strings.TrimSpace(strings.Join([]string{r.Role, r.Action, r.Outcome, r.Code}, " "))
		lines = append([]string{line}, lines...)
	}
	return lines
}

func TestSigningIn(t *testing.T) {
	w := newWorld(t)
	person, password := w.hanako(Billing, Support)
	require.Equal(t, "hanako.m", person.Login)
	require.Equal(t, []Role{Billing, Support}, person.Roles)

	session, err := w.SignInStaff(t.Context(), " HANAKO.M ", password, "Firefox, Linux")
	require.NoError(t, err)
	s, err := w.StaffOfSession(t.Context(), session)
	require.NoError(t, err)
	require.Equal(t, StaffSession{
		ID: session, Staff: person.ID, Login: "hanako.m", Name: "見本 花子", Roles: []Role{Billing, Support}, MustChange: true,
	}, s)
	require.Equal(t, Principal{Role: Support, Token: person.ID, Session: session}, s.Principal(Support))
	require.Equal(t, Billing, s.Principal(Admin).Role, "not at that desk")

	for _, wrong := range [][2]string{{"hanako.m", "wrong"}, {"nobody", password}, {"", ""}, {"\x00", "x"}, {"\xff", "x"}} {
		_, err = w.SignInStaff(t.Context(), wrong[0], wrong[1], "")
		require.Equal(t, wrongPassword, refusedWith(t, err, refusal.Unauthenticated), "the same words for all")
	}
	require.Equal(t, []string{
		"desk:billing signIn done", "desk:billing signIn refused unauthenticated",
		"public signIn refused unauthenticated", "public signIn refused unauthenticated",
		"public signIn refused unauthenticated", "public signIn refused unauthenticated",
	}, w.trail(postgres.AuditFilter{Action: ActionSignIn}))
}

// TestFiveWrongPasswordsLock covers the lock to the second: five within a quarter
// of an hour, for a quarter of an hour, of a login that nobody has as well.
func TestFiveWrongPasswordsLock(t *testing.T) {
	for _, login := range []string{"hanako.m", "nobody"} {
		w := newWorld(t)
		_, password := w.hanako(Support)
		try := func(at time.Time, password string) error {
			w.at = at
			_, err := w.SignInStaff(t.Context(), login, password, "")
			return err
		}
		// Four, and a fifth after the first is forgotten.
		for i := range 4 {
			refusedWith(t, try(noon.Add(time.Duration(i)*time.Minute), "wrong"), refusal.Unauthenticated)
		}
		fifth := noon.Add(15 * time.Minute)
		refusedWith(t, try(fifth, "wrong"), refusal.Unauthenticated)
		// The next is the fifth within the quarter of an hour.
		sixth := noon.Add(16*time.Minute - time.Second)
		no := refusedWith(t, try(sixth, "wrong"), refusal.Locked)
		require.Contains(t, no.JA, "12:31", "rounded up")
		require.Contains(t, no.EN, "12:31")
		refusedWith(t, try(sixth, password), refusal.Locked)
		refusedWith(t, try(sixth.Add(15*time.Minute-time.Second), password), refusal.Locked)
		err := try(sixth.Add(15*time.Minute), password)
		if login == "nobody" {
			refusedWith(t, err, refusal.Unauthenticated)
			continue
		}
		require.NoError(t, err, "open again to the second, and what was tried meanwhile did not prolong it")
		for range 4 {
			refusedWith(t, try(w.at, "wrong"), refusal.Unauthenticated)
		}
		require.NoError(t, try(w.at, password), "a right one begins anew")
		for range 4 {
			refusedWith(t, try(w.at, "wrong"), refusal.Unauthenticated)
		}
		refusedWith(t, try(w.at, "wrong"), refusal.Locked)
	}
}

func TestAFourthTryCountsAMomentBeforeAQuarterHour(t *testing.T) {
	w := newWorld(t)
	w.hanako(Support)
	for i := range 4 {
		w.at = noon.Add(time.Duration(i) * time.Minute)
		_, err := w.SignInStaff(t.Context(), "hanako.m", "wrong", "")
		refusedWith(t, err, refusal.Unauthenticated)
	}
	w.at = noon.Add(15*time.Minute - time.Second)
	_, err := w.SignInStaff(t.Context(), "hanako.m", "wrong", "")
	refusedWith(t, err, refusal.Locked)
}

func TestTriesAtOnceAreAllCounted(t *testing.T) {
	w := newWorld(t)
	_, password := w.hanako(Support)
	codes := make(chan string, 12)
	for range cap(codes) {
		go func() {
			_, err := w.SignInStaff(context.Background(), "hanako.m", "wrong", "")
			no, _ := refusal.As(err)
			if no == nil {
				codes <- "none"
				return
			}
			codes <- no.Code
		}()
	}
	seen := map[string]int{}
	for range cap(codes) {
		seen[<-codes]++
	}
	require.Equal(t, map[string]int{refusal.Unauthenticated: postgres.MostStaffTries - 1, refusal.Locked: cap(codes) - postgres.MostStaffTries + 1}, seen)
	_, err := w.SignInStaff(t.Context(), "hanako.m", password, "")
	refusedWith(t, err, refusal.Locked)
}

func TestAPasswordIsChanged(t *testing.T) {
	w := newWorld(t)
	_, first := w.hanako(Support)
	here, err := w.SignInStaff(t.Context(), "hanako.m", first, "")
	require.NoError(t, err)
	elsewhere, err := w.SignInStaff(t.Context(), "hanako.m", first, "")
	require.NoError(t, err)
	s, err := w.StaffOfSession(t.Context(), here)
	require.NoError(t, err)
	p := s.Principal(Support)

	change := func(present, password string) error {
		return w.ChangeStaffPassword(t.Context(), s, p, present, password)
	}
	refusedWith(t, change("wrong", "glaciers hum at noon"), refusal.Mismatch)
	refusedWith(t, change(first, "short"), refusal.Invalid)
	refusedWith(t, change(first, "hanako.m hanako.m 1"), refusal.Invalid)
	refusedWith(t, change(first, first), refusal.Invalid)
	require.NoError(t, change(first, "glaciers hum at noon"))

	s, err = w.StaffOfSession(t.Context(), here)
	require.NoError(t, err, "the session in which it was changed goes on")
	require.False(t, s.MustChange)
	_, err = w.StaffOfSession(t.Context(), elsewhere)
	refusedWith(t, err, refusal.Unauthenticated)
	_, err = w.SignInStaff(t.Context(), "hanako.m", first, "")
	refusedWith(t, err, refusal.Unauthenticated)
	_, err = w.SignInStaff(t.Context(), "hanako.m", "glaciers hum at noon", "")
	require.NoError(t, err)
	require.Equal(t, []string{
		"desk:support changePassword refused mismatch", "desk:support changePassword refused invalid",
		"desk:support changePassword refused invalid", "desk:support changePassword refused invalid",
		"desk:support changePassword done",
	}, w.trail(postgres.AuditFilter{Action: ActionChangePassword}))
	// Tries of the present password count.
	for range postgres.MostStaffTries - 1 {
		refusedWith(t, change("wrong", "mountains hum at noon"), refusal.Mismatch)
	}
	refusedWith(t, change("wrong", "mountains hum at noon"), refusal.Locked)
	refusedWith(t, change("glaciers hum at noon", "mountains hum at noon"), refusal.Locked)
}

func TestASessionEnds(t *testing.T) {
	w := newWorld(t)
	person, password := w.hanako(Support)
	begin := func() string {
		session, err := w.SignInStaff(t.Context(), "hanako.m", password, "Safari, iPhone")
		require.NoError(t, err)
		return session
	}
	ended := func(session string) {
		t.Helper()
		_, err := w.StaffOfSession(t.Context(), session)
		refusedWith(t, err, refusal.Unauthenticated)
	}
	first, second, third := begin(), begin(), begin()
	s, err := w.StaffOfSession(t.Context(), first)
	require.NoError(t, err)
	p := s.Principal(Support)
	list, err := w.StaffSessions(t.Context(), p)
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, "Safari, iPhone", list[0].Browser)

	require.NoError(t, w.EndStaffSession(t.Context(), p, second))
	ended(second)
	refusedWith(t, w.EndStaffSession(t.Context(), p, second), refusal.NotFound)
	require.NoError(t, w.EndStaffSession(t.Context(), p, ""))
	ended(third)
	_, err = w.StaffOfSession(t.Context(), first)
	require.NoError(t, err)
	require.NoError(t, w.SignOutStaff(t.Context(), p))
	ended(first)

	// By an administrator: disabled, enabled, another password, parted.
	admin := w.token[Admin]
	fourth := begin()
	change := func(body map[string]any) reply {
		return w.call(http.MethodPost, "/v1/staff/"+person.ID+"/change", admin, body)
	}
	require.Equal(t, http.StatusOK, change(map[string]any{"disabled": true}).status)
	ended(fourth)
	_, err = w.SignInStaff(t.Context(), "hanako.m", password, "")
	refusedWith(t, err, refusal.Unauthenticated)
	require.Equal(t, http.StatusOK, change(map[string]any{"disabled": false}).status)
	ended(fourth)
	fifth := begin()
	var fresh NewStaffPassword
	w.call(http.MethodPost, "/v1/staff/"+person.ID+"/password-reset", admin, nil).into(&fresh)
	require.True(t, fresh.MustChange)
	ended(fifth)
	_, err = w.SignInStaff(t.Context(), "hanako.m", fresh.Password, "")
	require.NoError(t, err)

	// What is old is cleared away.
	w.at = noon.Add(StaffSessionIdle)
	require.NoError(t, w.ClearStaffSessions(t.Context()))
	var left int
	require.NoError(t, w.Pool.QueryRow(t.Context(), `select count(*) from staff_sessions`).Scan(&left))
	require.Zero(t, left)
}

func TestStaffAreAdministered(t *testing.T) {
	w := newWorld(t)
	admin := w.token[Admin]
	add := func(body map[string]any) reply { return w.call(http.MethodPost, "/v1/staff", admin, body) }
	ichiro := map[string]any{"login": "Ichiro", "name": " 見本 一郎 ", "roles": []string{"admin", "desk:repair"}}
	r := add(ichiro)
	require.Equal(t, http.StatusCreated, r.status, string(r.body))
	require.Contains(t, string(r.body), `"login":"ichiro"`)
	require.Contains(t, string(r.body), `"name":"見本 一郎"`)
	require.Contains(t, string(r.body), `"roles":["desk:repair","admin"]`)
	require.NotContains(t, string(r.body), "argon2")
	add(ichiro).problem(http.StatusConflict, refusal.Conflict)
	for _, wrong := range []map[string]any{
		{"login": "x", "name": "x", "roles": []string{"admin"}},
		{"login": "has space", "name": "x", "roles": []string{"admin"}},
		{"login": "kenji", "name": " ", "roles": []string{"admin"}},
		{"login": "kenji", "name": "x", "roles": []string{}},
		{"login": "kenji", "name": "x", "roles": []string{"courier"}},
		{"login": "kenji", "name": "x", "roles": []string{"member"}},
		{"login": "kenji", "name": "x", "roles": []string{"admin"}, "email": "no address"},
	} {
		add(wrong).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	}
	var page Page[StaffMember]
	w.get("/v1/staff", Admin).into(&page)
	require.Len(t, page.Items, 1)
	id := page.Items[0].ID
	require.True(t, page.Items[0].HasPassword)
	require.True(t, page.Items[0].MustChange)
	w.get("/v1/staff", Support).problem(http.StatusForbidden, refusal.Forbidden)

	change := func(id string, body map[string]any) reply {
		return w.call(http.MethodPost, "/v1/staff/"+id+"/change", admin, body)
	}
	change(id, map[string]any{"disabled": true}).problem(http.StatusConflict, refusal.State)
	change(id, map[string]any{"roles": []string{"desk:repair"}}).problem(http.StatusConflict, refusal.State)
	change(ids.New("stf"), map[string]any{"name": "x"}).problem(http.StatusNotFound, refusal.NotFound)
	other, _ := w.hanako(Admin)
	change(id, map[string]any{"email": "hanako@example.jp"}).problem(http.StatusConflict, refusal.Conflict)
	var changed StaffMember
	change(id, map[string]any{"roles": []string{"desk:repair"}, "name": "見本 壱郎", "email": "ichiro@example.jp"}).into(&changed)
	require.Equal(t, []Role{Repair}, changed.Roles)
	require.Equal(t, "見本 壱郎", changed.Name)
	require.Equal(t, "ichiro@example.jp", changed.Email)
	change(other.ID, map[string]any{"disabled": true}).problem(http.StatusConflict, refusal.State)
	changed = StaffMember{}
	change(id, map[string]any{"roles": []string{"admin"}, "email": ""}).into(&changed)
	require.Empty(t, changed.Email)
	change(other.ID, map[string]any{"disabled": true}).into(&changed)
	require.NotNil(t, changed.DisabledAt)
}

// TestNobodyShutsThemselvesOut has an administrator act on the own account.
func TestNobodyShutsThemselvesOut(t *testing.T) {
	w := newWorld(t)
	person, _ := w.hanako(Admin)
	r := &Request{Principal: Principal{Role: Admin, Token: person.ID}, Operation: "changeStaff"}
	in := &changeStaff{ID: person.ID}
	in.Body.Disabled = ptr(true)
	_, err := w.changeStaff(t.Context(), r, in)
	refusedWith(t, err, refusal.State)
	in.Body.Disabled, in.Body.Roles = nil, []Role{Support}
	_, err = w.changeStaff(t.Context(), r, in)
	refusedWith(t, err, refusal.State)
}

func TestAnIdentityProvidersAccountIsBound(t *testing.T) {
	w := newWorld(t)
	person, _ := w.hanako(Support)
	them := Identified{Issuer: "https://login.example", Subject: "s-1", Verified: "HANAKO@example.jp"}
	_, err := w.SignInIdentified(t.Context(), Identified{Issuer: them.Issuer, Subject: "s-1"}, "")
	refusedWith(t, err, refusal.Forbidden) // not verified
	_, err = w.SignInIdentified(t.Context(), Identified{Issuer: them.Issuer, Subject: "s-1", Verified: "other@example.jp"}, "")
	refusedWith(t, err, refusal.Forbidden)
	session, err := w.SignInIdentified(t.Context(), them, "")
	require.NoError(t, err)
	s, err := w.StaffOfSession(t.Context(), session)
	require.NoError(t, err)
	require.Equal(t, person.ID, s.Staff)
	require.False(t, s.MustChange, "the one-time password is not what it was begun with")
	// Bound: by the subject, whatever the address becomes, and no other subject.
	_, err = w.SignInIdentified(t.Context(), Identified{Issuer: them.Issuer, Subject: "s-1"}, "")
	require.NoError(t, err)
	_, err = w.SignInIdentified(t.Context(), Identified{Issuer: them.Issuer, Subject: "s-2", Verified: them.Verified}, "")
	refusedWith(t, err, refusal.Forbidden)
	// Roles that it says replace those of the account.
	them.Roles = []Role{Billing, Support}
	session, err = w.SignInIdentified(t.Context(), them, "")
	require.NoError(t, err)
	s, err = w.StaffOfSession(t.Context(), session)
	require.NoError(t, err)
	require.Equal(t, []Role{Billing, Support}, s.Roles)
	them.Roles = []Role{}
	_, err = w.SignInIdentified(t.Context(), them, "")
	refusedWith(t, err, refusal.Forbidden)
}
