package activities_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/ekyc"
	"kigen/internal/identity"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

var applied = jst.MakeDay(2026, time.November, 2).At(10, 0)

// signups is a database with mem_1 and its device, and an entry code.
func signups(t *testing.T) (*activities.Signups, *pgxpool.Pool) {
	t.Helper()
	_, pool := insured(t)
	exec(t, pool, `insert into entry_codes (code, sim_kind) values ('CODE1', 'voice')`)
	return &activities.Signups{
		Ledger: &postgres.Ledger{Pool: pool}, Terms: terms.Embedded(), Cards: payment.Simulator{}, EKYC: ekyc.NewSimulator().Providers(),
	}, pool
}

// newcomer keeps the draft of somebody's application, number no.
func newcomer(t *testing.T, pool *pgxpool.Pool, no int, change func(*identity.Application)) message.SignupInput {
	t.Helper()
	a := identity.Application{
		Proof: fmt.Sprintf("prf_%d", no), Channel: terms.Web, Plan: terms.MinimumStart, SIMs: []identity.SIM{{EntryCode: "CODE1"}},
		CardToken: payment.CreditToken,
		Person: &identity.Person{
			Names: identity.Names{
				Family: "見本", Given: "太郎", FamilyKana: "ミホン", GivenKana: "タロウ", FamilyRoman: "MIHON", GivenRoman: "TARO",
			},
			BirthDate: jst.MakeDay(1990, time.April, 1),
			Address:   identity.Address{PostalCode: "102-0071", Prefecture: "東京都", City: "千代田区", Street: "富士見2-10-2"},
		},
	}
	change(&a)
	in := message.SignupInput{
		Application: fmt.Sprintf("app_000000000000000000000000%02d", no), Member: fmt.Sprintf("mem_new%d", no),
		Draft: fmt.Sprintf("drf_%d", no), At: applied, Actor: journal.Actor{Role: "public"},
	}
	if a.Member != "" {
		in.Member, a.Proof, a.Person = a.Member, "", nil
	} else {
		exec(t, pool, `insert into email_proofs (id, email, asked_at, expires_at, max_tries, proven_at)
			values ($1, 'taro@example.jp', $2, $2::timestamptz + interval '30 min', 5, $2)`, a.Proof, applied)
	}
	require.NoError(t, postgres.KeepDraft(t.Context(), pool, in.Draft, "", a, applied))
	return in
}

func same(*identity.Application) {}

func refusedBy(t *testing.T, err error, code string, rule terms.ID) {
	t.Helper()
	r, ok := message.Refused(err)
	require.True(t, ok, "not refused: %v", err)
	require.Equal(t, code+" "+string(rule), r.Code+" "+string(r.Rule))
}

// TestTwoApplicationsRaceForAnEntryCode: S-4, one of them gets it.
func TestTwoApplicationsRaceForAnEntryCode(t *testing.T) {
	for range 5 {
		a, pool := signups(t)
		errs := atOnce(2, func(i int) error {
			_, err := a.AcceptApplication(t.Context(), newcomer(t, pool, i+1, same))
			return err
		})
		won, lost := errs[0], errs[1]
		if won != nil {
			won, lost = lost, won
		}
		require.NoError(t, won)
		refusedBy(t, lost, refusal.Used, "S-4")
		require.Equal(t, 1, number(t, pool, `select count(*) from cases where kind = 'signup'`))
		require.Equal(t, 1, number(t, pool, `select count(*) from members where id like 'mem_new%'`), "of the refused one nothing stays")
		require.Zero(t, number(t, pool, `select count(*) from drafts`))
	}
}

func atOnce(n int, do func(int) error) []error {
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = do(i) })
	}
	group.Wait()
	return errs
}

