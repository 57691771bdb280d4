package ekyc

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// Simulator is a provider for development: its key is known to everybody.
type Simulator struct{ key ed25519.PrivateKey }

const simulator = "simulator"

// NewSimulator returns the provider for development.
func NewSimulator() Simulator {
	seed := sha256.Sum256([]byte("kigen eKYC simulator"))
	return Simulator{ed25519.NewKeyFromSeed(seed[:])}
}

// Providers trusts the simulator, and must never be used where real members are.
func (s Simulator) Providers() Providers {
	return Providers{simulator: s.key.Public().(ed25519.PublicKey)}
}

// Sign gives the result as the provider would send it.
func (s Simulator) Sign(r Result) (string, error) {
	r.Provider = simulator
	h, err := json.Marshal(header{Alg: "EdDSA", Kid: simulator})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("eKYC result: %w", err)
	}
	b64 := base64.RawURLEncoding
	text := b64.EncodeToString(h) + "." + b64.EncodeToString(body)
	return text + "." + b64.EncodeToString(ed25519.Sign(s.key, []byte(text))), nil
}
