package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kigen/internal/calculator"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// ruleGroups are the rulebook's, by the letter of their IDs.
var ruleGroups = []struct {
	letter string
	name   terms.Text
}{
	{"C", terms.Text{JA: "数え方", EN: "Conventions"}},
	{"S", terms.Text{JA: "お申し込みと本人確認", EN: "Sign-up and identity"}},
	{"P", terms.Text{JA: "端末の購入", EN: "Buying a device"}},
	{"O", terms.Text{JA: "端末補償オプション", EN: "Device compensation option"}},
	{"N", terms.Text{JA: "新品端末の交換", EN: "Replacement of a new device"}},
	{"U", terms.Text{JA: "中古端末の修理・交換と貸出機", EN: "Repair of a used device, and its loaner"}},
	{"W", terms.Text{JA: "つながる端末保証", EN: "Connected Device Guarantee"}},
	{"K", terms.Text{JA: "回線の解約", EN: "Cancellation of a line"}},
	{"I", terms.Text{JA: "初期契約解除", EN: "Initial contract cancellation"}},
	{"T", terms.Text{JA: "プリペイドSIM", EN: "Prepaid SIM"}},
	{"B", terms.Text{JA: "ご請求と回収", EN: "Billing and collection"}},
	{"G", terms.Text{JA: "契約全般", EN: "General terms"}},
	{"V", terms.Text{JA: "通知とその証明", EN: "Notices with proof"}},
}

// ruleGroup is a group of rules as it is shown.
type ruleGroup struct {
	name  terms.Text
	rules []terms.Rule
}

// rules lists the rulebook as it stands, or those rules that a word is found in.
func (c *Console) rules(v *visit) error {
	version := c.API.Terms.At(v.Now())
	wanted := strings.ToLower(strings.TrimSpace(v.R.FormValue("q")))
	if id := terms.ID(strings.ToUpper(wanted)); version.Has(id) {
		return v.Redirect(root + "/rules/" + string(id))
	}
	var groups []ruleGroup
	for _, g := range ruleGroups {
		group := ruleGroup{name: g.name}
		for _, r := range version.Rules() {
			if strings.HasPrefix(string(r.ID), g.letter+"-") && (wanted == "" || says(r, wanted)) {
				group.rules = append(group.rules, r)
			}
		}
		if len(group.rules) > 0 {
			groups = append(groups, group)
		}
	}
	return v.Show(http.StatusOK, rulesView(v, version, groups))
}

// says tells whether the words stand in the rule or in one of its passages.
func says(r terms.Rule, words string) bool {
	texts := []string{string(r.ID), r.JA, r.EN}
	for _, c := range r.Clauses {
		texts = append(texts, c.Passage, c.Article)
	}
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), words) })
}

// shownRule is a rule as it is shown.
type shownRule struct {
	terms.Rule
	inForce  *terms.Version
	versions []*terms.Version
	stated   []*terms.Version // those that state other figures than the one before
	figures  []figureRow
	asked    []askedQuestion
	open     []deadlineRow
	more     bool // more is open than what is shown
	charges  []api.Charge
}

// figureRow is what goes by one name as each version that is shown has it, the
// earliest first; the items of a list share a name.
type figureRow struct {
	name   string
	lang   string // of the values, where it is not the reader's
	values [][]string
}

// changed tells whether a version states it differently from the one before.
func (f figureRow) changed(i int) bool { return i > 0 && !slices.Equal(f.values[i], f.values[i-1]) }

// askedQuestion is a question of the calculator, with its answer once a day is given.
type askedQuestion struct {
	calculator.Question
	day    string
	answer *calculator.Answer
	fault  string
}

// shownAtOnce is how many deadlines and charges a rule's page shows.
const shownAtOnce = "20"

func (c *Console) rule(v *visit) error {
	id := terms.ID(v.R.PathValue("id"))
	s := shownRule{inForce: c.API.Terms.At(v.Now()), versions: c.API.Terms.Versions()}
	if !slices.Contains(terms.IDs(), id) {
		return pages.Missing()
	}
	s.Rule = s.inForce.Rule(id)
	s.stated = slices.CompactFunc(slices.Clone(s.versions), func(a, b *terms.Version) bool {
		return slices.Equal(a.FiguresOf(id), b.FiguresOf(id))
	})
	s.figures = v.figuresOf(id, s.stated)
	s.asked = c.asked(v, id)
	if v.May("listDeadlines") {
		if err := s.applied(v); err != nil {
			return err
		}
	}
	return v.Show(http.StatusOK, ruleView(v, s))
}

