package check

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// typeOf is a declared type without its flow.
func (c *checker) typeOf(t *syntax.Type) (ir.Type, bool) {
	out := ir.Type{OrNone: t.OrNone}
	switch t.Kind {
	case syntax.MoneyType:
		out.Kind = ir.Money
		if !t.AnyCurrency {
			out.Currency = c.currency
		}
		if t.Decimals != nil {
			out.Decimals = *t.Decimals
		}
	case syntax.NumberType:
		out.Kind = ir.Number
	case syntax.PercentType:
		out.Kind, out.Percent = ir.Number, true
	case syntax.DateType:
		out.Kind = ir.Date
	case syntax.TextType:
		out.Kind = ir.Text
	case syntax.PayeeType:
		out.Kind = ir.Payee
	case syntax.YesNoType:
		out.Kind = ir.YesNo
	case syntax.OneOfType:
		out.Kind = ir.Text
		return out, c.choices(t, &out)
	case syntax.ListType:
		out.Kind = ir.List
		fields, ok := c.fields(t.Fields, "the list")
		out.Fields = fields
		for i, f := range fields {
			if f.Type.Kind == ir.List {
				c.notBuilt(t.Fields[i].Range, "lists inside lists", "import the inner rows as events of their own")
				ok = false
			}
		}
		return out, ok
	case syntax.RefType:
		out.Kind, out.Refers = ir.Text, t.Ref.Text
		return out, c.refers(t)
	default:
		return out, false
	}
	return out, true
}

func (c *checker) choices(t *syntax.Type, out *ir.Type) bool {
	ok := true
	for _, x := range t.OneOf {
		text := ""
		switch x := x.(type) {
		case *syntax.Path:
			if n, single := x.Single(); single {
				text = n.Text
			}
		case *syntax.StringLit:
			text = x.Value
		}
		switch {
		case text == "":
			c.report(source.Diagnostic{
				Code: codeBadChoice, Where: x.Place(), Summary: "a choice is a name or text in quotes",
				Way: "Declare the field as `number` or `date`; `is one of` tests those too.",
			})
			ok = false
		case slices.Contains(out.Choices, text):
			c.report(source.Diagnostic{
				Code: codeBadChoice, Where: x.Place(), Summary: fmt.Sprintf("`%s` is listed twice", text),
				Way: "Leave one out.",
			})
			ok = false
		default:
			out.Choices = append(out.Choices, text)
		}
	}
	return ok
}

// fields checks the fields of an event, of payees or of a list's rows.
func (c *checker) fields(list []*syntax.Field, of string) ([]ir.Field, bool) {
	ok := true
	seen := map[string]source.Range{}
	var out []ir.Field
	for _, f := range list {
		if first, twice := seen[f.Name.Text]; twice {
			c.report(source.Diagnostic{
				Code: codeFieldTwice, Where: f.Name.Range,
				Summary: fmt.Sprintf("%s has two fields `%s`", of, f.Name.Text),
				Related: []source.Related{{Where: first, Note: "the first"}}, Way: "Leave one out or give it another name.",
			})
			ok = false
			continue
		}
		seen[f.Name.Text] = f.Name.Range
		if f.Type == nil {
			ok = false
			continue
		}
		if f.Type.Per != nil || f.Type.By != nil {
			c.report(source.Diagnostic{
				Code: codeFlowField, Where: f.Type.Range,
				Summary: fmt.Sprintf("`%s` is a field: what happened once is not an amount per window", f.Name.Text),
				Way:     "Amounts for each period are parameters: `param quota : money per quarter, prorated by days`.",
			})
			ok = false
		}
		t, good := c.typeOf(f.Type)
		ok = ok && good
		out = append(out, ir.Field{Name: f.Name.Text, Type: t})
	}
	return out, ok
}

// window resolves a window's names. A nil window is the plan's period.
func (c *checker) window(w *syntax.Window) (ir.Window, bool) {
	if w == nil {
		return ir.Window{Kind: ir.OfPeriod}, true
	}
	units := map[syntax.WindowKind]calendar.Unit{
		syntax.DayWindow: calendar.Day, syntax.WeekWindow: calendar.Week,
		syntax.MonthWindow: calendar.Month, syntax.QuarterWindow: calendar.Quarter, syntax.HalfWindow: calendar.Half,
		syntax.YearWindow: calendar.Year,
	}
	switch w.Kind {
	case syntax.PeriodWindow:
		return ir.Window{Kind: ir.OfPeriod}, true
	case syntax.PlanWindow:
		return ir.Window{Kind: ir.OfPlan}, true
	case syntax.SpanWindow:
		s := c.spanParam(*w.Name)
		if s == nil {
			return ir.Window{}, false
		}
		return ir.Window{Kind: ir.OfSpan, Param: s.index}, true
	case syntax.EventWindow:
		s := c.named(*w.Name, symEvent, "window or event")
		if s == nil {
			return ir.Window{}, false
		}
		return ir.Window{Kind: ir.OfEvent, Event: s.index}, true
	}
	unit := units[w.Kind]
	if unit == calendar.Month && !c.cal.HasMonths() {
		c.noMonths(w.Range)
		return ir.Window{}, false
	}
	return ir.Window{Kind: ir.OfUnit, Unit: unit}, true
}

