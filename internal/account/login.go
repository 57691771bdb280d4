// Package account holds the rules of a member's account on the member pages: what
// a login looks like, when wrong passwords lock it, how long links and sessions
// are good. None of them is of the carrier's terms, and none counts days: their
// instants are the machine's, also for members who live on a test clock, which
// stands still between its steps.
package account

import (
	"crypto/sha256"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"kigen/internal/refusal"
)

// login is 6 to 32 characters that can be told on the phone. No @ is among them,
// so that a login is never an address.
var login = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{5,31}$`)

// Login gives a login as it is kept: logins are the same in capitals, in
// full-width letters and with blanks around.
func Login(typed string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFKC.String(typed)))
}

// CheckLogin refuses, with code invalid, a login that [Login] gave and that cannot be one.
func CheckLogin(l string) error {
	if login.MatchString(l) {
		return nil
	}
	no := refusal.New(refusal.Invalid, "", "このログインIDはご利用いただけません。", "This can't be a login ID.")
	if strings.Contains(l, "@") {
		return no.With("login", "メールアドレスはログインIDにできません。別の文字の並びをお決めください。",
			"An e-mail address can't be a login ID. Please choose something else.")
	}
	return no.With("login", "半角の英小文字・数字・記号(. _ -)で、6文字以上32文字以内で入力してください。先頭は英数字です。",
		"Use 6 to 32 of a–z, 0–9 and . _ -, beginning with a letter or digit.")
}

// LoginTaken refuses a login that another member has.
func LoginTaken() error {
	return refusal.New(refusal.Used, "", "このログインIDは、すでに使用されています。", "This login ID is taken.").
		With("login", "別のログインIDを入力してください。", "Please choose another one.")
}

// Hash stands for a login where it is counted how often its password was wrong.
func Hash(l string) [sha256.Size]byte { return sha256.Sum256([]byte("kigen login\n" + l)) }

// SuggestLogin makes a login of a Roman name and a number that the caller draws:
// "taro.yamada482". Empty where the name has no letters to make one of.
func SuggestLogin(given, family, number string) string {
	letters := func(name string) string {
		return strings.Map(func(c rune) rune {
			if c >= 'a' && c <= 'z' {
				return c
			}
			return -1
		}, strings.ToLower(norm.NFKD.String(name)))
	}
	name := strings.Trim(letters(given)+"."+letters(family), ".")
	if name == "" {
		return ""
	}
	name = name[:min(len(name), 32-len(number))]
	if l := name + number; login.MatchString(l) {
		return l
	}
	return ""
}
