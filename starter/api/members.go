package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/jst"
	"kigen/internal/postgres"
)

func registerMembers(a *API) {
	query(a, Op{
		ID: "getMember", Method: http.MethodGet, Path: "/v1/members/{id}", Tag: "members",
		EN: "A member; me is the member who asks", JA: "会員の登録内容を表示します。meはご本人を指します。",
	}, a.getMember)
}

// MemberPage is what the carrier holds of a member.
type MemberPage struct {
	ID        string    `json:"id"`
	Clock     string    `json:"clock_id,omitempty" doc:"The test clock that the member lives on."`
	Language  string    `json:"language" enum:"ja,en"`
	Names     Names     `json:"names"`
	BirthDate jst.Day   `json:"birth_date" format:"date"`
	Email     string    `json:"email"`
	Address   Address   `json:"address"`
	JoinedAt  time.Time `json:"joined_at"`
}

// Names are a person's, as registered (S-5).
type Names struct {
	Family      string `json:"family" minLength:"1" maxLength:"50"`
	Given       string `json:"given" minLength:"1" maxLength:"50"`
	FamilyKana  string `json:"family_kana" minLength:"1" maxLength:"50"`
	GivenKana   string `json:"given_kana" minLength:"1" maxLength:"50"`
	FamilyRoman string `json:"family_roman" minLength:"1" maxLength:"50"`
	GivenRoman  string `json:"given_roman" minLength:"1" maxLength:"50"`
}

// Address is in Japan (S-5).
type Address struct {
	PostalCode string `json:"postal_code" pattern:"^[0-9]{3}-?[0-9]{4}$" example:"102-0071"`
	Prefecture string `json:"prefecture" minLength:"1" maxLength:"10"`
	City       string `json:"city" minLength:"1" maxLength:"100"`
	Street     string `json:"street" minLength:"1" maxLength:"200"`
	Building   string `json:"building,omitempty" maxLength:"200"`
}

func (a *API) getMember(ctx context.Context, r *Request, in *byID) (MemberPage, error) {
	id := in.ID
	if id == "me" {
		id = r.Principal.Member
	}
	if err := r.visible(id); err != nil {
		return MemberPage{}, err
	}
	m, err := postgres.Member(ctx, a.Pool, id)
	if err != nil {
		return MemberPage{}, err
	}
	return MemberPage{
		ID: m.ID, Clock: m.Clock, Language: m.Language,
		Names: Names{
			Family: m.FamilyName, Given: m.GivenName, FamilyKana: m.FamilyKana, GivenKana: m.GivenKana,
			FamilyRoman: m.FamilyRoman, GivenRoman: m.GivenRoman,
		},
		BirthDate: m.BirthDate, Email: m.Email,
		Address: Address{
			PostalCode: m.PostalCode, Prefecture: m.Prefecture, City: m.City, Street: m.Street, Building: m.Building,
		},
		JoinedAt: m.JoinedAt,
	}, nil
}
