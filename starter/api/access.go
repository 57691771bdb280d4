package api

import (
	"fmt"
	"slices"
	"strings"
)

// Role is who a caller is to the carrier.
type Role string

// Roles. Public is anybody, with or without a token.
const (
	Public       Role = "public"
	Member       Role = "member"
	Identity     Role = "desk:identity"
	Shipping     Role = "desk:shipping"
	Repair       Role = "desk:repair"
	Billing      Role = "desk:billing"
	Support      Role = "desk:support"
	ReturnCentre Role = "return-centre"
	Courier      Role = "courier"
	Network      Role = "network"
	Admin        Role = "admin"
)

// Roles lists every role that a token can have.
func Roles() []Role {
	return []Role{Member, Identity, Shipping, Repair, Billing, Support, ReturnCentre, Courier, Network, Admin}
}

// desk is the desk of a role, empty for who is at none.
func (r Role) desk() string {
	desk, _ := strings.CutPrefix(string(r), "desk:")
	if desk == string(r) {
		return ""
	}
	return desk
}

var (
	desks  = []Role{Identity, Shipping, Repair, Billing, Support}
	staff  = append(slices.Clone(desks), Admin)
	people = append([]Role{Member}, staff...)
	// accounts are the roles that a person of the staff can have.
	accounts = append(slices.Clone(desks), ReturnCentre, Admin)
	// stockists see the stock.
	stockists = []Role{Shipping, Repair, Support, Admin}
)

