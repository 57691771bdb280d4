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

func within(rule terms.ID, n int) papers.Promise {
	return papers.Promise{Rule: rule, Count: jst.Within(jst.MakeDay(2026, 11, 1), n)}
}

func agreement() papers.Agreement {
	return papers.Agreement{
		Issuer: issuer(), Case: "rpr_5x8n4b6v1c0z2s7w9e3k7q2m9d", ReceivedOn: jst.MakeDay(2026, 10, 30),
		Device: papers.Device{Model: "Kigen Used 3", Colour: "ブルー", IMEI: "490154203237518"},
		Name:   "見本 太郎", PostalCode: "102-0071", Address: "東京都千代田区富士見2-10-2 きげんビル305",
	}
}

// paper is what every paper can do.
type paper interface{ PDF() ([]byte, error) }

// Each paper says what the rules say (C-11, K-5, N-5, O-7, U-1, U-2, U-4…U-12,
// W-6…W-11), word for word.
func TestPapers(t *testing.T) {
	returned := slip(papers.Loaner, within(terms.U6, 7), within(terms.U6, 14))
	returned.Price = yen.Of(24_800)
	late := slip(papers.OldDevice, within(terms.N5, 14))
	late.Promises[0].Outcome = journal.Lapsed
	sent := slip(papers.BrokenDevice, within(terms.U4, 7), within(terms.U5, 14))
	sent.Agreement, sent.Price = true, yen.Of(24_800)
	guaranteed := slip(papers.BrokenDevice)
	guaranteed.Guarantee, guaranteed.Agreement = true, true
	exchange := slip(papers.ExchangeDevice, within(terms.U9, 7))
	exchange.Price = yen.Of(31_000)
	equipment := slip(papers.Equipment, within(terms.K5, 14))
	equipment.Device = papers.Device{}
	guarantee := agreement()
	guarantee.Guarantee = true

	for name, p := range map[string]paper{
		"slip-old-device":         slip(papers.OldDevice, within(terms.N5, 14)),
		"slip-old-device-ahead":   slip(papers.OldDevice),
		"slip-old-device-late":    late,
		"slip-faulty-replacement": slip(papers.FaultyReplacement),
		"slip-broken-device":      sent,
		"slip-guarantee":          guaranteed,
		"slip-no-loaner":          slip(papers.BrokenDevice, within(terms.U12, 30)),
		"slip-loaner":             returned,
		"slip-exchange-device":    exchange,
		"slip-equipment":          equipment,
		"agreement-used":          agreement(),
		"agreement-guarantee":     guarantee,
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
