package syntax

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
)

func (p *parser) plan(start source.Range) *PlanDecl {
	d := &PlanDecl{Name: p.name("the name of the plan"), Label: p.label()}
	head, failures, seen := p.from(start), p.failures, map[string]source.Range{}
	p.block(func() { p.planClause(d, seen) })
	d.Range = p.from(start)
	for _, must := range []struct {
		missing   bool
		word, way string
	}{
		{d.Effective == nil, "effective", "Write `effective FY2027`, or `effective 2027-01-01 before 2028-01-01`."},
		{d.Period == nil, "period", "Write `period month`: how often pay is calculated and settled."},
		{d.Currency == nil, "currency", "Write `currency USD`."},
		{d.Rounding == nil, "rounding", "Write `rounding half_even per component`."},
		{d.Leavers == nil, "leavers", "Write `leavers keep what is earned`, `what is payable`, or `what becomes payable within 90 days`."},
	} {
		if must.missing {
			p.lacks(failures, "plan-lacks", head, fmt.Sprintf("the plan does not say `%s`", must.word), must.way)
		}
	}
	return d
}

func (p *parser) planClause(d *PlanDecl, seen map[string]source.Range) {
	t := p.tok()
	if t.isAny("serves", "because", "owned", "expires") {
		d.Notes = p.noteInto(d.Notes)
		return
	}
	if !t.isAny("effective", "period", "currency", "rounding", "leavers") {
		p.unknown("a clause of a plan", "of a plan", "effective", "period", "currency", "rounding", "leavers", "serves", "because", "owned by", "expires")
		return
	}
	p.next()
	p.once(seen, t.text, t.rng)
	switch t.text {
	case "effective":
		if s := p.span(); !p.failed {
			d.Effective = s
		}
	case "period":
		if w := p.window(); !p.failed {
			d.Period = w
		}
	case "currency":
		if c := p.currency(); !p.failed {
			d.Currency = &c
		}
	case "rounding":
		if r := p.rounding(t.rng); !p.failed {
			d.Rounding = r
		}
	case "leavers":
		if l := p.leavers(t.rng); !p.failed {
			d.Leavers = l
		}
	}
}

var roundings = map[string]money.Rounding{"half_even": money.HalfEven, "half_up": money.HalfUp, "down": money.Down}

func (p *parser) rounding(start source.Range) *Rounding {
	mode, ok := roundings[p.tok().text]
	if !ok {
		p.expected("half_even, half_up or down")
		return nil
	}
	p.next()
	p.words("per")
	r := &Rounding{Mode: mode, PerLine: p.accept("line")}
	if !r.PerLine && !p.accept("component") {
		p.expected("`component` or `line`")
	}
	r.Range = p.from(start)
	return r
}

func (p *parser) leavers(start source.Range) *Leavers {
	l := &Leavers{}
	p.words("keep", "what")
	switch {
	case p.acceptAll("is", "earned"):
		l.Rule = KeepEarned
	case p.acceptAll("is", "payable"):
		l.Rule = KeepPayable
	case p.acceptAll("becomes", "payable", "within"):
		l.Rule, l.Within = KeepBecomesPayable, p.duration()
	default:
		p.expected("`is earned`, `is payable` or `becomes payable within 90 days`")
	}
	l.Range = p.from(start)
	return l
}

// span reads periods, or days from one on and before another.
func (p *parser) span() *Span {
	t := p.tok()
	s := &Span{}
	switch t.kind {
	case tPeriod:
		s.FirstPeriod = p.period()
		if p.acceptKind(tDotDot) {
			if p.tok().kind != tPeriod {
				p.expected("a period", "Write 2027-02..2027-03, both included.")
			}
			s.LastPeriod = p.period()
		}
	case tDate:
		s.First = p.date("a date")
		if p.accept("before") {
			s.Before = p.date("a date")
		}
	default:
		p.expected("a period or a date", "Write FY2027, 2027Q1, 2027-02..2027-03, or 2027-01-01 before 2028-01-01.")
	}
	s.Range = p.from(t.rng)
	p.unclearEnd(s)
	return s
}

// unclearEnd refuses the ways to end a span that do not say whether the last day is in.
func (p *parser) unclearEnd(s *Span) {
	t := p.tok()
	if !t.isAny("ends", "end", "until", "to", "through", "till", "and", "ending") && t.kind != tDotDot && t.kind != tMinus {
		return
	}
	word := p.doc.Slice(t.rng)
	d := source.Diagnostic{
		Code: "unclear-end", Where: t.rng, Summary: fmt.Sprintf("`%s` could include the last day or not", word),
		Way: "Write `FY2027`, or `2027-01-01 before 2028-01-01`: the day behind `before` is the first that is out.",
	}
	if end := p.ahead(1); s.First != nil && end.kind == tDate {
		if last, err := calendar.ParseDate(end.text); err == nil {
			first := s.First.Date
			d.Way = fmt.Sprintf("If %s is still in, write `%s before %s`; if not, `%s before %s`.", last, first, last.AddDays(1), first, last)
		}
	}
	p.fail(d)
}

var noteKinds = map[string]NoteKind{"serves": Serves, "because": Because, "owned": OwnedBy, "expires": Expires}

// noteInto reads an annotation and adds it, if it could be read.
func (p *parser) noteInto(notes []*Note) []*Note {
	if n := p.note(); !p.failed {
		return append(notes, n)
	}
	return notes
}

func (p *parser) note() *Note {
	t := p.next()
	n := &Note{Kind: noteKinds[t.text]}
	switch n.Kind {
	case Serves:
		g := p.name("a goal")
		n.Goal = &g
	case OwnedBy:
		p.words("by")
		n.Text = p.str()
	case Because:
		n.Text = p.str()
	case Expires:
		n.Date = p.date("a date")
	}
	n.Range = p.from(t.rng)
	return n
}
