package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"slices"
	"time"

	"kigen/internal/postgres"
)

func registerTokens(a *API) {
	command(a, Op{
		ID: "issueToken", Method: http.MethodPost, Path: "/v1/tokens", Tag: "administration", Status: http.StatusCreated, Secret: true,
		EN: "Issue an access token; its text is shown this once", JA: "アクセストークンを発行します。トークンはこの一度だけ表示されます。",
	}, a.issueToken)
	query(a, Op{
		ID: "listTokens", Method: http.MethodGet, Path: "/v1/tokens", Tag: "administration",
		EN: "Access tokens, without their texts", JA: "アクセストークンの一覧を表示します。",
	}, a.listTokens)
	command(a, Op{
		ID: "revokeToken", Method: http.MethodPost, Path: "/v1/tokens/{id}/revoke", Tag: "administration",
		EN: "End an access token", JA: "アクセストークンを失効させます。",
	}, a.revokeToken)
}

// Token is an access token as it is listed.
type Token struct {
	ID        string     `json:"id"`
	Role      Role       `json:"role"`
	Member    string     `json:"member_id,omitempty"`
	Name      string     `json:"name" doc:"Who or what uses it."`
	IssuedAt  time.Time  `json:"issued_at"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}

// IssuedToken is a token with its text.
type IssuedToken struct {
	Token
	Text string `json:"token" doc:"The bearer token. Only its SHA-256 is kept."`
}

func tokenView(t postgres.TokenRow) Token {
	return Token{ID: t.ID, Role: Role(t.Role), Member: t.Member, Name: t.Name, IssuedAt: t.IssuedAt, RevokedAt: t.RevokedAt}
}

type issueToken struct {
	Body struct {
		Role   Role   `json:"role" enum:"member,desk:identity,desk:shipping,desk:repair,desk:billing,desk:support,return-centre,courier,network,admin"`
		Member string `json:"member,omitempty" doc:"The member, for role member."`
		Name   string `json:"name" minLength:"1" maxLength:"100" doc:"Who or what uses it; no personal data."`
	}
}

func (a *API) issueToken(ctx context.Context, r *Request, in *issueToken) (IssuedToken, error) {
	if (in.Body.Role == Member) != (in.Body.Member != "") {
		return IssuedToken{}, invalid("member", "会員用のトークンにのみ指定してください。", "Give it for role member, and for no other.")
	}
	return Issue(ctx, a.Pool, r.NewID("tok"), in.Body.Role, in.Body.Member, in.Body.Name, r.At)
}

// Issue makes an access token and keeps its hash, for whoever may write to
// the database: the first token of an installation is made so.
func Issue(ctx context.Context, db postgres.DB, id string, role Role, member, name string, at time.Time) (IssuedToken, error) {
	if !slices.Contains(Roles(), role) {
		return IssuedToken{}, invalid("role", "この役割はありません。", "There is no role "+string(role)+".")
	}
	text := "kgn_" + rand.Text()
	row := postgres.TokenRow{ID: id, Role: string(role), Member: member, Name: name, IssuedAt: at}
	if err := postgres.IssueToken(ctx, db, row, sha256.Sum256([]byte(text))); err != nil {
		return IssuedToken{}, err
	}
	return IssuedToken{Token: tokenView(row), Text: text}, nil
}

func (a *API) listTokens(ctx context.Context, _ *Request, in *struct{ Paging }) (Page[Token], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.TokenRow, error) {
		return postgres.Tokens(ctx, a.Pool, after, limit)
	}, tokenView, func(t postgres.TokenRow) postgres.Place { return postgres.Place{ID: t.ID} })
}

func (a *API) revokeToken(ctx context.Context, r *Request, in *byID) (Token, error) {
	row, err := postgres.RevokeToken(ctx, a.Pool, in.ID, r.At)
	return tokenView(row), err
}
