package papers

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/boombuler/barcode/code128"
	"github.com/signintech/gopdf"

	"kigen/internal/terms"
)

// Measures of an A4 page, in millimetres from its upper left corner.
const (
	pageWidth, pageHeight = 210.0, 297.0
	left, right           = 20.0, 190.0
	top, bottom           = 16.0, 278.0
	footTop               = 282.0
	width                 = right - left
)

// Sizes of type, in points.
const (
	titleSize   = 22.0
	largeSize   = 15.0
	headingSize = 11.5
	bodySize    = 9.5
	smallSize   = 8.0
)

const (
	millimetres = 25.4 / 72 // of a point
	leading     = 1.45      // height of a line, of the size
	ascent      = 1.1       // from the top of a line to its baseline, of the size
	black       = 0.0
	grey        = 0.35 // for glosses and notes: still dark in a copy
	pale        = 0.93 // behind a heading
	thin        = 0.15
	thick       = 0.5
)

// sheet is a paper as it is being written, in black and grey from top to
// bottom. The first failure is kept.
type sheet struct {
	pdf   gopdf.GoPdf
	y     float64 // where the next line begins
	foot  string
	pages int
	err   error
}

func newSheet(title, foot string) *sheet {
	s := &sheet{foot: foot}
	s.pdf.Start(gopdf.Config{Unit: gopdf.UnitMM, PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	s.pdf.SetInfo(gopdf.PdfInfo{Title: title, Creator: "Kigen"})
	all, err := fonts()
	s.keep(err)
	for _, f := range []face{regular, bold} {
		if s.err == nil {
			s.keep(s.pdf.AddTTFFontFromFontContainer(string(f), all))
		}
	}
	s.turn()
	return s
}

func (s *sheet) keep(err error) { s.err = errors.Join(s.err, err) }

// turn begins a page.
func (s *sheet) turn() {
	s.pdf.AddPage()
	s.pages++
	s.y = footTop
	s.line(left, footTop-1.5, right, footTop-1.5)
	s.put(left, regular, smallSize, grey, s.foot)
	s.putRight(right, regular, smallSize, grey, fmt.Sprintf("%d", s.pages))
	s.y = top
}

// need begins a page where the height that is to stay together does not fit.
func (s *sheet) need(height float64) {
	if s.y+height > bottom {
		s.turn()
	}
}

func (s *sheet) space(height float64) { s.y += height }

// heightOf is the height of a line of type.
func heightOf(size float64) float64 { return size * millimetres * leading }

func (s *sheet) measure(f face, size float64) func(string) float64 {
	return func(text string) float64 {
		if s.err != nil {
			return 0
		}
		s.keep(s.pdf.SetFont(string(f), "", size))
		w, err := s.pdf.MeasureTextWidth(text)
		s.keep(err)
		return w
	}
}

// put writes one line at x, without going on to the next.
func (s *sheet) put(x float64, f face, size, shade float64, text string) {
	if s.err != nil || text == "" {
		return
	}
	s.keep(s.pdf.SetFont(string(f), "", size))
	s.pdf.SetGrayFill(shade)
	s.pdf.SetXY(x, s.y+size*millimetres*ascent)
	s.keep(s.pdf.Text(text))
}

// putRight writes one line that ends at x.
func (s *sheet) putRight(x float64, f face, size, shade float64, text string) {
	s.put(x-s.measure(f, size)(text), f, size, shade, text)
}

// paragraph writes text between x and the right margin, in as many lines as it takes.
func (s *sheet) paragraph(x float64, f face, size, shade float64, text string) {
	s.within(x, right, f, size, shade, text)
}

// within writes text between two edges.
func (s *sheet) within(x, edge float64, f face, size, shade float64, text string) {
	for _, line := range wrap(text, edge-x, s.measure(f, size)) {
		s.need(heightOf(size))
		s.put(x, f, size, shade, line)
		s.y += heightOf(size)
	}
}

// title is the head of the first page: what the paper is, and what stands at its right.
func (s *sheet) title(ja, en string, aside ...string) {
	y := s.y
	for _, line := range aside {
		s.putRight(right, regular, bodySize, black, line)
		s.y += heightOf(bodySize)
	}
	s.y = y
	s.put(left, bold, titleSize, black, ja)
	s.y += heightOf(titleSize)
	s.put(left, regular, bodySize, grey, en)
	s.y += heightOf(bodySize) + 1
	s.rule(thick)
	s.space(2.5)
}

// heading begins a section, with its gloss in English.
func (s *sheet) heading(ja, en string) {
	s.need(heightOf(headingSize) + 3*heightOf(bodySize))
	s.space(2.5)
	s.fill(left, s.y, width, heightOf(headingSize)+0.8, pale)
	s.y += 0.4
	s.put(left+2, bold, headingSize, black, ja)
	x := left + 2 + s.measure(bold, headingSize)(ja) + 4
	s.y += (headingSize - smallSize) * millimetres * ascent
	s.put(x, regular, smallSize, grey, en)
	s.y += heightOf(headingSize) - (headingSize-smallSize)*millimetres*ascent + 1.8
}

// tick is a box to tick, with what it stands for.
func (s *sheet) tick(text, note string) {
	s.need(heightOf(bodySize) + heightOf(smallSize))
	s.tickIn(left, right, text)
	if note != "" {
		s.paragraph(left+tickIndent, regular, smallSize, grey, note)
	}
	s.space(0.7)
}

// ticks are boxes in two columns, read line by line.
func (s *sheet) ticks(items []terms.Item) {
	const gap = 4.0
	middle := left + width/2
	for pair := range slices.Chunk(items, 2) {
		s.need(2 * heightOf(bodySize))
		begin, end := s.y, s.y
		for i, item := range pair {
			s.y = begin
			if i == 0 {
				s.tickIn(left, middle-gap, item.JA)
			} else {
				s.tickIn(middle, right, item.JA)
			}
			end = max(end, s.y)
		}
		s.y = end + 0.7
	}
}

// tickIndent is where the text beside a box begins.
const tickIndent = 8.0

func (s *sheet) tickIn(x, edge float64, text string) {
	const side = 3.2
	s.frame(x+2, s.y+0.7, side, side, 0.25)
	s.within(x+tickIndent, edge, regular, bodySize, black, text)
}

// fact is a row of a table: a label and its value.
type fact struct{ label, value string }

// facts writes rows with a line below each; those without a value are left out.
func (s *sheet) facts(rows ...fact) {
	const column = 34.0
	for _, row := range rows {
		if row.value == "" {
			continue
		}
		s.space(0.6)
		s.need(heightOf(bodySize))
		s.put(left+2, regular, bodySize, grey, row.label)
		s.paragraph(left+2+column, regular, bodySize, black, row.value)
		s.space(0.6)
		s.line(left, s.y, right, s.y)
	}
}

func (s *sheet) rule(weight float64) {
	s.pdf.SetLineWidth(weight)
	s.pdf.Line(left, s.y, right, s.y)
	s.pdf.SetLineWidth(thin)
}

func (s *sheet) line(x1, y1, x2, y2 float64) {
	s.pdf.SetLineWidth(thin)
	s.pdf.Line(x1, y1, x2, y2)
}

func (s *sheet) frame(x, y, w, h, weight float64) {
	s.pdf.SetLineWidth(weight)
	s.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "D")
	s.pdf.SetLineWidth(thin)
}

func (s *sheet) fill(x, y, w, h, shade float64) {
	s.pdf.SetGrayFill(shade)
	s.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "F")
	s.pdf.SetGrayFill(black)
}

// barcode draws content as Code 128 in the middle of the page, with its quiet
// zones left white. The bars are as wide as the page allows, 0.4 mm at most.
func (s *sheet) barcode(content string, height float64) {
	const quiet, widest = 10, 0.4 // modules, millimetres
	code, err := code128.Encode(content)
	if err != nil {
		s.keep(fmt.Errorf("barcode of %q: %w", content, err))
		return
	}
	modules := code.Bounds().Dx()
	module := min(widest, width/float64(modules+2*quiet))
	x := left + (width-float64(modules)*module)/2
	dark := func(i int) bool { r, _, _, _ := code.At(i, 0).RGBA(); return r == 0 }
	for i := 0; i < modules; i++ {
		bar := i
		for i < modules && dark(i) {
			i++
		}
		if i > bar {
			s.fill(x+float64(bar)*module, s.y, float64(i-bar)*module, height, black)
		}
	}
	s.y += height
}

// bytes is the finished PDF.
func (s *sheet) bytes() ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	var b bytes.Buffer
	_, err := s.pdf.WriteTo(&b)
	return b.Bytes(), err
}
