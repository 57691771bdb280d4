package letters

import (
	"slices"

	"kigen/internal/terms"
)

// Letter is the content of a notice: its template and the facts that the
// template needs, as the JSON of the value itself.
type Letter interface {
	// Template is the letter's name in kebab case.
	Template() string
	// Version is that of the words in force.
	Version() int
	// Rule is the rule that has the letter sent.
	Rule() terms.ID
}

// catalogue holds an empty letter of every type.
var catalogue = []Letter{
	EmailCode{},
	ApplicationReceived{},
	Invitation{},
	InvitationRenewed{},
	UploadLocked{},
	SubmissionReceived{},
	IdentityDelayed{},
	IdentityReminder{},
	IdentityRefused{},
	ApplicationRefused{},
	ApplicationLapsed{},
	ApplicationWithdrawn{},
	MNPRenewalRequested{},
	IdentityApproved{},
	SIMShipped{},
	ParcelCameBack{},
	ContractNotice{},
	PurchaseNotice{},
	ClaimAccepted{},
	ClaimRefused{},
	SentToMaker{},
	ReplacementShipped{},
	ReturnRequested{},
	ReturnReminder{},
	ReturnReceived{},
	NonReturnCharged{},
	LateReturnRecorded{},
	ChargeWaived{},
	DeliveryCorrected{},
	ChargeReversed{},
	BookingCorrected{},
	AmountCorrected{},
	UseStartCorrected{},
	ReplacementFaultReceived{},
	ReplacementFaultClosed{},
	ExchangeDelivered{},
	RepairReceived{},
	AgreementMissing{},
	RepairDeviceReceived{},
	RepairConfirmed{},
	RepairNotCovered{},
	RepairShipped{},
	RepairDelivered{},
	RecurrenceReceived{},
	ExchangeReturnRequested{},
	ExchangeReturnReceived{},
	ExchangeReturnCharged{},
	RepairReturnLate{},
	ShopRepairCharged{},
	RepairReminder{},
	RepairLapsed{},
	RepairWithdrawn{},
	RepairDateCorrected{},
	LoanerInLine{},
	LoanerReserved{},
	LoanerShipped{},
	LoanerDelivered{},
	LoanerTroubleReceived{},
	DeviceInquiry{},
	LoanerDemanded{},
	LoanerAsked{},
	LoanerReceived{},
	LoanerCharged{},
	LoanerDamageCharged{},
	CancellationConfirmed{},
	CancellationWithdrawn{},
	CancellationReminder{},
	CancellationEffected{},
	EquipmentReturnReminder{},
	UsedExchangeRequested{},
	UsedExchangeTooLate{},
	UsedExchangeReceived{},
	UsedExchangeConfirmed{},
	UsedExchangeExcluded{},
	UsedExchangeShipped{},
	UsedExchangeDelivered{},
	UsedExchangeEnded{},
	MakerSwapRecorded{},
	DevicePaidOff{},
	OptionCancelled{},
	OptionEnded{},
	GuaranteeStarted{},
	GuaranteeReminder{},
	GuaranteeRegistered{},
	GuaranteeLapsed{},
	GuaranteeClaimRefused{},
	GuaranteeClaimAccepted{},
	GuaranteeDeviceReminder{},
	GuaranteeDeviceReceived{},
	GuaranteeAgreementMissing{},
	GuaranteeClaimClosed{},
	GuaranteeNotCovered{},
	GuaranteeConfirmed{},
	GuaranteeRepaired{},
	GuaranteeDeviceShipped{},
	GuaranteeExchangeShipped{},
	GuaranteeExchangeDelivered{},
	GuaranteeLoanerShipped{},
	GuaranteeLoanerAsked{},
	GuaranteeTroubleReceived{},
	GuaranteeTroubleClosed{},
	GuaranteeCostCorrected{},
	GuaranteeDeliveryCorrected{},
	PasswordReset{},
	PasswordChanged{},
	LoginChanged{},
	SignInLocked{},
}

// All returns an empty letter of every type.
func All() []Letter { return slices.Clone(catalogue) }

func (EmailCode) Template() string { return "email-code" }
func (EmailCode) Version() int     { return 1 }
func (EmailCode) Rule() terms.ID   { return terms.S2 }

func (ApplicationReceived) Template() string { return "application-received" }
func (ApplicationReceived) Version() int     { return 2 }
func (ApplicationReceived) Rule() terms.ID   { return terms.G1 }

