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

// DocumentStore keeps editions; none is ever changed.
type DocumentStore interface {
	// Publish stores the next edition and returns it numbered.
	Publish(ctx context.Context, e Edition) (Edition, error)
	// Edition gives one (0: the one in force); [NotFound] when there is none.
	Edition(ctx context.Context, id EditionID) (Edition, error)
	// Editions lists them newest first, without texts.
	Editions(ctx context.Context) ([]Edition, error)
}
