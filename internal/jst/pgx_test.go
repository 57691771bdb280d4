package jst_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
)

func TestDatabaseForms(t *testing.T) {
	codecs := pgtype.NewMap()
	november := month(t, "2026-11")
	for _, d := range []jst.Day{{}, day(t, "1999-12-31"), day(t, "2000-01-01"), day(t, "2028-02-29")} {
		data, err := codecs.Encode(pgtype.DateOID, pgtype.BinaryFormatCode, d, nil)
		require.NoError(t, err)
		require.Equal(t, d.IsZero(), data == nil, "no day is NULL")
		read := day(t, "2026-11-01")
		require.NoError(t, codecs.Scan(pgtype.DateOID, pgtype.BinaryFormatCode, data, &read))
		require.Equal(t, d, read)
	}

	days := []jst.Day{day(t, "2026-11-01"), {}, day(t, "2026-11-30")}
	data, err := codecs.Encode(pgtype.DateArrayOID, pgtype.BinaryFormatCode, days, nil)
	require.NoError(t, err)
	var read []jst.Day
	require.NoError(t, codecs.Scan(pgtype.DateArrayOID, pgtype.BinaryFormatCode, data, &read))
	require.Equal(t, days, read)

	for _, column := range []uint32{pgtype.DateOID, pgtype.TextOID} {
		for _, m := range []jst.Month{{}, november} {
			data, err := codecs.Encode(column, pgtype.BinaryFormatCode, m, nil)
			require.NoError(t, err)
			require.Equal(t, m.IsZero(), data == nil, "no month is NULL")
			read := november
			require.NoError(t, codecs.Scan(column, pgtype.BinaryFormatCode, data, &read))
			require.Equal(t, m, read)
		}
	}

	data, err = codecs.Encode(pgtype.JSONBOID, pgtype.TextFormatCode, jst.Within(day(t, "2026-11-01"), 14), nil)
	require.NoError(t, err)
	var count jst.Count
	require.NoError(t, codecs.Scan(pgtype.JSONBOID, pgtype.TextFormatCode, data, &count))
	require.Equal(t, jst.Within(day(t, "2026-11-01"), 14), count)

	var d jst.Day
	require.Error(t, d.ScanDate(pgtype.Date{Valid: true, InfinityModifier: pgtype.Infinity}))
}
