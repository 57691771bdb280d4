package temporal

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports are the TCP ports of one server, all on 127.0.0.1.
//
// They must be below 32768, where the operating system doesn't hand them out to others between a
// stop and a start.
type Ports struct {
	// Frontend is the one clients connect to.
	Frontend int
	// Internal is the first of InternalPorts ports in a row, over which the services talk.
	Internal int
}

// InternalPorts is how many ports a server uses from Ports.Internal on.
const InternalPorts = 7

const highestPort = 32767

// FreePorts looks for ports that nobody uses, for tests.
func FreePorts() (Ports, error) {
	for range 100 {
		base := 20000 + rand.IntN(highestPort-20000-InternalPorts)
		p := Ports{Frontend: base, Internal: base + 1}
		if p.check() == nil {
			return p, nil
		}
	}
	return Ports{}, fmt.Errorf("no %d free ports in a row between 20000 and %d", InternalPorts+1, highestPort)
}

func (p Ports) all() []int {
	ports := []int{p.Frontend}
	for i := range InternalPorts {
		ports = append(ports, p.Internal+i)
	}
	return ports
}

// check fails on the first port that can't be had.
func (p Ports) check() error {
	for _, port := range p.all() {
		if port < 1 || port > highestPort {
			return fmt.Errorf("port %d: Temporal's ports must be between 1 and %d", port, highestPort)
		}
		l, err := net.Listen("tcp", address(port))
		if err != nil {
			return fmt.Errorf("port %d of Temporal: %w", port, err)
		}
		_ = l.Close()
	}
	return nil
}

func address(port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }
