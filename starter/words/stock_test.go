package words_test

import (
	"testing"

	"kigen/internal/stock"
	"kigen/starter/words"
)

func TestTheStockHasWords(t *testing.T) {
	for _, pool := range []stock.Pool{stock.Loaner, stock.Replacement} {
		worded(t, string(pool), words.Pool(string(pool)))
	}
	for _, state := range stock.States() {
		worded(t, string(state), words.UnitState(string(state)))
	}
	for _, kind := range []stock.Kind{
		stock.TakenIn, stock.Picked, stock.Freed, stock.Sent, stock.CameBack, stock.BookedIn, stock.Charged, stock.Found, stock.FoundBroken,
		stock.Shelved, stock.Repaired, stock.HandedOver, stock.TakenOff,
	} {
		worded(t, string(kind), words.Movement(string(kind)))
	}
	for _, condition := range []stock.Condition{stock.Whole, stock.Broken, stock.Useless} {
		worded(t, string(condition), words.Condition(string(condition)))
	}
	for _, tr := range stock.CheckDiagram.Transitions {
		worded(t, tr.To, words.State("stock-check", tr.To))
	}
	worded(t, "taken_in", words.State("stock-intake", "taken_in"))
	worded(t, stock.TaskRepair, words.Task(stock.TaskRepair))
	for _, state := range []string{"in_use", "to_return", "returned", "not_returned", "at_maker", "swapped"} {
		worded(t, state, words.DeviceState(state))
	}
	for _, origin := range []string{"supply", "replacement", "own", "maker"} {
		worded(t, origin, words.Origin(origin))
	}
	for _, what := range []string{"purchased", "use_started", "cover_began", "cover_came", "cover_moved", "cover_ended", "replaced"} {
		worded(t, what, words.LifeEvent(what))
	}
	worded(t, "compensation", words.Cover("compensation"))
}
