package statement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// component is a component of the plan by name.
func (f *file) component(name string) *ir.Component {
	components := f.calc.Program().Components
	for i := range components {
		if components[i].Name == name {
			return &components[i]
		}
	}
	return &ir.Component{Name: name}
}

// termsOf is the component as it stood for a line: with the exception that held in its window.
func (f *file) termsOf(l rainmaker.Line) *ir.Component {
	k, err := f.calc.TermsOf(f.stored.Payee, f.stored.Period, l)
	if err != nil {
		return f.component(l.Component) // a line of terms that are no longer to be found is shown under the letter's own
	}
	return &k
}

// dealOf is what people call a line's event. A line of a window's own has none, and is called what it is.
func (f *file) dealOf(l rainmaker.Line) string {
	if l.Event != (rainmaker.EventRef{}) {
		return f.books.DealOf(l.Event)
	}
	if l.Window == "" || l.Window == f.stored.Period {
		return l.Label
	}
	return l.Label + ", " + l.Window
}

// replayed is the replayed line that a stored one was; nil when the replay has no such line. Of several
// that fit a line stored before lines said what they cut, the one of the same amount is it.
func (f *file) replayed(l rainmaker.Line) *rainmaker.Line {
	var found *rainmaker.Line
	for i := range f.replay.Lines {
		r := &f.replay.Lines[i]
		if !l.Key().Fits(r.Key()) {
			continue
		}
		if r.Amount == l.Amount {
			return r
		}
		if found == nil {
			found = r
		}
	}
	return found
}

// latest is the deal that counted last in the period, with all it made under every component.
func (f *file) latest() (*Made, error) {
	var last *rainmaker.Line
	for i := range f.stored.Lines {
		l := &f.stored.Lines[i]
		if l.Event == (rainmaker.EventRef{}) || l.Cause != rainmaker.CauseDeal || l.Amount.Sign() <= 0 && last != nil {
			continue
		}
		if last == nil || last.Amount.Sign() <= 0 || l.CountsOn >= last.CountsOn {
			last = l
		}
	}
	if last == nil {
		return nil, nil
	}
	made := &Made{
		Event: last.Event, Deal: f.dealOf(*last), On: last.CountsOn,
		Amount: money.New(0, f.stored.Currency), CreditText: figure(last.Credit, last.Currency),
	}
	for _, l := range f.stored.Lines {
		if l.Event != last.Event {
			continue
		}
		var err error
		if made.Amount, err = made.Amount.Add(l.Amount); err != nil {
			return nil, err
		}
		terms, err := f.terms(l)
		if err != nil {
			return nil, err
		}
		made.Terms = append(made.Terms, terms...)
		if made.Reason == "" {
			if made.Reason, err = f.sentence(l); err != nil {
				return nil, err
			}
		}
	}
	return made, nil
}

// terms are the addends of a line: one a tier, running rounded so that they sum to it.
func (f *file) terms(l rainmaker.Line) ([]Term, error) {
	r := f.replayed(l)
	if r == nil || len(r.Slices) < 2 || !l.Before.IsZero() || slices.ContainsFunc(r.Slices, rainmaker.Slice.Adjusts) {
		return []Term{{Amount: l.Amount, Text: f.termText(l, r), Component: l.Component, Window: l.Window}}, nil
	}
	terms := make([]Term, len(r.Slices))
	left := l.Amount
	for i, s := range r.Slices {
		amount, err := money.RoundTo(s.Amount, l.Amount.Currency(), money.HalfEven)
		if err != nil {
			return nil, err
		}
		if i == len(r.Slices)-1 {
			amount = left
		}
		if left, err = left.Sub(amount); err != nil {
			return nil, err
		}
		word := "next"
		switch i {
		case 0:
			word = "first"
		case len(r.Slices) - 1:
			word = "last"
		}
		terms[i] = Term{
			Amount: amount, Component: l.Component, Window: l.Window,
			Text: fmt.Sprintf("%s %s at %s, tier %s", word, figure(s.Credit, l.Currency), f.sliceRate(l, s), s.Label),
		}
	}
	return terms, nil
}

// sliceRate is what a unit of credit earns in a slice; empty where the component pays an amount for each credit.
func (f *file) sliceRate(l rainmaker.Line, s rainmaker.Slice) string {
	if f.termsOf(l).Pay != nil {
		return ""
	}
	return rateText(s.Rate.Mul(s.Factor), l.Currency, f.stored.Currency)
}

