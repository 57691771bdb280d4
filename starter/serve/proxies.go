package serve

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// fromVisitors gives requests that come through one of the proxies the address of
// who sent them, by which calls are bounded. What a visitor writes into
// X-Forwarded-For stands left of what the first proxy adds, and is not believed.
func fromVisitors(proxies []netip.Prefix, next http.Handler) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	ours := func(address netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(address) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !ours(peer.Addr().Unmap()) {
			next.ServeHTTP(w, r)
			return
		}
		through := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		visitor := peer.Addr().Unmap()
		for _, text := range slices.Backward(through) {
			address, err := netip.ParseAddr(strings.TrimSpace(text))
			if err != nil {
				break
			}
			if visitor = address.Unmap(); !ours(visitor) {
				break
			}
		}
		// In the request itself: of a copy nobody outside would read the route.
		r.RemoteAddr = visitor.String()
		next.ServeHTTP(w, r)
	})
}
