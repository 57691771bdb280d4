// Package workflows holds one file a process of the rulebook: what it waits
// for, until when, and in which order its steps come. What a step decides and
// writes is in the rules and activities; a workflow knows IDs, instants and
// outcomes only, so that a change of a rule or a figure never breaks a history.
package workflows
