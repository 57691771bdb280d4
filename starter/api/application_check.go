package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func registerApplicationCheck(a *API) {
	query(a, Op{
		ID: "checkApplication", Method: http.MethodPost, Path: "/v1/applications/check", Tag: "sign-up",
		Rules: []terms.ID{
			terms.S1, terms.S2, terms.S3, terms.S4, terms.S5, terms.S6, terms.S8, terms.S15, terms.S17, terms.S20,
			terms.P1, terms.P2, terms.P3, terms.O1, terms.O2, terms.W1,
		},
		EN: "What an application would be refused for as it stands, what it would cost and what would follow; nothing is applied for",
		JA: "申し込みの内容を、申し込まずに確認します。受け付けられない項目、料金、その後の予定を表示します。",
	}, a.checkApplication)
}

// CheckedApplication is what would become of an application that came in now.
type CheckedApplication struct {
	At     time.Time             `json:"at" doc:"The instant at which it was looked at."`
	Faults []identity.FieldFault `json:"faults" nullable:"false" doc:"All that it would be refused for, by field. The card is asked about when it is applied for."`
	// Of an application without faults it is as it stands here.
	ProofNeeded  bool           `json:"proof_needed" doc:"S-17: whether identity must be proven."`
	Methods      []terms.Method `json:"methods" nullable:"false" doc:"S-20: how it can be."`
	InvitationAt *time.Time     `json:"invitation_at,omitempty" doc:"S-8: when the applicant will be invited to."`
	ProofThrough *jst.Day       `json:"proof_through,omitempty" doc:"S-15: the last day to."`
	Numbers      []CheckedMNP   `json:"numbers" nullable:"false"`
	Costs        CheckedCosts   `json:"costs"`
}

// CheckedMNP is how long a reservation number serves (S-6).
type CheckedMNP struct {
	SIM         int     `json:"sim"`
	GoodThrough jst.Day `json:"good_through"`
	ApplyBy     jst.Day `json:"apply_by" doc:"The last day to apply with it."`
}

// CheckedCosts is what the terms and the price list say that it costs, in yen, tax
// included.
type CheckedCosts struct {
	Device       *CheckedDevice `json:"device,omitempty"`
	Compensation int64          `json:"compensation,omitempty" doc:"O-1: a month."`
	Guarantees   int            `json:"guarantees,omitempty" doc:"How many SIMs have the guarantee."`
	GuaranteeFee int64          `json:"guarantee_fee,omitempty" doc:"W-1: a month and SIM."`
	// GuaranteeFrom is counted from the month of use start.
	GuaranteeFrom int `json:"guarantee_from_month,omitempty" doc:"W-1: billed from so many months after that of use start."`
}

// CheckedDevice is the price of a device (P-3).
type CheckedDevice struct {
	Name  string            `json:"name"`
	Class terms.DeviceClass `json:"class"`
	Price int64             `json:"price"`
	Parts int               `json:"parts" doc:"1 for a lump sum."`
	First int64             `json:"first"`
	Each  int64             `json:"each" doc:"Of the parts after the first."`
}

func (a *API) checkApplication(ctx context.Context, r *Request, in *applyForLine) (CheckedApplication, error) {
	b := in.Body
	ap := identity.Application{Channel: b.Channel, Plan: b.Plan, SIMs: b.SIMs, Device: b.Device, CardToken: b.CardToken, Language: b.Language}
	if r.Principal.Role == Member {
		ap.Member = r.Principal.Member
	} else {
		if b.Proof != "" {
			err := a.enterProof(ctx, r, b.Proof)
			if err != nil && !errors.Is(err, &refusal.Error{Code: refusal.NotFound}) {
				return CheckedApplication{}, err
			}
		}
		ap.Proof, ap.Person = b.Proof, b.person()
	}
	known, err := postgres.LoadKnown(ctx, a.Pool, ap, r.At)
	if err != nil {
		return CheckedApplication{}, err
	}
	t := a.Terms.At(r.At)
	out := CheckedApplication{
		At: r.At, Faults: append([]identity.FieldFault{}, identity.Faults(t, ap, known, r.At)...),
		Methods: []terms.Method{}, Numbers: []CheckedMNP{}, Costs: costsOf(t, ap, known),
	}
	if needed, methods := identity.NeedsIdentity(t, ap, known); needed {
		invited := identity.InvitationAt(t, r.At)
		through := identity.ProofThrough(t, invited)
		out.ProofNeeded, out.Methods = true, append(out.Methods, methods...)
		out.InvitationAt, out.ProofThrough = &invited, &through
	}
	for i, s := range ap.SIMs {
		if s.MNP != nil && !s.MNP.IssuedOn.IsZero() {
			good := s.MNP.Life(t).LastGoodDay
			out.Numbers = append(out.Numbers, CheckedMNP{SIM: i + 1, GoodThrough: good, ApplyBy: good.AddDays(-t.S6.DaysRemaining)})
		}
	}
	return out, nil
}

func costsOf(t *terms.Version, ap identity.Application, k identity.Known) CheckedCosts {
	var c CheckedCosts
	if d := ap.Device; d != nil && k.Model != nil {
		parts := supply.Schedule(k.Model.Price, d.Payment.Parts(t))
		c.Device = &CheckedDevice{
			Name: k.Model.Name, Class: k.Model.Class, Price: yen.Sum(parts...).Int64(), Parts: len(parts),
			First: parts[0].Int64(), Each: parts[len(parts)-1].Int64(),
		}
		if d.Compensation {
			c.Compensation = k.Model.CompensationFee.Int64()
		}
	}
	for _, s := range ap.SIMs {
		if s.Guarantee {
			c.Guarantees++
		}
	}
	if c.Guarantees > 0 {
		c.GuaranteeFee, c.GuaranteeFrom = t.W1.Fee.TaxIncluded.Int64(), t.W1.FromMonthAfter
	}
	return c
}
