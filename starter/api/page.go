package api

import (
	"encoding/base64"
	"encoding/json"

	"kigen/internal/postgres"
)

// Page is a part of a list. Next is given to ask for what follows; it is empty
// at the end.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; none at the end."`
}

// Paging is how a caller asks for a page.
type Paging struct {
	Cursor string `query:"cursor" doc:"Where the previous page ended: its next."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most."`
}

// after is where the caller's page begins.
func (p Paging) after() (postgres.Place, error) {
	var place postgres.Place
	if p.Cursor == "" {
		return place, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		err = json.Unmarshal(text, &place)
	}
	if err != nil || place == (postgres.Place{}) {
		return place, invalid("cursor", "前のページのnextの値をそのまま指定してください。", "Give the next of the previous page as it is.")
	}
	return place, nil
}

// pageOf reads one row more than asked for, to know whether there are more.
func pageOf[Row, T any](p Paging, read func(after postgres.Place, limit int) ([]Row, error),
	view func(Row) T, place func(Row) postgres.Place,
) (Page[T], error) {
	page := Page[T]{Items: []T{}}
	after, err := p.after()
	if err != nil {
		return page, err
	}
	rows, err := read(after, p.Limit+1)
	if err != nil {
		return page, err
	}
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		text, err := json.Marshal(place(rows[len(rows)-1]))
		if err != nil {
			return page, err
		}
		page.Next = base64.RawURLEncoding.EncodeToString(text)
	}
	for _, row := range rows {
		page.Items = append(page.Items, view(row))
	}
	return page, nil
}
