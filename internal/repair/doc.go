// Package repair holds the rules of the repair and exchange of a used device
// under the compensation option, and of its loaner (代替機): U-1…U-12.
//
// # States
//
// A case's state says where the member's device is; the loaner runs beside it.
//
//	refused       closed at the reception: the cover does not take it (O, U-2)
//	unreceived    closed at once: brought to a shop without a reception, charged (U-1)
//	received      the broken device is awaited (U-1, U-12)
//	device_in     it is in; the repair agreement (修理同意書) is awaited (U-1)
//	on_hold       the agreement is missing (U-1)
//	inspecting    the repair desk inspects it (U-11)
//	repairing     the fault is confirmed, the use consumed; repair or exchange is awaited
//	to_ship       the repaired, exchanged or returned device is to be sent
//	shipped       it is on its way
//	came_back     its parcel came back undelivered
//	delivered     the member has it: day R (U-6, U-8, U-9)
//	recurred      the same symptom is back within U-8: the device is awaited again
//	fault         a fault of an exchange device is looked into (U-9)
//	lapsed        the device never came (U-12); something of the loaner is still open
//	withdrawn     the member took the claim back before the device was in; as above
//	closed        every promise is kept or charged
//
// # Promises
//
// What the case promises follows from its facts alone (promises.go): after each
// step the deadlines that the facts ask for are armed, those that they fulfil are
// met, and those that they no longer ask for are void. A fact that is corrected
// (C-13) moves them in the same way. L is the loaner's arrival, R that of the
// repaired, exchange or returned device, Y that of an exchange device sent for a
// faulty one. A name ends in "-2", "-3" … for the second, third loaner or
// exchange device of the case.
//
//	device-in              U-12  within(reception or recurrence, 30), while no loaner is out
//	loaner-trouble         U-3   within(L, 2)
//	device-after-loaner    U-4   within(L, 7): the member is asked about the device
//	device-or-loaner-back  U-5   within(L, 14): the loaner's price
//	loaner-asked-back      U-6   within(R, 7): the member is asked for the loaner
//	loaner-back            U-6   within(R, 14): the loaner's price
//	recurrence             U-8   within(R, 7), after a repair
//	exchange-check         U-9   within(R, 7) of an exchange device
//	exchange-device-back   U-9   within(Y, 7): the exchange device's price
//
// Those that hang on a parcel are decided when the centre's books are in (C-12);
// so is U-12 (house). Reminders of U-12 go out at 09:00 on the last good days of
// within(reception, 7) and within(reception, 14), as reminders of the return of
// the broken device: "reminder/broken-device".
//
// # Charges
//
//	unreceived-repair  U-1  tax included: a repair is a service
//	loaner-price       U-5, U-6  不課税; once a loaner ("loaner-price-2" for the second)
//	loaner-damage      U-7  不課税: damages; once a loaner ("loaner-damage-2")
//	exchange-price     U-9  不課税; once an exchange device ("exchange-price-2")
//
// # Tasks
//
//	record-agreement      repair    U-1   a parcel is in: is the agreement in it?
//	agreement-missing     repair    U-1   on hold until it is handed in
//	inspect-device        repair    U-11
//	decide-repair         repair    U-11  repaired or exchange
//	ship-device           shipping  U-1, U-9
//	reship-device         shipping  U-1   the parcel came back
//	ship-loaner           shipping  U-3
//	reship-loaner         shipping  U-3   the parcel came back
//	device-inquiry        support   U-4   ask about the device; ask for the loaner where it is due
//	inspect-loaner        repair    U-7
//	check-exchange-fault  repair    U-9
//	consider-waiver       billing   U-5, U-6, U-9: it came back after it was charged
//	check-courier-report  shipping  C-13
//	unexpected-parcel     support   C-11
//
// # Kinds of parcels
//
// Shipments: loaner, repaired-device, returned-device, exchange-device. Returns:
// broken-device, loaner, exchange-device.
//
// # Letters
//
// Those of letters/repair.go and letters/loaner.go, and ClaimRefused and
// ChargeReversed. RepairDeviceReceived goes out once the agreement is recorded
// as present, or the shop has the device; AgreementMissing instead while it is
// not. ExchangeReturnRequested is the letter of a delivery on day Y,
// RepairDelivered that of day R. A loaner that is damaged beyond its price is not
// charged for again: LoanerDamageCharged does not follow LoanerCharged.
package repair
