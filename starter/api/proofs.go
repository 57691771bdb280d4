package api

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/mail"
	"time"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerProofs(a *API) {
	command(a, Op{
		ID: "askForEmailCode", Method: http.MethodPost, Path: "/v1/email-proofs", Tag: "sign-up", Status: http.StatusCreated,
		Rules: []terms.ID{terms.S2},
		EN:    "Send a code to an e-mail address, to prove that its owner reads it",
		JA:    "メールアドレスの確認のため、認証コードを送ります。",
	}, a.askForEmailCode)
	command(a, Op{
		ID: "proveEmail", Method: http.MethodPost, Path: "/v1/email-proofs/{id}/code", Tag: "sign-up",
		Rules: []terms.ID{terms.S2},
		EN:    "Enter the code that was sent",
		JA:    "メールに記載の認証コードを入力します。",
	}, a.proveEmail)
}

type askForEmailCode struct {
	Body struct {
		Email    string `json:"email" maxLength:"254" format:"email" example:"taro@example.jp"`
		Language string `json:"language,omitempty" enum:"ja,en" doc:"Of the letters; ja unless told."`
	}
}

// EmailProof is a proof that waits for its code. The code itself is in the letter.
type EmailProof struct {
	ID        string    `json:"id"`
	ExpiresAt time.Time `json:"expires_at" doc:"From this instant the code is no longer good."`
	Tries     int       `json:"tries" doc:"So many wrong codes void it."`
}

func (a *API) askForEmailCode(ctx context.Context, r *Request, in *askForEmailCode) (EmailProof, error) {
	address, err := mail.ParseAddress(in.Body.Email)
	if err != nil || address.Address != in.Body.Email {
		return EmailProof{}, invalid("email", "メールアドレスをご確認ください。", "This is no e-mail address.")
	}
	language := in.Body.Language
	if language == "" {
		language = r.Language
	}
	p, err := postgres.AskProof(ctx, a.Pool, a.Terms.At(r.At), postgres.AskedProof{
		ID: r.NewID("prf"), Clock: r.Clock, Email: in.Body.Email, Language: language, At: r.At,
	})
	return EmailProof{ID: p.ID, ExpiresAt: p.ExpiresAt, Tries: p.MaxTries}, err
}

type proveEmail struct {
	ID   string `path:"id" doc:"the proof"`
	Body struct {
		Code string `json:"code" maxLength:"20" doc:"The code in the letter."`
	}
}

func (a *API) proveEmail(ctx context.Context, r *Request, in *proveEmail) (message.None, error) {
	if err := a.enterProof(ctx, r, in.ID); err != nil {
		return message.None{}, err
	}
	code, err := a.Keys.Code(in.ID, a.Terms.At(r.At).S2.Digits)
	if err != nil {
		return message.None{}, err
	}
	right := subtle.ConstantTimeCompare([]byte(code), []byte(in.Body.Code)) == 1
	return message.None{}, postgres.ProveEmail(ctx, a.Pool, in.ID, right, r.At)
}

// enterProof puts the request on the proof's test clock.
func (a *API) enterProof(ctx context.Context, r *Request, proof string) error {
	clock, err := postgres.ProofClock(ctx, a.Pool, proof)
	if err != nil {
		return err
	}
	return a.enterClock(ctx, r, clock)
}
