package serve

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"

	"kigen/internal/postgres"
)

// purgeEvery is how often answers and begun applications are purged that are kept
// no longer.
const purgeEvery = time.Hour

// keepHouse purges what is kept no longer until ctx ends; the function that it gives waits
// for that. Every starter does: two at once do no harm.
func (s *Server) keepHouse(ctx context.Context) (wait func()) {
	var done sync.WaitGroup
	done.Go(func() {
		ticker := time.NewTicker(purgeEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case at := <-ticker.C:
				s.purge(ctx, at)
			}
		}
	})
	return done.Wait
}

func (s *Server) purge(ctx context.Context, at time.Time) {
	before := at.AddDate(0, 0, -s.config.Serve.KeepAnswers)
	switch n, err := postgres.PurgeAnswers(ctx, s.pool, before); {
	case err != nil && ctx.Err() == nil:
		s.Telemetry.Log.Warn("old answers are still there", zap.Error(err))
	case n > 0:
		s.Telemetry.Log.Info("old answers were purged", zap.Int64("answers", n), zap.Time("before", before))
	}
	switch n, err := postgres.PurgeForms(ctx, s.pool, at); {
	case err != nil && ctx.Err() == nil:
		s.Telemetry.Log.Warn("applications that nobody went on with are still there", zap.Error(err))
	case n > 0:
		s.Telemetry.Log.Info("applications that nobody went on with were purged", zap.Int64("forms", n))
	}
}
