package sealing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"kigen/internal/sealing"
)

func TestLongPayloadsShrinkAndOpen(t *testing.T) {
	keys, err := sealing.New()
	require.NoError(t, err)
	c := keys.Codec()
	long := strings.Repeat(`{"state":"accepted","lapse":"2026-11-16T00:00:00+09:00"}`, 10)
	for name, text := range map[string]string{"short": `"x"`, "long": long} {
		plain := &commonpb.Payload{Metadata: map[string][]byte{converter.MetadataEncoding: []byte("json/plain")}, Data: []byte(text)}
		sealed, err := c.Encode([]*commonpb.Payload{plain})
		require.NoError(t, err, name)
		opened, err := c.Decode(sealed)
		require.NoError(t, err, name)
		require.Equal(t, text, string(opened[0].GetData()), name)
		if name == "long" {
			require.Less(t, len(sealed[0].GetData()), len(long)/2)
		}
	}
}

func BenchmarkCodec(b *testing.B) {
	keys, err := sealing.New()
	require.NoError(b, err)
	c := keys.Codec()
	text := `{"state":"delivered","steps":3,"deliver_by":"2026-11-24T15:00:00Z","return":{"lapse":"2026-12-06T15:00:00Z","settles_at":"2026-12-07T03:00:00Z","remind_at":"2026-11-29T00:00:00Z"},"check":{"lapse":"2026-12-06T15:00:00Z","settles_at":"2026-12-06T15:00:00Z"},"deliveries":[1]}`
	plain := []*commonpb.Payload{{Metadata: map[string][]byte{converter.MetadataEncoding: []byte("json/plain")}, Data: []byte(text)}}
	size := 0
	for b.Loop() {
		sealed, err := c.Encode(plain)
		require.NoError(b, err)
		size = len(sealed[0].GetData())
		_, err = c.Decode(sealed)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(size), "bytes")
	b.ReportMetric(float64(len(text)), "plain-bytes")
}
