package letters

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"time"

	"kigen/internal/terms"
)

// Recipient is the person a letter goes to. It is known at sending only.
type Recipient struct {
	FamilyName string // empty where no name is known yet
	GivenName  string
	Lang       string // Japanese or English
}

// Office is the sender: who the carrier is, whom to ask, and the terms whose
// clauses, names and addresses the letter quotes.
type Office struct {
	Carrier terms.Text
	// Terms are those in force at the notice's instant.
	Terms *terms.Version
	// PublicURL is the site's address without a slash at its end; links are paths below it.
	PublicURL string
	// MemberPath is the path of the member page; empty leaves its buttons out.
	MemberPath string
	// SupportURL is the page with answers and contacts.
	SupportURL string
	Secrets    Secrets
}

// Secrets makes what a letter carries but no row keeps.
type Secrets interface {
	// EmailCode is the code of an e-mail proof (S-2).
	EmailCode(proof string) (string, error)
	// UploadPath is the path of the upload page with the signed token of a
	// link, which is good until expires (S-9).
	UploadPath(link string, expires time.Time) (string, error)
	// ResetPath is the path of the page to choose a password, with the signed
	// token of a link, which is good until expires.
	ResetPath(reset string, expires time.Time) (string, error)
}

// Message is a letter ready to be sent, in two equal forms.
type Message struct {
	Subject string
	Text    string
	HTML    string
}

// ErrUnknown is wrapped by the errors for a template or version that this
// program does not have; a later release of it may.
var ErrUnknown = errors.New("unknown letter")

//go:embed templates
var templates embed.FS

// sources are the letters' templates by their path under templates/.
var sources = func() map[string]*template.Template {
	parsed := map[string]*template.Template{}
	paths, err := fs.Glob(templates, "templates/*/v*.txt")
	if err != nil {
		panic(err)
	}
	for _, p := range paths {
		text, err := templates.ReadFile(p)
		if err != nil {
			panic(err)
		}
		name := strings.TrimPrefix(p, "templates/")
		parsed[name] = template.Must(template.New(name).Funcs((&writer{}).funcs()).Parse(string(text)))
	}
	return parsed
}()

// Decode reads a letter from the JSON that a notice keeps. It refuses facts
// the letter does not know and, for the version in force, facts that are missing.
func Decode(name string, version int, data []byte) (Letter, error) {
	i := slices.IndexFunc(catalogue, func(l Letter) bool { return l.Template() == name })
	if i < 0 || version > catalogue[i].Version() {
		return nil, fmt.Errorf("%w: %s, version %d", ErrUnknown, name, version)
	}
	letter := reflect.New(reflect.TypeOf(catalogue[i]))
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(letter.Interface()); err != nil {
		return nil, fmt.Errorf("letter %s: %w", name, err)
	}
	if version == catalogue[i].Version() {
		if missing := missingFacts(letter.Elem().Type(), data); len(missing) > 0 {
			return nil, fmt.Errorf("letter %s: missing %s", name, strings.Join(missing, ", "))
		}
	}
	return letter.Elem().Interface().(Letter), nil
}

// missingFacts lists the keys that data lacks although they may not be left out.
func missingFacts(letter reflect.Type, data []byte) []string {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(data, &given); err != nil {
		return []string{"everything: " + err.Error()}
	}
	var missing []string
	for field := range letter.Fields() {
		key, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		if _, ok := given[key]; !ok && option == "" {
			missing = append(missing, key)
		}
	}
	return missing
}

// Render writes the letter that a notice keeps as template, version and data
// to a person. Whatever the person's language, a letter has text and HTML with
// the same content; an unknown language is read as Japanese.
func Render(name string, version int, data []byte, to Recipient, office Office) (Message, error) {
	letter, err := Decode(name, version, data)
	if err != nil {
		return Message{}, err
	}
	w := &writer{lang: Japanese, office: office}
	if to.Lang == English {
		w.lang = English
	}
	source := sources[path.Join(name, fmt.Sprintf("v%d.%s.txt", version, w.lang))]
	if source == nil {
		return Message{}, fmt.Errorf("%w: %s, version %d in %q", ErrUnknown, name, version, w.lang)
	}
	if _, err := w.cite(letter.Rule()); err != nil {
		return Message{}, fmt.Errorf("letter %s: %w", name, err)
	}
	own, err := source.Clone()
	if err != nil {
		return Message{}, fmt.Errorf("letter %s: %w", name, err)
	}
	var body strings.Builder
	if err := own.Funcs(w.funcs()).Execute(&body, letter); err != nil {
		return Message{}, fmt.Errorf("letter %s: %w", name, err)
	}
	subject, blocks, err := parse(body.String())
	if err != nil {
		return Message{}, fmt.Errorf("letter %s: %w", name, err)
	}
	return w.layout(page{Subject: subject, Blocks: blocks, Reference: reference(letter), To: to})
}

// reference is the number by which the member and the support desk find the case,
// or what else a letter is about.
func reference(l Letter) string {
	if l, ok := l.(interface{ Reference() string }); ok {
		return l.Reference()
	}
	return reflect.ValueOf(l).FieldByName("Case").String()
}
