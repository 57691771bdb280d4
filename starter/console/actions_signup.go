package console

import (
	"fmt"

	"kigen/internal/identity"
	"kigen/internal/letters"
	"kigen/internal/terms"
	"kigen/starter/words"

	"kigen/starter/pages"
)

var signupActions = []action{
	{
		name: "approve", operation: "decideIdentity", kind: "signup", states: []string{identity.StateSubmitted},
		when:  submitted,
		why:   because("審査を待っている書類がありません。", "No proof of identity waits to be decided."),
		title: terms.Text{JA: "本人確認を承認する", EN: "Confirm the identity"},
		help: terms.Text{
			JA: "書類の氏名・住所・生年月日がご登録の内容と一致し、有効期限内であることを確認してください。",
			EN: "Name, address and birth date on the document equal the registered ones, and it is valid.",
		},
		done:   terms.Text{JA: "本人確認を承認しました。", EN: "The identity was confirmed."},
		fixed:  map[string]any{"outcome": string(identity.Approve)},
		fields: func(s subject) []pages.Field { return []pages.Field{submissionOf(s), outOfTurn()} },
	},
	{
		name: "refuse", operation: "decideIdentity", kind: "signup", states: []string{identity.StateSubmitted},
		when:  submitted,
		why:   because("審査を待っている書類がありません。", "No proof of identity waits to be decided."),
		title: terms.Text{JA: "書類の再提出を依頼する", EN: "Send the proof back"},
		help:  terms.Text{JA: "理由はお客様にお知らせします。", EN: "The applicant is told the reasons."},
		done:  terms.Text{JA: "再提出を依頼しました。", EN: "The proof was sent back."},
		fixed: map[string]any{"outcome": string(identity.Refuse)},
		fields: func(s subject) []pages.Field {
			return []pages.Field{
				submissionOf(s),
				{Name: "reasons", Label: terms.Text{JA: "再提出の理由", EN: "Reasons"}, Input: pages.Several, Required: true, Options: choices(letters.IdentityReasons()...)},
				outOfTurn(),
			}
		},
	},
	{
		name: "reject", operation: "refuseApplication", kind: "signup", grave: true,
		states: []string{
			identity.StateInviting, identity.StateInvited, identity.StateSubmitted, identity.StateApproved, identity.StateCameBack,
		},
		title: terms.Text{JA: "お申し込みをお断りする", EN: "Reject the application"},
		help: terms.Text{
			JA: "お申し込みを終了し、お断りの事由をお客様に通知します。取り消すことはできません。",
			EN: "The application is closed and the applicant told the ground. This can't be taken back.",
		},
		done: terms.Text{JA: "お申し込みをお断りしました。", EN: "The application was rejected."},
		fields: func(s subject) []pages.Field {
			return []pages.Field{{
				Name: "ground", Label: terms.Text{JA: "お断りの事由", EN: "Ground"}, Input: pages.One, Required: true, Options: grounds(s.Terms.S18.Grounds),
			}}
		},
	},
	{
		name: "renew-invitation", operation: "renewInvitation", kind: "signup", states: []string{identity.StateInvited},
		title: terms.Text{JA: "本人確認ページの新しいリンクを送る", EN: "Send a new link to prove identity"},
		help:  terms.Text{JA: "以前のリンクは使えなくなります。", EN: "The old link no longer opens the page."},
		done:  terms.Text{JA: "新しいリンクを送りました。", EN: "A new link was sent."},
	},
	{
		name: "ship", operation: "shipSIMs", kind: "signup", states: []string{identity.StateApproved},
		title:  terms.Text{JA: "発送を登録する", EN: "Register the parcel"},
		done:   terms.Text{JA: "発送を登録しました。", EN: "The parcel was registered."},
		fields: parcelFields,
		shape:  assignNumbers,
	},
	{
		name: "address-right", operation: "verifyAddress", kind: "signup", states: []string{identity.StateCameBack},
		title: terms.Text{JA: "ご登録の住所で正しいことを確認した", EN: "The registered address is right"},
		done:  terms.Text{JA: "ご住所を確認しました。", EN: "The address was verified."},
	},
	{
		name: "address-changed", operation: "verifyAddress", kind: "signup", states: []string{identity.StateCameBack},
		title: terms.Text{JA: "別の住所を登録する", EN: "Register another address"},
		help:  terms.Text{JA: "新しいご住所の確認書類を、お客様にお願いします。", EN: "The applicant is asked for proof of the other address."},
		done:  terms.Text{JA: "新しい住所を登録しました。", EN: "The other address was registered."},
		fields: func(subject) []pages.Field {
			return []pages.Field{
				{Name: "address.postal_code", Label: terms.Text{JA: "郵便番号", EN: "Postal code"}, Hint: terms.Text{JA: "例: 102-0071", EN: "Such as 102-0071"}, Required: true},
				{Name: "address.prefecture", Label: terms.Text{JA: "都道府県", EN: "Prefecture"}, Required: true},
				{Name: "address.city", Label: terms.Text{JA: "市区町村", EN: "City"}, Required: true},
				{Name: "address.street", Label: terms.Text{JA: "町名・番地", EN: "Street"}, Required: true},
				{Name: "address.building", Label: terms.Text{JA: "建物名・部屋番号", EN: "Building"}},
			}
		},
	},
	{
		name: "withdraw", operation: "withdrawApplication", kind: "signup", grave: true, when: withoutDevice,
		why:    because("端末のお申し込みを含むため、取り下げられません(P-4)。", "An order for a device can't be taken back (P-4)."),
		states: []string{identity.StateInviting, identity.StateInvited, identity.StateSubmitted, identity.StateApproved},
		title:  terms.Text{JA: "お申し込みを取り下げる", EN: "Withdraw the application"},
		help:   terms.Text{JA: "お客様のお申し出により、発送前のお申し込みを取り下げます。", EN: "At the applicant's wish, before the parcel is sent."},
		done:   terms.Text{JA: "お申し込みを取り下げました。", EN: "The application was withdrawn."},
	},
}

