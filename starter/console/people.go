package console

import (
	"fmt"
	"slices"

	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/words"
)

// staffNames are those of the staff and machines with these IDs.
func (v *visit) staffNames(ids []string) (map[string]string, error) {
	slices.Sort(ids)
	return postgres.ActorNames(v.Ctx(), v.console.API.Pool, slices.Compact(ids))
}

// calls names who acts: the person by name, where the staff knows it, and the role.
func (v *visit) calls(names map[string]string, a api.Actor) string {
	switch name := names[a.ID]; {
	case a.ID != "" && a.ID == v.Who.Token:
		return v.T("あなた", "you")
	case name != "":
		return v.colleague(name, a.Role)
	}
	return v.Text(words.Role(a.Role))
}

// colleague is somebody by name, with the role.
func (v *visit) colleague(name, role string) string {
	return fmt.Sprintf(v.T("%s(%s)", "%s (%s)"), name, v.Text(words.Role(role)))
}
