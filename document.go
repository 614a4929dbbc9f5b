package rainmaker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Document is a letter (*.plan.md) or a terms document (*.terms.md) as somebody wrote it.
type Document struct {
	Name string `json:"name"` // file name: maven_agent.plan.md
	Text string `json:"text"`
}

// Hash identifies the text.
func (d Document) Hash() string {
	sum := sha256.Sum256([]byte(d.Text))
	return hex.EncodeToString(sum[:])
}

// EditionID numbers the editions of the company's documents from 1.
type EditionID int64

// Edition is the whole set of documents in force from one publication to the next. A set is published only when it
// checks without an error, so what is in force always runs.
type Edition struct {
	ID        EditionID
	Published time.Time
	By        string
	Note      string
	Documents []Document // ordered by name
}

// DraftID numbers drafts from 1; a number is not given again.
type DraftID int64

// Draft is a change to the company's documents that somebody is working on. It stays until it is published or thrown away,
// whoever signs out meanwhile.
type Draft struct {
	ID DraftID
	// Revision counts the saves, from 1. Whoever saves says which one they changed.
	Revision int
	// Over is the edition it was made from, 0 before the first.
	Over EditionID
	// Changed are the documents that replace those of their names or are added, Removed the names of those taken out.
	Changed []Document
	Removed []string
	Saved   time.Time // last
	By      string    // who saved last
}

// DocumentStore keeps editions, none of which is ever changed, and the drafts of the next.
type DocumentStore interface {
	// Publish stores the next edition and returns it numbered.
	Publish(ctx context.Context, e Edition) (Edition, error)
	// Edition gives one (0: the one in force); [NotFound] when there is none.
	Edition(ctx context.Context, id EditionID) (Edition, error)
	// Editions lists them newest first, without texts.
	Editions(ctx context.Context) ([]Edition, error)

	// SaveDraft stores a draft and returns it with its number and its next revision. ID 0 is a new one. It is [Conflict] when
	// another revision than d's is stored, and [NotFound] when the draft is gone: what somebody else saved is never overwritten
	// unseen.
	SaveDraft(ctx context.Context, d Draft) (Draft, error)
	// Draft gives one; [NotFound] when there is none.
	Draft(ctx context.Context, id DraftID) (Draft, error)
	// Drafts lists them, the one saved last first, without texts: of changed documents only the names.
	Drafts(ctx context.Context) ([]Draft, error)
	// DropDraft throws one away; [NotFound] when there is none.
	DropDraft(ctx context.Context, id DraftID) error
}
