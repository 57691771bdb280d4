package console

import (
	"net/url"
	"strings"
)

func casePage(id string) string   { return root + "/cases/" + url.PathEscape(id) }
func memberPage(id string) string { return root + "/members/" + url.PathEscape(id) }
func devicePage(id string) string { return root + "/devices/" + url.PathEscape(id) }
func unitPage(id string) string   { return root + "/stock/units/" + url.PathEscape(id) }
func staffPage(id string) string  { return staffPath + "/" + url.PathEscape(id) }

// subjectPage is the page of what a case or a line of the audit list is about;
// empty where it has none, or none for the person.
func (v *visit) subjectPage(subject string) string {
	prefix, _, _ := strings.Cut(subject, "_")
	switch {
	case prefix == "mem" && v.May("listCases"):
		return memberPage(subject)
	case prefix == "dev" && v.May("getDeviceLife"):
		return devicePage(subject)
	case prefix == "stu" && v.May("getStockUnit"):
		return unitPage(subject)
	case prefix == "stf" && v.May("getStaff"):
		return staffPage(subject)
	}
	return ""
}
