package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Inbox reads mails from the development stack's inbox at that address, for
// Player.Letters.
func Inbox(base string, c *http.Client) func(ctx context.Context, to string, since time.Time) ([]Letter, error) {
	return func(ctx context.Context, to string, since time.Time) ([]Letter, error) {
		address := strings.TrimSuffix(base, "/") + "/mails.json?to=" + url.QueryEscape(to)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
		if err != nil {
			return nil, fmt.Errorf("the inbox's address: %w", err)
		}
		res, err := c.Do(req)
		if err != nil {
			return nil, fmt.Errorf("reach the inbox: %w", err)
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s answers %s", address, res.Status)
		}
		var mails []struct {
			Letter
			Arrived time.Time `json:"arrived"`
		}
		if err := json.NewDecoder(res.Body).Decode(&mails); err != nil {
			return nil, fmt.Errorf("read the inbox: %w", err)
		}
		var letters []Letter
		for _, m := range slices.Backward(mails) { // the newest comes first
			if !m.Arrived.Before(since) {
				letters = append(letters, m.Letter)
			}
		}
		return letters, nil
	}
}
