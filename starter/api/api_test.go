package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"kigen/internal/refusal"
)

func TestWhoMayCall(t *testing.T) {
	w := newWorld(t)
	w.get("/v1/cases", "").problem(http.StatusUnauthorized, refusal.Unauthenticated)
	require.Equal(t, "Bearer", w.get("/v1/cases", "").header.Get("WWW-Authenticate"))
	w.call(http.MethodGet, "/v1/cases", "kgn_wrong", nil).problem(http.StatusUnauthorized, refusal.Unauthenticated)
	w.call(http.MethodGet, "/v1/terms", "kgn_wrong", nil).problem(http.StatusUnauthorized, refusal.Unauthenticated)
	w.get("/v1/tokens", Support).problem(http.StatusForbidden, refusal.Forbidden)
	w.get("/v1/tasks", Member).problem(http.StatusForbidden, refusal.Forbidden)
	require.Equal(t, http.StatusOK, w.get("/v1/tasks", Repair).status)
	require.Equal(t, http.StatusOK, w.get("/v1/terms", "").status)

	var tokens Page[Token]
	w.get("/v1/tokens", Admin).into(&tokens)
	for _, token := range tokens.Items {
		if token.Role == Support {
			require.Equal(t, http.StatusOK, w.call(http.MethodPost, "/v1/tokens/"+token.ID+"/revoke", w.token[Admin], nil).status)
		}
	}
	w.get("/v1/cases", Support).problem(http.StatusUnauthorized, refusal.Unauthenticated)

	as := As(context.Background(), Principal{Role: Billing, Token: "usr_1"})
	p, err := w.principal(as, (&http.Request{Header: http.Header{}}))
	require.NoError(t, err)
	require.Equal(t, Billing, p.Role)
}

// TestTextsThatNoDatabaseHolds are refused before anything is done.
func TestTextsThatNoDatabaseHolds(t *testing.T) {
	w := newWorld(t)
	w.get("/v1/cases/%00", Admin).problem(http.StatusNotFound, refusal.NotFound)
	w.get("/v1/cases/%ff", Admin).problem(http.StatusNotFound, refusal.NotFound)
	for _, query := range []string{"member=%00", "member=%ff%fe"} {
		p := w.get("/v1/cases?"+query, Admin).problem(http.StatusUnprocessableEntity, refusal.Invalid)
		require.Equal(t, "member", p.Fields[0].Path)
	}
	w.get("/v1/cases?kind=unheard-of", Admin).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	w.get("/v1/cases", Admin, clockHeader, "\xff").problem(http.StatusNotFound, refusal.NotFound)
	body := map[string]any{"role": "courier", "name": "a\x00b"}
	w.call(http.MethodPost, "/v1/tokens", w.token[Admin], body).problem(http.StatusBadRequest, refusal.Invalid)
	body["name"] = `a\u0000b`
	require.Equal(t, http.StatusCreated, w.call(http.MethodPost, "/v1/tokens", w.token[Admin], body).status, "a backslash is one")
}

func TestOnlyTheHashOfATokenIsKept(t *testing.T) {
	w := newWorld(t)
	r := w.call(http.MethodPost, "/v1/tokens", w.token[Admin], map[string]any{"role": "courier", "name": "parcels"}, keyHeader, "courier-1")
	require.Equal(t, http.StatusCreated, r.status, string(r.body))
	text := string(r.body)[strings.Index(string(r.body), "kgn_"):]
	text = text[:strings.IndexByte(text, '"')]
	require.Equal(t, http.StatusForbidden, w.call(http.MethodGet, "/v1/cases", text, nil).status)
	w.call(http.MethodPost, "/v1/tokens", w.token[Admin], map[string]any{"role": "courier", "name": "parcels"}, keyHeader, "courier-1").
		problem(http.StatusConflict, refusal.Used)
	for _, table := range []string{"tokens", "idempotency_keys"} {
		var found bool
		require.NoError(t, w.Pool.QueryRow(context.Background(),
			`select exists (select from `+table+` x where x::text like '%' || $1 || '%')`, text).Scan(&found))
		require.False(t, found, table)
	}
	w.call(http.MethodPost, "/v1/tokens", w.token[Admin], map[string]any{"role": "courier", "name": "x", "member": w.taro}).
		problem(http.StatusUnprocessableEntity, refusal.Invalid)
	w.call(http.MethodPost, "/v1/tokens", w.token[Admin], map[string]any{"role": "member", "name": "x", "member": "mem_none"}).
		problem(http.StatusNotFound, refusal.NotFound)
}

func TestAMemberSeesOnlyWhatIsTheirs(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_mine", w.taro, noon)
	w.commit("clm_theirs", w.hanae, noon)

	for _, path := range []string{"/v1/cases", "/v1/charges", "/v1/notices", "/v1/deadlines"} {
		var page Page[struct {
			ID   string `json:"id"`
			Case string `json:"case_id"`
		}]
		w.get(path+"?member="+w.hanae, Member).into(&page)
		require.NotEmpty(t, page.Items, path)
		for _, item := range page.Items {
			require.True(t, item.ID == "clm_mine" || item.Case == "clm_mine", path)
		}
	}
	var mine CasePage
	w.get("/v1/cases/clm_mine", Member).into(&mine)
	require.Empty(t, mine.Tasks, "tasks are the desks'")
	require.Empty(t, mine.Timeline[0].Actor.ID, "the staff's names stay inside")
	var theirs CasePage
	w.get("/v1/cases/clm_theirs", Support).into(&theirs)
	require.Len(t, theirs.Tasks, 1)

	hidden := []string{"/v1/cases/clm_theirs", "/v1/charges/" + theirs.Charges[0].ID, "/v1/notices/" + theirs.Notices[0].ID, "/v1/members/" + w.hanae}
	for _, path := range hidden {
		w.get(path, Member).problem(http.StatusNotFound, refusal.NotFound)
		require.Equal(t, http.StatusOK, w.get(path, Support).status, path)
	}
	var me MemberPage
	w.get("/v1/members/me", Member).into(&me)
	require.Equal(t, w.taro, me.ID)
	require.Equal(t, "太郎", me.Names.Given)
}

