package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"

	"kigen/internal/ids"
	"kigen/starter/api"
)

// commands is F-4: a member's withdrawal through the HTTP API, which ends the process, beside an update of
// the floor's that does nothing but end its own. Both processes are cached by their workers, both workers run, and the calls take turns.
func commands(ctx context.Context, s *stage) ([]Measure, error) {
	stop, err := s.work()
	if err != nil {
		return nil, err
	}
	defer stop()
	stopFloor, err := s.workFloor(nil)
	if err != nil {
		return nil, err
	}
	defer stopFloor()
	caller, err := signIn(ctx, s.ConsoleURL(), s.pool)
	if err != nil {
		return nil, err
	}
	n := s.size(300)
	const warm = 10
	lines, err := s.seedLines(ctx, "command", n+warm)
	if err != nil {
		return nil, err
	}
	floors := make([]string, n+warm)
	cases := make([]string, n+warm)
	var reserve, open []time.Duration
	for i := range cases {
		began := time.Now()
		if cases[i], err = caller.cancelLine(ctx, lines[i]); err != nil {
			return nil, err
		}
		reserve = append(reserve, time.Since(began))
		began = time.Now()
		if floors[i], err = s.openIdle(ctx); err != nil {
			return nil, err
		}
		open = append(open, time.Since(began))
	}
	var ours, bare []time.Duration
	for i := range cases {
		began := time.Now()
		if err := caller.post(ctx, "/v1/cancellations/"+cases[i]+"/withdraw", nil); err != nil {
			return nil, err
		}
		between := time.Now()
		if err := update(ctx, s.floor, floors[i], "withdraw"); err != nil {
			return nil, err
		}
		ours, bare = append(ours, between.Sub(began)), append(bare, time.Since(between))
	}
	median := func(of []time.Duration) float64 { return milliseconds(quantile(of[warm:], 0.5)) }
	return []Measure{
		atMost("F-4", "withdrawal through the API, p50", "ms", median(ours), median(bare), 1.5).
			noted("with authentication, validation, idempotency and the commit, beside an update that does nothing but end its process, too; p95 %s ms beside %s ms",
				number(milliseconds(quantile(ours[warm:], 0.95))), number(milliseconds(quantile(bare[warm:], 0.95)))),
		atMost("F-4", "reservation through the API, p50", "ms", median(reserve), median(open), 1.5).
			noted("starts a process, beside the floor's start with an update and one bare insert"),
	}, nil
}

// openIdle opens a floor case that has been filed and waits.
func (s *stage) openIdle(ctx context.Context) (string, error) {
	id := "bench-idle/" + ids.New("flr")
	filed, err := s.floor.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: s.floor.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
			ID: id, TaskQueue: floorQueue, WorkflowIDConflictPolicy: useExisting,
		}, floorCase, floorInput{Case: id, Waits: s.waits()}),
		UpdateOptions: client.UpdateWorkflowOptions{WorkflowID: id, UpdateName: "file", WaitForStage: client.WorkflowUpdateStageCompleted},
	})
	if err != nil {
		return id, err
	}
	return id, filed.Get(ctx, nil)
}

// caller is somebody who is signed in to an API.
type caller struct {
	base, token string
}

// signIn signs the member in to the API at base, which works on that database.
func signIn(ctx context.Context, base string, pool *pgxpool.Pool) (*caller, error) {
	issued, err := api.Issue(ctx, pool, ids.New("tok"), api.Member, member, "bench", time.Now())
	if err != nil {
		return nil, fmt.Errorf("issue a token: %w", err)
	}
	return &caller{base: base, token: issued.Text}, nil
}

func (c *caller) cancelLine(ctx context.Context, line string) (string, error) {
	var reserved struct {
		ID string `json:"id"`
	}
	err := c.post(ctx, "/v1/lines/"+line+"/cancellation", &reserved)
	return reserved.ID, err
}

// post sends a command without a body, and reads the answer into answer unless it is nil.
func (c *caller) post(ctx context.Context, path string, answer any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(nil))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Idempotency-Key", ids.New("key"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s answers %s: %s", path, response.Status, content)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(content, answer)
}
