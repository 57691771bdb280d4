package letters

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kigen/internal/terms"
)

// loanerStandings say where the wish for a loaner stands (U-3).
var loanerStandings = map[string]terms.Text{
	"none":     {JA: "ご利用はありません", EN: "none"},
	"queued":   {JA: "ただいま在庫がないため、順番をお待ちいただいております", EN: "none is in stock; you are in line for one"},
	"reserved": {JA: "ご用意しました。発送の際にメールでお知らせします", EN: "set aside for you; we will write to you when it is sent"},
}

// LoanerStandings lists the codes of [RepairReceived], in order.
func LoanerStandings() []string { return slices.Sorted(maps.Keys(loanerStandings)) }

// repairResults name the device that goes to the member after a repair.
var repairResults = map[string]terms.Text{
	"repaired": {JA: "修理が完了した端末", EN: "Repaired device"},
	"exchange": {JA: "交換端末", EN: "Exchange device"},
	"returned": {JA: "お預かりした端末", EN: "Device sent back"},
}

// RepairResults lists the codes of [RepairShipped] and [RepairDelivered], in order.
func RepairResults() []string { return slices.Sorted(maps.Keys(repairResults)) }

// repairDates name the days that a correction may change (C-13).
var repairDates = map[string]terms.Text{
	"loaner-delivered":          {JA: "貸出機のお届け日", EN: "day of delivery of the loaner"},
	"repaired-device-delivered": {JA: "修理が完了した端末のお届け日", EN: "day of delivery of the repaired device"},
	"returned-device-delivered": {JA: "お返しした端末のお届け日", EN: "day of delivery of the device sent back"},
	"exchange-device-delivered": {JA: "交換端末のお届け日", EN: "day of delivery of the exchange device"},
	"broken-device-booked":      {JA: "修理する端末の受付日", EN: "day on which the device to repair was booked in"},
	"loaner-booked":             {JA: "貸出機のご返却の受付日", EN: "day on which the loaner was booked in"},
	"exchange-device-booked":    {JA: "交換端末のご返却の受付日", EN: "day on which the exchange device was booked in"},
}

// RepairDates lists the codes of [RepairDateCorrected], in order.
func RepairDates() []string { return slices.Sorted(maps.Keys(repairDates)) }

// repairDeadlines name the deadlines of a repair as a member knows them.
var repairDeadlines = map[string]terms.Text{
	"device-in":             {JA: "修理する端末の到着の期限", EN: "Device to repair in"},
	"loaner-trouble":        {JA: "貸出機の不具合のご連絡の期限", EN: "Trouble with the loaner told"},
	"device-after-loaner":   {JA: "修理する端末をお送りいただく期限", EN: "Device to repair sent in"},
	"device-or-loaner-back": {JA: "修理する端末または貸出機の到着の期限", EN: "Device to repair, or loaner, in"},
	"loaner-asked-back":     {JA: "貸出機のご返却をお願いする期限", EN: "Loaner asked back"},
	"loaner-back":           {JA: "貸出機のご返却の期限", EN: "Loaner back"},
	"recurrence":            {JA: "同じ症状のご連絡の期限", EN: "Same symptom told"},
	"exchange-check":        {JA: "交換端末の不具合のご連絡の期限", EN: "Fault of the exchange device told"},
	"exchange-device-back":  {JA: "先の交換端末のご返却の期限", EN: "First exchange device back"},
}

// RepairDeadlines lists the codes of [CorrectedDeadline], in order. A number at
// the end of one tells several of a kind apart: "loaner-back-2".
func RepairDeadlines() []string { return slices.Sorted(maps.Keys(repairDeadlines)) }

func (w *writer) loanerStanding(code string) (string, error) {
	t, err := look(loanerStandings, "standing of a loaner", code)
	return w.lang.text(t), err
}

func (w *writer) repairResult(code string) (string, error) {
	t, err := look(repairResults, "result of a repair", code)
	return w.lang.text(t), err
}

func (w *writer) repairDate(code string) (string, error) {
	t, err := look(repairDates, "day of a repair", code)
	return w.lang.text(t), err
}

func (w *writer) repairDeadline(code string) (string, error) {
	t, err := look(repairDeadlines, "deadline of a repair", strings.TrimRight(code, "-0123456789"))
	return w.lang.text(t), err
}

// checklist is what the member confirms before a device is sent (U-10).
func (w *writer) checklist() []string {
	items := w.office.Terms.U10.Checklist
	list := make([]string, len(items))
	for i, item := range items {
		list[i] = w.lang.text(terms.Text{JA: item.JA, EN: item.EN})
	}
	return list
}

// repairDesk is the desk at which a repair begins, with its hours (U-1).
func (w *writer) repairDesk() string {
	desk := w.office.Terms.Contacts.RepairReception
	if w.lang.english() {
		return fmt.Sprintf("the %s (%s–%s, %s)", strings.ToLower(desk.Name.EN), desk.From, desk.Until, desk.Closed.EN)
	}
	return fmt.Sprintf("%s（%s〜%s、%s）", desk.Name.JA, desk.From, desk.Until, desk.Closed.JA)
}
