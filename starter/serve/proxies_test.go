package serve

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhoIsBehindAProxy(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("2001:db8::1/128")}
	for name, c := range map[string]struct {
		peer    string
		through []string
		want    string
	}{
		"nobody's proxy":               {"192.0.2.7:443", []string{"203.0.113.5"}, "192.0.2.7:443"},
		"one proxy":                    {"10.1.2.3:443", []string{"203.0.113.5"}, "203.0.113.5"},
		"two, the first adds to it":    {"[2001:db8::1]:443", []string{"203.0.113.5, 10.1.9.9"}, "203.0.113.5"},
		"two lines":                    {"10.1.2.3:443", []string{"203.0.113.5", "10.1.9.9"}, "203.0.113.5"},
		"what the visitor made up":     {"10.1.2.3:443", []string{"198.51.100.1, 203.0.113.5"}, "203.0.113.5"},
		"what is no address":           {"10.1.2.3:443", []string{"203.0.113.5, unknown"}, "10.1.2.3"},
		"nothing told":                 {"10.1.2.3:443", nil, "10.1.2.3"},
		"an address in the other form": {"[::ffff:10.1.2.3]:443", []string{"::ffff:203.0.113.5"}, "203.0.113.5"},
		"a visitor from next door":     {"10.1.2.3:443", []string{"10.1.7.7"}, "10.1.7.7"},
	} {
		var seen string
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		for _, line := range c.through {
			r.Header.Add("X-Forwarded-For", line)
		}
		fromVisitors(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.RemoteAddr })).
			ServeHTTP(httptest.NewRecorder(), r)
		require.Equal(t, c.want, seen, name)
	}
}
