package e2e_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// visitor is somebody at the pages without a browser: it keeps cookies, and follows no redirect by itself.
type visitor struct {
	*testing.T
	client *http.Client
	base   string
	shut   bool                // is locked out
	enter  func(*visitor) bool // signs in, again where a form has ended the session; false where that is over
}

// visited is a page, or a redirect to one.
type visited struct {
	status   int
	location string
	media    string
	body     string
}

func newVisitor(t *testing.T, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &visitor{T: t, base: base, enter: func(*visitor) bool { return true }, client: &http.Client{
		Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (v *visitor) do(method, path, media string, body io.Reader) visited {
	v.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, v.base+path, body)
	require.NoError(v, err)
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	res, err := v.client.Do(r)
	require.NoError(v, err)
	text, err := io.ReadAll(res.Body)
	require.NoError(v, errors.Join(err, res.Body.Close()))
	return visited{res.StatusCode, res.Header.Get("Location"), res.Header.Get("Content-Type"), string(text)}
}

// open opens a page, wherever it leads.
func (v *visitor) open(path string) visited {
	v.Helper()
	p := v.do(http.MethodGet, path, "", nil)
	for range 3 {
		if p.location == "" {
			break
		}
		p = v.do(http.MethodGet, p.location, "", nil)
	}
	return p
}

// submit fills in the form of a page that leads to an action.
func (v *visitor) submit(page, action string, entries map[string]string) visited {
	v.Helper()
	for _, f := range formsOf(v.T, page, v.open(page).body) {
		if f.action != action {
			continue
		}
		values := f.values()
		for name, value := range entries {
			values.Set(name, value)
		}
		return v.send(f, values)
	}
	v.Fatalf("%s has no form that leads to %s", page, action)
	return visited{}
}

func (v *visitor) send(f form, values url.Values) visited {
	v.Helper()
	switch {
	case f.method == http.MethodGet:
		return v.do(http.MethodGet, f.action+"?"+values.Encode(), "", nil)
	case f.multipart:
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, name := range slices.Sorted(maps.Keys(values)) {
			for _, value := range values[name] {
				if f.files[name] {
					part, err := w.CreateFormFile(name, strings.ReplaceAll(value, "\n", ""))
					require.NoError(v, err)
					_, err = io.WriteString(part, value)
					require.NoError(v, err)
				} else {
					require.NoError(v, w.WriteField(name, value))
				}
			}
		}
		require.NoError(v, w.Close())
		return v.do(http.MethodPost, f.action, w.FormDataContentType(), &b)
	}
	return v.do(http.MethodPost, f.action, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

// form is a form of a page, as it leads to one action.
type form struct {
	page, action, method string
	multipart            bool
	fields               []formField
	files                map[string]bool
}

type formField struct {
	name, value string
	kind        string // "hidden", "text", "select", …
	on          bool   // sent unless something is changed
}

// values are what the form sends where nobody changes anything.
func (f form) values() url.Values {
	values := url.Values{}
	for _, field := range f.fields {
		if field.on {
			values.Add(field.name, field.value)
		}
	}
	return values
}

// names are its fields to fill in; with is whether hidden ones are among them.
func (f form) names(with func(kind string) bool) (names []string) {
	for _, field := range f.fields {
		if field.name != "key" && with(field.kind) && !slices.Contains(names, field.name) {
			names = append(names, field.name)
		}
	}
	return names
}

var anID = regexp.MustCompile(`[a-z]{3}_[0-9a-z]{26}|/upload/[^/]+`)

// kind is equal for the same form about another thing.
func (f form) kind() string {
	names := f.names(func(string) bool { return true })
	slices.Sort(names)
	return f.method + " " + anID.ReplaceAllString(f.action, "*") + " " + strings.Join(names, ",")
}

// formsOf finds the forms of a page. One with buttons that lead elsewhere is several.
func formsOf(t *testing.T, page, text string) (list []form) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	require.NoError(t, err)
	for node := range doc.Descendants() {
		if node.Data != "form" || node.Type != html.ElementNode {
			continue
		}
		f := form{
			page: page, action: cmp.Or(attribute(node, "action"), page), files: map[string]bool{},
			method: strings.ToUpper(cmp.Or(attribute(node, "method"), "get")), multipart: strings.Contains(attribute(node, "enctype"), "multipart"),
		}
		actions := []string{f.action}
		for inner := range node.Descendants() {
			f.take(inner)
			if other := attribute(inner, "formaction"); other != "" {
				actions = append(actions, other)
			}
		}
		for _, action := range actions {
			to, err := url.Parse(action)
			require.NoError(t, err)
			if f.action = to.Path; f.method == http.MethodPost {
				f.action = to.RequestURI()
			}
			list = append(list, f)
		}
	}
	return list
}

// take takes up a control.
func (f *form) take(node *html.Node) {
	name := attribute(node, "name")
	if node.Type != html.ElementNode || name == "" {
		return
	}
	field := formField{name: name, value: attribute(node, "value"), kind: cmp.Or(attribute(node, "type"), "text"), on: true}
	switch node.Data {
	case "input":
		switch field.kind {
		case "checkbox", "radio":
			first := !slices.ContainsFunc(f.fields, func(other formField) bool { return other.name == name })
			field.on = has(node, "checked") || first && field.kind == "radio"
		case "file":
			f.files[name] = true
		}
	case "textarea":
		field.kind = "textarea"
		if node.FirstChild != nil {
			field.value = node.FirstChild.Data
		}
	case "select":
		field.kind = "select"
		for option := range node.Descendants() {
			if option.Data == "option" && (field.value == "" || has(option, "selected")) {
				field.value = attribute(option, "value")
			}
		}
	case "button":
		field.kind = "button"
		field.on = !slices.ContainsFunc(f.fields, func(other formField) bool { return other.name == name })
	default:
		return
	}
	f.fields = append(f.fields, field)
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(node *html.Node, key string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// signedIn is a visitor who has signed in.
func (l *looked) signedIn(t *testing.T, who string) *visitor {
	t.Helper()
	login, password, door := lookLogin, lookPassword, "/my/sign-in"
	if who != theMember {
		account, err := l.Staff(who)
		require.NoError(t, err)
		login, password, door = account.Login, account.Password, "/console/sign-in"
	}
	return l.enters(t, door, login, password)
}

func (l *looked) enters(t *testing.T, door, login, password string) *visitor {
	t.Helper()
	v := newVisitor(t, l.ConsoleURL())
	v.enter = func(v *visitor) bool {
		v.Helper()
		return v.submit(door, door, map[string]string{"login": login, "password": password}).status == http.StatusSeeOther
	}
	require.True(t, v.enter(v), "%s can't sign in at %s", login, door)
	return v
}
