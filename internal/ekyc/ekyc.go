// Package ekyc verifies what an eKYC provider has read from the IC chip of an
// identity card (S-20). The provider signs its result; whoever brings it, the
// signature is what counts.
package ekyc

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"time"

	"kigen/internal/config"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Result is what the provider read from a chip. It is personal.
type Result struct {
	Provider    string             `json:"iss"`
	Reference   string             `json:"jti"` // the provider's own, unique
	Application string             `json:"aud"` // the application it was read for
	ReadAt      int64              `json:"iat"` // seconds since 1970
	Expires     int64              `json:"exp"` // the first second at which it no longer counts
	Document    terms.DocumentKind `json:"document"`
	Name        string             `json:"name"` // family and given name as on the card
	Address     string             `json:"address"`
	BirthDate   jst.Day            `json:"birth_date"`
}

// Providers are the keys of the providers that are trusted.
type Providers map[string]ed25519.PublicKey

// Trusted gives the providers that the configuration names, in development the
// simulator too.
func Trusted(c *config.Config) (Providers, error) {
	providers := Providers{}
	if c.EKYCKeys != "" {
		var err error
		if providers, err = Load(c.EKYCKeys); err != nil {
			return nil, err
		}
	}
	if c.Development {
		maps.Copy(providers, NewSimulator().Providers())
	}
	return providers, nil
}

// Load reads the providers' keys: a JSON Web Key Set of Ed25519 keys (RFC 8037),
// each with its key ID.
func Load(path string) (Providers, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("eKYC keys: %w", err)
	}
	return Parse(data)
}

// Parse reads a JSON Web Key Set.
func Parse(data []byte) (Providers, error) {
	var set struct {
		Keys []struct {
			Kty string `json:"kty"`
			Crv string `json:"crv"`
			Kid string `json:"kid"`
			X   string `json:"x"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, fmt.Errorf("eKYC keys: %w", err)
	}
	providers := Providers{}
	for i, k := range set.Keys {
		x, err := base64.RawURLEncoding.DecodeString(k.X)
		if err != nil || len(x) != ed25519.PublicKeySize || k.Kty != "OKP" || k.Crv != "Ed25519" || k.Kid == "" {
			return nil, fmt.Errorf("eKYC keys: key %d is no Ed25519 key with an ID", i+1)
		}
		providers[k.Kid] = x
	}
	return providers, nil
}

type header struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
}

// Verify gives what a signed result (a compact JWS, EdDSA) says, or refuses it
// (S-20): not signed by a trusted provider, read for another application, or
// not good at the instant.
func (p Providers) Verify(signed, application string, at time.Time) (Result, error) {
	var r Result
	parts := strings.Split(signed, ".")
	if len(parts) != 3 {
		return r, unsigned()
	}
	var h header
	if err := decode(parts[0], &h); err != nil || h.Alg != "EdDSA" {
		return r, unsigned()
	}
	key, trusted := p[h.Kid]
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !trusted || !ed25519.Verify(key, []byte(parts[0]+"."+parts[1]), signature) {
		return r, unsigned()
	}
	if err := decode(parts[1], &r); err != nil || r.Reference == "" {
		return Result{}, unsigned()
	}
	switch {
	case r.Application != application:
		return Result{}, refusal.New(refusal.Mismatch, terms.S20,
			"この読み取り結果は、別のお申し込みのものです。", "This result was read for another application.")
	case at.Unix() >= r.Expires, at.Unix() < r.ReadAt:
		return Result{}, refusal.New(refusal.Expired, terms.S20,
			"ICチップの読み取り結果の有効期限が切れています。もう一度お読み取りください。",
			"The result of reading the chip is no longer good. Please read the chip again.")
	}
	return r, nil
}

func decode(part string, into any) error {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one value")
	}
	return nil
}

func unsigned() error {
	return refusal.New(refusal.Mismatch, terms.S20,
		"ICチップの読み取り結果を確認できませんでした。", "The result is not signed by a provider that is trusted.")
}