func (f *file) termText(l rainmaker.Line, r *rainmaker.Line) string {
	switch {
	case r == nil:
		return l.Label
	case !l.Before.IsZero():
		return fmt.Sprintf("%s, now worth %s less %s posted before", l.Label, amountOf(l), l.Before.Figure())
	}
	parts := []string{l.Label}
	for _, s := range r.Slices {
		switch {
		case s.ChangesNothing():
		case s.Adjusts():
			parts = append(parts, s.Label)
		case l.Event == (rainmaker.EventRef{}):
			parts = append(parts, figure(s.Amount, f.stored.Currency)+" for "+l.Window)
		case f.termsOf(l).Pay != nil:
			parts = append(parts, figure(s.Amount, f.stored.Currency)+" for this deal")
		case s.Tier == rainmaker.NoTier:
			parts = append(parts, fmt.Sprintf("%s at %s", figure(s.Credit, l.Currency), f.sliceRate(l, s)))
		default:
			parts = append(parts, fmt.Sprintf("%s at %s, tier %s", figure(s.Credit, l.Currency), f.sliceRate(l, s), s.Label))
		}
	}
	return strings.Join(parts, ", ")
}

func amountOf(l rainmaker.Line) string {
	sum, err := l.Amount.Add(l.Before)
	if err != nil {
		return "?"
	}
	return sum.Figure()
}

// componentTotals are the components of the period with their totals, in the letter's order.
func (f *file) componentTotals() ([]ComponentTotal, error) {
	if f.calc == nil {
		return nil, nil
	}
	var out []ComponentTotal
	for _, k := range f.stored.Components {
		total, err := f.stored.ComponentTotal(k.Name)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, l := range f.stored.Lines {
			if l.Component == k.Name {
				n++
			}
		}
		out = append(out, ComponentTotal{Name: k.Name, Label: k.Label, Total: total, Lines: n})
	}
	return out, nil
}

// components are the statement's lines under their components.
func (f *file) components() ([]Component, error) {
	totals, err := f.componentTotals()
	if err != nil {
		return nil, err
	}
	out := make([]Component, len(totals))
	for i, t := range totals {
		c := &out[i]
		c.Name, c.Label, c.Total = t.Name, t.Label, t.Total
		var credit money.Ratio
		var unit money.Currency
		var rates []string
		for _, l := range f.stored.Lines {
			if l.Component != t.Name {
				continue
			}
			line, err := f.line(l)
			if err != nil {
				return nil, err
			}
			credit, unit = credit.Add(l.Credit), l.Currency
			for _, r := range line.rates {
				if !slices.Contains(rates, r.text()) {
					rates = append(rates, r.text())
				}
			}
			c.Lines = append(c.Lines, line)
		}
		if len(c.Lines) == 0 {
			c.Empty = fmt.Sprintf("No deal earns %s in %s.", c.Label, f.head.Period)
			if f.component(c.Name).Credit < 0 {
				if c.Empty, err = f.nothingFor(c.Name, c.Label); err != nil {
					return nil, err
				}
			}
			continue
		}
		c.Credit = figure(credit, unit)
		if len(rates) > 3 {
			rates = []string{rates[0], "…", rates[len(rates)-1]}
		}
		c.Rate = strings.Join(rates, ", ")
	}
	return out, nil
}

// nothingFor says why a component that looks at no deals has no line.
func (f *file) nothingFor(name, label string) (string, error) {
	if f.head.Blocked == "" {
		found, err := f.calc.Standings(f.stored.Payee, f.stored.Period)
		if err != nil {
			return "", err
		}
		if i := slices.IndexFunc(found, func(s engine.Standing) bool { return s.Component == name && s.Waits }); i >= 0 {
			return waits(found[i]), nil
		}
	}
	return fmt.Sprintf("%s pays nothing in %s.", label, f.head.Period), nil
}

