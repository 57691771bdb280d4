package letters

import "kigen/internal/terms"

func (GuaranteeStarted) Template() string { return "guarantee-started" }
func (GuaranteeStarted) Version() int     { return 1 }
func (GuaranteeStarted) Rule() terms.ID   { return terms.W3 }

func (GuaranteeReminder) Template() string { return "guarantee-reminder" }
func (GuaranteeReminder) Version() int     { return 1 }
func (GuaranteeReminder) Rule() terms.ID   { return terms.W3 }

func (GuaranteeRegistered) Template() string { return "guarantee-registered" }
func (GuaranteeRegistered) Version() int     { return 1 }
func (GuaranteeRegistered) Rule() terms.ID   { return terms.W3 }

func (GuaranteeLapsed) Template() string { return "guarantee-lapsed" }
func (GuaranteeLapsed) Version() int     { return 1 }
func (GuaranteeLapsed) Rule() terms.ID   { return terms.W3 }

func (GuaranteeClaimRefused) Template() string { return "guarantee-claim-refused" }
func (GuaranteeClaimRefused) Version() int     { return 1 }
func (l GuaranteeClaimRefused) Rule() terms.ID { return l.RefusedUnder }

func (GuaranteeClaimAccepted) Template() string { return "guarantee-claim-accepted" }
func (GuaranteeClaimAccepted) Version() int     { return 1 }
func (GuaranteeClaimAccepted) Rule() terms.ID   { return terms.W11 }

func (GuaranteeDeviceReminder) Template() string { return "guarantee-device-reminder" }
func (GuaranteeDeviceReminder) Version() int     { return 1 }
func (GuaranteeDeviceReminder) Rule() terms.ID   { return terms.W11 }

func (GuaranteeDeviceReceived) Template() string { return "guarantee-device-received" }
func (GuaranteeDeviceReceived) Version() int     { return 1 }
func (GuaranteeDeviceReceived) Rule() terms.ID   { return terms.W11 }

func (GuaranteeAgreementMissing) Template() string { return "guarantee-agreement-missing" }
func (GuaranteeAgreementMissing) Version() int     { return 1 }
func (GuaranteeAgreementMissing) Rule() terms.ID   { return terms.W11 }

func (GuaranteeClaimClosed) Template() string { return "guarantee-claim-closed" }
func (GuaranteeClaimClosed) Version() int     { return 1 }
func (GuaranteeClaimClosed) Rule() terms.ID   { return terms.W11 }

func (GuaranteeNotCovered) Template() string { return "guarantee-not-covered" }
func (GuaranteeNotCovered) Version() int     { return 1 }
func (l GuaranteeNotCovered) Rule() terms.ID { return l.RefusedUnder }

func (GuaranteeConfirmed) Template() string { return "guarantee-confirmed" }
func (GuaranteeConfirmed) Version() int     { return 1 }
func (GuaranteeConfirmed) Rule() terms.ID   { return terms.W6 }

func (GuaranteeRepaired) Template() string { return "guarantee-repaired" }
func (GuaranteeRepaired) Version() int     { return 1 }
func (GuaranteeRepaired) Rule() terms.ID   { return terms.W7 }

func (GuaranteeDeviceShipped) Template() string { return "guarantee-device-shipped" }
func (GuaranteeDeviceShipped) Version() int     { return 1 }
func (GuaranteeDeviceShipped) Rule() terms.ID   { return terms.W11 }

func (GuaranteeExchangeShipped) Template() string { return "guarantee-exchange-shipped" }
func (GuaranteeExchangeShipped) Version() int     { return 1 }
func (GuaranteeExchangeShipped) Rule() terms.ID   { return terms.W6 }

func (GuaranteeExchangeDelivered) Template() string { return "guarantee-exchange-delivered" }
func (GuaranteeExchangeDelivered) Version() int     { return 1 }
func (GuaranteeExchangeDelivered) Rule() terms.ID   { return terms.W8 }

func (GuaranteeLoanerShipped) Template() string { return "guarantee-loaner-shipped" }
func (GuaranteeLoanerShipped) Version() int     { return 1 }
func (GuaranteeLoanerShipped) Rule() terms.ID   { return terms.W11 }

func (GuaranteeLoanerAsked) Template() string { return "guarantee-loaner-asked" }
func (GuaranteeLoanerAsked) Version() int     { return 1 }
func (GuaranteeLoanerAsked) Rule() terms.ID   { return terms.W11 }

func (GuaranteeTroubleReceived) Template() string { return "guarantee-trouble-received" }
func (GuaranteeTroubleReceived) Version() int     { return 1 }
func (GuaranteeTroubleReceived) Rule() terms.ID   { return terms.W8 }

func (GuaranteeTroubleClosed) Template() string { return "guarantee-trouble-closed" }
func (GuaranteeTroubleClosed) Version() int     { return 1 }
func (GuaranteeTroubleClosed) Rule() terms.ID   { return terms.W8 }

func (GuaranteeCostCorrected) Template() string { return "guarantee-cost-corrected" }
func (GuaranteeCostCorrected) Version() int     { return 1 }
func (GuaranteeCostCorrected) Rule() terms.ID   { return terms.C13 }

func (GuaranteeDeliveryCorrected) Template() string { return "guarantee-delivery-corrected" }
func (GuaranteeDeliveryCorrected) Version() int     { return 1 }
func (GuaranteeDeliveryCorrected) Rule() terms.ID   { return terms.C13 }
