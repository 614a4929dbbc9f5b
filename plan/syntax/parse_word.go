package syntax

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/plan/source"
)

var aggregates = map[string]AggregateKind{
	"sum": Sum, "count": Count, "average": Average, "largest": Largest,
	"weighted": WeightedAverage,
}

var periodUnits = map[string]calendar.Unit{"month": calendar.Month, "quarter": calendar.Quarter, "year": calendar.Year}

// wordExpr reads what begins with a word: an aggregate, a date expression, or a path. None of their words is reserved, so
// each is known by what follows it.
func (p *parser) wordExpr() Expr {
	t, next := p.tok(), p.ahead(1)
	call := next.kind == tLParen
	switch {
	case call && t.isAny("min", "max"):
		return p.minMax()
	case call && t.is("weighted") && p.ahead(2).kind == tPercent:
		return p.weighted()
	case call && aggregates[t.text] != 0:
		return p.aggregate(aggregates[t.text])
	case call && t.isName():
		p.unknownFunction(t)
		return nil
	case next.is("of") && periodUnits[t.text] != 0:
		p.next()
		p.next()
		return &UnitOf{Unit: periodUnits[t.text], Of: p.path("assignment, plan, quarter, year or a date"), Loc: Loc{p.from(t.rng)}}
	case next.is("of") && t.isAny("start", "end"):
		p.next()
		p.next()
		return &EdgeOf{End: t.is("end"), Window: p.window(), Loc: Loc{p.from(t.rng)}}
	case t.isAny("completed", "started") && next.is("months") && p.ahead(2).is("from"):
		p.next()
		p.next()
		from, to := p.points()
		return &MonthsBetween{Started: t.is("started"), From: from, To: to, Loc: Loc{p.from(t.rng)}}
	case t.is("days") && next.is("from"):
		p.next()
		from, to := p.points()
		return &DaysBetween{From: from, To: to, Loc: Loc{p.from(t.rng)}}
	case !t.isName():
		p.expected("a value")
		return nil
	}
	return p.qualified()
}

// qualified reads a path and the words that look at it otherwise: `to date`, `across plans`, `carry`.
func (p *parser) qualified() Expr {
	path := p.path("a value")
	start := path.Range
	switch {
	case p.acceptAll("to", "date"):
		return &ToDate{Of: path, Loc: Loc{p.from(start)}}
	case p.acceptAll("across", "plans"):
		return &AcrossPlans{Of: path, Loc: Loc{p.from(start)}}
	case p.is("carry"):
		name, single := path.Single()
		if !single {
			p.expected("the end of the value", "`carry` stands behind the name of a component or cap.")
			return path
		}
		p.next()
		return &Carry{Of: name, Loc: Loc{p.from(start)}}
	}
	return path
}

func (p *parser) unknownFunction(t token) {
	known := []string{"sum", "count", "average", "largest", "weighted", "min", "max"}
	d := source.Diagnostic{
		Code: "unknown-function", Where: t.rng, Summary: fmt.Sprintf("there is no function `%s`", t.text),
		Way: "There are sum, count, average, largest, weighted, min and max. A number with a name of its own is a `measure`.",
	}
	if near := nearest(t.text, known); near != "" {
		d.Summary += fmt.Sprintf("; did you mean `%s`?", near)
		d.Fix = &source.Fix{Where: t.rng, Text: near}
	} else if name, ok := functionNames[t.text]; ok {
		d.Fix = &source.Fix{Where: t.rng, Text: name}
	} else if way, ok := functionWays[t.text]; ok {
		d.Way = way
	}
	p.fail(d)
}

var functionNames = map[string]string{
	"avg": "average", "AVG": "average", "mean": "average", "total": "sum", "SUM": "sum",
	"MAX": "max", "MIN": "min", "COUNT": "count",
}

var functionWays = map[string]string{
	"if":      "Write `A if CONDITION otherwise B`.",
	"IF":      "Write `A if CONDITION otherwise B`.",
	"round":   "Rounding is said once for the plan: rounding half_even per component.",
	"abs":     "Write max(a, -a).",
	"lookup":  "A choice by value is a `table`; it is used by its name alone.",
	"vlookup": "A choice by value is a `table`; it is used by its name alone.",
	"VLOOKUP": "A choice by value is a `table`; it is used by its name alone.",
}

// points reads `from A to B`.
func (p *parser) points() (Expr, Expr) {
	p.words("from")
	from := p.point()
	p.words("to")
	return from, p.point()
}

// point reads a date or a path to one. It never reads `to date`: a field may be called date.
func (p *parser) point() Expr {
	switch p.tok().kind {
	case tDate:
		return p.date("a date")
	case tLParen:
		return p.bracketed()
	}
	t := p.tok()
	if t.isAny("start", "end") && p.ahead(1).is("of") {
		return p.wordExpr()
	}
	return p.path("a date")
}

func (p *parser) minMax() Expr {
	t := p.next()
	open := p.next().rng
	if !p.deeper(open) {
		return nil
	}
	p.inList++
	m := &MinMax{Max: t.is("max")}
	var firsts []int // the token each argument begins with
	for {
		firsts = append(firsts, p.pos)
		m.Args = append(m.Args, p.expr())
		if !p.acceptKind(tComma) {
			break
		}
	}
	p.inList--
	p.brackets--
	p.closeBracket(open)
	m.Range = p.from(t.rng)
	if len(m.Args) < 2 {
		d := source.Diagnostic{
			Code: "one-argument", Where: m.Range, Summary: fmt.Sprintf("`%s` needs two values or more", t.text),
			Way: fmt.Sprintf("Write %s(a, b).", t.text),
		}
		if only := p.toks[firsts[0]]; only.grouped {
			d.Detail = fmt.Sprintf("%s is one number: a comma between digits groups thousands, one that separates has a blank behind it.", p.doc.Slice(only.rng))
		}
		p.fail(d)
	}
	for _, i := range firsts {
		p.warnGrouped(p.toks[i], p.toks[min(i+1, len(p.toks)-1)])
	}
	return m
}

