package vault_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/refusal"
	"kigen/internal/vault"
)

var limits = vault.Limits{MaxBytes: 5 << 20, MaxFiles: 5, Types: []string{"image/jpeg", "application/pdf"}}

func aJPEG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 200)), nil))
	return b.Bytes()
}

func aPDF(trailer string) []byte {
	return []byte("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R" + trailer + ">>\nstartxref\n9\n%%EOF\n")
}

// withThumbnail puts a whole JPEG into a segment of another, as cameras do.
func withThumbnail(photo, thumbnail []byte) []byte {
	n := len(thumbnail) + 2
	segment := append([]byte{0xFF, 0xE1, byte(n >> 8), byte(n)}, thumbnail...)
	return append(append(append([]byte{}, photo[:2]...), segment...), photo[2:]...)
}

// TestFilesAreJudgedByContent covers S-11.
func TestFilesAreJudgedByContent(t *testing.T) {
	photo := aJPEG(t)
	var drawing bytes.Buffer
	require.NoError(t, png.Encode(&drawing, image.NewGray(image.Rect(0, 0, 3, 3))))
	full := append(bytes.Clone(photo), bytes.Repeat([]byte{0}, 5<<20-len(photo))...)
	nested := withThumbnail(photo, photo)

	for name, c := range map[string]struct {
		data []byte
		want string // media type, or part of the English refusal
	}{
		"a photo":                        {photo, "image/jpeg"},
		"a photo with a thumbnail":       {nested, "image/jpeg"},
		"a photo with data behind":       {append(bytes.Clone(photo), "motion"...), "image/jpeg"},
		"a photo of exactly 5 MB":        {full, "image/jpeg"},
		"a PDF":                          {aPDF(""), "application/pdf"},
		"a PDF that speaks of /Encrypt":  {aPDF("/Title(/Encrypted)"), "application/pdf"},
		"one byte over 5 MB":             {append(full, 0), "at most 5MB"},
		"a PNG":                          {drawing.Bytes(), "JPEG or PDF"},
		"text":                           {[]byte("photo.jpg"), "JPEG or PDF"},
		"nothing":                        {nil, "JPEG or PDF"},
		"half a photo":                   {photo[:len(photo)-2], "cut off"},
		"half a photo after a thumbnail": {nested[:len(nested)-2], "cut off"},
		"a photo's first bytes":          {photo[:20], "cut off"},
		"half a PDF":                     {aPDF("")[:40], "cut off"},
		"a locked PDF":                   {aPDF("/Encrypt 5 0 R"), "locked"},
		"a locked PDF in one dictionary": {aPDF("/Encrypt<</Filter/Standard>>"), "locked"},
		"a PDF with much behind":         {append(aPDF(""), bytes.Repeat([]byte(" "), 2000)...), "cut off"},
	} {
		kind, err := limits.Check(c.data)
		if strings.Contains(c.want, "/") {
			require.NoError(t, err, name)
			require.Equal(t, c.want, kind, name)
			continue
		}
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.FileRefused, Rule: "S-11"}, name)
		require.ErrorContains(t, err, c.want, name)
	}
}

func TestTypesComeFromTheTerms(t *testing.T) {
	onlyPDF := limits
	onlyPDF.Types = []string{"application/pdf"}
	_, err := onlyPDF.Check(aJPEG(t))
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.FileRefused, Rule: "S-11"})
}

func TestNumberOfFiles(t *testing.T) {
	require.ErrorIs(t, limits.CheckCount(0), &refusal.Error{Code: refusal.Invalid, Rule: "S-11"})
	require.NoError(t, limits.CheckCount(1))
	require.NoError(t, limits.CheckCount(5))
	require.ErrorIs(t, limits.CheckCount(6), &refusal.Error{Code: refusal.LimitReached, Rule: "S-11"})
}

func FuzzCheckNeverPanics(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x00"))
	f.Add(aPDF(""))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = limits.Check(data) })
}
