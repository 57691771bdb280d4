package product

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/dev/stack"
	"kigen/internal/ids"
	"kigen/internal/postgres"
	"kigen/starter/api"
)

// tokens are the access tokens issued for the people of the development stack. The database keeps
// their hashes only, so their texts are kept beside it.
type tokens struct {
	pool *pgxpool.Pool
	file string

	mu    sync.Mutex
	texts map[string]string // by name
}

func tokensFile(e stack.Environment) string { return filepath.Join(e.Dir, "tokens.json") }

// Token is the access token of a role other than public and member; person tells people of one role
// apart, empty for the first. It is issued when first asked for and stays the same as long as the data.
func (p *Product) Token(ctx context.Context, role, person string) (string, error) {
	return p.tokens.of(ctx, api.Role(role), person)
}

// Role is a role and the token of its first person.
type Role struct{ Name, Token string }

// Roles lists every role that isn't a member's.
func (p *Product) Roles(ctx context.Context) ([]Role, error) {
	var roles []Role
	for _, r := range api.Roles() {
		if r == api.Member {
			continue
		}
		token, err := p.tokens.of(ctx, r, "")
		if err != nil {
			return nil, err
		}
		roles = append(roles, Role{Name: string(r), Token: token})
	}
	return roles, nil
}

// KeepToken keeps a token that was issued otherwise, under a name that says whose it is.
func (p *Product) KeepToken(name, token string) error {
	p.tokens.mu.Lock()
	defer p.tokens.mu.Unlock()
	p.tokens.texts[name] = token
	return p.tokens.save()
}

// Members lists the tokens of members that were kept, by their names.
func (p *Product) Members() []Role {
	p.tokens.mu.Lock()
	defer p.tokens.mu.Unlock()
	var members []Role
	for _, name := range slices.Sorted(maps.Keys(p.tokens.texts)) {
		if strings.HasPrefix(name, string(api.Member)) {
			members = append(members, Role{Name: name, Token: p.tokens.texts[name]})
		}
	}
	return members
}

func (t *tokens) of(ctx context.Context, role api.Role, person string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	name := "dev " + string(role)
	if person != "" {
		name += " " + person
	}
	if text, ok := t.texts[name]; ok {
		if _, err := postgres.TokenByHash(ctx, t.pool, sha256.Sum256([]byte(text))); err == nil {
			return text, nil
		}
	}
	issued, err := api.Issue(ctx, t.pool, ids.New("tok"), role, "", name, time.Now())
	if err != nil {
		return "", fmt.Errorf("issue a token for %s: %w", name, err)
	}
	t.texts[name] = issued.Text
	return issued.Text, t.save()
}

func (t *tokens) load() error {
	t.texts = map[string]string{}
	content, err := os.ReadFile(t.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the kept tokens: %w", err)
	}
	if err := json.Unmarshal(content, &t.texts); err != nil {
		return fmt.Errorf("read the kept tokens in %s: %w", t.file, err)
	}
	return nil
}

func (t *tokens) save() error {
	content, err := json.MarshalIndent(t.texts, "", "  ")
	if err != nil {
		return fmt.Errorf("keep the tokens: %w", err)
	}
	if err := os.WriteFile(t.file, content, 0o600); err != nil {
		return fmt.Errorf("keep the tokens: %w", err)
	}
	return nil
}
