package member

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kigen/internal/kana"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func guaranteeRoutes(r routes) {
	r.signedIn("GET "+root+"/guarantees/{id}", r.guarantee)
	r.signedIn("POST "+root+"/guarantees/{id}/device", r.registerDevice)
}

// shownGuarantee is a guarantee with the form in which its device is registered.
type shownGuarantee struct {
	api.Guarantee
	now    time.Time
	terms  *terms.Version
	makers []maker
	form   pages.Form
}

// maker is a maker of devices with its models.
type maker struct {
	name   string
	models []api.DeviceModel
}

var (
	imeiInput = input{
		Name: "imei", Label: text("IMEI（15桁）", "IMEI (15 digits)"), Keys: "numeric", Max: 20, Class: "short",
		Hint: text("電話アプリで「*#06#」を入力すると表示されます。端末の設定画面や箱でもご確認いただけます。", "Dial *#06# to see it. It is also in the device's settings and on its box."),
	}
	colourInput = input{Name: "colour", Label: text("色", "Colour"), Max: 50, Class: "short"}
)

func (m *Pages) guarantee(v *visit) error {
	g, err := v.shownGuarantee(v.R.PathValue("id"), nil)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, guaranteeView(v, g))
}

func (v *visit) shownGuarantee(id string, p *api.Problem) (g shownGuarantee, err error) {
	if g.Guarantee, err = pages.Ask[api.Guarantee](v.Visit, "getGuarantee", pages.ByID(id)); err != nil {
		return g, err
	}
	if g.now, err = v.instant(); err != nil {
		return g, err
	}
	g.terms, g.form = v.termsAt(g.now), v.formOf("register", p)
	if g.State == "registration_due" {
		g.makers, err = v.makers()
	}
	return g, err
}

// makers are the models of the catalogue by who makes them.
func (v *visit) makers() (list []maker, err error) {
	models, err := mine[api.DeviceModel](v, "listDeviceModels", nil)
	for _, model := range models {
		i := slices.IndexFunc(list, func(m maker) bool { return m.name == model.Maker })
		if i < 0 {
			list, i = append(list, maker{name: model.Maker}), len(list)
		}
		list[i].models = append(list[i].models, model)
	}
	slices.SortFunc(list, func(a, b maker) int { return strings.Compare(a.name, b.name) })
	return list, err
}

// registerDevice registers the device that the guarantee covers (W-3).
func (m *Pages) registerDevice(v *visit) error {
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	id, form := v.R.PathValue("id"), v.R.PostForm
	in := pages.ByID(id)
	in.Key = form.Get("key")
	confirmed := form["confirmed"]
	if confirmed == nil {
		confirmed = []string{}
	}
	in.Body = map[string]any{
		"imei": imeiTyped(form), "model": form.Get("model"), "colour": strings.TrimSpace(form.Get("colour")), "confirmed": confirmed,
	}
	_, err := pages.Ask[api.Guarantee](v.Visit, "registerGuaranteedDevice", in)
	if err == nil {
		v.Say(v.T("端末を登録しました。確認のメールをお送りします。", "The device is registered. We confirm it by mail."))
		return v.Redirect(here("guarantees", id))
	}
	problem, err := v.refused(err)
	if err != nil {
		return err
	}
	g, err := v.shownGuarantee(id, problem)
	if err != nil {
		return err
	}
	return v.Show(problem.Status, guaranteeView(v, g))
}

// imeiTyped is a device's number as it is read off the device, which may part it
// by strokes.
func imeiTyped(form url.Values) string {
	return kana.Digits(strings.ReplaceAll(form.Get("imei"), "/", ""))
}

func optional(i input) input {
	i.Optional = true
	return i
}