func TestEveryErrorIsAProblem(t *testing.T) {
	w := newWorld(t)
	w.get("/v1/nothing", Admin).problem(http.StatusNotFound, refusal.NotFound)
	w.get("/v1/cases/clm_none", Admin).problem(http.StatusNotFound, refusal.NotFound)
	r := w.call(http.MethodDelete, "/v1/cases", w.token[Admin], nil)
	r.problem(http.StatusMethodNotAllowed, refusal.Invalid)
	require.Contains(t, r.header.Get("Allow"), http.MethodGet)

	p := w.get("/v1/cases?limit=0&state=lost&colour=red", Admin).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	require.NotEmpty(t, p.Fields)
	p = w.get("/v1/cases?cursor=%21%21", Admin).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	require.Equal(t, "cursor", p.Fields[0].Path)

	post := func(body string, headers ...string) reply {
		return w.call(http.MethodPost, "/v1/entry-codes", w.token[Admin], body, headers...)
	}
	post(`{`).problem(http.StatusBadRequest, refusal.Invalid)
	post(``).problem(http.StatusBadRequest, refusal.Invalid)
	post(`<xml/>`, "Content-Type", "application/xml").problem(http.StatusUnsupportedMediaType, refusal.Invalid)
	post(strings.Repeat(" ", 9<<20)).problem(http.StatusRequestEntityTooLarge, refusal.Invalid)
	p = post(`{"codes":[{"code":"山田太郎","sim_kind":"voice"},{"sim_kind":"lost"}],"more":1}`).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	paths := map[string]string{}
	for _, f := range p.Fields {
		require.NotEmpty(t, f.EN)
		paths[f.Path] = f.JA
	}
	require.Contains(t, paths, "codes[0].code")
	require.Equal(t, "入力してください。", paths["codes[1].code"])
	require.Contains(t, paths["codes[1].sim_kind"], "次のいずれか")
	require.Equal(t, "この項目はありません。", paths["more"])

	require.NotContains(t, p.JA+p.EN+string(mustJSON(p)), "山田太郎", "values are not repeated")

	english := w.get("/v1/nothing", Admin, "Accept-Language", "en-GB,ja;q=0.5").problem(http.StatusNotFound, refusal.NotFound)
	require.Equal(t, english.EN, english.Detail)
	japanese := w.get("/v1/nothing", Admin).problem(http.StatusNotFound, refusal.NotFound)
	require.Equal(t, japanese.JA, japanese.Detail)
}

func mustJSON(v any) []byte { return encode(v) }

func TestAPanicIsAProblemToo(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("GET /v1/breaks", func(http.ResponseWriter, *http.Request) { panic("no") })
	w.get("/v1/breaks", Admin).problem(http.StatusInternalServerError, internal)
	w.mux.HandleFunc("GET /v1/breaks-late", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		panic("no")
	})
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { w.get("/v1/breaks-late", Admin) })
}

func TestADatabaseThatIsAwayIsUnavailable(t *testing.T) {
	w := newWorld(t)
	w.Deps.Pool.Close()
	r := w.get("/v1/cases", Admin)
	require.Contains(t, []int{http.StatusServiceUnavailable, http.StatusInternalServerError}, r.status)
}

func TestEveryCodeHasAStatus(t *testing.T) {
	for _, code := range append(refusal.Codes(), internal) {
		require.NotZero(t, statuses[code], code)
	}
	require.Len(t, statuses, len(refusal.Codes())+1)
}

func TestThePublicIsLimited(t *testing.T) {
	w := newWorld(t, func(d *Deps) { d.PublicRate = rate.Limit(0.001) })
	require.Equal(t, http.StatusOK, w.get("/v1/terms", "").status)
	r := w.get("/v1/terms", "")
	r.problem(http.StatusTooManyRequests, refusal.RateLimited)
	require.NotEmpty(t, r.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, w.get("/v1/terms", Member).status, "who has a token is known")
}

func TestTestClocksAreForDevelopment(t *testing.T) {
	w := newWorld(t)
	w.get("/v1/terms", "", clockHeader, "clk_x").problem(http.StatusUnprocessableEntity, refusal.NotOffered)
	w.get("/v1/test-clocks", "").problem(http.StatusUnprocessableEntity, refusal.NotOffered)
	w.call(http.MethodPost, "/v1/test-clocks", "", map[string]any{"name": "x", "instant": noon}).
		problem(http.StatusUnprocessableEntity, refusal.NotOffered)
}

func TestDocsLoadNothingFromElsewhere(t *testing.T) {
	w := newWorld(t)
	page := w.get("/docs", "")
	require.Equal(t, http.StatusOK, page.status)
	require.NotContains(t, string(page.body), "https://")
	require.NotContains(t, string(page.body), "<script")
	for _, operation := range w.Operations() {
		require.Contains(t, string(page.body), `id="`+operation+`"`)
	}
	require.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'none'")
	for _, path := range []string{"/openapi.json", "/openapi.yaml"} {
		document := w.get(path, "")
		require.Equal(t, http.StatusOK, document.status)
		require.Contains(t, string(document.body), "3.1.0")
	}
}
