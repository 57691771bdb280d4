package api

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"net/http"
	"time"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/sealing"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerApplications(a *API) {
	command(a, Op{
		ID: "applyForLine", Method: http.MethodPost, Path: "/v1/applications", Tag: "sign-up", Status: http.StatusCreated,
		Secret: true, // the answer bears a token; it follows from the request, so that it is the same again
		Rules: []terms.ID{
			terms.S1, terms.S2, terms.S3, terms.S4, terms.S5, terms.S6, terms.S17, terms.S20, terms.P1, terms.P2, terms.O2, terms.W2, terms.G1,
		},
		EN: "Apply for lines, and a device with them; a member applies again without names, birth date and address",
		JA: "回線と端末を申し込みます。会員の方は、お名前・生年月日・ご住所の入力は不要です。",
	}, a.applyForLine)
	command(a, Op{
		ID: "orderDevice", Method: http.MethodPost, Path: "/v1/device-orders", Tag: "sign-up", Status: http.StatusCreated,
		Secret: true,
		Rules: []terms.ID{
			terms.S1, terms.S2, terms.S5, terms.S17, terms.S20, terms.P1, terms.P2, terms.P3, terms.P4, terms.P5, terms.O2, terms.G1,
		},
		EN: "Order a device without a line; a member orders without names, birth date and address",
		JA: "端末のみを注文します。会員の方は、お名前・生年月日・ご住所の入力は不要です。",
	}, a.orderDevice)
	registerApplicationCheck(a)
	query(a, Op{
		ID: "getApplication", Method: http.MethodGet, Path: "/v1/applications/{id}", Tag: "sign-up",
		EN: "An application and where it stands", JA: "申し込みの内容と状況を表示します。",
	}, a.getApplication)
	command(a, Op{
		ID: "withdrawApplication", Method: http.MethodPost, Path: "/v1/applications/{id}/withdraw", Tag: "sign-up",
		Rules: []terms.ID{terms.S4, terms.P4},
		EN:    "Withdraw an application before its parcel is sent; one for a device can't be withdrawn",
		JA:    "発送前の申し込みを取り下げます。端末のお申し込みを含む場合は、取り下げられません。",
	}, a.withdrawApplication)
	command(a, Op{
		ID: "renewNumber", Method: http.MethodPost, Path: "/v1/applications/{id}/sims/{no}/number", Tag: "sign-up",
		Rules: []terms.ID{terms.S6, terms.S7},
		EN:    "Give a new MNP reservation number for one that runs out", JA: "新しいMNP予約番号を登録します。",
	}, a.renewNumber)
}

// Applicant is who applies for the first time; a member leaves it out.
type Applicant struct {
	Proof     string            `json:"proof,omitempty" doc:"The proven e-mail address of a new member."`
	Names     *identity.Names   `json:"names,omitempty"`
	BirthDate jst.Day           `json:"birth_date,omitzero" format:"date"`
	Address   *identity.Address `json:"address,omitempty"`
}

func (a Applicant) person() *identity.Person {
	p := &identity.Person{BirthDate: a.BirthDate}
	if a.Names != nil {
		p.Names = *a.Names
	}
	if a.Address != nil {
		p.Address = *a.Address
	}
	return p
}

type applyForLine struct {
	Body struct {
		Applicant
		Channel   terms.Channel         `json:"channel" doc:"web or app."`
		Plan      terms.Plan            `json:"plan" doc:"minimum_start, light_start or family_share."`
		SIMs      []identity.SIM        `json:"sims" nullable:"false" maxItems:"10"`
		Device    *identity.DeviceOrder `json:"device,omitempty"`
		CardToken string                `json:"card_token,omitempty" maxLength:"200" doc:"Stands for the credit card; a member may stay with the registered one."`
		Language  string                `json:"language,omitempty" doc:"Of the letters: ja or en."`
	}
}

// NewApplication is an application that was accepted. A repeated command gives
// the same answer, whatever came of the application since.
type NewApplication struct {
	ID        string    `json:"id" doc:"the case"`
	Member    string    `json:"member_id"`
	State     string    `json:"state" doc:"inviting where identity must be proven; approved where it need not be (S-17)."`
	AppliedAt time.Time `json:"applied_at"`
	// MemberToken is for a new member only.
	MemberToken string `json:"member_token,omitempty" doc:"The new member's access token. Only its SHA-256 is kept."`
}

func (a *API) applyForLine(ctx context.Context, r *Request, in *applyForLine) (NewApplication, error) {
	b := in.Body
	if b.Plan == "" && len(b.SIMs) == 0 && b.Device != nil {
		return NewApplication{}, invalid("plan",
			"プランとSIMをお選びください。端末のみのお申し込みは、端末のご注文（orderDevice）で承ります。",
			"Please choose a plan and SIMs. A device without a line is ordered with orderDevice.")
	}
	return a.apply(ctx, r, b.Applicant, identity.Application{
		Channel: b.Channel, Plan: b.Plan, SIMs: b.SIMs, Device: b.Device, CardToken: b.CardToken, Language: b.Language,
	}, "S: an application, until its lines are in use")
}

type orderDevice struct {
	Body struct {
		Applicant
		Channel   terms.Channel        `json:"channel" doc:"web or app."`
		Device    identity.DeviceOrder `json:"device"`
		CardToken string               `json:"card_token,omitempty" maxLength:"200" doc:"Stands for the credit card; a member may stay with the registered one."`
		Language  string               `json:"language,omitempty" doc:"Of the letters: ja or en."`
	}
}

func (a *API) orderDevice(ctx context.Context, r *Request, in *orderDevice) (NewApplication, error) {
	b := in.Body
	return a.apply(ctx, r, b.Applicant, identity.Application{
		Channel: b.Channel, Device: &b.Device, CardToken: b.CardToken, Language: b.Language,
	}, "P: an order for a device, until it is in use")
}

