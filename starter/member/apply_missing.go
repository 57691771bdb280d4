package member

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kigen/internal/identity"
	"kigen/internal/terms"
)

// asked are the entries in the order in which the pages ask for them; those of a SIM without it.
var asked = []string{
	"email", "code", "plan", "sims", "kind", "number", "mnp.phone_number", "mnp.number", "mnp.issued_on", "mnp.same_holder", "guarantee", "entry_code",
	"device.want", "device.model", "device.colour", "device.payment", "device.compensation",
	"names", "names.family", "names.given", "names.family_kana", "names.given_kana", "names.family_roman", "names.given_roman", "birth_date",
	"address.postal_code", "address.prefecture", "address.city", "address.street", "address.building", "card_token", "agree",
}

// inOrder sorts faults as the pages ask for what is at fault.
func (p *faulty) inOrder() {
	place := func(path string) (page, sim, entry int) {
		page = slices.IndexFunc(steps, func(s *step) bool { return s.holds(path) })
		if rest, ok := strings.CutPrefix(path, "sims["); ok {
			no, rest, _ := strings.Cut(rest, "].")
			i, _ := strconv.Atoi(no)
			sim, path = i+1, rest
		}
		return page, sim, slices.Index(asked, path)
	}
	slices.SortStableFunc(p.faults, func(a, b identity.FieldFault) int {
		aPage, aSIM, aEntry := place(a.Path)
		bPage, bSIM, bEntry := place(b.Path)
		return cmp.Or(cmp.Compare(aPage, bPage), cmp.Compare(aSIM, bSIM), cmp.Compare(aEntry, bEntry))
	})
}

// need notes an entry that is empty, in the words of the page that asks for it.
func (d *drafted) need(f *filling, rule terms.ID, name, ja, en string) {
	if f.Entered[name] == "" {
		d.own.add(rule, name, ja, en)
	}
}

// needNumber notes what is missing to bring a number along (S-6).
func (d *drafted) needNumber(f *filling, i int) {
	need := func(what, ja, en string) { d.need(f, terms.S6, simName(i, "mnp."+what), ja, en) }
	need("phone_number", "引き継ぐ電話番号を入力してください。", "Please enter the number to bring along.")
	need("number", "MNP予約番号を入力してください。", "Please enter the reservation number.")
	need("issued_on", "予約番号の発行日を入力してください。", "Please enter the day on which the number was issued.")
	need("same_holder", "ご契約者の情報が一致していることをご確認のうえ、チェックを入れてください。一致している必要があります。",
		"Please compare them and tick: the holder's data must be the same at both carriers.")
}

// needDevice notes what is missing to order a device (P).
func (d *drafted) needDevice(f *filling) {
	d.need(f, terms.P5, "device.model", "購入される端末をお選びください。", "Please choose a device.")
	d.need(f, terms.P5, "device.colour", "色を入力してください。", "Please enter a colour.")
	d.need(f, terms.P3, "device.payment", "一括払いか分割払いかをお選びください。", "Please choose whether to pay at once or in parts.")
}
