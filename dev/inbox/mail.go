package inbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/text/encoding/htmlindex"
)

// Mail is one mail as a person reads it, in UTF-8.
type Mail struct {
	ID        string    `json:"id"`
	Arrived   time.Time `json:"arrived"`
	Date      time.Time `json:"date"` // of the mail's own header; zero if it has none
	MessageID string    `json:"message_id"`
	From      string    `json:"from"`
	To        string    `json:"to"`
	Delivered []string  `json:"delivered_to"` // the addresses it was sent to, whatever its header says
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
	HTML      string    `json:"html,omitempty"`
	Files     []File    `json:"files,omitempty"`
}

// File is an attachment.
type File struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Size    int    `json:"size"`
	content []byte
}

var words = mime.WordDecoder{CharsetReader: charsetReader}

func charsetReader(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, fmt.Errorf("character set %q: %w", charset, err)
	}
	return e.NewDecoder().Reader(r), nil
}

// parse reads a mail. What can't be decoded is shown as it came: an inbox for development hides nothing.
func parse(id string, raw []byte) (Mail, error) {
	m, err := parseHeader(id, raw)
	if err != nil {
		return m, err
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return m, fmt.Errorf("read mail %s: %w", id, err)
	}
	if err := m.add(header(msg.Header), msg.Body); err != nil {
		return m, fmt.Errorf("read mail %s: %w", id, err)
	}
	return m, nil
}

// parseHeader is parse without the body.
func parseHeader(id string, raw []byte) (Mail, error) {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Mail{}, fmt.Errorf("read mail %s: %w", id, err)
	}
	m := Mail{
		ID:        id,
		MessageID: msg.Header.Get("Message-Id"),
		From:      decodeWords(msg.Header.Get("From")),
		To:        decodeWords(msg.Header.Get("To")),
		Delivered: msg.Header["Delivered-To"],
		Subject:   decodeWords(msg.Header.Get("Subject")),
	}
	m.Arrived, _ = time.Parse(arrivalName, id)
	m.Date, _ = msg.Header.Date()
	return m, nil
}

// header is that of a mail or of one of its parts.
type header map[string][]string

func (h header) get(name string) string { return mail.Header(h).Get(name) }

func (m *Mail) add(h header, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(h.get("Content-Type"))
	if err != nil {
		kind, params = "text/plain", map[string]string{"charset": "utf-8"}
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.add(header(part.Header), part); err != nil {
				return err
			}
		}
	}
	content, err := io.ReadAll(decodeTransfer(h.get("Content-Transfer-Encoding"), body))
	if err != nil {
		return err
	}
	disposition, fileParams, _ := mime.ParseMediaType(h.get("Content-Disposition"))
	switch {
	case disposition == "attachment" || !strings.HasPrefix(kind, "text/"):
		name := decodeWords(fileParams["filename"])
		if name == "" {
			name = decodeWords(params["name"])
		}
		if name == "" {
			name = fmt.Sprintf("file-%d", len(m.Files)+1)
		}
		m.Files = append(m.Files, File{Name: name, Type: kind, Size: len(content), content: content})
	case kind == "text/html" && m.HTML == "":
		m.HTML = decodeCharset(params["charset"], content)
	case m.Text == "":
		m.Text = decodeCharset(params["charset"], content)
	}
	return nil
}

func decodeTransfer(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

func decodeCharset(charset string, content []byte) string {
	if charset == "" {
		return string(content)
	}
	r, err := charsetReader(charset, bytes.NewReader(content))
	if err != nil {
		return string(content)
	}
	decoded, err := io.ReadAll(r)
	if err != nil {
		return string(content)
	}
	return string(decoded)
}

func decodeWords(s string) string {
	decoded, err := words.DecodeHeader(s)
	if err != nil {
		return s
	}
	return decoded
}
