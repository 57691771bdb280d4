package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kigen/internal/ids"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// returnCentre is the page at which parcels are booked in.
type returnCentre struct {
	number, at string // as they were filled in
	fault      string // of the number or its instant
	found      *api.ReturnPage
	now        time.Time // of what was found
	result     *bookingRow

	pasted, each string // the lines that are left to mend, and the instant of those without one
	batchFault   string
	rows         []bookingRow
	recent       []recentBooking
}

// bookingRow is what became of a number.
type bookingRow struct {
	line    string
	at      time.Time
	result  string // as api.BookingResult has it
	back    *api.ReturnPage
	problem *api.Problem
}

// refused says why a line was not booked in, in one sentence.
func (r bookingRow) refused(v *visit) string {
	if len(r.problem.Fields) > 0 {
		return v.T(r.problem.Fields[0].JA, r.problem.Fields[0].EN)
	}
	return v.T(r.problem.JA, r.problem.EN)
}

// recentBooking is something that the person has booked in, kept in their session.
type recentBooking struct {
	Case, CaseKind, Kind, Model, Slip string
	At                                time.Time
}

const (
	bookingsKey    = "bookings" // of a session
	recentBookings = 15
)

func (c *Console) returnCentre(v *visit) error {
	return c.showReturns(v, http.StatusOK, returnCentre{})
}

func (c *Console) showReturns(v *visit, status int, s returnCentre) error {
	s.recent = v.recentBookings()
	return v.Show(status, returnsView(v, s))
}

// book looks up what a number belongs to and, where it is asked for, books it in.
func (c *Console) book(v *visit) error {
	s := returnCentre{number: strings.TrimSpace(v.R.PostFormValue("number")), at: v.R.PostFormValue("at")}
	number := numberOf(s.number)
	if number == "" {
		s.fault = v.T("番号を読み取るか入力してください。", "Scan or type a number.")
		return c.showReturns(v, http.StatusUnprocessableEntity, s)
	}
	row := bookingRow{line: s.number}
	if s.at != "" {
		at, ok := bookedAt(s.at, v.Now())
		if !ok {
			s.fault = v.T("日時を入力してください。", "Give a day and a time.")
			return c.showReturns(v, http.StatusUnprocessableEntity, s)
		}
		row.at = at
	}
	back, err := pages.Ask[api.ReturnPage](v.Visit, "findReturn", pages.Input{Body: map[string]string{"number": number}})
	if err != nil {
		return c.notBooked(v, s, row, err)
	}
	if s.now, err = v.Clock(back.Clock); err != nil {
		return err
	}
	if v.R.PostFormValue("do") != "book" || !v.May("reportParcelBookedIn") {
		s.found = &back
		return c.showReturns(v, http.StatusOK, s)
	}
	row.back = &back
	if row.at.IsZero() {
		row.at = s.now
	}
	if back.BookedAt != nil {
		row.at, row.result = *back.BookedAt, "already_known"
	} else {
		parcel := c.parcel(number, row.at)
		result, err := pages.Ask[api.BookingResult](v.Visit, "reportParcelBookedIn", pages.Input{Body: parcel, Key: parcel.Reference})
		if err != nil {
			return c.notBooked(v, s, row, err)
		}
		if row.result = result.Result; row.result == "accepted" {
			v.bookedIn(row)
		}
	}
	return c.showReturns(v, http.StatusOK, returnCentre{result: &row})
}

// parcel is the entry of a number under a reference of its own: given again, with
// hyphens or without as it is found, it is known.
func (c *Console) parcel(number string, at time.Time) api.BookedParcel {
	p := c.API.LabelOf(number)
	p.BookedAt = at.UTC().Truncate(time.Second)
	p.Reference = ids.Derived("bkg", strings.ToUpper(strings.ReplaceAll(number, "-", "")), p.BookedAt.Format(time.RFC3339))
	return p
}

func (c *Console) notBooked(v *visit, s returnCentre, row bookingRow, err error) error {
	row.problem = c.Problem(v.Visit, err)
	if row.problem.Code == refusal.Unauthenticated {
		return row.problem
	}
	row.result = "refused"
	s.result = &row
	return c.showReturns(v, row.problem.Status, s)
}

