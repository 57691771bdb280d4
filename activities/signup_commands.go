package activities

import (
	"context"

	"kigen/internal/identity"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// ApplicationCommand is a command to an application under way.
type ApplicationCommand[C any] struct {
	Application string `json:"application"`
	Command     C      `json:"command"`
}

// TakeProof takes in proof of identity (S-10, S-11, S-12, S-20).
func (a *Signups) TakeProof(ctx context.Context, in ApplicationCommand[message.ProofSubmission]) (identity.Standing, error) {
	c := in.Command
	return answer(a.drafted(ctx, c.Submission)(a.step(ctx, in.Application, identity.StepSubmitted(c.Submission), c.At,
		func(t *terms.Version, p identity.Progress) (s stepped, err error) {
			draft, err := postgres.LoadDraft[identity.ProofDraft](ctx, a.Ledger.Pool, c.Submission)
			if err != nil {
				return s, err
			}
			proof, reference, err := a.proofOf(ctx, p, draft, c)
			if err != nil {
				return s, err
			}
			e, p, err := identity.Submit(t, p, proof)
			return stepped{e, p, postgres.SubmitProof(in.Application, proof, reference, c.Submission)}, err
		})))
}

// proofOf reads a draft: a chip's result is verified and compared with what is
// registered (S-20).
func (a *Signups) proofOf(ctx context.Context, p identity.Progress, draft identity.ProofDraft, c message.ProofSubmission) (s identity.Submitted, reference string, err error) {
	s = identity.Submitted{ID: c.Submission, At: c.At, Actor: c.Actor}
	if draft.Declared != nil {
		s.Method, s.Declared = terms.DocumentImages, *draft.Declared
		s.Files, err = postgres.LoadFiles(ctx, a.Ledger.Pool, p.Case)
		return s, "", err
	}
	read, err := a.EKYC.Verify(draft.Chip, p.Case, c.At)
	if err != nil {
		return s, "", err
	}
	person, err := postgres.LoadPerson(ctx, a.Ledger.Pool, p.Member)
	if err != nil {
		return s, "", err
	}
	s.Method, s.Document, s.Equal = terms.ICChip, read.Document, person.Compare(read.Name, read.Address, read.BirthDate)
	return s, read.Provider + "/" + read.Reference, nil
}

// DecideProof is the identity desk's decision (S-13, S-14, S-18, G-1).
func (a *Signups) DecideProof(ctx context.Context, in ApplicationCommand[message.IdentityDecision]) (identity.Standing, error) {
	c := in.Command
	return answer(a.step(ctx, in.Application, c.Decision.Step(), c.At, func(t *terms.Version, p identity.Progress) (s stepped, err error) {
		earlier, err := postgres.EarlierReview(ctx, a.Ledger.Pool, in.Application)
		if err != nil {
			return s, err
		}
		link := identity.Link{ID: c.Link, Expires: identity.LinkLapse(t, c.At)}
		e, p, err := identity.Decide(t, p, c.Decision, earlier, link, c.At, c.Actor)
		if err != nil {
			return s, err
		}
		changes := []postgres.Change{postgres.DecideSubmission(in.Application, c.Decision.Outcome, c.At)}
		switch c.Decision.Outcome {
		case identity.Refuse:
			changes = append(changes, postgres.ReplaceLink(t, in.Application, link, c.At)...)
		case identity.Reject:
			changes = append(changes, postgres.FreeCodes(in.Application, c.At))
		}
		return stepped{e, p, changes}, nil
	}))
}

// SendNewLink sends a new upload link (S-9).
func (a *Signups) SendNewLink(ctx context.Context, in ApplicationCommand[message.LinkRenewal]) (identity.Standing, error) {
	c := in.Command
	step := "link-renewed/" + c.Link
	return answer(a.step(ctx, in.Application, step, c.At, func(t *terms.Version, p identity.Progress) (stepped, error) {
		link := identity.Link{ID: c.Link, Expires: identity.LinkLapse(t, c.At)}
		e, p, err := identity.RenewLink(t, p, step, link, c.At, c.Actor)
		return stepped{e, p, postgres.ReplaceLink(t, in.Application, link, c.At)}, err
	}))
}

// TellOfLock tells the applicant that the upload page is locked (S-9).
func (a *Signups) TellOfLock(ctx context.Context, in ApplicationCommand[message.LockedLink]) (identity.Standing, error) {
	c := in.Command
	step := identity.StepLinkLocked(c.Link)
	return answer(a.step(ctx, in.Application, step, c.At, func(t *terms.Version, p identity.Progress) (s stepped, err error) {
		tries, err := postgres.LinkTries(ctx, a.Ledger.Pool, c.Link)
		if err != nil {
			return s, err
		}
		e, p, err := identity.LockLink(t, p, step, tries, c.At)
		return stepped{entry: e, after: p}, err
	}))
}

// TakeNumber takes a new reservation number (S-7).
func (a *Signups) TakeNumber(ctx context.Context, in ApplicationCommand[message.NumberRenewal]) (identity.Standing, error) {
	c := in.Command
	step := "number-given/" + c.Draft
	return answer(a.drafted(ctx, c.Draft)(a.step(ctx, in.Application, step, c.At, func(t *terms.Version, p identity.Progress) (s stepped, err error) {
		number, err := postgres.LoadDraft[identity.Number](ctx, a.Ledger.Pool, c.Draft)
		if err != nil {
			return s, err
		}
		e, p, err := identity.GiveNumber(t, p, step, c.SIM, number, c.At, c.Actor)
		return stepped{e, p, postgres.GiveNumber(in.Application, c.SIM, number, c.Draft)}, err
	})))
}

// SendParcel sends the SIMs and the device (S-13, P-5).
func (a *Signups) SendParcel(ctx context.Context, in ApplicationCommand[message.SIMParcel]) (identity.Standing, error) {
	c := in.Command
	return answer(a.drafted(ctx, c.Shipment)(a.step(ctx, in.Application, identity.StepShipped(c.Shipment), c.At,
		func(t *terms.Version, p identity.Progress) (s stepped, err error) {
			content, err := postgres.LoadDraft[identity.Shipping](ctx, a.Ledger.Pool, c.Shipment)
			if err != nil {
				return s, err
			}
			assigned, err := postgres.LoadAssigned(ctx, a.Ledger.Pool, in.Application, content.IMEI)
			if err != nil {
				return s, err
			}
			e, p, err := identity.Ship(t, p, content, assigned, c.Shipment, c.At, c.Actor)
			return stepped{e, p, postgres.Ship(in.Application, c.Shipment, content, c.At, c.Shipment)}, err
		})))
}

// TakeAddress takes the desk's word on the address of a parcel that came back (S-16).
func (a *Signups) TakeAddress(ctx context.Context, in ApplicationCommand[message.AddressVerified]) (identity.Standing, error) {
	c := in.Command
	step := "address-verified/" + c.Link
	return answer(a.drafted(ctx, c.Draft)(a.step(ctx, in.Application, step, c.At, func(t *terms.Version, p identity.Progress) (s stepped, err error) {
		var changes []postgres.Change
		if c.Draft != "" {
			address, err := postgres.LoadDraft[identity.Address](ctx, a.Ledger.Pool, c.Draft)
			if err == nil {
				err = identity.CheckAddress(address)
			}
			if err != nil {
				return s, err
			}
			changes = append(changes, postgres.ChangeAddress(p.Member, address), postgres.TakeDraft(c.Draft))
		}
		link := identity.Link{ID: c.Link, Expires: identity.LinkLapse(t, c.At)}
		e, p, err := identity.VerifyAddress(t, p, step, c.Draft != "", link, c.At, c.Actor)
		if p.State == identity.StateInvited {
			changes = append(changes, postgres.ReplaceLink(t, in.Application, link, c.At)...)
		}
		return stepped{e, p, changes}, err
	})))
}

// TakeBackApplication withdraws an application (S-4).
func (a *Signups) TakeBackApplication(ctx context.Context, in ApplicationCommand[message.Withdrawal]) (identity.Standing, error) {
	c := in.Command
	return answer(a.step(ctx, in.Application, identity.StepWithdrawn, c.At, func(t *terms.Version, p identity.Progress) (stepped, error) {
		e, p, err := identity.Withdraw(t, p, c.At, c.Actor)
		return stepped{e, p, []postgres.Change{postgres.FreeCodes(in.Application, c.At)}}, err
	}))
}

// TakeDelivery takes in that the parcel was handed over (S-13, S-19).
func (a *Signups) TakeDelivery(ctx context.Context, in ApplicationCommand[message.Delivery]) (identity.Standing, error) {
	c := in.Command
	step := "parcel-delivered/" + c.Shipment
	return answer(a.step(ctx, in.Application, step, c.At, func(t *terms.Version, p identity.Progress) (stepped, error) {
		e, p, fresh := identity.Deliver(t, p, step, c.Shipment, c.At, c.Actor)
		changes := []postgres.Change{postgres.ParcelDelivered(c.Shipment, c.At)}
		return stepped{e, p, append(changes, postgres.PutIntoUse(t, p, fresh, c.At)...)}, nil
	}))
}

// TakeReturn takes in that the parcel came back undelivered (S-16).
func (a *Signups) TakeReturn(ctx context.Context, in ApplicationCommand[message.Delivery]) (identity.Standing, error) {
	c := in.Command
	step := "parcel-came-back/" + c.Shipment
	return answer(a.step(ctx, in.Application, step, c.At, func(t *terms.Version, p identity.Progress) (stepped, error) {
		e, p, err := identity.CameBack(t, p, step, c.Shipment, c.At, c.Actor)
		return stepped{e, p, []postgres.Change{postgres.ParcelCameBack(c.Shipment, c.At)}}, err
	}))
}

// TakeActivation takes in that the network has put a line into use (S-19).
func (a *Signups) TakeActivation(ctx context.Context, in ApplicationCommand[message.Activation]) (identity.Standing, error) {
	c := in.Command
	step := "line-activated/" + c.Reference
	return answer(a.step(ctx, in.Application, step, c.At, func(t *terms.Version, p identity.Progress) (stepped, error) {
		e, p, fresh := identity.Activate(t, p, step, c.SIM, c.At, c.Actor)
		return stepped{e, p, postgres.PutIntoUse(t, p, fresh, c.At)}, nil
	}))
}

// chipUsed refuses a chip's result that has served before (S-20).
var chipUsed = refusal.New(refusal.Used, terms.S20,
	"このICチップの読み取り結果は、すでに使用されています。", "This result of reading the chip has been used already.")
