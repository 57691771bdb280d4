package passwords

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kigen/internal/refusal"
)

// Rules are what a new password must keep to. There are none on which kinds of
// characters it is made of, and none on how often it changes (NIST SP 800-63B,
// 5.1.1): length is what helps.
type Rules struct {
	// Shortest is how many code points it has at least, inclusive.
	Shortest int
}

// Longest is how many code points a password has at most, inclusive.
const Longest = 128

// The two kinds of accounts.
var (
	ForStaff   = Rules{Shortest: 12}
	ForMembers = Rules{Shortest: 10}
)

// Field is the path of the password that a refusal of [Rules.Check] names.
const Field = "password"

// Check refuses a new password with code invalid: it is too short or too long,
// has control characters, is among the commonest ones, or is little more than
// the login. The refusal repeats nothing of it.
func (r Rules) Check(password, login string) error {
	switch n := length(cut(password)); {
	case n < r.Shortest:
		return refused(
			fmt.Sprintf("パスワードは%d文字以上で入力してください。", r.Shortest),
			fmt.Sprintf("Use %d characters or more.", r.Shortest))
	case n > Longest || len(password) > longest:
		return refused(
			fmt.Sprintf("パスワードは%d文字以内で入力してください。", Longest),
			fmt.Sprintf("Use no more than %d characters.", Longest))
	case strings.ContainsFunc(password, unicode.IsControl):
		return refused("パスワードに改行やタブなどの制御文字は使用できません。", "Leave out line breaks, tabs and other control characters.")
	}
	folded := fold(password)
	switch {
	case common(folded):
		return refused("推測されやすいパスワードです。別のパスワードを入力してください。",
			"This password is easy to guess. Please choose another.")
	case resembles(folded, fold(login)):
		return refused("ログインIDとよく似たパスワードは使用できません。別のパスワードを入力してください。",
			"This password is too much like the login. Please choose another.")
	}
	return nil
}

func refused(ja, en string) error {
	return refusal.New(refusal.Invalid, "", ja, en).With(Field, ja, en)
}

// cut keeps what is counted within bounds.
func cut(password string) string {
	if len(password) > longest {
		return password[:longest]
	}
	return password
}

func fold(text string) string { return strings.ToLower(norm.NFKC.String(text)) }

//go:embed common.txt
var commonText string

// commonest are folded words and passwords that lists of leaked ones begin with.
var commonest = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(commonText) {
		all[strings.TrimSpace(line)] = true
	}
	return all
})

const (
	// fewest different characters.
	fewest = 5
	// slack is how much a password must have besides a word that is known.
	slack = 6
)

// common tells whether a folded password is one of the commonest, one of their
// words written several times or with a few digits or signs about it, a run along
// the alphabet, the digits or the keyboard, or made of very few characters.
func common(folded string) bool {
	different := map[rune]bool{}
	for _, c := range folded {
		different[c] = true
	}
	if len(different) < fewest || run(folded) || commonest()[folded] {
		return true
	}
	word := strings.TrimFunc(folded, func(c rune) bool { return !unicode.IsLetter(c) })
	besides := len([]rune(folded)) - len([]rune(word))
	return besides < slack && (commonest()[word] || commonest()[repeated(word)])
}

// rows are what fingers and children run along.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
	"01234567890", "09876543210",
	"qwertyuiop", "poiuytrewq", "asdfghjkl", "lkjhgfdsa", "zxcvbnm", "mnbvcxz",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
}

// run tells whether all of a text is made of pieces of rows, four characters long at least.
func run(folded string) bool {
	for folded != "" {
		longest := 0
		for _, row := range rows {
			for n := len(folded); n >= 4 && n > longest; n-- {
				if strings.Contains(row, folded[:n]) {
					longest = n
				}
			}
		}
		if longest == 0 {
			return false
		}
		folded = folded[longest:]
	}
	return true
}

// repeated is the shortest text of which word is a repetition: itself, mostly.
func repeated(word string) string {
	for n := 1; n <= len(word)/2; n++ {
		if len(word)%n == 0 && strings.Repeat(word[:n], len(word)/n) == word {
			return word[:n]
		}
	}
	return word
}

// resembles tells whether a folded password is the login with little besides.
func resembles(folded, login string) bool {
	if len([]rune(login)) < 3 || !strings.Contains(folded, login) {
		return false
	}
	return len([]rune(strings.ReplaceAll(folded, login, ""))) < slack
}
