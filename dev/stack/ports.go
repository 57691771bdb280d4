package stack

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"

	"kigen/dev/temporal"
)

// DefaultPortBase puts Temporal's frontend on its customary port 7233.
const DefaultPortBase = 7230

const (
	host        = "127.0.0.1"
	lowestPort  = 1024
	highestPort = 32767 // above, the operating system hands ports out to anyone
)

// offsets from the port base, in the order in which they are told to people.
const (
	consolePort = iota
	temporalUIPort
	inboxPort
	temporalPort
	smtpPort
	workerMetricsPort
	starterMetricsPort
	temporalInternalPorts
	portCount = temporalInternalPorts + temporal.InternalPorts
)

// portName says what a port is for.
func portName(offset int) string {
	switch offset {
	case consolePort:
		return "console and API"
	case temporalUIPort:
		return "Temporal UI"
	case inboxPort:
		return "inbox"
	case smtpPort:
		return "SMTP"
	case workerMetricsPort:
		return "worker metrics"
	case starterMetricsPort:
		return "starter metrics"
	}
	return "Temporal"
}

// FreePortBase finds a base all of whose ports are free, for tests and runs of a moment.
func FreePortBase() (int, error) {
	for range 200 {
		base := 10000 + rand.IntN(highestPort-10000-portCount)
		if len(takenPorts(base)) == 0 {
			return base, nil
		}
	}
	return 0, fmt.Errorf("no %d free ports in a row between 10000 and %d", portCount, highestPort)
}

// checkPorts says which ports of the base are taken, and which base would do.
func checkPorts(base int) error {
	if base < lowestPort || base+portCount-1 > highestPort {
		return fmt.Errorf("--port-base must be between %d and %d: %d ports from there on are used, and none may be above %d",
			lowestPort, highestPort-portCount+1, portCount, highestPort)
	}
	taken := takenPorts(base)
	if len(taken) == 0 {
		return nil
	}
	var names []string
	for _, offset := range taken {
		names = append(names, fmt.Sprintf("%d (%s)", base+offset, portName(offset)))
	}
	problem := "port " + names[0] + " is taken by another program"
	if len(names) > 1 {
		problem = "ports " + strings.Join(names, ", ") + " are taken by other programs"
	}
	for other := base + 100; other+portCount <= highestPort; other += 100 {
		if len(takenPorts(other)) == 0 {
			return fmt.Errorf("%s: stop what uses them, or choose other ports, for example with --port-base %d", problem, other)
		}
	}
	return errors.New(problem + ": stop what uses them, or choose other ports with --port-base")
}

func takenPorts(base int) []int {
	var taken []int
	for offset := range portCount {
		l, err := net.Listen("tcp", address(base+offset))
		if err != nil {
			taken = append(taken, offset)
			continue
		}
		_ = l.Close()
	}
	return taken
}

func address(port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

// site is the address people click: localhost, so that one sign-in serves the console and the Temporal UI.
func site(port int) string { return "http://localhost:" + strconv.Itoa(port) }
