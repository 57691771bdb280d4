package identity

import (
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// problems gathers what is wrong with an input, so that the applicant hears of
// all of it at once.
type problems struct{ found []FieldFault }

// add notes a field at fault. The refusal names the rule of the first one.
func (p *problems) add(rule terms.ID, path, ja, en string) {
	p.found = append(p.found, FieldFault{refusal.Field{Path: path, JA: ja, EN: en}, rule})
}

// err is the refusal of everything that was noted, nil for nothing.
func (p *problems) err() error {
	if len(p.found) == 0 {
		return nil
	}
	r := refusal.New(refusal.Invalid, p.found[0].Rule, "ご入力の内容に誤りがあります。各項目をご確認ください。", "Some of what was entered is not right. Please check each field.")
	for _, f := range p.found {
		r.Fields = append(r.Fields, f.Field)
	}
	return r
}
