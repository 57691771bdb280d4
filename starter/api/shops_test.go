package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// U-1: the operator names the shops to which a device may be brought.
func TestRepairShops(t *testing.T) {
	w := newWorld(t)
	shop := map[string]any{
		"name": "平和島店", "postal_code": "143-0006", "place": "東京都大田区平和島3-6-1", "phone": "03-0000-0000",
		"hours": "10:00〜19:00", "takes": []string{"ios", "android"}, "models": []string{"kigen-used"},
	}
	put := func(role Role, code string, body map[string]any) reply {
		return w.call(http.MethodPut, "/v1/repair-shops/"+code, w.token[role], body)
	}
	put(Repair, "heiwajima", shop).problem(http.StatusForbidden, refusal.Forbidden)
	put(Admin, "heiwajima", map[string]any{"name": "平和島店"}).problem(http.StatusUnprocessableEntity, refusal.Invalid)

	var heiwajima, omori RepairShop
	put(Admin, "heiwajima", shop).into(&heiwajima)
	require.Equal(t, []string{"kigen-used"}, heiwajima.Models)
	delete(shop, "models")
	shop["closed"] = true
	put(Admin, "omori", shop).into(&omori)
	require.Empty(t, omori.Models)

	for query, codes := range map[string][]string{
		"":                             {"heiwajima", "omori"},
		"?os=ios":                      {"heiwajima"},
		"?os=windows":                  {},
		"?os=ios&model=kigen-used":     {"heiwajima"},
		"?os=ios&model=kigen-one":      {},
		"?limit=1&model=kigen-used":    {"heiwajima"},
		"?os=android&model=kigen-used": {"heiwajima"},
	} {
		var page Page[RepairShop]
		w.get("/v1/repair-shops"+query, Public).into(&page)
		got := []string{}
		for _, s := range page.Items {
			got = append(got, s.Code)
		}
		require.Equal(t, codes, got, query)
	}
}

// O-7, P-7, W-9: every list shows the clause and plain words; what the data
// decide is marked.
func TestExclusionGrounds(t *testing.T) {
	w := newWorld(t)
	v := terms.Embedded().At(noon)
	for query, want := range map[string][]terms.Ground{
		"class=new":           v.O7.Exclusions[terms.NewDevice],
		"class=used":          v.O7.Exclusions[terms.UsedDevice],
		"class=used&rule=P-7": v.P7.Exclusions,
		"class=own":           v.W9.Exclusions,
		"class=new&rule=P-7":  nil,
	} {
		var list ExclusionGrounds
		w.get("/v1/exclusion-grounds?"+query, Public).into(&list)
		require.Equal(t, v.Name, list.Terms)
		require.Len(t, list.Items, len(want), query)
		for i, g := range want {
			got := list.Items[i]
			require.Equal(t, []any{g.ID, g.Clause, g.JA, g.EN, g.DecidedBy}, []any{got.ID, got.Clause, got.JA, got.EN, got.DecidedBy})
			require.NotEmpty(t, got.Clause)
			require.NotEmpty(t, got.Rule)
		}
	}
	w.get("/v1/exclusion-grounds", Public).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	w.get("/v1/exclusion-grounds?class=toy", Public).problem(http.StatusUnprocessableEntity, refusal.Invalid)
}
