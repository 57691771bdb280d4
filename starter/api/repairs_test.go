package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/mocks"

	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// usedDevice gives the member a used device and names a shop.
func (w *world) usedDevice(id string) {
	w.exec(`insert into device_models (code, name, maker, os, class, price) values ('reuse', 'Reuse', 'Kigen', 'android', 'used', 33000)`)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ($1, $2, 'reuse', '黒', '490154203237518', '2026-04-01', '2026-04-01', 'in_use')`, id, w.taro)
	w.exec(`insert into repair_shops (code, name, postal_code, place, phone, hours, takes)
		values ('heiwajima', '平和島店', '143-0006', '東京都大田区', '03-0000-0000', '10:00〜19:00', '{android}')`)
}

// answers has the process answer an update, and tells what it was started and asked with.
func answers[Answer any](t *testing.T, engine *mocks.Client, answer Answer) (input, asked *any) {
	t.Helper()
	input, asked = new(any), new(any)
	handle := mocks.NewWorkflowUpdateHandle(t)
	handle.On("Get", mock.Anything, mock.Anything).Run(func(args mock.Arguments) {
		text, err := json.Marshal(answer)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, args.Get(1)))
	}).Return(nil)
	engine.On("NewWithStartWorkflowOperation", mock.Anything, message.Repair.Name, mock.Anything).Run(func(args mock.Arguments) {
		*input = args.Get(2)
	}).Return(nil)
	engine.On("UpdateWithStartWorkflow", mock.Anything, mock.Anything).Run(func(args mock.Arguments) {
		*asked = args.Get(1).(client.UpdateWithStartWorkflowOptions).UpdateOptions.Args[0]
	}).Return(handle, nil)
	return input, asked
}

// U-1, U-3, U-10, O-7: what a reception says reaches its process; a ground is a desk's.
func TestARepairIsRegistered(t *testing.T) {
	w, engine := withEngine(t)
	w.usedDevice("dev_1")
	input, _ := answers(t, engine, repair.Verdict{
		Use: 1, Uses: 2, YearFrom: jst.MakeDay(2026, 4, 1), YearThrough: jst.MakeDay(2027, 3, 31), Slip: "slip_1",
		Loaner: repair.LoanerAnswer{Standing: repair.LoanerQueued, Place: 3},
	})
	claim := func(more map[string]any) map[string]any {
		body := map[string]any{"cause": "water", "symptom": "other", "fault_day": "2026-11-19", "route": "parcel"}
		for name, value := range more {
			body[name] = value
		}
		return body
	}
	const path = "/v1/devices/dev_1/repairs"
	for field, body := range map[string]map[string]any{
		"exclusion": claim(map[string]any{"exclusion": "abroad"}),
		"shop":      claim(map[string]any{"shop": "heiwajima"}),
		"route":     claim(map[string]any{"route": "drone"}),
		"symptom":   claim(map[string]any{"symptom": "sadness"}),
	} {
		p := w.post(path, Member, body).problem(http.StatusUnprocessableEntity, refusal.Invalid)
		require.Contains(t, p.Fields[0].Path, field)
	}
	w.post(path, Member, claim(map[string]any{"route": "shop", "shop": "nowhere"})).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	w.post(path, Billing, claim(nil)).problem(http.StatusForbidden, refusal.Forbidden)
	w.post("/v1/devices/dev_2/repairs", Member, claim(nil)).problem(http.StatusNotFound, refusal.NotFound)
	require.Nil(t, *input, "what is refused starts nothing")

	r := w.post(path, Repair, claim(map[string]any{
		"route": "shop", "shop": "heiwajima", "loaner": true, "exclusion": "abroad", "checklist": []string{"wiped"},
	}))
	require.Equal(t, http.StatusCreated, r.status, string(r.body))
	var c RepairClaim
	r.status = http.StatusOK
	r.into(&c)
	require.Equal(t, []any{"dev_1", 1, 2, "slip_1", repair.LoanerQueued, 3}, []any{c.Device, c.Use, c.Uses, c.Slip, c.Loaner.Standing, c.Loaner.Place})
	in := (*input).(message.RepairInput)
	require.Equal(t, []any{c.ID, "dev_1", terms.Water, "other", repair.ByShop, "heiwajima", true, "abroad", []string{"wiped"}, "desk:repair"},
		[]any{in.Repair, in.Device, in.Cause, in.Symptom, in.Route, in.Shop, in.WantsLoaner, in.Exclusion, in.Checklist, in.Actor.Role})
	require.True(t, in.ReceivedAt.Equal(noon))
}

// U-1: a device that was brought without a reception is charged for.
func TestARepairWithoutReception(t *testing.T) {
	w, engine := withEngine(t)
	w.usedDevice("dev_1")
	input, _ := answers(t, engine, repair.Verdict{Charge: "chg_1", Amount: yen.Of(13_200)})
	body := map[string]any{"shop": "heiwajima", "cost": 13_200}
	w.post("/v1/devices/dev_1/unreceived-repairs", Member, body).problem(http.StatusForbidden, refusal.Forbidden)
	w.post("/v1/devices/dev_1/unreceived-repairs", Repair, map[string]any{"shop": "heiwajima", "cost": 0}).
		problem(http.StatusUnprocessableEntity, refusal.Invalid)
	r := w.post("/v1/devices/dev_1/unreceived-repairs", Repair, body)
	require.Equal(t, http.StatusCreated, r.status, string(r.body))
	require.Contains(t, string(r.body), `"charge_id":"chg_1","amount":13200`)
	require.Equal(t, yen.Of(13_200), *(*input).(message.RepairInput).Unreceived)
}

// Each command of a repair says to its process what the caller said, with the
// instant of its receipt; a repair that has ended goes on for it.
func TestCommandsOfARepair(t *testing.T) {
	w, engine := withEngine(t)
	w.usedDevice("dev_1")
	w.commit("rpr_1", w.taro, noon.AddDate(0, 0, -10))
	w.exec(`update cases set kind = 'repair', workflow_id = 'repair/rpr_1', closed_at = opened_at`)
	input, asked := answers(t, engine, repair.LoanerAnswer{Standing: repair.LoanerReserved})
	for path, c := range map[string]struct {
		role Role
		body map[string]any
		want any
	}{
		"checklist":               {Member, map[string]any{"items": []string{"wiped"}}, message.Checklist{Items: []string{"wiped"}}},
		"shop-intake":             {Repair, map[string]any{"shop": "heiwajima"}, message.TakenIn{Shop: "heiwajima"}},
		"agreement":               {Repair, map[string]any{"present": true}, message.Agreement{Present: true}},
		"inspection":              {Repair, map[string]any{"finding": "not_covered", "ground": "abroad"}, message.Inspection{Finding: repair.NotCovered, Ground: "abroad"}},
		"decision":                {Repair, map[string]any{"outcome": "exchange"}, message.RepairDecision{Outcome: repair.Exchanged}},
		"shipments":               {Shipping, map[string]any{"tracking_no": "1234-5678", "imei": "490154203237518"}, message.RepairParcel{Tracking: "1234-5678", IMEI: "490154203237518"}},
		"hand-over":               {Repair, map[string]any{"shop": "heiwajima"}, message.HandedOver{Shop: "heiwajima"}},
		"recurrences":             {Member, nil, message.Fault{}},
		"exchange-faults":         {Support, nil, message.Fault{}},
		"exchange-fault-decision": {Repair, map[string]any{"confirmed": true}, message.ExchangeFaultDecision{Confirmed: true}},
		"withdrawal":              {Member, nil, message.Deed{}},
		"loaner":                  {Member, nil, message.Deed{}},
		"loaner/withdrawal":       {Member, nil, message.Deed{}},
		"loaner/shipments":        {Shipping, map[string]any{"tracking_no": "1234-5678"}, message.LoanerParcel{Tracking: "1234-5678"}},
		"loaner/troubles":         {Member, nil, message.Fault{}},
		"loaner/demand":           {Support, nil, message.Deed{}},
		"loaner/inspection":       {Repair, map[string]any{"damaged": true, "cost": 8_000}, message.LoanerInspection{Damaged: true, Cost: yen.Of(8_000)}},
	} {
		t.Run(path, func(t *testing.T) {
			w.post("/v1/repairs/rpr_1/"+path, Network, c.body).problem(http.StatusForbidden, refusal.Forbidden)
			w.post("/v1/repairs/rpr_2/"+path, c.role, c.body).problem(http.StatusNotFound, refusal.NotFound)
			r := w.post("/v1/repairs/rpr_1/"+path, c.role, c.body)
			require.Less(t, r.status, 300, string(r.body))
			require.Equal(t, message.RepairInput{Repair: "rpr_1", Resume: true}, *input)
			said := reflect.ValueOf(*asked)
			require.IsType(t, c.want, *asked)
			require.True(t, said.FieldByName("At").Interface() == noon.UTC() || said.FieldByName("At").Interface() == noon, "the instant of the receipt")
			require.NotEmpty(t, said.FieldByName("Actor").FieldByName("Role").String())
			for i := range said.NumField() {
				name := said.Type().Field(i).Name
				if want := reflect.ValueOf(c.want).Field(i); !want.IsZero() {
					require.Equal(t, want.Interface(), said.Field(i).Interface(), name)
				}
			}
		})
	}
}
