package search_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/search"
)

const (
	imeiDigits = 15
	whole      = "clm_5x8n4b6v1c0z2s7w9e3k7q2m9d"
)

func TestWhatIsTypedIsUnderstood(t *testing.T) {
	for typed, want := range map[string]search.Terms{
		"":                               {},
		"  　 ":                           {},
		whole:                            {ID: whole, Whole: true},
		" " + whole + " ":                {ID: whole, Whole: true},
		"CLM_5X8N4B6V1C0Z2S7W9E3K7Q2M9D": {ID: whole, Whole: true},
		"replacement/" + whole:           {ID: whole, Whole: true},
		"clm_5x8n4b6v…":                  {ID: "clm_5x8n4b6v"},
		"clm_5x8n4b6v...":                {ID: "clm_5x8n4b6v"},
		"mem_3k7q":                       {ID: "mem_3k7q"},
		"350000000000014":                {IMEI: "350000000000014", Parcel: "350000000000014"},
		"35-000000-000001-4":             {IMEI: "350000000000014", Parcel: "350000000000014"},
		"３５０００００００００００１４": {IMEI: "350000000000014", Parcel: "350000000000014"},
		"350000000000015": {NotIMEI: true, Parcel: "350000000000015"},
		"090-1234-5678":   {Phone: "09012345678", Parcel: "09012345678"},
		"０９０－１２３４－５６７８":             {Phone: "09012345678", Parcel: "09012345678"},
		"(070) 1234 5678":           {Phone: "07012345678"},
		"+81 80-1234-5678":          {Phone: "08012345678"},
		"03-1234-5678":              {Phone: "0312345678", Parcel: "0312345678"},
		"4300-1234-5678":            {Parcel: "430012345678"},
		"ab-1234":                   {Parcel: "AB1234"},
		"TARO@Example.JP":           {Email: "taro@example.jp"},
		"見本 太郎":                     {Name: "見本太郎"},
		"見本　太郎":                     {Name: "見本太郎"},
		"林":                         {Name: "林"},
		"みほん たろう":                   {Name: "みほんたろう", Reading: "ミホンタロウ"},
		"ﾐﾎﾝ ﾀﾛｳ":                   {Name: "ミホンタロウ", Reading: "ミホンタロウ"},
		"さくら子":                      {Name: "さくら子"},
		"Taro Mihon":                {Roman: "taromihon"},
		"ＭＩＨＯＮ":                     {Roman: "mihon"},
		"O'Neil":                    {Roman: "o'neil"},
		"あ":                         {},
		"a":                         {},
		"' or 1=1; --":              {},
		"😀":                         {},
		"<script>alert(1)</script>": {},
	} {
		require.Equal(t, want, search.Read(typed, imeiDigits), "%q", typed)
	}
}

func TestWhatIsPersonal(t *testing.T) {
	for typed, personal := range map[string]bool{
		"見本": true, "mihon": true, "090-1234-5678": true, "taro@example.jp": true,
		whole: false, "350000000000014": false, "4300-1234-5678": false, "": false,
	} {
		require.Equal(t, personal, search.Read(typed, imeiDigits).Personal(), typed)
	}
	require.Zero(t, search.Read("?", imeiDigits))
}
