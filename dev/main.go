// Command dev runs all of Kigen on this machine, without containers: Temporal with its UI, PostgreSQL,
// a mail inbox, the worker and the starter in one process.
package main

import (
	"context"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/alecthomas/kong"

	"kigen/dev/stack"
)

type program struct {
	Up     upCommand     `cmd:"" default:"withargs" help:"Start everything and keep it running (the default)."`
	Play   playCommand   `cmd:"" help:"Play scenarios on a stack of their own and tell what came of them."`
	Record recordCommand `cmd:"" help:"Record the histories of played scenarios for the replay tests."`
	Reset  resetCommand  `cmd:"" help:"Remove the data folder: the next start begins afresh."`
	Bench  benchCommand  `cmd:"" help:"Measure what Kigen costs beside the least that the same work can cost."`

	BenchWorker benchWorkerCommand `cmd:"" name:"bench-worker" hidden:""`
}

// dataFlags are shared by the commands that use the data folder.
type dataFlags struct {
	Data string `default:".kigen" type:"path" placeholder:"DIR" help:"Folder that keeps all data across restarts; .kigen unless told."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second interrupt ends the process at once.
	context.AfterFunc(ctx, stop)
	ctx, cancel := withParent(ctx)
	defer cancel()

	parsed := kong.Parse(&program{},
		kong.Name("dev"),
		kong.Description("Runs all of Kigen on this machine: Temporal, PostgreSQL, mail inbox, worker and starter in one process."),
		kong.Vars{"port_base": strconv.Itoa(stack.DefaultPortBase)},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err := parsed.Run(); err != nil {
		parsed.Errorf("%s", err)
		stop()
		os.Exit(1)
	}
}
