package console

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/starter/api"
)

// provider is an identity provider that lets everybody in as who it is told.
type provider struct {
	*httptest.Server
	t      *testing.T
	key    *rsa.PrivateKey
	claims map[string]any // of the ID token, beside those that every one has
	// asked is what the console last asked of the provider.
	asked url.Values
	// spoil changes an ID token before it is signed.
	spoil func(claims map[string]any)
	codes int
}

const (
	clientID     = "kigen-console"
	clientSecret = "a secret of the console"
)

func newProvider(t *testing.T) *provider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	p := &provider{t: t, key: key, claims: map[string]any{"sub": "subject-1", "email": "billing@example.jp", "email_verified": true}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		require.NoError(t, json.NewEncoder(w).Encode(v))
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one", "n": encoded(key.N.Bytes()), "e": encoded(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		p.asked = r.URL.Query()
		p.codes++
		q := url.Values{"code": {fmt.Sprint("code-", p.codes)}, "state": {p.asked.Get("state")}}
		http.Redirect(w, r, p.asked.Get("redirect_uri")+"?"+q.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		require.NoError(t, r.ParseForm())
		id, secret, ok := r.BasicAuth()
		challenge := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		if !ok || id != clientID || secret != url.QueryEscape(clientSecret) || r.PostForm.Get("code") != fmt.Sprint("code-", p.codes) ||
			encoded(challenge[:]) != p.asked.Get("code_challenge") || r.PostForm.Get("redirect_uri") != p.asked.Get("redirect_uri") {
			w.WriteHeader(http.StatusBadRequest)
			answer(w, map[string]string{"error": "invalid_grant"})
			return
		}
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": p.token()})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *provider) token() string {
	claims := map[string]any{
		"iss": p.URL, "aud": clientID, "exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(), "nonce": p.asked.Get("nonce"),
	}
	for name, value := range p.claims {
		claims[name] = value
	}
	if p.spoil != nil {
		p.spoil(claims)
	}
	body, err := json.Marshal(claims)
	require.NoError(p.t, err)
	signed := encoded([]byte(`{"alg":"RS256","kid":"one"}`)) + "." + encoded(body)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	require.NoError(p.t, err)
	return signed + "." + encoded(signature)
}

// newCompanyWorld is a world whose console knows the provider. Who works at the
// billing desk has its e-mail address registered.
func newCompanyWorld(t *testing.T, p *provider, change func(*OIDC)) *world {
	w := newWorld(t)
	email := "billing@example.jp"
	_, err := postgres.ChangeStaff(t.Context(), w.api.Pool, w.staff[api.Billing], postgres.StaffChange{Email: &email, At: morning})
	require.NoError(t, err)
	mux := http.NewServeMux()
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	o := &OIDC{Issuer: p.URL, ClientID: clientID, Secret: clientSecret, PublicURL: w.server.URL}
	if change != nil {
		change(o)
	}
	c := New(Deps{API: w.api, OIDC: o})
	t.Cleanup(c.Close)
	c.Mount(mux)
	return w
}

func TestSigningInWithTheCompanysAccount(t *testing.T) {
	p := newProvider(t)
	w := newCompanyWorld(t, p, nil)
	b := w.browser()
	page := b.open("/console/cases/" + claim)
	require.Contains(t, page.text, "会社のアカウントでサインイン")
	next := string(toCompany("/console/cases/" + claim))
	require.Contains(t, page.text, `href="`+next+`"`, "a link: a form's redirect to elsewhere is held to the page's policy")
	page = b.open(next)
	require.Equal(t, "/console/cases/"+claim, page.path, page.text)
	require.Contains(t, page.text, "請求担当")
	require.Equal(t, "S256", p.asked.Get("code_challenge_method"))
	require.Equal(t, "openid email", p.asked.Get("scope"))
	require.Contains(t, b.open(accountPath).text, "会社のアカウント")

	// From then on by the subject alone.
	p.claims = map[string]any{"sub": "subject-1"}
	require.Equal(t, "/console/", w.browser().open(Callback+"/begin").path)
	p.claims["sub"] = "subject-2"
	page = w.browser().open(Callback + "/begin")
	require.Equal(t, http.StatusForbidden, page.status)
	require.Contains(t, page.text, "担当者として登録されていない")
}

func TestTheAddressMustBeVerified(t *testing.T) {
	p := newProvider(t)
	w := newCompanyWorld(t, p, nil)
	for _, verified := range []any{false, nil, "false", 1} {
		p.claims["email_verified"] = verified
		require.Equal(t, http.StatusForbidden, w.browser().open(Callback+"/begin").status, "%v", verified)
	}
	p.claims["email_verified"] = "true"
	require.Equal(t, "/console/", w.browser().open(Callback+"/begin").path)
}

func TestBadIDTokensAreRefused(t *testing.T) {
	p := newProvider(t)
	w := newCompanyWorld(t, p, nil)
	for name, spoil := range map[string]func(map[string]any){
		"for another client":  func(c map[string]any) { c["aud"] = "another" },
		"of another provider": func(c map[string]any) { c["iss"] = "https://evil.example" },
		"expired":             func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() },
		"of another sign-in":  func(c map[string]any) { c["nonce"] = "another" },
		"without nonce":       func(c map[string]any) { delete(c, "nonce") },
	} {
		p.spoil = spoil
		page := w.browser().open(Callback + "/begin")
		require.Equal(t, http.StatusUnauthorized, page.status, name)
		require.Contains(t, page.text, "会社のアカウントでサインインできませんでした", name)
	}
	p.spoil = nil
	// A key that the provider does not have.
	own := p.key
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	p.key = other
	require.Equal(t, http.StatusUnauthorized, w.browser().open(Callback+"/begin").status)
	p.key = own
	require.Equal(t, "/console/", w.browser().open(Callback+"/begin").path)
}