func (p *parser) weighted() Expr {
	t := p.next()
	open := p.next().rng
	if !p.deeper(open) {
		return nil
	}
	p.inList++
	w := &Weighted{}
	for {
		part := &WeightedPart{Weight: p.percent()}
		p.expect(tColon)
		part.Value = p.expr()
		part.Range = p.from(part.Weight.Range)
		w.Parts = append(w.Parts, part)
		if !p.acceptKind(tComma) {
			break
		}
	}
	p.inList--
	p.brackets--
	p.closeBracket(open)
	w.Range = p.from(t.rng)
	return w
}

func (p *parser) aggregate(k AggregateKind) Expr {
	t := p.next()
	open := p.next().rng
	if !p.deeper(open) {
		return nil
	}
	list := p.inList
	p.inList = 0
	a := &Aggregate{Kind: k}
	p.subject(a)
	for !p.failed && p.option(a) {
	}
	p.inList = list
	p.brackets--
	p.closeBracket(open)
	a.Range = p.from(t.rng)
	return a
}

func (p *parser) subject(a *Aggregate) {
	t := p.tok()
	switch {
	case t.isAny("direct", "all") && p.ahead(1).is("reports"), t.is("everyone"):
		a.People = p.scope()
	case t.isAny("weeks", "months", "quarters") && p.ahead(1).is("where"):
		p.next()
		unit := map[string]WindowKind{"weeks": WeekWindow, "months": MonthWindow, "quarters": QuarterWindow}[t.text]
		a.Windows = &Window{Kind: unit, Loc: Loc{t.rng}}
	default:
		a.Subject = p.path("a credit, measure, component or parameter")
	}
}

// option reads one of the words inside the brackets of an aggregate; each but `where` may stand once.
func (p *parser) option(a *Aggregate) bool {
	t := p.tok()
	again := false
	switch {
	case t.is("as"):
		again = a.Role != nil
		a.Role = p.optionalName("as", "a role")
	case t.is("of"):
		p.next()
		again, a.Of = a.Of != nil, p.scope()
	case t.is("where"):
		p.next()
		a.Where = append(a.Where, p.cond())
	case t.is("over"):
		p.next()
		again, a.Over = a.Over != nil, p.over()
	case t.is("by"):
		p.next()
		again, a.By = a.By != nil, p.path("a field")
	case t.is("each"):
		p.next()
		again, a.EachOnce = a.EachOnce != nil, p.path("a field")
		p.words("once")
	case t.is("across"):
		p.words("across", "plans")
		again, a.AcrossPlans = a.AcrossPlans, true
	default:
		return false
	}
	if again {
		p.report(source.Diagnostic{
			Code: "said-twice", Where: t.rng, Summary: fmt.Sprintf("`%s` stands twice in these brackets", t.text),
			Way: "Keep the one that holds.",
		})
	}
	return true
}

func (p *parser) over() *Over {
	start := p.tok().rng
	o := &Over{}
	switch {
	case p.accept("previous"):
		o.Kind, o.Window = OverPrevious, p.window()
	case p.accept("last"):
		o.Kind, o.Duration = OverLast, p.duration()
	case p.accept("same"):
		o.Kind, o.Window = OverSameLastYear, p.window()
		p.words("last", "year")
	default:
		o.Kind, o.Window = OverWindow, p.window()
		o.ToDate = p.acceptAll("to", "date")
	}
	o.Range = p.from(start)
	return o
}

func (p *parser) scope() *Scope {
	start := p.tok().rng
	s := &Scope{}
	switch {
	case p.acceptAll("direct", "reports"):
		s.Kind = DirectReports
	case p.acceptAll("all", "reports"):
		s.Kind = AllReports
	case p.accept("everyone"):
		s.Kind = Everyone
	default:
		n := p.name("direct reports, all reports, everyone or a group")
		s.Kind, s.Group = GroupScope, &n
	}
	s.Range = p.from(start)
	return s
}

var windows = map[string]WindowKind{
	"day": DayWindow, "week": WeekWindow, "month": MonthWindow, "quarter": QuarterWindow,
	"half": HalfWindow, "year": YearWindow, "plan": PlanWindow, "period": PeriodWindow,
}

// window reads what stands behind `per` and `period`.
func (p *parser) window() *Window {
	t := p.tok()
	if k := windows[t.text]; t.kind == tWord && k != 0 {
		p.next()
		return &Window{Kind: k, Loc: Loc{t.rng}}
	}
	if p.acceptAll("span", "of") {
		n := p.name("a parameter")
		return &Window{Kind: SpanWindow, Name: &n, Loc: Loc{p.from(t.rng)}}
	}
	if fix, ok := windowAdverbs[t.text]; ok && t.kind == tWord {
		p.fail(source.Diagnostic{
			Code: "unknown-window", Where: t.rng, Summary: fmt.Sprintf("a window is called `%s`, not `%s`", fix, t.text),
			Fix: &source.Fix{Where: t.rng, Text: fix},
		})
	}
	n := p.name("a window: week, month, quarter, half, year, plan or an event")
	return &Window{Kind: EventWindow, Name: &n, Loc: Loc{t.rng}}
}

var windowAdverbs = map[string]string{
	"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
	"yearly": "year", "annually": "year", "annual": "year", "months": "month", "quarters": "quarter", "years": "year",
}

func (p *parser) optionalPer() *Window {
	if !p.accept("per") {
		return nil
	}
	return p.window()
}
