// Package member is what members and applicants meet in a browser: below /my what
// is theirs, once they have signed in, and beside it the open pages: applying,
// sending documents, support.
//
// Like the console's, its pages hold no data and no rules: see package pages.
//
// # Adding a page
//
// A file holds the pages of one subject: a function that registers their routes,
// named in routes.go, the pages as methods of [Pages], and a templ file. What
// belongs on the first page is a section in home.go, what belongs in the menu a
// tab in layout.go.
package member
