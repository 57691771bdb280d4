package api

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	text "github.com/danielgtaylor/huma/v2/validation"

	"kigen/internal/refusal"
)

// validation is the refusal of a request that does not fit its schema. It
// names the fields at fault and never repeats their values, which may be
// somebody's name.
func validation(status int, msg string, errs []error) *refusal.Error {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return tooLarge
	case http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		return unsupportedType
	case http.StatusRequestTimeout:
		return unavailable
	}
	if status >= http.StatusInternalServerError {
		return broken
	}
	r := malformed
	for _, err := range errs {
		detail, ok := errors.AsType[*huma.ErrorDetail](err)
		if !ok {
			continue
		}
		path, ja, en := field(detail)
		r = r.With(path, ja, en)
	}
	if len(r.Fields) == 0 && msg == "request body is required" {
		r = r.With("", "本文が必要です。", "A body is required.")
	}
	return r
}

func field(d *huma.ErrorDetail) (path, ja, en string) {
	path = d.Location
	for _, place := range []string{"body", "query", "path", "header", "form"} {
		if path == place {
			path = ""
		}
		path = strings.TrimPrefix(path, place+".")
	}
	for _, t := range translations {
		m := t.pattern.FindStringSubmatch(d.Message)
		if m == nil {
			continue
		}
		if t.names {
			path = strings.TrimPrefix(path+"."+m[1], ".")
			return path, t.ja, d.Message + "."
		}
		ja = t.ja
		for _, value := range m[1:] {
			ja = strings.Replace(ja, "%s", value, 1)
		}
		return path, ja, d.Message + "."
	}
	return path, "形式が正しくありません。", "is not of the right form."
}

// translation is one sentence of the schema checks in Japanese.
type translation struct {
	pattern *regexp.Regexp
	ja      string
	names   bool // the message names the field that its place lacks
}

var verb = regexp.MustCompile(`%[vsd]`)

func translate(en, ja string) translation {
	return translation{pattern: regexp.MustCompile("^" + verb.ReplaceAllString(regexp.QuoteMeta(en), "(.+)") + "$"), ja: ja}
}

func missing(en string) translation {
	t := translate(en, "入力してください。")
	t.names = true
	return t
}

// described is the Japanese of a pattern's description.
func described(en, ja string) translation {
	return translate(fmt.Sprintf(text.MsgExpectedBePattern, en), ja)
}

var translations = []translation{
	missing(text.MsgExpectedRequiredProperty),
	translate(text.MsgExpectedDependentRequiredProperty, "%sは、%sを指定する場合に必要です。"),
	translate("required %s parameter is missing", "入力してください。"),
	translate(text.MsgUnexpectedProperty, "この項目はありません。"),
	translate("unknown query parameter", "この項目はありません。"),
	translate(text.MsgExpectedRFC3339DateTime, "日時は2026-11-01T09:00:00+09:00のように入力してください。"),
	translate(text.MsgExpectedRFC3339Date, "日付は2026-11-01のように入力してください。"),
	translate(text.MsgExpectedBoolean, "trueまたはfalseを入力してください。"),
	translate(text.MsgExpectedNumber, "数値を入力してください。"),
	translate(text.MsgExpectedInteger, "整数を入力してください。"),
	translate(text.MsgExpectedString, "文字列を入力してください。"),
	translate(text.MsgExpectedArray, "一覧の形で入力してください。"),
	translate(text.MsgExpectedObject, "項目の組の形で入力してください。"),
	translate(text.MsgExpectedArrayItemsUnique, "同じものを二度指定することはできません。"),
	translate(text.MsgExpectedOneOf, "次のいずれかを入力してください: %s"),
	translate(text.MsgExpectedMinimumNumber, "%s以上の数値を入力してください。"),
	translate(text.MsgExpectedMaximumNumber, "%s以下の数値を入力してください。"),
	translate(text.MsgExpectedExclusiveMinimumNumber, "%sより大きい数値を入力してください。"),
	translate(text.MsgExpectedExclusiveMaximumNumber, "%sより小さい数値を入力してください。"),
	translate(text.MsgExpectedMinLength, "%s文字以上で入力してください。"),
	translate(text.MsgExpectedMaxLength, "%s文字以内で入力してください。"),
	translate(text.MsgExpectedMinItems, "%s件以上を指定してください。"),
	translate(text.MsgExpectedMaxItems, "%s件以内で指定してください。"),
	described("4 to 40 letters, digits or hyphens", "半角の英数字とハイフンで、4文字以上40文字以内で入力してください。"),
	described("up to 50 small letters, digits or hyphens", "半角の英小文字・数字・ハイフンで、50文字以内で入力してください。"),
	described("up to 64 letters, digits or any of . _ / -", "半角の英数字と記号(. _ / -)で、64文字以内で入力してください。"),
	translate(text.MsgExpectedMatchPattern, "決められた形式(%s)で入力してください。"),
}

// invalid is the refusal of one field of a request, where a schema can't say it.
func invalid(path, ja, en string) *refusal.Error {
	return malformed.With(path, ja, en)
}

// unknownID refuses a reference to something that does not exist or is not the caller's.
func unknownID(path, id string) *refusal.Error {
	return notFound.With(path, fmt.Sprintf("%sは見つかりません。", id), id+" does not exist.")
}
