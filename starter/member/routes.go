package member

import (
	"net/http"
	"strings"

	"kigen/starter/pages"
)

// openRoots are the paths beside /my below which there are pages.
var openRoots = []string{"/support", applyRoot, uploadRoot}

// subjects register the routes of the pages, a file each.
var subjects = []func(routes){
	signInRoutes, homeRoutes, accountRoutes, supportRoutes, applyRoutes, uploadRoutes, applicationRoutes,
	lineRoutes, deviceRoutes, optionRoutes, guaranteeRoutes, brokenRoutes, returnRoutes, caseRoutes, letterRoutes, chargeRoutes,
}

// page answers a request. An error is shown as a page.
type page func(v *visit) error

// routes takes the routes of a subject; patterns bear the whole path.
type routes struct {
	*Pages
	mux *http.ServeMux
}

// open is a page for everybody; who is signed in is known to it.
func (r routes) open(pattern string, p page) {
	r.mux.Handle(pattern, r.Handler(func(v *pages.Visit) error {
		mine := &visit{Visit: v, member: r.Pages}
		if _, err := r.recognise(mine); err != nil {
			return err
		}
		return p(mine)
	}))
}

// signedIn is a page for members: others are sent to sign in, and come back from there.
func (r routes) signedIn(pattern string, p page) {
	r.mux.Handle(pattern, r.Handler(func(v *pages.Visit) error {
		mine := &visit{Visit: v, member: r.Pages}
		known, err := r.recognise(mine)
		if err != nil {
			return err
		}
		if !known {
			return mine.askToSignIn()
		}
		return p(mine)
	}))
}

func (m *Pages) routes() http.Handler {
	r := routes{m, http.NewServeMux()}
	for _, register := range subjects {
		register(r)
	}
	r.open("POST "+root+"/language", func(v *visit) error { return v.Language() })
	r.open("POST "+root+"/look", func(v *visit) error { return v.LookOf() })
	r.mux.Handle("GET "+root+"/static/{name}", http.HandlerFunc(pages.Static))
	r.mux.Handle("GET "+root, http.RedirectHandler(root+"/", http.StatusSeeOther))
	r.open("/", func(*visit) error { return pages.Missing() })
	return r.mux
}

// maxBody bounds what a request with files may send, in bytes; 0 for others.
func maxBody(r *http.Request) int64 {
	if strings.HasPrefix(r.URL.Path, uploadRoot+"/") && strings.HasSuffix(r.URL.Path, "/files") {
		return largestFiles
	}
	return 0
}
