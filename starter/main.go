// Command starter starts processes and talks to them: the HTTP API, and the
// same from a terminal.
package main

//go:generate go run . openapi ../docs/openapi.yaml

import (
	"os"

	"github.com/alecthomas/kong"

	"kigen/starter/command"
)

type program struct {
	command.Output

	Serve   command.Serve   `cmd:"" help:"Run the HTTP API. Settings are environment variables."`
	List    command.List    `cmd:"" help:"Cases."`
	Show    command.Show    `cmd:"" help:"A case as a readable timeline."`
	Act     command.Act     `cmd:"" aliases:"start" help:"Start a process or act on one: any operation of the API, by its ID."`
	Papers  command.Papers  `cmd:"" help:"Packing slips, return slips and repair agreements, as PDF."`
	Play    command.Play    `cmd:"" help:"Play scenarios against a running stack in development mode."`
	Stock   command.Stock   `cmd:"" help:"Loaners and replacement devices of the carrier's stock."`
	Migrate command.Migrate `cmd:"" help:"The database's schema."`
	Token   command.Token   `cmd:"" help:"Access tokens."`
	Staff   command.Staff   `cmd:"" help:"Who may sign in to the console."`
	OpenAPI command.OpenAPI `cmd:"" name:"openapi" help:"Print the API's description (OpenAPI 3.1)."`
	Keys    command.Keys    `cmd:"" help:"The keys that seal payloads, documents and links."`
	Terms   command.Terms   `cmd:"" help:"Versions of the terms and their figures."`
}

func main() {
	p := program{Output: command.Output{To: os.Stdout}}
	parsed := kong.Parse(&p,
		kong.Name("starter"),
		kong.Description("Runs the long processes of a mobile carrier."),
		kong.Vars{"lang": command.Language(os.Getenv)},
	)
	parsed.FatalIfErrorf(parsed.Run(&p.Output))
}
