package command

import (
	"fmt"
	"os"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"

	"kigen/internal/sealing"
)

// Keys makes and rotates the key file that seals payloads, documents and links.
type Keys struct {
	File string `env:"KIGEN_KEYS_FILE" required:"" help:"The key file."`

	New     KeysNew     `cmd:"" help:"Write a key file with fresh keys, where there is none."`
	List    KeysList    `cmd:"" help:"The keys in the file, without their secrets."`
	Add     KeysAdd     `cmd:"" help:"First step of a rotation: a fresh key that opens but doesn't seal yet."`
	Promote KeysPromote `cmd:"" help:"Second step, once every process has the added key: the newest key seals."`
}

// KeysNew writes the file.
type KeysNew struct{}

// Run writes fresh keys, and fails where the file is there already.
func (KeysNew) Run(o *Output, k *Keys) error {
	if _, err := os.Lstat(k.File); err == nil {
		return fmt.Errorf("%s is there already: add a key to it instead", k.File)
	}
	keys, err := sealing.LoadOrCreate(k.File)
	if err != nil {
		return err
	}
	return listKeys(o, keys)
}

// KeysList describes the keys.
type KeysList struct{}

// Run prints a table of keys, the oldest of each purpose first.
func (KeysList) Run(o *Output, k *Keys) error {
	keys, err := sealing.Load(k.File)
	if err != nil {
		return err
	}
	return listKeys(o, keys)
}

// KeysAdd adds a key.
type KeysAdd struct {
	Purpose sealing.Purpose `arg:"" enum:"payloads,documents,links" help:"payloads, documents or links."`
}

// Run adds a key and saves the file.
func (a KeysAdd) Run(o *Output, k *Keys) error {
	return changeKeys(o, k, func(keys *sealing.Keys) error {
		_, err := keys.Add(a.Purpose)
		return err
	})
}

// KeysPromote promotes a key.
type KeysPromote struct {
	Purpose sealing.Purpose `arg:"" enum:"payloads,documents,links" help:"payloads, documents or links."`
}

// Run makes the newest key the one that seals and saves the file.
func (p KeysPromote) Run(o *Output, k *Keys) error {
	return changeKeys(o, k, func(keys *sealing.Keys) error {
		_, err := keys.Promote(p.Purpose)
		return err
	})
}

func changeKeys(o *Output, k *Keys, change func(*sealing.Keys) error) error {
	keys, err := sealing.Load(k.File)
	if err != nil {
		return err
	}
	if err := change(keys); err != nil {
		return err
	}
	if err := keys.Save(k.File); err != nil {
		return err
	}
	return listKeys(o, keys)
}

func listKeys(o *Output, keys *sealing.Keys) error {
	list := keys.List()
	if o.JSON {
		return o.json(list)
	}
	var rows []table.Row
	for _, key := range list {
		mark := ""
		if key.Primary {
			mark = o.say("封印に使用", "seals")
		}
		rows = append(rows, table.Row{string(key.Purpose), strconv.FormatUint(uint64(key.ID), 10), mark})
	}
	return o.table(table.Row{o.say("用途", "Purpose"), "ID", ""}, rows, 0, 0, 0)
}
