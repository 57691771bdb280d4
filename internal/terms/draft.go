package terms

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// draftName is what Problems call a draft.
const draftName = "draft.yaml"

// With is the book with a draft beside its versions, and the draft as a version
// named by its effective day. The draft is a file as an operator's directory
// holds them; it is kept nowhere. Problems are all that is wrong with it.
func (b *Book) With(draft []byte) (*Book, *Version, Problems) {
	v, problems := b.parse(file{name: draftName, base: dayOf(draft) + ".yaml", text: draft}, map[string]bool{})
	if len(problems) > 0 {
		return nil, nil, problems
	}
	book := &Book{versions: append(b.Versions(), v)}
	slices.SortFunc(book.versions, func(a, b *Version) int { return strings.Compare(a.Name, b.Name) })
	return book, v, nil
}

// dayOf is the effective day that a file states, empty where it states none.
func dayOf(text []byte) string {
	var root yaml.Node
	if yaml.Load(text, &root) != nil || len(root.Content) == 0 {
		return ""
	}
	var h head
	(&decoder{lines: map[string]int{}}).decode(root.Content[0], "", reflect.ValueOf(&h).Elem())
	return h.Effective.String()
}