// TestEntryCodesAreFreed: S-4, by a withdrawal, a rejection (S-18), and a lapse for
// want of proof (S-15) or of a new number (S-7); by nothing before.
func TestEntryCodesAreFreed(t *testing.T) {
	at := applied.Add(time.Hour)
	for way, end := range map[string]func(*activities.Signups, string, identity.Standing) (identity.Standing, error){
		identity.StateWithdrawn: func(a *activities.Signups, id string, _ identity.Standing) (identity.Standing, error) {
			return a.TakeBackApplication(t.Context(), activities.ApplicationCommand[message.Withdrawal]{
				Application: id, Command: message.Withdrawal{Case: id, At: at},
			})
		},
		identity.StateRejected: func(a *activities.Signups, id string, _ identity.Standing) (identity.Standing, error) {
			return a.DecideProof(t.Context(), activities.ApplicationCommand[message.IdentityDecision]{
				Application: id, Command: message.IdentityDecision{Decision: identity.Decision{Outcome: identity.Reject, Ground: "false_statement"}, At: at},
			})
		},
		identity.StateLapsed: func(a *activities.Signups, id string, s identity.Standing) (identity.Standing, error) {
			s, err := a.InviteApplicant(t.Context(), activities.ApplicationDue{Application: id, Due: the(t, s, identity.DeadlineInvitation)})
			require.NoError(t, err)
			return a.LapseApplication(t.Context(), activities.ApplicationDue{Application: id, Due: the(t, s, identity.DeadlineProof)})
		},
		"lapsed without a number": func(a *activities.Signups, id string, s identity.Standing) (identity.Standing, error) {
			s, err := a.AskForNumber(t.Context(), activities.ApplicationDue{Application: id, Due: the(t, s, identity.DeadlineNumber)})
			require.NoError(t, err)
			return a.GiveUpNumber(t.Context(), activities.ApplicationDue{Application: id, Due: the(t, s, identity.DeadlineNewNumber)})
		},
	} {
		t.Run(way, func(t *testing.T) {
			a, pool := signups(t)
			in := newcomer(t, pool, 1, func(ap *identity.Application) {
				ap.SIMs[0].MNP = &identity.Number{Number: "1012345678", IssuedOn: jst.DayOf(applied), PhoneNumber: "09012345678", SameHolder: true}
			})
			s, err := a.AcceptApplication(t.Context(), in)
			require.NoError(t, err)
			_, err = a.AcceptApplication(t.Context(), newcomer(t, pool, 2, same))
			refusedBy(t, err, refusal.Used, "S-4")
			s, err = end(a, in.Application, s)
			require.NoError(t, err)
			require.True(t, s.Ended)
			_, err = a.AcceptApplication(t.Context(), newcomer(t, pool, 3, same))
			require.NoError(t, err)
		})
	}
}

// the is the thing of that name that is due.
func the(t *testing.T, s identity.Standing, what string) identity.Due {
	t.Helper()
	for _, due := range s.Due {
		if due.What == what {
			return due
		}
	}
	require.FailNow(t, "not due", what)
	return identity.Due{}
}

// TestTwoOrdersRaceForTheFifthDevice: P-2, devices on order count.
func TestTwoOrdersRaceForTheFifthDevice(t *testing.T) {
	a, pool := signups(t)
	for i := range 4 {
		exec(t, pool, `insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
			values ($1, 'mem_1', 'sky-9', 'black', $2, '2026-06-01', '2026-06-01', 'in_use')`, fmt.Sprintf("dev_p%d", i), fmt.Sprintf("35000000000000%d", i))
		exec(t, pool, `insert into purchases (device_id, member_id, price, parts) values ($1, 'mem_1', 72000, 24)`, fmt.Sprintf("dev_p%d", i))
	}
	order := func(ap *identity.Application) {
		ap.Member, ap.CardToken, ap.SIMs = "mem_1", "", []identity.SIM{{Kind: terms.VoiceSIM}}
		ap.Device = &identity.DeviceOrder{Model: "sky-9", Colour: "黒", Payment: identity.Instalments}
	}
	errs := atOnce(2, func(i int) error {
		_, err := a.AcceptApplication(t.Context(), newcomer(t, pool, i+1, order))
		return err
	})
	won, lost := errs[0], errs[1]
	if won != nil {
		won, lost = lost, won
	}
	require.NoError(t, won)
	refusedBy(t, lost, refusal.LimitReached, "P-2")
}

