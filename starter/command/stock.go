package command

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"kigen/internal/ids"
	"kigen/internal/stock"
	"kigen/internal/yen"
	"kigen/starter/api"
	"kigen/starter/words"
)

// Stock is the carrier's loaners and replacement devices.
type Stock struct {
	Count    StockCount    `cmd:"" default:"1" help:"How many units are where, and how many cases wait for a loaner."`
	List     StockList     `cmd:"" help:"Units."`
	Show     StockShow     `cmd:"" help:"A unit and what happened to it."`
	Line     StockLine     `cmd:"" help:"The cases that wait for a loaner."`
	Add      StockAdd      `cmd:"" help:"Take units in from a CSV or JSON file."`
	Shelve   StockShelve   `cmd:"" help:"Put a unit on the shelf that was wiped and found whole, or was repaired."`
	Damaged  StockDamaged  `cmd:"" help:"Say that a unit is damaged and is to be repaired."`
	WriteOff StockWriteOff `cmd:"" help:"Take a unit out of the books."`
}

// StockCount counts the stock.
type StockCount struct{ Remote }

// Run prints a row for each pool, OS and state, and the lines.
func (s *StockCount) Run(o *Output) error {
	var c api.StockCounts
	remote, with := s.filtered()
	if _, err := remote.get(context.Background(), o, "countStock", with, &c); err != nil {
		return err
	}
	if o.JSON {
		return o.json(c)
	}
	if len(c.Units)+len(c.Waiting) == 0 {
		return o.printf("%s", o.say("在庫はありません。", "There is no stock."))
	}
	var rows []table.Row
	for _, u := range c.Units {
		rows = append(rows, table.Row{o.text(words.Pool(u.Pool)), o.text(words.OS(u.OS)), o.text(words.UnitState(u.State)), u.Units})
	}
	for _, w := range c.Waiting {
		rows = append(rows, table.Row{o.text(words.Pool("loaner")), o.text(words.OS(w.OS)), o.say("順番待ちの案件", "cases in line"), w.Cases})
	}
	return o.table(table.Row{o.say("区分", "pool"), "OS", o.say("状態", "state"), o.say("数", "number")}, rows)
}

// filtered makes the clock a filter: a list lives on none.
func (r Remote) filtered() (Remote, map[string]any) {
	with := map[string]any{}
	if r.Clock != "" {
		with["clock"] = r.Clock
	}
	r.Clock = ""
	return r, with
}

// StockList lists units.
type StockList struct {
	Remote

	Pool   string `enum:"loaner,replacement," default:"" help:"Only those of a pool: loaner or replacement."`
	OS     string `enum:"android,ios,windows,router," default:"" help:"Only those of an OS: android, ios, windows or router."`
	State  string `help:"Only those in a state: on_shelf, reserved, out, back, damaged, lost, issued or written_off." placeholder:"STATE"`
	Model  string `help:"Only those of a model, by its code." placeholder:"MODEL"`
	Limit  int    `default:"50" help:"How many at most, up to 200."`
	Cursor string `help:"Where the previous page ended." placeholder:"CURSOR"`
}

// Run prints a table of units.
func (s *StockList) Run(o *Output) error {
	remote, with := s.filtered()
	with["limit"] = s.Limit
	for name, value := range map[string]string{"pool": s.Pool, "os": s.OS, "state": s.State, "model": s.Model, "cursor": s.Cursor} {
		if value != "" {
			with[name] = value
		}
	}
	var page api.Page[api.StockUnit]
	if _, err := remote.get(context.Background(), o, "listStockUnits", with, &page); err != nil {
		return err
	}
	if o.JSON {
		return o.json(page)
	}
	if len(page.Items) == 0 {
		return o.printf("%s", o.say("該当する在庫端末はありません。", "No units."))
	}
	rows := make([]table.Row, len(page.Items))
	for i, u := range page.Items {
		rows[i] = table.Row{
			u.ID, o.text(words.Pool(u.Pool)), u.Name, u.Colour, u.IMEI, o.text(words.UnitState(u.State)), o.instant(u.Since), u.Case,
		}
	}
	header := table.Row{
		o.say("端末", "unit"), o.say("区分", "pool"), o.say("機種", "model"), o.say("色", "colour"), "IMEI", o.say("状態", "state"),
		o.say("時点", "since"), o.say("案件", "case"),
	}
	if err := o.table(header, rows); err != nil || page.Next == "" {
		return err
	}
	return o.printf("%s --cursor %s", o.say("続き:", "More:"), page.Next)
}

