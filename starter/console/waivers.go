package console

import (
	"net/http"
	"time"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// secondLooks are the waivers and corrections of all cases.
type secondLooks struct {
	asked   []askedWaiver
	decided []api.AskedWaiver
	fixed   []api.Correction
	next    string // of the list that is paged
	show    string // "": waivers that wait; else "decided" or "corrections"
	names   map[string]string
}

// askedWaiver is a waiver with its forms, where the person may decide it.
type askedWaiver struct {
	api.AskedWaiver
	now     time.Time
	offers  []offer
	barred  string // why the person may not
	waiting string // since when it waits
}

// waivers shows what waits for a second person, what was decided, and what was
// corrected.
func (c *Console) waivers(v *visit) error {
	s := secondLooks{show: v.R.FormValue("show")}
	var err error
	switch s.show {
	case "":
		err = c.askedWaivers(v, &s)
	case "decided":
		in := v.Listed()
		in.Query.Set("state", "decided")
		var page api.Page[api.AskedWaiver]
		page, err = pages.Ask[api.Page[api.AskedWaiver]](v.Visit, "listWaivers", in)
		s.decided, s.next = page.Items, page.Next
	case "corrections":
		var page api.Page[api.Correction]
		page, err = pages.Ask[api.Page[api.Correction]](v.Visit, "listCorrections", v.Listed())
		s.fixed, s.next = page.Items, page.Next
	default:
		return pages.Missing()
	}
	if err != nil {
		return err
	}
	if s.names, err = v.staffNames(s.actors()); err != nil {
		return err
	}
	return v.Show(http.StatusOK, waiversView(v, s))
}

func (c *Console) askedWaivers(v *visit, s *secondLooks) error {
	page, err := pages.Ask[api.Page[api.AskedWaiver]](v.Visit, "listWaivers", v.Listed())
	if err != nil {
		return err
	}
	s.next = page.Next
	for _, w := range page.Items {
		now, err := v.Clock(w.Clock)
		if err != nil {
			return err
		}
		one := askedWaiver{AskedWaiver: w, now: now, waiting: v.Since(w.AskedAt, now)}
		about := waiverSubject(v, w, c.API.Terms.At(now))
		for _, a := range chargeActions {
			switch {
			case a.operation != "decideWaiver":
			case !v.May(a.operation):
				one.barred = v.Text(another(a.operation))
			case a.possible(about):
				o := a.offered(about)
				o.Form.ID = w.ID + "-" + a.name
				one.offers = append(one.offers, o)
			default:
				one.barred = v.Text(a.why(about))
			}
		}
		s.asked = append(s.asked, one)
	}
	return nil
}

// actors are those whom the lists name.
func (s secondLooks) actors() (ids []string) {
	for _, w := range s.asked {
		ids = append(ids, w.AskedBy)
	}
	for _, w := range s.decided {
		ids = append(ids, w.AskedBy, w.DecidedBy)
	}
	for _, x := range s.fixed {
		ids = append(ids, x.Actor.ID)
	}
	return ids
}

// called is what somebody is called in a list.
func (s secondLooks) called(v *visit, id string) string {
	switch {
	case id == v.Who.Token:
		return v.T("あなた", "you")
	case s.names[id] != "":
		return s.names[id]
	}
	return pages.Short(id)
}

// corrected is what a correction replaced, and by what; empty where its facts
// don't say.
func (v *visit) corrected(x api.Correction) (before, after string) {
	for _, key := range []string{"delivered_at", "activated_at", "booked_at", "amount", "cost", "use_start"} {
		if value, ok := x.Facts[key]; ok && x.Facts["recorded"] != nil {
			if key == "cost" {
				key = "amount"
			}
			return v.Value(key, x.Facts["recorded"]), v.Value(key, value)
		}
	}
	return "", ""
}
