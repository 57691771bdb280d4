package console

import (
	"net/http"
	"net/url"
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
		return v.Redirect(root + "/devices/" + url.PathEscape(found.Devices[0].ID))
	case len(found.Devices) == 0 && found.Unit != "" && v.May("getStockUnit"):
		return v.Redirect(root + "/stock/units/" + url.PathEscape(found.Unit))
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
	d, err := v.shownDevice(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	for i, o := range d.offers {
		if o.name != v.R.PathValue("action") {
			continue
		}
		in, err := o.input(v.Site, d.about(c.API.Terms, v.Now()), v.R.PostForm)
		var made struct {
			ID string `json:"id"`
		}
		if err == nil {
			made, err = pages.Ask[struct {
				ID string `json:"id"`
			}](v.Visit, o.operation, in)
		}
		if err == nil {
			v.Say(v.Text(o.done))
			return v.Redirect(root + "/cases/" + url.PathEscape(made.ID))
		}
		p := c.Problem(v.Visit, err)
		if p.Status == http.StatusUnauthorized {
			return p
		}
		d.offers[i].Values, d.offers[i].Problem = v.R.PostForm, p
		return v.Show(p.Status, deviceView(v, d))
	}
	return pages.Missing()
}

// subjectPage is the page of what a case is about, empty where it has none.
func (v *visit) subjectPage(subject string) string {
	switch {
	case strings.HasPrefix(subject, "dev_") && v.May("getDeviceLife"):
		return root + "/devices/" + url.PathEscape(subject)
	case strings.HasPrefix(subject, "stu_") && v.May("getStockUnit"):
		return root + "/stock/units/" + url.PathEscape(subject)
	}
	return ""
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
