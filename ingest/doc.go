// Package ingest turns files into facts and refusals: every row is accepted, repaired (it says how) or refused (file, row,
// column, value, why, and what to do). It reads nothing but the readers it is handed, knows no clock, and stores nothing.
//
// A [Profile] says what the files of one source look like and what their rows state. [Detect] finds the profile by the
// files' headers; [Read] reads the files with it, given what is [Known] already; [Compare] says what that changes:
//
//	profile, err := ingest.Detect(files)
//	known := ingest.Known{Facts: current, Batches: batches}
//	reading, err := ingest.Read(profile, rainmaker.Changes, files, known)
//	if reading.Report.Refused() > 0 {
//		// show reading.Report; commit only when somebody chose to skip what was refused
//	}
//	changes, err := ingest.Compare(reading, known)
//	facts := changes.Facts() // what goes into the batch; none when the same files come again
//
// Neither the order of files nor that of rows reaches the facts, except where a file states the same id twice: then the
// first row stands and the later one is refused, so such a reading is not to be committed unseen.
//
// Control totals in the [Report] compare the files with the facts made of them. They are counted by a second reader of the
// raw text that shares nothing with the first but the file, so that a fault of the first shows.
package ingest
