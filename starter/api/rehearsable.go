package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// rehearsable are the operations that are done to cases, or open one, and do
// nothing beside what they ask of the case's process and write to the database.
var rehearsable = map[string]bool{
	"applyForLine": true, "orderDevice": true, "withdrawApplication": true, "renewNumber": true, "renewInvitation": true,
	"decideIdentity": true, "refuseApplication": true, "shipSIMs": true, "verifyAddress": true,

	"reportParcelDelivered": true, "reportParcelCameBack": true, "reportLineActivated": true,
	"reportParcelBookedIn": true, "reportParcelsBookedIn": true,

	"cancelLine": true, "withdrawCancellation": true, "cancelOption": true, "cancelGuarantee": true,

	"fileClaim": true, "shipReplacement": true, "reportReplacementFault": true, "decideReplacementFault": true,

	"fileExchange": true, "withdrawExchange": true, "closeExchange": true, "decideExchange": true, "shipExchange": true,
	"reportMakerSwap": true, "recordInstalments": true,

	"fileRepair": true, "recordUnreceivedRepair": true, "confirmChecklist": true, "takeInAtShop": true, "recordAgreement": true,
	"inspectDevice": true, "decideRepair": true, "shipRepairedDevice": true, "handOverDevice": true, "reportRecurrence": true,
	"reportExchangeFault": true, "decideExchangeFault": true, "withdrawRepair": true, "requestLoaner": true, "leaveLoanerLine": true,
	"shipLoaner": true, "reportLoanerTrouble": true, "demandLoaner": true, "inspectLoaner": true,

	"correctDelivery": true, "correctBooking": true, "correctAmount": true, "askForWaiver": true, "decideWaiver": true,

	"registerGuaranteedDevice": true, "reportLineUsed": true, "fileGuaranteeClaim": true, "recordGuaranteeAgreement": true,
	"inspectGuaranteeDevice": true, "recordGuaranteeRepair": true, "shipGuaranteeDevice": true, "shipGuaranteeLoaner": true,
	"checkGuaranteeLoaner": true, "reportGuaranteeTrouble": true, "decideGuaranteeTrouble": true, "correctGuaranteeCost": true,

	"addStockUnits": true, "checkStockUnit": true, "finishTask": true,
}

// Rehearsable tells whether an operation can be rehearsed.
func Rehearsable(operation string) bool { return rehearsable[operation] }

// actingAs is who does something in a rehearsal: the caller, or, for what is
// another's to do, the first whose it is; the member's own act is the case's
// member's.
func (r *Request) actingAs(operation, member string) Principal {
	roles := allowed(operation)
	if slices.Contains(roles, r.Principal.Role) {
		return r.Principal
	}
	i := slices.IndexFunc(roles, func(role Role) bool { return role != Member })
	if i < 0 {
		return Principal{Role: Member, Member: member}
	}
	return Principal{Role: roles[i], Token: r.Principal.Token}
}

// requestOf is the call of an operation. What its path names is taken from the
// values first, the case for id; the rest is its body.
func (a *API) requestOf(ctx context.Context, step ToRehearse, caseID string) (*http.Request, error) {
	method, path := a.Route(step.Operation)
	body := maps.Clone(step.With)
	if body == nil {
		body = map[string]any{}
	}
	for _, part := range strings.Split(path, "/") {
		name, isName := strings.CutPrefix(part, "{")
		if name = strings.TrimSuffix(name, "}"); !isName {
			continue
		}
		value, given := body[name].(string)
		delete(body, name)
		if !given && name == "id" {
			value, given = caseID, true
		}
		if !given {
			return nil, invalid("with."+name, "指定してください。", "This is needed.")
		}
		path = strings.ReplaceAll(path, part, url.PathEscape(value))
	}
	var content bytes.Buffer
	if len(body) > 0 {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			return nil, fmt.Errorf("%s: %w", step.Operation, err)
		}
	}
	hr, err := http.NewRequestWithContext(ctx, method, path, &content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step.Operation, err)
	}
	if content.Len() > 0 {
		hr.Header.Set("Content-Type", "application/json")
	}
	return hr, nil
}

// inProcess takes what the API answers itself.
type inProcess struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *inProcess) Header() http.Header         { return w.header }
func (w *inProcess) Write(p []byte) (int, error) { return w.body.Write(p) }
func (w *inProcess) WriteHeader(status int)      { w.status = status }
