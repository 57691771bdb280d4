package console

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"kigen/internal/identity"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// reviewed is a proof of identity with all that it is decided by.
type reviewed struct {
	shownCase
	proof  api.SubmittedProof
	checks []check
	// queue are the applications that wait, the first to be decided first.
	queue []api.Task
}

func (c *Console) reviewRoutes(signedIn func(pattern string, p page)) {
	signedIn("GET /identity", c.reviewQueue)
	signedIn("GET /identity/{id}", c.review)
	signedIn("POST /identity/{id}/{action}", c.decide)
	signedIn("POST /identity/{id}/{action}/preview", c.previewDecision)
}

// decisions are the actions that decide a proof.
var decisions = []string{"approve", "refuse", "reject"}

var notIdentity = &api.Problem{
	Status: http.StatusForbidden, Code: refusal.Forbidden,
	JA: "本人確認の審査は、本人確認担当が行います。", EN: "Proofs of identity are for the identity desk.",
}

// reviewQueue lists the proofs of identity that wait, in the order in which they came.
func (c *Console) reviewQueue(v *visit) error {
	queue, err := v.toDecide()
	if err != nil {
		return err
	}
	rows, err := v.deskTasks(queue)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, reviewQueueView(v, rows))
}

// toDecide are the tasks to review a proof, the most urgent first.
func (v *visit) toDecide() ([]api.Task, error) {
	if !v.May("decideIdentity") || !v.May("getDocument") {
		return nil, notIdentity
	}
	page, err := pages.Ask[api.Page[api.Task]](v.Visit, "listTasks", pages.Input{Query: url.Values{
		"desk": {"identity"}, "kind": {identity.TaskReview}, "limit": {"200"},
	}})
	return page.Items, err
}

// review shows a proof of identity beside what is registered.
func (c *Console) review(v *visit) error {
	r, err := c.reviewed(v, v.R.FormValue("submission"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, reviewView(v, r))
}

// reviewed reads the application's proof of that number, or else the one that
// waits, or the latest.
func (c *Console) reviewed(v *visit, submission string) (r reviewed, err error) {
	if r.queue, err = v.toDecide(); err != nil {
		return r, err
	}
	if r.shownCase, err = c.shown(v, v.R.PathValue("id")); err != nil {
		return r, err
	}
	r.offers = slices.DeleteFunc(r.offers, func(o offer) bool { return !slices.Contains(decisions, o.name) })
	proofs := r.proofs()
	i := slices.IndexFunc(proofs, func(p api.SubmittedProof) bool { return p.ID == submission })
	if i < 0 {
		i = slices.IndexFunc(proofs, func(p api.SubmittedProof) bool { return p.Outcome == "" })
	}
	if len(proofs) == 0 || r.member == nil {
		return r, pages.Missing()
	}
	r.proof = proofs[max(i, 0)]
	if r.proof.Outcome != "" {
		r.offers = nil
	}
	slices.SortStableFunc(r.proof.Files, func(a, b api.File) int {
		return cmp.Compare(slices.Index(sides, a.Role), slices.Index(sides, b.Role))
	})
	r.checks = checksOf(r.Terms, r.proof, r.now)
	return r, nil
}

// sides are what files show, in the order in which they are looked at.
var sides = []identity.Role{identity.Front, identity.Back, identity.OwnNameSide, identity.Auxiliary}

// decide decides a proof and goes on to the next that waits.
func (c *Console) decide(v *visit) error {
	r, a, err := c.decided(v)
	if err != nil {
		return err
	}
	since, err := c.meanwhile(v, r.shownCase)
	if err != nil {
		return err
	}
	in, err := a.input(v.Site, r.subject, v.R.PostForm)
	if len(since) > 0 {
		r.shownCase = r.again(v, a, c.faults(v, err), since)
		return v.Show(http.StatusConflict, reviewView(v, r))
	}
	if err == nil {
		_, err = pages.Ask[any](v.Visit, a.operation, in)
	}
	if err == nil {
		v.Say(v.Text(a.done))
		return v.Redirect(r.next())
	}
	p := c.Problem(v.Visit, err)
	if p.Status == http.StatusUnauthorized {
		return p
	}
	if r, err = c.reviewed(v, v.R.PostFormValue("submission")); err != nil {
		return err
	}
	r.shownCase = r.again(v, a, p, nil)
	return v.Show(p.Status, reviewView(v, r))
}

// previewDecision shows the letter that a decision would send, and what else
// would follow.
func (c *Console) previewDecision(v *visit) error {
	r, a, err := c.decided(v)
	if err != nil {
		return err
	}
	since, err := c.meanwhile(v, r.shownCase)
	if err != nil {
		return err
	}
	course, p := c.rehearsed(v, r.subject, a)
	status := http.StatusOK
	if p != nil {
		if status = p.Status; status == http.StatusUnauthorized {
			return p
		}
	}
	r.shownCase = r.again(v, a, p, since)
	for i, o := range r.offers {
		if o.name == a.name {
			r.offers[i].preview = course
		}
	}
	return v.Show(status, reviewView(v, r))
}

// decided is the proof and the decision that a form was sent for.
func (c *Console) decided(v *visit) (r reviewed, a action, err error) {
	if err := v.R.ParseForm(); err != nil {
		return r, a, err
	}
	if r, err = c.reviewed(v, v.R.PostFormValue("submission")); err != nil {
		return r, a, err
	}
	a, ok := find(r.subject, v.R.PathValue("action"))
	if !ok || !slices.Contains(decisions, a.name) || !v.May(a.operation) {
		return r, a, pages.Missing()
	}
	return r, a, nil
}

// place is where the application stands in the queue, from 0; -1 where it does not wait.
func (r reviewed) place() int {
	return slices.IndexFunc(r.queue, func(t api.Task) bool { return t.Case == r.ID })
}

// task is the task to review this proof.
func (r reviewed) reviewTask() (api.Task, bool) {
	if i := r.place(); i >= 0 {
		return r.queue[i], true
	}
	return api.Task{}, false
}

// beside is the address of the application that waits so many places on; empty
// for none.
func (r reviewed) beside(n int) string {
	i := r.place() + n
	if r.place() < 0 || i < 0 || i >= len(r.queue) {
		return ""
	}
	return root + "/identity/" + url.PathEscape(r.queue[i].Case)
}

// next is where to go after a decision: the application that has waited longest.
func (r reviewed) next() string {
	for _, t := range r.queue {
		if t.Case != r.ID {
			return root + "/identity/" + url.PathEscape(t.Case)
		}
	}
	return root + "/identity"
}

// offered is the form of a decision; false where it can't be taken.
func (r reviewed) offered(name string) (offer, bool) {
	i := slices.IndexFunc(r.offers, func(o offer) bool { return o.name == name })
	if i < 0 {
		return offer{}, false
	}
	return r.offers[i], true
}

// late tells whether the desk has to say why the application is taken before
// others (G-1): it is not the first that waits, or the API asked for it.
func (r reviewed) late(o offer) bool {
	if o.Problem != nil && slices.ContainsFunc(o.Problem.Fields, func(f refusal.Field) bool { return f.Path == "out_of_turn" }) {
		return true
	}
	return r.place() > 0 || o.Values.Get("out_of_turn") != ""
}
