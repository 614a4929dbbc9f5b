package english

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Change is one thing that means something else than before, in a sentence.
type Change struct {
	Section Section
	About   string // the heading of the part: "Base commission"
	Text    string
	// Was and Now are where it stands in the older and the newer version; the zero range where it does not.
	Was, Now source.Range
	// Pays says that pay can differ by it; examples, checks, reasons and names change nobody's pay.
	Pays bool
}

// Diff says in sentences what a version of a plan means that the one before it does not, in the order of the letter. Where
// two versions mean the same, whatever their layout, there are no changes; where they do not there is one at least.
// Either may be nil: a plan that is new, or gone.
func Diff(before, after *ir.Program) []Change {
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		return []Change{{About: titleOf(after), Text: fmt.Sprintf("The plan %s is new, in force %s.", titleOf(after), between(after.Plan.Effective)), Now: after.Plan.At, Pays: true}}
	case after == nil:
		return []Change{{About: titleOf(before), Text: fmt.Sprintf("The plan %s is gone.", titleOf(before)), Was: before.Plan.At, Pays: true}}
	}
	// What both versions have goes by its new name, or a new label would seem to change every sentence it stands in.
	names, old := namesOf(after), namesOf(before)
	for name, said := range old {
		if _, kept := names[name]; !kept {
			names[name] = said
		}
	}
	oldLabels, labels := labelByName(before), labelByName(after)
	was := (&writer{p: before, names: names, whose: yours}).letter()
	now := (&writer{p: after, names: names, whose: yours}).letter()
	var out []Change
	for _, part := range now.Parts {
		i := slices.IndexFunc(was.Parts, func(p Part) bool { return p.Key == part.Key })
		switch {
		case i < 0:
			out = append(out, part.added())
		case was.Parts[i].meaning != part.meaning:
			label, old := labels[part.name], oldLabels[part.name]
			out = append(out, compared(was.Parts[i], part, old, label != old)...)
		}
	}
	for _, part := range was.Parts {
		if !slices.ContainsFunc(now.Parts, func(p Part) bool { return p.Key == part.Key }) {
			out = append(out, part.gone())
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return int(a.Section) - int(b.Section) })
	return out
}

func labelByName(p *ir.Program) map[string]string {
	labels := map[string]string{}
	for _, d := range labelsOf(p) {
		labels[d.name] = d.label
	}
	return labels
}

// once leaves out what stands in a program several times: a table that is looked up at several kinds of events has one for
// each. Others of one name and another meaning are numbered.
func once(all []Part) []Part {
	seen := map[string][]string{}
	var parts []Part
	for _, p := range all {
		meanings := seen[p.Key]
		if slices.Contains(meanings, p.meaning) {
			continue
		}
		seen[p.Key] = append(meanings, p.meaning)
		if n := len(seen[p.Key]); n > 1 {
			p.Key = fmt.Sprintf("%s (%d)", p.Key, n)
		}
		parts = append(parts, p)
	}
	return parts
}

// what is a part with its kind, for a sentence that tells of it whole.
func (p Part) what() string {
	switch {
	case p.Section == Paying && p.Kind == "settlement", p.Kind == "attributes":
		return "The " + p.Kind
	case strings.HasSuffix(strings.ToLower(p.Heading), p.Kind):
		return "The " + lower(p.Heading)
	}
	return fmt.Sprintf("The %s %s", p.Kind, lower(p.Heading))
}

// pays reports whether a part can change pay.
func (p Part) pays() bool {
	return !p.Unused && p.Section != Examples && p.Section != Proofs && p.Kind != "goal"
}

// added tells of a new part with what decides its amount, so that nobody has to look it up.
func (p Part) added() Change {
	c := Change{Section: p.Section, About: p.Heading, Now: p.At, Pays: p.pays()}
	what := p.what()
	if p.Section == Pay {
		what = upper(article(strings.TrimPrefix(what, "The ")))
	}
	c.Text = what + " was added"
	if during := p.clause("during"); during != nil {
		c.Text += ", " + during.Value
	}
	c.Text += "."
	if p.Section == Pay {
		for _, clause := range p.Clauses {
			if !clause.Item && clause.Key != "window" && clause.Key != "during" || strings.HasPrefix(clause.Key, "tier ") {
				c.Text += " " + clause.Text
			}
		}
	}
	return c
}

func (p Part) gone() Change {
	return Change{Section: p.Section, About: p.Heading, Text: p.what() + " is gone.", Was: p.At, Pays: p.pays()}
}

