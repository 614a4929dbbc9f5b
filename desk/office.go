package desk

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Office is what every job needs: the stores, a clock, and the books read last.
type Office struct {
	Unit      rainmaker.Unit
	Facts     rainmaker.FactStore
	Documents rainmaker.DocumentStore
	Runs      rainmaker.RunStore
	Accounts  rainmaker.AccountStore
	// Now is the clock.
	Now func() time.Time
	// Version is the product's, recorded with each run.
	Version string
	// Demo says that this directory holds the demo company, where anybody on this machine may look through anybody's eyes.
	Demo bool

	opening sync.Mutex // held while books are made: whoever wants the same meanwhile waits for them

	mu     sync.Mutex
	shelf  []*Books // most recently used first
	newest *Books   // of the latest edition and batch opened; the next ones are made from them
}

// shelfSize bounds how many books are kept: the current ones, and those of a statement somebody looks back at.
const shelfSize = 4

// Point pins what books are made of. Zero means: the newest.
type Point struct {
	Edition rainmaker.EditionID
	Batch   rainmaker.BatchID
	// Through is the day up to which pay periods are begun; zero means today in the pay time zone.
	Through calendar.Date
}

// Books are the company at a [Point]: what is known, under which documents. They never change.
type Books struct {
	Point
	Company     rainmaker.Company
	Calendar    calendar.Calendar
	Zone        calendar.Zone
	Set         *plan.Set
	Diagnostics source.Diagnostics
	// Plans are the company's plans bound to the facts, by name: of each the newest letter, which knows the earlier ones.
	Plans []*engine.Calculation
	// Documents are the edition's, by name.
	Documents map[string]rainmaker.Document
	// Names of the people, by id; events, by their reference.
	Names  map[rainmaker.PayeeID]string
	events map[rainmaker.EventRef]*rainmaker.Event
	// replays are statements calculated again for whoever looks at them, by who and under what. A run never reads them: what is
	// paid and what it is checked against are worked out apart.
	replays *sync.Map // replayKey → []rainmaker.Statement
}

type replayKey struct {
	plan  rainmaker.PlanName
	payee rainmaker.PayeeID
}

// Tried opens the company at a point under documents that are in no edition; what they make is kept nowhere. Documents with
// an error in them, or that can't read the company's facts, are [rainmaker.Conflict].
func (o *Office) Tried(ctx context.Context, p access.Principal, at Point, docs []rainmaker.Document) (*Books, error) {
	const op = "try letters"
	if err := p.Check(access.See, access.Plans); err != nil {
		return nil, err
	}
	facts, err := o.Facts.Current(ctx, at.Batch)
	if err != nil {
		return nil, err
	}
	b, err := o.read(at, docs, facts)
	if err != nil {
		return nil, fmt.Errorf("books of %d documents at batch %d: %w", len(docs), at.Batch, err)
	}
	for _, d := range b.Diagnostics {
		if d.Severity == source.Error {
			return nil, rainmaker.Errorf(rainmaker.Conflict, op, "line %d of %s can't be read: %s", d.Where.Start.Line, d.Where.Doc, d.Summary).
				WithWay("correct it in the editor first; failing examples may stay")
		}
	}
	if found := Misfits(b.Set, b.Company); len(found) > 0 {
		return nil, rainmaker.Errorf(rainmaker.Conflict, op, "plan %s can't read the company's facts: %s", found[0].Plan, found[0].Text).
			WithWay("correct the letter in the editor, or the fact by an import")
	}
	return b, b.bind()
}

// Under is the same company under other letters, which stand by plan and start as in a [plan.Set].
func (b *Books) Under(letters []*ir.Program) (*Books, error) {
	other, set := *b, *b.Set
	other.replays = &sync.Map{}
	set.Programs = letters
	other.Set, other.Plans = &set, nil
	return &other, other.bind()
}

// Today is the day it is in the company's pay time zone.
func (o *Office) Today(zone calendar.Zone) calendar.Date { return zone.DateOf(o.Now()) }

