package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kigen/internal/postgres"
)

func registerViews(a *API) {
	query(a, Op{
		ID: "listViews", Method: http.MethodGet, Path: "/v1/views", Tag: "deadlines",
		EN: "The caller's own saved views of the deadline board", JA: "保存した期限一覧の表示条件を表示します(ご自身のもののみ)。",
	}, a.listViews)
	command(a, Op{
		ID: "saveView", Method: http.MethodPost, Path: "/v1/views", Tag: "deadlines",
		EN: "Keep the filters of the deadline board under a name; one of the same name gives way", JA: "期限一覧の表示条件に名前を付けて保存します。同じ名前のものは置き換えます。",
	}, a.saveView)
	command(a, Op{
		ID: "deleteView", Method: http.MethodDelete, Path: "/v1/views/{id}", Tag: "deadlines",
		EN: "Delete a saved view", JA: "保存した表示条件を削除します。",
	}, a.deleteView)
}

// View is what somebody keeps of the deadline board under a name.
type View struct {
	ID      string    `json:"id"`
	Name    string    `json:"name" example:"今週の返却"`
	Query   string    `json:"query" doc:"The board's filters, as in an address." example:"desk=shipping&rule=N-5"`
	SavedAt time.Time `json:"saved_at" doc:"The machine's time, also on a test clock."`
}

// Views are a person's, by their name.
type Views struct {
	Items []View `json:"items" nullable:"false"`
}

func viewOf(v postgres.StaffViewRow) View {
	return View{ID: v.ID, Name: v.Name, Query: v.Query, SavedAt: v.SavedAt}
}

func (a *API) listViews(ctx context.Context, r *Request, _ *struct{}) (Views, error) {
	rows, err := postgres.StaffViews(ctx, a.Pool, r.Actor().ID)
	return Views{Items: views(rows, viewOf)}, err
}

type saveView struct {
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"60"`
		Query string `json:"query" maxLength:"500"`
	}
}

func (a *API) saveView(ctx context.Context, r *Request, in *saveView) (View, error) {
	name := strings.Join(strings.Fields(in.Body.Name), " ")
	if name == "" {
		return View{}, invalid("name", "名前を入力してください。", "Please give it a name.")
	}
	filters, err := url.ParseQuery(in.Body.Query)
	if err != nil {
		return View{}, invalid("query", "表示条件を読み取れません。", "These are no filters.")
	}
	row, err := postgres.SaveStaffView(ctx, a.Pool, postgres.StaffViewRow{
		ID: r.NewID("vew"), Owner: r.Actor().ID, Name: name, Query: filters.Encode(), SavedAt: a.machine(),
	})
	return viewOf(row), err
}

func (a *API) deleteView(ctx context.Context, r *Request, in *byID) (struct{}, error) {
	return struct{}{}, postgres.DeleteStaffView(ctx, a.Pool, r.Actor().ID, in.ID)
}
