package english

import (
	"slices"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Letter is a checked plan in sentences.
type Letter struct {
	Plan  string // the plan's name
	Title string // its label, or its name in words
	Parts []Part // in the order in which they are read: the frame, what you earn, what is paid, what it is worked out from
}

// Part is what one declaration says.
type Part struct {
	// Key tells the part from every other of the letter, and finds it again in another version: "component base".
	Key     string
	Section Section
	Heading string // what the reader calls it: "Base commission"
	Kind    string // what it is: "commission", "measure"
	Clauses []Clause
	// Unused says that nobody is paid by it under this letter: terms declare it for others.
	Unused  bool
	At      source.Range
	name    string // as it is declared
	meaning string
}

// Clause is one sentence of a part.
type Clause struct {
	// Key tells the clause from the others of its part.
	Key string
	// Text is the whole sentence.
	Text string
	// Subject and Value are the sentence cut in two, for saying what changed: "the rate from 100%", "12%". A clause that is
	// there or not there, and says nothing of anything, has no Value.
	Subject, Value string
	// Amount is the value where it is one plain figure, which can rise and fall.
	Amount *ir.Value
	// Item says that the sentence is one of a list that the clause before it opens: a tier, a row.
	Item bool
	At   source.Range
	// Noun is the sentence as a thing that can be added or be gone, where there is one: "cap of 10,000 USD a quarter".
	Noun string
}

// Section is the heading under which a part stands.
type Section uint8

// The sections, in the order in which a rep asks: what is this, what are my numbers, what do I earn, when is it paid,
// and how is all that worked out.
const (
	Frame Section = iota
	Numbers
	Pay
	Paying
	Counting
	Tables
	Facts
	Examples
	Proofs
)

// String is the section's heading.
func (s Section) String() string {
	return [...]string{
		"This letter", "Your numbers", "What you earn", "How it is paid", "How it is counted", "Tables", "What is recorded",
		"Examples", "What is checked",
	}[s]
}

// Person is whose numbers are put into the sentences.
type Person struct {
	Name string
	// Numbers are the values an assignment gives, by the name of the parameter; of a parameter with a key the rows are
	// "rate for core". Each is in the order of its dates.
	Numbers map[string][]Dated
}

// Dated is a value from a day on; the zero day is the first of the assignment.
type Dated struct {
	From  calendar.Date
	Value ir.Value
}

// Of says a program in sentences; with a person, with their numbers in them.
func Of(p *ir.Program, person *Person) Letter {
	w := &writer{p: p, names: namesOf(p), of: person, whose: yours}
	return w.letter()
}

func (w *writer) letter() Letter {
	w.frame()
	w.goals()
	w.params()
	for i := range w.p.Components {
		w.component(&w.p.Components[i])
	}
	for i := range w.p.Caps {
		w.capOver(&w.p.Caps[i])
	}
	for i := range w.p.Clawbacks {
		w.clawback(&w.p.Clawbacks[i])
	}
	w.settle()
	for i := range w.p.Measures {
		w.measure(&w.p.Measures[i])
	}
	for i := range w.p.Credits {
		w.credit(&w.p.Credits[i])
	}
	for i := range w.p.Groups {
		w.group(&w.p.Groups[i])
	}
	for i := range w.p.Tables {
		w.table(&w.p.Tables[i])
	}
	for i := range w.p.Curves {
		w.curve(&w.p.Curves[i])
	}
	for i := range w.p.Matrices {
		w.matrix(&w.p.Matrices[i])
	}
	for i := range w.p.FX {
		w.fx(&w.p.FX[i])
	}
	w.facts()
	for i := range w.p.Examples {
		w.example(&w.p.Examples[i])
	}
	for i := range w.p.Checks {
		w.check(i, &w.p.Checks[i])
	}
	slices.SortStableFunc(w.parts, func(a, b Part) int { return int(a.Section) - int(b.Section) })
	used := reached(w.p)
	for i := range w.parts {
		part := &w.parts[i]
		switch part.Section {
		case Numbers, Counting, Tables, Facts:
			part.Unused = !used[part.Key]
		}
	}
	return Letter{Plan: w.p.Plan.Name, Title: titleOf(w.p), Parts: once(w.parts)}
}

func titleOf(p *ir.Program) string {
	if p.Plan.Label != "" {
		return p.Plan.Label
	}
	return upper(spaced(p.Plan.Name))
}

// writer makes the parts of one program.
type writer struct {
	p     *ir.Program
	names names
	of    *Person
	whose possessive
	parts []Part
	// prefix stands before keys, and while says to which exception a subject belongs, while one is written.
	prefix, while string
}

// part opens a part. meant is what the part's meaning is made of.
func (w *writer) part(section Section, kind, name, heading, what string, at source.Range, meant any) *Part {
	w.parts = append(w.parts, Part{
		Key: kind + " " + name, Section: section, Heading: heading, Kind: what, At: at, name: name, meaning: w.p.MeaningOf(meant),
	})
	return &w.parts[len(w.parts)-1]
}

// say adds a sentence to the last part.
func (w *writer) say(c Clause) *Clause {
	part := &w.parts[len(w.parts)-1]
	c.Key = w.prefix + c.Key
	if c.Subject != "" {
		c.Subject += w.while
	}
	if c.At.IsZero() {
		c.At = part.At
	}
	part.Clauses = append(part.Clauses, c)
	return &part.Clauses[len(part.Clauses)-1]
}
