package command

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"kigen/internal/config"
	"kigen/starter/api"
	"kigen/starter/serve"
)

// Serve runs the HTTP API. Its settings are environment variables.
type Serve struct{}

// Run serves until SIGTERM or Ctrl-C, then lets the requests under way finish.
func (Serve) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c, err := config.Load(os.Environ(), serve.Needs...)
	if err != nil {
		return err
	}
	return serve.Run(ctx, c)
}

// OpenAPI prints the API's description.
type OpenAPI struct {
	File string `arg:"" optional:"" help:"Write it here instead."`
}

// Run prints OpenAPI 3.1 as YAML.
func (c OpenAPI) Run(o *Output) error {
	document, err := api.New(api.Deps{}).OpenAPI()
	if err != nil {
		return err
	}
	if c.File != "" {
		return os.WriteFile(c.File, document, 0o644)
	}
	_, err = o.To.Write(document)
	return err
}
