package workflows

import (
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
)

// RegisterCases registers the processes of single cases: they live for weeks
// and move to the newest worker on their own.
func RegisterCases(r worker.WorkflowRegistry) {
	for name, process := range map[string]any{
		message.Cancellation.Name: Cancellation,
	} {
		r.RegisterWorkflowWithOptions(process, workflow.RegisterOptions{
			Name: name, VersioningBehavior: workflow.VersioningBehaviorAutoUpgrade,
		})
	}
}

// RegisterBatches registers the processes that serve all cases at once; each
// ends on the worker on which it began.
func RegisterBatches(r worker.WorkflowRegistry) {
	for name, process := range map[string]any{
		message.MonthEnd.Name: MonthEnd,
	} {
		r.RegisterWorkflowWithOptions(process, workflow.RegisterOptions{
			Name: name, VersioningBehavior: workflow.VersioningBehaviorPinned,
		})
	}
}
