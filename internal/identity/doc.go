// Package identity holds the rules of sign-up (S): who may apply for what, how
// an applicant's identity is proven and decided, and how an application goes on
// to a line that is in use, a SIM of it with a device (P-1, P-2, P-5) included.
//
// A rule gets the terms, what is known of the application ([Progress]) and the
// instant, and answers with the journal entry of the step and the application's
// new [Standing]: what it waits for next.
package identity