// bookBatch books in what was pasted, a line each; the lines that were refused
// are left to be mended.
func (c *Console) bookBatch(v *visit) error {
	s := returnCentre{pasted: strings.ReplaceAll(v.R.PostFormValue("lines"), "\r\n", "\n"), each: v.R.PostFormValue("each")}
	var each time.Time
	if s.each != "" {
		at, ok := bookedAt(s.each, v.Now())
		if !ok {
			s.batchFault = v.T("日時を入力してください。", "Give a day and a time.")
			return c.showReturns(v, http.StatusUnprocessableEntity, s)
		}
		each = at
	}
	lines := bookingsOf(s.pasted, v.Now())
	switch {
	case len(lines) == 0:
		s.batchFault = v.T("1行に1件ずつ貼り付けてください。", "Paste one entry a line.")
	case len(lines) > maxBookings:
		s.batchFault = v.T(fmt.Sprintf("一度に受け付けられるのは%d行までです。", maxBookings), fmt.Sprintf("At most %d lines at once.", maxBookings))
	}
	if s.batchFault != "" {
		return c.showReturns(v, http.StatusUnprocessableEntity, s)
	}
	var err error
	if s.rows, err = c.bookLines(v, lines, each); err != nil {
		p := c.Problem(v.Visit, err)
		if p.Code == refusal.Unauthenticated {
			return p
		}
		s.batchFault = v.T(p.JA, p.EN)
		return c.showReturns(v, p.Status, s)
	}
	var left []string
	for _, row := range s.rows {
		if row.result == "refused" {
			left = append(left, row.line)
		}
	}
	s.pasted = strings.Join(left, "\n")
	return c.showReturns(v, http.StatusOK, s)
}

func (c *Console) bookLines(v *visit, lines []booking, each time.Time) ([]bookingRow, error) {
	rows := make([]bookingRow, len(lines))
	var parcels []api.BookedParcel
	var of []int // the rows of the parcels
	for i, line := range lines {
		row := &rows[i]
		row.line, row.at = line.line, line.at
		if line.fault {
			row.result, row.problem = "refused", unreadable
			continue
		}
		back, err := pages.Ask[api.ReturnPage](v.Visit, "findReturn", pages.Input{Body: map[string]string{"number": line.number}})
		if err != nil {
			if row.problem = c.Problem(v.Visit, err); row.problem.Status >= http.StatusInternalServerError {
				return nil, row.problem
			}
			row.result = "refused"
			continue
		}
		row.back = &back
		if back.BookedAt != nil {
			row.at, row.result = *back.BookedAt, "already_known"
			continue
		}
		if row.at.IsZero() {
			row.at = each
		}
		if row.at.IsZero() {
			if row.at, err = v.Clock(back.Clock); err != nil {
				return nil, err
			}
		}
		parcels, of = append(parcels, c.parcel(line.number, row.at)), append(of, i)
	}
	if len(parcels) == 0 {
		return rows, nil
	}
	body := map[string]any{"parcels": parcels}
	all, err := pages.Ask[api.BookingResults](v.Visit, "reportParcelsBookedIn", pages.Input{Body: body, Key: pages.NewKey()})
	if err != nil {
		return nil, err
	}
	for n, result := range all.Results {
		row := &rows[of[n]]
		row.result, row.problem = result.Result, result.Problem
		if result.Result == "accepted" {
			v.bookedIn(*row)
		}
	}
	return rows, nil
}

var unreadable = &api.Problem{
	Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
	JA: "日時を読み取れません。「2026-11-16 09:30」のように入力してください。",
	EN: "The time can't be read. Write it as 2026-11-16 09:30.",
}

// inTime tells whether what was booked in at the instant keeps the deadlines
// that run for it; false for the second where none does.
func inTime(back *api.ReturnPage, at time.Time) (ok, runs bool) {
	for _, d := range back.Due {
		if d.Outcome == "open" || d.Outcome == "lapsed" {
			if !at.Before(d.Lapse) {
				return false, true
			}
			runs = true
		}
	}
	return true, runs
}

// bookedIn keeps in the session what was booked in.
func (v *visit) bookedIn(row bookingRow) {
	one := recentBooking{
		Case: row.back.Case, CaseKind: row.back.CaseKind, Kind: row.back.Kind, Model: row.back.Model, Slip: row.back.Slip, At: row.at,
	}
	list := append([]recentBooking{one}, v.recentBookings()...)
	if text, err := json.Marshal(list[:min(len(list), recentBookings)]); err == nil {
		v.Site.Sessions.Put(v.Ctx(), bookingsKey, string(text))
	}
}

func (v *visit) recentBookings() (list []recentBooking) {
	if json.Unmarshal([]byte(v.Site.Sessions.GetString(v.Ctx(), bookingsKey)), &list) != nil {
		return nil
	}
	return list
}
