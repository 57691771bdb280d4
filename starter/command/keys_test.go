package command

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"kigen/internal/sealing"
)

func TestKeysAreMadeAndRotated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	run := func(args ...string) ([]sealing.Key, error) {
		var (
			printed bytes.Buffer
			program struct {
				Output
				Keys Keys `cmd:""`
			}
		)
		program.To = &printed
		parser, err := kong.New(&program, kong.Vars{"lang": "en"})
		require.NoError(t, err)
		parsed, err := parser.Parse(append([]string{"--json", "keys", "--file", path}, args...))
		if err != nil {
			return nil, err
		}
		if err := parsed.Run(&program.Output); err != nil {
			return nil, err
		}
		var list []sealing.Key
		require.NoError(t, json.Unmarshal(printed.Bytes(), &list))
		return list, nil
	}

	_, err := run("list")
	require.Error(t, err, "there is no file yet")
	made, err := run("new")
	require.NoError(t, err)
	require.Len(t, made, 3)
	_, err = run("new")
	require.ErrorContains(t, err, "already")

	added, err := run("add", "payloads")
	require.NoError(t, err)
	require.Len(t, added, 4)
	require.Equal(t, []bool{true, false}, []bool{added[0].Primary, added[1].Primary})
	promoted, err := run("promote", "payloads")
	require.NoError(t, err)
	require.Equal(t, []bool{false, true}, []bool{promoted[0].Primary, promoted[1].Primary})
	listed, err := run("list")
	require.NoError(t, err)
	require.Equal(t, promoted, listed)

	_, err = run("add", "letters")
	require.Error(t, err)
}
