package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// reader looks variables up and collects what is wrong with them. A variable
// set to nothing counts as not set.
type reader struct {
	values   map[string]string
	asked    map[string]bool
	environ  []string
	problems Problems
}

func newReader(environ []string) *reader {
	r := &reader{values: map[string]string{}, asked: map[string]bool{}, environ: environ}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if value == "" {
			delete(r.values, name)
		} else {
			r.values[name] = value
		}
	}
	return r
}

// Environ and LookupEnv let envconfig read the same environment.
func (r *reader) Environ() []string { return r.environ }

func (r *reader) LookupEnv(name string) (string, bool) {
	value, ok := r.values[name]
	return value, ok
}

func (r *reader) problem(name, text string) { r.problems = append(r.problems, name+" "+text) }

func (r *reader) missing(name string) { r.problem(name, "is not set") }

// wrong reports whether something was said about name, so that it isn't also called missing.
func (r *reader) wrong(name string) bool {
	return slices.ContainsFunc(r.problems, func(p string) bool {
		said, _, _ := strings.Cut(p, " ")
		return strings.TrimSuffix(said, "_FILE") == name
	})
}

// unknown complains about variables with prefix that nothing has asked for, but
// for those with one of the prefixes except.
func (r *reader) unknown(prefix string, except ...string) {
	var names []string
	for name := range r.values {
		excepted := func(other string) bool { return strings.HasPrefix(name, other) }
		if strings.HasPrefix(name, prefix) && !r.asked[name] && !slices.ContainsFunc(except, excepted) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		r.problem(name, "is not a setting")
	}
}

func (r *reader) text(name, unlessTold string) string {
	r.asked[name] = true
	if value, ok := r.values[name]; ok {
		return value
	}
	return unlessTold
}

func (r *reader) required(need bool, name string) string {
	value := r.text(name, "")
	if need && value == "" {
		r.missing(name)
	}
	return value
}

func (r *reader) secret(name string) Secret {
	value, path := r.text(name, ""), r.text(name+"_FILE", "")
	switch {
	case path == "":
		return Secret(value)
	case value != "":
		r.problem(name, "and "+name+"_FILE are both set")
		return ""
	}
	data, err := os.ReadFile(path)
	if err != nil {
		r.problem(name+"_FILE", "can't be read: "+err.Error())
		return ""
	}
	value = strings.TrimRight(string(data), "\r\n")
	if value == "" {
		r.problem(name+"_FILE", "is an empty file")
	}
	return Secret(value)
}

func (r *reader) requiredSecret(need bool, name string) Secret {
	value := r.secret(name)
	if need && value == "" && !r.wrong(name) {
		r.missing(name)
	}
	return value
}

func (r *reader) boolean(name string) bool {
	switch r.text(name, "0") {
	case "1", "true":
		return true
	case "0", "false":
	default:
		r.problem(name, "must be 1 or 0")
	}
	return false
}

func (r *reader) integer(name string, unlessTold, least, most int) int {
	n, err := strconv.Atoi(r.text(name, strconv.Itoa(unlessTold)))
	if err != nil || n < least || n > most {
		r.problem(name, "must be a number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
	}
	return n
}

// oneOf reads one of the choices; the first is taken unless told.
func (r *reader) oneOf(name string, choices ...string) string {
	value := r.text(name, choices[0])
	if !slices.Contains(choices, value) {
		r.problem(name, "must be one of "+strings.Join(choices, ", "))
	}
	return value
}

func (r *reader) address(name, unlessTold string) string {
	value := r.text(name, unlessTold)
	if value == "" {
		return ""
	}
	_, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		r.problem(name, "must be host:port or :port")
	}
	return value
}

// url reads an address with a host and no query, without a final slash. It is
// nil where none is given or it is wrong.
func (r *reader) url(name, unlessTold string, schemes ...string) *url.URL {
	value := r.text(name, unlessTold)
	if value == "" {
		return nil
	}
	u, err := url.Parse(strings.TrimRight(value, "/"))
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		r.problem(name, "must be an address like "+schemes[len(schemes)-1]+"://kigen.example.jp")
		return nil
	}
	return u
}

// networks reads addresses and networks that are separated by commas.
func (r *reader) networks(name string) (list []netip.Prefix) {
	for one := range strings.SplitSeq(r.text(name, ""), ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		network, err := netip.ParsePrefix(one)
		if address, alone := netip.ParseAddr(one); alone == nil {
			network, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			r.problem(name, "must be networks like 10.0.0.0/8,2001:db8::1")
			return nil
		}
		list = append(list, network)
	}
	return list
}

func (r *reader) mailbox(need bool, name string) *mail.Address {
	value := r.required(need, name)
	if value == "" {
		return nil
	}
	address, err := mail.ParseAddress(value)
	if err != nil {
		r.problem(name, "must look like Kigen <info@example.jp>")
		return nil
	}
	return address
}
