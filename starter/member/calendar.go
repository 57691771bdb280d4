package member

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kigen/internal/jst"
	"kigen/starter/pages"
)

// event is an entry of a calendar: a whole day, with a reminder before it.
type event struct {
	uid     string // the same each time, so that a calendar knows it again
	day     jst.Day
	summary string
	about   string
	address string
	place   string
	stamp   time.Time
	// remind is how long before the day begins.
	remind time.Duration
}

// calendar is the last good day of a return as a calendar file (RFC 5545). It
// says nothing of whose it is.
func (m *Pages) calendar(v *visit) error {
	s, err := v.shownReturn(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	due, runs := s.next()
	if !runs {
		return pages.Missing()
	}
	what := v.Text(s.what(due))
	e := event{
		uid: s.ID + "." + due.Name + "@kigen", day: lastDay(due.Lapse), stamp: s.now, remind: 63 * time.Hour,
		summary: v.T("返却期限："+what, "Send back by today: "+what),
		about:   v.T(due.Why.JA, due.Why.EN),
		address: m.API.Office(s.now).PublicURL + here("returns", s.ID),
		place:   v.T("〒"+s.terms.Contacts.ReturnCentre.PostalCode+" "+s.terms.Contacts.ReturnCentre.JA, s.terms.Contacts.ReturnCentre.EN),
	}
	if due.Amount > 0 {
		e.about += "\n" + v.T("届かない場合は"+v.Yen(due.Amount)+"を申し受けます。", v.Yen(due.Amount)+" is charged if it does not come.")
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+s.ID+`.ics"`)
	v.W.WriteHeader(http.StatusOK)
	_, _ = v.W.Write([]byte(e.file()))
	return nil
}

const (
	icsDay    = "20060102"
	icsMoment = "20060102T150405Z"
)

// file is a calendar of the event alone.
func (e event) file() string {
	first := e.day.Start().In(jst.Zone)
	var b strings.Builder
	for _, line := range []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kigen//Returns//JA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"BEGIN:VEVENT",
		"UID:" + e.uid,
		"DTSTAMP:" + e.stamp.UTC().Format(icsMoment),
		"DTSTART;VALUE=DATE:" + first.Format(icsDay),
		"DTEND;VALUE=DATE:" + first.AddDate(0, 0, 1).Format(icsDay),
		"SUMMARY:" + escaped(e.summary),
		"DESCRIPTION:" + escaped(e.about),
		"LOCATION:" + escaped(e.place),
		"URL:" + e.address,
		"TRANSP:TRANSPARENT",
		"BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:" + escaped(e.summary), "TRIGGER:" + before(e.remind), "END:VALARM",
		"END:VEVENT", "END:VCALENDAR",
	} {
		b.WriteString(folded(line))
	}
	return b.String()
}

// before is a duration that ends when the day begins: -P2DT15H.
func before(d time.Duration) string {
	days, rest := int(d/(24*time.Hour)), d%(24*time.Hour)
	text := "-P"
	if days > 0 {
		text += strconv.Itoa(days) + "D"
	}
	if rest > 0 {
		text += "T" + strconv.Itoa(int(rest/time.Hour)) + "H"
	}
	return text
}

// escaped is a value of type TEXT.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`).Replace(text)
}

// longest is how many octets a line of the file may have.
const longest = 75

// folded breaks a line that is too long, never within a letter; the next begins
// with a space.
func folded(line string) string {
	var b strings.Builder
	width := 0
	for _, r := range line {
		n := utf8.RuneLen(r)
		if width+n > longest {
			b.WriteString("\r\n ")
			width = 1
		}
		b.WriteRune(r)
		width += n
	}
	b.WriteString("\r\n")
	return b.String()
}