func (f *file) line(l rainmaker.Line) (Line, error) {
	out := Line{
		Component: l.Component, Event: l.Event, Cut: l.Cut, Deal: f.dealOf(l), On: l.CountsOn,
		Credit: figure(l.Credit, l.Currency), Amount: l.Amount, Before: l.Before, Cause: l.Cause, Source: f.sourceRow(l.Event),
	}
	if l.Event == (rainmaker.EventRef{}) {
		out.Credit = ""
	}
	if l.Window != f.stored.Period {
		out.Window = l.Window
	}
	var err error
	if out.Sentence, err = f.sentence(l); err != nil {
		return out, err
	}
	r := f.replayed(l)
	if r == nil {
		return out, nil
	}
	for _, s := range r.Slices {
		if s.ChangesNothing() {
			continue
		}
		slice := Slice{
			Text: s.Label, Credit: figure(s.Credit, l.Currency), Rate: f.sliceRate(l, s),
			Exact: figure(s.Amount, f.stored.Currency), Line: s.Source,
		}
		switch {
		case s.Adjusts():
			slice.Credit, slice.Rate = "", ""
		case s.Tier == rainmaker.NoTier && l.Event == (rainmaker.EventRef{}):
			slice.Text, slice.Line, slice.Credit, slice.Rate = "bonus", f.termsOf(l).At.Start.Line, "", ""
		case s.Tier == rainmaker.NoTier:
			slice.Text, slice.Line = "rate", f.termsOf(l).At.Start.Line
		default:
			slice.Text = "tier " + s.Label
		}
		out.Slices = append(out.Slices, slice)
	}
	if l.Event != (rainmaker.EventRef{}) {
		out.rates = f.rates(l, r.Slices)
		out.Rate = rateOf(out.rates)
	}
	return out, nil
}

func (f *file) sourceRow(ref rainmaker.EventRef) SourceRow {
	e := f.books.Event(ref)
	if e == nil {
		return SourceRow{}
	}
	row := SourceRow{File: e.Source.File, Row: e.Source.Row, Batch: e.Batch}
	for _, field := range e.Fields {
		text := fieldText(field.Value)
		if field.Value.Kind() == rainmaker.Person {
			text = f.books.NameOf(field.Value.Payee())
		}
		row.Fields = append(row.Fields, NamedText{field.Name, text})
	}
	return row
}

// chart is the running total of the period, a point a day; lines of earlier windows stand on the first day.
func (f *file) chart() (Chart, error) {
	chart := Chart{Span: f.stored.Span, Today: f.head.Today}
	if f.calc == nil {
		return chart, nil
	}
	lines := slices.Clone(f.stored.Lines)
	slices.SortStableFunc(lines, func(a, b rainmaker.Line) int { return cmp.Compare(a.CountsOn, b.CountsOn) })
	total := money.New(0, f.stored.Currency)
	largest := money.Money{}
	for _, l := range lines {
		on := max(l.CountsOn, f.stored.Span.From)
		var err error
		if total, err = total.Add(l.Amount); err != nil {
			return chart, err
		}
		n := len(chart.Points)
		if n == 0 || chart.Points[n-1].On != on {
			chart.Points = append(chart.Points, ChartPoint{On: on, Added: money.New(0, f.stored.Currency)})
			n++
			largest = money.New(0, f.stored.Currency)
		}
		point := &chart.Points[n-1]
		point.Total = total
		if point.Added, err = point.Added.Add(l.Amount); err != nil {
			return chart, err
		}
		if point.Deal == "" || l.Amount.Cmp(largest) > 0 {
			point.Deal, point.Event, largest = f.dealOf(l), l.Event, l.Amount
		}
	}
	return chart, nil
}

// check adds the page up in every way it can be added up.
func (f *file) check(components []Component) (SumCheck, error) {
	if f.calc == nil {
		return SumCheck{}, nil
	}
	c := SumCheck{Lines: len(f.stored.Lines), Components: len(components), Stored: f.head.Total, Agrees: f.agrees}
	c.LinesTotal, c.ComponentsT = money.New(0, f.stored.Currency), money.New(0, f.stored.Currency)
	for _, k := range components {
		var err error
		if c.ComponentsT, err = c.ComponentsT.Add(k.Total); err != nil {
			return c, err
		}
		for _, l := range k.Lines {
			if c.LinesTotal, err = c.LinesTotal.Add(l.Amount); err != nil {
				return c, err
			}
		}
	}
	var err error
	f.replay.Currency = f.stored.Currency
	c.Replayed, err = f.replay.Total()
	return c, err
}
