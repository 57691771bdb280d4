// Package activities does what processes ask for: it commits their steps and
// calls what lies outside. A step is one method: it loads what the rule needs,
// asks the rule, and commits the entry; asked again, it answers what the first
// one committed.
package activities
