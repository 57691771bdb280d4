package scenario

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestInboxGivesTheMailsOfThePlayOldestFirst(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("to") != "hanako+a@example.jp" {
			http.Error(w, "nobody", http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, `[{"id": "c", "arrived": "2026-11-02T10:00:02Z", "subject": "2", "text": "new"},
			{"id": "b", "arrived": "2026-11-02T10:00:00Z", "subject": "1"}, {"id": "a", "arrived": "2026-11-02T09:59:59Z"}]`)
	}))
	t.Cleanup(server.Close)
	letters := Inbox(server.URL+"/", http.DefaultClient)
	got, err := letters(t.Context(), "hanako+a@example.jp", time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	require.Equal(t, []Letter{{ID: "b", Subject: "1"}, {ID: "c", Subject: "2", Text: "new"}}, got)
	_, err = letters(t.Context(), "jiro@example.jp", time.Time{})
	require.ErrorContains(t, err, "404")
	_, err = Inbox("http://127.0.0.1:1", http.DefaultClient)(t.Context(), "a", time.Time{})
	require.ErrorContains(t, err, "reach the inbox")
}
