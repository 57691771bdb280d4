package rehearsal_test

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/guarantee"
	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/repair"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

func deliveredAt(at time.Time, shipment string) said {
	return said{at: at.Add(5 * time.Minute), signal: true, name: message.ParcelDelivered.Name, content: message.Delivery{
		Reference: "d-" + shipment, Shipment: shipment, At: at, ReportedAt: at.Add(5 * time.Minute), Actor: courier,
	}}
}

const usedPhone = `insert into device_models (code, name, maker, os, class, price, compensation_fee)
		values ('used-7', 'Used 7', 'Sora', 'android', 'used', 30000, 550), ('lend-3', 'Lend 3', 'Sora', 'android', 'new', 20000, null);
	insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', 'mem_1', 'used-7', 'black', '490154203237518', '2026-10-20', '2026-11-01', 'in_use');
	insert into purchases (device_id, member_id, price, parts) values ('dev_1', 'mem_1', 30000, 24);
	insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
		values ('cmp_1', 'mem_1', 'dev_1', 'used', 550, '2026-10-20');
	insert into stock_units (id, pool, model, colour, imei, price, state, since)
		values ('stu_1', 'loaner', 'lend-3', 'white', '356938035643809', 20000, 'on_shelf', '2026-10-01'),
			('stu_2', 'replacement', 'used-7', 'black', '352099001761481', 25000, 'on_shelf', '2026-10-01')`

// repaired is a repair of 1 November with a loaner, lent on 4 November.
func repaired() story {
	desk := func(name string, at time.Time, content any) said { return said{at: at, name: name, content: content} }
	return story{
		stock: []string{usedPhone}, workflow: message.RepairID("rpr_1"), process: message.Repair.Name, from: on(11, 1, 10, 0),
		in: message.RepairInput{
			Repair: "rpr_1", Device: "dev_1", Cause: terms.Water, Symptom: "display", FaultDay: jst.MakeDay(2026, 10, 30),
			Route: repair.ByParcel, ReceivedAt: on(11, 1, 10, 0), WantsLoaner: true, Actor: member,
		},
		said: []said{
			desk(message.ShipLoaner.Name, on(11, 3, 10, 0), message.LoanerParcel{Shipment: "shp_l", Tracking: "trk-l", At: on(11, 3, 10, 0), Actor: shippingDesk}),
			deliveredAt(on(11, 4, 10, 0), "shp_l"),
			desk(message.DemandLoaner.Name, on(11, 13, 10, 0), message.Deed{At: on(11, 13, 10, 0), Actor: repairDesk}),
		},
	}
}

// cancelled is a line's cancellation of 10 November.
func cancelled() story {
	at := on(11, 10, 15, 0)
	return story{
		stock: []string{`insert into lines (id, member_id, kind, plan, use_start, activated_at)
			values ('lin_1', 'mem_1', 'voice', 'light_start', '2026-01-01', '2026-01-01')`},
		workflow: message.CancellationID("lin_1"), process: message.Cancellation.Name, from: at,
		in: message.CancellationInput{Case: "can_1", Line: "lin_1", Channel: "member_page", ReceivedAt: at, Actor: member},
	}
}

func optionCancelled() story {
	at := on(11, 10, 15, 0)
	return story{
		stock: []string{usedPhone}, workflow: message.OptionCancellationID("cmp_1"), process: message.OptionCancellation.Name, from: at,
		in: message.OptionCancellationInput{Case: "ocn_1", Option: "cmp_1", Channel: "member_page", ReceivedAt: at, Actor: member},
	}
}

const guaranteedLine = `insert into device_models (code, name, maker, os, class, price, released_on)
		values ('kaze-7', 'Kaze 7', 'Kaze', 'android', 'own', null, '2025-03-10'), ('lend-1', 'Lend 1', 'Kaze', 'android', 'new', 30000, '2025-03-10');
	insert into lines (id, member_id, kind, plan, use_start, activated_at) values ('lin_1', 'mem_1', 'data', 'light_start', '2026-11-01', '2026-11-01');
	insert into line_options (id, line_id, kind, started_on) values ('opt_1', 'lin_1', 'connected_device_guarantee', '2026-11-01');
	insert into guarantees (id, member_id, line_id, applied_on, use_start) values ('opt_1', 'mem_1', 'lin_1', '2026-10-28', '2026-11-01');
	insert into stock_units (id, pool, model, colour, imei, price, state, since) values
		('stu_l', 'loaner', 'lend-1', 'grey', '356938035643809', 30000, 'on_shelf', '2026-11-01'),
		('stu_1', 'replacement', 'kaze-7', 'white', '352099001761481', 54800, 'on_shelf', '2026-11-01')`

