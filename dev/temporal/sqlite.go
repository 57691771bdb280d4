package temporal

import (
	"errors"
	"fmt"
	"os"

	"go.temporal.io/server/common/config"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/schema/sqlite"
)

// inFile keeps the state in one SQLite file. SQLite has one writer: four shards cost a fifth of the throughput of one.
func inFile(file string) keeping {
	store := &config.SQL{
		PluginName:   sqliteplugin.PluginName,
		DatabaseName: file,
		ConnectAttributes: map[string]string{
			"mode":         "rwc",
			"journal_mode": "wal",
			// With a write-ahead log this outlives the process's death, if not the machine's.
			"synchronous": "1",
		},
	}
	return keeping{main: store, visibility: store, shards: 1, makeTables: func() error { return makeFile(*store) }}
}

// makeFile makes the tables unless they are there. A half-made file has none and is made again.
func makeFile(store config.SQL) error {
	final := store.DatabaseName
	if info, err := os.Stat(final); err == nil && info.Size() > 0 {
		return nil
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	// Built aside and moved into place, an interruption leaves nothing half made.
	store.DatabaseName = final + ".new"
	leftovers := func() {
		for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
			_ = os.Remove(store.DatabaseName + suffix)
		}
	}
	leftovers()
	defer leftovers()
	store.ConnectAttributes = map[string]string{"mode": "rwc"}
	if err := sqlite.SetupSchema(&store); err != nil {
		return fmt.Errorf("make Temporal's tables in %s: %w", final, err)
	}
	return os.Rename(store.DatabaseName, final)
}
