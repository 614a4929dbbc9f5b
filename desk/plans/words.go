package plans

import (
	"cmp"
	"context"
	"slices"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/english"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
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
	out, err := d.compare(ctx, was.Documents, now.Documents)
	out.Before, out.After = was.ID, now.ID
	return out, err
}

// Changes says in words what a set of documents would mean that the edition in force does not.
func (d *Desk) Changes(ctx context.Context, p access.Principal, docs []rainmaker.Document) (Compared, error) {
	if err := p.Check(access.See, access.Plans); err != nil {
		return Compared{}, err
	}
	was, err := d.inForce(ctx)
	if err != nil {
		return Compared{}, err
	}
	out, err := d.compare(ctx, was.Documents, docs)
	out.Before = was.ID
	return out, err
}

func (d *Desk) compare(ctx context.Context, before, after []rainmaker.Document) (Compared, error) {
	company, err := d.company(ctx)
	if err != nil {
		return Compared{}, err
	}
	was, now := load(before, company.Calendar), load(after, company.Calendar)
	return Compared{Letters: english.DiffAll(was.Programs, now.Programs), Unread: letters(before) != len(was.Programs) || letters(after) != len(now.Programs)}, nil
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

func letters(docs []rainmaker.Document) int {
	n := 0
	for _, doc := range docs {
		if (source.Document{Name: doc.Name}).IsLetter() {
			n++
		}
	}
	return n
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
	for _, param := range p.Params {
		line := a.Numbers[param.Name]
		if line == nil {
			continue
		}
		for _, step := range line.In(a.Span) {
			v, ok := numberOf(step.Value, param.Type)
			if !ok {
				continue
			}
			dated := english.Dated{Value: v}
			if step.Span.From > a.Span.From {
				dated.From = step.Span.From
			}
			person.Numbers[param.Name] = append(person.Numbers[param.Name], dated)
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