// apply starts the process of an application and answers what its first step
// decided.
func (a *API) apply(ctx context.Context, r *Request, who Applicant, ap identity.Application, summary string) (NewApplication, error) {
	// Whoever repeats the key of somebody else's application does not know its proof.
	id := r.NewID("app", who.Proof)
	start := message.SignupInput{Application: id, Draft: r.NewID("drf", who.Proof), Clock: r.Clock, At: r.At, Actor: r.Actor()}
	if r.Principal.Role == Member {
		ap.Member, start.Member = r.Principal.Member, r.Principal.Member
	} else {
		if err := a.enterProof(ctx, r, who.Proof); err != nil {
			return NewApplication{}, noProof(err)
		}
		start.Clock, start.At = r.Clock, r.At
		ap.Proof, start.Member = who.Proof, r.NewID("mem", who.Proof)
		ap.Person = who.person()
	}
	// The process gets IDs only. What is personal waits here until its first
	// step has made a member of it, or refused it and taken it away.
	if err := postgres.KeepDraft(ctx, a.Pool, start.Draft, start.Clock, ap, start.At); err != nil {
		return NewApplication{}, err
	}
	filed, err := engine.UpdateWithStart(ctx, a.Engine, message.Signup,
		r.Run(message.SignupID(id), start.Member, summary), start, message.FileApplication, r.UpdateID(who.Proof), message.None{})
	if err != nil {
		return NewApplication{}, err
	}
	view, err := postgres.LoadApplication(ctx, a.Pool, id)
	out := NewApplication{ID: id, Member: start.Member, State: filed.State, AppliedAt: view.AppliedAt}
	if err != nil || ap.Member != "" {
		return out, err
	}
	out.MemberToken, err = a.tokenOfNewMember(ctx, r, id, start.Member)
	return out, err
}

func noProof(err error) error {
	if errors.Is(err, &refusal.Error{Code: refusal.NotFound}) {
		return refusal.New(refusal.State, terms.S2,
			"はじめにメールアドレスの確認をお願いいたします。", "Please prove the e-mail address first.").
			With("proof", "メールアドレスをご確認ください。", "Please prove the address first.")
	}
	return err
}

// useMemberToken keeps the signature that a token is made of from opening anything.
const useMemberToken = "member-token"

// tokenOfNewMember is the token of a member who has just joined: made from the
// keys, so that a repeated application answers the same one.
func (a *API) tokenOfNewMember(ctx context.Context, r *Request, application, member string) (string, error) {
	signed, err := a.Keys.Sign(sealing.Claims{Use: useMemberToken, Subject: application})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(signed))
	text := "kgn_" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
	row := postgres.TokenRow{ID: r.NewID("tok", application), Role: string(Member), Member: member, Name: "sign-up", IssuedAt: r.At}
	err = postgres.IssueToken(ctx, a.Pool, row, sha256.Sum256([]byte(text)))
	if errors.Is(err, &refusal.Error{Code: refusal.Used}) {
		err = nil // issued by the same command before
	}
	return text, err
}

func (a *API) getApplication(ctx context.Context, r *Request, in *byID) (Application, error) {
	if _, err := a.caseFor(ctx, r, in.ID, "signup"); err != nil {
		return Application{}, err
	}
	return a.application(ctx, r, in.ID)
}

func (a *API) withdrawApplication(ctx context.Context, r *Request, in *byID) (Application, error) {
	return act(ctx, a, r, in.ID, message.WithdrawApplication, func() message.Withdrawal {
		return message.Withdrawal{Case: in.ID, At: r.At, Actor: r.Actor()}
	})
}

type renewNumber struct {
	ID   string `path:"id" doc:"the application"`
	No   int    `path:"no" doc:"the SIM's number within it" minimum:"1" maximum:"3"`
	Body identity.Number
}

func (a *API) renewNumber(ctx context.Context, r *Request, in *renewNumber) (Application, error) {
	draft := r.NewID("drf")
	return actWith(ctx, a, r, in.ID, message.GiveNumber, draft, in.Body, func() message.NumberRenewal {
		return message.NumberRenewal{SIM: in.No, Draft: draft, At: r.At, Actor: r.Actor()}
	})
}

// act sends a command to an application's process and answers where it stands.
func act[C any](ctx context.Context, a *API, r *Request, id string, u message.Update[C, identity.Standing], command func() C) (Application, error) {
	c, err := a.caseFor(ctx, r, id, "signup")
	if err != nil {
		return Application{}, err
	}
	return send(ctx, a, r, c, u, "", command())
}

// actWith is act for a command with a personal part, which waits as a draft
// until its process has decided it.
func actWith[C any](ctx context.Context, a *API, r *Request, id string, u message.Update[C, identity.Standing], draft string, content any, command func() C) (Application, error) {
	c, err := a.caseFor(ctx, r, id, "signup")
	if err != nil {
		return Application{}, err
	}
	if err := postgres.KeepDraft(ctx, a.Pool, draft, r.Clock, content, r.At); err != nil {
		return Application{}, err
	}
	return send(ctx, a, r, c, u, draft, command())
}

func send[C any](ctx context.Context, a *API, r *Request, c postgres.CaseRow, u message.Update[C, identity.Standing], draft string, command C) (Application, error) {
	_, err := engine.Update(ctx, a.Engine, c.WorkflowID, u, r.UpdateID(), command)
	if err != nil {
		if known, refused := refusal.As(err); refused && draft != "" && known.Code != refusal.Unavailable {
			err = errors.Join(err, postgres.DropDraft(context.WithoutCancel(ctx), a.Pool, draft))
		}
		return Application{}, err
	}
	return a.application(ctx, r, c.ID)
}
