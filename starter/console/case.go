package console

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kigen/internal/terms"
	"kigen/starter/api"
)

// shownCase is a case as it is shown.
type shownCase struct {
	api.CasePage
	now     time.Time
	open    []deadlineRow
	settled []deadlineRow
	offers  []offer
	problem *api.Problem // why an action was refused that is not offered any more
	engine  string       // where the process is in the Temporal UI; empty for nowhere
}

func (c *Console) caseOf(v *visit) error {
	shown, err := c.shown(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, caseView(v, shown))
}

func (c *Console) shown(v *visit, id string) (s shownCase, err error) {
	if s.CasePage, err = ask[api.CasePage](v, "getCase", byID(id)); err != nil {
		return s, err
	}
	if s.now, err = v.clock(s.Clock); err != nil {
		return s, err
	}
	for _, d := range s.Deadlines {
		if row := (deadlineRow{d, s.now}); d.Outcome == "open" {
			s.open = append(s.open, row)
		} else {
			s.settled = append(s.settled, row)
		}
	}
	if c.TemporalUI != nil {
		s.engine = c.TemporalUI.String() + "/workflows/" + url.PathEscape(s.Workflow)
	}
	s.offers = v.offers(s.CasePage)
	return s, nil
}

// tasksOpen are the case's tasks that are not done.
func (s shownCase) tasksOpen() (rows []taskRow) {
	for _, t := range s.Tasks {
		if t.ClosedAt == nil {
			rows = append(rows, taskRow{t, s.now})
		}
	}
	return rows
}

func (s shownCase) tasksDone() (rows []taskRow) {
	for _, t := range s.Tasks {
		if t.ClosedAt != nil {
			rows = append(rows, taskRow{t, s.now})
		}
	}
	return rows
}

// letter shows a letter in a frame that may do nothing.
func (c *Console) letter(v *visit) error {
	letter, err := ask[api.LetterPage](v, "getNotice", byID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, letterView(v, letter))
}

// letterPolicy keeps a letter from doing anything: it has its own style in it,
// and no script, form or link works.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; base-uri 'none'; frame-ancestors 'self'"

func (c *Console) letterBody(v *visit) error {
	letter, err := ask[api.LetterPage](v, "getNotice", byID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	_, _ = v.w.Write([]byte(letter.HTML))
	return nil
}

// arithmetic are the facts behind an amount.
func (v *visit) arithmetic(c api.Charge) []fact { return v.facts(c.Why) }

// place is where a clause stands in the terms.
func (v *visit) place(c api.Clause) string { return v.t(c.PlaceJA, c.PlaceEN) }

// dataURL holds a picture in the page itself, so that it has no address of its own.
func dataURL(f file) string {
	return "data:" + f.contentType + ";base64," + base64.StdEncoding.EncodeToString(f.content)
}

func ruleNames(rules []terms.ID) string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = string(r)
	}
	return strings.Join(names, " · ")
}
