package papers_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/papers"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var update = flag.Bool("update", false, "write the papers' texts to testdata")

func issuer() papers.Issuer {
	on := jst.MakeDay(2026, 11, 2)
	return papers.Issuer{Carrier: terms.Text{JA: "きげんモバイル", EN: "Kigen Mobile"}, Terms: terms.Embedded().At(on.Start()), On: on}
}

func slip(kind string, promises ...papers.Promise) papers.Slip {
	p := papers.Slip{
		Issuer: issuer(), Number: "slip_3k7q2m9d5x8n4b6v1c0z2s7w9e", Case: "rpr_5x8n4b6v1c0z2s7w9e3k7q2m9d", Kind: kind,
		Device:   papers.Device{Model: "Kigen Used 3", Colour: "ブルー", IMEI: "490154203237518"},
		Promises: promises,
	}
	if kind == papers.OldDevice {
		p.Price = p.Terms.N5.Amount
	}
	return p
}

func within(name string, n int) papers.Promise {
	return papers.Promise{Name: name, Count: jst.Within(jst.MakeDay(2026, 11, 1), n)}
}

func agreement() papers.Agreement {
	return papers.Agreement{
		Issuer: issuer(), Case: "rpr_5x8n4b6v1c0z2s7w9e3k7q2m9d", ReceivedOn: jst.MakeDay(2026, 10, 30),
		Device: papers.Device{Model: "Kigen Used 3", Colour: "ブルー", IMEI: "490154203237518"},
		Name:   "見本 太郎", PostalCode: "102-0071", Address: "東京都千代田区富士見2-10-2 きげんビル305",
	}
}

func packing(kind string) papers.Packing {
	return papers.Packing{
		Issuer: issuer(), Case: "rpr_5x8n4b6v1c0z2s7w9e3k7q2m9d", Kind: kind, Tracking: "1234-5678-9012",
		Device: papers.Device{Model: "Kigen Lend 1", Colour: "ブラック", IMEI: "490154203237518"},
		Name:   "見本 太郎", PostalCode: "102-0071", Address: "東京都千代田区富士見2-10-2 きげんビル305",
	}
}

// paper is what every paper can do.
type paper interface{ PDF() ([]byte, error) }

// Each paper says what the rules say, word for word: C-2, C-11, K-5, N-4, N-5, O-7, P-7, S-13, U-1,
// U-2, U-3, U-4, U-5, U-6, U-7, U-8, U-9, U-10, U-11, U-12, W-6, W-7, W-8, W-9, W-10, W-11.
func TestPapers(t *testing.T) {
	returned := slip(papers.Loaner, within("loaner-asked-back", 7), within("loaner-back", 14))
	returned.Price = yen.Of(24_800)
	late := slip(papers.OldDevice, within("old-device-back", 14))
	late.Promises[0].Outcome = journal.Lapsed
	sent := slip(papers.BrokenDevice, within("device-after-loaner", 7), within("device-or-loaner-back", 14))
	sent.Agreement, sent.Price = true, yen.Of(24_800)
	guaranteed := slip(papers.BrokenDevice, within("guarantee-device-in", 30))
	lent := slip(papers.Loaner)
	lent.Guarantee = true
	guaranteed.Guarantee, guaranteed.Agreement = true, true
	exchange := slip(papers.ExchangeDevice, within("exchange-device-back", 7))
	exchange.Price = yen.Of(31_000)
	equipment := slip(papers.Equipment, within("equipment-back", 14))
	equipment.Device = papers.Device{}
	coming := slip(papers.BrokenDevice, within("device-in", 30))
	coming.Price = yen.Of(24_800)
	inAlready := slip(papers.Loaner, within("loaner-asked-back", 7), within("device-or-loaner-back", 14))
	inAlready.Promises[1].Outcome = journal.Met
	inRepair := slip(papers.Loaner, within("device-or-loaner-back", 14))
	inRepair.Promises[0].Outcome, inRepair.Price = journal.Met, yen.Of(24_800)
	booked := slip(papers.OldDevice, within("old-device-back", 14))
	booked.BookedOn = jst.MakeDay(2026, 11, 9)
	guarantee := agreement()
	guarantee.Guarantee = true

	loaner := packing(papers.ParcelLoaner)
	loaner.Slips, loaner.Broken, loaner.Agreement = []string{"slip_3k7q2m9d5x8n4b6v1c0z2s7w9e"}, true, true
	repaired := packing(papers.ParcelRepaired)
	repaired.Slips = loaner.Slips
	order := packing(papers.ParcelSignup)
	order.SIMs = 2
	cod := packing(papers.ParcelGuaranteeDevice)
	cod.Guarantee, cod.Refurbished, cod.Collect = true, true, yen.Of(4_730)
	lentUnderW := packing(papers.ParcelLoaner)
	lentUnderW.Guarantee = true

	for name, p := range map[string]paper{
		"packing-loaner":           loaner,
		"packing-repaired":         repaired,
		"packing-order":            order,
		"packing-exchange-on-cod":  cod,
		"packing-guarantee-loaner": lentUnderW,
		"packing-replacement":      packing(papers.ParcelReplacement),
		"packing-exchange":         packing(papers.ParcelExchangeDevice),
		"packing-returned":         packing(papers.ParcelReturned),
		"slip-old-device":          slip(papers.OldDevice, within("old-device-back", 14)),
		"slip-old-device-ahead":    slip(papers.OldDevice),
		"slip-old-device-late":     late,
		"slip-faulty-replacement":  slip(papers.FaultyReplacement),
		"slip-broken-device":       sent,
		"slip-guarantee":           guaranteed,
		"slip-loaner-coming":       coming,
		"slip-loaner-device-in":    inAlready,
		"slip-loaner-in-repair":    inRepair,
		"slip-booked":              booked,
		"slip-no-loaner":           slip(papers.BrokenDevice, within("device-in", 30)),
		"slip-loaner":              returned,
		"slip-loaner-ahead":        slip(papers.Loaner),
		"slip-guarantee-loaner":    lent,
		"slip-faulty-exchange":     slip(papers.FaultyExchange, within("guarantee-faulty-back", 14)),
		"slip-used-device":         slip(papers.UsedDevice),
		"slip-exchange-device":     exchange,
		"slip-equipment":           equipment,
		"agreement-used":           agreement(),
		"agreement-guarantee":      guarantee,
	} {
		t.Run(name, func(t *testing.T) {
			pdf, err := p.PDF()
			require.NoError(t, err)
			again, err := p.PDF()
			require.NoError(t, err)
			require.Equal(t, pdf, again, "the same paper has the same bytes")
			require.Less(t, len(pdf), 200_000, "it carries the characters it needs only")
			file := filepath.Join("testdata", name+".txt")
			text := textOf(t, pdf)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), text)
		})
	}
}

// A character that the font lacks is seen to be missing, not left out.
func TestCharacterThatTheFontLacks(t *testing.T) {
	p := agreement()
	p.Name = "見本 😀"
	pdf, err := p.PDF()
	require.NoError(t, err)
	require.Contains(t, textOf(t, pdf), "見本 〓")
}
