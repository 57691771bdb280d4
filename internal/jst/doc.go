// Package jst is the calendar of the terms: days, months and times of day in Asia/Tokyo (C-1), the three
// ways to count a period (C-2, C-3, C-4), use years (C-8), business days (C-6) and maintenance windows (S-8).
//
// A day is [00:00, 24:00) in Japan. Instants that the package returns are located in UTC. Nothing here reads
// the machine's clock or its time zone files, so workflow code may call it; but for business days, whose
// table of holidays changes with the law, and which belong in an activity.
package jst

import "time"

// Zone is Asia/Tokyo, UTC+9 without daylight saving. It is fixed because time.LoadLocation would read the
// host's files, which workflow code must not do.
var Zone = time.FixedZone("Asia/Tokyo", 9*60*60)
