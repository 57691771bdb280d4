package papers_test

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

var (
	objectPattern  = regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)endobj`)
	streamPattern  = regexp.MustCompile(`(?s)stream\n(.*?)\n?endstream`)
	fontPattern    = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	unicodePattern = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	rangePattern   = regexp.MustCompile(`<([0-9A-F]{4})><[0-9A-F]{4}><([0-9A-F]+)>`)
	runPattern     = regexp.MustCompile(`(?s)BT\n(\S+) (\S+) TD\n/(F\d+) \S+ Tf .*?\[<([0-9A-F]*)>\] TJ`)
)

// run is a piece of text where it stands on its page.
type run struct {
	x, y float64
	text string
}

// textOf reads a PDF as a viewer's search does: through the tables that its
// fonts carry. It gives a line for each line of a page.
func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	objects := map[string][]byte{}
	var order []string
	for _, m := range objectPattern.FindAllSubmatch(pdf, -1) {
		objects[string(m[1])] = m[2]
		order = append(order, string(m[1]))
	}
	tables := map[string]map[string]string{}
	for _, m := range fontPattern.FindAllSubmatch(pdf, -1) {
		unicode := unicodePattern.FindSubmatch(objects[string(m[2])])
		require.NotNil(t, unicode, "font %s", m[1])
		tables[string(m[1])] = characters(t, objects[string(unicode[1])])
	}
	var b strings.Builder
	pages := 0
	for _, n := range order {
		content, ok := inflated(objects[n])
		if !ok || !bytes.Contains(content, []byte("BT\n")) {
			continue
		}
		pages++
		fmt.Fprintf(&b, "--- page %d\n", pages)
		for _, line := range linesOf(t, content, tables) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// characters is a font's table from the code of a glyph to what it stands for.
func characters(t *testing.T, object []byte) map[string]string {
	t.Helper()
	table := map[string]string{}
	for _, m := range rangePattern.FindAllSubmatch(object, -1) {
		code, err := hex.DecodeString(string(m[2]))
		require.NoError(t, err)
		var units []uint16
		for i := 0; i+1 < len(code); i += 2 {
			units = append(units, uint16(code[i])<<8|uint16(code[i+1]))
		}
		table[string(m[1])] = string(utf16.Decode(units))
	}
	return table
}

func inflated(object []byte) ([]byte, bool) {
	m := streamPattern.FindSubmatch(object)
	if m == nil {
		return nil, false
	}
	r, err := zlib.NewReader(bytes.NewReader(m[1]))
	if err != nil {
		return nil, false
	}
	content, err := io.ReadAll(r)
	return content, err == nil
}

func linesOf(t *testing.T, content []byte, tables map[string]map[string]string) []string {
	t.Helper()
	var runs []run
	for _, m := range runPattern.FindAllSubmatch(content, -1) {
		x, err := strconv.ParseFloat(string(m[1]), 64)
		require.NoError(t, err)
		y, err := strconv.ParseFloat(string(m[2]), 64)
		require.NoError(t, err)
		text := ""
		for code := range slices.Chunk(m[4], 4) {
			c, ok := tables[string(m[3])][string(code)]
			require.True(t, ok, "glyph %s of %s", code, m[3])
			text += c
		}
		runs = append(runs, run{x, y, text})
	}
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Or(cmp.Compare(b.y, a.y), cmp.Compare(a.x, b.x)) })
	var lines []string
	for i, r := range runs {
		if i > 0 && runs[i-1].y-r.y < 2 {
			lines[len(lines)-1] += " | " + r.text
			continue
		}
		lines = append(lines, r.text)
	}
	return lines
}