// access says who may call which operation, and is the only place that does.
// A member sees and changes only what is theirs, whatever stands here.
var access = map[string][]Role{
	// Reads.
	"listCases":         people,
	"getCase":           people,
	"rehearseCase":      staff,
	"listDeadlines":     people,
	"listCharges":       people,
	"getCharge":         people,
	"listStatements":    {Member, Billing, Support},
	"getStatement":      {Member, Billing, Support},
	"recordInstalments": {Billing},
	"listNotices":       people,
	"getNotice":         people,
	"listTasks":         staff,
	"getTask":           staff,
	"listJournal":       staff,
	"countTasks":        staff,
	"forecastDeadlines": staff,
	"countDeadlines":    staff,
	"listLapses":        staff,
	"countLapses":       staff,
	"search":            staff,
	"nameMembers":       {Support, Identity},
	"listLines":         people,
	"getLine":           people,
	"listDevices":       people,
	"getDevice":         people,
	"getDeviceLife":     people,
	"findDevice":        people,
	"listOptions":       people,
	"getMember":         {Member, Support, Identity},
	"listDeviceModels":  {Public},
	"getTerms":          {Public},
	"compareTerms":      staff,

	"listExclusionGrounds": {Public},
	"listRepairShops":      {Public},

	// Desk bookkeeping.
	"listViews":   staff,
	"saveView":    staff,
	"deleteView":  staff,
	"claimTask":   desks,
	"releaseTask": desks,
	"finishTask":  desks,

	// A member's own account. Password and link stand for who has forgotten.
	"createMemberLogin":   {Member},
	"getMyLogin":          {Member},
	"changeMyLogin":       {Member},
	"changeMyPassword":    {Member},
	"setMyLanguage":       {Member},
	"askForPasswordReset": {Public},
	"openPasswordReset":   {Public},
	"resetPassword":       {Public},
	"listMySessions":      {Member},
	"endMySession":        {Member},
	"endMySessions":       {Member},

	// Sign-up. Proof, link or signature stand for the applicant before there is
	// a token.
	"askForEmailCode":     {Public},
	"proveEmail":          {Public},
	"applyForLine":        {Public, Member},
	"orderDevice":         {Public, Member},
	"checkApplication":    {Public, Member},
	"getApplication":      people,
	"withdrawApplication": {Member, Support},
	"renewNumber":         {Member, Support},
	"renewInvitation":     {Member, Support, Identity},
	"checkUploadLink":     {Public},
	"openUploadPage":      {Public},
	"getUploadPage":       {Public},
	"uploadDocument":      {Public},
	"removeDocument":      {Public},
	"submitDocuments":     {Public},
	"reportChipResult":    {Public},
	"readChip":            {Public},
	"getDocument":         {Identity},
	"decideIdentity":      {Identity},
	"refuseApplication":   {Identity, Support},
	"shipSIMs":            {Shipping},
	"verifyAddress":       {Identity},

	// Facts from machines.
	"reportParcelDelivered": {Courier},
	"reportParcelCameBack":  {Courier},
	"reportLineActivated":   {Network},

	// Cancellation of a line.
	"cancelLine":           {Member, Support},
	"withdrawCancellation": {Member, Support},

	// Cancellation of an option on its own.
	"cancelOption":    {Member, Support},
	"cancelGuarantee": {Member, Support},

	// The carrier's stock of loaners and replacement devices.
	"countStock":     stockists,
	"listStockLine":  stockists,
	"listStockUnits": stockists,
	"getStockUnit":   stockists,
	"addStockUnits":  {Shipping, Repair, Admin},
	"checkStockUnit": {Repair, Admin},

	// Replacement of a device.
	"fileClaim":              {Member, Support, Repair},
	"shipReplacement":        {Shipping},
	"reportReplacementFault": {Member, Support, Repair},
	"decideReplacementFault": {Repair},
	"reportParcelBookedIn":   {ReturnCentre},
	"reportParcelsBookedIn":  {ReturnCentre},

	// Papers that go into parcels; an agreement and a packing slip show whose it is.
	"listReturns":        people,
	"getReturn":          people,
	"findReturn":         append(slices.Clone(stockists), ReturnCentre),
	"getReturnSlip":      people,
	"getRepairAgreement": {Member, Support, Repair, Shipping},
	"listShipments":      people,
	"getPackingSlip":     {Member, Support, Shipping},

	// Exchange of a used device that malfunctions, and a swap by the maker.
	"fileExchange":     {Member, Support, Repair},
	"withdrawExchange": {Member, Support},
	"closeExchange":    {Support, Repair},
	"decideExchange":   {Repair},
	"shipExchange":     {Shipping},
	"reportMakerSwap":  {Member, Support, Repair},

	// Repair of a used device, with its loaner.
	"fileRepair":             {Member, Support, Repair},
	"recordUnreceivedRepair": {Repair},
	"confirmChecklist":       {Member, Support, Repair},
	"takeInAtShop":           {Repair},
	"recordAgreement":        {Repair},
	"inspectDevice":          {Repair},
	"decideRepair":           {Repair},
	"shipRepairedDevice":     {Shipping},
	"handOverDevice":         {Repair},
	"reportRecurrence":       {Member, Support, Repair},
	"reportExchangeFault":    {Member, Support, Repair},
	"decideExchangeFault":    {Repair},
	"withdrawRepair":         {Member, Support, Repair},
	"requestLoaner":          {Member, Support, Repair},
	"leaveLoanerLine":        {Member, Support, Repair},
	"shipLoaner":             {Shipping},
	"reportLoanerTrouble":    {Member, Support, Repair},
	"demandLoaner":           {Support, Repair},
	"inspectLoaner":          {Repair},

	// Corrections of what was recorded wrongly.
	"correctDelivery": {Shipping, Support},
	"correctBooking":  {Support, Repair},
	"correctAmount":   {Repair, Billing, Support},

	// The Connected Device Guarantee.
	"listGuarantees":           people,
	"getGuarantee":             people,
	"registerGuaranteedDevice": {Member}, // W-3: the member's own act
	"reportLineUsed":           {Network},
	"fileGuaranteeClaim":       {Member, Support, Repair},
	"recordGuaranteeAgreement": {Repair},
	"inspectGuaranteeDevice":   {Repair},
	"recordGuaranteeRepair":    {Repair},
	"shipGuaranteeDevice":      {Shipping},
	"shipGuaranteeLoaner":      {Shipping},
	"checkGuaranteeLoaner":     {Repair},
	"reportGuaranteeTrouble":   {Member, Support, Repair},
	"decideGuaranteeTrouble":   {Repair},
	"correctGuaranteeCost":     {Repair, Billing},

	// Waiver of a charge.
	"listWaivers":     staff,
	"listCorrections": staff,
	"askForWaiver":    {Billing, Support},
	"decideWaiver":    {Billing},

	// Administration.
	"issueToken":     {Admin},
	"listTokens":     {Admin},
	"revokeToken":    {Admin},
	"putDeviceModel": {Admin},
	"addEntryCodes":  {Admin},
	"putClosedDay":   {Admin},
	"putRepairShop":  {Admin},
	"listClosedDays": staff,

	"addStaff":           {Admin},
	"listStaff":          {Admin},
	"getStaff":           {Admin},
	"changeStaff":        {Admin},
	"resetStaffPassword": {Admin},
	"listAudit":          {Admin},

	// Test clocks, in development only.
	"createTestClock":  {Public},
	"listTestClocks":   {Public},
	"getTestClock":     {Public},
	"advanceTestClock": {Public},
}

// allowed gives the roles of an operation and panics for one that the table
// misses: an operation must not be open, or shut, by oversight.
func allowed(operation string) []Role {
	roles, ok := access[operation]
	if !ok || len(roles) == 0 {
		panic(fmt.Sprintf("api: operation %s is missing in the access table", operation))
	}
	return roles
}
