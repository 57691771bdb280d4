package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/rehearsal"
	"kigen/internal/terms"
)

// claiming is a world in which taro's insured phone is being replaced: the claim
// clm_1 is of 20 November at noon.
func claiming(t *testing.T, change ...func(*Deps)) *world {
	w := newWorld(t, change...)
	w.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550)`)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', $1, 'sky-9', 'black', '490154203237518', '2025-06-01', '2025-06-01', 'in_use')`, w.taro)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_1', $1, 'dev_1', 'new', 550, '2025-06-01')`, w.taro)
	_, err := w.replacements().FileClaim(t.Context(), message.ReplacementInput{
		Claim: "clm_1", Device: "dev_1", Cause: terms.Water, FaultDay: jst.DayOf(noon), ReceivedAt: noon, Actor: journal.Actor{Role: "member", ID: w.taro},
	})
	require.NoError(t, err)
	return w
}

func (w *world) replacements() *activities.Replacements {
	return &activities.Replacements{Ledger: &postgres.Ledger{Pool: w.Deps.Pool}, Terms: w.Terms}
}

// delivered has the replacement of clm_1 delivered a day after.
func (w *world) delivered() {
	w.t.Helper()
	of := activities.OfClaim{Claim: "clm_1"}
	_, err := w.replacements().ShipReplacement(w.t.Context(), activities.ToShip{OfClaim: of, Parcel: message.Parcel{
		Shipment: "shp_1", Tracking: "trk-1", IMEI: "356938035643809", Model: "sky-9", Colour: "black", At: noon, Actor: journal.Actor{Role: "desk:shipping"},
	}})
	require.NoError(w.t, err)
	w.at = noon.Add(24 * time.Hour)
	_, err = w.replacements().RecordDelivery(w.t.Context(), activities.Reported{OfClaim: of, Delivery: message.Delivery{
		Reference: "d-1", Shipment: "shp_1", At: w.at, ReportedAt: w.at, Actor: journal.Actor{Role: "courier"},
	}})
	require.NoError(w.t, err)
}

