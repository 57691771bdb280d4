package member

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"kigen/internal/devices"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// mine asks for all that the member has of something, which is never many.
func mine[T any](v *visit, operation string, filter url.Values) ([]T, error) {
	q := url.Values{"limit": {"200"}}
	for name, values := range filter {
		q[name] = values
	}
	var all []T
	for {
		page, err := pages.Ask[api.Page[T]](v.Visit, operation, pages.Input{Query: q})
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		q.Set("cursor", page.Next)
	}
}

// instant is the time that the member lives in: a test clock's, or the machine's.
func (v *visit) instant() (time.Time, error) { return v.Clock(v.Who.Clock) }

// termsAt are those in force at an instant.
func (v *visit) termsAt(at time.Time) *terms.Version { return v.member.API.Terms.At(at) }

// clause quotes a rule of a version of the terms.
func (v *visit) clause(rule terms.ID, t *terms.Version) api.Clause {
	return v.member.API.Clause(rule, t.Name)
}

// refused gives what the API refused; an error of another kind, and a session
// that has ended, are for the caller to pass on.
func (v *visit) refused(err error) (*api.Problem, error) {
	p := v.Site.Problem(v.Visit, err)
	if p.Code == refusal.Unauthenticated {
		return nil, err
	}
	return p, nil
}

// barred tells that a problem stays, and the form with it away; what may be over
// with the next try does not bar.
func barred(p *api.Problem) bool {
	return p != nil && p.Status < http.StatusInternalServerError && p.Status != http.StatusTooManyRequests
}

// keyAfter is the key of a form after what became of it: its own where it may have
// been done all the same, so that the next try does nothing again.
func (v *visit) keyAfter(p *api.Problem) string {
	if key := v.R.PostFormValue("key"); p != nil && !barred(p) && key != "" {
		return key
	}
	return pages.NewKey()
}

// here is an address below /my whose segments may be anything.
func here(segments ...string) string {
	all := root
	for _, s := range segments {
		all += "/" + url.PathEscape(s)
	}
	return all
}

func link(segments ...string) templ.SafeURL { return templ.SafeURL(here(segments...)) }

// telephone is a number as people write it: 090-1234-5678.
func telephone(number string) string {
	if len(number) != 11 || !strings.HasPrefix(number, "0") {
		return number
	}
	return number[:3] + "-" + number[3:7] + "-" + number[7:]
}

// lineName is how a line is called: by its number, else by what it is.
func (v *visit) lineName(l api.Line) string {
	if l.PhoneNumber != "" {
		return telephone(l.PhoneNumber)
	}
	return v.Value("kind", l.Kind) + v.T("の回線", " line")
}

// lastDay is the last day before something ends.
func lastDay(ends time.Time) jst.Day { return jst.DayOf(ends.Add(-time.Nanosecond)) }

// deviceInUse is the state of a device that its member has.
const deviceInUse = string(devices.InUse)
