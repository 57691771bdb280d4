package ids_test

import (
	"strings"
	"testing"

	"kigen/internal/ids"
)

func TestNewIsRandomAndWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := ids.New("clm")
		if !ids.Is("clm", id) || len(id) != 30 || id != strings.ToLower(id) || seen[id] {
			t.Fatalf("New = %q", id)
		}
		seen[id] = true
	}
}

func TestDerivedIsStableAndKeepsPartsApart(t *testing.T) {
	const want = "clm_24x0vmmkcb1svx8taf4840c9dm" // stored IDs stay valid only while this holds
	if got := ids.Derived("clm", "mem_1", "key"); got != want {
		t.Errorf("Derived = %q, want %q", got, want)
	}
	if !ids.Is("clm", want) {
		t.Error("a derived ID looks unlike a random one")
	}
	distinct := []string{
		ids.Derived("a", "ab", "c"), ids.Derived("a", "a", "bc"), ids.Derived("a", "abc"),
		ids.Derived("a", "abc", ""), ids.Derived("a"), ids.Derived("b"),
	}
	for i, a := range distinct {
		for _, b := range distinct[i+1:] {
			if a[2:] == b[2:] {
				t.Errorf("%q and %q coincide", a, b)
			}
		}
	}
}

func TestPrefixRefusesWhatIsNoID(t *testing.T) {
	good := ids.New("tsk")
	for _, id := range []string{
		"", "tsk", "tsk_", "_" + good[4:], "TSK_" + good[4:], good + "0", good[:29],
		"tsk_" + strings.Repeat("u", 26), strings.ToUpper(good), "t/k_" + good[4:],
	} {
		if p, ok := ids.Prefix(id); ok {
			t.Errorf("Prefix(%q) = %q", id, p)
		}
	}
	if ids.Is("clm", good) {
		t.Error("a task is taken for a claim")
	}
}
