package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"sync"

	"kigen/internal/ids"
	"kigen/internal/scenario"
)

// Play plays scenarios against a running stack in development mode. The token
// must be an admin's: it issues those of the other roles.
type Play struct {
	Remote

	Files []string `arg:"" type:"existingfile" help:"Scenario files."`
	Inbox *url.URL `env:"KIGEN_DEV_INBOX" placeholder:"URL" help:"The development stack's inbox, for scenarios that read mails."`
}

// errExpectations ends the program with a failure after the results are printed.
var errExpectations = errors.New("a scenario's expectations are not met")

// Run plays the files one after the other and prints what happened. It fails
// where an expectation does.
func (p *Play) Run(o *Output) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	session, err := p.connect(ctx)
	if err != nil {
		return err
	}
	session.Clock = ""
	players := &cast{session: session, tokens: map[string]string{}}
	player := &scenario.Player{Base: p.URL.String(), Token: players.token}
	if p.Inbox != nil {
		player.Letters = scenario.Inbox(p.Inbox.String(), http.DefaultClient)
	}
	var (
		results []*scenario.Result
		passed  = true
	)
	for _, file := range p.Files {
		s, err := scenario.Load(file)
		if err != nil {
			return err
		}
		r, err := player.Play(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if results = append(results, r); !o.JSON {
			r.Print(o.To)
		}
		passed = passed && r.Passed
	}
	if o.JSON {
		err = scenario.PrintJSON(o.To, results)
	} else {
		err = o.printf("%s", scenario.Summary(results))
	}
	if err == nil && !passed {
		err = errExpectations
	}
	return err
}

// cast are the tokens of the people in the scenarios.
type cast struct {
	session *scenario.Session

	mu     sync.Mutex
	tokens map[string]string
}

func (c *cast) token(ctx context.Context, role, person string) (string, error) {
	if role == "admin" && person == "" {
		return c.session.Token, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	name := "play " + role + " " + person
	if token, ok := c.tokens[name]; ok {
		return token, nil
	}
	raw, err := c.session.Call(ctx, "issueToken", ids.New("cli"), map[string]any{"role": role, "name": name})
	if err != nil {
		return "", fmt.Errorf("a token for %s: %w", role, err)
	}
	var issued struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(raw, &issued); err != nil {
		return "", fmt.Errorf("a token for %s: %w", role, err)
	}
	c.tokens[name] = issued.Token
	return issued.Token, nil
}
