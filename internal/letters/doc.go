// Package letters holds every letter that the rulebook has sent to a member:
// one type a letter, with exactly the facts that it states, and one source a
// letter, version and language under templates/.
//
// A notice keeps a letter's template, version and facts as JSON, never the
// person it goes to: [Render] joins them with the [Recipient] at sending.
// Secrets (the code that proves an address, the token of an upload link) are
// not kept either; they are made at rendering through [Secrets].
//
// # Sources
//
// templates/<template>/v<version>.<language>.txt is a text/template whose output
// is a small markup, one block after the other, parted by empty lines:
//
//	Subject: the subject          first line
//	Words of a paragraph          a paragraph; its lines are joined
//	## Words                      a heading
//	- Words                       a bullet
//	1. Words                      a step
//	> Label | Words               a row of the box of facts: deadline, amount …
//	! Words                       a warning, set off from the text
//	[Label](URL)                  a button; left out where the URL is empty
//
// Greeting, clause, contact and case number come from the layout, which makes
// the HTML and the plain text out of the same blocks. The words in force are
// those of the highest version; a version that was sent is never edited, so
// that a letter can be shown again as it went out.
package letters
