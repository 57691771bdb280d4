package letters

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"

	"kigen/internal/terms"
)

// writer is what a letter's source may call while it is rendered.
type writer struct {
	lang   language
	office Office
	cited  []terms.ID // in the order of their first mention
}

func (w *writer) funcs() template.FuncMap {
	return template.FuncMap{
		"day":          w.lang.day,
		"shortDay":     w.lang.shortDay,
		"untilDay":     w.lang.untilDay,
		"dayBy":        w.lang.dayBy,
		"instant":      w.lang.instant,
		"shortInstant": w.lang.shortInstant,
		"untilTime":    w.lang.untilTime,
		"until":        w.lang.until,
		"dayBefore":    dayBefore,
		"yen":          w.lang.yen,
		"taxIncluded":  w.lang.taxIncluded,
		"noTax":        w.lang.noTax,
		"device":       w.lang.device,
		"join":         w.lang.join,
		"say":          w.lang.text,
		"has":          slices.Contains[[]terms.Method],
		"simKind":      w.simKind,
		"plan":         w.plan,
		"reason":       w.reason,
		"ground":       w.ground,
		"outcome":      w.outcome,
		"chargeName":   w.chargeName,
		"cite":         w.cite,
		"returnCentre": w.returnCentre,
		"memberPage":   w.memberPage,
		"uploadURL":    w.uploadURL,
		"emailCode":    w.emailCode,
		"resetURL":     w.resetURL,

		"loanerStanding": w.loanerStanding,
		"repairResult":   w.repairResult,
		"repairDate":     w.repairDate,
		"repairDeadline": w.repairDeadline,
		"checklist":      w.checklist,
		"repairDesk":     w.repairDesk,

		"month":              w.lang.month,
		"guaranteeChecklist": w.guaranteeChecklist,
		"certificateDesk":    w.certificateDesk,
	}
}

// cite names a rule in the text and has its clause quoted at the letter's foot.
func (w *writer) cite(id terms.ID) (string, error) {
	if !w.office.Terms.Has(id) {
		return "", fmt.Errorf("the terms have no rule %q", id)
	}
	if !slices.Contains(w.cited, id) {
		w.cited = append(w.cited, id)
	}
	return string(id), nil
}

func (w *writer) simKind(kind terms.SIMKind) (string, error) {
	t, err := look(simKinds, "SIM kind", kind)
	return w.lang.text(t), err
}

func (w *writer) plan(id terms.Plan) (string, error) {
	p, ok := w.office.Terms.Plan(id)
	if !ok {
		return "", fmt.Errorf("the terms have no plan %q", id)
	}
	return w.lang.text(terms.Text{JA: p.JA, EN: p.EN}), nil
}

func (w *writer) reason(code string) (string, error) {
	t, err := look(identityReasons, "reason", code)
	return w.lang.text(t), err
}

func (w *writer) outcome(code string) (string, error) {
	t, err := look(faultOutcomes, "outcome", code)
	return w.lang.text(t), err
}

// ground words a ground of S-18.
func (w *writer) ground(id string) (string, error) {
	for _, g := range w.office.Terms.S18.Grounds {
		if g.ID == id {
			return w.lang.text(terms.Text{JA: g.JA, EN: g.EN}), nil
		}
	}
	return "", fmt.Errorf("the terms have no refusal ground %q", id)
}

func (w *writer) returnCentre() string {
	centre := w.office.Terms.Contacts.ReturnCentre
	if w.lang.english() {
		return centre.EN
	}
	return "〒" + strings.TrimPrefix(centre.PostalCode, "〒") + " " + centre.JA
}

func (w *writer) memberPage() string {
	if w.office.MemberPath == "" {
		return ""
	}
	return w.office.PublicURL + w.office.MemberPath
}

func (w *writer) uploadURL(link string, expires time.Time) (string, error) {
	if w.office.Secrets == nil {
		return "", errors.New("no secrets to sign an upload link with")
	}
	p, err := w.office.Secrets.UploadPath(link, expires)
	if err != nil {
		return "", fmt.Errorf("upload link: %w", err)
	}
	return w.office.PublicURL + p, nil
}

func (w *writer) resetURL(reset string, expires time.Time) (string, error) {
	if w.office.Secrets == nil {
		return "", errors.New("no secrets to sign a link with")
	}
	p, err := w.office.Secrets.ResetPath(reset, expires)
	if err != nil {
		return "", fmt.Errorf("link to choose a password: %w", err)
	}
	return w.office.PublicURL + p, nil
}

func (w *writer) emailCode(proof string) (string, error) {
	if w.office.Secrets == nil {
		return "", errors.New("no secrets to make a code with")
	}
	code, err := w.office.Secrets.EmailCode(proof)
	if err != nil {
		return "", fmt.Errorf("e-mail code: %w", err)
	}
	return code, nil
}