func (Invitation) Template() string { return "invitation" }
func (Invitation) Version() int     { return 1 }
func (Invitation) Rule() terms.ID   { return terms.S8 }

func (InvitationRenewed) Template() string { return "invitation-renewed" }
func (InvitationRenewed) Version() int     { return 1 }
func (InvitationRenewed) Rule() terms.ID   { return terms.S9 }

func (UploadLocked) Template() string { return "upload-locked" }
func (UploadLocked) Version() int     { return 1 }
func (UploadLocked) Rule() terms.ID   { return terms.S9 }

func (SubmissionReceived) Template() string { return "submission-received" }
func (SubmissionReceived) Version() int     { return 1 }
func (SubmissionReceived) Rule() terms.ID   { return terms.S12 }

func (IdentityDelayed) Template() string { return "identity-delayed" }
func (IdentityDelayed) Version() int     { return 1 }
func (IdentityDelayed) Rule() terms.ID   { return terms.S12 }

func (IdentityReminder) Template() string { return "identity-reminder" }
func (IdentityReminder) Version() int     { return 1 }
func (IdentityReminder) Rule() terms.ID   { return terms.S15 }

func (IdentityRefused) Template() string { return "identity-refused" }
func (IdentityRefused) Version() int     { return 1 }
func (IdentityRefused) Rule() terms.ID   { return terms.S14 }

func (ApplicationRefused) Template() string { return "application-refused" }
func (ApplicationRefused) Version() int     { return 1 }
func (ApplicationRefused) Rule() terms.ID   { return terms.S18 }

func (ApplicationLapsed) Template() string { return "application-lapsed" }
func (ApplicationLapsed) Version() int     { return 1 }
func (l ApplicationLapsed) Rule() terms.ID {
	if l.MNP {
		return terms.S7
	}
	return terms.S15
}

func (ApplicationWithdrawn) Template() string { return "application-withdrawn" }
func (ApplicationWithdrawn) Version() int     { return 1 }
func (ApplicationWithdrawn) Rule() terms.ID   { return terms.S4 }

func (MNPRenewalRequested) Template() string { return "mnp-renewal-requested" }
func (MNPRenewalRequested) Version() int     { return 1 }
func (MNPRenewalRequested) Rule() terms.ID   { return terms.S7 }

func (IdentityApproved) Template() string { return "identity-approved" }
func (IdentityApproved) Version() int     { return 2 }
func (IdentityApproved) Rule() terms.ID   { return terms.S13 }

func (SIMShipped) Template() string { return "sim-shipped" }
func (SIMShipped) Version() int     { return 2 }
func (SIMShipped) Rule() terms.ID   { return terms.S13 }

func (ParcelCameBack) Template() string { return "parcel-came-back" }
func (ParcelCameBack) Version() int     { return 1 }
func (ParcelCameBack) Rule() terms.ID   { return terms.S16 }

func (ContractNotice) Template() string { return "contract-notice" }
func (ContractNotice) Version() int     { return 1 }
func (ContractNotice) Rule() terms.ID   { return terms.S19 }

func (PurchaseNotice) Template() string { return "purchase-notice" }
func (PurchaseNotice) Version() int     { return 1 }
func (PurchaseNotice) Rule() terms.ID   { return terms.P3 }

func (ClaimAccepted) Template() string { return "claim-accepted" }
func (ClaimAccepted) Version() int     { return 1 }
func (ClaimAccepted) Rule() terms.ID   { return terms.N1 }

func (ClaimRefused) Template() string { return "claim-refused" }
func (ClaimRefused) Version() int     { return 2 }
func (l ClaimRefused) Rule() terms.ID { return l.RefusedUnder }

func (SentToMaker) Template() string { return "sent-to-maker" }
func (SentToMaker) Version() int     { return 1 }
func (SentToMaker) Rule() terms.ID   { return terms.N2 }

func (ReplacementShipped) Template() string { return "replacement-shipped" }
func (ReplacementShipped) Version() int     { return 1 }
func (ReplacementShipped) Rule() terms.ID   { return terms.N3 }

func (ReturnRequested) Template() string { return "return-requested" }
func (ReturnRequested) Version() int     { return 1 }
func (ReturnRequested) Rule() terms.ID   { return terms.N5 }

