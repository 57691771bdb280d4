package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

func registerReturns(a *API) {
	command(a, Op{
		ID: "reportParcelBookedIn", Method: http.MethodPost, Path: "/v1/facts/parcel-booked-in", Tag: "facts",
		Rules: []terms.ID{terms.C11, terms.C12, terms.N5, terms.U4, terms.U5, terms.U6, terms.U9, terms.K5},
		EN:    "Report a parcel that the return centre has booked in",
		JA:    "返却センターが受け付けた荷物を1件報告します。",
	}, a.reportParcelBookedIn)
	command(a, Op{
		ID: "reportParcelsBookedIn", Method: http.MethodPost, Path: "/v1/facts/parcels-booked-in", Tag: "facts", MaxBytes: 4 << 20,
		Rules: []terms.ID{terms.C11, terms.C12, terms.N5, terms.U4, terms.U5, terms.U6, terms.U9, terms.K5},
		EN:    "Report many parcels that the return centre has booked in; each line has its own result",
		JA:    "返却センターが受け付けた荷物をまとめて報告します。結果は行ごとに返します。",
	}, a.reportParcelsBookedIn)
}

// BookedParcel is an entry of the return centre's books. Of slip number, IMEI
// and tracking number one is enough.
type BookedParcel struct {
	Reference string    `json:"reference" pattern:"^[A-Za-z0-9._/-]{1,64}$" patternDescription:"up to 64 letters, digits or any of . _ / -" doc:"The centre's own number of the entry, unique."`
	BookedAt  time.Time `json:"booked_at" doc:"C-11: when the centre booked it in."`
	Slip      string    `json:"slip_no,omitempty" maxLength:"64"`
	IMEI      string    `json:"imei,omitempty" maxLength:"15"`
	Tracking  string    `json:"tracking_no,omitempty" maxLength:"64" doc:"Of the parcel in which the slip was sent."`
}

// BookingResult is what became of an entry.
type BookingResult struct {
	Reference string `json:"reference"`
	// Result is accepted; already_known where the same entry was recorded
	// before; else refused, with the problem.
	Result  string   `json:"result" enum:"accepted,already_known,refused"`
	Case    string   `json:"case_id,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

type reportParcelBookedIn struct {
	Body BookedParcel
}

func (a *API) reportParcelBookedIn(ctx context.Context, r *Request, in *reportParcelBookedIn) (BookingResult, error) {
	return a.bookIn(ctx, r, in.Body)
}

type reportParcelsBookedIn struct {
	Body struct {
		Parcels []BookedParcel `json:"parcels" minItems:"1" maxItems:"1000" nullable:"false"`
	}
}

// BookingResults are the results of a batch, line by line.
type BookingResults struct {
	Results []BookingResult `json:"results" nullable:"false"`
}

// reportParcelsBookedIn answers each line for itself, but for a failure of ours,
// after which the whole batch is sent again: lines that were taken are known then.
func (a *API) reportParcelsBookedIn(ctx context.Context, r *Request, in *reportParcelsBookedIn) (BookingResults, error) {
	all := BookingResults{Results: make([]BookingResult, 0, len(in.Body.Parcels))}
	seen := map[string]BookedParcel{}
	for _, p := range in.Body.Parcels {
		line := *r
		result, err := BookingResult{}, error(nil)
		switch before, again := seen[p.Reference]; {
		case again && before != p:
			err = referenceTaken
		case again:
			result = BookingResult{Reference: p.Reference, Result: "already_known"}
		default:
			result, err = a.bookIn(ctx, &line, p)
		}
		seen[p.Reference] = p
		if err != nil {
			problem := a.problem(&line, err)
			if !final(problem.Status) {
				return BookingResults{}, err
			}
			result = BookingResult{Reference: p.Reference, Result: "refused", Problem: problem}
		}
		all.Results = append(all.Results, result)
	}
	return all, nil
}

var (
	unknownParcel = refusal.New(refusal.NotFound, terms.C11,
		"この荷物に当たる返却予定がありません。", "No return is expected under this number.")
	referenceTaken = refusal.New(refusal.Conflict, terms.C11,
		"この受付番号は、すでに別の荷物に使われています。", "This reference is another parcel's.")
)

// bookIn tells the case that waits for a parcel. Whether it is in time is
// decided there, by the centre's own date and the instant of this report (C-12).
func (a *API) bookIn(ctx context.Context, r *Request, p BookedParcel) (BookingResult, error) {
	if p.Slip == "" && p.IMEI == "" && p.Tracking == "" {
		return BookingResult{}, invalid("slip_no", "返却伝票番号、IMEI、お問い合わせ伝票番号のいずれかを指定してください。",
			"Give the slip's number, the IMEI or the tracking number.")
	}
	known, booked, err := postgres.ReturnBookedUnder(ctx, a.Pool, p.Reference)
	if err != nil {
		return BookingResult{}, err
	}
	back, err := postgres.FindReturn(ctx, a.Pool, postgres.ParcelLabel{Slip: p.Slip, IMEI: p.IMEI, Tracking: p.Tracking})
	switch {
	case err != nil:
		return BookingResult{}, unknownIfMissing(err)
	case booked && known != back.ID:
		return BookingResult{}, referenceTaken
	case booked:
		return BookingResult{Reference: p.Reference, Result: "already_known", Case: back.Case}, nil
	}
	if err := a.enterClock(ctx, r, back.Clock); err != nil {
		return BookingResult{}, err
	}
	if p.BookedAt.After(r.At) {
		return BookingResult{}, invalid("booked_at", "現在より後の日時です。", "This instant is in the future.")
	}
	fact := message.Booking{Reference: p.Reference, Return: back.ID, BookedAt: p.BookedAt.UTC(), ReportedAt: r.At, Actor: r.Actor()}
	c := postgres.CaseRow{ID: back.Case, Kind: back.Kind, WorkflowID: back.WorkflowID, Member: back.Member}
	return BookingResult{Reference: p.Reference, Result: "accepted", Case: back.Case}, tell(ctx, a, r, c, message.ParcelBookedIn, fact)
}

// unknownIfMissing says of a parcel that nobody waits for that it is unknown.
func unknownIfMissing(err error) error {
	if errors.Is(err, &refusal.Error{Code: refusal.NotFound}) {
		return unknownParcel
	}
	return err
}
