package console

import (
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// cancelling is the operation that cancels a cover of that kind on its own;
// empty where the person may not.
func (v *visit) cancelling(kind string) string {
	operation := map[string]string{"compensation": "cancelOption", "guarantee": "cancelGuarantee"}[kind]
	if operation == "" || !v.May(operation) {
		return ""
	}
	return operation
}

// cancelOption cancels a cover of a device on its own, at its member's wish (O-5, W-1).
func (c *Console) cancelOption(v *visit) error {
	operation := v.cancelling(v.R.PathValue("kind"))
	if operation == "" {
		return pages.Missing()
	}
	device := v.R.PathValue("id")
	in := pages.ByID(v.R.PathValue("option"))
	in.Key = v.R.PostFormValue("key")
	cancelled, err := pages.Ask[api.OptionCancellation](v.Visit, operation, in)
	if err == nil {
		v.Say(v.T("オプションの解約を承りました。最終日は"+v.Day(cancelled.ClaimsUntil)+"です。",
			"The option was cancelled. Its last day is "+v.Day(cancelled.ClaimsUntil)+"."))
		return v.Redirect(devicePage(device))
	}
	p := c.Problem(v.Visit, err)
	if p.Code == refusal.Unauthenticated {
		return p
	}
	shown, err := v.shownDevice(device)
	if err != nil {
		return err
	}
	shown.problem = p
	return v.Show(p.Status, deviceView(v, shown))
}
