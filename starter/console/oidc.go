package console

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/coreos/go-oidc/v3/oidc"
	"go.uber.org/zap"
	"golang.org/x/oauth2"

	"kigen/internal/account"
	"kigen/internal/refusal"
	"kigen/starter/api"
)

// OIDC is the identity provider with which staff may sign in: OpenID Connect's
// authorization code flow, with PKCE, state and nonce.
type OIDC struct {
	// Issuer is the provider's address, as it names itself.
	Issuer string
	// ClientID and Secret are those that the provider gave the console; the
	// redirect URI to register there is the public address and [Callback].
	ClientID, Secret string
	// PublicURL is the address of the site, without a slash at its end.
	PublicURL string
	// RolesClaim names a claim of the ID token whose values Roles translates to
	// the roles of the account, at each sign-in. Empty: roles are kept here.
	RolesClaim string
	Roles      map[string]api.Role
}

// Callback is the path to which the provider sends people back.
const Callback = root + "/sign-in/company"

// company speaks with the identity provider, which is asked for its addresses at
// the first sign-in, and again until it answers.
type company struct {
	OIDC
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider
}

// asking bounds how long the provider may take.
const asking = 10 * time.Second

func newCompany(o *OIDC) *company {
	if o == nil {
		return nil
	}
	return &company{OIDC: *o, client: &http.Client{Timeout: asking}}
}

func (o *company) discover() (*oidc.Provider, error) {
	o.mu.Lock()
	known := o.provider
	o.mu.Unlock()
	if known != nil {
		return known, nil
	}
	// Who signs in while it is asked asks as well, and waits for nobody else's answer.
	// The provider's keys are fetched by this context for as long as the console runs.
	p, err := oidc.NewProvider(oidc.ClientContext(context.Background(), o.client), o.Issuer)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.provider = p
	return p, nil
}

func (o *company) flow(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.Secret, Endpoint: p.Endpoint(), RedirectURL: o.PublicURL + Callback,
		Scopes: []string{oidc.ScopeOpenID, "email"},
	}
}

// keys of the session while somebody is with the provider
const (
	oidcState    = "oidc-state"
	oidcNonce    = "oidc-nonce"
	oidcVerifier = "oidc-verifier"
	oidcNext     = "oidc-next"
	oidcRefused  = "oidc-refused" // the refusal's JSON, shown once
)

var (
	providerAway = refusal.New(refusal.Unavailable, "",
		"会社のアカウントの認証サービスに接続できません。しばらくしてからもう一度お試しください。",
		"The company's sign-in service does not answer. Please try again in a moment.")
	notFromHere = refusal.New(refusal.Expired, "",
		"サインインの手続きが途中で切れました。お手数ですが、最初からやり直してください。",
		"This sign-in was not begun here, or too long ago. Please begin again.")
	providerRefused = refusal.New(refusal.Unauthenticated, "",
		"会社のアカウントでサインインできませんでした。もう一度お試しいただくか、管理者にお問い合わせください。",
		"The company's sign-in service did not let you in. Try again, or ask an administrator.")
)

// toCompany is the address that sends to the identity provider. It is a link's and
// no form's: a page's policy lets forms lead to the site itself only, and browsers
// hold redirects to it.
func toCompany(next string) templ.SafeURL {
	return templ.SafeURL(Callback + "/begin?" + url.Values{"next": {next}}.Encode())
}

// toCompany sends somebody to the identity provider.
func (c *Console) toCompany(v *visit) error {
	next := c.Inside(v.R.FormValue("next"))
	form := signInForm{Next: next}
	if !c.API.Admits(v.R.RemoteAddr) {
		return c.notLetIn(v, form, tooMany)
	}
	p, err := c.oidc.discover()
	if err != nil {
		c.Log.Warn("the identity provider does not answer", zap.Error(err))
		return c.notLetIn(v, form, providerAway)
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	for key, value := range map[string]string{oidcState: state, oidcNonce: nonce, oidcVerifier: verifier, oidcNext: next} {
		c.Sessions.Put(v.Ctx(), key, value)
	}
	return v.Redirect(c.oidc.flow(p).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)))
}

