package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kigen/internal/imei"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/starter/engine"
)

func registerStock(a *API) {
	query(a, Op{
		ID: "countStock", Method: http.MethodGet, Path: "/v1/stock", Tag: "stock",
		Rules: []terms.ID{terms.U3},
		EN:    "How many units of each OS are where, and how many cases wait for a loaner",
		JA:    "在庫端末の台数をOSと状態ごとに、貸出機を待つ案件の件数をOSごとに表示します。",
	}, a.countStock)
	query(a, Op{
		ID: "listStockLine", Method: http.MethodGet, Path: "/v1/stock/line", Tag: "stock",
		Rules: []terms.ID{terms.U3},
		EN:    "The cases that wait in line for a loaner, the longest first",
		JA:    "貸出機を待つ案件を、待ちの長い順に表示します。",
	}, a.listStockLine)
	query(a, Op{
		ID: "listStockUnits", Method: http.MethodGet, Path: "/v1/stock/units", Tag: "stock",
		EN: "Loaners and replacement devices of the stock", JA: "在庫端末(貸出機・交換用端末)の一覧を表示します。",
	}, a.listStockUnits)
	query(a, Op{
		ID: "getStockUnit", Method: http.MethodGet, Path: "/v1/stock/units/{id}", Tag: "stock",
		EN: "A unit of the stock with all that happened to it", JA: "在庫端末と、これまでの履歴を表示します。",
	}, a.getStockUnit)
	command(a, Op{
		ID: "addStockUnits", Method: http.MethodPost, Path: "/v1/stock/units", Tag: "stock", MaxBytes: 4 << 20,
		Rules: []terms.ID{terms.U3},
		EN:    "Take units in, one or many; each has its own result, and goes to the first case in line where one waits",
		JA:    "端末を在庫に受け入れます。結果は1台ごとに返し、順番待ちの案件があれば先頭の案件に割り当てます。",
	}, a.addStockUnits)
	command(a, Op{
		ID: "checkStockUnit", Method: http.MethodPost, Path: "/v1/stock/units/{id}/checks", Tag: "stock", Status: http.StatusCreated,
		Rules: []terms.ID{terms.U3, terms.U7, terms.U10},
		EN:    "Say what the check of a unit found: whole, damaged, or to be written off",
		JA:    "在庫端末の点検の結果(良好・破損・除却)を登録します。",
	}, a.checkStockUnit)
}

// StockUnit is a device of the stock.
type StockUnit struct {
	ID          string    `json:"id"`
	Pool        string    `json:"pool" enum:"loaner,replacement"`
	Model       string    `json:"model" doc:"The model's code."`
	Name        string    `json:"name" doc:"The model's name."`
	OS          string    `json:"os"`
	Colour      string    `json:"colour"`
	IMEI        string    `json:"imei"`
	Refurbished bool      `json:"refurbished"`
	Price       int64     `json:"price" doc:"In yen, untaxed: what a unit costs that is not given back (U-5, U-6)."`
	State       string    `json:"state" enum:"on_shelf,reserved,out,back,damaged,lost,issued,written_off"`
	Since       time.Time `json:"since" doc:"Since when it is in that state."`
	Case        string    `json:"case_id,omitempty" doc:"The case that it is with, or was last."`
	CaseKind    string    `json:"case_kind,omitempty"`
	Member      string    `json:"member_id,omitempty" doc:"That case's member."`
	Clock       string    `json:"clock_id,omitempty" doc:"The test clock that it lives on."`
}

func unitView(u postgres.UnitRow) StockUnit {
	return StockUnit{
		ID: u.ID, Pool: u.Pool, Model: u.Model, Name: u.ModelName, OS: u.OS, Colour: u.Colour, IMEI: u.IMEI, Refurbished: u.Refurbished,
		Price: u.Price.Int64(), State: u.State, Since: u.Since, Case: u.Case, CaseKind: u.CaseKind, Member: u.Member, Clock: u.Clock,
	}
}