// Books opens the company at a point. Anybody signed in may have them opened; what they show of them is for the job that
// asked to decide.
func (o *Office) Books(ctx context.Context, p access.Principal, at Point) (*Books, error) {
	if p.Role == "" {
		return nil, p.Check(access.See, access.Runs)
	}
	edition, err := o.Documents.Edition(ctx, at.Edition)
	if err != nil && rainmaker.CodeOf(err) != rainmaker.NotFound {
		return nil, err
	}
	if at.Batch == 0 {
		if at.Batch, err = o.Facts.LastBatch(ctx); err != nil {
			return nil, err
		}
	}
	at.Edition = edition.ID
	if b := o.fromShelf(at); b != nil {
		return b, nil
	}
	o.opening.Lock()
	defer o.opening.Unlock()
	if b := o.fromShelf(at); b != nil {
		return b, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, err := o.open(ctx, at, edition)
	if err != nil {
		return nil, fmt.Errorf("books of edition %d at batch %d: %w", at.Edition, at.Batch, err)
	}
	o.toShelf(b)
	return b, nil
}

// Afresh opens the company at a point and takes nothing over from books before: what they work out is a full recompute.
func (o *Office) Afresh(ctx context.Context, p access.Principal, at Point) (*Books, error) {
	if err := p.Check(access.Change, access.Runs); err != nil {
		return nil, err
	}
	edition, err := o.Documents.Edition(ctx, at.Edition)
	if err != nil {
		return nil, err
	}
	facts, err := o.Facts.Current(ctx, at.Batch)
	if err != nil {
		return nil, err
	}
	b, err := o.read(at, edition.Documents, facts)
	if err != nil {
		return nil, err
	}
	return b, b.bind()
}

// Forget drops what books before have left to the next ones.
func (o *Office) Forget(_ context.Context, p access.Principal) error {
	if err := p.Check(access.Change, access.Runs); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.newest, o.shelf = nil, nil
	return nil
}

func (o *Office) fromShelf(at Point) *Books {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, b := range o.shelf {
		want := at
		if want.Through == 0 {
			want.Through = o.Today(b.Zone)
		}
		if b.Point == want {
			copy(o.shelf[1:i+1], o.shelf[:i])
			o.shelf[0] = b
			return b
		}
	}
	return nil
}

func (o *Office) toShelf(b *Books) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.shelf = append([]*Books{b}, o.shelf...)
	if len(o.shelf) > shelfSize {
		o.shelf = o.shelf[:shelfSize]
	}
	if o.newest == nil || b.follows(o.newest) {
		o.newest = b
	}
}

// latest are the newest books opened; nil before the first.
func (o *Office) latest() *Books {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.newest
}

// follows reports whether books are of the same point as others or of a later one, so that they may be made from them.
func (b *Books) follows(before *Books) bool {
	return b.Edition >= before.Edition && b.Batch >= before.Batch && b.Through >= before.Through
}

// open makes books of what is known, from the newest ones where those are of the same point or before it.
func (o *Office) open(ctx context.Context, at Point, edition rainmaker.Edition) (*Books, error) {
	before := o.latest()
	company, err := o.company(ctx, at.Batch, before)
	if err != nil {
		return nil, err
	}
	b := o.of(at, edition.Documents, company)
	if before != nil && before.Edition == b.Edition && reflect.DeepEqual(before.Calendar, b.Calendar) {
		b.Set, b.Diagnostics = before.Set, before.Diagnostics // one text is one letter
	} else {
		b.load(edition.Documents)
	}
	if before != nil && !b.follows(before) {
		return b, b.bind() // somebody looks back: nothing is made from these
	}
	return b, b.renew(before)
}

// read are the books before the letters are bound to the facts.
func (o *Office) read(at Point, documents []rainmaker.Document, facts []rainmaker.Fact) (*Books, error) {
	company, err := rainmaker.Decode(facts)
	if err != nil {
		return nil, err
	}
	b := o.of(at, documents, company)
	b.load(documents)
	return b, nil
}

// load reads the letters of the books.
func (b *Books) load(documents []rainmaker.Document) {
	docs := make([]source.Document, len(documents))
	for i, d := range documents {
		docs[i] = source.Document{Name: d.Name, Text: d.Text}
	}
	b.Set, b.Diagnostics = plan.Load(docs, b.Calendar)
}

// of are the books of a company before its letters are read.
func (o *Office) of(at Point, documents []rainmaker.Document, company rainmaker.Company) *Books {
	b := &Books{
		Point: at, Company: company, Calendar: company.Calendar, Zone: company.Zone,
		Documents: map[string]rainmaker.Document{}, Names: map[rainmaker.PayeeID]string{},
		events: map[rainmaker.EventRef]*rainmaker.Event{}, replays: &sync.Map{},
	}
	for i := range company.Events {
		b.events[company.Events[i].EventRef] = &company.Events[i]
	}
	if b.Through == 0 {
		b.Through = o.Today(b.Zone)
	}
	for _, p := range company.Payees {
		b.Names[p.ID] = p.Name
	}
	for _, d := range documents {
		b.Documents[d.Name] = d
	}
	return b
}

