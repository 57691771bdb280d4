package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"kigen/internal/terms"
)

// Output is how every command answers: its flags are the program's, and its
// address is bound for the commands' Run.
type Output struct {
	JSON bool   `help:"Answer in JSON."`
	Lang string `enum:"ja,en" default:"${lang}" help:"Language of texts: ja or en; by the locale unless told."`

	// To is where answers go.
	To io.Writer `kong:"-"`
}

// Language is the value of the variable "lang" that Output's default needs:
// ja where the locale (LC_ALL, LC_MESSAGES, LANG as getenv gives them) is
// Japanese, en elsewhere.
func Language(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			if strings.HasPrefix(locale, "ja") {
				return "ja"
			}
			break
		}
	}
	return "en"
}

// say chooses the text of the language asked for.
func (o *Output) say(ja, en string) string {
	if o.Lang == "ja" {
		return ja
	}
	return en
}

func (o *Output) text(t terms.Text) string { return o.say(t.JA, t.EN) }

// printf writes one line.
func (o *Output) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(o.To, format+"\n", args...)
	return err
}

// json writes v indented.
func (o *Output) json(v any) error {
	e := json.NewEncoder(o.To)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// wrapped keeps each line of a cell to a width, and words whole where they fit.
func wrapped(cell string, width int) string {
	lines := strings.Split(cell, "\n")
	for i, line := range lines {
		lines[i] = text.WrapSoft(line, width)
	}
	return strings.Join(lines, "\n")
}

// table writes rows under a header. Columns wider than their entry in widths
// are wrapped; 0 leaves a column as wide as it is.
func (o *Output) table(header table.Row, rows []table.Row, widths ...int) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(header)
	t.AppendRows(rows)
	columns := make([]table.ColumnConfig, len(widths))
	for i, w := range widths {
		columns[i] = table.ColumnConfig{Number: i + 1, WidthMax: w, WidthMaxEnforcer: wrapped}
	}
	t.SetColumnConfigs(columns)
	return o.printf("%s", t.Render())
}
