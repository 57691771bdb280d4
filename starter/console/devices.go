package console

import (
	"net/http"
	"net/url"
	"strings"

	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/words"
)

// deviceSearch is the page with the search box for an IMEI.
func (c *Console) deviceSearch(v *visit) error {
	return v.show(http.StatusOK, deviceSearchView(v, nil, nil))
}

// findDevice looks an IMEI up; it comes in the form's body and is in no address.
func (c *Console) findDevice(v *visit) error {
	number := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '　' {
			return -1
		}
		return r
	}, v.r.PostFormValue("imei"))
	found, err := ask[api.FoundDevices](v, "findDevice", input{body: map[string]string{"imei": number}})
	if err != nil {
		p := c.problem(v, err)
		if p.Code == refusal.Unauthenticated {
			return p
		}
		return v.show(p.Status, deviceSearchView(v, nil, p))
	}
	switch {
	case len(found.Devices) == 1 && found.Unit == "":
		return v.redirect(root + "/devices/" + url.PathEscape(found.Devices[0].ID))
	case len(found.Devices) == 0 && found.Unit != "" && v.may("getStockUnit"):
		return v.redirect(root + "/stock/units/" + url.PathEscape(found.Unit))
	}
	return v.show(http.StatusOK, deviceSearchView(v, &found, nil))
}

// device shows a device's whole life.
func (c *Console) device(v *visit) error {
	shown, err := v.shownDevice(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, deviceView(v, shown))
}

// shownDevice reads a device's page with what the person may have done.
func (v *visit) shownDevice(id string) (*shownDevice, error) {
	life, err := ask[api.DeviceLife](v, "getDeviceLife", byID(id))
	if err != nil {
		return nil, err
	}
	device, err := ask[api.Device](v, "getDevice", byID(id))
	if err != nil {
		return nil, err
	}
	life.ExchangeThrough = device.ExchangeThrough
	d := &shownDevice{DeviceLife: life}
	if v.may("recordUnreceivedRepair") {
		if d.shops, err = v.shops(); err != nil {
			return nil, err
		}
	}
	s := d.about(v.console.API.Terms, v.console.now())
	for _, a := range deviceActions {
		if !d.away() && a.possible(s) && v.may(a.operation) {
			d.offers = append(d.offers, a.offered(s))
		}
	}
	return d, nil
}

// actOnDevice opens a case about a device. What the API refuses is told beside
// the form, which keeps what was filled in.
func (c *Console) actOnDevice(v *visit) error {
	d, err := v.shownDevice(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	for i, o := range d.offers {
		if o.name != v.r.PathValue("action") {
			continue
		}
		in, err := o.input(c.API, d.about(c.API.Terms, c.now()), v.r.PostForm)
		var made struct {
			ID string `json:"id"`
		}
		if err == nil {
			made, err = ask[struct {
				ID string `json:"id"`
			}](v, o.operation, in)
		}
		if err == nil {
			c.sessions.Put(v.ctx(), flash, v.text(o.done))
			return v.redirect(root + "/cases/" + url.PathEscape(made.ID))
		}
		p := c.problem(v, err)
		if p.Status == http.StatusUnauthorized {
			return p
		}
		d.offers[i].values, d.offers[i].problem = v.r.PostForm, p
		return v.show(p.Status, deviceView(v, d))
	}
	return c.missing(v)
}

// subjectPage is the page of what a case is about, empty where it has none.
func (v *visit) subjectPage(subject string) string {
	switch {
	case strings.HasPrefix(subject, "dev_") && v.may("getDeviceLife"):
		return root + "/devices/" + url.PathEscape(subject)
	case strings.HasPrefix(subject, "stu_") && v.may("getStockUnit"):
		return root + "/stock/units/" + url.PathEscape(subject)
	}
	return ""
}

// happening names an event in a device's life.
func (v *visit) happening(e api.LifeEvent) string {
	switch e.What {
	case "step":
		return v.text(words.Step(e.CaseKind, e.Step))
	case "stock":
		return v.text(words.Movement(e.Step))
	}
	return v.text(words.LifeEvent(e.What))
}
