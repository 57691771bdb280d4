package rehearsal_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/ekyc"
	"kigen/internal/rehearsal"
	"kigen/internal/terms"
)

// A replacement that was just filed, played to its end by everybody's doing: two
// acts and six steps.
func BenchmarkReplacement(b *testing.B) {
	s := replaced()
	h := newHouse(b, s)
	h.play(s, on(10, 30, 16, 0))
	p := rehearsal.Player{Pool: h.Pool, Terms: terms.Embedded(), EKYC: ekyc.NewSimulator().Providers()}
	play := rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: on(12, 31, 0, 0), Acts: s.acts(on(10, 30, 16, 0))}
	for b.Loop() {
		c, err := p.Play(b.Context(), play)
		require.NoError(b, err)
		require.Len(b, c.Steps, 6)
	}
}