func registered() story {
	at := on(11, 10, 12, 0)
	d := message.GuaranteedDevice{ID: "reg_1", IMEI: "490154203237518", Model: "kaze-7", Colour: "white", At: at, Actor: member}
	for _, item := range guarantee.Confirmations(terms.Embedded().At(at)) {
		d.Confirmed = append(d.Confirmed, item.ID)
	}
	return story{
		stock: []string{guaranteedLine}, workflow: message.GuaranteeRegistrationID("opt_1"), process: message.GuaranteeRegistration.Name, from: on(11, 1, 15, 0),
		in:   message.GuaranteeRegistrationInput{Option: "opt_1", At: on(11, 1, 15, 0)},
		said: []said{{at: at, name: message.RegisterDevice.Name, content: d}},
	}
}

func claimed() story {
	at := on(12, 1, 10, 0)
	return story{
		stock: []string{guaranteedLine, `insert into devices (id, member_id, line_id, model, colour, imei, use_start, state, origin)
				values ('dev_1', 'mem_1', 'lin_1', 'kaze-7', 'white', '490154203237518', '2026-11-01', 'in_use', 'own');
			update guarantees set device_id = 'dev_1', registered_at = '2026-11-05';
			insert into line_usages (line_id, imei, last_day) values ('lin_1', '490154203237518', '2026-11-25')`},
		workflow: message.GuaranteeClaimID("gcl_1"), process: message.GuaranteeClaim.Name, from: at,
		in: message.GuaranteeClaimInput{
			Claim: "gcl_1", Option: "opt_1", Cause: terms.PartialDamage, FaultDay: jst.DayOf(at), Loaner: true, ReceivedAt: at, Actor: member,
		},
		said: []said{
			{at: on(12, 1, 18, 0), name: message.ShipGuaranteeLoaner.Name, content: message.GuaranteeParcel{
				Shipment: "shp_l", Tracking: "trk-l", At: on(12, 1, 18, 0), Actor: shippingDesk,
			}},
			deliveredAt(on(12, 2, 9, 0), "shp_l"),
			bookedIn(on(12, 7, 8, 0), ids.Derived("ret", "gcl_1")),
			{at: on(12, 7, 9, 0), name: message.RecordGuaranteeAgreement.Name, content: message.GuaranteeAgreement{ID: "1", Present: true, At: on(12, 7, 9, 0), Actor: repairDesk}},
			{at: on(12, 7, 10, 0), name: message.InspectGuaranteeDevice.Name, content: message.GuaranteeInspection{
				ID: "1", Finding: guarantee.Confirmed, Way: guarantee.Exchanged, At: on(12, 7, 10, 0), Actor: repairDesk,
			}},
			{at: on(12, 7, 18, 0), name: message.ShipGuaranteeDevice.Name, content: message.GuaranteeParcel{
				Shipment: "shp_1", Tracking: "trk-1", Unit: "stu_1", At: on(12, 7, 18, 0), Actor: shippingDesk,
			}},
			deliveredAt(on(12, 9, 9, 0), "shp_1"),
		},
	}
}

func exchanged() story {
	at := on(11, 20, 10, 0)
	return story{
		stock: []string{usedPhone}, workflow: message.ExchangeID("xch_1"), process: message.Exchange.Name, from: at,
		in: message.ExchangeInput{Exchange: "xch_1", Device: "dev_1", Malfunction: "display", ReportedAt: at, Actor: member},
		said: []said{
			bookedIn(on(11, 23, 9, 0), ids.Derived("ret", "xch_1")),
			{at: on(11, 24, 9, 0), name: message.DecideExchange.Name, content: message.ExchangeFinding{Confirmed: true, At: on(11, 24, 9, 0), Actor: repairDesk}},
			{at: on(11, 25, 9, 0), name: message.ShipExchange.Name, content: message.ExchangeParcel{
				Shipment: "shp_1", Tracking: "trk-1", Unit: "stu_2", At: on(11, 25, 9, 0), Actor: shippingDesk,
			}},
			deliveredAt(on(11, 26, 9, 0), "shp_1"),
		},
	}
}

