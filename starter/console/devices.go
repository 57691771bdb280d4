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
	life, err := ask[api.DeviceLife](v, "getDeviceLife", byID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, deviceView(v, life, nil))
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
