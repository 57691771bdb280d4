package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

const (
	application = "app_0000000000000000000000000a"
	newcomer    = "mem_0000000000000000000000000a"
	imei        = "490154203237518"
)

// signingUp is a world with an application that is about to come in.
type signingUp struct {
	*world
	in message.SignupInput
}

// voice is an application for one voice SIM by a new member.
func voice() identity.Application {
	return identity.Application{
		Channel: terms.Web, Plan: terms.MinimumStart, SIMs: []identity.SIM{{Kind: terms.VoiceSIM}}, CardToken: payment.CreditToken,
		Person: &identity.Person{
			Names: identity.Names{
				Family: "見本", Given: "太郎", FamilyKana: "ミホン", GivenKana: "タロウ", FamilyRoman: "MIHON", GivenRoman: "TARO",
			},
			BirthDate: jst.MakeDay(1990, time.April, 1),
			Address:   identity.Address{PostalCode: "102-0071", Prefecture: "東京都", City: "千代田区", Street: "富士見2-10-2"},
		},
	}
}

// newSignup keeps the draft of an application that comes in at the instant.
func newSignup(t *testing.T, at time.Time, a identity.Application) *signingUp {
	t.Helper()
	w := newWorld(t, at)
	w.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('pixel-a', 'Pixel A', 'Google', 'android', 'new', 60001, 418)`)
	w.exec(`insert into entry_codes (code, sim_kind) values ('CODE1', 'voice')`)
	s := &signingUp{world: w}
	s.apply(at, a)
	return s
}

// apply keeps the draft of an application, its address proven.
func (s *signingUp) apply(at time.Time, a identity.Application) {
	s.t.Helper()
	ctx := context.Background()
	s.in = message.SignupInput{Application: application, Member: newcomer, Draft: ids.New("drf"), At: at, Actor: journal.Actor{Role: "public"}}
	if a.Member != "" {
		s.in.Member = a.Member
	} else {
		a.Proof = ids.New("prf")
		_, err := postgres.AskProof(ctx, s.pool, terms.Embedded().At(at), postgres.AskedProof{ID: a.Proof, Email: "taro@example.jp", Language: "ja", At: at})
		require.NoError(s.t, err)
		require.NoError(s.t, postgres.ProveEmail(ctx, s.pool, a.Proof, true, at))
	}
	require.NoError(s.t, postgres.KeepDraft(ctx, s.pool, s.in.Draft, "", a, at))
}

func (s *signingUp) play() { s.ExecuteWorkflow(message.Signup.Name, s.in) }

func (s *signingUp) state() string {
	return s.column(`select state from cases where id = $1`, application)[0]
}

func (s *signingUp) draft(id string, at time.Time, content any) string {
	s.t.Helper()
	require.NoError(s.t, postgres.KeepDraft(context.Background(), s.pool, id, "", content, at))
	return id
}

// submits uploads a licence and submits it at the instant.
func (s *signingUp) submits(id string, at time.Time) *answer {
	s.at(at.Add(-time.Second), func() {
		s.exec(`insert into documents (id, application_id, role, media_type, size, sha256, uploaded_at)
			values ($1, $2, 'front', 'image/jpeg', 1000, 'x', $3)`, ids.New("doc"), application, at)
		s.draft(id, at, identity.ProofDraft{Declared: &identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront}})
	})
	return s.update(at, message.SubmitProof.Name, message.ProofSubmission{Submission: id, At: at, Actor: applicant})
}

func (s *signingUp) decides(at time.Time, d identity.Decision) *answer {
	return s.update(at, message.DecideIdentity.Name, message.IdentityDecision{Decision: d, Link: ids.New("upl"), At: at, Actor: identityDesk})
}

func (s *signingUp) ships(id string, at time.Time, content identity.Shipping) *answer {
	s.at(at.Add(-time.Second), func() { s.draft(id, at, content) })
	return s.update(at, message.ShipParcel.Name, message.SIMParcel{Shipment: id, At: at, Actor: identityDesk})
}

func (s *signingUp) delivered(shipment string, at time.Time) {
	s.signals(at, message.ParcelDelivered.Name, message.Delivery{Reference: ids.New("ref"), Shipment: shipment, At: at, ReportedAt: at, Actor: carrier})
}

func (s *signingUp) signals(at time.Time, name string, fact any) {
	s.at(at, func() { s.SignalWorkflow(name, fact) })
}

var (
	applicant    = journal.Actor{Role: "member", ID: newcomer}
	identityDesk = journal.Actor{Role: "desk:identity", ID: "tok_1"}
	carrier      = journal.Actor{Role: "courier", ID: "tok_2"}
	simParcel    = identity.Shipping{TrackingNo: "4711-0001", SIMs: []identity.AssignedSIM{{No: 1, PhoneNumber: "07012345678"}}}
)

func licence(submission string, outcome identity.Outcome) identity.Decision {
	return identity.Decision{Submission: submission, Outcome: outcome}
}
