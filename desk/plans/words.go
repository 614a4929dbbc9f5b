package plans

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/english"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// Words is one letter as the rep will read it.
type Words struct {
	Document string
	Plan     rainmaker.PlanName
	english.Letter
}

// Compared is what one edition means that another does not.
type Compared struct {
	Before, After rainmaker.EditionID // 0: not an edition
	Letters       []english.PlanChanges
	// Unread says that one of the sets has errors: letters with one are in no comparison.
	Unread bool
}

// Tried is a set of documents that somebody is working on, with everything there is to say about it.
type Tried struct {
	Checked
	// Words are the letters that could be read, in sentences.
	Words []Words
	// Changes are what it means that the edition in force does not.
	Changes Compared
}

// Of are the words of the letter in a document; nil where it is no letter, or can't be read.
func (t Tried) Of(document string) *Words {
	i := slices.IndexFunc(t.Words, func(w Words) bool { return w.Document == document })
	if i < 0 {
		return nil
	}
	return &t.Words[i]
}

// Try checks a set of documents, says it in sentences and compares it with what is in force. It stores nothing.
func (d *Desk) Try(ctx context.Context, p access.Principal, docs []rainmaker.Document) (Tried, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return Tried{}, err
	}
	if err := checkNames(docs); err != nil {
		return Tried{}, err
	}
	company, batch, err := d.facts(ctx)
	if err != nil {
		return Tried{}, err
	}
	was, err := d.inForce(ctx)
	if err != nil {
		return Tried{}, err
	}
	checked, set := d.checkedWith(company, batch, docs)
	t := Tried{Checked: checked, Changes: compared(*company, was.Documents, docs)}
	t.Changes.Before = was.ID
	for _, program := range set.Programs {
		t.Words = append(t.Words, Words{program.Plan.At.Doc, rainmaker.PlanName(program.Plan.Name), english.Of(program, nil)})
	}
	return t, nil
}

// Format is a document with its plan blocks in their one spelling; one with errors comes back as it is, with them.
func (d *Desk) Format(_ context.Context, p access.Principal, doc rainmaker.Document) (rainmaker.Document, source.Diagnostics, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return rainmaker.Document{}, nil, err
	}
	after, found := syntax.Format(source.Document{Name: doc.Name, Text: doc.Text})
	return rainmaker.Document{Name: doc.Name, Text: after.Text}, found, nil
}

// Words says the letters of the documents in sentences, of the edition in force where there are none. With a payee it says
// those letters that they are assigned to, with their own numbers in them.
func (d *Desk) Words(ctx context.Context, p access.Principal, docs []rainmaker.Document, payee rainmaker.PayeeID) ([]Words, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return nil, err
	}
	const op = "read plans"
	company, err := d.company(ctx)
	if err != nil {
		return nil, err
	}
	if docs == nil {
		edition, err := d.Documents.Edition(ctx, 0)
		if err != nil {
			return nil, err
		}
		docs = edition.Documents
	}
	var who rainmaker.Payee
	if payee != "" {
		var known bool
		if who, known = company.Payee(payee); !known {
			return nil, rainmaker.Errorf(rainmaker.NotFound, op, "nobody is called %q", payee).WithWay("give the payee's id, as it was imported")
		}
	}
	set := load(docs, company.Calendar)
	today := d.Today(company.Zone)
	var out []Words
	for _, program := range set.Programs {
		var person *english.Person
		if payee != "" {
			if person = numbersOf(company, program, who, today); person == nil {
				continue
			}
		}
		out = append(out, Words{program.Plan.At.Doc, rainmaker.PlanName(program.Plan.Name), english.Of(program, person)})
	}
	if payee != "" && len(out) == 0 {
		return nil, rainmaker.Errorf(rainmaker.NotFound, op, "%s is assigned to none of these letters", payee).WithWay("import an assignment, or name other letters")
	}
	return out, nil
}

