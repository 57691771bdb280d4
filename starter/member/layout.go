package member

import (
	"strings"

	"kigen/internal/terms"
)

// tab is an entry of the menu of who is signed in.
type tab struct {
	path string // below /my
	name terms.Text
}

// tabs are the menu, in order. What concerns the person rather than a contract
// is under the person's name.
var tabs = []tab{
	{"/", text("ホーム", "Home")},
	{"/lines", text("回線", "Lines")},
	{"/devices", text("端末", "Devices")},
	{"/broken", text("故障・紛失", "Broken or lost")},
	{"/returns", text("返却", "Returns")},
	{"/cases", text("お手続き", "Procedures")},
	{"/charges", text("ご請求", "Charges")},
	{"/letters", text("お知らせ", "Letters")},
	{applicationsPath, text("お申し込み", "Applications")},
}

// here tells whether a tab is that of the page with that path.
func (t tab) here(path string) bool {
	if t.path == "/" {
		return path == root+"/"
	}
	return path == root+t.path || strings.HasPrefix(path, root+t.path+"/")
}
