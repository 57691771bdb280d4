package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc/codes"

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
// server or worker that does not answer, or that has lost what it works with,
// into code unavailable. Any other error stays what it is.
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
	case is[*client.WorkflowUpdateServiceTimeoutOrCanceledError](err),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled),
		passing(err), untyped(err):
		return because(unavailable, err)
	}
	return err
}

// passing tells a trouble of the server that may be over with the next try.
func passing(err error) bool {
	service, ok := errors.AsType[serviceerror.ServiceError](err)
	return ok && slices.Contains([]codes.Code{
		codes.Unavailable, codes.ResourceExhausted, codes.DeadlineExceeded, codes.Canceled, codes.Aborted, codes.Internal, codes.DataLoss,
	}, service.Status().Code())
}

// untyped tells an error that the server gives without a type: that of
// something it works with, such as a database that has just gone. A payload that
// can't be read is a fault of ours.
func untyped(err error) bool {
	if errors.Is(err, converter.ErrUnableToEncode) || errors.Is(err, converter.ErrUnableToDecode) {
		return false
	}
	for reflect.TypeOf(err) == said {
		err = errors.Unwrap(err)
	}
	return reflect.TypeOf(err) == plain
}

var (
	plain = reflect.TypeOf(errors.New("")) // no more than a text
	said  = reflect.TypeOf(fmt.Errorf("%w", context.Canceled))
)

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
