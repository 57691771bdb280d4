package pages

import (
	"context"
	"io"
	"regexp"

	"github.com/a-h/templ"
)

// wholeDay is a day as both languages write it.
var wholeDay = regexp.MustCompile(`\d{4}年\d{1,2}月\d{1,2}日(\([日月火水木金土]\))?|[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}`)

// Sentence is a text in which no line ends within a day.
func Sentence(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, wholeDay.ReplaceAllString(templ.EscapeString(text), `<span class="nowrap">$0</span>`))
		return err
	})
}
