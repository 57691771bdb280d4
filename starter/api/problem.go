package api

import (
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Problem is the answer to every request that was not carried out (RFC 9457).
type Problem struct {
	Type   string          `json:"type" format:"uri-reference" doc:"Where the kind of problem is explained."`
	Title  string          `json:"title" doc:"The HTTP status in words."`
	Status int             `json:"status" doc:"The HTTP status."`
	Detail string          `json:"detail" doc:"What is wrong, in the language that Accept-Language asks for: ja or en."`
	Code   string          `json:"code" doc:"A stable name of the problem to branch on."`
	Rule   terms.ID        `json:"rule,omitempty" doc:"The rule that refuses, where one of the terms does."`
	JA     string          `json:"ja" doc:"The sentence in Japanese."`
	EN     string          `json:"en" doc:"The sentence in English."`
	Fields []refusal.Field `json:"fields,omitempty" doc:"The parts of the request at fault."`

	retryAfter string
}

// Error is for logs.
func (p *Problem) Error() string { return p.Code + ": " + p.EN }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType marks the answer as a problem.
func (p *Problem) ContentType(string) string { return problemJSON }

const problemJSON = "application/problem+json"

// internal is the code of a fault of ours; the log has the cause.
const internal = "internal"

// statuses maps each code to its one HTTP status.
var statuses = map[string]int{
	refusal.Invalid:     http.StatusUnprocessableEntity,
	refusal.Mismatch:    http.StatusUnprocessableEntity,
	refusal.NotCovered:  http.StatusUnprocessableEntity,
	refusal.NotEligible: http.StatusUnprocessableEntity,
	refusal.NotOffered:  http.StatusUnprocessableEntity,
	refusal.CardRefused: http.StatusUnprocessableEntity,
	refusal.FileRefused: http.StatusUnprocessableEntity,

	refusal.TooLate:           http.StatusConflict,
	refusal.TooEarly:          http.StatusConflict,
	refusal.TooOld:            http.StatusGone,
	refusal.LimitReached:      http.StatusConflict,
	refusal.AlreadyOpen:       http.StatusConflict,
	refusal.Used:              http.StatusConflict,
	refusal.State:             http.StatusConflict,
	refusal.Conflict:          http.StatusConflict,
	refusal.NeedsSecondPerson: http.StatusConflict,

	refusal.Expired:             http.StatusGone,
	refusal.Locked:              http.StatusLocked,
	refusal.NotFound:            http.StatusNotFound,
	refusal.Unauthenticated:     http.StatusUnauthorized,
	refusal.Forbidden:           http.StatusForbidden,
	refusal.IdempotencyMismatch: http.StatusUnprocessableEntity,
	refusal.RateLimited:         http.StatusTooManyRequests,
	refusal.Maintenance:         http.StatusServiceUnavailable,
	refusal.Unavailable:         http.StatusServiceUnavailable,

	internal: http.StatusInternalServerError,
}

var (
	notFound = refusal.New(refusal.NotFound, "",
		"お探しのものは見つかりませんでした。", "There is no such thing, or it is not yours to see.")
	unauthenticated = refusal.New(refusal.Unauthenticated, "",
		"ログインが必要です。トークンをご確認ください。", "A valid token is needed for this request.")
	forbidden = refusal.New(refusal.Forbidden, "",
		"この操作を行う権限がありません。", "Your role may not do this.")
	rateLimited = refusal.New(refusal.RateLimited, "",
		"短い時間に多くのご依頼をいただいています。しばらくしてからもう一度お試しください。",
		"Too many requests in a short time. Please try again in a moment.")
	unavailable = refusal.New(refusal.Unavailable, "",
		"ただいまご利用いただけません。しばらくしてからもう一度お試しください。",
		"The service does not answer right now. Please try again in a moment.")
	broken = refusal.New(internal, "",
		"申し訳ございません。システムの不具合により処理できませんでした。サポートセンターまでご連絡ください。",
		"Something went wrong on our side. Please contact the support centre.")
	malformed = refusal.New(refusal.Invalid, "",
		"ご入力の内容に誤りがあります。", "The request is not right.")
	tooLarge = refusal.New(refusal.Invalid, "",
		"送信されたデータが大きすぎます。", "The request is too large.")
	unsupportedType = refusal.New(refusal.Invalid, "",
		"このデータの形式には対応していません。", "The request's content type is not supported.")
	notAllowed = refusal.New(refusal.Invalid, "",
		"この場所ではその操作はできません。", "This address does not know that method.")
)

// problemOf words a refusal for a caller of that language. A status other than
// zero overrides that of the code.
func problemOf(r *refusal.Error, language string, status int) *Problem {
	if status == 0 {
		status = statuses[r.Code]
	}
	p := &Problem{
		Type: docsPath + "#problem-" + r.Code, Title: http.StatusText(status), Status: status,
		Code: r.Code, Rule: r.Rule, JA: r.JA, EN: r.EN, Fields: r.Fields, Detail: r.JA,
	}
	if language == english {
		p.Detail = r.EN
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		p.retryAfter = "1"
	}
	return p
}

// GetHeaders tells when to try again, where that may help.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter != "" {
		h.Set("Retry-After", p.retryAfter)
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	return h
}

// write answers a request that no operation took.
func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemJSON)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// huma words its own errors (a malformed body, a missing parameter) through
// these package variables; it has no other hook.
func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return problemOf(validation(status, msg, errs), japanese, status)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return problemOf(validation(status, msg, errs), languageOf(ctx.Header("Accept-Language")), status)
	}
}
