package workflows

// Changes of processes that are under way, by their IDs for workflow.GetVersion:
// a history that was written before a change goes on as it began.
const (
	// monthEndEndsOptions has MonthEnd end the month's cancelled options (O-3, W-1).
	monthEndEndsOptions = "month-end-ends-options"
)
