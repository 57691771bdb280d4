package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

// stockShown is the stock as it is shown.
type stockShown struct {
	table   stockTable
	line    []api.Waiting
	units   []api.StockUnit
	next    string
	intake  *intakeShown
	problem *api.Problem
}

// stockTable counts units: a row for each pool and OS, a column for each state.
type stockTable struct {
	states []string
	rows   []stockRow
}

type stockRow struct {
	pool, os string
	counts   []int
	waiting  int
}

// intakeShown is an intake with the lines that it was made of, as they were given.
type intakeShown struct {
	lines []string
	api.StockIntake
}

func tableOf(c api.StockCounts) (t stockTable) {
	for _, s := range stock.States() {
		t.states = append(t.states, string(s))
	}
	row := func(pool, os string) *stockRow {
		i := slices.IndexFunc(t.rows, func(r stockRow) bool { return r.pool == pool && r.os == os })
		if i < 0 {
			i = len(t.rows)
			t.rows = append(t.rows, stockRow{pool: pool, os: os, counts: make([]int, len(t.states))})
		}
		return &t.rows[i]
	}
	for _, u := range c.Units {
		row(u.Pool, u.OS).counts[slices.Index(t.states, u.State)] = u.Units
	}
	for _, w := range c.Waiting {
		row(string(stock.Loaner), w.OS).waiting = w.Cases
	}
	return t
}

// stock shows how many units are where, who waits for one, and the units.
func (c *Console) stock(v *visit) error { return c.showStock(v, http.StatusOK, stockShown{}) }

func (c *Console) showStock(v *visit, status int, s stockShown) error {
	in := v.Listed("pool", "os", "state", "model", "clock")
	clock := pages.Input{Query: url.Values{}}
	if id := v.R.FormValue("clock"); id != "" {
		clock.Query.Set("clock", id)
	}
	counts, err := pages.Ask[api.StockCounts](v.Visit, "countStock", clock)
	if err != nil {
		return err
	}
	line, err := pages.Ask[api.Page[api.Waiting]](v.Visit, "listStockLine", clock)
	if err != nil {
		return err
	}
	page, err := pages.Ask[api.Page[api.StockUnit]](v.Visit, "listStockUnits", in)
	if err != nil {
		return err
	}
	s.table, s.line, s.units, s.next = tableOf(counts), line.Items, page.Items, page.Next
	return v.Show(status, stockView(v, s))
}

// takeIn takes units in: one a line, with model, colour and IMEI.
func (c *Console) takeIn(v *visit) error {
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	form := v.R.PostForm
	var lines []string
	var units []map[string]any
	for line := range strings.Lines(form.Get("units")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == '、' || r == '\t' })
		if len(parts) != 3 {
			p := pages.Field{Name: "units"}.Wrong("1行に1台ずつ、機種コード、色、IMEIの順に、コンマで区切って入力してください。",
				"Give one unit a line: the model's code, the colour and the IMEI, with commas between.")
			return c.showStock(v, http.StatusUnprocessableEntity, stockShown{problem: p})
		}
		unit := map[string]any{
			"pool": form.Get("pool"), "model": strings.TrimSpace(parts[0]), "colour": strings.TrimSpace(parts[1]),
			"imei": strings.TrimSpace(parts[2]), "refurbished": form.Get("refurbished") != "",
		}
		units, lines = append(units, unit), append(lines, line)
	}
	if len(units) == 0 {
		p := pages.Field{Name: "units"}.Wrong("受け入れる端末を入力してください。", "Give the units that are taken in.")
		return c.showStock(v, http.StatusUnprocessableEntity, stockShown{problem: p})
	}
	intake, err := pages.Ask[api.StockIntake](v.Visit, "addStockUnits", pages.Input{Body: map[string]any{"units": units}, Key: form.Get("key")})
	if err != nil {
		p := c.Problem(v.Visit, err)
		if p.Code == refusal.Unauthenticated {
			return p
		}
		return c.showStock(v, p.Status, stockShown{problem: p})
	}
	return c.showStock(v, http.StatusOK, stockShown{intake: &intakeShown{lines: lines, StockIntake: intake}})
}

// unitShown is a unit as it is shown.
type unitShown struct {
	api.StockUnitPage
	problem *api.Problem
}

// checkable tells whether a finding about the unit has a meaning.
func (u unitShown) checkable() bool {
	return slices.Contains([]stock.State{stock.OnShelf, stock.Back, stock.Damaged, stock.Lost}, stock.State(u.State))
}

// conditions are what the desk may find where the unit is.
func (u unitShown) conditions() (list []string) {
	if u.State != string(stock.OnShelf) {
		list = append(list, string(stock.Whole))
	}
	if u.State != string(stock.Damaged) {
		list = append(list, string(stock.Broken))
	}
	return append(list, string(stock.Useless))
}

func (c *Console) unit(v *visit) error {
	u, err := pages.Ask[api.StockUnitPage](v.Visit, "getStockUnit", pages.ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, unitView(v, unitShown{StockUnitPage: u}))
}

// checkUnit registers what the repair desk found of a unit.
func (c *Console) checkUnit(v *visit) error {
	id := v.R.PathValue("id")
	in := pages.ByID(id)
	in.Key = v.R.PostFormValue("key")
	in.Body = map[string]any{"condition": v.R.PostFormValue("condition"), "wiped": v.R.PostFormValue("wiped") != ""}
	_, err := pages.Ask[api.StockCheck](v.Visit, "checkStockUnit", in)
	if err == nil {
		v.Say(v.T("点検の結果を登録しました。", "What the check found was registered."))
		return v.Redirect(unitPage(id))
	}
	p := c.Problem(v.Visit, err)
	if p.Code == refusal.Unauthenticated {
		return p
	}
	u, err := pages.Ask[api.StockUnitPage](v.Visit, "getStockUnit", pages.ByID(id))
	if err != nil {
		return err
	}
	return v.Show(p.Status, unitView(v, unitShown{StockUnitPage: u, problem: p}))
}

func pools() []string { return []string{string(stock.Loaner), string(stock.Replacement)} }

func systems() []string { return []string{"android", "ios", "windows", "router"} }

func (v *visit) poolWord(pool string) string { return v.Text(words.Pool(pool)) }
func (v *visit) osWord(os string) string     { return v.Text(words.OS(os)) }
func (v *visit) unitWord(state string) string {
	return v.Text(words.UnitState(state))
}
