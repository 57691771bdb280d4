package devices_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func unit(pool stock.Pool, state stock.State) stock.Unit {
	return stock.Unit{ID: "stu_1", Pool: pool, Model: "sky-9", Name: "Sky 9", Colour: "black", IMEI: imei, Price: yen.Of(72_000), State: state}
}

func moves(s devices.Step) (list []string) {
	for _, m := range s.Case.Moves {
		for _, step := range m.Steps {
			list = append(list, string(step.Unit.State)+" > "+string(step.To))
		}
	}
	return list
}

// N-3: what the shipping desk sends leaves the stock of replacements; what the
// stock does not know is registered on its way out, and what it holds for
// something else cannot go out.
func TestShipFromStock(t *testing.T) {
	for name, c := range map[string]struct {
		unit  stock.Unit
		moves []string
		item  bool // the parcel holds a unit
	}{
		"on the shelf":             {unit(stock.Replacement, stock.OnShelf), []string{"on_shelf > out"}, true},
		"unknown":                  {stock.Unit{Price: yen.Of(72_000)}, []string{"back > on_shelf", "on_shelf > out"}, true},
		"unknown, and its price":   {stock.Unit{}, nil, false},
		"refurbished":              {unit(stock.Replacement, stock.Issued), []string{"back > on_shelf", "on_shelf > out"}, true},
		"a loaner":                 {unit(stock.Loaner, stock.OnShelf), nil, false},
		"a loaner that is lent":    {unit(stock.Loaner, stock.Out), nil, false},
		"on its way elsewhere":     {unit(stock.Replacement, stock.Out), nil, false},
		"damaged":                  {unit(stock.Replacement, stock.Damaged), nil, false},
		"written off":              {unit(stock.Replacement, stock.WrittenOff), nil, false},
		"back, not on the shelf":   {unit(stock.Replacement, stock.Back), nil, false},
		"reserved for somebody":    {unit(stock.Loaner, stock.Reserved), nil, false},
		"never given back by them": {unit(stock.Loaner, stock.Lost), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			at := day(2026, 10, 30).At(18, 0)
			p := parcel(at)
			p.Unit = c.unit
			s, err := devices.Ship(rules, accepted(at), p)
			if c.moves == nil && c.unit.State != "" {
				require.ErrorIs(t, err, &refusal.Error{Code: refusal.Used, Rule: terms.N3})
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.moves, moves(s))
			sent := s.Case.Shipments[0].Item
			require.Equal(t, c.item, sent.Unit != "")
			require.NotEqual(t, c.item, sent.Device != "")
			require.Equal(t, len(c.moves) == 2, s.Case.Registered != nil)
			require.NotEmpty(t, s.Entry.Facts["device"])
		})
	}
}

// N-3: a unit is issued with its delivery; it is on the shelf again where its
// parcel comes back, and goes out once more.
func TestUnitOfAParcel(t *testing.T) {
	at := day(2026, 10, 30).At(18, 0)
	p := parcel(at)
	p.Unit = unit(stock.Replacement, stock.OnShelf)
	s, err := devices.Ship(rules, accepted(at), p)
	require.NoError(t, err)
	back := devices.ComeBack(rules, s.Case, casefile.Report{Reference: "b-1", Shipment: "shp_1", At: at.Add(time.Hour), ReportedAt: at.Add(time.Hour)})
	require.Equal(t, []string{"out > on_shelf"}, moves(back))

	p.Shipment, p.Tracking, p.At = "shp_2", "trk-2", at.Add(2*time.Hour)
	p.Unit = back.Case.Units[0]
	s, err = devices.Ship(rules, back.Case, p)
	require.NoError(t, err)
	require.Equal(t, []string{"on_shelf > out"}, moves(s))
	got := devices.Deliver(book, s.Case, casefile.Report{Reference: "d-2", Shipment: "shp_2", At: at.Add(24 * time.Hour), ReportedAt: at.Add(24 * time.Hour)})
	require.Equal(t, []string{"out > issued"}, moves(got))
	again := devices.Deliver(book, got.Case, casefile.Report{Reference: "d-3", Shipment: "shp_2", At: at.Add(25 * time.Hour), ReportedAt: at.Add(25 * time.Hour)})
	require.Empty(t, again.Case.Moves)
	end, ok := devices.Remind(book, again.Case)
	require.True(t, ok)
	require.Empty(t, end.Case.Moves, "a move is of one step")
}
