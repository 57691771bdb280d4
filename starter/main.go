// Command starter starts processes and talks to them: the HTTP API, and the
// same from a terminal.
package main

import (
	"os"

	"github.com/alecthomas/kong"

	"kigen/starter/command"
)

type program struct {
	command.Output

	Keys  command.Keys  `cmd:"" help:"The keys that seal payloads, documents and links."`
	Terms command.Terms `cmd:"" help:"Versions of the terms and their figures."`
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
