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

// tabs are the menu, in order.
var tabs = []tab{
	{"/", text("ホーム", "Home")},
	{"/account", text("ご登録の内容", "Account")},
}

// here tells whether a tab is that of the page with that path.
func (t tab) here(path string) bool {
	if t.path == "/" {
		return path == root+"/"
	}
	return path == root+t.path || strings.HasPrefix(path, root+t.path+"/")
}
