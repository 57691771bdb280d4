package pages

import "kigen/starter/api"

// What is shown beside the pages, as it is: PDFs and pictures, which load nothing,
// and letters, which have their own style in them and do nothing.
const (
	filePolicy   = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors "
	letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; base-uri 'none'; frame-ancestors "

	alone, framed = "'none'", "'self'"
)

// Paper shows the PDF that an operation gives for what the address names.
func (v *Visit) Paper(operation string) error { return v.file(operation, alone) }

// FramedFile shows what an operation gives for what the address names; a page of
// the site may have it in a frame.
func (v *Visit) FramedFile(operation string) error { return v.file(operation, framed) }

func (v *Visit) file(operation, where string) error {
	f, err := Ask[File](v, operation, ByID(v.R.PathValue("id")))
	if err == nil {
		v.write(f, filePolicy, where)
	}
	return err
}

// LetterBody shows the HTML of the letter that the address names, for a frame.
func (v *Visit) LetterBody() error {
	l, err := Ask[api.LetterPage](v, "getNotice", ByID(v.R.PathValue("id")))
	if err == nil {
		v.write(File{ContentType: "text/html; charset=utf-8", Content: []byte(l.HTML)}, letterPolicy, framed)
	}
	return err
}

func (v *Visit) write(f File, policy, where string) {
	h := v.W.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", policy+where)
	if where == framed {
		h.Set("X-Frame-Options", "SAMEORIGIN") // the server forbids all frames
	}
	_, _ = v.W.Write(f.Content)
}
