package bench

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/search"
)

// readToday sends the reads of the console's first page, of the board's calendar and of the search.
func readToday(ctx context.Context, pool *pgxpool.Pool) error {
	desks := []string{"identity", "shipping", "repair", "billing", "support"}
	sight := postgres.Sight{At: firstLapse}
	first := jst.DayOf(firstLapse)
	days := make([]jst.Day, 14)
	for i := range days {
		days[i] = first.AddDays(i)
	}
	if _, err := postgres.TaskCounts(ctx, pool, desks, "stf_bench", sight); err != nil {
		return err
	}
	if _, err := postgres.Forecast(ctx, pool, desks, days, sight); err != nil {
		return err
	}
	if _, err := postgres.LapseCounts(ctx, pool, postgres.DeadlineFilter{Since: firstLapse.Add(-day), By: firstLapse}); err != nil {
		return err
	}
	for _, f := range []postgres.DeadlineFilter{{}, {Desk: "shipping"}, {Rule: "N-5"}, {Kind: "signup"}, {Outcome: "met"}} {
		if _, err := postgres.DueDays(ctx, pool, f, days); err != nil {
			return err
		}
	}
	for _, f := range []postgres.TaskFilter{{ClaimedBy: "stf_bench"}, {Desk: "shipping", Unclaimed: true}} {
		if _, err := postgres.Tasks(ctx, pool, f, postgres.Place{}, pageSize); err != nil {
			return err
		}
	}
	for _, typed := range []string{caseOf(1), "clm_000000000000000000000000", "試験", "しけん", "Hanako Shiken", "090-1234-5678", "350000000000014", "4300-1234", "bench@kigen.example"} {
		if _, err := postgres.Search(ctx, pool, search.Read(typed, len(numbered(0))), true); err != nil {
			return err
		}
	}
	return nil
}
