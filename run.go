package rainmaker

import (
	"context"
	"time"

	"rainmaker/calendar"
)

// RunID numbers the runs of a data directory from 1.
type RunID int64

// RunState is where a run stands.
type RunState string

// A run ends complete, perhaps with blocked payees; or it was cancelled, was interrupted by the end of the process, or
// failed; then it left every statement as it was.
const (
	RunGoing       RunState = "running"
	RunComplete    RunState = "complete"
	RunCancelled   RunState = "cancelled"
	RunInterrupted RunState = "interrupted"
	RunFailed      RunState = "failed"
)

// Run is one calculation: an edition of the documents on the facts known at a batch, up to a day. The three pin its result;
// the result's hash proves it.
type Run struct {
	ID      RunID
	Edition EditionID
	Batch   BatchID
	// Through is the day up to which pay periods are begun.
	Through  calendar.Date
	By       string
	State    RunState
	Started  time.Time
	Finished time.Time
	// Done of Payees have been calculated; Blocked of them could not be.
	Payees, Done, Blocked int
	// Worked of those done were worked out; nothing that the others' pay rests on had changed since it was worked out last.
	Worked  int
	Changed int    // statements whose content changed
	Result  string // hash of all statements, see [HashStatements]
	Engine  string // version that calculated it; recorded, not an input
	Failure string
}

// RunStore keeps runs and the statements they made.
type RunStore interface {
	// Begin stores a new run as running and returns it numbered; while another one is running it is [Conflict]. An edition or
	// batch that does not exist is [NotFound]: what pins the result must be there to recompute it.
	Begin(ctx context.Context, r Run) (Run, error)
	// Update stores the state, end, counts, result and failure of a run; what pins it stays. A run that has ended is
	// [Conflict], so the work of a run that was cancelled meanwhile cannot make it complete.
	Update(ctx context.Context, r Run) error
	// Interrupt marks every run that a dead process left running, and returns how many.
	Interrupt(ctx context.Context, at time.Time) (int, error)
	// Run gives one (0: the newest); [NotFound] when there is none.
	Run(ctx context.Context, id RunID) (Run, error)
	// Runs lists them newest first, at most limit (0: all).
	Runs(ctx context.Context, limit int) ([]Run, error)

	// SaveStatements stores each statement as the next version of its key. The caller leaves out those that did not
	// change. The versions are set in place. [Invalid]: a line whose money is not in the statement's currency, or a blocked
	// statement with lines. Slices are not stored: they are replayed.
	SaveStatements(ctx context.Context, statements []Statement) error
	// Statement gives one version (0: the last) with its lines; [NotFound] when there is none.
	Statement(ctx context.Context, key StatementKey, version int) (Statement, error)
	// StatementHashes gives the hash of the last version of every statement that is not retired, to see what a run changes.
	StatementHashes(ctx context.Context) (map[StatementKey]string, error)
	// StatementsOf lists the last version of every statement of the payees (all when none), lines included, ordered by
	// payee, plan and start of period.
	StatementsOf(ctx context.Context, payees ...PayeeID) ([]Statement, error)
	// StatementVersions lists the versions of one key with their runs, oldest first, without lines; none is [NotFound].
	StatementVersions(ctx context.Context, key StatementKey) ([]Statement, error)
	// RetireStatements ends the keys: they had a statement and no longer do (an assignment was taken back). Their
	// versions stay readable; the last one is listed no more until a further version is saved. A key without a statement, or
	// retired already, is [NotFound].
	RetireStatements(ctx context.Context, keys []StatementKey, run RunID) error
}
