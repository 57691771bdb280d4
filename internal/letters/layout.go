package letters

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"text/template"

	"kigen/internal/terms"
)

// page is a letter's content on its way into the layout.
type page struct {
	Subject   string
	Blocks    []block
	Reference string
	To        Recipient
}

// sheet is what the layouts show.
type sheet struct {
	page
	Lang     language
	Carrier  string
	Greeting string
	Rules    []quotedRule
	Support  support
	Words    layoutWords
}

// quotedRule is a rule that the letter rests on, as it is quoted at its foot.
type quotedRule struct {
	ID       terms.ID
	Sentence string
	Source   string
	Passage  string // of the carrier's documents, of the letter's own rule only; Japanese
}

type support struct{ Name, Phone, Hours, Mail, URL string }

// layoutWords are the layout's own words in one language.
type layoutWords struct {
	Warning, Rules, Original, Support, Reference, QuoteReference, NoReply, Colon string
}

var words = map[language]layoutWords{
	Japanese: {
		Warning:        "ご注意",
		Rules:          "根拠となる規定",
		Original:       "原文",
		Support:        "お問い合わせ",
		Reference:      "受付番号",
		QuoteReference: "お問い合わせの際は、受付番号をお知らせください。",
		NoReply:        "このメールは送信専用です。ご返信いただいても、お答えできませんのでご了承ください。",
		Colon:          "：",
	},
	English: {
		Warning:        "Please note",
		Rules:          "The rules behind this letter",
		Original:       "Japanese original",
		Support:        "Questions?",
		Reference:      "Case number",
		QuoteReference: "Please quote the case number when you contact us.",
		NoReply:        "This message was sent from an address that cannot receive replies.",
		Colon:          ": ",
	},
}

//go:embed layout
var layouts embed.FS

var (
	textLayout = template.Must(template.New("letter.txt").Funcs(template.FuncMap{"number": number}).
			ParseFS(layouts, "layout/letter.txt"))
	htmlLayout = htmltemplate.Must(htmltemplate.ParseFS(layouts, "layout/letter.html"))
)

// number counts from 1.
func number(index int) int { return index + 1 }

func (w *writer) layout(p page) (Message, error) {
	s := sheet{
		page:     p,
		Lang:     w.lang,
		Carrier:  w.lang.text(w.office.Carrier),
		Greeting: w.lang.greeting(p.To),
		Rules:    w.quotedRules(),
		Support:  w.support(),
		Words:    words[w.lang],
	}
	var text, html strings.Builder
	if err := textLayout.Execute(&text, s); err != nil {
		return Message{}, fmt.Errorf("text of a letter: %w", err)
	}
	if err := htmlLayout.Execute(&html, s); err != nil {
		return Message{}, fmt.Errorf("HTML of a letter: %w", err)
	}
	return Message{Subject: p.Subject, Text: text.String(), HTML: html.String()}, nil
}

func (l language) greeting(to Recipient) string {
	name := strings.TrimSpace(to.FamilyName + " " + to.GivenName)
	if l.english() {
		if name == "" {
			return "Dear customer,"
		}
		return "Dear " + strings.TrimSpace(to.GivenName+" "+to.FamilyName) + ","
	}
	if name == "" {
		return "お客様"
	}
	return name + " 様"
}

func (w *writer) quotedRules() []quotedRule {
	quoted := make([]quotedRule, len(w.cited))
	for i, id := range w.cited {
		rule := w.office.Terms.Rule(id)
		clause := rule.Clause()
		quoted[i] = quotedRule{
			ID:       id,
			Sentence: w.lang.text(terms.Text{JA: rule.JA, EN: rule.EN}),
			Source:   w.lang.text(w.office.Terms.Cite(clause)),
		}
		if i == 0 && clause.Source != terms.Law && clause.Source != terms.HouseRule {
			quoted[i].Passage = clause.Passage
		}
	}
	return quoted
}

func (w *writer) support() support {
	desk := w.office.Terms.Contacts.Support
	hours := fmt.Sprintf("%s %s〜%s", desk.Closed.JA, desk.From, desk.Until)
	if w.lang.english() {
		hours = fmt.Sprintf("%s, %s–%s Japan time", desk.Closed.EN, desk.From, desk.Until)
	}
	return support{
		Name:  w.lang.text(desk.Name),
		Phone: desk.Phone,
		Hours: hours,
		Mail:  desk.Mail,
		URL:   w.office.SupportURL,
	}
}