// StockCounts are the numbers of the stock.
type StockCounts struct {
	Units   []UnitCount    `json:"units" nullable:"false"`
	Waiting []WaitingCount `json:"waiting" nullable:"false"`
}

// UnitCount is how many units are in a state.
type UnitCount struct {
	Pool  string `json:"pool"`
	OS    string `json:"os"`
	State string `json:"state"`
	Units int    `json:"units"`
}

// WaitingCount is how many cases wait for a loaner.
type WaitingCount struct {
	OS    string `json:"os"`
	Cases int    `json:"cases"`
}

func (a *API) countStock(ctx context.Context, _ *Request, in *struct {
	Clock string `query:"clock" doc:"Those on this test clock."`
},
) (StockCounts, error) {
	units, lines, err := postgres.StockCounts(ctx, a.Pool, in.Clock)
	return StockCounts{
		Units:   views(units, func(c postgres.StockCount) UnitCount { return UnitCount(c) }),
		Waiting: views(lines, func(c postgres.LineCount) WaitingCount { return WaitingCount(c) }),
	}, err
}

// Waiting is a case in line for a loaner.
type Waiting struct {
	Case     string    `json:"case_id"`
	CaseKind string    `json:"case_kind"`
	Member   string    `json:"member_id,omitempty"`
	OS       string    `json:"os"`
	Place    int       `json:"place" doc:"From 1, among those for the same OS."`
	AskedAt  time.Time `json:"asked_at"`
	Clock    string    `json:"clock_id,omitempty"`
}

type listStockLine struct {
	Paging
	OS    string `query:"os" enum:"android,ios,windows,router"`
	Clock string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listStockLine(ctx context.Context, _ *Request, in *listStockLine) (Page[Waiting], error) {
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.WaitingRow, error) {
		return postgres.StockLine(ctx, a.Pool, in.OS, in.Clock, after, limit)
	}, func(w postgres.WaitingRow) Waiting {
		return Waiting{Case: w.Case, CaseKind: w.CaseKind, Member: w.Member, OS: w.OS, Place: w.Place, AskedAt: w.AskedAt, Clock: w.Clock}
	}, func(w postgres.WaitingRow) postgres.Place { return postgres.Place{At: w.AskedAt, No: w.No} })
}

type listStockUnits struct {
	Paging
	Pool  string `query:"pool" enum:"loaner,replacement"`
	OS    string `query:"os" enum:"android,ios,windows,router"`
	Model string `query:"model" doc:"The model's code."`
	State string `query:"state" enum:"on_shelf,reserved,out,back,damaged,lost,issued,written_off"`
	Clock string `query:"clock" doc:"Those on this test clock."`
}

func (a *API) listStockUnits(ctx context.Context, _ *Request, in *listStockUnits) (Page[StockUnit], error) {
	f := postgres.UnitFilter{Pool: in.Pool, OS: in.OS, Model: in.Model, State: in.State, Clock: in.Clock}
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.UnitRow, error) {
		return postgres.Units(ctx, a.Pool, f, after, limit)
	}, unitView, func(u postgres.UnitRow) postgres.Place { return postgres.Place{ID: u.ID} })
}

// StockUnitPage is a unit with its history.
type StockUnitPage struct {
	StockUnit
	History []UnitMovement `json:"history" nullable:"false"`
	Devices []DeviceLink   `json:"devices" nullable:"false" doc:"The members' devices that it is or was, the latest first."`
}