// TestACancelledOptionCoversUntilItsMonthEnd: P-2, O-3; the sixth has its place
// from the month end on.
func TestACancelledOptionCoversUntilItsMonthEnd(t *testing.T) {
	a, pool := signups(t)
	exec(t, pool, `update device_models set compensation_fee = 418`)
	end := jst.MakeMonth(2026, time.November).End()
	for i := range 5 {
		exec(t, pool, `insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
			values ($1, 'mem_1', 'sky-9', 'black', $2, '2026-06-01', '2026-06-01', 'in_use')`, fmt.Sprintf("dev_p%d", i), fmt.Sprintf("35000000000000%d", i))
		exec(t, pool, `insert into compensations (id, member_id, device_id, class, monthly_fee, started_on, cancelled_on, ends_at)
			values ($1, 'mem_1', $2, 'new', 418, '2026-06-01', '2026-11-01', $3)`, fmt.Sprintf("cmp_p%d", i), fmt.Sprintf("dev_p%d", i), end)
	}
	order := func(ap *identity.Application) {
		ap.Member, ap.CardToken, ap.SIMs = "mem_1", "", []identity.SIM{{Kind: terms.VoiceSIM}}
		ap.Device = &identity.DeviceOrder{Model: "sky-9", Colour: "黒", Payment: identity.Instalments, Compensation: true}
	}
	in := newcomer(t, pool, 1, order)
	in.At = end.Add(-time.Second)
	_, err := a.AcceptApplication(t.Context(), in)
	refusedBy(t, err, refusal.LimitReached, "P-2")
	exec(t, pool, `delete from compensations where id not like 'cmp_p%'`)
	in = newcomer(t, pool, 2, order)
	in.At = end
	_, err = a.AcceptApplication(t.Context(), in)
	require.NoError(t, err)
}

// TestAnAcceptedApplicationIsAcceptedOnce: a step that is asked for again, also
// after its worker died, answers where the application stands.
func TestAnAcceptedApplicationIsAcceptedOnce(t *testing.T) {
	a, pool := signups(t)
	in := newcomer(t, pool, 1, same)
	first, err := a.AcceptApplication(t.Context(), in)
	require.NoError(t, err)
	again, err := a.AcceptApplication(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, first, again)

	invite := activities.ApplicationDue{Application: in.Application, Due: first.Due[0]}
	invited, err := a.InviteApplicant(t.Context(), invite)
	require.NoError(t, err)
	twice, err := a.InviteApplicant(t.Context(), invite)
	require.NoError(t, err)
	require.Equal(t, invited, twice)
	require.Equal(t, 1, number(t, pool, `select count(*) from upload_links`))
	require.Equal(t, 1, number(t, pool, `select count(*) from notices where template = 'invitation'`))

	resumed, err := a.AcceptApplication(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, invited, resumed, "a process that begins anew goes on where the application stands")
}

// TestCards: S-1 through the port; who would be refused anyway is not asked about.
func TestCards(t *testing.T) {
	a, pool := signups(t)
	for i, c := range []struct {
		token, code string
		change      func(*identity.Application)
	}{
		{payment.CreditToken, "", same},
		{payment.DebitToken, refusal.CardRefused, same},
		{payment.PrepaidToken, refusal.CardRefused, same},
		{payment.OtherNameToken, refusal.CardRefused, same},
		{payment.DebitToken, "", func(ap *identity.Application) { ap.Plan = "gold" }},
	} {
		in := newcomer(t, pool, i+1, func(ap *identity.Application) {
			ap.CardToken = c.token
			c.change(ap)
		})
		_, err := a.CheckCard(t.Context(), in)
		if c.code == "" {
			require.NoError(t, err, c.token)
			continue
		}
		refusedBy(t, err, c.code, "S-1")
		_, err = postgres.LoadDraft[identity.Application](t.Context(), pool, in.Draft)
		require.Error(t, err, "the draft is gone")
	}
}