// fromCompany lets in who comes back from the identity provider.
func (c *Console) fromCompany(v *visit) error {
	take := func(key string) string { return c.Sessions.PopString(v.Ctx(), key) }
	state, nonce, verifier, next := take(oidcState), take(oidcNonce), take(oidcVerifier), take(oidcNext)
	next = c.Inside(next)
	q := v.R.URL.Query()
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(q.Get("state"))) != 1 {
		return c.backToSignIn(v, next, notFromHere)
	}
	if q.Get("error") != "" || q.Get("code") == "" {
		c.Log.Info("the identity provider refused", zap.String("error", reasonOf(q)))
		return c.backToSignIn(v, next, providerRefused)
	}
	them, err := c.oidc.identify(v.Ctx(), q.Get("code"), nonce, verifier)
	if err != nil {
		c.Log.Warn("no sign-in with the identity provider", zap.Error(err))
		if away, ok := refusal.As(err); ok {
			return c.backToSignIn(v, next, away)
		}
		return c.backToSignIn(v, next, providerRefused)
	}
	session, err := c.API.SignInIdentified(v.Ctx(), them, account.Browser(v.R.UserAgent()))
	if no, ok := refusal.As(err); ok {
		return c.backToSignIn(v, next, no)
	}
	if err != nil {
		return err
	}
	return c.enter(v, session, next)
}

// backToSignIn tells on the page of signing in why somebody was not let in: what
// the provider wrote into the address is left behind.
func (c *Console) backToSignIn(v *visit, next string, no *refusal.Error) error {
	why, err := json.Marshal(no)
	if err != nil {
		return err
	}
	c.Sessions.Put(v.Ctx(), oidcRefused, why)
	return v.Redirect(root + "/sign-in?" + url.Values{"next": {next}}.Encode())
}

// reasonOf is the provider's error code; its description may name the person.
func reasonOf(q url.Values) string {
	code := q.Get("error")
	if code == "" || len(code) > 60 || strings.ContainsFunc(code, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		return "none that is known"
	}
	return code
}

// identify takes the provider's code for who it names.
func (o *company) identify(ctx context.Context, code, nonce, verifier string) (api.Identified, error) {
	p, err := o.discover()
	if err != nil {
		return api.Identified{}, providerAway
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, o.client), asking)
	defer cancel()
	token, err := o.flow(p).Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		if answered, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
			return api.Identified{}, fmt.Errorf("exchange the code: %s", answered.ErrorCode)
		}
		return api.Identified{}, errors.New("exchange the code: no answer that can be read")
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return api.Identified{}, errors.New("no ID token")
	}
	id, err := p.Verifier(&oidc.Config{ClientID: o.ClientID}).Verify(ctx, raw)
	if err != nil {
		return api.Identified{}, fmt.Errorf("verify the ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return api.Identified{}, errors.New("the ID token is for another sign-in")
	}
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return api.Identified{}, errors.New("read the claims")
	}
	them := api.Identified{Issuer: id.Issuer, Subject: id.Subject}
	// Some providers write the truth as a text.
	if verified := claims["email_verified"]; verified == true || verified == "true" {
		them.Verified, _ = claims["email"].(string)
	}
	if o.RolesClaim != "" {
		them.Roles = o.roles(claims[o.RolesClaim])
	}
	return them, nil
}

// roles are those that a claim's values stand for; never nil.
func (o *company) roles(claim any) []api.Role {
	var values []string
	switch given := claim.(type) {
	case string:
		values = strings.Fields(given)
	case []any:
		for _, one := range given {
			if text, ok := one.(string); ok {
				values = append(values, text)
			}
		}
	}
	roles := []api.Role{}
	for _, value := range values {
		if role, ok := o.Roles[value]; ok && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return roles
}