// UnitMovement is something that happened to a unit.
type UnitMovement struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"kind" example:"shelved"`
	State    string    `json:"state" doc:"The unit's after it."`
	Case     string    `json:"case_id,omitempty"`
	CaseKind string    `json:"case_kind,omitempty"`
	Actor    Actor     `json:"actor"`
}

func movementView(m postgres.UnitMovementRow) UnitMovement {
	return UnitMovement{
		At: m.At, Kind: m.Kind, State: m.State, Case: m.Case, CaseKind: m.CaseKind, Actor: Actor{Role: m.ActorRole, ID: m.ActorID},
	}
}

func (a *API) getStockUnit(ctx context.Context, _ *Request, in *byID) (StockUnitPage, error) {
	u, movements, err := postgres.Unit(ctx, a.Pool, in.ID)
	if err != nil {
		return StockUnitPage{}, err
	}
	devices, _, err := postgres.FindIMEI(ctx, a.Pool, u.IMEI, "")
	return StockUnitPage{StockUnit: unitView(u), History: views(movements, movementView), Devices: views(devices, linkView)}, err
}

// NewStockUnit is a device that is put into stock.
type NewStockUnit struct {
	Pool        stock.Pool `json:"pool" enum:"loaner,replacement"`
	Model       string     `json:"model" minLength:"1" maxLength:"50" doc:"The model's code."`
	Colour      string     `json:"colour" minLength:"1" maxLength:"50"`
	IMEI        string     `json:"imei" minLength:"1" maxLength:"20"`
	Refurbished bool       `json:"refurbished,omitempty" doc:"リフレッシュ品"`
	Price       int64      `json:"price,omitempty" minimum:"1" doc:"In yen, untaxed; the model's unless told."`
}

type addStockUnits struct {
	Body struct {
		Units []NewStockUnit `json:"units" minItems:"1" maxItems:"1000" nullable:"false"`
	}
}

// StockIntake is a lot of units that was taken in.
type StockIntake struct {
	// Case is empty where no unit was new.
	Case    string         `json:"case_id,omitempty"`
	Results []IntakeResult `json:"results" nullable:"false"`
	// Given are the units that went to cases in line.
	Given []GivenUnit `json:"given" nullable:"false"`
}

// IntakeResult is what became of one unit of a lot.
type IntakeResult struct {
	Unit string `json:"unit_id,omitempty"`
	// Result is added; already_known where the unit is in stock as it is described;
	// else refused, with the problem.
	Result  string   `json:"result" enum:"added,already_known,refused"`
	Problem *Problem `json:"problem,omitempty"`
}

// GivenUnit is a loaner that was reserved for a case in line.
type GivenUnit struct {
	Unit string `json:"unit_id"`
	Case string `json:"case_id"`
}

func givenView(g stock.Given) GivenUnit { return GivenUnit{Unit: g.Unit, Case: g.Case} }

// refusedUnits words what keeps a unit out of the stock.
var refusedUnits = map[postgres.Registration]*refusal.Error{
	postgres.NoModel: refusal.New(refusal.Invalid, terms.N3, "機種が登録されていません。", "There is no such model.").
		With("model", "登録のない機種です。", "This model is unknown."),
	postgres.NoPrice: refusal.New(refusal.Invalid, terms.U5, "端末の価格を指定してください。", "Give the unit's price.").
		With("price", "この機種には販売価格がありません。", "The model has no price."),
	postgres.UnitOther: refusal.New(refusal.Used, terms.U3,
		"このIMEIの端末は、別の在庫端末として登録されています。", "Another unit of the stock has this IMEI."),
	postgres.UnitMembers: refusal.New(refusal.Used, terms.U3,
		"このIMEIの端末は、お客様の端末として登録されています。", "A member's device has this IMEI."),
}

var (
	wrongIMEI = refusal.New(refusal.Invalid, terms.W3,
		"IMEIが正しくありません。15桁の数字と検査数字をご確認ください。", "The IMEI has not 15 digits with the right check digit.").
		With("imei", "検査数字が一致しません。", "The check digit is wrong.")
	twiceIMEI = refusal.New(refusal.Used, terms.U3, "同じIMEIが二度指定されています。", "This IMEI is in the list twice.")
)

func (a *API) addStockUnits(ctx context.Context, r *Request, in *addStockUnits) (StockIntake, error) {
	intake := StockIntake{Results: make([]IntakeResult, len(in.Body.Units)), Given: []GivenUnit{}}
	refused := func(i int, no *refusal.Error) {
		intake.Results[i] = IntakeResult{Result: "refused", Problem: a.problem(r, no)}
	}
	var units []postgres.NewUnit
	var lines []int // of the units, among those of the request
	seen := map[string]bool{}
	for i, u := range in.Body.Units {
		switch {
		case !imei.Valid(u.IMEI, a.Terms.At(r.At).W3.IMEIDigits):
			refused(i, wrongIMEI)
			continue
		case seen[u.IMEI]:
			refused(i, twiceIMEI)
			continue
		}
		seen[u.IMEI] = true
		units = append(units, postgres.NewUnit{
			ID: r.NewID("stu", strconv.Itoa(i)), Pool: u.Pool, Model: u.Model, Colour: u.Colour, IMEI: u.IMEI,
			Refurbished: u.Refurbished, Price: yen.Of(u.Price),
		})
		lines = append(lines, i)
	}
	registered, err := postgres.RegisterUnits(ctx, a.Pool, r.Clock, units, r.At)
	if err != nil {
		return intake, err
	}
	var waiting []string
	for n, u := range registered {
		if no, ok := refusedUnits[u.Result]; ok {
			refused(lines[n], no)
			continue
		}
		intake.Results[lines[n]] = IntakeResult{Unit: u.ID, Result: string(u.Result)}
		if u.Waiting {
			waiting = append(waiting, u.ID)
		}
	}
	if len(waiting) == 0 {
		return intake, nil
	}
	intake.Case = r.NewID("stk")
	answer, err := engine.UpdateWithStart(ctx, a.Engine, message.StockIntake,
		r.Run(message.StockIntakeID(intake.Case), "", "U-3: units are taken into stock"),
		message.StockIntakeInput{Case: intake.Case, Clock: r.Clock, Units: waiting, At: r.At, Actor: r.Actor()},
		message.TakeUnitsIn, r.UpdateID(), message.None{})
	intake.Given = views(answer.Given, givenView)
	return intake, err
}

type checkStockUnit struct {
	ID   string `path:"id" doc:"the unit"`
	Body struct {
		Condition stock.Condition `json:"condition" enum:"whole,damaged,write_off" doc:"whole: checked, or repaired, and fit to be sent. write_off: it leaves the books."`
		Wiped     bool            `json:"wiped,omitempty" doc:"U-10: it was wiped; a whole one must be."`
	}
}

// StockCheck is a check of a unit that was taken in.
type StockCheck struct {
	Case  string      `json:"case_id"`
	State string      `json:"state" doc:"The unit's: on_shelf; reserved where it went to the first case in line at once."`
	Given []GivenUnit `json:"given" nullable:"false" doc:"The case in line that got the unit."`
}

func (a *API) checkStockUnit(ctx context.Context, r *Request, in *checkStockUnit) (StockCheck, error) {
	u, err := postgres.LoadUnit(ctx, a.Pool, in.ID)
	if err != nil {
		return StockCheck{}, err
	}
	if err := a.enterClock(ctx, r, u.Clock); err != nil {
		return StockCheck{}, err
	}
	answer, err := engine.UpdateWithStart(ctx, a.Engine, message.StockCheck,
		r.Run(message.StockCheckID(u.ID), "", "U-3, U-7: a unit is checked outside of a case that lent it"),
		message.StockCheckInput{Case: r.NewID("stk"), Unit: u.ID, Clock: r.Clock},
		message.CheckUnit, r.UpdateID(), message.UnitInspection{
			ID: r.NewID("chk"), Condition: in.Body.Condition, Wiped: in.Body.Wiped, At: r.At, Actor: r.Actor(),
		})
	return StockCheck{Case: answer.Case, State: answer.State, Given: views(answer.Given, givenView)}, err
}
