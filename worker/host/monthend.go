package host

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kigen/internal/jst"
	"kigen/internal/message"
)

// catchUp is how far back a month end is started that fell into a time without
// a server. It is less than a month, so that it is still its own month; the
// cases of one that is missed do their steps themselves.
const catchUp = 27 * 24 * time.Hour

// scheduleMonthEnds has a MonthEnd started at 00:00 of every 1st, in Japan.
// The first one, of the month in which Kigen is set up, starts at once.
func scheduleMonthEnds(ctx context.Context, c client.Client) error {
	_, err := c.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: "month-end",
		Spec: client.ScheduleSpec{
			Calendars: []client.ScheduleCalendarSpec{{
				DayOfMonth: []client.ScheduleRange{{Start: 1}},
				Comment:    "00:00 of the 1st, Asia/Tokyo",
			}},
			TimeZoneName: jst.Zone.String(),
		},
		Action: &client.ScheduleWorkflowAction{
			ID:        "month-end",
			Workflow:  message.MonthEnd.Name,
			Args:      []any{message.MonthEndInput{}},
			TaskQueue: message.QueueBatch,
		},
		Overlap:            enumspb.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL,
		CatchupWindow:      catchUp,
		TriggerImmediately: true,
	})
	if err != nil && !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return fmt.Errorf("schedule the month ends: %w", err)
	}
	return nil
}
