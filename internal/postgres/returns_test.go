package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/refusal"
)

// What is scanned has no hyphens where what was typed at the shipping has some, and
// the other way round.
func TestAReturnIsFoundAsItsNumberIsScannedOrTyped(t *testing.T) {
	d := replacedTwice(t)
	_, err := d.Pool.Exec(t.Context(), `update shipments set tracking_no = '4012-8837-221a' where id = 'shp_clm_1'`)
	require.NoError(t, err)
	var slip string
	require.NoError(t, d.Pool.QueryRow(t.Context(), `select slip_no from returns where case_id = 'clm_1'`).Scan(&slip))
	for _, label := range []postgres.ParcelLabel{
		{Tracking: "4012-8837-221a"}, {Tracking: "40128837221A"}, {Tracking: "401-28837221A"}, {Slip: slip}, {Slip: slip + "-", Tracking: slip},
	} {
		found, err := postgres.FindReturn(t.Context(), d.Pool, label)
		require.NoError(t, err, label)
		require.Equal(t, "clm_1", found.Case, label)
	}
	for _, label := range []postgres.ParcelLabel{{}, {Tracking: "40128837221"}, {Slip: "-", Tracking: "-"}} {
		_, err := postgres.FindReturn(t.Context(), d.Pool, label)
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound}, label)
	}
}

func TestAReturnIsFoundByIndexes(t *testing.T) {
	conn, err := pgtest.New(t, postgres.MigrateURL).Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(t.Context(), "set enable_seqscan = off")
	require.NoError(t, err)
	e := &explaining{DB: conn}
	_, err = postgres.FindReturn(t.Context(), e, postgres.ParcelLabel{Slip: "x", IMEI: "x", Tracking: "x"})
	require.ErrorIs(t, err, errExplained)
	require.NotContains(t, e.plan, "Seq Scan")
	require.Contains(t, e.plan, "returns_by_number")
	require.Contains(t, e.plan, "shipments_by_number")
}