// bind binds the letters of the books to their facts.
func (b *Books) bind() error { return b.bindBy(engine.New) }

// renew binds the letters of the books to their facts, and takes over from the books before, where there are any, what did not
// change.
func (b *Books) renew(before *Books) error {
	return b.bindBy(func(program *ir.Program, in engine.Inputs) (*engine.Calculation, error) {
		if before == nil {
			return engine.Renew(nil, program, in)
		}
		return engine.Renew(before.calculation(program.Plan.Name), program, in)
	})
}

func (b *Books) bindBy(calculation func(*ir.Program, engine.Inputs) (*engine.Calculation, error)) error {
	for _, program := range newest(b.Set.Programs) {
		c, err := calculation(program, inputs(b.Company, b.Set.Programs, b.Through))
		if err != nil {
			return fmt.Errorf("plan %s: %w", program.Plan.Name, err)
		}
		b.Plans = append(b.Plans, c)
	}
	return nil
}

// calculation is that of a plan under its newest letter; nil when there is none.
func (b *Books) calculation(plan string) *engine.Calculation {
	for _, c := range b.Plans {
		if c.Program().Plan.Name == plan {
			return c
		}
	}
	return nil
}

// newest are the last letters of each plan, of letters by plan and start.
func newest(programs []*ir.Program) []*ir.Program {
	var out []*ir.Program
	for i, p := range programs {
		if i+1 == len(programs) || programs[i+1].Plan.Name != p.Plan.Name {
			out = append(out, p)
		}
	}
	return out
}

// Plan is the calculation of a plan by name, under the letter in force at the end of a period; [rainmaker.NotFound] when the
// edition has none.
func (b *Books) Plan(name rainmaker.PlanName, period calendar.Span) (*engine.Calculation, error) {
	if c := b.calculation(string(name)); c != nil {
		return c.In(period), nil
	}
	return nil, rainmaker.Errorf(rainmaker.NotFound, "", "edition %d has no plan %q for %s", b.Edition, name, period)
}

// Replay calculates a payee's statements under a plan again, from the facts and letters of the books and nothing else. It does so
// once; the caller must not change them. [rainmaker.NotFound] when the edition has no such plan.
func (b *Books) Replay(name rainmaker.PlanName, payee rainmaker.PayeeID) ([]rainmaker.Statement, error) {
	key := replayKey{name, payee}
	if known, ok := b.replays.Load(key); ok {
		return known.([]rainmaker.Statement), nil
	}
	c := b.calculation(string(name))
	if c == nil {
		return nil, rainmaker.Errorf(rainmaker.NotFound, "", "edition %d has no plan %q", b.Edition, name)
	}
	known, _ := b.replays.LoadOrStore(key, c.Statements(payee))
	return known.([]rainmaker.Statement), nil
}

// NameOf is a payee's name, or the id of somebody unknown.
func (b *Books) NameOf(id rainmaker.PayeeID) string {
	if n := b.Names[id]; n != "" {
		return n
	}
	return string(id)
}

// Event is an event as known; nil when there is none.
func (b *Books) Event(ref rainmaker.EventRef) *rainmaker.Event { return b.events[ref] }

// Ahead is the nearest day after one that an event names, and the field that names it: of a deal that has no counting date yet
// the day on which it is expected, under whatever name the company has for it. None of an event that names no such day.
func (b *Books) Ahead(ref rainmaker.EventRef, after calendar.Date) (field string, on calendar.Date, ok bool) {
	e := b.events[ref]
	if e == nil {
		return "", 0, false
	}
	for _, f := range e.Fields {
		if f.Value.Kind() == rainmaker.Day && f.Value.Date() > after && (!ok || f.Value.Date() < on) {
			field, on, ok = f.Name, f.Value.Date(), true
		}
	}
	return field, on, ok
}

// dealNames are the fields in which sources say what people call a deal, the most telling first.
var dealNames = []string{"deal", "title", "account", "customer", "name", "invoice"}

// DealOf is what people call an event: its deal, account or customer, else its id.
func (b *Books) DealOf(ref rainmaker.EventRef) string {
	if e := b.events[ref]; e != nil {
		for _, name := range dealNames {
			if v, ok := e.Fields.Get(name); ok && v.Kind() == rainmaker.Text && v.Text() != "" {
				return v.Text()
			}
		}
	}
	return ref.ID
}
