package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/search"
)

func TestSearchFinds(t *testing.T) {
	d := replacedTwice(t)
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := d.Pool.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
	}
	exec(`update members set family_name = '髙橋', given_name = 'さくら', family_kana = 'タカハシ', given_kana = 'サクラ',
		family_roman = 'TAKAHASHI', given_roman = 'SAKURA', email = 'Sakura@Example.jp' where id = 'mem_2'`)
	exec(`insert into lines (id, member_id, kind, plan, phone_number, use_start, activated_at)
		values ('lin_2', 'mem_2', 'voice', 'light_start', '09012345678', '2026-10-01', '2026-10-01T00:00:00Z')`)
	exec(`update shipments set tracking_no = 'ab-4300-1234' where id = 'shp_clm_1'`)
	find := func(typed string, personal bool) postgres.Found {
		t.Helper()
		f, err := postgres.Search(t.Context(), d.Pool, search.Read(typed, 15), personal)
		require.NoError(t, err, typed)
		return f
	}
	for _, typed := range []string{"髙橋", "髙橋　さくら", "たかはし さくら", "ﾀｶﾊｼ", "takahashi sakura", "Sakura Takahashi", "ＳＡＫＵＲＡ", "sakura@example.jp", "mem_2"} {
		if typed == "mem_2" { // too short to be the beginning of an ID
			require.Empty(t, find(typed, true).Members)
			continue
		}
		f := find(typed, true)
		require.Len(t, f.Members, 1, typed)
		require.Equal(t, "mem_2", f.Members[0].ID)
		require.Empty(t, find(typed, false), "%s: not for everybody", typed)
	}
	f := find("090-1234-5678", true)
	require.Len(t, f.Lines, 1)
	require.Equal(t, "lin_2", f.Lines[0].ID)
	require.Empty(t, find("090-1234-5678", false).Lines)

	f, err := postgres.Search(t.Context(), d.Pool, search.Terms{IMEI: imeiNo(0)}, false)
	require.NoError(t, err)
	require.Len(t, f.Devices, 2, "it was somebody's before")
	require.Equal(t, "dev_9", f.Devices[0].ID, "whose it is comes first")
	require.Contains(t, caseIDs(f), "clm_1", "the cases about the devices")

	f = find("AB43001234", false)
	require.Len(t, f.Parcels, 1)
	require.Equal(t, "ab-4300-1234", f.Parcels[0].Number)
	require.Equal(t, []string{"clm_1"}, caseIDs(f))
	require.Empty(t, find("AB43001235", false))
}

func caseIDs(f postgres.Found) (ids []string) {
	for _, c := range f.Cases {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestSearchGoesByIndexes(t *testing.T) {
	ctx := t.Context()
	conn, err := pgtest.New(t, postgres.MigrateURL).Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "set enable_seqscan = off")
	require.NoError(t, err)
	for _, typed := range []string{
		"clm_5x8n4b6v", "clm_5x8n4b6v1c0z2s7w9e3k7q2m9d", "mem_5x8n4b6v", "lin_5x8n4b6v", "dev_5x8n4b6v", "stu_5x8n4b6v", "shp_5x8n4b6v",
		"ret_5x8n4b6v", "slip_5x8n4b6v", "tsk_5x8n4b6v", "chg_5x8n4b6v", "ntc_5x8n4b6v", "350000000000014", "090-1234-5678", "AB1234",
		"見本太郎", "みほん", "mihon", "taro@example.jp",
	} {
		e := &explainingBatch{DB: conn}
		_, err = postgres.Search(ctx, e, search.Read(typed, 15), true)
		require.ErrorIs(t, err, errExplained, typed)
		require.NotEmpty(t, e.plans)
		for _, plan := range e.plans {
			require.NotEmpty(t, plan, typed)
			require.NotContains(t, plan, "Seq Scan", typed+"\n"+plan)
			require.Contains(t, plan, "Index Cond", typed+"\n"+plan)
		}
	}
}

// TestKeysAreTheSameHereAndThere holds search_key of the database against search.Key.
func TestKeysAreTheSameHereAndThere(t *testing.T) {
	pool := pgtest.New(t, postgres.MigrateURL)
	for _, name := range []string{"見本 太郎", "ﾐﾎﾝ　ﾀﾛｳ", "ＭＩＨＯＮ Taro", "髙橋", "ガギグ", "ｶﾞｷﾞ", "O'Neil", ""} {
		var key string
		require.NoError(t, pool.QueryRow(t.Context(), `select search_key($1)`, name).Scan(&key))
		require.Equal(t, search.Key(name), key)
	}
}

func TestViewsAreOnePersons(t *testing.T) {
	pool := pgtest.New(t, postgres.MigrateURL)
	view := postgres.StaffViewRow{ID: "vew_1", Owner: "stf_1", Name: "今週の返却", Query: "desk=shipping", SavedAt: noon}
	saved, err := postgres.SaveStaffView(t.Context(), pool, view)
	require.NoError(t, err)
	require.Equal(t, "vew_1", saved.ID)
	view.ID, view.Query = "vew_2", "desk=repair"
	saved, err = postgres.SaveStaffView(t.Context(), pool, view)
	require.NoError(t, err)
	require.Equal(t, "vew_1", saved.ID, "one of the same name is changed")
	require.Equal(t, "desk=repair", saved.Query)
	all, err := postgres.StaffViews(t.Context(), pool, "stf_2")
	require.NoError(t, err)
	require.Empty(t, all)
	require.ErrorContains(t, postgres.DeleteStaffView(t.Context(), pool, "stf_2", "vew_1"), "not_found")
	require.NoError(t, postgres.DeleteStaffView(t.Context(), pool, "stf_1", "vew_1"))
	for i := range postgres.MaxStaffViews + 1 {
		view.ID, view.Name = "vew_n"+string(rune('A'+i)), string(rune('A'+i))
		_, err = postgres.SaveStaffView(t.Context(), pool, view)
		if i < postgres.MaxStaffViews {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, "limit_reached")
		}
	}
}
