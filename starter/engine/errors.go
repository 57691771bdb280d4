package engine

import (
	"context"
	"errors"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kigen/internal/message"
	"kigen/internal/refusal"
)

var (
	ended = refusal.New(refusal.State, "",
		"この手続きはすでに終了しているか、まだ始まっていません。", "This procedure has ended already or has not begun.")
	running = refusal.New(refusal.AlreadyOpen, "",
		"同じ手続きがすでに進行中です。", "A procedure of this kind is already open.")
	unavailable = refusal.New(refusal.Unavailable, "",
		"ただいま処理が混み合っています。しばらくしてから、同じ操作をもう一度お試しください。",
		"The answer is not in yet. Please send the same request again in a moment.")
)

// endedMeanwhile is the type of the error that the server gives to an update
// whose process ended without answering it.
const endedMeanwhile = "AcceptedUpdateCompletedWorkflow"

// worded turns an error of the engine into the refusal that people read: a
// rule's own refusal as it is, a process that is no more into code state, a
// server or worker that does not answer into code unavailable. Any other error
// stays what it is.
func worded(err error) error {
	if r, ok := message.Refused(err); ok {
		return r
	}
	if app, ok := errors.AsType[*temporal.ApplicationError](err); ok && app.Type() == endedMeanwhile {
		return because(ended, err)
	}
	switch {
	case is[*serviceerror.NotFound](err):
		return because(ended, err)
	case is[*serviceerror.WorkflowExecutionAlreadyStarted](err):
		return because(running, err)
	case is[*serviceerror.Unavailable](err), is[*serviceerror.ResourceExhausted](err),
		is[*serviceerror.DeadlineExceeded](err), is[*serviceerror.Canceled](err),
		is[*client.WorkflowUpdateServiceTimeoutOrCanceledError](err),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return because(unavailable, err)
	}
	return err
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// explained is a refusal that keeps its cause for the log.
type explained struct {
	refusal *refusal.Error
	cause   error
}

func because(r *refusal.Error, cause error) error { return &explained{r, cause} }

func (e *explained) Error() string   { return e.refusal.Error() + ": " + e.cause.Error() }
func (e *explained) Unwrap() []error { return []error{e.refusal, e.cause} }
