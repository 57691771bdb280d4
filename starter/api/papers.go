package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/papers"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func registerPapers(a *API) {
	query(a, Op{
		ID: "listReturns", Method: http.MethodGet, Path: "/v1/returns", Tag: "papers",
		Rules: []terms.ID{terms.C11},
		EN:    "What is to come back to the return centre, or did, with the number of its slip",
		JA:    "返却センターへ返却される品物と返送票の番号を表示します。",
	}, a.listReturns)
	query(a, Op{
		ID: "listShipments", Method: http.MethodGet, Path: "/v1/shipments", Tag: "papers",
		EN: "Parcels that were sent, with what is in them", JA: "発送した荷物とその内容を表示します。",
	}, a.listShipments)
	a.paper(Op{
		ID: "getPackingSlip", Method: http.MethodGet, Path: "/v1/shipments/{id}/packing-slip.pdf", Tag: "papers",
		Rules: []terms.ID{terms.S13, terms.N3, terms.U3, terms.W6},
		EN:    "The packing slip of a parcel that is sent, to be printed", JA: "送付状を印刷用のPDFで表示します。",
	}, a.packingSlip)
	a.paper(Op{
		ID: "getReturnSlip", Method: http.MethodGet, Path: "/v1/returns/{id}/slip.pdf", Tag: "papers",
		Rules: []terms.ID{terms.N5, terms.U4, terms.U5, terms.U6, terms.U9, terms.U10, terms.W11, terms.K5, terms.C11},
		EN:    "The return slip, to be printed and put into the parcel", JA: "返送票を印刷用のPDFで表示します。",
	}, a.returnSlip)
	a.paper(Op{
		ID: "getRepairAgreement", Method: http.MethodGet, Path: "/v1/cases/{id}/agreement.pdf", Tag: "papers",
		Rules: []terms.ID{terms.U1, terms.U10, terms.W11},
		EN:    "The repair agreement, to be printed and signed", JA: "修理同意書を印刷用のPDFで表示します。",
	}, a.repairAgreement)
}

// paper registers an operation that answers a PDF.
func (a *API) paper(op Op, of func(ctx context.Context, r *Request, id string) ([]byte, error)) {
	o := a.described(op)
	o.Responses = map[string]*huma.Response{"200": {
		Description: "The paper.", Content: map[string]*huma.MediaType{"application/pdf": {}},
	}}
	a.watched[op.ID] = true
	huma.Register(a.huma, o, func(ctx context.Context, in *byID) (*huma.StreamResponse, error) {
		r := Of(ctx)
		pdf, err := of(ctx, r, in.ID)
		if err == nil {
			err = a.auditLook(ctx, r, r.auditCase)
		}
		if err != nil {
			return nil, a.problem(r, err)
		}
		return &huma.StreamResponse{Body: func(c huma.Context) {
			c.SetHeader("Content-Type", "application/pdf")
			c.SetHeader("Content-Disposition", "inline")
			_, _ = c.BodyWriter().Write(pdf)
		}}, nil
	})
}

// Return is something that is to come back to the return centre, or did.
type Return struct {
	ID          string     `json:"id"`
	Case        string     `json:"case_id"`
	CaseKind    string     `json:"case_kind" example:"repair"`
	Member      string     `json:"member_id"`
	Clock       string     `json:"clock_id,omitempty"`
	Kind        string     `json:"kind" example:"broken-device"`
	Slip        string     `json:"slip_no" doc:"The number on the return slip in the parcel."`
	Device      string     `json:"device_id,omitempty" doc:"The member's device."`
	Unit        string     `json:"unit_id,omitempty" doc:"The unit of the stock."`
	Model       string     `json:"model,omitempty" doc:"The model's name."`
	Colour      string     `json:"colour,omitempty"`
	RequestedAt time.Time  `json:"requested_at"`
	BookedAt    *time.Time `json:"booked_at,omitempty" doc:"C-11: when the return centre booked it in."`
	Reference   string     `json:"reference,omitempty" doc:"The centre's number of the booking."`
}

func returnView(row postgres.ReturnRow) Return {
	return Return{
		ID: row.ID, Case: row.Case, CaseKind: row.CaseKind, Member: row.Member, Clock: row.Clock, Kind: row.Kind, Slip: row.Slip,
		Device: row.Device, Unit: row.Unit, Model: row.Model, Colour: row.Colour, RequestedAt: row.RequestedAt,
		BookedAt: row.BookedAt, Reference: row.Reference,
	}
}

