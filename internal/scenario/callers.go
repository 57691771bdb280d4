package scenario

import (
	"context"
	"fmt"
)

func (l *play) token(ctx context.Context, c Caller) (string, error) {
	switch c.Role {
	case public:
		return "", nil
	case member:
		token, ok := l.vars[c.token()].(string)
		if !ok {
			return "", fmt.Errorf("as: %s needs a text in %s", c, c.token())
		}
		return token, nil
	}
	if token, ok := l.tokens[c]; ok {
		return token, nil
	}
	token, err := l.player.Token(ctx, c.Role, c.Person)
	if err != nil {
		return "", fmt.Errorf("the token of %s: %w", c, err)
	}
	l.tokens[c] = token
	return token, nil
}
