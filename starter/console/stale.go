package console

import (
	"strconv"

	"kigen/starter/api"
)

// meanwhile are the steps that the case has had since the form was shown that
// is sent now: whoever filled it in has not seen them. A form that is sent a
// second time is not late by what the first one did.
func (c *Console) meanwhile(v *visit, shown shownCase) ([]api.Entry, error) {
	seen, err := strconv.Atoi(v.R.PostFormValue("seen"))
	if err != nil || seen < 0 || seen >= len(shown.Timeline) {
		return nil, nil
	}
	answered, err := c.API.Answered(v.Ctx(), v.Who.Principal, v.R.PostFormValue("key"))
	if err != nil || answered {
		return nil, err
	}
	return shown.Timeline[seen:], nil
}
