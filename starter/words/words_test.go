package words_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/billing"
	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/identity"
	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/lines"
	"kigen/internal/papers"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/words"
)

func worded(t *testing.T, name string, text terms.Text) {
	t.Helper()
	require.NotEmpty(t, text.JA, name)
	require.NotEqual(t, name, text.JA, "no words for %s", name)
	require.NotEmpty(t, text.EN, name)
}

func TestWhatProcessesNameHasWords(t *testing.T) {
	for _, kind := range words.Kinds() {
		worded(t, kind, words.Kind(kind))
	}
	for kind, states := range map[string][]string{
		"signup": {
			identity.StateInviting, identity.StateInvited, identity.StateSubmitted, identity.StateApproved, identity.StateShipped,
			identity.StateCameBack, identity.StateDelivered, identity.StateActive, identity.StateWithdrawn, identity.StateRejected, identity.StateLapsed,
		},
		"replacement": {
			devices.CaseAccepted, devices.CaseShipped, devices.CaseCameBack, devices.CaseDelivered,
			devices.CaseFault, devices.CaseExchangeDue, devices.CaseClosed, string(devices.Refused), string(devices.SentToMaker),
		},
		"guarantee-registration": {
			guarantee.RegistrationOpen, guarantee.Registered, guarantee.RegistrationOver, guarantee.RegistrationVoid,
		},
		"guarantee-claim": {
			guarantee.StateRefused, guarantee.StateDeviceDue, guarantee.StateDeviceIn, guarantee.StateAgreementDue, guarantee.StateInspection,
			guarantee.StateRepair, guarantee.StateExchangeDue, guarantee.StateSendBack, guarantee.StateShipped, guarantee.StateCameBack,
			guarantee.StateDelivered, guarantee.StateTrouble, guarantee.StateLapsed, guarantee.StateClosed,
		},
		"repair": {
			repair.CaseRefused, repair.CaseUnreceived, repair.CaseReceived, repair.CaseDeviceIn, repair.CaseOnHold, repair.CaseInspecting,
			repair.CaseRepairing, repair.CaseToShip, repair.CaseShipped, repair.CaseCameBack, repair.CaseDelivered, repair.CaseRecurred,
			repair.CaseFault, repair.CaseLapsed, repair.CaseWithdrawn, repair.CaseClosed,
		},
		"cancellation": {"reserved", "withdrawn", "effected", "closed"},
		"waiver":       {"asked", "approved", "rejected"},
		"month-end":    {"open", "closed"},
	} {
		for _, state := range states {
			worded(t, state, words.State(kind, state))
			if kind == "signup" || kind == "replacement" { // written as a fact
				text, ok := words.Value(state)
				require.True(t, ok, state)
				worded(t, state, text)
			}
		}
	}
	for _, name := range []string{
		lines.DeadlineWithdrawal, lines.DeadlineEffect, lines.DeadlineEquipment,
		identity.DeadlineInvitation, identity.ReminderOfProof, identity.DeadlineProof, identity.ReminderOfResult, identity.DeadlineResult,
		identity.DeadlineDelivery, identity.DeadlineNumber, identity.DeadlineNewNumber,
		guarantee.DeadlineRegistration, guarantee.DeadlineDevice, guarantee.DeadlineAgreement, guarantee.DeadlineCheck,
		guarantee.DeadlineLoaner, guarantee.DeadlineFaulty,
		repair.DeadlineDeviceIn, repair.DeadlineTrouble, repair.DeadlineAfterLoaner, repair.DeadlineDeviceOrLoaner, repair.DeadlineLoanerAsked,
		repair.DeadlineLoanerBack, repair.DeadlineRecurrence, repair.DeadlineExchangeCheck, repair.DeadlineExchangeBack,
		devices.DeadlineDelivered, devices.DeadlineReturn, devices.DeadlineCheck,
	} {
		worded(t, name, words.Deadline(name))
	}
	for _, kind := range []string{
		guarantee.TaskAgreement, guarantee.TaskInspect, guarantee.TaskRepair, guarantee.TaskShipBack, guarantee.TaskShipExchange,
		guarantee.TaskTrouble, guarantee.TaskShipLoaner, guarantee.TaskAskLoaner, guarantee.TaskCheckLoaner, guarantee.TaskAskFaulty,
		lines.TaskEquipment, identity.TaskReview, repair.TaskAgreement, repair.TaskMissing, repair.TaskInspect,
		repair.TaskDecide, repair.TaskShip, repair.TaskReship, repair.TaskShipLoaner, repair.TaskReshipLoaner, repair.TaskInquiry,
		repair.TaskInspectLoaner, repair.TaskFault, identity.TaskHasten, identity.TaskOverdue, identity.TaskShip, identity.TaskLate,
		identity.TaskVerifyAddress, identity.TaskRecoverParcel, devices.TaskShip, devices.TaskReship, devices.TaskOverdue,
		casefile.TaskCourier, devices.TaskFault, casefile.TaskParcel, devices.TaskWaiver, billing.TaskWaiver,
		postgres.TaskStuck, postgres.TaskUndelivered,
	} {
		worded(t, kind, words.Task(kind))
	}
	for _, name := range []string{guarantee.ChargeExchange, guarantee.ChargeCOD, guarantee.ChargeExcess, repair.ChargeUnreceived, repair.ChargeLoaner, repair.ChargeDamage, repair.ChargeExchange, devices.ChargeBurden, devices.ChargeNonReturn} {
		worded(t, name, words.Charge(name))
	}
	for _, step := range []string{
		activities.StepReserved, activities.StepWithdrawn, activities.StepReminded, activities.StepCutOff, activities.StepEffected,
		activities.StepEquipmentBack, activities.StepEquipmentLapsed,
	} {
		worded(t, step, words.Step("cancellation", step))
	}
}

