package pages

import "kigen/starter/api"

// Rehearse tells what a command would do and what would follow from it, by the
// operation and input that the command itself would have. What it refuses is what
// the command would refuse, as an *api.Problem. Nothing is done.
func Rehearse(v *Visit, operation string, in Input) (api.Rehearsal, error) {
	rehearsing := *v
	rehearsing.R = v.R.WithContext(api.Rehearse(v.Ctx()))
	return Ask[api.Rehearsal](&rehearsing, operation, in)
}