// TestOnlyASignInThatWasBegunHereComesBack covers the state: a link that somebody
// else made signs nobody in.
func TestOnlyASignInThatWasBegunHereComesBack(t *testing.T) {
	p := newProvider(t)
	w := newCompanyWorld(t, p, nil)
	for _, query := range []string{"", "?code=code-1&state=forged", "?state=&code=code-1"} {
		page := w.browser().open(Callback + query)
		require.Equal(t, http.StatusGone, page.status, query)
		require.Contains(t, page.text, "最初からやり直してください")
	}
	b := w.browser()
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), p.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	begun := b.open(Callback + "/begin")
	to, err := url.Parse(begun.header.Get("Location"))
	require.NoError(t, err)
	state := to.Query().Get("state")
	page := b.open(Callback + "?error=access_denied&error_description=Hanako&state=" + state)
	require.Equal(t, http.StatusUnauthorized, page.status)
	require.NotContains(t, page.text, "Hanako")
	require.Equal(t, http.StatusGone, b.open(Callback+"?code=x&state="+state).status, "a state serves once")
}

func TestRolesOfAClaimDecideTheDesks(t *testing.T) {
	p := newProvider(t)
	w := newCompanyWorld(t, p, func(o *OIDC) {
		o.RolesClaim, o.Roles = "groups", map[string]api.Role{"repairers": api.Repair, "shippers": api.Shipping}
	})
	p.claims["groups"] = []string{"repairers", "footballers"}
	page := w.browser().open(Callback + "/begin")
	require.Equal(t, "/console/", page.path)
	require.Contains(t, page.text, "修理担当")
	p.claims["groups"] = "repairers shippers"
	require.Equal(t, deskPath, w.browser().open(Callback+"/begin").path)
	for _, none := range []any{nil, []string{"footballers"}, 7} {
		p.claims["groups"] = none
		require.Equal(t, http.StatusForbidden, w.browser().open(Callback+"/begin").status)
	}
}

func TestAProviderThatIsAway(t *testing.T) {
	p := newProvider(t)
	w := newCompanyWorld(t, p, nil)
	p.Close()
	page := w.browser().open(Callback + "/begin")
	require.Equal(t, http.StatusServiceUnavailable, page.status)
	require.Contains(t, page.text, "認証サービスに接続できません")
	require.Equal(t, "/console/", w.as(api.Support).open("/console/").path, "passwords still do")
}
