package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"kigen/internal/message"
	"kigen/internal/refusal"
)

func TestErrorsAreWorded(t *testing.T) {
	late := refusal.New(refusal.TooLate, "K-2", "遅い。", "Late.")
	for want, errs := range map[string][]error{
		refusal.TooLate:     {message.Refuse(late), late},
		refusal.State:       {serviceerror.NewNotFound("gone"), temporal.NewApplicationError("ended", endedMeanwhile)},
		refusal.AlreadyOpen: {serviceerror.NewWorkflowExecutionAlreadyStarted("there", "", "")},
		refusal.Unavailable: {
			serviceerror.NewUnavailable("away"), serviceerror.NewDeadlineExceeded("slow"), context.DeadlineExceeded, context.Canceled,
			client.NewWorkflowUpdateServiceTimeoutOrCanceledError(errors.New("no worker")),
			serviceerror.NewInternal("lost its database"), serviceerror.FromStatus(status.New(codes.Unknown, "connection refused")),
		},
	} {
		for _, err := range errs {
			got, ok := refusal.As(worded(fmt.Errorf("file of x: %w", err)))
			require.True(t, ok, "%v", err)
			require.Equal(t, want, got.Code, "%v", err)
			require.NotEmpty(t, got.JA)
		}
	}
	for _, fault := range []error{
		&os.PathError{Op: "read", Path: "key", Err: os.ErrNotExist}, serviceerror.NewInvalidArgument("no queue"),
		fmt.Errorf("%w: x", converter.ErrUnableToDecode),
	} {
		require.Equal(t, fault, worded(fault))
	}
	require.ErrorIs(t, worded(fmt.Errorf("x: %w", context.Canceled)), context.Canceled, "the cause stays for the log")
}
