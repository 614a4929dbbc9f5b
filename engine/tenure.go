package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// tenure is the assignments of one payee to one plan that follow each other without a gap: one assignment for windows.
type tenure struct {
	who  *person
	plan string
	span calendar.Span
	// start is the day from which months of assignment are counted. Where only a part of the days is asked about, span is
	// that part and start stays.
	start   calendar.Date
	ids     []string
	source  rainmaker.Source
	numbers []*calendar.Timeline[number] // by the program's params; nil: not given
	spans   map[int][]calendar.Span      // by param: the spans from one dated value to the next
	// kin is the tenure as each version of the plan binds it; nil where it is nobody's assignment.
	kin []*tenure
}

type number struct {
	value  ir.Value
	from   string // assignment
	source rainmaker.Source
}

// bindAssignments makes tenures of the assignments to every plan: to this one, to be paid, and to the others, because a
// parameter may be asked for across plans and other people's measures are worked out with their own.
func (c *Calculation) bindAssignments(assignments []rainmaker.Assignment) (errs []error) {
	sorted := slices.Clone(assignments)
	rainmaker.SortAssignments(sorted)
	var start calendar.Date
	for i, a := range sorted {
		if i == 0 || sorted[i-1].Payee != a.Payee || sorted[i-1].Plan != a.Plan || sorted[i-1].Span.Before < a.Span.From {
			start = a.Span.From
		}
		errs = append(errs, c.bindAssignment(a, start)...)
	}
	for id, list := range c.facts.held {
		own := slices.DeleteFunc(slices.Clone(list), func(t *tenure) bool { return !c.isOwn(t.plan) })
		if len(own) > 0 {
			c.facts.tenures[id] = own
			c.payees = append(c.payees, rainmaker.PayeeID(id))
		}
		for _, t := range list {
			t.cutSpans()
		}
		slices.SortStableFunc(list, func(a, b *tenure) int {
			switch {
			case c.isOwn(a.plan) == c.isOwn(b.plan):
				return cmp.Or(cmp.Compare(a.plan, b.plan), cmp.Compare(a.span.From, b.span.From))
			case c.isOwn(a.plan):
				return -1
			default:
				return 1
			}
		})
	}
	slices.Sort(c.payees)
	return errs
}

func (c *Calculation) isOwn(plan string) bool { return plan == c.prog.Plan.Name }

// bindAssignment adds an assignment to those it follows without a gap, the first of which began on start: months of
// assignment run on from one letter of a plan to the next.
func (c *Calculation) bindAssignment(a rainmaker.Assignment, start calendar.Date) []error {
	if !c.isOwn(string(a.Plan)) {
		return c.bindStretch(a, start)
	}
	whole := a.Span
	var errs []error
	for _, force := range union(c.line.force) { // days on which no letter is in force are not on the plan
		a.Span = whole.Intersect(force)
		errs = append(errs, c.bindStretch(a, start)...)
	}
	return errs
}

// bindStretch adds days of an assignment that follow each other.
func (c *Calculation) bindStretch(a rainmaker.Assignment, start calendar.Date) []error {
	if a.Span.IsEmpty() {
		return nil
	}
	who := c.facts.people[string(a.Payee)]
	if who == nil {
		return []error{fmt.Errorf("%s: payee %q is not known", a, a.Payee)}
	}
	list := c.facts.held[who.id]
	var t *tenure
	if n := len(list); n > 0 && list[n-1].plan == string(a.Plan) && list[n-1].span.Before >= a.Span.From {
		t = list[n-1]
		if t.span.Before > a.Span.From {
			return []error{fmt.Errorf("%s overlaps assignment %s (%s) of the same payee and plan", a, t.ids[len(t.ids)-1], t.span)}
		}
		t.span.Before = a.Span.Before
	} else {
		t = &tenure{
			who: who, plan: string(a.Plan), span: a.Span, start: start, source: a.Source,
			spans: map[int][]calendar.Span{}, numbers: make([]*calendar.Timeline[number], len(c.params)),
		}
		c.facts.held[who.id] = append(list, t)
	}
	t.ids = append(t.ids, a.ID)
	errs := c.bindNumbers(t, a)
	if !c.isOwn(t.plan) {
		// What another plan gives under the name of one of our parameters, and as something else, is not that parameter.
		return nil
	}
	return errs
}

func (c *Calculation) bindNumbers(t *tenure, a rainmaker.Assignment) (errs []error) {
	for i, param := range c.params {
		said := a.Numbers[param.Name]
		if t.numbers[i] != nil {
			t.numbers[i].End(a.Span.From) // the numbers of the assignment before end with it
		}
		if said == nil {
			continue
		}
		if t.numbers[i] == nil {
			t.numbers[i] = &calendar.Timeline[number]{}
		}
		t.numbers[i].Reserve(said.Len())
		for span, value := range said.Over(a.Span) {
			v, err := convert(value, param.Type)
			if err == nil {
				err = inBounds(param, v)
			}
			if err != nil {
				if c.says(param.Name, span) {
					errs = append(errs, fmt.Errorf("%s: %s from %s: %w", a, param.Name, span.From, err))
				}
				continue
			}
			t.numbers[i].Set(span.From, number{v, a.ID, cmp.Or(value.Source(), a.Source)})
		}
	}
	return errs
}

// says reports whether the letter decides what a parameter may be on days: on its own, and on those of versions without it.
func (c *Calculation) says(param string, on calendar.Span) bool {
	for i, v := range c.line.all {
		if c.line.days[i].Overlaps(on) && (i == c.place || v.paramOf(param) < 0) {
			return true
		}
	}
	return false
}

func inBounds(p ir.Param, v ir.Value) error {
	if p.Low != nil && v.Num.Cmp(p.Low.Num) < 0 || p.High != nil && v.Num.Cmp(p.High.Num) > 0 {
		v.Percent = p.Type.Percent
		return fmt.Errorf("%s is outside %s to %s, which the letter allows", v, p.Low, p.High)
	}
	return nil
}

// cutSpans works out the spans from one dated value of each parameter to the next; the last one runs to the end.
func (t *tenure) cutSpans() {
	for i, n := range t.numbers {
		if n == nil {
			continue
		}
		for span := range n.Over(t.span) {
			t.spans[i] = append(t.spans[i], span)
		}
	}
}

// heldBy lists the assignments of a person to every plan that overlap a span, this plan's first.
func (c *Calculation) heldBy(p *person, span calendar.Span) []*tenure {
	var out []*tenure
	for _, t := range c.heldOf(p.id) {
		if t.span.Overlaps(span) {
			out = append(out, t)
		}
	}
	return out
}

// widen lets a tenure hold over other days, under every version of the plan.
func (l *lineage) widen(who string, t *tenure, days calendar.Span) {
	kin := make([]*tenure, len(l.all))
	for i, v := range l.all {
		kin[i] = t.in(v).over(days)
	}
	for i, v := range l.all {
		old := t.in(v)
		swap := func(list []*tenure) []*tenure {
			list = slices.Clone(list)
			list[slices.Index(list, old)] = kin[i]
			return list
		}
		v.facts.tenures, v.facts.held = maps.Clone(v.facts.tenures), maps.Clone(v.facts.held)
		v.facts.tenures[who], v.facts.held[who] = swap(v.facts.tenures[who]), swap(v.facts.held[who])
		kin[i].kin = kin
	}
}
