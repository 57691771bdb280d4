package workflows

import (
	"maps"
	"slices"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
)

// cases are the processes of single cases: they live for weeks and move to the
// newest worker on their own.
var cases = map[string]any{
	message.Cancellation.Name:          Cancellation,
	message.OptionCancellation.Name:    OptionCancellation,
	message.Signup.Name:                Signup,
	message.Replacement.Name:           Replacement,
	message.Waiver.Name:                Waiver,
	message.GuaranteeRegistration.Name: GuaranteeRegistration,
	message.GuaranteeClaim.Name:        GuaranteeClaim,
	message.Exchange.Name:              Exchange,
	message.Repair.Name:                Repair,
	message.InstalmentPayment.Name:     InstalmentPayment,
	message.MakerSwap.Name:             MakerSwap,
	message.StockCheck.Name:            StockCheck,
	message.StockIntake.Name:           StockIntake,
	message.UseStartCorrection.Name:    UseStartCorrection,
}

// batches are the processes that serve all cases at once; each ends on the
// worker on which it began.
var batches = map[string]any{
	message.MonthEnd.Name: MonthEnd,
}

// RegisterCases registers the processes of single cases.
func RegisterCases(r worker.WorkflowRegistry) {
	register(r, cases, workflow.VersioningBehaviorAutoUpgrade)
}

// RegisterBatches registers the processes that serve all cases at once.
func RegisterBatches(r worker.WorkflowRegistry) {
	register(r, batches, workflow.VersioningBehaviorPinned)
}

func register(r worker.WorkflowRegistry, processes map[string]any, versioning workflow.VersioningBehavior) {
	for name, process := range processes {
		r.RegisterWorkflowWithOptions(process, workflow.RegisterOptions{Name: name, VersioningBehavior: versioning})
	}
}

// Processes are the names of all processes, sorted.
func Processes() []string {
	names := slices.Collect(maps.Keys(cases))
	return slices.Sorted(slices.Values(slices.AppendSeq(names, maps.Keys(batches))))
}
