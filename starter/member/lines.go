package member

import (
	"net/http"
	"time"

	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func lineRoutes(r routes) {
	r.signedIn("GET "+root+"/lines", r.lines)
	r.signedIn("GET "+root+"/lines/{id}", r.line)
	r.signedIn("GET "+root+"/lines/{id}/cancel", r.cancelPage)
	r.signedIn("POST "+root+"/lines/{id}/cancel", r.cancel)
}

func (m *Pages) lines(v *visit) error {
	lines, err := mine[api.Line](v, "listLines", nil)
	if err != nil {
		return err
	}
	now, err := v.instant()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, linesView(v, lines, now))
}

// shownLine is a line with what belongs to it.
type shownLine struct {
	api.Line
	now        time.Time
	guarantees []api.Guarantee
	devices    []api.Device
}

func (m *Pages) line(v *visit) error {
	shown, err := v.shownLine(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, lineView(v, shown))
}

func (v *visit) shownLine(id string) (s shownLine, err error) {
	if s.Line, err = pages.Ask[api.Line](v.Visit, "getLine", pages.ByID(id)); err != nil {
		return s, err
	}
	if s.now, err = v.instant(); err != nil {
		return s, err
	}
	guarantees, err := mine[api.Guarantee](v, "listGuarantees", nil)
	if err != nil {
		return s, err
	}
	for _, g := range guarantees {
		if g.Line == id {
			s.guarantees = append(s.guarantees, g)
		}
	}
	devices, err := mine[api.Device](v, "listDevices", nil)
	for _, d := range devices {
		if d.Line == id && d.State == deviceInUse {
			s.devices = append(s.devices, d)
		}
	}
	return s, err
}

// lineState says where a line stands, and how that is coloured.
func lineState(state string) (name terms.Text, colour string) {
	switch state {
	case "cancellation_reserved":
		return text("解約予約中", "to be cancelled"), "soon"
	case "ended":
		return text("解約済み", "ended"), ""
	}
	return text("ご利用中", "in use"), "good"
}
