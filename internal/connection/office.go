package connection

import (
	"time"

	"kigen/internal/config"
	"kigen/internal/letters"
	"kigen/internal/sealing"
	"kigen/internal/terms"
)

// The uses of the signed links in letters.
const (
	// UseUpload opens the upload page (S-9).
	UseUpload = "upload"
	// UseReset lets a member choose a password.
	UseReset = "password-reset"
)

// Carrier is who the letters come from.
var Carrier = terms.Text{JA: "Kigenモバイル", EN: "Kigen Mobile"}

// Office gives the sender of the letters of an instant: the carrier, its
// addresses under the terms in force, and what makes codes and links (S-2, S-9).
func Office(c *config.Config, book *terms.Book, keys *sealing.Keys) func(at time.Time) letters.Office {
	site := ""
	if c.Serve.PublicURL != nil {
		site = c.Serve.PublicURL.String()
	}
	return func(at time.Time) letters.Office {
		t := book.At(at)
		return letters.Office{
			Carrier: Carrier, Terms: t, PublicURL: site, MemberPath: "/my/", SupportURL: site + "/support",
			Secrets: secrets{keys: keys, digits: t.S2.Digits},
		}
	}
}

type secrets struct {
	keys   *sealing.Keys
	digits int
}

func (s secrets) EmailCode(proof string) (string, error) { return s.keys.Code(proof, s.digits) }

func (s secrets) UploadPath(link string, expires time.Time) (string, error) {
	token, err := s.keys.Sign(sealing.Claims{Use: UseUpload, Subject: link, Expires: expires})
	if err != nil {
		return "", err
	}
	return "/upload/" + token, nil
}

func (s secrets) ResetPath(reset string, expires time.Time) (string, error) {
	token, err := s.keys.Sign(sealing.Claims{Use: UseReset, Subject: reset, Expires: expires})
	if err != nil {
		return "", err
	}
	return "/my/reset/" + token, nil
}
