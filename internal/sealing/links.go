package sealing

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"kigen/internal/ids"
	"kigen/internal/refusal"
)

// Claims are what a signed link stands for. They can be read by anyone who has
// the link, so they are identifiers only.
type Claims struct {
	// Use says what the link opens ("documents"). A link of one use is refused for another.
	Use string `json:"u"`
	// Subject is the ID of the case or thing (see package ids).
	Subject string `json:"s"`
	// Serial counts the links that were sent for the subject. The holder of the
	// subject refuses all but the latest, so a lock is lifted by a link anew (S-9).
	Serial int `json:"n"`
	// Expires is the first instant at which the link is refused, in whole
	// seconds; Sign rounds down.
	Expires time.Time `json:"-"`
}

type signed struct {
	Claims
	Expires int64 `json:"e"`
}

// linksBoundTo keeps a link's signature from standing for anything else.
const linksBoundTo = "kigen link\n"

// Sign returns the token of a link, fit for a URL's path (S-9). The same claims
// give the same token while the key is the same, so a letter that is rendered
// twice is the same letter. It fails on a subject that is no ID.
func (k *Keys) Sign(c Claims) (string, error) {
	if _, ok := ids.Prefix(c.Subject); !ok {
		return "", fmt.Errorf("sealing: a link's subject must be an ID")
	}
	body, err := json.Marshal(signed{Claims: c, Expires: c.Expires.Unix()})
	if err != nil {
		return "", fmt.Errorf("sealing: link: %w", err)
	}
	tag, err := k.links.ComputeMAC(append([]byte(linksBoundTo), body...))
	if err != nil {
		return "", fmt.Errorf("sealing: link: %w", err)
	}
	b64 := base64.RawURLEncoding
	return b64.EncodeToString(body) + "." + b64.EncodeToString(tag), nil
}

// Verify returns the claims of a token made by Sign for this use. It refuses
// (S-9) a token that isn't ours with code not_found, and one at or past its
// expiry with code expired.
func (k *Keys) Verify(token, use string, at time.Time) (Claims, error) {
	body, tag, _ := strings.Cut(token, ".")
	rawBody, errBody := base64.RawURLEncoding.Strict().DecodeString(body)
	rawTag, errTag := base64.RawURLEncoding.Strict().DecodeString(tag)
	lineBreak := strings.ContainsAny(token, "\r\n") // which the decoder would skip
	if errBody != nil || errTag != nil || lineBreak || k.links.VerifyMAC(rawTag, append([]byte(linksBoundTo), rawBody...)) != nil {
		return Claims{}, unknownLink()
	}
	var s signed
	if err := json.Unmarshal(rawBody, &s); err != nil || s.Use != use {
		return Claims{}, unknownLink()
	}
	s.Claims.Expires = time.Unix(s.Expires, 0).UTC()
	if !at.Before(s.Claims.Expires) {
		return Claims{}, refusal.New(refusal.Expired, "S-9",
			"このリンクの有効期限が切れています。マイページから新しいリンクをお受け取りください。",
			"This link has expired. Please ask for a new one on your member page.")
	}
	return s.Claims, nil
}

func unknownLink() error {
	return refusal.New(refusal.NotFound, "S-9",
		"このリンクは正しくありません。メールに記載されたリンクをそのまま開いてください。",
		"This link is not valid. Please open the link exactly as it stands in the e-mail.")
}
