// Package command holds the starter's commands: each a struct whose fields
// are its flags and arguments, and whose Run does it.
package command