func TestWhatLettersAndDesksNameHasWords(t *testing.T) {
	for _, letter := range letters.All() {
		worded(t, letter.Template(), words.Letter(letter.Template()))
	}
	for _, status := range []string{"queued", "sent", "failed"} {
		worded(t, status, words.LetterStatus(status))
	}
	for _, role := range append(api.Roles(), api.Public, api.Role(journal.Timer.Role)) {
		worded(t, string(role), words.Role(string(role)))
	}
	for _, outcome := range append(letters.FaultOutcomes(), string(journal.Met), string(journal.Lapsed), string(journal.Moved), string(journal.Void)) {
		worded(t, outcome, words.Outcome(outcome))
	}
	codes := append(letters.IdentityReasons(), identity.OutOfTurn()...)
	codes = append(codes, letters.FaultOutcomes()...)
	codes = append(codes, string(identity.Approve), string(identity.Refuse), string(identity.Reject), refusal.NotCovered, refusal.LimitReached)
	for _, code := range codes {
		text, ok := words.Value(code)
		require.True(t, ok, code)
		worded(t, code, text)
	}
}

func TestStepsAreToldApart(t *testing.T) {
	require.Equal(t, "本人確認を承認しました", words.Step("signup", "decided/sub_1/approve").JA)
	require.Equal(t, "書類の再提出をお願いしました", words.Step("signup", "decided/sub_1/refuse").JA)
	require.Equal(t, "Proof of identity came in", words.Step("signup", "submitted/sub_1").EN)
	require.Equal(t, "MNP予約番号の再取得をお願いしました(SIM 2)", words.Step("signup", "mnp-number-2/2026-11-20T00:00:00Z").JA)
	require.Equal(t, "MNP number runs out (SIM 2)", words.Deadline("mnp-number-2").EN)
	require.Equal(t, "貸出機の返却(2台目)", words.Deadline("loaner-back-2").JA)
	require.Equal(t, "Price of the loaner (no. 2)", words.Charge("loaner-price-2").EN)
	require.Equal(t, "unheard/of", words.Step("signup", "unheard/of").JA, "an unknown one stands for itself")
	require.Equal(t, refusal.NotFound, words.Task(refusal.NotFound).EN)
}

func TestReturnsHaveWords(t *testing.T) {
	for _, kind := range []string{
		papers.OldDevice, papers.FaultyReplacement, papers.Equipment, papers.BrokenDevice, papers.Loaner,
		papers.ExchangeDevice, papers.FaultyExchange, papers.UsedDevice,
	} {
		require.NotEqual(t, kind, words.Return(kind).JA)
	}
}

func TestFieldsOfARequestAreNamed(t *testing.T) {
	for path, want := range map[string]terms.Text{
		"imei":                 {JA: "IMEI", EN: "IMEI"},
		"sims[0].phone_number": {JA: "SIM(1件目)の電話番号", EN: "SIMs (no. 1), phone number"},
		"sims[1]":              {JA: "SIM(2件目)", EN: "SIMs (no. 2)"},
		"address.street":       {JA: "町名・番地", EN: "street"},
		"odd[":                 {JA: "odd[", EN: "odd["},
	} {
		require.Equal(t, want, words.Field(path))
	}
}
