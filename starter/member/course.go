package member

import (
	"net/http"
	"slices"

	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// course is what would follow from what the member is about to do.
type course struct {
	api.Rehearsal
	// whole shows also what follows later, if nobody does anything more.
	whole bool
}

// foresee plays a command without doing it: what would follow, or why it would be
// refused. Where that can't be told now both are nil, and the page goes without.
func (v *visit) foresee(operation string, in pages.Input) (*course, *api.Problem, error) {
	r, err := pages.Rehearse(v.Visit, operation, in)
	if err == nil {
		return &course{Rehearsal: r}, nil, nil
	}
	p, err := v.refused(err)
	if err != nil || p.Status >= http.StatusInternalServerError || p.Code == refusal.NotOffered && p.Rule == "" {
		return nil, nil, err
	}
	return nil, p, nil
}

// steps are those that the course shows: what concerns the member.
func (c *course) steps() []api.RehearsedStep {
	if len(c.Steps) == 0 {
		return nil
	}
	if !c.whole {
		return c.Steps[:1]
	}
	return slices.DeleteFunc(slices.Clone(c.Steps), func(s api.RehearsedStep) bool {
		return len(s.Charges)+len(s.Letters) == 0 && s.State == ""
	})
}

// armed are the deadlines of a step that the member goes by.
func armed(s api.RehearsedStep) []api.Deadline {
	return slices.DeleteFunc(slices.Clone(s.Armed), func(d api.Deadline) bool { return dutyOf(d.Name) == theirs })
}
