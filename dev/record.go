package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/encoding/protojson"

	"kigen/dev/product"
	"kigen/dev/stack"
	"kigen/internal/scenario"
)

type recordCommand struct {
	Files []string `arg:"" optional:"" name:"file" type:"existingfile" help:"Scenarios (YAML); examples/scenarios unless told."`
	Into  string   `default:"workflows/testdata/histories" type:"path" placeholder:"DIR" help:"Folder of the histories."`
}

// Run plays scenarios on a stack of their own and keeps the histories of their processes, payloads
// opened, for the replay tests: a folder a process, a file for every course that no history there has.
// Those that are there stay: processes that an earlier version began may be open now.
func (c *recordCommand) Run(ctx context.Context) error {
	if len(c.Files) == 0 {
		found, err := filepath.Glob("examples/scenarios/*.yaml")
		if err != nil || len(found) == 0 {
			return errors.New("there are no scenarios in examples/scenarios: run it in the root of the repository, or name the files")
		}
		c.Files = found
	}
	scenarios, err := load(c.Files)
	if err != nil {
		return err
	}
	p, err := product.StartTemporary(ctx, stack.Options{Progress: progress(os.Stderr)})
	if err != nil {
		return err
	}
	return errors.Join(c.record(ctx, p, scenarios), p.Stop())
}

func (c *recordCommand) record(ctx context.Context, p *product.Product, scenarios []*scenario.Scenario) error {
	courses, err := c.known()
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for _, s := range scenarios {
		r, err := p.Player().Play(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.File, err)
		}
		if !r.Passed {
			r.Print(os.Stderr)
			return errFailed
		}
		histories, err := p.Histories(ctx, "", 0)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(filepath.Base(s.File), filepath.Ext(s.File))
		for _, h := range played(histories, r) {
			course := courseOf(h.Process, h.Events)
			if courses[course] {
				continue
			}
			courses[course] = true
			if err := c.keep(files, name, h); err != nil {
				return err
			}
		}
	}
	return c.write(files)
}

// known are the courses of the histories that are there.
func (c *recordCommand) known() (map[string]bool, error) {
	courses := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(c.Into, "*", "*.json"))
	if err != nil {
		return nil, fmt.Errorf("look for histories: %w", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a history: %w", err)
		}
		events, err := client.HistoryFromJSON(bytes.NewReader(text), client.HistoryJSONOptions{})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		courses[courseOf(filepath.Base(filepath.Dir(file)), events)] = true
	}
	return courses, nil
}

// played are the histories of the processes of one play, in the order in which they began.
func played(all []product.History, r *scenario.Result) []product.History {
	mine := map[string]bool{}
	for _, c := range r.Lists["cases"] {
		mine[fmt.Sprint(c["workflow_id"])] = true
	}
	all = slices.DeleteFunc(all, func(h product.History) bool { return !mine[h.ID] && !strings.Contains(h.ID, r.Clock) })
	slices.SortFunc(all, func(a, b product.History) int {
		return cmp.Or(a.Info.GetStartTime().AsTime().Compare(b.Info.GetStartTime().AsTime()), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// courseOf is what tells one history from another to a replay: the kinds of its events, in order.
func courseOf(process string, events *historypb.History) string {
	var course strings.Builder
	course.WriteString(process)
	for _, e := range events.GetEvents() {
		fmt.Fprintf(&course, " %d", e.GetEventType())
		switch {
		case e.GetActivityTaskScheduledEventAttributes() != nil:
			course.WriteString(e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName())
		case e.GetWorkflowExecutionSignaledEventAttributes() != nil:
			course.WriteString(e.GetWorkflowExecutionSignaledEventAttributes().GetSignalName())
		case e.GetWorkflowExecutionUpdateAcceptedEventAttributes() != nil:
			course.WriteString(e.GetWorkflowExecutionUpdateAcceptedEventAttributes().GetAcceptedRequest().GetInput().GetName())
		}
	}
	return course.String()
}

var identity = regexp.MustCompile(`"identity": "[^"]*"`)

// keep adds a history under a name that no other has.
func (c *recordCommand) keep(files map[string][]byte, name string, h product.History) error {
	compact, err := protojson.Marshal(h.Events)
	if err != nil {
		return fmt.Errorf("the history of %s: %w", h.ID, err)
	}
	var text bytes.Buffer
	if err := json.Indent(&text, compact, "", " "); err != nil {
		return fmt.Errorf("the history of %s: %w", h.ID, err)
	}
	// Who did it is of no use to a replay and differs on every machine.
	anonymous := identity.ReplaceAll(text.Bytes(), []byte(`"identity": ""`))
	file := filepath.Join(h.Process, name+".json")
	taken := func() bool {
		_, err := os.Stat(filepath.Join(c.Into, file))
		return err == nil || files[file] != nil
	}
	for n := 2; taken(); n++ {
		file = filepath.Join(h.Process, fmt.Sprintf("%s-%d.json", name, n))
	}
	files[file] = append(anonymous, '\n')
	return nil
}

// write puts the histories beside those that are there.
func (c *recordCommand) write(files map[string][]byte) error {
	size := 0
	for file, content := range files {
		path := filepath.Join(c.Into, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("make the histories' folder: %w", err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return fmt.Errorf("keep a history: %w", err)
		}
		size += len(content)
	}
	fmt.Printf("%d new histories, %d kB, in %s\n", len(files), size>>10, c.Into)
	return nil
}
