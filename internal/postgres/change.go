package postgres

import "fmt"

// Change is a write that belongs to a step and is committed with it.
type Change struct {
	SQL  string
	Args []any
	// First runs the change before the entry: rows that the case itself refers
	// to, such as its member.
	First bool
}

// Exec is the change that runs sql with args.
func Exec(sql string, args ...any) Change { return Change{SQL: sql, Args: args} }

// ExecFirst is a change that the step's own case refers to.
func ExecFirst(sql string, args ...any) Change { return Change{SQL: sql, Args: args, First: true} }

// ExpectOne is the change that runs an insert, update or delete and fails the
// whole step unless it touches exactly one row. What names the row in the error.
func ExpectOne(what, sql string, args ...any) Change { return expect(1, what, sql, args...) }

// expect is ExpectOne for n rows.
func expect(n int, what, sql string, args ...any) Change {
	return Change{
		SQL:  fmt.Sprintf("with touched as (%s returning 1) select expect_rows(count(*), $%d, '%s') from touched", sql, len(args)+1, what),
		Args: append(args, n),
	}
}
