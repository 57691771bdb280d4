package terms

import (
	"fmt"
	"strings"
)

// Problem is one thing wrong with a file of terms.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`           // from 1
	Path    string `json:"path,omitempty"` // "rules.N-5.figures.within"
	Message string `json:"message"`
}

// Error is "file:line: path: what is wrong".
func (p Problem) Error() string {
	if p.Path == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Path, p.Message)
}

// Problems are everything wrong with the files that were read, by file and line.
type Problems []Problem

// Error is one problem a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, x := range p {
		lines[i] = x.Error()
	}
	return strings.Join(lines, "\n")
}
