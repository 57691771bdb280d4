package console

import (
	"net/url"

	"kigen/internal/refusal"
	"kigen/starter/api"
)

// cancelling is the operation that cancels a cover of that kind on its own;
// empty where the person may not.
func (v *visit) cancelling(kind string) string {
	operation := map[string]string{"compensation": "cancelOption", "guarantee": "cancelGuarantee"}[kind]
	if operation == "" || !v.may(operation) {
		return ""
	}
	return operation
}

// cancelOption cancels a cover of a device on its own, at its member's wish (O-5, W-1).
func (c *Console) cancelOption(v *visit) error {
	operation := v.cancelling(v.r.PathValue("kind"))
	if operation == "" {
		return c.missing(v)
	}
	device := v.r.PathValue("id")
	in := byID(v.r.PathValue("option"))
	in.key = v.r.PostFormValue("key")
	cancelled, err := ask[api.OptionCancellation](v, operation, in)
	if err == nil {
		c.sessions.Put(v.ctx(), flash, v.t("オプションの解約を承りました。最終日は"+v.day(cancelled.ClaimsUntil)+"です。",
			"The option was cancelled. Its last day is "+v.day(cancelled.ClaimsUntil)+"."))
		return v.redirect(root + "/devices/" + url.PathEscape(device))
	}
	p := c.problem(v, err)
	if p.Code == refusal.Unauthenticated {
		return p
	}
	shown, err := v.shownDevice(device)
	if err != nil {
		return err
	}
	shown.problem = p
	return v.show(p.Status, deviceView(v, shown))
}
