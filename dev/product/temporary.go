package product

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"kigen/dev/stack"
)

// StartTemporary starts a product on data of its own, on ports that nobody uses; Stop removes the
// data. o.Dir and o.PortBase are set here, and PostgreSQL may lose data with the machine.
func StartTemporary(ctx context.Context, o stack.Options) (*Product, error) {
	parent, err := os.MkdirTemp("", "kigen-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	remove := func() error { return os.RemoveAll(parent) }
	// Under root PostgreSQL runs as another account, which must pass through here.
	if err := os.Chmod(parent, 0o755); err != nil {
		return nil, errors.Join(fmt.Errorf("open the temporary folder: %w", err), remove())
	}
	o.Dir, o.Fast = filepath.Join(parent, "data"), true
	if o.PortBase, err = stack.FreePortBase(); err != nil {
		return nil, errors.Join(err, remove())
	}
	p, err := Start(ctx, o)
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	p.remove = remove
	return p, nil
}