// withoutDevice tells an application that can be taken back: an order for a
// device cannot (P-4).
func withoutDevice(s subject) bool { return s.Application == nil || s.Application.Device == nil }

// submitted tells whether a proof of identity waits for its decision.
func submitted(s subject) bool { return submissionOf(s).Value != "" }

// submissionOf names the proof that is decided: the one that the person looked at.
func submissionOf(s subject) pages.Field {
	f := pages.Field{Name: "submission", Input: pages.Unchanged}
	if s.Application != nil {
		for _, p := range s.Application.Submissions {
			if p.Outcome == "" {
				f.Value = p.ID
			}
		}
	}
	return f
}

func outOfTurn() pages.Field {
	return pages.Field{
		Name: "out_of_turn", Label: terms.Text{JA: "受付順によらず先に審査する理由", EN: "Why it is taken out of turn"}, Input: pages.One,
		Hint:    terms.Text{JA: "先に受け付けたお申し込みがあるときに選びます。", EN: "Where an application that came in earlier still waits."},
		Options: choices(identity.OutOfTurn()...),
	}
}

// phone begins the names of the fields with the phone numbers of SIMs.
const phone = "phone_"

func parcelFields(s subject) []pages.Field {
	list := []pages.Field{trackingNo}
	if s.Application == nil {
		return list
	}
	if s.Application.Device != nil {
		list = append(list, pages.Field{Name: "imei", Label: terms.Text{JA: "端末のIMEI(15桁)", EN: "IMEI of the device (15 digits)"}, Required: true})
	}
	for _, sim := range s.Application.SIMs {
		if sim.MNP || sim.Dropped {
			continue
		}
		kind, _ := words.Value(string(sim.Kind))
		list = append(list, pages.Field{
			Name: fmt.Sprintf("%s%d", phone, sim.No), Required: sim.Kind == terms.VoiceSIM,
			Label: terms.Text{
				JA: fmt.Sprintf("SIM %dの電話番号(%s)", sim.No, kind.JA), EN: fmt.Sprintf("Phone number of SIM %d (%s)", sim.No, kind.EN),
			},
		})
	}
	return list
}

// assignNumbers makes the list of SIMs of the fields with phone numbers.
func assignNumbers(body map[string]any) {
	var sims []map[string]any
	for no := 1; no <= 3; no++ {
		name := fmt.Sprintf("%s%d", phone, no)
		if number, ok := body[name]; ok {
			sims = append(sims, map[string]any{"no": no, "phone_number": number})
			delete(body, name)
		}
	}
	if sims != nil {
		body["sims"] = sims
	}
}

func grounds(list []terms.Ground) []pages.Option {
	options := make([]pages.Option, len(list))
	for i, g := range list {
		options[i] = pages.Option{Value: g.ID, Label: terms.Text{JA: g.JA, EN: g.EN}}
	}
	return options
}