// rows are how many each table has.
func (w *world) rows() map[string]int {
	w.t.Helper()
	rows, err := w.Deps.Pool.Query(w.t.Context(), `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)
	require.NoError(w.t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(w.t, err)
	counts := map[string]int{}
	for _, table := range tables {
		var n int
		require.NoError(w.t, w.Deps.Pool.QueryRow(w.t.Context(), `select count(*) from `+pgx.Identifier{table}.Sanitize()).Scan(&n))
		counts[table] = n
	}
	return counts
}

func (w *world) whatIf(body any) (out Rehearsal) {
	w.t.Helper()
	before := w.rows()
	w.call(http.MethodPost, "/v1/cases/clm_1/rehearsal", w.token[Support], body).into(&out)
	require.Equal(w.t, before, w.rows(), "nothing is left")
	return out
}

// preview rehearses a command as a page does.
func (w *world) preview(role Role, method, path, body string) reply {
	w.t.Helper()
	before := w.rows()
	who, err := w.Authenticate(w.t.Context(), w.token[role])
	require.NoError(w.t, err)
	r := httptest.NewRequest(method, path, nil)
	if body != "" {
		r = httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Idempotency-Key", "preview-of-a-command")
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r.WithContext(As(Rehearse(r.Context()), who)))
	require.Equal(w.t, before, w.rows(), "nothing is left")
	return reply{w.t, rec.Code, rec.Header(), rec.Body.Bytes()}
}

func stepsOf(r Rehearsal) (names []string) {
	for _, s := range r.Steps {
		names = append(names, s.Step+" "+jst.DayOf(s.At).String())
	}
	return names
}

func TestWhatIfNothingHappens(t *testing.T) {
	w := claiming(t)
	w.delivered()
	r := w.whatIf(map[string]any{})
	require.Equal(t, []string{
		"return-reminded/2026-11-28 2026-11-28", "return-reminded/2026-12-03 2026-12-03",
		"check-lapsed/delivered/d-1 2026-12-06", "return-settled/delivered/d-1 2026-12-06",
	}, stepsOf(r))
	require.Equal(t, int64(40000), r.Total)
	require.True(t, r.Closed)
	require.False(t, r.More)
	require.Empty(t, r.Open)
	last := r.Steps[3]
	require.Equal(t, "closed", last.State)
	require.Equal(t, terms.N5, last.Charges[0].Rule)
	require.Equal(t, "non-return-charged", last.Letters[0].Template)
	require.NotEmpty(t, last.Letters[0].Subject)
	require.Contains(t, last.Letters[0].Text, "40,000")
	require.Equal(t, "old-device-back", last.Settled[0].Name)
	require.NotEmpty(t, last.Settled[0].Why)
}

func TestWhatIfTheParcelIsBookedIn(t *testing.T) {
	w := claiming(t)
	w.delivered()
	at := noon.Add(72 * time.Hour)
	booked := ToRehearse{At: at, Operation: "reportParcelBookedIn", With: map[string]any{
		"reference": "bk-1", "imei": "490154203237518", "booked_at": at,
	}}
	r := w.whatIf(map[string]any{"steps": []ToRehearse{booked}})
	require.Equal(t, RehearsedAct{At: at, Operation: "reportParcelBookedIn", Role: ReturnCentre}, r.Acts[0])
	require.Equal(t, "parcel-booked-in/bk-1", r.Steps[0].Step)
	require.Zero(t, r.Total)

	again := w.whatIf(map[string]any{"steps": []ToRehearse{booked, {At: at.Add(time.Hour), Operation: "decideReplacementFault", With: map[string]any{"outcome": "solved"}}}})
	require.Equal(t, stepsOf(r), stepsOf(again))
	require.Equal(t, refusal.State, again.Acts[1].Problem.Code, "what can't be done is told, and the rest goes on")
}

func TestWhatIfIsRefused(t *testing.T) {
	w := claiming(t)
	step := func(at time.Time, operation string) map[string]any {
		return map[string]any{"steps": []ToRehearse{{At: at, Operation: operation}}}
	}
	for name, c := range map[string]struct {
		body   any
		status int
		code   string
	}{
		"past":             {step(noon.Add(-time.Second), "decideReplacementFault"), http.StatusConflict, refusal.TooLate},
		"too far":          {step(noon.AddDate(0, 0, 401), "decideReplacementFault"), http.StatusUnprocessableEntity, refusal.Invalid},
		"until is past":    {map[string]any{"until": noon}, http.StatusUnprocessableEntity, refusal.Invalid},
		"until is too far": {map[string]any{"until": noon.AddDate(2, 0, 0)}, http.StatusUnprocessableEntity, refusal.Invalid},
		"unknown":          {step(noon, "doSomething"), http.StatusUnprocessableEntity, refusal.NotOffered},
		"administration":   {step(noon, "issueToken"), http.StatusUnprocessableEntity, refusal.NotOffered},
		"a read":           {step(noon, "getMember"), http.StatusUnprocessableEntity, refusal.NotOffered},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.call(http.MethodPost, "/v1/cases/clm_1/rehearsal", w.token[Support], c.body)
			r.t = t
			r.problem(c.status, c.code)
		})
	}
	w.call(http.MethodPost, "/v1/cases/clm_x/rehearsal", w.token[Support], map[string]any{}).problem(http.StatusNotFound, refusal.NotFound)
	w.call(http.MethodPost, "/v1/cases/clm_1/rehearsal", w.token[Member], map[string]any{}).problem(http.StatusForbidden, refusal.Forbidden)
}

func TestACommandIsPreviewed(t *testing.T) {
	w := claiming(t)
	const ship = "/v1/claims/clm_1/shipments"
	var r Rehearsal
	w.preview(Shipping, http.MethodPost, ship, `{"tracking_no":"trk-1","imei":"356938035643809","model":"sky-9","colour":"black"}`).into(&r)
	require.Equal(t, "clm_1", r.Case)
	require.Equal(t, "shipped", r.Steps[0].State)
	require.Equal(t, "replacement-shipped", r.Steps[0].Letters[0].Template)
	require.Equal(t, devices.TaskShip, r.Steps[0].Done[0].Kind)
	require.Equal(t, noon, r.Steps[0].At.UTC())

	// It is refused as the command itself is.
	w.preview(Shipping, http.MethodPost, ship, `{"tracking_no":"trk-1","imei":"1","model":"sky-9","colour":"black"}`).
		problem(http.StatusUnprocessableEntity, refusal.Invalid)
	w.preview(Billing, http.MethodPost, ship, `{}`).problem(http.StatusForbidden, refusal.Forbidden)
	w.preview(Repair, http.MethodPost, "/v1/claims/clm_1/fault-decision", `{"outcome":"solved"}`).problem(http.StatusConflict, refusal.State)
	w.preview(Admin, http.MethodPost, "/v1/tokens", `{"role":"admin","name":"x"}`).problem(http.StatusUnprocessableEntity, refusal.NotOffered)
}

// A case on a test clock is rehearsed in the clock's time, also where only the
// command itself finds out that it is on one.
func TestACommandOnATestClockIsPreviewed(t *testing.T) {
	w := claiming(t, onClocks)
	later := noon.AddDate(0, 0, 1)
	w.exec(`insert into test_clocks (id, name, instant) values ('clk_1', 'later', $1)`, later)
	w.exec(`update members set clock_id = 'clk_1' where id = $1`, w.taro)
	w.exec(`update cases set clock_id = 'clk_1'`)
	var r Rehearsal
	w.preview(Shipping, http.MethodPost, "/v1/claims/clm_1/shipments", `{"tracking_no":"trk-1","imei":"356938035643809","model":"sky-9","colour":"black"}`).into(&r)
	require.Equal(t, later, r.From.UTC())
	require.Equal(t, later, r.Steps[0].At.UTC())
	require.Equal(t, later, w.whatIf(map[string]any{}).From.UTC())
}

func TestAClaimIsPreviewedByItsMember(t *testing.T) {
	w := claiming(t)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_2', $1, 'sky-9', 'white', '352099001761481', '2025-06-01', '2025-06-01', 'in_use')`, w.taro)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_2', $1, 'dev_2', 'new', 550, '2025-06-01')`, w.taro)
	var r Rehearsal
	w.preview(Member, http.MethodPost, "/v1/devices/dev_2/claims", `{"cause":"water","fault_day":"2026-11-20"}`).into(&r)
	require.Equal(t, int64(5500), r.Steps[0].Charges[0].Amount)
	require.Equal(t, "claim-accepted", r.Steps[0].Letters[0].Template)
	require.Empty(t, r.Steps[0].Tasks, "the house's work is not the member's to see")
	w.preview(Member, http.MethodPost, "/v1/devices/dev_2/claims", `{"cause":"theft","fault_day":"2026-11-20"}`).
		problem(http.StatusUnprocessableEntity, refusal.NotCovered)
}