type listReturns struct {
	Paging
	State  string `query:"state" enum:"open,booked" doc:"open: still to come; booked: booked in by the centre."`
	Case   string `query:"case"`
	Member string `query:"member"`
	Clock  string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listReturns(ctx context.Context, r *Request, in *listReturns) (Page[Return], error) {
	f := postgres.ReturnFilter{
		Case: in.Case, Member: r.own(in.Member), Clock: in.Clock, Open: in.State == open, Booked: in.State == "booked",
	}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.ReturnRow, error) {
		return postgres.Returns(ctx, a.Pool, f, after, limit)
	}, returnView, func(row postgres.ReturnRow) postgres.Place { return postgres.Place{At: row.RequestedAt, ID: row.ID} })
}

// guaranteeClaim is the kind of the cases under つながる端末保証 (W).
const guaranteeClaim = "guarantee-claim"

// repairs are the kinds of cases whose device is repaired, and sent with an agreement.
var repairs = []string{"repair", guaranteeClaim}

func (a *API) returnSlip(ctx context.Context, r *Request, id string) ([]byte, error) {
	row, err := postgres.Return(ctx, a.Pool, id)
	if err == nil {
		err = r.visible(row.Member)
	}
	if err == nil {
		err = a.enterClock(ctx, r, row.Clock)
	}
	if err != nil {
		return nil, err
	}
	r.auditCase = row.Case
	deadlines, err := postgres.DeadlinesOf(ctx, a.Pool, row.Case)
	if err != nil {
		return nil, err
	}
	no, broken := row.No, row.Kind == papers.BrokenDevice
	if broken {
		no = 0 // its deadlines are those of the loaner that was lent last
	}
	slip := papers.Slip{
		Issuer: a.issuer(r), Number: row.Slip, Case: row.Case, Kind: row.Kind, Guarantee: row.CaseKind == guaranteeClaim,
		// A device that is sent again is repaired under the agreement that is there.
		Agreement: broken && row.No == 1 && slices.Contains(repairs, row.CaseKind),
		Device:    papers.Device{Model: row.Model, Colour: row.Colour, IMEI: row.IMEI}, Promises: promises(deadlines, no),
	}
	slip.Price = a.priceOf(row, deadlines, r.At)
	if row.BookedAt != nil {
		slip.BookedOn = jst.DayOf(*row.BookedAt)
	}
	return slip.PDF()
}

// priceOf is what is charged where a return does not come back; 0 where that
// is nothing, or not known yet.
func (a *API) priceOf(row postgres.ReturnRow, deadlines []postgres.DeadlineRow, at time.Time) yen.Amount {
	price := row.Price
	switch row.Kind {
	case papers.OldDevice:
		return a.Terms.At(lapseOf(deadlines, terms.N5, at)).N5.Amount
	case papers.BrokenDevice:
		price = row.Loaner
	}
	if price == nil {
		return 0
	}
	return *price
}

// promises are the latest of the deadlines of each name; not those that were
// moved to another day or are no longer asked for. Of those that number what they
// are about, a second loaner say, they are those of that number, or of any where
// it is 0.
func promises(deadlines []postgres.DeadlineRow, no int) []papers.Promise {
	var all []papers.Promise
	for _, d := range deadlines {
		name, of := numbered(d.Name)
		all = slices.DeleteFunc(all, func(p papers.Promise) bool { return p.Name == name && (no == 0 || of == no) })
		if d.Way == nil || no > 0 && of != no {
			continue
		}
		p := papers.Promise{Name: name}
		if d.Outcome != nil {
			p.Outcome = journal.Outcome(*d.Outcome)
		}
		count, err := jst.NewCount(jst.Way(*d.Way), *d.EventDay, *d.N)
		if err != nil || p.Outcome == journal.Moved || p.Outcome == journal.Void {
			continue
		}
		p.Count = count
		all = append(all, p)
	}
	return all
}

// numbered parts the number from a name: "loaner-back-2" is of the second.
func numbered(name string) (string, int) {
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		if no, err := strconv.Atoi(name[i+1:]); err == nil {
			return name[:i], no
		}
	}
	return name, 1
}

