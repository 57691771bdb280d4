package activities

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// againAfter is when a step is tried again that the tables refuse or that fails
// by a fault of ours: the support desk has a task about it, and each try makes the history longer.
const againAfter = 10 * time.Minute

// answer is what an activity returns: refusals cross to the workflow as errors
// that are not tried again, everything else is tried again.
func answer[R any](r R, err error) (R, error) {
	return r, message.Refuse(constrained(err))
}

// constrained words the constraints that a second command runs against when it
// comes at the same time as the first. A conflict that stays is told to whoever
// waits for the answer; a step that nobody waits for is tried on.
func constrained(err error) error {
	if _, ok := errors.AsType[*postgres.Trouble](err); ok {
		return stuck(err)
	}
	var c *postgres.Conflict
	if !errors.As(err, &c) {
		return err
	}
	if r, ok := constraints[c.Constraint]; ok {
		return r
	}
	if c.Told {
		return stuck(err)
	}
	return changed
}

func stuck(err error) error {
	return temporal.NewApplicationErrorWithOptions(err.Error(), "stuck", temporal.ApplicationErrorOptions{
		NextRetryDelay: againAfter, Cause: err,
	})
}

// Tries tells how often the activity of a context has been tried, this time included.
func Tries(ctx context.Context) int { return int(activity.GetInfo(ctx).Attempt) }

var changed = refusal.New(refusal.Conflict, "",
	"他の手続きにより状態が変わったため、お受けできませんでした。最新の状態をご確認のうえ、もう一度お試しください。",
	"Something else has changed the case meanwhile. Please look at it and try again.")

var alreadyOpen = refusal.New(refusal.AlreadyOpen, "",
	"同じ手続きがすでに進行中です。", "A procedure of this kind is already open.")

var guaranteedBefore = refusal.New(refusal.Used, terms.W2,
	"この端末は、別の回線のつながる端末保証の対象としてすでに登録されています。",
	"The guarantee of another line covers this device already.")

// constraints are the tables' own refusals: states that the schema makes
// impossible.
var constraints = map[string]*refusal.Error{
	"cases_one_open":                           alreadyOpen,
	"cancellations_one_open":                   alreadyOpen,
	"option_cancellations_compensation_id_key": alreadyOpen,
	"option_cancellations_guarantee_id_key":    alreadyOpen,
	"guarantee_claims_one_open":                alreadyOpen,
	"guarantees_one_a_device":                  guaranteedBefore,
	"chip_results_used_once":                   chipUsed,
	"waivers_one_open":                         alreadyOpen,
	"shipments_tracking_no_key": refusal.New(refusal.Used, "",
		"このお問い合わせ伝票番号は、すでに使われています。", "This tracking number is in use already."),
}
