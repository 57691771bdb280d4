package vault

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"regexp"
	"slices"
	"strconv"

	"github.com/gabriel-vasile/mimetype"

	"kigen/internal/refusal"
)

// Limits are the figures of S-11 in the terms in force.
type Limits struct {
	// MaxBytes of each file, inclusive.
	MaxBytes int64
	// MaxFiles of one submission, inclusive.
	MaxFiles int
	// Types are the media types that are accepted, of "image/jpeg" and "application/pdf".
	Types []string
}

// CheckCount refuses (S-11) a submission without a file, or with too many.
func (l Limits) CheckCount(files int) error {
	switch {
	case files == 0:
		return refusal.New(refusal.Invalid, "S-11", "ファイルを1つ以上お選びください。", "Please choose at least one file.")
	case files > l.MaxFiles:
		return refusal.New(refusal.LimitReached, "S-11",
			fmt.Sprintf("一度に提出できるファイルは%dつまでです。", l.MaxFiles),
			fmt.Sprintf("At most %d files can be submitted at once.", l.MaxFiles))
	}
	return nil
}

// Check returns the media type of a document, judged by its content alone, or
// refuses it (S-11) with code file_refused: too large, of another type, cut
// off, or locked with a password. Whether the page can be read is for the desk.
func (l Limits) Check(data []byte) (string, error) {
	if int64(len(data)) > l.MaxBytes {
		return "", refuse(
			fmt.Sprintf("ファイルの大きさは1つ%sまでです。", size(l.MaxBytes)),
			fmt.Sprintf("A file may have at most %s.", size(l.MaxBytes)))
	}
	kind := mimetype.Detect(data)
	switch {
	case kind.Is("image/jpeg") && slices.Contains(l.Types, "image/jpeg"):
		return "image/jpeg", checkJPEG(data)
	case kind.Is("application/pdf") && slices.Contains(l.Types, "application/pdf"):
		return "application/pdf", checkPDF(data)
	}
	return "", refuse(
		"JPEGまたはPDFのファイルをお選びください。ファイル名ではなく中身で確認しています。",
		"Please choose a JPEG or PDF file. The content counts, not the name.")
}

func refuse(ja, en string) error { return refusal.New(refusal.FileRefused, "S-11", ja, en) }

func incomplete() error {
	return refuse(
		"ファイルが壊れているか、途中で切れています。もう一度撮影または保存してお送りください。",
		"The file is damaged or cut off. Please take or save it again.")
}

func checkJPEG(data []byte) error {
	if c, err := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil || c.Width == 0 || c.Height == 0 || !jpegEnds(data) {
		return incomplete()
	}
	return nil
}

// jpegEnds walks the segments of a JPEG and reports whether its own end marker
// comes: a thumbnail inside a segment has one too.
func jpegEnds(data []byte) bool {
	const (
		marker      = 0xFF
		stuffed     = 0x00 // a data byte 0xFF, not a marker
		restart0    = 0xD0
		restart7    = 0xD7
		endOfImage  = 0xD9
		startOfScan = 0xDA
	)
	inScan := false
	for i := 2; i+1 < len(data); {
		code := data[i+1]
		switch {
		case data[i] != marker && inScan, data[i] == marker && inScan && code == stuffed:
			i++
		case data[i] != marker:
			return false
		case code == marker:
			i++
		case code == endOfImage:
			return true
		case code >= restart0 && code <= restart7:
			i += 2
		default:
			if i+3 >= len(data) {
				return false
			}
			i += 2 + int(data[i+2])<<8 + int(data[i+3])
			inScan = code == startOfScan
		}
	}
	return false
}

// pdfTail is where the end marker must stand; scanners add a few bytes after it.
const pdfTail = 1024

var encrypted = regexp.MustCompile(`/Encrypt\s*(\d+\s+\d+\s+R|<<)`)

func checkPDF(data []byte) error {
	tail := data[max(0, len(data)-pdfTail):]
	if !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.Contains(tail, []byte("%%EOF")) || !bytes.Contains(data, []byte("startxref")) {
		return incomplete()
	}
	if encrypted.Match(data) {
		return refuse(
			"パスワードで保護されたPDFは受け付けられません。保護を外してお送りください。",
			"A PDF that is locked with a password can't be accepted. Please remove the lock.")
	}
	return nil
}

// size writes bytes as people know them, in the larger unit where it is even.
func size(n int64) string {
	for _, unit := range []struct {
		bytes int64
		name  string
	}{{1 << 20, "MB"}, {1e6, "MB"}, {1 << 10, "KB"}, {1e3, "KB"}} {
		if n >= unit.bytes && n%unit.bytes == 0 {
			return strconv.FormatInt(n/unit.bytes, 10) + unit.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}
