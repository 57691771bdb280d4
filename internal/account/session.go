package account

import (
	"strings"
	"time"
)

const (
	// SessionLife is how long somebody stays signed in at most.
	SessionLife = 30 * 24 * time.Hour
	// SessionIdle is how long somebody stays signed in without opening a page.
	SessionIdle = 24 * time.Hour
)

// Browser shortens what a browser tells of itself to two words that its owner
// knows it by, "Safari, iPhone". The rest, which could tell people apart, is
// kept nowhere.
func Browser(userAgent string) string {
	pick := func(names [][2]string) string {
		for _, n := range names {
			if strings.Contains(userAgent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	// In the order in which a browser pretends to be the next.
	program := pick([][2]string{
		{"Line/", "LINE"},
		{"EdgiOS/", "Edge"},
		{"EdgA/", "Edge"},
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"FxiOS/", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	})
	machine := pick([][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"CrOS", "ChromeOS"},
		{"Macintosh", "Mac"},
		{"Linux", "Linux"},
	})
	return strings.Trim(program+", "+machine, ", ")
}
