package identity

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Step is the key under which the due step is committed: once for its instant.
func (d Due) Step() string {
	return d.Name() + "/" + d.At.UTC().Format(time.RFC3339)
}

// Name is what the case waits for, with the SIM's number where it is about one.
func (d Due) Name() string { return nameOf(d.What, d.SIM) }

func nameOf(what string, sim int) string {
	if sim == 0 {
		return what
	}
	return fmt.Sprintf("%s-%d", what, sim)
}

// what parts the deadline's name into what it is about and its SIM.
func (d OpenDeadline) what() (string, int) {
	for _, what := range []string{DeadlineNewNumber, DeadlineNumber} {
		if no, ok := strings.CutPrefix(d.Name, what+"-"); ok {
			sim, _ := strconv.Atoi(no)
			return what, sim
		}
	}
	return d.Name, 0
}

// Is tells whether the deadline is the one of that name and SIM.
func (d OpenDeadline) Is(what string, sim int) bool { return d.Name == nameOf(what, sim) }
