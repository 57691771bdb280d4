package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// withDevice gives the member of a line a device of 2025 with its cover.
func (p *running) withDevice(t *testing.T, line, imei string) string {
	t.Helper()
	id := ids.New("dev")
	for sql, args := range map[string][]any{
		`with m as (insert into device_models (code, name, maker, os, class, price, compensation_fee)
				values ('e2e-1', 'E2E 1', 'Sora', 'android', 'new', 72000, 550) on conflict do nothing)
			, d as (insert into devices (id, member_id, line_id, model, colour, imei, purchased_on, use_start, state)
				select $2, member_id, id, 'e2e-1', 'black', $3, '2025-06-01', '2025-06-01', 'in_use' from lines where id = $1 returning member_id)
			insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
				select $4, member_id, $2, 'new', 550, '2025-06-01' from d`: {line, id, imei, ids.New("cmp")},
	} {
		_, err := p.pool.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
	}
	return id
}

// TestReplacementGoesOnAfterItsEnd plays a claim to the charge of the lapse and beyond its end: a late
// parcel, a correction that reverses the charge, each resuming the process (N-5, C-12, C-13, B-9).
func TestReplacementGoesOnAfterItsEnd(t *testing.T) {
	p := theProduct(t)
	begin := jst.MakeDay(2026, 10, 30).At(15, 0)
	clock := p.clockAt(t, "a claim after its end", begin)
	device := p.withDevice(t, p.withLines(t, clock, 1)[0], "864209753186429")
	admin, support, shipping := p.as(t, "admin"), p.as(t, "desk:support"), p.as(t, "desk:shipping")
	to := func(at time.Time) {
		t.Helper()
		call(t, admin, "advanceTestClock", map[string]any{"id": clock, "to": at.Format(time.RFC3339)}, nil)
	}
	charges := func(claim string) int {
		return p.count(t, `select coalesce(sum(amount), 0)::int from charges where case_id = $1 and rule = 'N-5'`, claim)
	}

	var claim struct {
		ID     string `json:"id"`
		Burden int    `json:"burden"`
	}
	call(t, support, "fileClaim", map[string]any{"id": device, "cause": "water", "fault_day": "2026-10-29"}, &claim)
	require.Equal(t, 5500, claim.Burden)
	err := tryCall(t.Context(), support, "fileClaim", map[string]any{"id": device, "cause": "water", "fault_day": "2026-10-29"}, nil)
	require.ErrorContains(t, err, refusal.AlreadyOpen)
	call(t, shipping, "shipReplacement", map[string]any{
		"id": claim.ID, "tracking_no": "e2e-" + claim.ID[4:14], "imei": "356938035643809", "model": "e2e-1", "colour": "black", "refurbished": true,
	}, nil)
	to(jst.MakeDay(2026, 11, 1).At(10, 0))
	call(t, p.as(t, "courier"), "reportParcelDelivered", map[string]any{
		"tracking_no": "e2e-" + claim.ID[4:14], "at": jst.MakeDay(2026, 11, 1).At(9, 30).Format(time.RFC3339),
	}, nil)
	to(jst.MakeDay(2026, 11, 16).At(11, 59))
	require.Zero(t, charges(claim.ID), "C-12: not before the centre's books are in")
	to(jst.MakeDay(2026, 11, 16).At(12, 10))
	require.Equal(t, 40_000, charges(claim.ID))
	require.Equal(t, 1, p.count(t, `select count(*) from cases where id = $1 and closed_at is not null`, claim.ID))

	to(jst.MakeDay(2026, 11, 20).At(9, 0))
	err = tryCall(t.Context(), support, "reportReplacementFault", map[string]any{"id": claim.ID}, nil)
	require.ErrorContains(t, err, string(terms.N4))
	require.ErrorContains(t, err, refusal.TooLate)
	var booking struct {
		Result string `json:"result"`
	}
	parcel := map[string]any{"reference": ids.New("bk"), "imei": "864209753186429", "booked_at": jst.MakeDay(2026, 11, 20).At(8, 0).Format(time.RFC3339)}
	centre := p.as(t, "return-centre")
	call(t, centre, "reportParcelBookedIn", parcel, &booking)
	require.Equal(t, "accepted", booking.Result)
	require.Eventually(t, func() bool {
		return p.holds(`select exists (select from tasks where case_id = $1 and kind = 'consider-waiver')`, claim.ID)
	}, 20*time.Second, 20*time.Millisecond)
	call(t, centre, "reportParcelBookedIn", parcel, &booking)
	require.Equal(t, "already_known", booking.Result)

	call(t, shipping, "correctDelivery", map[string]any{
		"id": claim.ID, "fact": 1, "delivered_at": jst.MakeDay(2026, 11, 6).At(9, 30).Format(time.RFC3339),
	}, nil)
	require.Zero(t, charges(claim.ID), "the charge is reversed")
	to(jst.MakeDay(2026, 11, 22).At(0, 0))
	require.Zero(t, charges(claim.ID), "on the true day it was back in time")
	require.Equal(t, 1, p.count(t, `select count(*) from deadlines where case_id = $1 and name = 'old-device-back' and outcome = 'met'`, claim.ID))
	require.Equal(t, 1, p.count(t, `select count(*) from cases where id = $1 and state = 'closed' and closed_at is not null`, claim.ID))
}

// TestWaiverByTwoPeople lets a charge go by the support desk's wish and the billing desk's word (N-5, B-9).
func TestWaiverByTwoPeople(t *testing.T) {
	p := theProduct(t)
	at := jst.MakeDay(2026, 11, 20).At(9, 0)
	clock := p.clockAt(t, "a waiver", at)
	line := p.withLines(t, clock, 1)[0]
	charge := ids.New("chg")
	_, err := p.pool.Exec(t.Context(), `with c as (insert into cases (id, kind, workflow_id, member_id, clock_id, subject, state, opened_at, closed_at)
			select $2, 'replacement', 'replacement/' || $2, member_id, $3, $1, 'closed', $4, $4 from lines where id = $1 returning id, member_id)
		insert into charges (id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why)
		select $5, id, member_id, 'return-settled', 'non-return', 'N-5', '2026-04-01', 'charge', 40000, 'none', $4, '{}' from c`,
		line, ids.New("clm"), clock, at, charge)
	require.NoError(t, err)
	billing := p.as(t, "desk:billing")
	var waiver struct {
		ID string `json:"id"`
	}
	call(t, billing, "askForWaiver", map[string]any{"id": charge, "reason": "illness"}, &waiver)
	err = tryCall(t.Context(), billing, "decideWaiver", map[string]any{"id": waiver.ID, "approve": true}, nil)
	require.ErrorContains(t, err, refusal.NeedsSecondPerson)
	err = tryCall(t.Context(), p.as(t, "desk:support"), "askForWaiver", map[string]any{"id": charge, "reason": "goodwill"}, nil)
	require.ErrorContains(t, err, refusal.AlreadyOpen)

	another := p.as(t, "desk:billing")
	another.Token, err = p.Token(t.Context(), "desk:billing", "second")
	require.NoError(t, err)
	call(t, another, "decideWaiver", map[string]any{"id": waiver.ID, "approve": true}, nil)
	require.Zero(t, p.count(t, `select sum(c.amount)::int from charges c where c.id = $1 or c.cancels = $1`, charge))
	err = tryCall(t.Context(), billing, "askForWaiver", map[string]any{"id": charge, "reason": "illness"}, nil)
	require.ErrorContains(t, err, string(terms.B9))
}
