package supply_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/supply"
	"kigen/internal/terms"
)

// TestMakerSwap: P-8, one step; W-3's check digit.
func TestMakerSwap(t *testing.T) {
	swap := supply.Swap{
		Case: "mks_1", IMEI: "490154203237518", Model: "kigen-u2", Name: "Kigen U2", Colour: "白",
		SwappedOn: in2026(time.November, 5), At: in2026(time.November, 6).At(9, 0), Actor: member,
	}
	e, err := supply.TakeSwap(version(), used(), swap)
	require.NoError(t, err)
	require.True(t, e.Ends)
	require.NotContains(t, e.Facts, "imei")
	require.Equal(t, letters.MakerSwapRecorded{
		Case: "mks_1", Old: letters.Device{Model: "Kigen U", Colour: "黒"}, New: letters.Device{Model: "Kigen U2", Colour: "白"},
		SwappedOn: in2026(time.November, 5), Covered: true,
	}, e.Notices[0].Letter)

	for name, c := range map[string]struct {
		change func(*supply.Device, *supply.Swap)
		code   string
	}{
		"a wrong check digit":     {func(_ *supply.Device, s *supply.Swap) { s.IMEI = "490154203237519" }, refusal.Invalid},
		"a model nobody knows":    {func(_ *supply.Device, s *supply.Swap) { s.Name = "" }, refusal.Invalid},
		"tomorrow":                {func(_ *supply.Device, s *supply.Swap) { s.SwappedOn = in2026(time.November, 7) }, refusal.Invalid},
		"before use start":        {func(_ *supply.Device, s *supply.Swap) { s.SwappedOn = in2026(time.October, 31) }, refusal.Invalid},
		"no day":                  {func(_ *supply.Device, s *supply.Swap) { s.SwappedOn = jst.Day{} }, refusal.Invalid},
		"somebody's device":       {func(_ *supply.Device, s *supply.Swap) { s.Taken = true }, refusal.Used},
		"a device with a claim":   {func(d *supply.Device, _ *supply.Swap) { d.OpenCase = "clm_1" }, refusal.AlreadyOpen},
		"a device that went back": {func(d *supply.Device, _ *supply.Swap) { d.InUse = false }, refusal.State},
	} {
		t.Run(name, func(t *testing.T) {
			d, s := used(), swap
			c.change(&d, &s)
			_, err := supply.TakeSwap(version(), d, s)
			refused(t, err, c.code, terms.P8)
		})
	}
}
