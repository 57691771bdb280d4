package postgres_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// replacedTwice writes a phone that was replaced by dev_2, which was replaced by
// dev_3; the first came back, was refurbished and is another member's now.
func replacedTwice(t *testing.T) *depot {
	t.Helper()
	d := newDepot(t, 1)
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := d.Pool.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
	}
	exec(`insert into members select 'mem_2', clock_id, language, family_name, given_name, family_kana, given_kana, family_roman, given_roman,
		birth_date, email, postal_code, prefecture, city, street, building, card_token, joined_at from members where id = 'mem_1'`)
	exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, replaces, state, origin) values
		('dev_1', 'mem_1', 'pixel-8a', '黒', $1, '2026-10-01', '2026-10-03', null, 'returned', 'supply'),
		('dev_2', 'mem_1', 'pixel-8a', '黒', $2, '2026-10-01', '2026-10-03', 'dev_1', 'to_return', 'replacement'),
		('dev_3', 'mem_1', 'pixel-8a', '白', $3, '2026-10-01', '2026-10-03', 'dev_2', 'in_use', 'replacement'),
		('dev_9', 'mem_2', 'pixel-8a', '黒', $1, '2026-12-01', '2026-12-02', null, 'in_use', 'supply')`, imeiNo(0), imeiNo(2), imeiNo(3))
	exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on) values ('cmp_1', 'mem_1', 'dev_3', 'new', 418, '2026-10-03')`)
	for i, c := range []struct{ claim, old, replacement string }{{"clm_1", "dev_1", "dev_2"}, {"clm_2", "dev_2", "dev_3"}} {
		at := noon.AddDate(0, 0, 10*i)
		commit := func(e journal.Entry) {
			t.Helper()
			e.Case, e.At, e.Terms, e.Rules = c.claim, at, "2026-04-01", []terms.ID{terms.N3}
			e.Actor = journal.Actor{Role: "desk:shipping", ID: "tok_2"}
			_, err := postgres.Record(t.Context(), d.Ledger, postgres.Decision[string]{Entry: e})
			require.NoError(t, err)
		}
		commit(journal.Entry{
			Step: "filed", State: "accepted", Facts: journal.Facts{"cause": "water"},
			Opens: &journal.Case{Kind: "replacement", WorkflowID: "replacement/" + c.claim, Member: "mem_1", Subject: c.old},
			Charges: []journal.Charge{{
				Name: "replacement-burden", Rule: terms.N1, Kind: journal.Posted, Amount: yen.Of(5500), Tax: terms.Taxed, At: at,
			}},
		})
		exec(`insert into claims (id, compensation_id, device_id, member_id, cause, fault_day, received_at, state, replacement_id)
			values ($1, 'cmp_1', $2, 'mem_1', 'water', '2026-10-31', $3, 'delivered', $4)`, c.claim, c.old, at, c.replacement)
		exec(`insert into shipments (id, case_id, kind, tracking_no, shipped_at, delivered_at) values ('shp_' || $1, $1, 'replacement', $1, $2, $3)`,
			c.claim, at, at.AddDate(0, 0, 1))
		exec(`insert into replacements (shipment_id, claim_id, device_id, imei, model, colour, refurbished, under_way)
			values ('shp_' || $1, $1, $2, $3, 'pixel-8a', '黒', false, false)`, c.claim, c.replacement, imeiNo(2+i))
		exec(`insert into returns (id, case_id, member_id, device_id, slip_no, imei, requested_at, kind)
			values ('ret_' || $1, $1, 'mem_1', $2, $1, null, $3, 'old-device')`, c.claim, c.old, at)
		commit(journal.Entry{Step: "shipped/shp_" + c.claim, Facts: journal.Facts{"shipment": "shp_" + c.claim, "device": c.replacement}})
		commit(journal.Entry{Step: "return-reminded/1", Facts: journal.Facts{"return": "ret_" + c.claim}})
	}
	return d
}

func TestALifeLinksOldAndNewDevices(t *testing.T) {
	d := replacedTwice(t)
	l, err := postgres.LifeOf(t.Context(), d.Pool, "dev_2")
	require.NoError(t, err)
	var chain []string
	for _, x := range l.Chain {
		chain = append(chain, x.ID+" "+x.Origin)
	}
	require.Equal(t, []string{"dev_1 supply", "dev_2 replacement", "dev_3 replacement"}, chain)
	require.True(t, l.Chain[0].Since.Equal(jst.MakeDay(2026, 10, 3).Start()))
	require.True(t, l.Chain[1].Since.Equal(noon.AddDate(0, 0, 1)), "its delivery")

	require.Len(t, l.Spans, 1)
	s := l.Spans[0]
	require.Equal(t, "dev_1", s.FromDevice)
	require.Equal(t, "dev_3", s.ToDevice)
	require.True(t, s.From.Equal(noon.AddDate(0, 0, 1)))
	require.True(t, s.To.Equal(noon.AddDate(0, 0, 11)))

	var steps []string
	for _, j := range l.Journal {
		steps = append(steps, j.Case+" "+j.Step)
	}
	require.Equal(t, []string{"clm_1 shipped/shp_clm_1", "clm_2 filed", "clm_2 shipped/shp_clm_2", "clm_2 return-reminded/1"}, steps,
		"of the claim that brought it, what concerns it; of the claim about it, all")
	require.Len(t, l.Cases, 2)
	require.Len(t, l.Charges, 1)
	require.Equal(t, "clm_2", l.Charges[0].Case)
	require.Equal(t, "ret_clm_2", l.Returns[0].ID)
	require.Empty(t, l.Others)
	require.Empty(t, l.Units)
}

// A device that came back goes on living: as a unit of the stock, as another
// member's.
func TestALifeGoesOnAfterTheReturn(t *testing.T) {
	d := replacedTwice(t)
	l, err := postgres.LifeOf(t.Context(), d.Pool, "dev_1")
	require.NoError(t, err)
	require.Equal(t, "dev_9", l.Others[0].ID)
	require.Equal(t, "stu_0", l.Units[0].ID)
	require.Equal(t, string(stock.TakenIn), l.Movements[0].Kind)
	require.Equal(t, "dev_2", l.Spans[0].ToDevice)
	require.Empty(t, l.Spans[0].FromDevice)
	require.True(t, l.Spans[0].From.Equal(jst.MakeDay(2026, time.October, 3).Start()))

	l, err = postgres.LifeOf(t.Context(), d.Pool, "dev_3")
	require.NoError(t, err)
	require.Nil(t, l.Spans[0].To, "the cover goes on")
	require.Equal(t, "dev_2", l.Spans[0].FromDevice)

	l, err = postgres.LifeOf(t.Context(), d.Pool, "dev_9")
	require.NoError(t, err)
	require.Empty(t, l.Spans)
	require.Empty(t, l.Cases)
}

func TestDevicesAreFoundByTheirIMEI(t *testing.T) {
	d := replacedTwice(t)
	devices, units, err := postgres.FindIMEI(t.Context(), d.Pool, imeiNo(0), "")
	require.NoError(t, err)
	require.Equal(t, []string{"stu_0"}, units)
	require.Len(t, devices, 2)
	require.Equal(t, "dev_9", devices[0].ID, "who has it first")
	devices, _, err = postgres.FindIMEI(t.Context(), d.Pool, imeiNo(0), "mem_1")
	require.NoError(t, err)
	require.Len(t, devices, 1)
	require.Equal(t, "dev_1", devices[0].ID)
}