// TestOrderOfArrival: G-1, and its exception with a reason.
func TestOrderOfArrival(t *testing.T) {
	a, pool := signups(t)
	var inputs []message.SignupInput
	for i := range 2 {
		in := newcomer(t, pool, i+1, func(ap *identity.Application) { ap.SIMs = []identity.SIM{{Kind: terms.VoiceSIM}} })
		inputs = append(inputs, in)
		s, err := a.AcceptApplication(t.Context(), in)
		require.NoError(t, err)
		_, err = a.InviteApplicant(t.Context(), activities.ApplicationDue{Application: in.Application, Due: s.Due[0]})
		require.NoError(t, err)
		at := applied.Add(time.Duration(i+1) * time.Hour)
		exec(t, pool, `insert into documents (id, application_id, role, media_type, size, sha256, uploaded_at)
			values ($1, $2, 'front', 'image/jpeg', 1, 'x', $3)`, "doc_"+in.Draft, in.Application, at)
		submission := "sub_" + in.Draft
		require.NoError(t, postgres.KeepDraft(t.Context(), pool, submission, "", identity.ProofDraft{
			Declared: &identity.Declared{Document: terms.DriversLicence, AddressOn: identity.OnFront},
		}, at))
		_, err = a.TakeProof(t.Context(), activities.ApplicationCommand[message.ProofSubmission]{
			Application: in.Application, Command: message.ProofSubmission{Submission: submission, At: at},
		})
		require.NoError(t, err)
	}
	decide := func(in message.SignupInput, outOfTurn string) error {
		_, err := a.DecideProof(t.Context(), activities.ApplicationCommand[message.IdentityDecision]{
			Application: in.Application, Command: message.IdentityDecision{At: applied.Add(3 * time.Hour), Decision: identity.Decision{
				Submission: "sub_" + in.Draft, Outcome: identity.Approve, OutOfTurn: outOfTurn,
			}},
		})
		return err
	}
	refusedBy(t, decide(inputs[1], ""), refusal.State, "G-1")
	require.NoError(t, decide(inputs[1], "number_runs_out"))
	require.NoError(t, decide(inputs[0], ""))
	require.NoError(t, decide(inputs[0], ""), "the same decision again")
	require.Equal(t, 2, number(t, pool, `select count(*) from tasks where kind = 'ship'`))
}

// TestChipResultsServeOnce: S-20, signed for this application, in time, once.
func TestChipResultsServeOnce(t *testing.T) {
	a, pool := signups(t)
	in := newcomer(t, pool, 1, func(ap *identity.Application) { ap.SIMs = []identity.SIM{{Kind: terms.VoiceSIM}} })
	s, err := a.AcceptApplication(t.Context(), in)
	require.NoError(t, err)
	_, err = a.InviteApplicant(t.Context(), activities.ApplicationDue{Application: in.Application, Due: s.Due[0]})
	require.NoError(t, err)
	right := ekyc.Result{
		Reference: "r1", Application: in.Application, ReadAt: applied.Unix(), Expires: applied.Unix() + 3600, Document: terms.ResidenceCard,
		Name: "見本太郎", BirthDate: jst.MakeDay(1990, time.April, 1),
	}
	n := 0
	bring := func(change func(*ekyc.Result), at time.Time) error {
		read := right
		change(&read)
		signed, err := ekyc.NewSimulator().Sign(read)
		require.NoError(t, err)
		if read.Provider != "" {
			signed = strings.Replace(signed, ".", ".x", 1)
		}
		n++
		id := fmt.Sprintf("sub_%d", n)
		require.NoError(t, postgres.KeepDraft(t.Context(), pool, id, "", identity.ProofDraft{Chip: signed}, at))
		_, err = a.TakeProof(t.Context(), activities.ApplicationCommand[message.ProofSubmission]{
			Application: in.Application, Command: message.ProofSubmission{Submission: id, At: at},
		})
		return err
	}
	refusedBy(t, bring(func(r *ekyc.Result) { r.Application = "app_2" }, applied), refusal.Mismatch, "S-20")
	refusedBy(t, bring(func(r *ekyc.Result) { r.Provider = "forged" }, applied), refusal.Mismatch, "S-20")
	refusedBy(t, bring(func(*ekyc.Result) {}, applied.Add(time.Hour)), refusal.Expired, "S-20")
	require.NoError(t, bring(func(*ekyc.Result) {}, applied))
	_, err = a.DecideProof(t.Context(), activities.ApplicationCommand[message.IdentityDecision]{
		Application: in.Application, Command: message.IdentityDecision{At: applied, Link: "upl_2", Decision: identity.Decision{
			Submission: fmt.Sprintf("sub_%d", n), Outcome: identity.Refuse, Reasons: []string{"chip_not_verified"},
		}},
	})
	require.NoError(t, err)
	refusedBy(t, bring(func(*ekyc.Result) {}, applied), refusal.Used, "S-20")
	require.NoError(t, bring(func(r *ekyc.Result) { r.Reference = "r2" }, applied))
}
