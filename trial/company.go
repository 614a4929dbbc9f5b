package trial

import (
	"fmt"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// company makes the facts of an example: the people it names, their assignments and numbers, and its events.
type company struct {
	p     *ir.Program
	x     *ir.Example
	cal   calendar.Calendar
	names []string // in the order in which the example names them, me first
	in    engine.Inputs
}

func newCompany(p *ir.Program, earlier []*ir.Program, x *ir.Example, cal calendar.Calendar, through calendar.Date) (*company, error) {
	c := &company{p: p, x: x, cal: cal, in: engine.Inputs{Calendar: cal, Through: through}}
	c.people()
	c.reports()
	c.rates()
	if err := c.assignments(earlier); err != nil {
		return nil, err
	}
	c.in.Versions = c.inForce(earlier)
	if err := c.results(); err != nil {
		return nil, err
	}
	return c, c.events()
}

func (c *company) person(name string) {
	for _, n := range c.names {
		if n == name {
			return
		}
	}
	c.names = append(c.names, name)
	c.in.Payees = append(c.in.Payees, rainmaker.Payee{
		ID: rainmaker.PayeeID(name), Name: name,
		Attributes: map[string]*calendar.Timeline[rainmaker.Value]{},
	})
}

// people are me and everybody whom the example names anywhere.
func (c *company) people() {
	c.person(ir.Me)
	for _, g := range c.x.Payees {
		c.person(g.Name)
	}
	for _, g := range c.x.Reports {
		for _, name := range g.People {
			c.person(name)
		}
		c.person(g.Manager)
	}
	for _, g := range c.x.Assignments {
		c.person(g.Person)
	}
	for _, g := range c.x.Numbers {
		c.person(g.Person)
	}
	for _, g := range c.x.Results {
		c.person(g.Person)
	}
	for _, g := range c.x.Leaves {
		c.person(g.Person)
	}
	for _, g := range c.x.Events {
		for i := range c.p.Events[g.Event].Fields {
			c.named(g.Fields[i])
		}
	}
	for _, e := range c.x.Expects {
		c.person(e.Person)
	}
}

func (c *company) named(v ir.Value) {
	if v.Kind == ir.Payee && !v.None {
		c.person(v.Text)
	}
	for _, row := range v.Rows {
		for _, cell := range row {
			c.named(cell)
		}
	}
}

func (c *company) reports() {
	for _, g := range c.x.Reports {
		for _, name := range g.People {
			c.in.Reports = append(c.in.Reports, rainmaker.ReportingLine{
				Payee:   rainmaker.PayeeID(name),
				Manager: rainmaker.PayeeID(g.Manager), From: calendar.StartOfTime, Source: rainmaker.Source{File: g.At.Doc, Row: g.At.Start.Line},
			})
		}
	}
}

// rates are the exchange rates given, and leave; a rate without a day holds always.
func (c *company) rates() {
	for _, g := range c.x.Rates {
		on := g.On
		if on == 0 {
			on = calendar.StartOfTime
		}
		c.in.Rates = append(c.in.Rates, rainmaker.Rate{
			Table: c.p.FX[g.FX].Name, From: g.Pair.From, To: g.Pair.To, On: on,
			Rate: g.Pair.Rate, Source: rainmaker.Source{File: g.At.Doc, Row: g.At.Start.Line},
		})
	}
	for _, g := range c.x.Leaves {
		c.in.Leaves = append(c.in.Leaves, rainmaker.Leave{
			Payee: rainmaker.PayeeID(g.Person), Span: g.Span,
			Source: rainmaker.Source{File: g.At.Doc, Row: g.At.Start.Line},
		})
	}
}

// results stand in for components, one value for each period or one for all.
func (c *company) results() error {
	for _, g := range c.x.Results {
		for i, period := range g.Periods {
			v := g.Values[0]
			if len(g.Values) > 1 {
				v = g.Values[i]
			}
			amount, err := money.RoundTo(v.Num, v.Currency, c.p.Plan.Rounding)
			if err != nil {
				return &misfit{g.At, err}
			}
			c.in.Given = append(c.in.Given, engine.GivenResult{
				Payee:     rainmaker.PayeeID(g.Person),
				Component: c.p.Components[g.Component].Name, Period: period, Value: amount,
			})
		}
	}
	return nil
}

// assignments are those given; else me, and everybody who is described, has a number or a result, or is asked about, for as
// long as the letter runs, and from the start of the earlier letter in force where the example asks about a period before.
// Whom only an event names is a person of another plan.
func (c *company) assignments(earlier []*ir.Program) error {
	whole := c.runs(earlier)
	spans := map[string][]calendar.Span{}
	for _, g := range c.x.Assignments {
		spans[g.Person] = append(spans[g.Person], g.Span)
	}
	always := func(name string) {
		if spans[name] == nil {
			spans[name] = []calendar.Span{whole}
		}
	}
	always(ir.Me)
	for _, g := range c.x.Payees {
		always(g.Name)
	}
	for _, g := range c.x.Numbers {
		always(g.Person)
	}
	for _, g := range c.x.Results {
		always(g.Person)
	}
	for _, e := range c.x.Expects {
		always(e.Person)
	}
	for _, name := range c.names {
		for i, span := range spans[name] {
			a := rainmaker.Assignment{
				ID: "of " + name, Payee: rainmaker.PayeeID(name), Plan: rainmaker.PlanName(c.p.Plan.Name),
				Span: span, Source: rainmaker.Source{File: c.x.At.Doc, Row: c.x.At.Start.Line},
			}
			if i > 0 {
				a.ID = fmt.Sprintf("%d of %s", i+1, name)
			}
			var err error
			if a.Numbers, err = c.numbers(name, span); err != nil {
				return err
			}
			c.in.Assignments = append(c.in.Assignments, a)
		}
	}
	for _, g := range c.x.Payees {
		if err := c.attributes(g); err != nil {
			return err
		}
	}
	return nil
}

// runs are the days of the letter, and those of earlier ones back to the first period that the example asks about.
func (c *company) runs(earlier []*ir.Program) calendar.Span {
	span := c.p.Plan.Effective
	labels := []string{c.x.In}
	for _, e := range c.x.Expects {
		labels = append(labels, e.Periods...)
	}
	for _, label := range labels {
		period, err := c.cal.Parse(label)
		if label == "" || err != nil { // the checker has resolved them; a period of one's own begins with the assignment
			continue
		}
		for _, o := range earlier {
			if period.Span.From < span.From && period.Span.Overlaps(o.Plan.Effective) {
				span.From = min(span.From, o.Plan.Effective.From)
			}
		}
	}
	return span
}

// inForce lists the earlier letters that are in force on days on which somebody of the example is assigned: the others change
// nothing, and need not be able to read what the example says.
func (c *company) inForce(earlier []*ir.Program) []*ir.Program {
	var out []*ir.Program
	for _, o := range earlier {
		for _, a := range c.in.Assignments {
			if a.Span.Overlaps(calendar.Span{From: o.Plan.Effective.From, Before: min(o.Plan.Effective.Before, c.p.Plan.Effective.From)}) {
				out = append(out, o)
				break
			}
		}
	}
	return out
}

func (c *company) numbers(name string, span calendar.Span) (map[string]*calendar.Timeline[rainmaker.Value], error) {
	out := map[string]*calendar.Timeline[rainmaker.Value]{}
	for _, g := range c.x.Numbers {
		if g.Person != name {
			continue
		}
		param := c.p.Params[g.Param].Name
		if g.Row != "" {
			param = ir.RowName(param, g.Row)
		}
		v, err := said(g.Value)
		if err != nil {
			return nil, &misfit{g.At, fmt.Errorf("%s of %s: %w", param, name, err)}
		}
		if out[param] == nil {
			out[param] = &calendar.Timeline[rainmaker.Value]{}
		}
		from := g.From
		if from == 0 {
			from = span.From
		}
		out[param].Set(from, v)
	}
	return out, nil
}

func (c *company) attributes(g ir.GivenPayee) error {
	for i := range c.in.Payees {
		payee := &c.in.Payees[i]
		if string(payee.ID) != g.Name {
			continue
		}
		payee.Source = rainmaker.Source{File: g.At.Doc, Row: g.At.Start.Line}
		for n, declared := range c.p.Attributes {
			given, ok := g.Attributes[n]
			if !ok || given.None {
				continue
			}
			v, err := said(given)
			if err != nil {
				return &misfit{g.At, fmt.Errorf("%s of %s: %w", declared.Name, g.Name, err)}
			}
			t := &calendar.Timeline[rainmaker.Value]{}
			t.Set(calendar.StartOfTime, v)
			payee.Attributes[declared.Name] = t
		}
	}
	return nil
}

// events are the versions of each event: fields given again replace, the others stay as they were.
func (c *company) events() error {
	known := map[rainmaker.EventRef]map[int]ir.Value{}
	versions := map[rainmaker.EventRef]int{}
	for _, g := range c.x.Events {
		declared := &c.p.Events[g.Event]
		ref := rainmaker.EventRef{Name: declared.Name, ID: g.ID}
		if known[ref] == nil {
			known[ref] = map[int]ir.Value{}
		}
		for i, v := range g.Fields {
			known[ref][i] = v
		}
		versions[ref]++
		e := rainmaker.Event{
			EventRef: ref, Version: versions[ref], Learned: g.Learned,
			Source: rainmaker.Source{File: g.At.Doc, Row: g.At.Start.Line},
		}
		for i, f := range declared.Fields {
			if f.Via != nil {
				continue // it is said by the event that is referred to
			}
			cell, err := cellOf(known[ref], i, f)
			if err != nil {
				return &misfit{g.At, fmt.Errorf("%s: %s: %w", ref, f.Name, err)}
			}
			e.Fields = append(e.Fields, rainmaker.Field{Name: f.Name, Value: cell})
		}
		c.in.Events = append(c.in.Events, e)
	}
	return nil
}

func cellOf(fields map[int]ir.Value, i int, f ir.Field) (rainmaker.Value, error) {
	v, ok := fields[i]
	if !ok || v.None {
		return rainmaker.Value{}, nil
	}
	if f.Type.Kind != ir.List {
		return said(v)
	}
	rows := make([][]rainmaker.Field, len(v.Rows))
	for n, row := range v.Rows {
		for k, cell := range f.Type.Fields {
			s := rainmaker.Value{}
			if !row[k].None {
				var err error
				if s, err = said(row[k]); err != nil {
					return s, fmt.Errorf("row %d: %s: %w", n+1, cell.Name, err)
				}
			}
			rows[n] = append(rows[n], rainmaker.Field{Name: cell.Name, Value: s})
		}
	}
	return rainmaker.RowsOf(rows), nil
}

// said is a value as a source would state it.
func said(v ir.Value) (rainmaker.Value, error) {
	switch v.Kind {
	case ir.Number, ir.Money:
		amount, err := money.ParseAmount(v.Num.String())
		if err != nil {
			return rainmaker.Value{}, fmt.Errorf("%s is not a figure that a source could state: %w", v, err)
		}
		if v.Kind == ir.Money {
			return rainmaker.CashOf(amount, v.Currency), nil
		}
		return rainmaker.NumberOf(amount), nil
	case ir.Date:
		return rainmaker.DayOf(v.Date), nil
	case ir.Text:
		return rainmaker.TextOf(v.Text), nil
	case ir.Payee:
		return rainmaker.PersonOf(rainmaker.PayeeID(v.Text)), nil
	case ir.YesNo:
		return rainmaker.YesNoOf(v.Yes), nil
	default:
		return rainmaker.Value{}, fmt.Errorf("%s %s is nothing that a source could state", v.Kind, v)
	}
}
