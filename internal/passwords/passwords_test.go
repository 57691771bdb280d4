package passwords

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/refusal"
)

func TestAPasswordIsKnownAgain(t *testing.T) {
	ctx := t.Context()
	hash, err := Hash(ctx, "紫の傘を三本買った")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$"), hash)
	again, err := Hash(ctx, "紫の傘を三本買った")
	require.NoError(t, err)
	require.NotEqual(t, hash, again, "a salt of its own")

	match, err := Verify(ctx, hash, "紫の傘を三本買った")
	require.NoError(t, err)
	require.Equal(t, Match{OK: true}, match)
	for _, wrong := range []string{"", "紫の傘を三本買った ", "紫の傘を三本買っだ", strings.Repeat("x", longest+1)} {
		match, err = Verify(ctx, hash, wrong)
		require.NoError(t, err)
		require.Zero(t, match)
	}
}

// TestFullWidthIsTheSame covers NFKC: what an input method writes wide, or in
// parts, is the same password.
func TestFullWidthIsTheSame(t *testing.T) {
	hash, err := Hash(t.Context(), "umbrella ガラス 42")
	require.NoError(t, err)
	for _, same := range []string{"ｕｍｂｒｅｌｌａ　ガラス　４２", "umbrella ｶﾞﾗｽ 42", "umbrella カ\u3099ラス 42"} {
		match, err := Verify(t.Context(), hash, same)
		require.NoError(t, err)
		require.True(t, match.OK, same)
	}
}

func TestAnOldHashIsStale(t *testing.T) {
	old := parameters{memory: 8 * 1024, passes: 1, threads: 1}
	salt := []byte("0123456789abcdef")
	key, err := derive(t.Context(), "umbrella-42", salt, old, keyLength)
	require.NoError(t, err)
	match, err := Verify(t.Context(), encode(old, salt, key), "umbrella-42")
	require.NoError(t, err)
	require.Equal(t, Match{OK: true, Stale: true}, match)
	match, err = Verify(t.Context(), encode(old, salt, key), "umbrella-43")
	require.NoError(t, err)
	require.Zero(t, match)
}

func TestNobodyHasTheDummy(t *testing.T) {
	for _, password := range []string{"", "x", "umbrella-42"} {
		match, err := Verify(t.Context(), "", password)
		require.NoError(t, err)
		require.Zero(t, match)
	}
}

// TestAnUnknownLoginTakesAsLong holds what is compared for one against what a hash
// costs; that it is compared at all, TestOnlyAFewAreHashedAtOnce sees.
func TestAnUnknownLoginTakesAsLong(t *testing.T) {
	p, salt, key, err := decode(dummy())
	require.NoError(t, err)
	require.Equal(t, current, p)
	require.Len(t, salt, saltLength)
	require.Len(t, key, keyLength)
}

func TestHashesThatCannotBeRead(t *testing.T) {
	good, err := Hash(t.Context(), "umbrella-42")
	require.NoError(t, err)
	for _, hash := range []string{
		"x", "$2a$10$abc", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=19456", "m=99999999", 1), strings.Replace(good, "m=19456", "m=1", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "t=2", "t=4000", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "p=1", "p=x", 1), good + "=", good[:len(good)-30], good + "$",
	} {
		_, err := Verify(t.Context(), hash, "umbrella-42")
		require.ErrorIs(t, err, errHash, hash)
		require.NotContains(t, err.Error(), "$")
	}
}

// TestOnlyAFewAreHashedAtOnce fills every slot: who comes then waits, and leaves
// when the request does.
func TestOnlyAFewAreHashedAtOnce(t *testing.T) {
	for range cap(slots) {
		slots <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := Hash(ctx, "umbrella-42")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = Verify(ctx, "", "umbrella-42")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	for range cap(slots) {
		<-slots
	}
	var all sync.WaitGroup
	for range 2 * cap(slots) {
		all.Go(func() {
			if _, err := Hash(t.Context(), "umbrella-42"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestRules(t *testing.T) {
	for password, ok := range map[string]bool{
		"glaciers hum at noon":               true,
		"紫の傘を三本買ったよ":                         false, // ten
		"紫の傘を三本も買いました":                       true,
		"eleven chr.":                        false,
		"twelve chars":                       true,
		"😀🐢🚲🌂🎻🧭🪴🧀🛶🪁🧶🦊":                       true,
		strings.Repeat("ab cde", 21) + "xy":  true,  // 128
		strings.Repeat("ab cde", 21) + "xyz": false, // 129
		strings.Repeat("😀🐢🚲🌂🎻", 2000):        false,
		"umbrella\tand42":                    false,
		"aaaaaaaaaaaaaa":                     false,
		"abababababab":                       false,
		"123456789012":                       false,
		"abcdefghijkl":                       false,
		"qwertyuiopasdfgh":                   false,
		"1q2w3e4r5t6y":                       false,
		"Password1234":                       false,
		"ｐａｓｓｗｏｒｄ１２３４":                       false,
		"!!sakura2026":                       true, // six besides the word
		"!sakurasakura1":                     false,
		"passwordpassword":                   false,
		"tanaka.hanako":                      false, // the login
		"Tanaka.Hanako77":                    false,
		"tanaka.hanako buys tofu!":           true,
	} {
		err := ForStaff.Check(password, "tanaka.hanako")
		require.Equal(t, ok, err == nil, "%.40s: %v", password, err)
		if err == nil {
			continue
		}
		no, is := refusal.As(err)
		require.True(t, is)
		require.Equal(t, refusal.Invalid, no.Code)
		require.Equal(t, Field, no.Fields[0].Path)
		require.NotContains(t, err.Error(), password)
	}
	require.NoError(t, ForMembers.Check("紫の傘を三本買ったよ", "tanaka.hanako"))
	require.Error(t, ForMembers.Check("紫の傘を三本買った", "tanaka.hanako"))
}

func TestTheListIsFolded(t *testing.T) {
	require.Greater(t, len(commonest()), 200)
	for word := range commonest() {
		require.Equal(t, fold(word), word)
		require.NotEmpty(t, word)
	}
}

func TestOneTimePasswordsPass(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		one := OneTime()
		require.Regexp(t, `^[2-9a-z]{4}(-[2-9a-z]{4}){3}$`, one)
		require.False(t, seen[one])
		require.NoError(t, ForStaff.Check(one, "tanaka"))
		seen[one] = true
	}
}

func TestAClosedContextIsNoWrongPassword(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 {
		match, err := Verify(ctx, "", "x")
		require.True(t, err == nil || errors.Is(err, context.Canceled))
		require.False(t, match.OK)
	}
}
