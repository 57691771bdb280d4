// Package api is the HTTP API: commands go in through processes, reads come
// out of the ledger.
//
// # Adding an operation
//
// An operation is described, and registered from the register function of its
// file, which New calls:
//
//	func registerCancellations(a *API) {
//		command(a, Op{
//			ID: "withdrawCancellation", Method: http.MethodPost,
//			Path: "/v1/cancellations/{id}/withdraw", Tag: "cancellations",
//			Rules: []terms.ID{terms.K2},
//			EN:    "Withdraw a cancellation",
//			JA:    "解約予約を取り消します。",
//		}, a.withdrawCancellation)
//	}
//
//	type withdrawCancellation struct {
//		ID   string `path:"id"`
//		Body struct {
//			Reason string `json:"reason" maxLength:"200"`
//		}
//	}
//
//	func (a *API) withdrawCancellation(ctx context.Context, r *Request, in *withdrawCancellation) (Cancellation, error) {
//		c, err := a.caseFor(ctx, r, in.ID, "cancellation") // 404 where it is not the member's; takes on the case's test clock
//		if err != nil {
//			return Cancellation{}, err
//		}
//		_, err = engine.Update(ctx, a.Engine, c.WorkflowID, message.WithdrawCancellation, r.UpdateID(),
//			message.Withdrawal{At: r.At, Actor: r.Actor()})
//		…
//	}
//
// and stands in the table of access.go, or New panics. The input is a huma
// input struct; the answer is the JSON of the value that the function returns,
// 204 for a struct without fields. Reads are registered with query instead.
//
// # What a handler can rely on
//
//   - r.At is the business instant of the receipt: the machine's time, or that of
//     the test clock. It goes into the command's payload and decides late or in time.
//   - r.NewID makes the IDs of what the command creates, from the caller and
//     the Idempotency-Key: a repeated command makes the same ones. r.UpdateID is
//     the ID of the update that it sends.
//   - A refusal.Error, also one from a process, becomes a problem with its code's
//     status. Any other error is logged and answered 500.
//   - The answer of a command that came with an Idempotency-Key is kept and given
//     again, byte for byte. A command that stopped between its work and its
//     answer runs again, and finds its work done by those IDs.
package api