// StockShow shows a unit.
type StockShow struct {
	Remote

	Unit string `arg:"" help:"The unit's ID."`
}

// Run prints a unit and its history.
func (s *StockShow) Run(o *Output) error {
	var u api.StockUnitPage
	remote, _ := s.filtered()
	if _, err := remote.get(context.Background(), o, "getStockUnit", map[string]any{"id": s.Unit}, &u); err != nil {
		return err
	}
	if o.JSON {
		return o.json(u)
	}
	price := yen.Of(u.Price)
	if err := o.printf("%s  %s · %s · %s · IMEI %s · %s", u.ID, o.text(words.Pool(u.Pool)), u.Name, u.Colour, u.IMEI,
		o.say(price.JA()+"(不課税)", price.String()+", no tax")); err != nil {
		return err
	}
	if err := o.printf("%s", o.text(words.UnitState(u.State))); err != nil {
		return err
	}
	rows := make([]table.Row, len(u.History))
	for i, m := range u.History {
		rows[i] = table.Row{o.instant(m.At), o.text(words.Movement(m.Kind)), m.Case, o.text(words.Role(m.Actor.Role))}
	}
	return o.table(table.Row{o.say("日時", "at"), o.say("できごと", "what happened"), o.say("案件", "case"), o.say("担当", "by")}, rows)
}

// StockLine lists the cases that wait.
type StockLine struct {
	Remote

	OS string `enum:"android,ios,windows,router," default:"" help:"Only those that wait for an OS."`
}

// Run prints the line, the longest wait first.
func (s *StockLine) Run(o *Output) error {
	remote, with := s.filtered()
	if s.OS != "" {
		with["os"] = s.OS
	}
	var page api.Page[api.Waiting]
	if _, err := remote.get(context.Background(), o, "listStockLine", with, &page); err != nil {
		return err
	}
	if o.JSON {
		return o.json(page)
	}
	if len(page.Items) == 0 {
		return o.printf("%s", o.say("貸出機を待つ案件はありません。", "No case waits for a loaner."))
	}
	rows := make([]table.Row, len(page.Items))
	for i, w := range page.Items {
		rows[i] = table.Row{o.text(words.OS(w.OS)), w.Place, w.Case, w.Member, o.instant(w.AskedAt)}
	}
	return o.table(table.Row{"OS", o.say("順番", "place"), o.say("案件", "case"), o.say("会員", "member"), o.say("申し出", "asked")}, rows)
}

// StockAdd takes units in.
type StockAdd struct {
	Remote

	Key  string `help:"Idempotency key; made up unless told. Repeat a command with it to get the same answer." placeholder:"KEY"`
	File string `arg:"" help:"A JSON list of units, or CSV with a header: pool,model,colour,imei and, where needed, refurbished,price. - for the standard input, which is read as JSON or CSV by its first character."`
}

// Run sends the units and prints what became of each.
func (s *StockAdd) Run(o *Output) error {
	text, err := read(s.File)
	if err != nil {
		return err
	}
	units, err := unitsIn(s.File, text)
	if err != nil {
		return fmt.Errorf("%s: %w", s.File, err)
	}
	var intake api.StockIntake
	if err := s.command(o, "addStockUnits", s.Key, map[string]any{"units": units}, &intake); err != nil {
		return err
	}
	if o.JSON {
		return o.json(intake)
	}
	rows := make([]table.Row, len(intake.Results))
	refused := 0
	for i, r := range intake.Results {
		what := map[string]string{
			"added":         o.say("受け入れました", "added"),
			"already_known": o.say("登録済みです", "known already"),
		}[r.Result]
		if r.Problem != nil {
			refused++
			what = o.say(r.Problem.JA, r.Problem.EN)
		}
		rows[i] = table.Row{i + 1, units[i].Model, what, r.Unit}
	}
	if err := o.table(table.Row{o.say("行", "line"), o.say("機種", "model"), o.say("結果", "result"), o.say("端末", "unit")}, rows, 0, 0, 60); err != nil {
		return err
	}
	for _, g := range intake.Given {
		if err := o.printf("%s %s → %s", o.say("順番待ちの案件に割り当て:", "Given to a case in line:"), g.Unit, g.Case); err != nil {
			return err
		}
	}
	if refused > 0 {
		return fmt.Errorf("%s", o.say(fmt.Sprintf("%d台は受け入れられませんでした", refused), fmt.Sprintf("units that were refused: %d", refused)))
	}
	return nil
}