// Compare says in words what an edition means that the one before it did not: after 0 is what is in force, before 0 the
// edition before it. The first edition has none before it, and everything in it is new.
func (d *Desk) Compare(ctx context.Context, p access.Principal, before, after rainmaker.EditionID) (Compared, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return Compared{}, err
	}
	now, err := d.Documents.Edition(ctx, after)
	if err != nil {
		return Compared{}, err
	}
	if before == 0 {
		before = now.ID - 1
	}
	var was rainmaker.Edition
	if before > 0 {
		if was, err = d.Documents.Edition(ctx, before); err != nil {
			return Compared{}, err
		}
	}
	company, err := d.company(ctx)
	if err != nil {
		return Compared{}, err
	}
	out := compared(company, was.Documents, now.Documents)
	out.Before, out.After = was.ID, now.ID
	return out, nil
}

func compared(company rainmaker.Company, before, after []rainmaker.Document) Compared {
	was, now := load(before, company.Calendar), load(after, company.Calendar)
	// A letter with an error is neither gone nor new.
	unread := append(unreadIn(before, was), unreadIn(after, now)...)
	skip := func(p *ir.Program) bool { return slices.Contains(unread, p.Plan.At.Doc) }
	return Compared{
		Letters: english.DiffAll(slices.DeleteFunc(was.Programs, skip), slices.DeleteFunc(now.Programs, skip)), Unread: len(unread) > 0,
	}
}

func load(docs []rainmaker.Document, cal calendar.Calendar) *plan.Set {
	set, _ := plan.Load(sourcesOf(docs), cal) // what is wrong in them is asked for by Check
	return set
}

func sourcesOf(docs []rainmaker.Document) []source.Document {
	sources := make([]source.Document, len(docs))
	for i, doc := range docs {
		sources[i] = source.Document{Name: doc.Name, Text: doc.Text}
	}
	return sources
}

// unreadIn are the letters of a set that have an error in them, or in terms they use.
func unreadIn(docs []rainmaker.Document, set *plan.Set) []string {
	var out []string
	for _, doc := range docs {
		read := slices.ContainsFunc(set.Programs, func(p *ir.Program) bool { return p.Plan.At.Doc == doc.Name })
		if !read && (source.Document{Name: doc.Name}).IsLetter() {
			out = append(out, doc.Name)
		}
	}
	return out
}

// numbersOf are a payee's numbers under a plan: those of the assignment that is on, or the next, or the last; nil where
// there is none while the letter is in force.
func numbersOf(c rainmaker.Company, p *ir.Program, who rainmaker.Payee, today calendar.Date) *english.Person {
	var mine []rainmaker.Assignment
	for _, a := range c.Assignments {
		if a.Payee == who.ID && a.Plan == rainmaker.PlanName(p.Plan.Name) && a.Span.Overlaps(p.Plan.Effective) {
			mine = append(mine, a)
		}
	}
	if len(mine) == 0 {
		return nil
	}
	slices.SortStableFunc(mine, func(a, b rainmaker.Assignment) int { return cmp.Compare(a.Span.From, b.Span.From) })
	a := mine[len(mine)-1]
	for _, other := range mine {
		if today < other.Span.Before {
			a = other
			break
		}
	}
	person := &english.Person{Name: who.Name, Numbers: map[string][]english.Dated{}}
	for name, line := range a.Numbers {
		i := slices.IndexFunc(p.Params, func(param ir.Param) bool {
			return param.Name == name || param.Open && strings.HasPrefix(name, ir.RowName(param.Name, ""))
		})
		if i < 0 {
			continue
		}
		param := p.Params[i]
		for _, step := range line.In(a.Span) {
			v, ok := numberOf(step.Value, param.Type)
			if !ok {
				continue
			}
			dated := english.Dated{Value: v}
			if step.Span.From > a.Span.From {
				dated.From = step.Span.From
			}
			person.Numbers[name] = append(person.Numbers[name], dated)
		}
	}
	return person
}

// numberOf is a personal number as the letter's language says it.
func numberOf(v rainmaker.Value, t ir.Type) (ir.Value, bool) {
	switch v.Kind() {
	case rainmaker.Number:
		n := ir.NumberOf(v.Amount().Ratio())
		n.Percent = t.Percent
		return n, true
	case rainmaker.Cash:
		return ir.MoneyOf(v.Amount().Ratio(), v.Currency()), true
	case rainmaker.Day:
		return ir.DateOf(v.Date()), true
	case rainmaker.Text:
		return ir.TextOf(v.Text()), true
	case rainmaker.YesNo:
		return ir.YesNoOf(v.Yes()), true
	}
	return ir.Value{}, false
}
