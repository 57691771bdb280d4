// Package scenario plays stories against the HTTP API on a test clock: a YAML
// file says who calls what at which instant, which calls must be refused, and
// what must come of it. docs/scenarios.md describes the format.
package scenario

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Scenario is one story, read and checked by Load.
type Scenario struct {
	File  string
	Name  string
	About string    // a sentence for the reader, may be empty
	Rules []string  // rule IDs that the story shows
	Clock time.Time // the instant at which its test clock begins; zero for none
	Steps []Step
	// Expect is checked when the last step is done and all is at rest.
	Expect Expect
}

// Step is one thing that happens. Exactly one of Until, Call, Together, Mail,
// Restart, Down, Up, Check and Uses is set; At may come with any but Until.
type Step struct {
	File string // where it is written: the scenario's, or that of a part
	Line int
	// At is the instant to which the clock is advanced before the step; zero leaves it.
	At       time.Time
	Until    time.Time // advance only
	Call     *Call
	Together *Together
	Mail     *Mail
	Restart  string // "worker", "temporal" or "postgres"
	// Down stops the worker, Up starts it again; in between time goes on and
	// nothing wakes.
	Down, Up string
	Check    Expect // expectations in the middle of the story
	Uses     *Uses  // the part whose steps follow
}

// Uses gives a part its variables.
type Uses struct {
	Part  string         // the part's file
	Given map[string]any // what it needs, as the step or else the part itself has it
}

// Call is one operation of the API.
type Call struct {
	File      string // where it is written; the files that it names are beside it
	Line      int
	Operation string
	As        Caller
	With      map[string]any // path, query, header and body fields
	Key       string         // Idempotency-Key; empty makes one from the step
	Twice     bool           // sent again with the same key: the answer must be the same
	Save      []Save
	Refused   *Refused
	Answer    map[string]any // fields that the answer must have
}

// Together are calls sent at the same moment.
type Together struct {
	Calls   []Call
	Save    []Save   // from the answer of the first that is accepted
	Refused *Refused // Times of them are refused so; none, where nil
}

// Refused says how a call must be refused.
type Refused struct {
	Code  string
	Rule  string // empty for any
	Times int    // of calls that are sent together
}

// Mail waits for a letter and takes values out of its text.
type Mail struct {
	To      string
	Subject string // part of the subject, may be empty
	Find    []Find
}

// Save keeps a value of an answer under a name, for ${name}.
type Save struct {
	Name  string
	Query query
}

// Find keeps what the first group of a pattern matches in a mail's text.
type Find struct {
	Name    string
	Pattern pattern
}

// Caller is the role in which a call is made, and which of several such people.
type Caller struct {
	Role string // "public", "member", "desk:identity", "courier" …
	// Person tells people of one role apart: "member:hanako" is the member
	// whose token was saved as hanako_token, "desk:billing#2" the desk's second person.
	Person string
}

func (c Caller) String() string {
	switch {
	case c.Person == "":
		return c.Role
	case c.Role == member:
		return c.Role + ":" + c.Person
	default:
		return c.Role + "#" + c.Person
	}
}

const (
	public = "public"
	member = "member"
)

// token is the name of the variable with a member's token.
func (c Caller) token() string {
	if c.Person == "" {
		return "member_token"
	}
	return c.Person + "_token"
}

var isPerson = regexp.MustCompile(`^[a-z0-9_]+$`)

var roles = map[string]bool{
	public: true, member: true, "admin": true, "return-centre": true, "courier": true, "network": true,
	"desk:identity": true, "desk:shipping": true, "desk:repair": true, "desk:billing": true, "desk:support": true,
}

// parseCaller reads "member", "member:hanako", "desk:billing", "desk:billing#2".
func parseCaller(s string) (Caller, error) {
	c := Caller{Role: s}
	if name, ok := strings.CutPrefix(s, member+":"); ok {
		c = Caller{Role: member, Person: name}
	} else if role, person, ok := strings.Cut(s, "#"); ok {
		c = Caller{Role: role, Person: person}
	}
	named := s != c.Role
	if !roles[c.Role] || (named && (c.Role == public || !isPerson.MatchString(c.Person))) {
		return Caller{}, fmt.Errorf("%q is no caller: public, member, member:NAME, desk:identity, desk:shipping, desk:repair, "+
			"desk:billing, desk:support, admin, return-centre, courier or network; a second person is desk:billing#2", s)
	}
	return c, nil
}

// Expect holds, for each list that is named, what must be in it.
type Expect []List

// List says what one list must hold: each of Are once, in any order, and nothing else.
type List struct {
	Line int
	Name string // "charges", "notices", "deadlines", "tasks", "journal", "cases"
	Only map[string]any
	Are  []Item
}

// Item is what an entry of a list must look like: the fields that are named.
type Item struct {
	Line   int
	Fields map[string]any
}

// Lists that expectations can name, in the order in which they are shown.
var Lists = []string{"cases", "charges", "notices", "deadlines", "tasks", "journal"}
