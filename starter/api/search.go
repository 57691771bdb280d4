package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"kigen/internal/postgres"
	"kigen/internal/search"
)

func registerSearch(a *API) {
	a.watched["search"] = true
	query(a, Op{
		ID: "search", Method: http.MethodPost, Path: "/v1/searches", Tag: "cases",
		EN: "Find what a text stands for: an ID, an IMEI, a telephone number, a parcel's number, a name. It stays out of addresses; personal data are found by who may see members",
		JA: "番号、IMEI、電話番号、荷物の伝票番号、氏名などから探します(入力した内容はURLに含めません)。個人情報による検索は、会員の登録内容を表示できる担当に限ります。",
	}, a.search)
	query(a, Op{
		ID: "nameMembers", Method: http.MethodPost, Path: "/v1/member-names", Tag: "members",
		EN: "What members are called", JA: "会員の氏名を表示します。",
	}, a.nameMembers)
}

// SearchResult is what was found, by its kind. Of each kind 20 at most are given.
type SearchResult struct {
	// Understood is what the text was taken for.
	Understood []string      `json:"understood" nullable:"false" enum:"id,imei,wrong_imei,phone,parcel,email,name" doc:"What the text may stand for; none where it means nothing that can be looked for."`
	Withheld   bool          `json:"withheld,omitempty" doc:"It may be personal data, by which the caller's desk may not search."`
	Members    []FoundMember `json:"members" nullable:"false"`
	Lines      []FoundLine   `json:"lines" nullable:"false"`
	Devices    []DeviceLink  `json:"devices" nullable:"false"`
	Units      []FoundUnit   `json:"units" nullable:"false" doc:"Units of the stock, for who may see it."`
	Cases      []FoundCase   `json:"cases" nullable:"false"`
	Parcels    []FoundParcel `json:"parcels" nullable:"false"`
	More       bool          `json:"more,omitempty" doc:"There is more of a kind than is given: ask more closely."`
}

// FoundMember tells a member from others of that name; who may not see members
// learns the ID only.
type FoundMember struct {
	ID         string `json:"id"`
	Clock      string `json:"clock_id,omitempty" doc:"The test clock that the member lives on."`
	Family     string `json:"family_name,omitempty"`
	Given      string `json:"given_name,omitempty"`
	FamilyKana string `json:"family_kana,omitempty"`
	GivenKana  string `json:"given_kana,omitempty"`
	BirthYear  int    `json:"birth_year,omitempty"`
}

// FoundLine is a line.
type FoundLine struct {
	ID          string     `json:"id"`
	Member      string     `json:"member_id"`
	Kind        string     `json:"kind" enum:"data,sms,voice"`
	Plan        string     `json:"plan"`
	PhoneNumber string     `json:"phone_number,omitempty" doc:"For who may see members."`
	EndedAt     *time.Time `json:"ended_at,omitempty"`
}

// FoundUnit is a unit of the stock.
type FoundUnit struct {
	ID     string `json:"id"`
	Pool   string `json:"pool" enum:"loaner,replacement"`
	Name   string `json:"name" doc:"The model's name."`
	Colour string `json:"colour"`
	State  string `json:"state"`
	Case   string `json:"case_id,omitempty"`
}

// FoundCase is a case with what is due next.
type FoundCase struct {
	Case
	Deadline string     `json:"deadline,omitempty" doc:"Its next open deadline." example:"old-device-back"`
	Lapse    *time.Time `json:"lapse,omitempty"`
}

// FoundParcel is a parcel that was sent, or one that is to come back.
type FoundParcel struct {
	ID       string     `json:"id"`
	Case     string     `json:"case_id"`
	CaseKind string     `json:"case_kind" example:"replacement"`
	Back     bool       `json:"back" doc:"It is one that is to come back, or did."`
	Kind     string     `json:"kind"`
	Number   string     `json:"number" doc:"The courier's, or that of the return slip."`
	Began    time.Time  `json:"began" doc:"When it was sent, or asked for."`
	Ended    *time.Time `json:"ended,omitempty" doc:"When it was delivered, or booked in."`
}

