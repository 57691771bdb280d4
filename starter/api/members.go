package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/identity"
	"kigen/internal/jst"
)

func registerMembers(a *API) {
	query(a, Op{
		ID: "getMember", Method: http.MethodGet, Path: "/v1/members/{id}", Tag: "members",
		EN: "A member; me is the member who asks", JA: "会員の登録内容を表示します。meはご本人を指します。",
	}, a.getMember)
}

// MemberPage is what the carrier holds of a member.
type MemberPage struct {
	ID        string           `json:"id"`
	Clock     string           `json:"clock_id,omitempty" doc:"The test clock that the member lives on."`
	Language  string           `json:"language" enum:"ja,en"`
	Names     identity.Names   `json:"names"`
	BirthDate jst.Day          `json:"birth_date" format:"date"`
	Email     string           `json:"email"`
	Address   identity.Address `json:"address"`
	JoinedAt  time.Time        `json:"joined_at"`
}

func (a *API) getMember(ctx context.Context, r *Request, in *byID) (MemberPage, error) {
	m, err := a.memberFor(ctx, r, in.ID)
	if err != nil {
		return MemberPage{}, err
	}
	return MemberPage{
		ID: m.ID, Clock: m.Clock, Language: m.Language,
		Names: identity.Names{
			Family: m.FamilyName, Given: m.GivenName, FamilyKana: m.FamilyKana, GivenKana: m.GivenKana,
			FamilyRoman: m.FamilyRoman, GivenRoman: m.GivenRoman,
		},
		BirthDate: m.BirthDate, Email: m.Email,
		Address: identity.Address{
			PostalCode: m.PostalCode, Prefecture: m.Prefecture, City: m.City, Street: m.Street, Building: m.Building,
		},
		JoinedAt: m.JoinedAt,
	}, nil
}
