package identity

import (
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// problems gathers what is wrong with an input, so that the applicant hears of
// all of it at once.
type problems struct {
	rule   terms.ID
	fields []refusal.Field
}

// add notes a field at fault. The refusal names the rule of the first one.
func (p *problems) add(rule terms.ID, path, ja, en string) {
	if len(p.fields) == 0 {
		p.rule = rule
	}
	p.fields = append(p.fields, refusal.Field{Path: path, JA: ja, EN: en})
}

// err is the refusal of everything that was noted, nil for nothing.
func (p *problems) err() error {
	if len(p.fields) == 0 {
		return nil
	}
	r := refusal.New(refusal.Invalid, p.rule, "ご入力の内容に誤りがあります。各項目をご確認ください。", "Some of what was entered is not right. Please check each field.")
	r.Fields = p.fields
	return r
}