// command calls an operation that changes something, and reads its answer.
func (r *Remote) command(o *Output, operation, key string, with map[string]any, v any) error {
	ctx := context.Background()
	s, err := r.connect(ctx)
	if err != nil {
		return err
	}
	if key == "" {
		key = ids.New("cli")
	}
	raw, err := s.Call(ctx, operation, key, with)
	if err != nil {
		return o.worded(err)
	}
	return json.Unmarshal(raw, v)
}

func read(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(path)
}

// unitsIn reads units from JSON or CSV.
func unitsIn(path string, text []byte) (units []api.NewStockUnit, err error) {
	trimmed := strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff"))
	if filepath.Ext(path) == ".json" || strings.HasPrefix(trimmed, "[") {
		d := json.NewDecoder(strings.NewReader(trimmed))
		d.DisallowUnknownFields()
		return units, d.Decode(&units)
	}
	lines, err := csv.NewReader(strings.NewReader(trimmed)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) < 2 {
		return nil, errors.New("want a header and a line for each unit")
	}
	for n, line := range lines[1:] {
		var u api.NewStockUnit
		for i, name := range lines[0] {
			if err := setField(&u, strings.TrimSpace(name), strings.TrimSpace(line[i])); err != nil {
				return nil, fmt.Errorf("line %d: %w", n+2, err)
			}
		}
		units = append(units, u)
	}
	return units, nil
}

func setField(u *api.NewStockUnit, name, value string) (err error) {
	switch name {
	case "pool":
		u.Pool = stock.Pool(value)
	case "model":
		u.Model = value
	case "colour":
		u.Colour = value
	case "imei":
		u.IMEI = value
	case "refurbished":
		if value != "" {
			u.Refurbished, err = strconv.ParseBool(value)
		}
	case "price":
		if value != "" {
			u.Price, err = strconv.ParseInt(value, 10, 64)
		}
	default:
		err = errors.New("columns are pool, model, colour, imei, refurbished and price")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// StockShelve shelves a unit.
type StockShelve struct {
	Remote

	Unit  string `arg:"" help:"The unit's ID."`
	Wiped bool   `help:"Confirm that it was wiped (U-10), without which it does not go on the shelf."`
}

// Run shelves the unit and says where it went.
func (s *StockShelve) Run(o *Output) error {
	return s.check(o, s.Unit, map[string]any{"condition": "whole", "wiped": s.Wiped})
}

// StockDamaged says that a unit is damaged.
type StockDamaged struct {
	Remote

	Unit string `arg:"" help:"The unit's ID."`
}

// Run opens its repair.
func (s *StockDamaged) Run(o *Output) error {
	return s.check(o, s.Unit, map[string]any{"condition": "damaged"})
}

// StockWriteOff writes a unit off.
type StockWriteOff struct {
	Remote

	Unit string `arg:"" help:"The unit's ID."`
}

// Run takes the unit out of the books.
func (s *StockWriteOff) Run(o *Output) error {
	return s.check(o, s.Unit, map[string]any{"condition": "write_off"})
}

func (r *Remote) check(o *Output, unit string, found map[string]any) error {
	var c api.StockCheck
	found["id"] = unit
	if err := r.command(o, "checkStockUnit", "", found, &c); err != nil {
		return err
	}
	if o.JSON {
		return o.json(c)
	}
	if err := o.printf("%s", o.text(words.State("stock-check", c.State))); err != nil {
		return err
	}
	for _, g := range c.Given {
		if err := o.printf("%s %s", o.say("割り当てた案件:", "Given to:"), g.Case); err != nil {
			return err
		}
	}
	return nil
}
