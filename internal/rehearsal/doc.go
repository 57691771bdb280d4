// Package rehearsal plays a case on without anything being done (予行): "if
// nothing happens", "if the parcel is booked in on …", or a command before it is
// given. What it tells is what the real process would do, because it is the real
// process: the workflow as the worker runs it, with the worker's own activities,
// in the SDK's test environment, which skips time, against one transaction that
// is always rolled back.
//
// Nothing is committed, sent, started or signalled. A rehearsal takes the locks
// that its steps take, and gives way: between two steps it looks whether anybody
// waits for one of them, and begins anew if so. See docs/decisions/0013.
package rehearsal
