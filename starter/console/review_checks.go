package console

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kigen/internal/identity"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/words"
)

// verdict is who has found what of a check.
type verdict int

const (
	byEye  verdict = iota // only a person can tell
	passed                // a machine found it right
	failed                // a machine found it wrong
)

// check is something to make sure of before a proof is approved.
type check struct {
	what    terms.Text
	rule    terms.ID
	verdict verdict
	// detail says what was found, or what to look at.
	detail terms.Text
}

// checksOf are the checks of a proof at an instant (S-10, S-11, S-20): what the
// machine can tell it has told, the rest is for the eye.
func checksOf(t *terms.Version, p api.SubmittedProof, at time.Time) []check {
	if p.Method == terms.ICChip {
		return chipChecks(p)
	}
	var d identity.Declared
	if json.Unmarshal(p.Declared, &d) != nil {
		return nil
	}
	list := []check{fileCheck(t, p), documentCheck(t, p, d, at)}
	return append(list, eyeChecks(d)...)
}

// chipChecks are what the chip proves: its signature was verified when the
// result came in.
func chipChecks(p api.SubmittedProof) []check {
	var equal identity.Equal
	if json.Unmarshal(p.Declared, &equal) != nil {
		return nil
	}
	list := []check{{
		what: terms.Text{JA: "読み取り結果の署名", EN: "Signature of the result"}, rule: terms.S20, verdict: passed,
		detail: terms.Text{JA: "本人確認事業者の署名を確認済みです。", EN: "The provider's signature was verified."},
	}}
	for _, one := range []struct {
		what  terms.Text
		equal bool
	}{
		{terms.Text{JA: "氏名", EN: "Name"}, equal.Name},
		{terms.Text{JA: "住所", EN: "Address"}, equal.Address},
		{terms.Text{JA: "生年月日", EN: "Birth date"}, equal.BirthDate},
	} {
		c := check{what: one.what, rule: terms.S20, verdict: passed, detail: terms.Text{
			JA: "ICチップの記録がご登録の内容と一致しています。", EN: "The chip has what is registered.",
		}}
		if !one.equal {
			c.verdict, c.detail = failed, terms.Text{
				JA: "ICチップの記録がご登録の内容と異なります。", EN: "The chip has something else than is registered.",
			}
		}
		list = append(list, c)
	}
	return list
}

func fileCheck(t *terms.Version, p api.SubmittedProof) check {
	c := check{what: terms.Text{JA: "ファイルの形式・大きさ・数", EN: "Kind, size and number of files"}, rule: terms.S11, verdict: passed, detail: terms.Text{
		JA: fmt.Sprintf("%d件。受付時に内容から確認済みです。", len(p.Files)), EN: fmt.Sprintf("%d; checked by content as they came in.", len(p.Files)),
	}}
	if len(p.Files) > t.S11.MaxFiles {
		c.verdict, c.detail = failed, terms.Text{JA: "ファイルが多すぎます。", EN: "There are too many files."}
	}
	return c
}

// documentCheck asks the rule itself, as of now: a document that was valid when
// it came in may have expired since.
func documentCheck(t *terms.Version, p api.SubmittedProof, d identity.Declared, at time.Time) check {
	c := check{what: terms.Text{JA: "書類の種類・有効期限・必要な面", EN: "Kind, expiry and sides"}, rule: terms.S10, verdict: passed}
	roles := make([]identity.Role, len(p.Files))
	for i, f := range p.Files {
		roles[i] = f.Role
	}
	kind, _ := words.Value(string(d.Document))
	c.detail = terms.Text{JA: kind.JA + "。申告の内容は条件を満たしています。", EN: kind.EN + "; what was declared meets the terms."}
	if !d.ExpiresOn.IsZero() {
		c.detail = terms.Text{JA: kind.JA + "。有効期限 " + d.ExpiresOn.JA() + "(申告)。", EN: kind.EN + "; valid through " + d.ExpiresOn.EN() + ", as declared."}
	}
	if no, ok := refusal.As(identity.MaySubmit(t, d, roles, at)); ok {
		c.verdict, c.detail = failed, terms.Text{JA: no.JA, EN: no.EN}
	}
	return c
}

// eyeChecks are what only a person can tell of these documents.
func eyeChecks(d identity.Declared) []check {
	eye := func(ja, en, detailJA, detailEN string) check {
		return check{what: terms.Text{JA: ja, EN: en}, rule: terms.S10, detail: terms.Text{JA: detailJA, EN: detailEN}}
	}
	list := []check{
		eye("氏名", "Name", "書類の氏名がご登録と一致していること。", "It equals the registered one."),
		eye("生年月日", "Birth date", "書類の生年月日がご登録と一致していること。", "It equals the registered one."),
	}
	switch d.AddressOn {
	case identity.OnBack:
		list = append(list, eye("現住所", "Address", "裏面の住所がご登録と一致していること。", "On the back; it equals the registered one."))
	case identity.Nowhere:
		list = append(list, eye("現住所", "Address", "補助書類の住所と氏名がご登録と一致していること。", "On the second document, with the name; both equal the registered ones."))
	default:
		list = append(list, eye("現住所", "Address", "表面の住所がご登録と一致していること。", "On the front; it equals the registered one."))
	}
	if !d.ExpiresOn.IsZero() {
		list = append(list, eye("有効期限", "Expiry", "書類の有効期限が申告("+d.ExpiresOn.JA()+")と一致していること。", "It is the one declared, "+d.ExpiresOn.EN()+"."))
	}
	if d.Dependant {
		list = append(list, eye("被扶養者の氏名", "A dependant's name", "ご本人の氏名が記載された面が含まれていること。", "The side with the own name is there."))
	}
	if d.Auxiliary != nil {
		list = append(list, eye("補助書類の発行日", "Day of issue", "発行日が申告("+d.Auxiliary.IssuedOn.JA()+")と一致していること。", "It is the one declared, "+d.Auxiliary.IssuedOn.EN()+"."))
	}
	return append(list, eye("画像", "Image", "書類全体が写り、読み取れること。加工の跡がないこと。", "The whole page is there, readable, and not tampered with."))
}

// wrong tells whether a machine found something wrong: then approving takes a
// second press.
func (r reviewed) wrong() bool {
	return slices.ContainsFunc(r.checks, func(c check) bool { return c.verdict == failed })
}
