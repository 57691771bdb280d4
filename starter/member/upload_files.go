package member

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"kigen/internal/identity"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

const (
	// largestFiles bounds what a form with files may send at once: the five of S-11
	// and what a form adds.
	largestFiles = 40 << 20
	// largestFile leaves room for a file that is too large to be refused with its rule.
	largestFile = 11 << 20
)

// sendAll hands the files of a form to the API, one after the other as they come in,
// and tells how many there were. What the form says of them stands before them.
// They stay in memory, no more than one at a time: a document is never written
// anywhere unsealed. What comes after one that was refused is read and left out,
// so that the browser hears the answer.
func (u *uploading) sendAll(r *http.Request) (sent int, refused error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return 0, noFile()
	}
	said := map[string]string{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return sent, refused
		}
		if err != nil {
			return sent, unread(err)
		}
		if part.FormName() != "file" || refused != nil {
			text, err := io.ReadAll(io.LimitReader(part, longestEntry))
			if err != nil {
				return sent, unread(err)
			}
			said[part.FormName()] = string(text)
			continue
		}
		data, err := io.ReadAll(io.LimitReader(part, largestFile))
		if err != nil {
			return sent, err
		}
		if len(data) > 0 {
			refused = u.send(data, said["role"], said["key"]+"."+strconv.Itoa(sent))
			sent++
		}
	}
}

// unread is why a form with files can't be read. What a broken one says of itself
// goes to no log: it may quote the name of a file.
func unread(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return err
	}
	return noFile()
}

func noFile() error {
	return problemOf(http.StatusUnprocessableEntity, refusal.New(refusal.Invalid, terms.S11, "ファイルをお選びください。", "Please choose a file.").
		With("file", "写真またはファイルをお選びください。", "Please take a picture or choose a file."))
}

// uploadFiles takes the files of a form, one after the other. A script is answered
// in JSON, a browser without one by the page.
func (m *Pages) uploadFiles(v *visit) error {
	script := strings.Contains(v.R.Header.Get("Accept"), "application/json")
	u, err := v.opened()
	if err != nil {
		return err
	}
	if u == nil {
		if script {
			v.W.WriteHeader(http.StatusGone)
			return nil
		}
		return v.Redirect(uploadRoot + "/" + v.R.PathValue("token") + "?late=1")
	}
	sent, err := u.sendAll(v.R)
	if err == nil && sent == 0 {
		err = noFile()
	}
	if script {
		return u.answer(err)
	}
	if err != nil {
		// The page shows what was taken before.
		u, open := v.opened()
		if open != nil || u == nil {
			return err
		}
		p := m.Problem(u.Visit, err)
		if p.Status >= http.StatusInternalServerError && p.Code != refusal.Maintenance {
			return err
		}
		u.Form.Problem = p
		return u.show(p.Status)
	}
	return v.Redirect(u.path() + "#files")
}

// send hands a file to the API.
func (u *uploading) send(data []byte, role, key string) error {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := errors.Join(w.WriteField("session", u.Session), w.WriteField("role", role))
	if err != nil {
		return err
	}
	part, err := w.CreateFormFile("file", "document") // its own name may be personal
	if err != nil {
		return err
	}
	if _, err := part.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_, err = pages.Ask[api.File](u.Visit, "uploadDocument", pages.Input{
		Raw: &pages.File{ContentType: w.FormDataContentType(), Content: b.Bytes()}, Key: "file." + key,
	})
	return err
}

// answer tells a script what became of its file.
func (u *uploading) answer(err error) error {
	if err == nil {
		return u.helpful(map[string]string{"said": u.T("送信しました", "sent")})
	}
	p := u.Site.Problem(u.Visit, err)
	u.W.Header().Set("Content-Type", "application/json")
	u.W.WriteHeader(p.Status)
	return u.helpful(map[string]string{"problem": u.T(p.JA, p.EN)})
}

// roles are what a file may show.
var roles = []option{
	{string(identity.Front), text("書類の表面", "Front of the document"), nil},
	{string(identity.Back), text("書類の裏面", "Back of the document"), nil},
	{string(identity.OwnNameSide), text("ご自身の氏名の面（被扶養者の方）", "Side with your own name (dependants)"), nil},
	{string(identity.Auxiliary), text("本人確認補助書類", "Auxiliary document"), nil},
}

func roleName(role identity.Role) terms.Text {
	for _, r := range roles {
		if r.Value == string(role) {
			return r.Label
		}
	}
	return text(string(role), string(role))
}

// size is how large a file is, in words.
func size(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt(max(bytes>>10, 1), 10) + " KB"
	}
	return strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64), ".0") + " MB"
}