func waived() story {
	at := on(11, 18, 9, 0)
	return story{
		stock: []string{`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at, closed_at)
				values ('clm_1', 'replacement', 'replacement/clm_1', 'mem_1', 'dev_1', 'closed', '2026-11-01', '2026-11-16');
			insert into charges (id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why)
				values ('chg_1', 'clm_1', 'mem_1', 'settled', 'non-return', 'N-5', '2026-04-01', 'charge', 40000, 'none', '2026-11-16', '{}')`},
		workflow: message.WaiverID("chg_1"), process: message.Waiver.Name, from: at,
		in: message.WaiverInput{Case: "wvr_1", Charge: "chg_1", Reason: "illness", AskedAt: at, Actor: journal.Actor{Role: "desk:billing", ID: "tok_1"}},
		said: []said{{at: on(11, 19, 9, 0), name: message.DecideWaiver.Name, content: message.WaiverDecision{
			Case: "wvr_1", Approve: true, At: on(11, 19, 9, 0), Actor: journal.Actor{Role: "desk:billing", ID: "tok_2"},
		}}},
	}
}

func checked() story {
	at := on(11, 20, 9, 0)
	check := func(at time.Time, id string, c stock.Condition) said {
		return said{at: at, name: message.CheckUnit.Name, content: message.UnitInspection{ID: id, Condition: c, Wiped: true, At: at, Actor: repairDesk}}
	}
	return story{
		stock: []string{`insert into device_models (code, name, maker, os, class, price) values ('lend-3', 'Lend 3', 'Sora', 'android', 'new', 20000);
			insert into stock_units (id, pool, model, colour, imei, price, state, since)
				values ('stu_1', 'loaner', 'lend-3', 'white', '356938035643809', 20000, 'back', '2026-11-01')`},
		workflow: message.StockCheckID("stu_1"), process: message.StockCheck.Name, from: at,
		in:   message.StockCheckInput{Case: "stk_1", Unit: "stu_1"},
		said: []said{check(on(11, 20, 10, 0), "chk_1", stock.Broken), check(on(11, 27, 10, 0), "chk_2", stock.Whole)},
	}
}

const application = "app_0000000000000000000000000a"

// signedUp is an application of 20 November for a data SIM that is approved as it
// is (S-17), or for a voice SIM, whose identity is to be proven.
func signedUp(kind terms.SIMKind) story {
	at := on(11, 20, 12, 0)
	const draft, proof = "drf_1", "prf_1"
	in := message.SignupInput{Application: application, Member: "mem_0000000000000000000000000a", Draft: draft, At: at, Actor: journal.Actor{Role: "public"}}
	prepare := func(h house) {
		ctx := context.Background()
		_, err := postgres.AskProof(ctx, h.Pool, terms.Embedded().At(at), postgres.AskedProof{ID: proof, Email: "taro@example.jp", Language: "ja", At: at})
		require.NoError(h.t, err)
		require.NoError(h.t, postgres.ProveEmail(ctx, h.Pool, proof, true, at))
		require.NoError(h.t, postgres.KeepDraft(ctx, h.Pool, draft, "", identity.Application{
			Channel: terms.Web, Plan: terms.MinimumStart, SIMs: []identity.SIM{{Kind: kind}}, CardToken: payment.CreditToken, Proof: proof,
			Person: &identity.Person{
				Names: identity.Names{
					Family: "見本", Given: "太郎", FamilyKana: "ミホン", GivenKana: "タロウ", FamilyRoman: "MIHON", GivenRoman: "TARO",
				},
				BirthDate: jst.MakeDay(1990, time.April, 1),
				Address:   identity.Address{PostalCode: "102-0071", Prefecture: "東京都", City: "千代田区", Street: "富士見2-10-2"},
			},
		}, at))
	}
	s := story{prepare: prepare, workflow: message.SignupID(application), process: message.Signup.Name, from: at, in: in}
	if kind == terms.DataSIM {
		s.said = []said{
			{
				at: on(11, 21, 9, 0), name: message.ShipParcel.Name, content: message.SIMParcel{Shipment: "shp_1", At: on(11, 21, 9, 0), Actor: shippingDesk},
				before: func(ctx context.Context, db postgres.Pool) error {
					return postgres.KeepDraft(ctx, db, "shp_1", "", identity.Shipping{
						TrackingNo: "4711-0001", SIMs: []identity.AssignedSIM{{No: 1, PhoneNumber: "07012345678"}},
					}, on(11, 21, 9, 0))
				},
			},
			deliveredAt(on(11, 23, 9, 0), "shp_1"),
		}
	}
	return s
}
