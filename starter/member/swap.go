package member

import (
	"net/http"
	"strings"

	"kigen/internal/jst"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// swapping is the form in which a device is registered that the maker gave (P-8).
type swapping struct {
	shownDevice
	makers []maker
	form   pages.Form
}

var swapDay = input{
	Name: "swapped_on", Label: text("メーカーで交換された日", "The day on which its maker swapped it"), Type: "date", Class: "short",
}

func (m *Pages) swapPage(v *visit) error {
	s, err := v.swapping(nil)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, swapView(v, s))
}

func (v *visit) swapping(p *api.Problem) (s swapping, err error) {
	if s.shownDevice, err = v.shownDevice(v.R.PathValue("id")); err != nil {
		return s, err
	}
	s.form = v.formOf("swap", p)
	if p == nil {
		s.form.Values.Set("model", s.Model)
		s.form.Values.Set("colour", s.Colour)
		s.form.Values.Set("swapped_on", jst.DayOf(s.now).String())
	}
	s.makers, err = v.makers()
	return s, err
}

// swap registers it; the number comes in the form's body and is in no address.
func (m *Pages) swap(v *visit) error {
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	form := v.R.PostForm
	in := pages.ByID(v.R.PathValue("id"))
	in.Key = form.Get("key")
	in.Body = map[string]any{
		"imei": imeiTyped(form), "model": form.Get("model"), "colour": strings.TrimSpace(form.Get("colour")), "swapped_on": form.Get("swapped_on"),
	}
	made, err := pages.Ask[api.MakerSwap](v.Visit, "reportMakerSwap", in)
	if err == nil {
		v.Say(v.T("新しい端末を登録しました。補償がある場合は、新しい端末に移りました。", "The new device is registered. A cover has moved to it."))
		return v.Redirect(here("devices", made.Device))
	}
	problem, err := v.refused(err)
	if err != nil {
		return err
	}
	s, err := v.swapping(problem)
	if err != nil {
		return err
	}
	return v.Show(problem.Status, swapView(v, s))
}
