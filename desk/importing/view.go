// Package importing brings files into the company's facts. A file is rehearsed or committed by the same reading, so what
// the rehearsal shows is what the commit stores: every row accepted, repaired or refused, and what that changes.
//
// A commit is one batch in one unit: facts, report and audit entry stand together or not at all. Nothing that the plans
// in force could not read is stored, so a run is never blocked for everybody by one bad row.
package importing

import (
	"time"

	"rainmaker"
	"rainmaker/ingest"
)

// Upload is what somebody wants to import.
type Upload struct {
	// Profile names the import profile; empty: found by the files' headers.
	Profile string
	Files   []ingest.File
	Mode    rainmaker.BatchMode
	// SkipRefused stores what was accepted although rows were refused. A file refused as a whole still stops the import.
	SkipRefused bool
	// Over is the batch up to which facts were known when the upload was rehearsed; another one stored meanwhile stops the
	// commit, because it would change what nobody was shown. Nil: whatever is known.
	Over *rainmaker.BatchID
}

// Outcome is what an upload says and changes.
type Outcome struct {
	Profile string
	Label   string
	Mode    rainmaker.BatchMode
	Report  ingest.Report
	// Changes against what is known.
	Changes ingest.Changes
	// Misfits say which facts the plans in force could not read, and why: who, file, row and field. They stop the import.
	Misfits []string
	// Stored says that the batch is in force, as Batch; a rehearsal stores nothing.
	Stored bool
	Batch  rainmaker.BatchID
	// Reasons say in sentences why nothing was stored, or would not be; empty when it was, or would be.
	Reasons []string
	// Nothing says that the files change nothing, so that there is no batch to make.
	Nothing bool
}

// Batch is a past import as a list shows it.
type Batch struct {
	ID     rainmaker.BatchID
	Known  time.Time
	By     string
	Origin string
	Label  string // of the profile, or the origin where there is none
	Mode   rainmaker.BatchMode
}

// BatchReport is a past import with its account of every row.
type BatchReport struct {
	Batch
	// Report is nil for a batch that was not read from files.
	Report *ingest.Report
}
