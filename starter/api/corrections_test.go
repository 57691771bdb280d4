package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/mocks"

	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/yen"
)

// C-13: a correction goes to the process of its case, which goes on for it where
// it has ended, with what is true and the instant at which it was said.
func TestCorrectionsGoToTheirCases(t *testing.T) {
	truth := noon.Add(-48 * time.Hour).UTC()
	for kind, process := range map[string]struct {
		name  string
		input any
	}{
		"replacement":     {message.Replacement.Name, message.ReplacementInput{Claim: "cse_1", Resume: true}},
		"repair":          {message.Repair.Name, message.RepairInput{Repair: "cse_1", Resume: true}},
		"exchange":        {message.Exchange.Name, message.ExchangeInput{Exchange: "cse_1", Resume: true}},
		"guarantee-claim": {message.GuaranteeClaim.Name, message.GuaranteeClaimInput{Claim: "cse_1", Resume: true}},
	} {
		t.Run(kind, func(t *testing.T) {
			w, engine := withEngine(t)
			w.commit("cse_1", w.taro, noon.AddDate(0, 0, -10))
			w.exec(`update cases set kind = $1, workflow_id = $1 || '/cse_1', closed_at = opened_at`, kind)
			w.exec(`update charges set rule = 'U-7'`)
			var charge string
			require.NoError(t, w.Pool.QueryRow(t.Context(), `select id from charges`).Scan(&charge))

			var said []any
			handle := mocks.NewWorkflowUpdateHandle(t)
			handle.On("Get", mock.Anything, mock.Anything).Return(nil)
			engine.On("NewWithStartWorkflowOperation", mock.Anything, process.name, process.input).Return(nil)
			engine.On("UpdateWithStartWorkflow", mock.Anything, mock.MatchedBy(func(o client.UpdateWithStartWorkflowOptions) bool {
				return o.UpdateOptions.WorkflowID == kind+"/cse_1"
			})).Run(func(args mock.Arguments) {
				o := args.Get(1).(client.UpdateWithStartWorkflowOptions).UpdateOptions
				said = append(said, o.UpdateName, o.Args[0])
			}).Return(handle, nil)

			for _, c := range []struct {
				path string
				body map[string]any
			}{
				{"/v1/cases/cse_1/delivery-corrections", map[string]any{"fact": 1, "delivered_at": truth}},
				{"/v1/cases/cse_1/booking-corrections", map[string]any{"return_id": "ret_1", "booked_at": truth}},
				{"/v1/charges/" + charge + "/corrections", map[string]any{"amount": 3_200}},
			} {
				w.post(c.path, Member, c.body).problem(http.StatusForbidden, refusal.Forbidden)
				require.Less(t, w.post(c.path, Support, c.body).status, 300, c.path)
			}
			for i := range said {
				switch c := said[i].(type) {
				case message.DeliveryCorrection:
					require.Equal(t, []any{1, truth, noon}, []any{c.Fact, c.DeliveredAt, c.At.In(noon.Location())})
				case message.BookingCorrection:
					require.Equal(t, []any{"ret_1", truth, noon}, []any{c.Return, c.BookedAt, c.At.In(noon.Location())})
				case message.AmountCorrection:
					require.Equal(t, []any{charge, yen.Of(3_200), noon}, []any{c.Charge, c.Amount, c.At.In(noon.Location())})
				}
			}
			require.Len(t, said, 6)
			require.Equal(t, []any{message.CorrectDelivery.Name, message.CorrectBooking.Name, message.CorrectAmount.Name},
				[]any{said[0], said[2], said[4]})
		})
	}
}

// C-13, S-19: a delivery of an application is corrected by a process of its own,
// one a fact; so is a correction of it, which names the application.
func TestUseStartsAreCorrected(t *testing.T) {
	truth := noon.Add(-48 * time.Hour).UTC()
	for kind, id := range map[string]string{"signup": "app_1", "use-start-correction": "usc_1"} {
		t.Run(kind, func(t *testing.T) {
			w, engine := withEngine(t)
			w.commit(id, w.taro, noon.AddDate(0, 0, -10))
			w.exec(`update cases set kind = $1, subject = 'app_1', closed_at = opened_at`, kind)
			handle := mocks.NewWorkflowUpdateHandle(t)
			handle.On("Get", mock.Anything, mock.Anything).Return(nil)
			engine.On("NewWithStartWorkflowOperation", mock.MatchedBy(func(o client.StartWorkflowOptions) bool {
				return o.ID == "use-start-correction/app_1/2"
			}), message.UseStartCorrection.Name, mock.MatchedBy(func(in message.UseStartCorrectionInput) bool {
				return in.Application == "app_1" && in.Fact == 2 && in.DeliveredAt.Equal(truth) && in.At.Equal(noon)
			})).Return(nil)
			engine.On("UpdateWithStartWorkflow", mock.Anything, mock.MatchedBy(func(o client.UpdateWithStartWorkflowOptions) bool {
				return o.UpdateOptions.UpdateName == message.CorrectUseStart.Name
			})).Return(handle, nil)
			body := map[string]any{"fact": 2, "delivered_at": truth}
			w.post("/v1/cases/"+id+"/delivery-corrections", Member, body).problem(http.StatusForbidden, refusal.Forbidden)
			require.Less(t, w.post("/v1/cases/"+id+"/delivery-corrections", Support, body).status, 300)
		})
	}
}

// C-13: cases without such facts have nothing to correct, and an amount that the
// terms fix is not corrected but waived, or follows from a day.
func TestNothingToCorrect(t *testing.T) {
	w, _ := withEngine(t)
	w.commit("can_1", w.taro, noon.AddDate(0, 0, -10))
	w.exec(`update cases set kind = 'cancellation'`)
	var charge string
	require.NoError(t, w.Pool.QueryRow(t.Context(), `select id from charges`).Scan(&charge))
	booking := map[string]any{"return_id": "ret_1", "booked_at": noon}
	delivery := map[string]any{"fact": 1, "delivered_at": noon}
	for _, id := range []string{"can_1", "can_none"} {
		w.post("/v1/cases/"+id+"/delivery-corrections", Shipping, delivery).problem(http.StatusNotFound, refusal.NotFound)
		w.post("/v1/cases/"+id+"/booking-corrections", Support, booking).problem(http.StatusNotFound, refusal.NotFound)
	}
	w.post("/v1/charges/chg_none/corrections", Billing, map[string]any{"amount": 1}).problem(http.StatusNotFound, refusal.NotFound)
	for _, rule := range []string{"N-1", "N-5", "U-5", "U-6", "U-9", "W-6"} {
		w.exec(`update charges set rule = $1`, rule)
		w.post("/v1/charges/"+charge+"/corrections", Billing, map[string]any{"amount": 1}).problem(http.StatusConflict, refusal.State)
	}
}
