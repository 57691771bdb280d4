package member

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"kigen/internal/options"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

func deviceRoutes(r routes) {
	r.signedIn("GET "+root+"/devices", r.devices)
	r.signedIn("GET "+root+"/devices/{id}", r.device)
}

// shownDevices are those that the member has, and those that had been.
type shownDevices struct {
	using, before []api.Device
	// due are the guarantees whose device is to be registered.
	due []api.Guarantee
	// covering is the guarantee of a device, by its ID.
	covering map[string]api.Guarantee
	now      time.Time
}

func (m *Pages) devices(v *visit) error {
	shown, err := v.shownDevices()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, devicesView(v, shown))
}

func (v *visit) shownDevices() (s shownDevices, err error) {
	if s.now, err = v.instant(); err != nil {
		return s, err
	}
	devices, err := mine[api.Device](v, "listDevices", nil)
	if err != nil {
		return s, err
	}
	for _, d := range devices {
		if d.State == deviceInUse {
			s.using = append(s.using, d)
		} else {
			s.before = append(s.before, d)
		}
	}
	guarantees, err := mine[api.Guarantee](v, "listGuarantees", nil)
	s.covering = map[string]api.Guarantee{}
	for _, g := range guarantees {
		if g.State == "registration_due" {
			s.due = append(s.due, g)
		}
		if g.Device != nil && g.State == "registered" {
			s.covering[g.Device.ID] = g
		}
	}
	return s, err
}

// shownDevice is a device with its covers, its cases and its history.
type shownDevice struct {
	api.DeviceLife
	now       time.Time
	terms     *terms.Version
	guarantee *api.Guarantee // that covers it; nil for none
}

func (m *Pages) device(v *visit) error {
	shown, err := v.shownDevice(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, deviceView(v, shown))
}

func (v *visit) shownDevice(id string) (s shownDevice, err error) {
	if s.DeviceLife, err = pages.Ask[api.DeviceLife](v.Visit, "getDeviceLife", pages.ByID(id)); err != nil {
		return s, err
	}
	if s.now, err = v.instant(); err != nil {
		return s, err
	}
	s.terms = v.termsAt(s.now)
	i := slices.IndexFunc(s.Covers, func(c api.CoverSpan) bool { return c.Kind == "guarantee" && c.To == nil })
	if i < 0 {
		return s, nil
	}
	g, err := pages.Ask[api.Guarantee](v.Visit, "getGuarantee", pages.ByID(s.Covers[i].ID))
	s.guarantee = &g
	return s, err
}

// openCases are those about the device that are under way.
func (s shownDevice) openCases() (open, over []api.Case) {
	for _, c := range s.Cases {
		switch {
		case c.Kind == "waiver" || c.Kind == "use-start-correction":
		case c.ClosedAt == nil:
			open = append(open, c)
		default:
			over = append(over, c)
		}
	}
	return open, over
}

// happened says in plain words what happened to a device; empty for what only
// the staff cares for.
func (v *visit) happened(e api.LifeEvent) string {
	if e.What == "step" {
		return v.stepText(e.CaseKind, e.Step)
	}
	return v.Text(words.LifeEvent(e.What))
}

// stepText is a step of a case in the member's words; empty for one of the staff's.
func (v *visit) stepText(kind, step string) string {
	text := words.MemberStep(kind, step)
	if text.JA == step {
		return ""
	}
	return v.Text(text)
}

// insured tells that a compensation option covers the device, or does so until its
// month end (O-3).
func insured(d api.Device) bool {
	return d.Compensation != nil && d.Compensation.State != options.StateEnded
}

// left are the uses of a cover that are left in the use year.
func left(used, most int) int { return max(most-used, 0) }

// uses says how many uses are left.
func (v *visit) uses(n, most int) string {
	return v.T(fmt.Sprintf("この利用年の残り%d回（年%d回まで）", n, most), fmt.Sprintf("%d of %d uses left this use year", n, most))
}