// lapseOf is the lapse of the latest deadline of a rule, else another instant:
// an amount is that of the terms then in force (C-10).
func lapseOf(deadlines []postgres.DeadlineRow, rule terms.ID, other time.Time) time.Time {
	for _, d := range slices.Backward(deadlines) {
		if d.Rule == string(rule) {
			return d.Lapse
		}
	}
	return other
}

func (a *API) repairAgreement(ctx context.Context, r *Request, id string) ([]byte, error) {
	c, err := a.caseFor(ctx, r, id, "")
	if err != nil {
		return nil, err
	}
	if !slices.Contains(repairs, c.Kind) {
		return nil, notFound
	}
	device, err := postgres.CaseDevice(ctx, a.Pool, id)
	if err != nil {
		return nil, err
	}
	m, err := postgres.Member(ctx, a.Pool, c.Member)
	if err != nil {
		return nil, err
	}
	return papers.Agreement{
		Issuer: a.issuer(r), Case: id, ReceivedOn: jst.DayOf(c.OpenedAt), Guarantee: c.Kind == guaranteeClaim,
		Device: papers.Device{Model: device.ModelName, Colour: device.Colour, IMEI: device.IMEI},
		Name:   m.FamilyName + " " + m.GivenName, PostalCode: m.PostalCode, Address: home(m),
	}.PDF()
}

func home(m postgres.MemberRow) string {
	return strings.TrimSpace(m.Prefecture + m.City + m.Street + " " + m.Building)
}

// Parcel is a parcel that the carrier sent.
type Parcel struct {
	ID          string     `json:"id"`
	Case        string     `json:"case_id"`
	CaseKind    string     `json:"case_kind" example:"repair"`
	Member      string     `json:"member_id"`
	Clock       string     `json:"clock_id,omitempty"`
	Kind        string     `json:"kind" example:"loaner"`
	Tracking    string     `json:"tracking_no"`
	Model       string     `json:"model,omitempty" doc:"The model's name."`
	Colour      string     `json:"colour,omitempty"`
	ShippedAt   time.Time  `json:"shipped_at"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
	CameBackAt  *time.Time `json:"came_back_at,omitempty"`
}

func parcelView(row postgres.SentParcelRow) Parcel {
	return Parcel{
		ID: row.ID, Case: row.Case, CaseKind: row.CaseKind, Member: row.Member, Clock: row.Clock, Kind: row.Kind, Tracking: row.Tracking,
		Model: row.Model, Colour: row.Colour, ShippedAt: row.ShippedAt, DeliveredAt: row.DeliveredAt, CameBackAt: row.CameBackAt,
	}
}

type listShipments struct {
	Paging
	Case   string `query:"case"`
	Member string `query:"member"`
	Clock  string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listShipments(ctx context.Context, r *Request, in *listShipments) (Page[Parcel], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.SentParcelRow, error) {
		return postgres.SentParcels(ctx, a.Pool, in.Case, r.own(in.Member), in.Clock, after, limit)
	}, parcelView, func(row postgres.SentParcelRow) postgres.Place { return postgres.Place{At: row.ShippedAt, ID: row.ID} })
}

func (a *API) packingSlip(ctx context.Context, r *Request, id string) ([]byte, error) {
	row, err := postgres.SentParcel(ctx, a.Pool, id)
	if err == nil {
		err = r.visible(row.Member)
	}
	if err == nil {
		err = a.enterClock(ctx, r, row.Clock)
	}
	if err != nil {
		return nil, err
	}
	m, err := postgres.Member(ctx, a.Pool, row.Member)
	if err != nil {
		return nil, err
	}
	r.auditCase = row.Case
	return papers.Packing{
		Issuer: a.issuer(r), Case: row.Case, Kind: row.Kind, Tracking: row.Tracking, SIMs: row.SIMs,
		Device: papers.Device{Model: row.Model, Colour: row.Colour, IMEI: row.IMEI}, Refurbished: row.Refurbished,
		Guarantee: row.CaseKind == guaranteeClaim, Slips: row.Slips, Broken: row.Broken,
		Agreement: row.Broken && row.First && slices.Contains(repairs, row.CaseKind), Collect: row.Collect,
		Name: m.FamilyName + " " + m.GivenName, PostalCode: m.PostalCode, Address: home(m),
	}.PDF()
}

// issuer is the carrier at the instant of the request.
func (a *API) issuer(r *Request) papers.Issuer {
	return papers.Issuer{Carrier: a.Office(r.At).Carrier, Terms: a.Terms.At(r.At), On: jst.DayOf(r.At)}
}
