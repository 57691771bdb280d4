package main

import (
	"errors"
	"fmt"

	"kigen/dev/stack"
)

type resetCommand struct{ dataFlags }

// Run removes the data folder.
func (c *resetCommand) Run() error {
	err := stack.Reset(c.Data)
	switch {
	case errors.Is(err, stack.ErrNoData):
		fmt.Printf("There is nothing to remove at %s.\n", c.Data)
		return nil
	case err != nil:
		return err
	}
	fmt.Printf("%s is removed; the next start begins afresh.\n", c.Data)
	return nil
}