// spanParam is the parameter whose dated values cut a span. Its own type may be `per span of` itself; it has its place in
// the program before it is checked.
func (c *checker) spanParam(n syntax.Name) *symbol {
	s := c.symbols[n.Text]
	if s == nil || s.kind != symParam || s.state != visiting {
		if s = c.named(n, symParam, "parameter"); s == nil {
			return nil
		}
	}
	if s.keyed() {
		c.report(source.Diagnostic{
			Code: codeRowKeys, Where: n.Range, Summary: fmt.Sprintf("`%s` has dated values for each row of its key, and those cut no one row of spans", n.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: "Name a parameter without a key.",
		})
		return nil
	}
	if d, ok := s.decl.(*syntax.ParamDecl); ok && d.Value != nil {
		c.report(source.Diagnostic{
			Code: codeSpanOfConstant, Where: n.Range,
			Summary: fmt.Sprintf("`%s` has one value for good, so its dated values cut no spans", n.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "it is given its value here"}},
			Way:     "Leave out `=` there, so that assignments give dated values, or name another window.",
		})
		return nil
	}
	return s
}

func (c *checker) noMonths(at source.Range) {
	c.report(source.Diagnostic{
		Code: codeNoMonths, Where: at, Summary: "the company's calendar has no months",
		Detail: fmt.Sprintf("It is a %s: calendar months would straddle its quarters.", c.cal),
		Way:    "Use weeks, quarters, halves or years.",
	})
}

// resolve puts the plan's own period where a window says `period`.
func (c *checker) resolve(w ir.Window) ir.Window {
	if w.Kind == ir.OfPeriod {
		return c.prog.Plan.Period
	}
	return w
}

type relation uint8

const (
	crosses relation = iota // neither is made of whole ones of the other
	same
	longer
	shorter
)

// relate says what a is to b.
func (c *checker) relate(a, b ir.Window) relation {
	a, b = c.resolve(a), c.resolve(b)
	switch {
	case a == b:
		return same
	case a.Kind == ir.OfEvent && b.Kind == ir.OfEvent:
		return crosses
	case a.Kind == ir.OfPlan || b.Kind == ir.OfEvent:
		return longer
	case b.Kind == ir.OfPlan || a.Kind == ir.OfEvent:
		return shorter
	case a.Kind != ir.OfUnit || b.Kind != ir.OfUnit:
		return crosses
	case a.Unit == calendar.Week && b.Unit != calendar.Day || b.Unit == calendar.Week && a.Unit != calendar.Day:
		return crosses // a week straddles months, and most quarters
	case a.Unit > b.Unit:
		return longer
	}
	return shorter
}

// windowText is a window as the letter writes it.
func (c *checker) windowText(w ir.Window) string {
	if p := c.prog.Plan.Period; w.Kind == ir.OfPeriod && p.Kind != ir.OfPeriod {
		w = p
	}
	return printer{c.prog}.window(w)
}

// span is the days of a written span.
func (c *checker) span(s *syntax.Span) (calendar.Span, bool) {
	if s.First != nil {
		out := calendar.Since(s.First.Date)
		if s.Before != nil {
			out.Before = s.Before.Date
		}
		return c.notEmpty(out, s)
	}
	if s.FirstPeriod == nil {
		return calendar.Span{}, false
	}
	first, ok := c.period(s.FirstPeriod)
	if !ok || s.LastPeriod == nil {
		return first.Span, ok
	}
	last, ok := c.period(s.LastPeriod)
	if !ok {
		return calendar.Span{}, false
	}
	return c.notEmpty(calendar.Span{From: first.Span.From, Before: last.Span.Before}, s)
}

func (c *checker) notEmpty(out calendar.Span, s *syntax.Span) (calendar.Span, bool) {
	if !out.IsEmpty() {
		return out, true
	}
	c.report(source.Diagnostic{
		Code: codeEmptySpan, Where: s.Range,
		Summary: fmt.Sprintf("no day lies in this span: %s is not before %s", out.From, out.Before),
		Way:     "Put the earlier date first; the day after `before` is not included.",
	})
	return out, false
}

func (c *checker) period(p *syntax.PeriodLit) (calendar.Period, bool) {
	out, err := c.cal.Parse(p.Text)
	if err != nil {
		c.report(source.Diagnostic{
			Code: codeUnknownPeriod, Where: p.Range, Summary: err.Error(),
			Way: "Write a period of the company's calendar.",
		})
		return out, false
	}
	return out, true
}

// join is the type of a value that is one or the other.
func join(a, b ir.Type) (ir.Type, bool) {
	if a.Kind != b.Kind || a.Kind == ir.Money && a.Currency != b.Currency || a.Kind == ir.List {
		return a, false
	}
	a.Percent = a.Percent && b.Percent
	a.OrNone = a.OrNone || b.OrNone
	a.Decimals = max(a.Decimals, b.Decimals)
	if !slices.Equal(a.Choices, b.Choices) {
		a.Choices = nil
	}
	return a, true
}

// article puts a or an before a word.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// typeText is a type in a sentence: USD for money in it.
func typeText(t ir.Type) string {
	switch {
	case t.Kind == ir.Money && t.Currency != "":
		return string(t.Currency)
	case t.Kind == ir.Number && !t.Percent:
		return "a number"
	case t.Kind == ir.Number:
		return "a percentage"
	case t.Kind == ir.YesNo:
		return "a condition"
	case t.Kind == ir.Date:
		return "a date"
	case t.Kind == ir.Payee:
		return "a person"
	case t.Kind == ir.List:
		return "a list"
	case t.Kind == ir.Days:
		return "a number of days"
	}
	t.OrNone = false
	return t.String()
}