func (ReturnReminder) Template() string { return "return-reminder" }
func (ReturnReminder) Version() int     { return 1 }
func (ReturnReminder) Rule() terms.ID   { return terms.N5 }

func (ReturnReceived) Template() string { return "return-received" }
func (ReturnReceived) Version() int     { return 1 }
func (ReturnReceived) Rule() terms.ID   { return terms.N5 }

func (NonReturnCharged) Template() string { return "non-return-charged" }
func (NonReturnCharged) Version() int     { return 1 }
func (NonReturnCharged) Rule() terms.ID   { return terms.N5 }

func (LateReturnRecorded) Template() string { return "late-return-recorded" }
func (LateReturnRecorded) Version() int     { return 1 }
func (LateReturnRecorded) Rule() terms.ID   { return terms.N5 }

func (ChargeWaived) Template() string { return "charge-waived" }
func (ChargeWaived) Version() int     { return 2 }
func (ChargeWaived) Rule() terms.ID   { return terms.B9 }

func (DeliveryCorrected) Template() string { return "delivery-corrected" }
func (DeliveryCorrected) Version() int     { return 1 }
func (DeliveryCorrected) Rule() terms.ID   { return terms.C13 }

func (ChargeReversed) Template() string { return "charge-reversed" }
func (ChargeReversed) Version() int     { return 2 }
func (ChargeReversed) Rule() terms.ID   { return terms.C13 }

func (ReplacementFaultReceived) Template() string { return "replacement-fault-received" }
func (ReplacementFaultReceived) Version() int     { return 1 }
func (ReplacementFaultReceived) Rule() terms.ID   { return terms.N4 }

func (ReplacementFaultClosed) Template() string { return "replacement-fault-closed" }
func (ReplacementFaultClosed) Version() int     { return 1 }
func (ReplacementFaultClosed) Rule() terms.ID   { return terms.N4 }

func (ExchangeDelivered) Template() string { return "exchange-delivered" }
func (ExchangeDelivered) Version() int     { return 1 }
func (ExchangeDelivered) Rule() terms.ID   { return terms.N4 }

func (CancellationConfirmed) Template() string { return "cancellation-confirmed" }
func (CancellationConfirmed) Version() int     { return 1 }
func (CancellationConfirmed) Rule() terms.ID   { return terms.K4 }

func (CancellationWithdrawn) Template() string { return "cancellation-withdrawn" }
func (CancellationWithdrawn) Version() int     { return 1 }
func (CancellationWithdrawn) Rule() terms.ID   { return terms.K2 }

func (CancellationReminder) Template() string { return "cancellation-reminder" }
func (CancellationReminder) Version() int     { return 1 }
func (CancellationReminder) Rule() terms.ID   { return terms.K4 }

func (CancellationEffected) Template() string { return "cancellation-effected" }
func (CancellationEffected) Version() int     { return 1 }
func (CancellationEffected) Rule() terms.ID   { return terms.K5 }

func (EquipmentReturnReminder) Template() string { return "equipment-return-reminder" }
func (EquipmentReturnReminder) Version() int     { return 1 }
func (EquipmentReturnReminder) Rule() terms.ID   { return terms.K5 }

func (OptionCancelled) Template() string { return "option-cancelled" }
func (OptionCancelled) Version() int     { return 1 }
func (l OptionCancelled) Rule() terms.ID {
	if l.Option == "guarantee" {
		return terms.W1
	}
	return terms.O5
}

func (OptionEnded) Template() string { return "option-ended" }
func (OptionEnded) Version() int     { return 1 }
func (l OptionEnded) Rule() terms.ID {
	if l.Option == "guarantee" {
		return terms.W1
	}
	return terms.O3
}

func (PasswordReset) Template() string { return "password-reset" }
func (PasswordReset) Version() int     { return 1 }
func (PasswordReset) Rule() terms.ID   { return terms.G10 }

func (PasswordChanged) Template() string { return "password-changed" }
func (PasswordChanged) Version() int     { return 1 }
func (PasswordChanged) Rule() terms.ID   { return terms.G10 }

func (LoginChanged) Template() string { return "login-changed" }
func (LoginChanged) Version() int     { return 1 }
func (LoginChanged) Rule() terms.ID   { return terms.G10 }

func (SignInLocked) Template() string { return "sign-in-locked" }
func (SignInLocked) Version() int     { return 1 }
func (SignInLocked) Rule() terms.ID   { return terms.G10 }
