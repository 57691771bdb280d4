package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
)

func TestASentenceKeepsDaysWhole(t *testing.T) {
	for text, want := range map[string]string{
		"2026年11月22日(日)の翌日から":    `<span class="nowrap">2026年11月22日(日)</span>の翌日から`,
		"until Wed 25 Nov 2026.": `until <span class="nowrap">Wed 25 Nov 2026</span>.`,
		"<b> & 14日":              "&lt;b&gt; &amp; 14日",
	} {
		var b strings.Builder
		require.NoError(t, Sentence(text).Render(t.Context(), &b))
		require.Equal(t, want, b.String())
	}
}

func TestRemainingOnTheDayOfALapse(t *testing.T) {
	v := &Visit{Lang: Japanese}
	at := func(day, hour int) time.Time { return jst.MakeDay(2026, time.November, day).At(hour, 0) }
	for _, one := range []struct {
		lapse, now    time.Time
		says, urgency string
	}{
		{at(30, 20), at(30, 19), "本日まで", "today"},
		{at(30, 20), at(30, 20), "本日期限切れ", "past"},
		{at(16, 0), at(15, 23), "本日まで", "today"},
		{at(16, 0), at(16, 0), "1日超過", "past"},
	} {
		says, urgency := v.Remaining(one.lapse, one.now)
		require.Equal(t, one.says, says)
		require.Equal(t, one.urgency, urgency)
	}
}
