package rainmaker

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rainmaker/calendar"
)

// FactKind says what a fact is about. Kinds of events are "event." and the event's name in the company's vocabulary.
type FactKind string

// The kinds that the product itself reads; every other kind is an event.
const (
	KindCompany    FactKind = "company"    // the company itself, one fact: fields fiscal_start (a month), zone (IANA name)
	KindPayee      FactKind = "payee"      // a person who can earn: field name
	KindAttribute  FactKind = "attribute"  // a dated attribute of a payee: fields payee, name, value
	KindReports    FactKind = "reports"    // a dated reporting line: fields payee, manager (none ends it)
	KindAssignment FactKind = "assignment" // payee × plan × dates: fields payee, plan
	KindNumber     FactKind = "number"     // a dated personal number: fields payee, plan, name, value
	KindRate       FactKind = "rate"       // an exchange rate of a day: fields table, from, to (currency codes), rate
	KindLeave      FactKind = "leave"      // leave of a payee on the days for which it is true: field payee
	KindHoliday    FactKind = "holiday"    // days on which the company does not work: no fields
)

const eventPrefix = "event."

// EventKind is the kind of an event by its name.
func EventKind(name string) FactKind { return FactKind(eventPrefix + name) }

// Event is the event's name, and whether the kind is one of an event.
func (k FactKind) Event() (name string, ok bool) {
	return strings.CutPrefix(string(k), eventPrefix)
}

// BatchID numbers the batches of a data directory from 1, without a gap. It is also a point of knowledge: "as known at
// batch 7" means every fact of batches 1 to 7.
type BatchID int64

// Source is where a fact was read: the file's name as given and the row in it, the header being row 1. Rows count lines
// of the file, so that an editor finds them.
type Source struct {
	File string `json:"file"`
	Row  int    `json:"row"`
}

func (s Source) String() string {
	if s.File == "" {
		return "entered by hand"
	}
	return fmt.Sprintf("%s, row %d", s.File, s.Row)
}

// FactKey says which fact a version is a version of.
type FactKey struct {
	Kind FactKind
	ID   string
}

// Fact is one version of something the company told us. Versions of one key are numbered from 1; the last one known is
// in force. Facts are append-only: nothing changes or removes one.
type Fact struct {
	FactKey
	Version int
	// Valid is when it is true: a dated value from a day on, an assignment for its span, an event for ever.
	Valid calendar.Span
	// Batch is when we learned it.
	Batch  BatchID
	Source Source
	// Fields are what it says, in the order of its kind. Gone says that the source no longer has it.
	Fields FieldList
	Gone   bool
}

// Says reports whether two versions state the same, whenever and wherever each was learned.
func (f Fact) Says(g Fact) bool {
	return f.FactKey == g.FactKey && f.Valid == g.Valid && f.Gone == g.Gone && EqualFields(f.Fields, g.Fields)
}

// BatchMode says what it means when a key is missing from a batch.
type BatchMode string

// A batch of changes leaves what it does not mention alone; the whole picture of a scope ends what it does not mention.
const (
	Changes BatchMode = "changes"
	Whole   BatchMode = "whole"
)

// Batch is one import, or one edit by hand: facts that were learned together.
type Batch struct {
	ID BatchID
	// Known is the instant we learned it, for people; order is by ID.
	Known time.Time
	// By is the account that brought it, and Origin what it was read as ("maven_crm", "adventureworks", "demo").
	By, Origin string
	Mode       BatchMode
	// Report is the importer's account of every row, as JSON; pages and commands read it back.
	Report []byte
}

// FactStore keeps facts. Its methods join the [Unit] in the context.
type FactStore interface {
	// Append stores a batch with its facts, all or nothing, numbering the batch and each fact's version; the ids and
	// versions in the arguments are ignored. It returns the batch as numbered. Facts of one key in one batch are versions in
	// their order. [Invalid]: a fact without kind or id, a mode that is none, a value that could not be read back.
	Append(ctx context.Context, b Batch, facts []Fact) (Batch, error)
	// Current gives, for the kinds asked (all when none), the last version of each key known at a batch (0: now), those
	// that are gone left out, ordered by kind and id bytewise. A batch that does not exist is [NotFound].
	Current(ctx context.Context, at BatchID, kinds ...FactKind) ([]Fact, error)
	// Changed gives the last version, known at a batch (0: now), of each key of which a version was learned after another
	// batch (0: before the first), those that are gone included, ordered by kind and id bytewise. A batch that does not exist
	// is [NotFound].
	Changed(ctx context.Context, after, at BatchID) ([]Fact, error)
	// Versions gives every version of one key, oldest first; none is [NotFound].
	Versions(ctx context.Context, key FactKey) ([]Fact, error)
	// Batches lists batches, newest first, without their reports.
	Batches(ctx context.Context) ([]Batch, error)
	// Batch gives one batch with its report; [NotFound] when there is none.
	Batch(ctx context.Context, id BatchID) (Batch, error)
	// LastBatch is the newest batch, 0 before the first.
	LastBatch(ctx context.Context) (BatchID, error)
}
