package command

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/stock"
	"kigen/starter/api"
)

func TestUnitsAreReadFromCSVAndJSON(t *testing.T) {
	want := []api.NewStockUnit{
		{Pool: stock.Loaner, Model: "pixel-8a", Colour: "黒", IMEI: "350000000000014", Price: 40_000},
		{Pool: stock.Replacement, Model: "iphone-15", Colour: "白", IMEI: "350000000000022", Refurbished: true},
	}
	units, err := unitsIn("units.csv", []byte("\ufeffpool,model,colour,imei,refurbished,price\n"+
		"loaner,pixel-8a,黒,350000000000014,,40000\nreplacement, iphone-15 ,白,350000000000022,true,\n"))
	require.NoError(t, err)
	require.Equal(t, want, units)

	for _, name := range []string{"units.json", "-"} {
		units, err = unitsIn(name, []byte(`[{"pool": "loaner", "model": "pixel-8a", "colour": "黒", "imei": "350000000000014", "price": 40000},
			{"pool": "replacement", "model": "iphone-15", "colour": "白", "imei": "350000000000022", "refurbished": true}]`))
		require.NoError(t, err)
		require.Equal(t, want, units)
	}
	for _, wrong := range []string{
		"", "pool,model", "pool,shelf\nloaner,3", "pool,price\nloaner,dear", "pool,refurbished\nloaner,perhaps", "pool,model\nloaner", `[{"shelf": 3}]`,
	} {
		_, err := unitsIn("-", []byte(wrong))
		require.Error(t, err, wrong)
	}
}
