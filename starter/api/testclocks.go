package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/testclock"
	"kigen/starter/engine"
)

func registerTestClocks(a *API) {
	command(a, Op{
		ID: "createTestClock", Method: http.MethodPost, Path: "/v1/test-clocks", Tag: "test clocks", Status: http.StatusCreated,
		EN: "In development: make a clock that stands at an instant", JA: "開発環境用の時計を作成します。",
	}, a.createTestClock)
	query(a, Op{
		ID: "listTestClocks", Method: http.MethodGet, Path: "/v1/test-clocks", Tag: "test clocks",
		EN: "In development: the test clocks", JA: "開発環境用の時計の一覧を表示します。",
	}, a.listTestClocks)
	query(a, Op{
		ID: "getTestClock", Method: http.MethodGet, Path: "/v1/test-clocks/{id}", Tag: "test clocks",
		EN: "In development: a test clock and what it will wake next", JA: "開発環境用の時計と、次に動く期限を表示します。",
	}, a.getTestClock)
	command(a, Op{
		ID: "advanceTestClock", Method: http.MethodPost, Path: "/v1/test-clocks/{id}/advance", Tag: "test clocks",
		EN: "In development: move a clock forward; its processes wake in their order", JA: "開発環境用の時計を進めます。期限が順に到来します。",
	}, a.advanceTestClock)
}

// TestClock is an instant of its own; what was made under it lives on it.
type TestClock = postgres.ClockRow

// TestClockPage is a clock with what it will wake next.
type TestClockPage struct {
	TestClock
	Next *Woken `json:"next,omitempty" doc:"The earliest instant that one of its processes waits for."`
}

// Woken is a wait of a process.
type Woken struct {
	Workflow string    `json:"workflow_id"`
	Name     string    `json:"name" example:"old-device-back" doc:"What it waits for."`
	At       time.Time `json:"at"`
}

// Advanced is a clock after it was moved, with what woke on the way, in order.
type Advanced struct {
	TestClock
	Woken []Woken `json:"woken" nullable:"false"`
}

func wokenView(w testclock.Woken) Woken {
	return Woken{Workflow: w.Process, Name: w.Wake.Name, At: w.Wake.At}
}

// clocks refuses outside of development.
func (a *API) clocks() (*testclock.Engine, error) {
	if a.Clocks == nil {
		return nil, refusal.New(refusal.NotOffered, "",
			"テスト用の時計は開発環境でのみ利用できます。", "Test clocks exist in development only.")
	}
	return a.Clocks, nil
}

// A clock passes every month end on its way, so it is kept from moving for ages.
const (
	yearsAtOnce = 10
	firstYear   = 2000
	lastYear    = 2099
)

type createTestClock struct {
	Body struct {
		Name    string    `json:"name" minLength:"1" maxLength:"100"`
		Instant time.Time `json:"instant" doc:"Where it stands at first."`
	}
}

func (a *API) createTestClock(ctx context.Context, r *Request, in *createTestClock) (TestClock, error) {
	if _, err := a.clocks(); err != nil {
		return TestClock{}, err
	}
	if year := in.Body.Instant.UTC().Year(); year < firstYear || year > lastYear {
		return TestClock{}, invalid("instant", fmt.Sprintf("%d年から%d年までの日時を入力してください。", firstYear, lastYear),
			fmt.Sprintf("Give an instant of the years %d to %d.", firstYear, lastYear))
	}
	return postgres.CreateClock(ctx, a.Pool, TestClock{
		ID: r.NewID("clk"), Name: in.Body.Name, Instant: in.Body.Instant.UTC().Truncate(time.Microsecond),
	})
}

func (a *API) listTestClocks(ctx context.Context, _ *Request, in *struct{ Paging }) (Page[TestClock], error) {
	if _, err := a.clocks(); err != nil {
		return Page[TestClock]{}, err
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]TestClock, error) {
		return postgres.Clocks(ctx, a.Pool, after, limit)
	}, func(c TestClock) TestClock { return c }, func(c TestClock) postgres.Place { return postgres.Place{ID: c.ID} })
}

