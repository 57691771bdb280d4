package member

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func chargeRoutes(r routes) {
	r.signedIn("GET "+root+"/charges", r.charges)
	r.signedIn("GET "+root+"/charges/{id}", r.charge)
	r.signedIn("GET "+root+"/statements/{month}", r.statement)
}

// shownCharges are the charges, and what each month came to.
type shownCharges struct {
	past   int // months that can be seen beside the current one (P-9)
	months []api.MonthTotal
	list   api.Page[api.Charge]
}

func (m *Pages) charges(v *visit) error {
	statements, err := pages.Ask[api.Statements](v.Visit, "listStatements", pages.ByID("me"))
	if err != nil {
		return err
	}
	list, err := pages.Ask[api.Page[api.Charge]](v.Visit, "listCharges", v.Listed())
	if err != nil {
		return err
	}
	now, err := v.instant()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, chargesView(v, shownCharges{v.termsAt(now).P9.Months, statements.Items, list}))
}

// shownCharge is a charge with its case, and what takes it back or what it takes back.
type shownCharge struct {
	api.Charge
	kind  string      // of its case
	other *api.Charge // nil for none
}

func (m *Pages) charge(v *visit) (err error) {
	var s shownCharge
	if s.Charge, err = pages.Ask[api.Charge](v.Visit, "getCharge", pages.ByID(v.R.PathValue("id"))); err != nil {
		return err
	}
	c, err := pages.Ask[api.CasePage](v.Visit, "getCase", pages.ByID(s.Case))
	if err != nil {
		return err
	}
	s.kind = c.Kind
	if id := s.Cancels + s.CancelledBy; id != "" {
		other, err := pages.Ask[api.Charge](v.Visit, "getCharge", pages.ByID(id))
		if err != nil {
			return err
		}
		s.other = &other
	}
	return v.Show(http.StatusOK, chargeView(v, s))
}

func (m *Pages) statement(v *visit) error {
	in := pages.Input{Path: map[string]string{"id": "me", "month": v.R.PathValue("month")}}
	s, err := pages.Ask[api.Statement](v.Visit, "getStatement", in)
	if no, ok := errors.AsType[*api.Problem](err); ok && no.Code == refusal.Invalid {
		return pages.Missing()
	}
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, statementView(v, s))
}

// because says in a sentence why an amount is asked for, or given back.
func (v *visit) because(c api.Charge) string {
	f := facts(c.Why)
	name := strings.TrimRight(c.Name, "-0123456789")
	switch name {
	case "replacement-burden":
		return v.T(
			fmt.Sprintf("端末の交換にあたってのご負担です。この利用年（%s〜%s）の%d回目のご利用にあたります。", v.dayFact(f, "year_from"), v.dayFact(f, "year_through"), f.number("use")),
			fmt.Sprintf("Your share in a replacement: use no. %d of the use year %s – %s.", f.number("use"), v.dayFact(f, "year_from"), v.dayFact(f, "year_through")))
	case "non-return", "loaner-price", "exchange-price":
		return v.notBack(name, f)
	case "unreceived-repair":
		return v.T("修理の受付をせずに端末を店舗に持ち込まれたため、補償の対象とならず、修理の費用を申し受けました。", "The device was brought to a shop without reception, so the repair is not covered and its cost is charged.")
	case "loaner-damage":
		return v.T("お返しいただいた貸出機に、貸出期間中の故障または破損があったため、修理または交換の費用を申し受けました。", "The loaner was damaged while it was lent, so the cost of its repair or exchange is charged.")
	case "guarantee-exchange":
		return v.T(fmt.Sprintf("つながる端末保証による交換の代金です。この利用年の%d回目のご利用にあたります。代金引換でお支払いいただきます。", f.number("use")),
			fmt.Sprintf("The price of an exchange under the guarantee: use no. %d of the use year, paid on delivery.", f.number("use")))
	case "cod-fee":
		return v.T("代金引換でお届けするための手数料です。", "The fee for paying on delivery.")
	case "guarantee-excess":
		return v.T("修理の費用"+v.Yen(f.number("cost"))+"のうち、補償の上限"+v.Yen(f.number("limit"))+"を超えた額です。", "Of "+v.Yen(f.number("cost"))+" for the repair, what is over the guarantee's limit of "+v.Yen(f.number("limit"))+".")
	case "waiver":
		return v.T("ご請求を免除し、同じ額をお戻しする記録です。", "The charge was waived; this entry gives the same amount back.")
	case "correction":
		return v.T("記録の訂正により、ご請求の根拠がなくなったため取り消した記録です。", "A record was corrected and the charge no longer stands; this entry takes it back.")
	}
	return ""
}

// notBack says that something did not come back in time.
func (v *visit) notBack(name string, f facts) string {
	thing := map[string][2]string{
		"non-return": {"交換前の端末", "The old device"}, "loaner-price": {"貸出機", "The loaner"}, "exchange-price": {"先の交換端末", "The first exchange device"},
	}[name]
	last := v.dayFact(f, "last_good_day")
	event := v.dayFact(f, "event")
	if event == "" {
		event = v.dayFact(f, "delivered")
	}
	if days := f.number("within"); days > 0 && event != "" {
		return v.T(
			fmt.Sprintf("%sの返却を、期限の%sまでに返却センターで確認できませんでした。期限は、%sの翌日から数えて%d日以内です。", thing[0], last, event, days),
			fmt.Sprintf("%s had not come in by %s, the last day: %d days from %s, that day not counted.", thing[1], last, days, event))
	}
	return v.T(thing[0]+"の返却を、期限の"+last+"までに返却センターで確認できませんでした。", thing[1]+" had not come in by "+last+", the last day.")
}

// facts are what is known of a charge.
type facts map[string]any

func (f facts) number(key string) int64 {
	n, _ := f[key].(float64)
	return int64(n)
}

// dayFact is a day among the facts; empty where there is none.
func (v *visit) dayFact(f facts, key string) string {
	text, _ := f[key].(string)
	if day, err := jst.ParseDay(text); err == nil {
		return v.Day(day)
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return v.Day(jst.DayOf(at))
	}
	return ""
}

// shownFacts are those that a member makes something of: no numbers of records.
func (v *visit) shownFacts(c api.Charge) (list []pages.Fact) {
	for _, f := range v.Facts(c.Why) {
		if !f.ID {
			list = append(list, f)
		}
	}
	return list
}
