package member

import (
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// applied is what an application is called: its plan, or its device.
func (v *visit) applied(s applicationStatus) string {
	if plan, ok := v.Site.API.Terms.At(s.AppliedAt).Plan(s.Plan); ok {
		return v.T(plan.JA+"のお申し込み", "Application for "+plan.EN)
	}
	if s.Device != nil {
		return v.T(s.Device.Name+"のご注文", "Order for "+s.Device.Name)
	}
	return v.T("お申し込み", "Application")
}

// mood is how urgent the application is for its applicant, as a class of the look.
func (s applicationStatus) mood() string {
	switch s.State {
	case identity.StateInvited:
		if d, ok := s.due(identity.DeadlineProof); ok {
			switch left := dayOf(d.LastGoodDay).Sub(jst.DayOf(s.Now)); {
			case left <= 0:
				return "today"
			case left <= 3:
				return "soon"
			}
		}
		return ""
	case identity.StateActive:
		return "good"
	case identity.StateRejected, identity.StateLapsed:
		return "past"
	}
	return ""
}

// stands says in a few words where the application stands.
func (s applicationStatus) stands() terms.Text {
	switch s.State {
	case identity.StateInviting, identity.StateSubmitted, identity.StateApproved, identity.StateShipped, identity.StateDelivered, identity.StateCameBack:
		return text("手続き中", "under way")
	case identity.StateInvited:
		return text("ご提出待ち", "waits for you")
	case identity.StateActive:
		return text("完了", "done")
	}
	return text("終了", "ended")
}

// headline says what is going on.
func (s applicationStatus) headline() terms.Text {
	switch s.State {
	case identity.StateInviting:
		return text("本人確認のご案内を準備しています", "The identity check is about to begin")
	case identity.StateInvited:
		if s.resubmits() {
			return text("本人確認書類をもう一度ご提出ください", "Please submit your documents again")
		}
		return text("本人確認書類をご提出ください", "Please submit your identity documents")
	case identity.StateSubmitted:
		return text("本人確認書類を確認しています", "We are looking at your documents")
	case identity.StateApproved:
		return text("発送の準備をしています", "Your parcel is being prepared")
	case identity.StateShipped:
		return text("お荷物をお送りしました", "Your parcel is on its way")
	case identity.StateCameBack:
		return text("お荷物が当社に戻りました", "Your parcel came back to us")
	case identity.StateDelivered:
		return text("開通の手続きをしています", "Your number is being brought along")
	case identity.StateActive:
		return text("ご利用を開始しました", "You are all set")
	case identity.StateWithdrawn:
		return text("お申し込みは取り下げられました", "The application was withdrawn")
	case identity.StateRejected:
		return text("お申し込みをお受けできませんでした", "We could not accept the application")
	case identity.StateLapsed:
		return text("お申し込みは無効となりました", "The application has lapsed")
	}
	return text(s.State, s.State)
}

// simLine is a SIM of an application in a line.
func (v *visit) simLine(sim api.AppliedSIM) string {
	line := v.Text(kindName(sim.Kind))
	add := func(ja, en string) { line += v.T("、"+ja, ", "+en) }
	if sim.MNP {
		add("番号を引き継ぐ（MNP）", "number brought along")
	}
	if sim.PhoneNumber != "" {
		add(sim.PhoneNumber, sim.PhoneNumber)
	}
	if sim.Guarantee {
		add("つながる端末保証", "Connected Device Guarantee")
	}
	if sim.Dropped {
		add("取りやめ", "given up")
	}
	return line
}

// numberInputs are those of a new reservation number (S-7).
var numberInputs = []input{
	{Name: "phone_number", Label: text("引き継ぐ電話番号", "Number to bring along"), Type: "tel", Fill: "tel-national", Keys: "tel", Class: "short", Max: 30},
	{Name: "number", Label: text("MNP予約番号（10桁）", "Reservation number (ten digits)"), Keys: "numeric", Class: "short", Max: 30},
	{Name: "issued_on", Label: text("予約番号の発行日", "Day of issue"), Type: "date", Class: "short"},
}

// dayOf reads a day of the API's, which are right.
func dayOf(s string) jst.Day {
	d, _ := jst.ParseDay(s)
	return d
}