func (a *API) getTestClock(ctx context.Context, _ *Request, in *byID) (TestClockPage, error) {
	clocks, err := a.clocks()
	if err != nil {
		return TestClockPage{}, err
	}
	clock, err := postgres.Clock(ctx, a.Pool, in.ID)
	if err != nil {
		return TestClockPage{}, err
	}
	page := TestClockPage{TestClock: clock}
	next, found, err := clocks.Next(ctx, a.processes(clock))
	if err == nil && found {
		w := wokenView(next)
		page.Next = &w
	}
	return page, err
}

type advanceTestClock struct {
	ID   string `path:"id"`
	Body struct {
		To     time.Time `json:"to" doc:"The instant to move to, not before the clock's own."`
		Asleep bool      `json:"asleep,omitempty" doc:"Nothing is woken on the way, as when no worker runs; the next move makes up for it. No month may end on the way."`
	}
}

func (a *API) advanceTestClock(ctx context.Context, _ *Request, in *advanceTestClock) (Advanced, error) {
	clocks, err := a.clocks()
	if err != nil {
		return Advanced{}, err
	}
	// One move of a clock at a time, on whichever server it was asked for.
	release, err := postgres.LockClock(ctx, a.Deps.Pool, in.ID)
	if err != nil {
		return Advanced{}, err
	}
	defer release()
	clock, err := postgres.Clock(ctx, a.Pool, in.ID)
	if err != nil {
		return Advanced{}, err
	}
	to := in.Body.To.UTC().Truncate(time.Microsecond)
	if to.Before(clock.Instant) {
		return Advanced{}, refusal.New(refusal.TooLate, "",
			"時計を過去に戻すことはできません。", "A test clock only goes forward.").
			With("to", "現在の時刻以降を指定してください。", "Give an instant that is not before the clock's.")
	}
	if to.After(clock.Instant.AddDate(yearsAtOnce, 0, 0)) {
		return Advanced{}, invalid("to", fmt.Sprintf("一度に進められるのは%d年までです。", yearsAtOnce),
			fmt.Sprintf("A clock moves at most %d years at once.", yearsAtOnce))
	}
	if in.Body.Asleep {
		if jst.MonthOf(to).Compare(jst.MonthOf(clock.Instant)) != 0 {
			return Advanced{}, invalid("to", "月をまたいで眠ったまま進めることはできません。", "A month ends on the way.")
		}
		clock, err = postgres.MoveClock(ctx, a.Pool, in.ID, to)
		return Advanced{TestClock: clock, Woken: []Woken{}}, err
	}
	woken, err := clocks.Advance(ctx, clock.Instant, to, a.processes(clock))
	if err != nil {
		return Advanced{}, err
	}
	clock, err = postgres.MoveClock(ctx, a.Pool, in.ID, to)
	return Advanced{TestClock: clock, Woken: views(woken, wokenView)}, err
}

// processes are those that live on the clock, and the month ends that it
// passes on its way.
func (a *API) processes(clock TestClock) testclock.Processes {
	return testclock.Processes{
		Open: func(ctx context.Context) ([]string, error) {
			return postgres.OpenProcesses(ctx, a.Pool, clock.ID)
		},
		Ensure: func(ctx context.Context, from, to time.Time) (started []string, err error) {
			for month := jst.MonthOf(from); !jst.MonthOf(to).Before(month); month = month.Next() {
				if err := a.startMonthEnd(ctx, clock, month); err != nil {
					return started, err
				}
				started = append(started, message.MonthEndID(clock.ID, month))
			}
			return started, nil
		},
	}
}

// startMonthEnd starts the clock's MonthEnd of a month, once.
func (a *API) startMonthEnd(ctx context.Context, clock TestClock, month jst.Month) error {
	id := message.MonthEndID(clock.ID, month)
	begun, err := postgres.HasProcess(ctx, a.Pool, id)
	if err != nil || begun {
		return err
	}
	return engine.Start(ctx, a.Engine, message.MonthEnd,
		engine.Run{ID: id, Summary: "K-1: what all cases of " + month.String() + " share", Clock: clock.ID, At: clock.Instant, Batch: true},
		message.MonthEndInput{Month: month, Clock: clock.ID})
}