func (p Part) clause(key string) *Clause {
	i := slices.IndexFunc(p.Clauses, func(c Clause) bool { return c.Key == key })
	if i < 0 {
		return nil
	}
	return &p.Clauses[i]
}

// compared tells two versions of one part apart, clause by clause. called is the label that the part had, where that changed.
func compared(was, now Part, called string, relabelled bool) []Change {
	var out []Change
	if relabelled {
		if called == "" {
			called = upper(spaced(now.name))
		}
		out = append(out, Change{Section: now.Section, About: now.Heading, Text: fmt.Sprintf("%s is now called %s.", called, now.Heading), Was: was.At, Now: now.At})
	}
	say := func(text string, before, after source.Range, key string) {
		out = append(out, Change{
			Section: now.Section, About: now.Heading, Text: text, Was: before, Now: after,
			Pays: now.pays() && !slices.Contains([]string{"because", "owned", "name"}, key) && !strings.HasPrefix(key, "serves "),
		})
	}
	old, left := unmatched(was.Clauses, now.Clauses)
	for _, c := range left {
		i := slices.IndexFunc(old, func(o Clause) bool { return o.Key == c.Key })
		if i < 0 {
			say(c.isNew(), source.Range{}, c.At, c.Key)
		} else {
			say(changed(old[i], c), old[i].At, c.At, c.Key)
		}
	}
	for _, o := range old {
		if !slices.ContainsFunc(left, func(c Clause) bool { return c.Key == o.Key }) {
			say(o.isGone(), o.At, source.Range{}, o.Key)
		}
	}
	if len(out) == 0 {
		say(now.reordered(was), was.At, now.At, "")
	}
	return out
}

// unmatched are the clauses of either version that the other does not have. Several of one kind (conditions, gates) are
// numbered, and a number says nothing: one that moved up because another went is the same.
func unmatched(was, now []Clause) (old, left []Clause) {
	same := func(a, b Clause) bool { return unnumbered(a.Key) == unnumbered(b.Key) && a.Text == b.Text }
	old = slices.Clone(was)
	for _, c := range now {
		if i := slices.IndexFunc(old, func(o Clause) bool { return same(o, c) }); i >= 0 {
			old = slices.Delete(old, i, i+1)
		} else {
			left = append(left, c)
		}
	}
	return old, left
}

func unnumbered(key string) string { return strings.TrimRight(key, "0123456789") }

// reordered says what changed where every sentence stayed.
func (p Part) reordered(was Part) string {
	order := func(p Part) []string {
		var texts []string
		for _, c := range p.Clauses {
			texts = append(texts, lower(strings.TrimSuffix(c.Text, ".")))
		}
		return texts
	}
	if a, b := order(was), order(p); !slices.Equal(a, b) {
		return fmt.Sprintf("The clauses of %s stand in another order: %s.", lower(p.what()), strings.Join(b, "; then "))
	}
	// A sentence that is the same for two meanings is a mistake of this package, and a change unsaid would be a worse one.
	return fmt.Sprintf("%s means something else than before, in a way that has no sentence: compare the texts.", p.what())
}

func (c Clause) isNew() string {
	if c.Noun != "" {
		return upper(article(c.Noun)) + " was added."
	}
	return "New: " + c.Text
}

func (c Clause) isGone() string {
	if c.Noun != "" {
		return "The " + c.Noun + " is gone."
	}
	return "No longer: " + c.Text
}

// longest is how long two values may be to be told in one breath.
const longest = 60

// changed says what a clause says now that it did not before.
func changed(o, c Clause) string {
	switch {
	case c.Value == "" || o.Value == "":
		return fmt.Sprintf("Instead of “%s” it says: %s", o.Text, c.Text)
	case o.Value == c.Value: // the sentence differs around it
		return fmt.Sprintf("%s is still %s, but “%s” is now “%s”", upper(c.Subject), c.Value, o.Text, c.Text)
	case rises(o.Amount, c.Amount):
		return fmt.Sprintf("%s rises from %s to %s.", upper(c.Subject), o.Value, c.Value)
	case rises(c.Amount, o.Amount):
		return fmt.Sprintf("%s falls from %s to %s.", upper(c.Subject), o.Value, c.Value)
	case len(o.Value) <= longest && len(c.Value) <= longest:
		return fmt.Sprintf("%s changes from %s to %s.", upper(c.Subject), o.Value, c.Value)
	}
	return fmt.Sprintf("%s changes. It was: %s. It is now: %s.", upper(c.Subject), o.Value, c.Value)
}

func rises(a, b *ir.Value) bool {
	return a != nil && b != nil && a.Kind == b.Kind && a.Currency == b.Currency && a.Num.Cmp(b.Num) < 0
}
