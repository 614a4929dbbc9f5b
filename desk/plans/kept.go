package plans

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// What is kept in memory is what reading the same texts again would say again: looking at a draft runs the examples of every
// letter, and a page is looked at many times for once that a text changes.

// How much is kept: the sets that editors stand in at one time, the letters of some dozens of versions of them, and the editions
// that a person's letters are looked for in. Each is some hundred kilobytes at most.
const (
	mostSets     = 16
	mostLetters  = 128
	mostEditions = 64
)

// kept is what a desk has worked out. It is safe for several goroutines; two that ask at once may both work an answer out.
type kept struct {
	sets     recent[setKey, checkedSet]
	letters  recent[hash, triedLetter]
	editions recent[editionKey, *plan.Set]

	mu      sync.Mutex
	batch   rainmaker.BatchID
	company *rainmaker.Company // as of the batch
}

type hash [sha256.Size]byte

// setKey is a set of documents against the facts of a batch.
type setKey struct {
	set   hash
	batch rainmaker.BatchID
}

type editionKey struct {
	id       rainmaker.EditionID
	calendar string
}

// checkedSet is what check says of a set but for what the day adds.
type checkedSet struct {
	checked Checked
	set     *plan.Set
}

// triedLetter is what running a letter says.
type triedLetter struct {
	results []trial.Result
	stated  []trial.CheckResult
	found   source.Diagnostics
}

// recent keeps the answers asked for last, so many at most.
type recent[K comparable, V any] struct {
	mu    sync.Mutex
	all   map[K]V
	order []K // the one asked for last is last
}

func (r *recent[K, V]) get(key K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.all[key]
	if i := slices.Index(r.order, key); i >= 0 {
		r.order = append(slices.Delete(r.order, i, i+1), key)
	}
	return v, ok
}

func (r *recent[K, V]) put(key K, v V, most int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.all[key]; !known {
		r.order = append(r.order, key)
	}
	if r.all == nil {
		r.all = map[K]V{}
	}
	r.all[key] = v
	for len(r.order) > most {
		delete(r.all, r.order[0])
		r.order = r.order[1:]
	}
}

// hashOf is the content of documents under a calendar, which says what their periods mean.
func hashOf(docs []rainmaker.Document, cal calendar.Calendar) hash {
	h := sha256.New()
	fmt.Fprintf(h, "%v\n", cal)
	for _, doc := range docs {
		fmt.Fprintf(h, "%q %d\n%s\n", doc.Name, len(doc.Text), doc.Text)
	}
	return hash(h.Sum(nil))
}

// facts are the company as of the last batch.
func (d *Desk) facts(ctx context.Context) (*rainmaker.Company, rainmaker.BatchID, error) {
	batch, err := d.Facts.LastBatch(ctx)
	if err != nil {
		return nil, 0, err
	}
	d.kept.mu.Lock()
	defer d.kept.mu.Unlock()
	if d.kept.company != nil && d.kept.batch == batch {
		return d.kept.company, batch, nil
	}
	facts, err := d.Facts.Current(ctx, batch)
	if err != nil {
		return nil, 0, err
	}
	company, err := rainmaker.Decode(facts)
	if err != nil {
		return nil, 0, err
	}
	d.kept.company, d.kept.batch = &company, batch
	return &company, batch, nil
}

// checkedWith is [checkAgainst], kept.
func (d *Desk) checkedWith(company *rainmaker.Company, batch rainmaker.BatchID, docs []rainmaker.Document) (Checked, *plan.Set) {
	docs = sorted(docs)
	key := setKey{hashOf(docs, company.Calendar), batch}
	known, ok := d.kept.sets.get(key)
	if !ok {
		known.checked, known.set = checkAgainst(*company, docs, d.tried)
		d.kept.sets.put(key, known, mostSets)
	}
	out := known.checked
	out.Diagnostics = slices.Clone(out.Diagnostics)
	return out, known.set
}

// tried runs a letter of a set: its examples, the statements it makes about itself and the order of its deals. What comes out
// depends on its own text, on the terms and on the other letters of its plan, and on nothing else.
func (d *Desk) tried(program *ir.Program, set *plan.Set, docs []rainmaker.Document, cal calendar.Calendar) triedLetter {
	own := []rainmaker.Document{{Name: "of", Text: program.Plan.At.Doc}}
	for _, doc := range docs {
		other := slices.ContainsFunc(set.Programs, func(p *ir.Program) bool {
			return p.Plan.At.Doc == doc.Name && p.Plan.Name != program.Plan.Name
		})
		if !other {
			own = append(own, doc)
		}
	}
	key := hashOf(own, cal)
	known, ok := d.kept.letters.get(key)
	if !ok {
		known = tryLetter(program, set, cal)
		d.kept.letters.put(key, known, mostLetters)
	}
	return known
}

// tryLetter is what [Desk.tried] keeps.
func tryLetter(program *ir.Program, set *plan.Set, cal calendar.Calendar) triedLetter {
	t := triedLetter{results: trial.Run(program, cal, set.Programs...), stated: trial.Checks(program, cal)}
	t.found = append(t.found, trial.Diagnostics(t.results)...)
	t.found = append(t.found, trial.CheckDiagnostics(t.stated)...)
	t.found = append(t.found, trial.Orders(program, cal)...)
	return t
}

// setOf is a past edition as it reads, kept with its number: editions never change.
func (d *Desk) setOf(ctx context.Context, id rainmaker.EditionID, cal calendar.Calendar) (*plan.Set, error) {
	key := editionKey{id, fmt.Sprint(cal)}
	if known, ok := d.kept.editions.get(key); ok {
		return known, nil
	}
	full, err := d.Documents.Edition(ctx, id)
	if err != nil {
		return nil, err
	}
	set := load(full.Documents, cal)
	d.kept.editions.put(key, set, mostEditions)
	return set, nil
}
