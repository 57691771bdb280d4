// Package postalcode finds the place that a postal code stands for.
//
// The data are Japan Post's (郵便番号データ, as of late 2024, with the codes of large
// offices), on which Japan Post claims no copyright. They are help for who types an
// address and decide nothing: a code that they don't have is as good as any other.
// The newest, of places alone, are taken in by
//
//	go run ./internal/postalcode/build utf_ken_all.csv
package postalcode

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"sort"
	"strings"
	"sync"
)

//go:embed places.tsv.gz
var packed []byte

// Place is where a postal code leads. Town is empty for the rest of a city.
type Place struct {
	Prefecture string `json:"prefecture"`
	City       string `json:"city"`
	Town       string `json:"town,omitempty"`
}

type row struct {
	code string
	Place
}

// rows are in the order of their codes. A row of the file names its prefecture and
// city where they differ from those of the row before.
var rows = sync.OnceValue(func() []row {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	var all []row
	var last row
	for line := range strings.Lines(string(text)) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		r := row{parts[0], Place{parts[1], parts[2], parts[3]}}
		if r.City == "" {
			r.Prefecture, r.City = last.Prefecture, last.City
		}
		all = append(all, r)
		last = r
	}
	return slices.Clip(all)
})

// Find gives the places of a code of seven digits; none where it is not known.
func Find(code string) (places []Place) {
	if len(code) != 7 {
		return nil
	}
	all := rows()
	first := sort.Search(len(all), func(i int) bool { return all[i].code >= code })
	for _, r := range all[first:] {
		if r.code != code {
			break
		}
		places = append(places, r.Place)
	}
	return places
}
