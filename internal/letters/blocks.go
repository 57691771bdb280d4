package letters

import (
	"fmt"
	"regexp"
	"strings"
)

// block is one piece of a letter, free of any format.
type block struct {
	Kind  kind
	Words string // of a paragraph, heading, warning or button
	Items []string
	Facts []fact
	URL   string // of a button
}

type kind string

const (
	paragraph kind = "paragraph"
	heading   kind = "heading"
	bullets   kind = "bullets"
	steps     kind = "steps"
	facts     kind = "facts"
	warning   kind = "warning"
	button    kind = "button"
)

// fact is a row of the box: a label and its value.
type fact struct{ Label, Value string }

var (
	buttonLine = regexp.MustCompile(`^\[(.+)\]\((\S*)\)$`)
	stepLine   = regexp.MustCompile(`^[0-9]+\. `)
)

// parse reads the markup that doc.go describes.
func parse(source string) (subject string, blocks []block, err error) {
	first, rest, _ := strings.Cut(source, "\n")
	subject, ok := strings.CutPrefix(first, "Subject: ")
	if !ok || strings.TrimSpace(subject) == "" {
		return "", nil, fmt.Errorf("the first line is %q, want the subject", first)
	}
	var open *block // the block that the next line may continue
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if line == "" {
			open = nil
			continue
		}
		b, err := parseLine(line)
		if err != nil {
			return "", nil, err
		}
		if open != nil && open.Kind == b.Kind && open.extend(b) {
			continue
		}
		if b.Kind == button && b.URL == "" {
			continue
		}
		blocks = append(blocks, b)
		open = &blocks[len(blocks)-1]
	}
	return strings.TrimSpace(subject), blocks, nil
}

func parseLine(line string) (block, error) {
	if m := buttonLine.FindStringSubmatch(line); m != nil {
		return block{Kind: button, Words: m[1], URL: m[2]}, nil
	}
	if n := stepLine.FindString(line); n != "" {
		return block{Kind: steps, Items: []string{line[len(n):]}}, nil
	}
	mark, words, _ := strings.Cut(line, " ")
	switch mark {
	case "##":
		return block{Kind: heading, Words: words}, nil
	case "!":
		return block{Kind: warning, Words: words}, nil
	case "-":
		return block{Kind: bullets, Items: []string{words}}, nil
	case ">":
		label, value, ok := strings.Cut(words, " | ")
		if !ok || strings.TrimSpace(value) == "" {
			return block{}, fmt.Errorf("row %q: want a label and a value", line)
		}
		return block{Kind: facts, Facts: []fact{{Label: label, Value: value}}}, nil
	default:
		return block{Kind: paragraph, Words: line}, nil
	}
}

// extend adds a line of the same kind; headings, warnings and buttons stand alone.
func (b *block) extend(next block) bool {
	switch b.Kind {
	case bullets, steps:
		b.Items = append(b.Items, next.Items...)
	case facts:
		b.Facts = append(b.Facts, next.Facts...)
	case paragraph:
		b.Words += " " + next.Words
	default:
		return false
	}
	return true
}
