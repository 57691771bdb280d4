package console

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

// deviceSearch is the page with the search box for an IMEI.
func (c *Console) deviceSearch(v *visit) error {
	return v.Show(http.StatusOK, deviceSearchView(v, nil, nil))
}

// findDevice looks an IMEI up; it comes in the form's body and is in no address.
func (c *Console) findDevice(v *visit) error {
	number := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '　' {
			return -1
		}
		return r
	}, v.R.PostFormValue("imei"))
	found, err := pages.Ask[api.FoundDevices](v.Visit, "findDevice", pages.Input{Body: map[string]string{"imei": number}})
	if err != nil {
		p := c.Problem(v.Visit, err)
		if p.Code == refusal.Unauthenticated {
			return p
		}
		return v.Show(p.Status, deviceSearchView(v, nil, p))
	}
	switch {
	case len(found.Devices) == 1 && found.Unit == "":
		return v.Redirect(devicePage(found.Devices[0].ID))
	case len(found.Devices) == 0 && found.Unit != "" && v.May("getStockUnit"):
		return v.Redirect(unitPage(found.Unit))
	}
	return v.Show(http.StatusOK, deviceSearchView(v, &found, nil))
}

// device shows a device's whole life.
func (c *Console) device(v *visit) error {
	shown, err := v.shownDevice(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, deviceView(v, shown))
}

// shownDevice reads a device's page with what the person may have done.
func (v *visit) shownDevice(id string) (*shownDevice, error) {
	life, err := pages.Ask[api.DeviceLife](v.Visit, "getDeviceLife", pages.ByID(id))
	if err != nil {
		return nil, err
	}
	device, err := pages.Ask[api.Device](v.Visit, "getDevice", pages.ByID(id))
	if err != nil {
		return nil, err
	}
	life.ExchangeThrough = device.ExchangeThrough
	d := &shownDevice{DeviceLife: life}
	if v.May("recordUnreceivedRepair") {
		if d.shops, err = v.shops(); err != nil {
			return nil, err
		}
	}
	s := d.about(v.console.API.Terms, v.Now())
	for _, a := range deviceActions {
		if !d.away() && a.possible(s) && v.May(a.operation) {
			d.offers = append(d.offers, a.offered(s))
		}
	}
	return d, nil
}

// actOnDevice opens a case about a device. What the API refuses is told beside
// the form, which keeps what was filled in.
func (c *Console) actOnDevice(v *visit) error {
	d, a, err := c.calledOnDevice(v)
	if err != nil {
		return err
	}
	in, err := a.input(v.Site, d.about(c.API.Terms, v.Now()), v.R.PostForm)
	var made openedCase
	if err == nil {
		made, err = pages.Ask[openedCase](v.Visit, a.operation, in)
	}
	if err != nil {
		return c.deviceAgain(v, d, a, nil, c.Problem(v.Visit, err))
	}
	v.Say(v.Text(a.done))
	return v.Redirect(casePage(made.ID))
}

// openedCase is what all operations answer that open a case.
type openedCase struct {
	ID string `json:"id"`
}

// previewOnDevice shows what would follow from a case that is opened about a device.
func (c *Console) previewOnDevice(v *visit) error {
	d, a, err := c.calledOnDevice(v)
	if err != nil {
		return err
	}
	r, p := c.rehearsed(v, d.about(c.API.Terms, v.Now()), a)
	return c.deviceAgain(v, d, a, r, p)
}

// calledOnDevice is the device and the action that a form was sent for, though
// another case may have the device by now: a second click must find the first
// one's case, and the API says what a stale form comes too late for.
func (c *Console) calledOnDevice(v *visit) (*shownDevice, action, error) {
	d, err := v.shownDevice(v.R.PathValue("id"))
	if err != nil {
		return nil, action{}, err
	}
	i := slices.IndexFunc(deviceActions, func(a action) bool { return a.name == v.R.PathValue("action") })
	if i < 0 || !v.May(deviceActions[i].operation) {
		return nil, action{}, pages.Missing()
	}
	return d, deviceActions[i], v.R.ParseForm()
}

// deviceAgain is the device with the form as it was sent, and what would follow
// from it or why it was refused.
func (c *Console) deviceAgain(v *visit, d *shownDevice, a action, r *api.Rehearsal, p *api.Problem) error {
	status := http.StatusOK
	if p != nil {
		if status = p.Status; status == http.StatusUnauthorized {
			return p
		}
	}
	i := slices.IndexFunc(d.offers, func(o offer) bool { return o.name == a.name })
	if i < 0 {
		d.problem = cmp.Or(p, noLongerOffered)
		return v.Show(d.problem.Status, deviceView(v, d))
	}
	d.offers[i].Values, d.offers[i].Problem, d.offers[i].preview = v.R.PostForm, p, r
	return v.Show(status, deviceView(v, d))
}

var noLongerOffered = &api.Problem{
	Status: http.StatusConflict, Code: refusal.State,
	JA: "この端末について、この操作はいま行えません。進行中の案件と端末の状態をご確認ください。",
	EN: "This can't be done about the device where it stands. Please look at its open cases and its state.",
}

// happening names an event in a device's life.
func (v *visit) happening(e api.LifeEvent) string {
	switch e.What {
	case "step":
		return v.Text(words.Step(e.CaseKind, e.Step))
	case "stock":
		return v.Text(words.Movement(e.Step))
	}
	return v.Text(words.LifeEvent(e.What))
}
