package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// TestAnApplicationIsCheckedWithoutApplying: S-6, S-8, S-15, S-17, P-3, O-1, W-1;
// for a newcomer and for a member.
func TestAnApplicationIsCheckedWithoutApplying(t *testing.T) {
	w := newWorld(t)
	u := &uploading{world: w}
	u.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee) values ('kigen-one', 'Kigen One', 'Kigen', 'android', 'new', 55010, 418)`)
	check := func(token string, body map[string]any) (c CheckedApplication) {
		t.Helper()
		w.call(http.MethodPost, "/v1/applications/check", token, body).into(&c)
		return c
	}
	paths := func(c CheckedApplication) (list []string) {
		for _, f := range c.Faults {
			list = append(list, f.Path)
		}
		return list
	}

	nothing := check("", map[string]any{"channel": "web", "plan": "", "sims": []any{}})
	require.Subset(t, paths(nothing), []string{"proof", "plan", "sims", "names.family", "birth_date", "address.city", "card_token"})
	require.Equal(t, terms.S5, nothing.Faults[len(nothing.Faults)-3].Rule, "each with its own")

	mine := map[string]any{
		"channel": "web", "plan": "family_share",
		"sims": []any{
			map[string]any{"kind": "data"},
			map[string]any{"kind": "voice", "guarantee": true, "mnp": map[string]any{
				"number": "1012345678", "issued_on": "2026-11-20", "phone_number": "09012345678", "same_holder": true,
			}},
		},
		"device": map[string]any{"model": "kigen-one", "colour": "黒", "payment": "instalments", "compensation": true},
	}
	c := check(w.token[Member], mine)
	require.Empty(t, c.Faults)
	require.True(t, c.ProofNeeded)
	require.Equal(t, noon, *c.InvitationAt)
	require.Equal(t, jst.MakeDay(2026, time.December, 4), *c.ProofThrough)
	require.Equal(t, []CheckedMNP{{SIM: 2, GoodThrough: jst.MakeDay(2026, time.December, 4), ApplyBy: jst.MakeDay(2026, time.November, 27)}}, c.Numbers)
	require.Equal(t, CheckedCosts{
		Device:       &CheckedDevice{Name: "Kigen One", Class: terms.NewDevice, Price: 55010, Parts: 24, First: 2294, Each: 2292},
		Compensation: 418, Guarantees: 1, GuaranteeFee: 550, GuaranteeFrom: 2,
	}, c.Costs)
	var filed int
	require.NoError(t, w.Pool.QueryRow(t.Context(), `select count(*) from applications`).Scan(&filed))
	require.Zero(t, filed)

	// In the maintenance the invitation waits for its end (S-8).
	w.at = jst.MakeDay(2026, time.November, 22).At(23, 45)
	c = check(w.token[Member], mine)
	require.Equal(t, jst.MakeDay(2026, time.November, 23).At(9, 0), c.InvitationAt.UTC())
	require.Equal(t, jst.MakeDay(2026, time.December, 7), *c.ProofThrough)
	data := map[string]any{"channel": "web", "plan": "minimum_start", "sims": []any{map[string]any{"kind": "data"}}}
	c = check(w.token[Member], data)
	require.False(t, c.ProofNeeded, "S-17")
	require.Nil(t, c.InvitationAt)
}

// TestUploadPageIsShown: S-9, S-11, S-15, and at the door why a link opens nothing.
func TestUploadPageIsShown(t *testing.T) {
	u := newUploading(t)
	u.exec(`insert into deadlines (case_id, name, rule, terms, way, event_day, n, last_good_day, lapse, settles_at, armed_step)
		select $1, 'proof-of-identity', 'S-15', '2026-04-01', 'within', '2026-11-20', 14, '2026-12-04', $2, $2, 'invitation'`,
		u.application, jst.MakeDay(2026, time.December, 5).Start())
	link := "/v1/uploads/" + u.token()
	var door UploadLink
	u.call(http.MethodGet, link, "", nil).into(&door)
	require.Equal(t, noon.AddDate(0, 0, 14), door.Expires)

	session := u.session()
	page := func() (p UploadPage) {
		t.Helper()
		u.call(http.MethodPost, "/v1/uploads/page", "", map[string]string{"session": session}).into(&p)
		return p
	}
	p := page()
	require.Equal(t, identity.StateInvited, p.State)
	require.Equal(t, jst.MakeDay(2026, time.December, 4), *p.LastGoodDay)
	require.Empty(t, p.Files)
	u.upload(session, identity.Front, "a.jpg", example(t, "drivers-licence-front.jpg"))
	require.Len(t, page().Files, 1)

	u.call(http.MethodPost, "/v1/uploads/page", "", map[string]string{"session": u.token()}).problem(http.StatusNotFound, "not_found")
	u.exec(`update upload_links set wrong_dates = 5`)
	u.call(http.MethodGet, link, "", nil).problem(http.StatusLocked, "locked")
	u.exec(`update upload_links set wrong_dates = 0, replaced_at = now()`)
	u.call(http.MethodGet, link, "", nil).problem(http.StatusConflict, "used")
	u.exec(`update upload_links set replaced_at = null`)
	u.at = noon.AddDate(0, 0, 14)
	u.call(http.MethodGet, link, "", nil).problem(http.StatusGone, "expired")
	u.at = jst.MakeDay(2026, time.November, 22).At(23, 30)
	u.call(http.MethodGet, link, "", nil).problem(http.StatusServiceUnavailable, "maintenance")
}