// Whatever is listed exists and is a command.
func TestWhatCanBeRehearsedIsACommand(t *testing.T) {
	a := New(Deps{})
	for operation := range rehearsable {
		require.True(t, a.watched[operation], operation)
	}
}

// A member is told nothing of other people's cases, nor of the house's own.
func TestARehearsalTellsAMemberOfNobodyElse(t *testing.T) {
	w := newWorld(t)
	step := func(id string) postgres.CourseStep {
		return postgres.CourseStep{JournalRow: postgres.JournalRow{Case: id, Step: "filed"}}
	}
	course := rehearsal.Course{Course: postgres.Course{
		Steps: []postgres.CourseStep{step("chk_1"), step("rpr_2"), step("rpr_1")},
		Cases: []postgres.CaseRow{{ID: "rpr_1", Member: "mem_1"}, {ID: "rpr_2", Member: "mem_2"}, {ID: "chk_1"}},
	}}
	r := &Request{Principal: Principal{Role: Member, Member: "mem_1"}}
	v, err := w.rehearsalView(t.Context(), r, rehearsal.Play{}, course, nil)
	require.NoError(t, err)
	require.Len(t, v.Steps, 1)
	require.Equal(t, "rpr_1", v.Steps[0].Case)
	require.Equal(t, "rpr_1", v.Case)
	v, err = w.rehearsalView(t.Context(), &Request{Principal: Principal{Role: Support}}, rehearsal.Play{}, course, nil)
	require.NoError(t, err)
	require.Len(t, v.Steps, 3)
}

// What one case lets go may go to another one's member, who is written to by name.
func TestARehearsedLetterIsItsOwnMembers(t *testing.T) {
	w := newWorld(t)
	course := rehearsal.Course{}
	for _, member := range []string{w.taro, w.hanae, "mem_of_nobody"} {
		letter := letters.LoginChanged{Member: member, ChangedAt: noon}
		data, err := json.Marshal(letter)
		require.NoError(t, err)
		course.Steps = append(course.Steps, postgres.CourseStep{JournalRow: postgres.JournalRow{Case: "rpr_" + member, Step: "told"}})
		course.Notices = append(course.Notices, postgres.NoticeRow{
			Case: "rpr_" + member, Step: "told", Member: member, Template: letter.Template(), Version: letter.Version(), Data: data,
		})
	}
	v, err := w.rehearsalView(t.Context(), &Request{Principal: Principal{Role: Support}, Language: japanese}, rehearsal.Play{}, course, nil)
	require.NoError(t, err)
	require.Contains(t, v.Steps[0].Letters[0].Text, "山田 太郎")
	require.Contains(t, v.Steps[1].Letters[0].Text, "花江")
	require.NotContains(t, v.Steps[1].Letters[0].Text, "太郎")
	require.NotContains(t, v.Steps[2].Letters[0].Text, "山田")
}