type searchFor struct {
	Body struct {
		Text string `json:"text" maxLength:"200"`
	}
}

// search finds what a text stands for. That a person searched by personal data is
// written to the audit list; what they typed is not.
func (a *API) search(ctx context.Context, r *Request, in *searchFor) (SearchResult, error) {
	asked := search.Read(in.Body.Text, a.Terms.At(r.At).W3.IMEIDigits)
	personal := slices.Contains(allowed("getMember"), r.Principal.Role)
	result := SearchResult{Understood: understood(asked), Withheld: asked.Personal() && !personal}
	if (asked.Personal() || strings.HasPrefix(asked.ID, "mem_")) && personal {
		if err := a.auditLook(ctx, r); err != nil {
			return result, err
		}
	}
	found, err := postgres.Search(ctx, a.Pool, asked, personal)
	if err != nil {
		return result, err
	}
	if !slices.Contains(allowed("getStockUnit"), r.Principal.Role) {
		found.Units = nil
	}
	result.Members = cut(&result, found.Members, func(m postgres.FoundMemberRow) FoundMember {
		if !personal {
			return FoundMember{ID: m.ID, Clock: m.Clock}
		}
		year, _, _ := m.BirthDate.Date()
		return FoundMember{
			ID: m.ID, Clock: m.Clock, Family: m.FamilyName, Given: m.GivenName, FamilyKana: m.FamilyKana, GivenKana: m.GivenKana, BirthYear: year,
		}
	})
	result.Lines = cut(&result, found.Lines, func(l postgres.FoundLineRow) FoundLine {
		if !personal {
			l.PhoneNumber = ""
		}
		return FoundLine(l)
	})
	result.Devices = cut(&result, found.Devices, linkView)
	result.Units = cut(&result, found.Units, func(u postgres.UnitRow) FoundUnit {
		return FoundUnit{ID: u.ID, Pool: u.Pool, Name: u.ModelName, Colour: u.Colour, State: u.State, Case: u.Case}
	})
	result.Cases = cut(&result, found.Cases, func(c postgres.FoundCaseRow) FoundCase {
		v := FoundCase{Case: caseView(c.CaseRow), Lapse: c.Lapse}
		if c.Deadline != nil {
			v.Deadline = *c.Deadline
		}
		return v
	})
	result.Parcels = cut(&result, found.Parcels, func(p postgres.FoundParcelRow) FoundParcel { return FoundParcel(p) })
	return result, nil
}

func understood(t search.Terms) []string {
	all := []string{}
	for _, as := range []struct {
		name string
		is   bool
	}{
		{"id", t.ID != ""},
		{"imei", t.IMEI != ""},
		{"wrong_imei", t.NotIMEI},
		{"phone", t.Phone != ""},
		{"parcel", t.Parcel != ""},
		{"email", t.Email != ""},
		{"name", t.Named()},
	} {
		if as.is {
			all = append(all, as.name)
		}
	}
	return all
}

// cut shows as many as a search gives, and notes that there are more.
func cut[Row, T any](result *SearchResult, rows []Row, view func(Row) T) []T {
	if len(rows) > postgres.FoundPerLike {
		rows, result.More = rows[:postgres.FoundPerLike], true
	}
	return views(rows, view)
}

type nameMembers struct {
	Body struct {
		Members []string `json:"members" maxItems:"200" nullable:"false"`
	}
}

// MemberNames are names by the member.
type MemberNames struct {
	Members []MemberName `json:"members" nullable:"false"`
}

// MemberName is what a member is called.
type MemberName struct {
	ID     string `json:"id"`
	Family string `json:"family_name"`
	Given  string `json:"given_name"`
}

func (a *API) nameMembers(ctx context.Context, _ *Request, in *nameMembers) (MemberNames, error) {
	rows, err := postgres.MemberNames(ctx, a.Pool, in.Body.Members)
	return MemberNames{Members: views(rows, func(m postgres.MemberNameRow) MemberName {
		return MemberName{ID: m.ID, Family: m.FamilyName, Given: m.GivenName}
	})}, err
}
