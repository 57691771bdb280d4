package connection

import (
	"kigen/internal/config"
	"kigen/internal/sealing"
	"kigen/internal/terms"
)

// Keys reads the key file. In development it is made where there is none.
func Keys(c *config.Config) (*sealing.Keys, error) {
	if c.Development {
		return sealing.LoadOrCreate(c.KeysFile)
	}
	return sealing.Load(c.KeysFile)
}

// Terms reads the versions of the terms: those that ship with the program and
// the operator's own.
func Terms(c *config.Config) (*terms.Book, error) {
	if c.TermsDir == "" {
		return terms.Load()
	}
	return terms.Load(c.TermsDir)
}
