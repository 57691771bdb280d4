package api

import (
	"strings"

	"golang.org/x/text/language"
)

const (
	japanese = "ja"
	english  = "en"
)

var languages = language.NewMatcher([]language.Tag{language.Japanese, language.English})

// languageOf is the language to answer in: Japanese unless English is preferred.
func languageOf(accept string) string {
	if accept == "" {
		return japanese
	}
	tag, _ := language.MatchStrings(languages, accept)
	if strings.HasPrefix(tag.String(), english) {
		return english
	}
	return japanese
}
