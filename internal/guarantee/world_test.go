package guarantee_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var (
	book    = terms.Embedded()
	inForce = book.At(day("2026-11-01").Start())
	member  = journal.Actor{Role: "member", ID: "mem_1"}
	repair  = journal.Actor{Role: "desk:repair", ID: "tok_r"}
	sender  = journal.Actor{Role: "desk:shipping", ID: "tok_s"}
	centre  = journal.Actor{Role: "return-centre", ID: "tok_c"}
	courier = journal.Actor{Role: "courier", ID: "tok_k"}
)

func day(s string) jst.Day {
	d, err := jst.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// option is a guarantee whose line is in use from 1 November 2026.
func option() guarantee.Guarantee {
	return guarantee.Guarantee{
		Option: "opt_1", Member: "mem_1", Line: "lin_1", AppliedOn: day("2026-10-28"), UseStart: day("2026-11-01"),
	}
}

// phone is an Android phone that was released in March 2025 and used on 25 November 2026.
func phone() *guarantee.Device {
	return &guarantee.Device{
		Device: devices.Device{ID: "dev_1", Member: "mem_1", Line: "lin_1", Model: "kaze-7", Name: "Kaze 7", IMEI: "490154203237518", State: devices.InUse},
		OS:     "android", ReleasedOn: day("2025-03-10"), UsedOn: day("2026-11-25"),
	}
}

// registered is a guarantee of which the phone was registered on 5 November 2026.
func registered() guarantee.Guarantee {
	g := option()
	g.Device, g.RegisteredAt = phone(), day("2026-11-05").At(12, 0)
	return g
}

func ask() guarantee.Request {
	return guarantee.Request{
		Claim: "gcl_1", Workflow: "guarantee-claim/gcl_1", Cause: terms.PartialDamage, FaultDay: day("2026-11-30"),
		ReceivedAt: day("2026-12-01").At(10, 0), Actor: member,
	}
}

func file(t *testing.T, g guarantee.Guarantee, shelf *stock.Shelf, r guarantee.Request) guarantee.Filed {
	t.Helper()
	f, err := guarantee.File(inForce, g, shelf, r)
	require.NoError(t, err)
	return f
}

// must is the case after a step that is not refused.
func must(t *testing.T) func(casefile.Outcome[guarantee.Claim], error) guarantee.Claim {
	return func(o casefile.Outcome[guarantee.Claim], err error) guarantee.Claim {
		t.Helper()
		require.NoError(t, err)
		return o.Case
	}
}

// inspecting is an accepted claim whose device and agreement are in.
func inspecting(t *testing.T, g guarantee.Guarantee, shelf *stock.Shelf, r guarantee.Request) guarantee.Claim {
	t.Helper()
	c := file(t, g, shelf, r).Case
	c = must(t)(guarantee.BookIn(book, c, casefile.Booking{
		Reference: "bk-1", Return: c.Returns[0].ID, BookedAt: r.ReceivedAt.AddDate(0, 0, 3), ReportedAt: r.ReceivedAt.AddDate(0, 0, 3), Actor: centre,
	}))
	require.Equal(t, guarantee.StateDeviceIn, c.State)
	return must(t)(guarantee.RecordAgreement(inForce, c, guarantee.Agreement{ID: "1", Present: true, At: r.ReceivedAt.AddDate(0, 0, 4), Actor: repair}))
}

// confirmed is a claim whose fault is made good that way.
func confirmed(t *testing.T, g guarantee.Guarantee, way guarantee.Way) guarantee.Claim {
	t.Helper()
	return must(t)(guarantee.Inspect(inForce, inspecting(t, g, nil, ask()), guarantee.Inspection{
		ID: "1", Finding: guarantee.Confirmed, Way: way, At: day("2026-12-07").At(10, 0), Actor: repair,
	}))
}

func unit(price yen.Amount) stock.Unit {
	return stock.Unit{
		ID: "unt_1", Pool: stock.Replacement, Model: "kaze-7", Name: "Kaze 7", OS: "android", Colour: "white", IMEI: "356938035643809",
		Price: price, State: stock.OnShelf,
	}
}

func sent(t *testing.T, c guarantee.Claim, shipment string, u *stock.Unit, at time.Time) (casefile.Outcome[guarantee.Claim], error) {
	t.Helper()
	return guarantee.Ship(inForce, c, guarantee.Parcel{Shipment: shipment, Tracking: "trk-" + shipment, Unit: u, At: at, Actor: sender})
}

func delivered(t *testing.T, c guarantee.Claim, shipment string, at time.Time) guarantee.Claim {
	t.Helper()
	return must(t)(guarantee.Deliver(book, c, casefile.Report{Reference: "d-" + shipment, Shipment: shipment, At: at, ReportedAt: at, Actor: courier}))
}

// exchanged is a claim whose exchange device arrived on 10 December 2026.
func exchanged(t *testing.T) guarantee.Claim {
	t.Helper()
	u := unit(45_000)
	c := must(t)(sent(t, confirmed(t, registered(), guarantee.Exchanged), "shp_1", &u, day("2026-12-08").At(18, 0)))
	return delivered(t, c, "shp_1", day("2026-12-10").At(14, 0))
}

// refusedAs requires a refusal of that code and rule, in both languages.
func refusedAs(t *testing.T, err error, code string, rule terms.ID) {
	t.Helper()
	no, ok := refusal.As(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, []any{code, rule}, []any{no.Code, no.Rule})
	require.NotEmpty(t, no.JA)
	require.NotEmpty(t, no.EN)
}
