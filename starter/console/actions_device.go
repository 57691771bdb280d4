package console

import (
	"slices"
	"time"

	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// deviceActions are what a desk does for a member who calls about a device;
// each opens a case.
var deviceActions = []action{
	{
		name: "claim", operation: "fileClaim", kind: "device", states: []string{string(devices.InUse)},
		when:  func(s subject) bool { return s.Device.compensated(terms.NewDevice) },
		title: terms.Text{JA: "補償（交換）のお申し出を受け付ける", EN: "Take in a claim for a replacement"},
		help: terms.Text{
			JA: "補償の対象となる場合、交換用端末の発送を手配し、端末交換負担金を請求します。", EN: "Where it is covered, a replacement is sent and the burden charged.",
		},
		done: terms.Text{JA: "お申し出を受け付けました。", EN: "The claim was taken in."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{causeField(s), faultDay(), optionalGround(s, terms.O7, terms.NewDevice)}
		},
	},
	{
		name: "repair", operation: "fileRepair", kind: "device", states: []string{string(devices.InUse)},
		when:  func(s subject) bool { return s.Device.compensated(terms.UsedDevice) },
		title: terms.Text{JA: "中古端末の修理を受け付ける", EN: "Register a repair"},
		help: terms.Text{
			JA: "端末をお送りいただくか、店舗にお持ちいただきます。確認項目と店舗は、後から登録できます。",
			EN: "The device is sent in or brought to a shop. The checklist and the shop can be registered later.",
		},
		done: terms.Text{JA: "修理を受け付けました。", EN: "The repair was registered."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{
				causeField(s), symptomField(s, "symptom"), faultDay(),
				{
					Name: "route", Label: terms.Text{JA: "端末の受け取り方法", EN: "How it comes"}, Input: pages.One, Required: true,
					Options: choices(repair.ByParcel, repair.ByShop),
				},
				{Name: "loaner", Label: terms.Text{JA: "貸出機を希望される", EN: "A loaner is asked for"}, Input: pages.Tick},
				optionalGround(s, terms.O7, terms.UsedDevice),
			}
		},
	},
	{
		name: "unreceived-repair", operation: "recordUnreceivedRepair", kind: "device", states: []string{string(devices.InUse)}, grave: true,
		when:  func(s subject) bool { return len(s.Shops) > 0 && s.Device.compensated(terms.UsedDevice) },
		title: terms.Text{JA: "受付のない店舗修理を登録する", EN: "Register a repair at a shop without reception"},
		help:  terms.Text{JA: "補償の対象とならず、修理費用をお客様に請求します。", EN: "It is not covered; the member is charged for the repair."},
		done:  terms.Text{JA: "店舗での修理を登録し、費用を請求しました。", EN: "The repair was registered and charged."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{shopField(s), {
				Name: "cost", Label: terms.Text{JA: "修理費用(円、税込)", EN: "Cost of the repair (yen, tax included)"}, Whole: true, Required: true,
			}}
		},
	},
	{
		name: "exchange", operation: "fileExchange", kind: "device", states: []string{string(devices.InUse)},
		when:  func(s subject) bool { return s.Device.ExchangeThrough != nil },
		title: terms.Text{JA: "中古端末の動作不良を受け付ける", EN: "Take in a malfunction of a used device"},
		help: terms.Text{
			JA: "動作不良は受付期限内に限り、ネットワーク利用制限は日数を問わず承ります。",
			EN: "A malfunction until its deadline only, a network restriction at any time.",
		},
		done:   terms.Text{JA: "お申し出を受け付けました。", EN: "It was taken in."},
		fields: func(s subject) []pages.Field { return []pages.Field{symptomField(s, "malfunction")} },
	},
	{
		name: "guarantee-claim", operation: "fileGuaranteeClaim", kind: "device", states: []string{string(devices.InUse)},
		when:  func(s subject) bool { return s.Device.guarantee() != "" },
		title: terms.Text{JA: "つながる端末保証のお申し出を受け付ける", EN: "Take in a claim under the guarantee"},
		done:  terms.Text{JA: "お申し出を受け付けました。", EN: "The claim was taken in."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{
				{Name: "id", Input: pages.Unchanged, Value: s.Device.guarantee()},
				causeField(s), faultDay(),
				{Name: "loaner", Label: terms.Text{JA: "貸出機を希望される", EN: "A loaner is asked for"}, Input: pages.Tick},
				optionalGround(s, terms.W9, terms.OwnDevice),
			}
		},
	},
}

// shownDevice is a device as it is shown.
type shownDevice struct {
	api.DeviceLife
	shops   []api.RepairShop
	offers  []offer
	problem *api.Problem // why something was refused that has no form on the page
}

// compensated tells whether a compensation option of that class covers it, or
// did: the API says what a claim comes too late for.
func (d *shownDevice) compensated(class terms.DeviceClass) bool {
	return d.Compensation != nil && d.Compensation.Class == string(class)
}

// guarantee is the guarantee that covers it; empty for none.
func (d *shownDevice) guarantee() string {
	i := slices.IndexFunc(d.Covers, func(c api.CoverSpan) bool { return c.Kind == "guarantee" && c.ToDevice == "" })
	if i < 0 {
		return ""
	}
	return d.Covers[i].ID
}

// away tells whether an open case has the device, or still owes it to the
// member: no other case is opened about it.
func (d *shownDevice) away() bool {
	return slices.ContainsFunc(d.Cases, func(c api.Case) bool {
		if c.ClosedAt != nil {
			return false
		}
		switch c.Kind {
		case "replacement", "exchange":
			return c.Subject == d.ID
		case "repair":
			return !slices.Contains([]string{repair.CaseDelivered, repair.CaseLapsed, repair.CaseWithdrawn}, c.State)
		case "guarantee-claim":
			return c.State != guarantee.StateDelivered && c.State != guarantee.StateLapsed
		}
		return false
	})
}

// about is what the actions on the device are about, at an instant.
func (d *shownDevice) about(book *terms.Book, at time.Time) subject {
	return subject{
		CasePage: api.CasePage{Case: api.Case{ID: d.ID, Kind: "device", State: d.State}},
		Device:   d, Shops: d.shops, Terms: book.At(at),
	}
}

func causeField(s subject) pages.Field {
	return pages.Field{Name: "cause", Label: terms.Text{JA: "故障の原因", EN: "Cause"}, Input: pages.One, Required: true, Options: causes(s)}
}

// causes are what a device may have suffered.
func causes(s subject) []pages.Option {
	list := make([]pages.Option, len(s.Terms.O7.Causes))
	for i, c := range s.Terms.O7.Causes {
		list[i] = pages.Option{Value: string(c.ID), Label: terms.Text{JA: c.JA, EN: c.EN}}
	}
	return list
}

func faultDay() pages.Field {
	return pages.Field{Name: "fault_day", Label: terms.Text{JA: "故障が生じた日", EN: "Day of the fault"}, Input: pages.Date, Required: true}
}

// symptomField is what does not work: one of the malfunctions of P-7, or for a
// repair another one.
func symptomField(s subject, name string) pages.Field {
	f := pages.Field{Name: name, Label: terms.Text{JA: "症状", EN: "What does not work"}, Input: pages.One, Required: true, Options: pages.Items(s.Terms.P7.Malfunctions)}
	if name == "symptom" {
		f.Options = append(f.Options, pages.Option{Value: "other", Label: terms.Text{JA: "その他", EN: "other"}})
	}
	return f
}

// optionalGround is the ground for which a desk finds a claim excluded, if any.
func optionalGround(s subject, rule terms.ID, class terms.DeviceClass) pages.Field {
	return groundField(s, "exclusion", rule, class, false)
}
