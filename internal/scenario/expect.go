package scenario

import "context"

// checkNow checks expectations in the middle of the story.
func (l *play) checkNow(ctx context.Context, e Expect) error {
	token, err := l.token(ctx, Caller{Role: "admin"})
	if err != nil {
		return err
	}
	lists := map[string][]map[string]any{}
	for _, list := range e {
		if lists[list.Name], err = l.api.list(ctx, list.Name, l.result.Clock, token); err != nil {
			return err
		}
	}
	return l.check(e, lists)
}

func (l *play) check(e Expect, lists map[string][]map[string]any) error {
	filled := make(Expect, len(e))
	for i, list := range e {
		only, err := l.vars.fields(list.Only)
		if err != nil {
			return err
		}
		filled[i] = List{Line: list.Line, Name: list.Name, Only: only}
		for _, item := range list.Are {
			fields, err := l.vars.fields(item.Fields)
			if err != nil {
				return err
			}
			filled[i].Are = append(filled[i].Are, Item{Line: item.Line, Fields: fields})
		}
	}
	l.result.expect(filled, lists)
	return nil
}
