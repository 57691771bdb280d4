// Package fill gives a new data folder something to look at: it plays the examples once, and goes on
// where it was killed.
package fill

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kigen/dev/product"
	"kigen/internal/ids"
	"kigen/internal/scenario"
)

// stories are played in this order, by their paths within the examples.
var stories = []string{"scenarios/main-job.yaml", "first-run/devices.yaml", "first-run/open-cases.yaml"}

// file keeps, in the data folder, how far each story has come.
const file = "first-run.json"

// Filling is the first run of a data folder.
type Filling struct {
	product  *product.Product
	examples string
	kept     map[string]scenario.Bookmark
}

// Open gives the filling of the product's data folder; nil where there is nothing to do: it is done, there is
// other data, or there are no examples at that path.
func Open(ctx context.Context, p *product.Product, examples string) (*Filling, error) {
	if _, err := os.Stat(filepath.Join(examples, stories[0])); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	f := &Filling{product: p, examples: examples, kept: map[string]scenario.Bookmark{}}
	content, err := os.ReadFile(f.path())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if used, err := p.Used(ctx); err != nil || used {
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("how far the first run has come: %w", err)
	default:
		if err := json.Unmarshal(content, &f.kept); err != nil {
			return nil, fmt.Errorf("how far the first run has come, in %s: %w", f.path(), err)
		}
	}
	for _, name := range stories {
		s, err := scenario.Load(filepath.Join(examples, name))
		if err != nil {
			return nil, err
		}
		if !f.kept[name].Done(s) {
			return f, nil
		}
		// The program may have been killed between the story's end and this.
		if err := f.signIn(ctx, name); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (f *Filling) path() string { return filepath.Join(f.product.Dir, file) }

// Play plays the stories, telling each when it is done.
func (f *Filling) Play(ctx context.Context, tell func(r *scenario.Result)) error {
	for _, name := range stories {
		s, err := scenario.Load(filepath.Join(f.examples, name))
		if err != nil {
			return err
		}
		if f.kept[name].Done(s) {
			continue
		}
		player := f.product.Player()
		player.Keep = func(b scenario.Bookmark) error {
			f.kept[name] = b
			return f.write()
		}
		r, err := player.GoOn(ctx, s, f.kept[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !r.Passed {
			return fmt.Errorf("%s", r.Failures[0])
		}
		if err := f.signIn(ctx, name); err != nil {
			return err
		}
		tell(r)
	}
	return nil
}

// signIn lets the story's guests into the member pages, and keeps the token of its latest member with
// those of the roles.
func (f *Filling) signIn(ctx context.Context, name string) error {
	for _, g := range product.Guests {
		if member, ok := f.kept[name].Vars[g.Variable].(string); ok && ids.Is("mem", member) {
			if err := f.product.Admit(ctx, g, member); err != nil {
				return err
			}
		}
	}
	token, ok := f.kept[name].Vars["member_token"].(string)
	if !ok {
		return nil
	}
	return f.product.KeepToken("member of "+strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)), token)
}

// write replaces the file whole or not at all: this program may be killed at any moment.
func (f *Filling) write() error {
	content, err := json.MarshalIndent(f.kept, "", "  ")
	if err != nil {
		return fmt.Errorf("keep how far the first run has come: %w", err)
	}
	if err := os.WriteFile(f.path()+".part", content, 0o600); err != nil {
		return fmt.Errorf("keep how far the first run has come: %w", err)
	}
	if err := os.Rename(f.path()+".part", f.path()); err != nil {
		return fmt.Errorf("keep how far the first run has come: %w", err)
	}
	return nil
}