// applied reads what is open under the rule, and the latest charges.
func (s *shownRule) applied(v *visit) error {
	in := pages.Input{Query: url.Values{"rule": {string(s.ID)}, "limit": {shownAtOnce}}}
	open, err := pages.Ask[api.Page[api.Deadline]](v.Visit, "listDeadlines", in)
	if err != nil {
		return err
	}
	for _, d := range open.Items {
		now, err := v.Clock(d.Clock)
		if err != nil {
			return err
		}
		s.open = append(s.open, deadlineRow{d, now})
	}
	s.more = open.Next != ""
	charges, err := pages.Ask[api.Page[api.Charge]](v.Visit, "listCharges", in)
	if err != nil {
		return err
	}
	s.charges = charges.Items
	return nil
}

// figuresOf are the rule's figures side by side, texts in the reader's language.
func (v *visit) figuresOf(id terms.ID, versions []*terms.Version) (rows []figureRow) {
	for n, version := range versions {
		for _, f := range version.FiguresOf(id) {
			if strings.HasSuffix(f.Path, v.T(".en", ".ja")) {
				continue
			}
			name := v.Text(f.Name)
			i := slices.IndexFunc(rows, func(r figureRow) bool { return r.name == name })
			if i < 0 {
				i = len(rows)
				rows = append(rows, figureRow{name: name, lang: v.foreign(f.Path), values: make([][]string, len(versions))})
			}
			rows[i].values[n] = append(rows[i].values[n], v.Text(f.Reads))
		}
	}
	return rows
}

// foreign is the language of a figure's text where it is not the reader's;
// clauses are quoted in Japanese.
func (v *visit) foreign(path string) string {
	lang := ""
	switch path[strings.LastIndex(path, ".")+1:] {
	case "ja", "clause", "passage", "article":
		lang = pages.Japanese
	case "en":
		lang = pages.English
	}
	if lang == v.Lang {
		return ""
	}
	return lang
}

// asked are the rule's questions; the one that the address names is answered
// under the terms in force on its day (C-10).
func (c *Console) asked(v *visit, id terms.ID) (list []askedQuestion) {
	today := jst.DayOf(v.Now()).String()
	for _, q := range calculator.Of(id) {
		a := askedQuestion{Question: q, day: today}
		if v.R.FormValue("question") == q.ID {
			a.day = strings.TrimSpace(v.R.FormValue("day"))
			if day, err := jst.ParseDay(a.day); err == nil {
				answer := q.Answer(c.API.Terms.At(day.Start()), day)
				a.answer = &answer
			} else {
				a.fault = v.T("日付を入力してください。", "Give a day.")
			}
		}
		list = append(list, a)
	}
	return list
}

// since is the day from which the rule stands as it does in the version.
func (s shownRule) since() jst.Day {
	day := s.inForce.Effective
	for i := slices.Index(s.versions, s.inForce); i > 0; i-- {
		if !sameRule(s.versions[i-1], s.versions[i], s.ID) {
			break
		}
		day = s.versions[i-1].Effective
	}
	return day
}

func sameRule(a, b *terms.Version, id terms.ID) bool {
	return slices.Equal(a.AllOf(id), b.AllOf(id))
}

// when is a point of an answer in words: an instant, or a whole day.
func (v *visit) when(p calculator.Point) string {
	if p.At.IsZero() {
		return v.Day(p.Day)
	}
	return v.Instant(p.At)
}

// standsAs tells whether the figures that a version is the first to state are in force.
func (v *visit) standsAs(s shownRule, first *terms.Version) string {
	for _, t := range s.versions[slices.Index(s.versions, first):] {
		if !slices.Equal(t.FiguresOf(s.ID), first.FiguresOf(s.ID)) {
			break
		}
		if t == s.inForce {
			return v.stands(t, v.Now())
		}
	}
	return v.stands(first, v.Now())
}

// stands is when a version came, or comes, into force, as of now.
func (v *visit) stands(t *terms.Version, now time.Time) string {
	switch {
	case t == v.Site.API.Terms.At(now):
		return v.T("施行中", "in force")
	case t.Effective.Start().After(now):
		return v.T("施行前", "to come")
	}
	return v.T("以前の版", "earlier")
}
