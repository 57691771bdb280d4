// Command build makes internal/postalcode/places.tsv.gz of Japan Post's file
// utf_ken_all.csv (郵便番号データ, UTF-8, one record a line).
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

type place struct{ code, prefecture, city, town string }

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: go run ./internal/postalcode/build utf_ken_all.csv")
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	places, err := read(file)
	if err != nil {
		return err
	}
	packed, err := pack(places)
	if err != nil {
		return err
	}
	return os.WriteFile("internal/postalcode/places.tsv.gz", packed, 0o600)
}

// Columns of the file.
const (
	code       = 2
	prefecture = 6
	city       = 7
	town       = 8
	columns    = 15
)

func read(from io.Reader) (places []place, err error) {
	r := csv.NewReader(from)
	r.FieldsPerRecord = columns
	for {
		record, err := r.Read()
		if err == io.EOF {
			return places, nil
		}
		if err != nil {
			return nil, err
		}
		places = append(places, place{record[code], record[prefecture], record[city], plain(record[town])})
	}
}

// plain is the name of a town without what the file says about it.
func plain(town string) string {
	town, _, _ = strings.Cut(town, "（")
	if town == "以下に掲載がない場合" || strings.HasSuffix(town, "の次に番地がくる場合") || strings.HasSuffix(town, "一円") && town != "一円" {
		return ""
	}
	return town
}

func pack(places []place) ([]byte, error) {
	slices.SortStableFunc(places, func(a, b place) int { return strings.Compare(a.code, b.code) })
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	var last place
	for _, p := range slices.Compact(places) {
		shown := p
		if p.prefecture == last.prefecture && p.city == last.city {
			shown.prefecture, shown.city = "", ""
		}
		if _, err := fmt.Fprintf(z, "%s\t%s\t%s\t%s\n", shown.code, shown.prefecture, shown.city, shown.town); err != nil {
			return nil, err
		}
		last = p
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
