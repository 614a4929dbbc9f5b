package check

import (
	"fmt"
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// param checks a given number.
func (c *checker) param(s *symbol, d *syntax.ParamDecl) bool {
	s.index = len(c.prog.Params)
	c.prog.Params = append(c.prog.Params, ir.Param{Name: d.Name.Text, Label: labelOf(d.Label), At: d.Range})
	if d.Type == nil {
		return false
	}
	t, ok := c.typeOf(d.Type)
	if !ok {
		return false
	}
	if t.Kind == ir.List {
		c.report(source.Diagnostic{
			Code: codeListMisplaced, Where: d.Type.Range, Summary: "a parameter is one value, not a list of rows",
			Way: "Lists are fields of events.",
		})
		return false
	}
	p := ir.Param{Name: d.Name.Text, Label: labelOf(d.Label), Type: t, At: d.Range}
	if p.Flow, ok = c.flow(d.Name, d.Type, d.Mods); !ok {
		return false
	}
	at := &place{
		what: quoted(d.Name.Text), event: -1, row: -1, person: true, tenure: true, later: true,
		noSums: "a parameter is given, not computed",
	}
	for _, m := range d.Mods {
		if m.Kind == syntax.Between {
			low, lowOK := c.constant(at, m.Low, t)
			high, highOK := c.constant(at, m.High, t)
			if !lowOK || !highOK || !c.rises(d.Name, m, low, high) {
				return false
			}
			p.Low, p.High = &low, &high
		}
	}
	if d.Type.By != nil {
		return c.keyedParam(s, d, p)
	}
	if d.Value != nil {
		if p.Default = c.defaultOf(at, d, t); p.Default == nil {
			return false
		}
		if k, isConst := p.Default.(*ir.Const); isConst && !c.inBounds(&p, k.Value, d.Value.Place()) {
			return false
		}
	}
	c.prog.Params[s.index] = p
	return true
}

func quoted(s string) string { return "`" + s + "`" }

// defaultOf is the plan's own value of a parameter: a literal, or worked out from other given numbers.
func (c *checker) defaultOf(at *place, d *syntax.ParamDecl, t ir.Type) ir.Expr {
	x := c.valueFor(at, d.Value, t)
	if x == nil {
		return nil
	}
	var bad ir.Expr
	ir.Walk(x, func(x ir.Expr) {
		switch x.(type) {
		case *ir.MeasureRef, *ir.ResultRef, *ir.CurveRef, *ir.MatrixRef:
			if bad == nil {
				bad = x
			}
		}
	})
	if bad != nil {
		c.report(source.Diagnostic{
			Code: codeComputedParam, Where: bad.At(),
			Summary: fmt.Sprintf("%s is given, and this is computed", at.what), Way: "Write a `measure`.",
		})
		return nil
	}
	return x
}

func (c *checker) rises(n syntax.Name, m *syntax.Modifier, low, high ir.Value) bool {
	if compareValues(low, high) <= 0 {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeBounds, Where: m.Range,
		Summary: fmt.Sprintf("no value of `%s` lies between %s and %s", n.Text, low, high), Way: "Put the lower bound first.",
	})
	return false
}

// inBounds reports a value outside `between … and …`.
func (c *checker) inBounds(p *ir.Param, v ir.Value, at source.Range) bool {
	if p.Low == nil || v.None || compareValues(*p.Low, v) <= 0 && compareValues(v, *p.High) <= 0 {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeBounds, Where: at,
		Summary: fmt.Sprintf("`%s` is %s; it must lie between %s and %s", p.Name, v, *p.Low, *p.High),
		Related: []source.Related{{Where: p.At, Note: "it is declared here"}}, Way: "Correct the value, or the bounds.",
	})
	return false
}

func compareValues(a, b ir.Value) int {
	if a.Kind == ir.Date {
		return int(a.Date) - int(b.Date)
	}
	return a.Num.Cmp(b.Num)
}

// flow checks what an amount for each window means in a part of one; nil for what is no flow.
func (c *checker) flow(n syntax.Name, t *syntax.Type, mods []*syntax.Modifier) (*ir.Flow, bool) {
	if t.Per == nil {
		for _, m := range mods {
			if m.Kind != syntax.Between {
				c.report(source.Diagnostic{
					Code: codeNotAFlow, Where: m.Range,
					Summary: fmt.Sprintf("`%s` is one value, so nothing is to be prorated or spread", n.Text),
					Way:     "Say what it is an amount for: `money per quarter`.",
				})
				return nil, false
			}
		}
		return nil, true
	}
	if t.Kind != syntax.MoneyType && t.Kind != syntax.NumberType || t.OrNone {
		c.report(source.Diagnostic{
			Code: codeNotAFlow, Where: t.Range,
			Summary: "an amount for each window is `money per …` or `number per …`", Way: "Leave out `per`, or change the type.",
		})
		return nil, false
	}
	per, ok := c.window(t.Per)
	if !ok {
		return nil, false
	}
	if per.Kind == ir.OfEvent {
		c.report(source.Diagnostic{
			Code: codeNotAFlow, Where: t.Per.Range, Summary: "an amount for each event is a field of the event",
			Way: "Write `per` and a stretch of time.",
		})
		return nil, false
	}
	f := &ir.Flow{Per: per, Ramp: -1}
	if !c.modifiers(f, mods) {
		return nil, false
	}
	for _, m := range mods {
		if m.Kind == syntax.Prorated || m.Kind == syntax.NotProrated {
			return f, c.spread(n, f, mods)
		}
	}
	c.report(source.Diagnostic{
		Code: codePartPeriod, Where: t.Range,
		Summary: fmt.Sprintf("say what a part %s means", c.windowText(per)),
		Detail:  fmt.Sprintf("Somebody who starts or leaves inside a %s has only a part of it.", c.windowText(per)),
		Way:     "Add `, prorated by days`, or `, not prorated`.",
	})
	return nil, false
}

func (c *checker) modifiers(f *ir.Flow, mods []*syntax.Modifier) bool {
	var part, spread, ramp *syntax.Modifier
	for _, m := range mods {
		into := &spread
		switch m.Kind {
		case syntax.Prorated, syntax.NotProrated:
			into = &part
		case syntax.RampedBy:
			into = &ramp
		case syntax.Between:
			continue
		}
		if *into != nil {
			c.report(source.Diagnostic{
				Code: codeFlowTwice, Where: m.Range, Summary: "this is said twice, in two ways",
				Related: []source.Related{{Where: (*into).Range, Note: "the first"}}, Way: "Keep the one that holds.",
			})
			return false
		}
		*into = m
		if !c.modifier(f, m) {
			return false
		}
	}
	return ramp == nil || c.ramp(f, ramp)
}

// ramp checks a table by the month or quarter of the assignment; each own period of the flow has one.
func (c *checker) ramp(f *ir.Flow, m *syntax.Modifier) bool {
	if m.Table == nil {
		return false
	}
	s := c.named(*m.Table, symTable, "table")
	if s == nil {
		return false
	}
	bad := source.Diagnostic{Code: codeRamp, Where: m.Table.Range, Related: []source.Related{{Where: s.name.Range, Note: "the table is declared here"}}}
	i, plain := s.instances[-1]
	var key *ir.MonthOf
	if plain && i >= 0 && len(c.prog.Tables[i].Keys) == 1 {
		key, _ = c.prog.Tables[i].Keys[0].(*ir.MonthOf)
	}
	if key == nil || !key.Assignment || c.prog.Tables[i].Type.Kind != ir.Number || c.prog.Tables[i].Flow != nil {
		bad.Summary = fmt.Sprintf("table `%s` is no ramp: that is a factor by the month or quarter of the assignment", s.name.Text)
		bad.Way = fmt.Sprintf("Write `table %s by month of assignment { from 1: 50%%; from 2: 100%% }`.", s.name.Text)
		c.report(bad)
		return false
	}
	own := f.Per // with a spread, the plan's periods are what is ramped
	if f.Spread != ir.NoSpread {
		own = c.prog.Plan.Period
	}
	unit, word := calendar.Month, "month"
	if key.Quarters {
		unit, word = calendar.Quarter, "quarter"
	}
	if own = c.resolve(own); own.Kind == ir.OfUnit && own.Unit == unit {
		f.Ramp = i
		return true
	}
	bad.Summary = fmt.Sprintf("`%s` goes by the %s of the assignment, and what it ramps is per %s", s.name.Text, word, c.windowText(own))
	bad.Way = fmt.Sprintf("Key the table by the %s of the assignment, or give the amount per %s.", c.windowText(own), word)
	c.report(bad)
	return false
}

func (c *checker) modifier(f *ir.Flow, m *syntax.Modifier) bool {
	switch m.Kind {
	case syntax.Prorated:
		f.Part = map[syntax.ProrationBasis]ir.PartRule{
			syntax.ByDays: ir.ByDays, syntax.ByWorkdays: ir.ByWorkdays,
			syntax.ByThirtieths: ir.ByThirtieths,
		}[m.Basis]
		f.LessLeave = m.LessLeave
	case syntax.SpreadEvenly:
		f.Spread = ir.Evenly
	case syntax.SpreadByDays:
		f.Spread = ir.SpreadByDays
	case syntax.SpreadShares:
		f.Spread = ir.ByShares
		total := money.Ratio{}
		texts := make([]string, len(m.Shares))
		for i, s := range m.Shares {
			f.Shares = append(f.Shares, s.Value)
			total = total.Add(s.Value)
			texts[i] = ir.PercentOf(s.Value).String()
		}
		if !total.Equal(money.Whole(1)) {
			c.report(source.Diagnostic{
				Code: codeSpreadTotal, Where: m.Range,
				Summary: fmt.Sprintf("%s = %s; a spread gives out 100%%", strings.Join(texts, " + "), ir.PercentOf(total)),
				Way:     "Make the shares total 100%.",
			})
			return false
		}
	}
	return true
}

// spread checks that a flow's own period can be cut into the plan's.
func (c *checker) spread(n syntax.Name, f *ir.Flow, mods []*syntax.Modifier) bool {
	if f.Spread == ir.NoSpread {
		return true
	}
	where := mods[0].Range
	for _, m := range mods {
		if m.Kind == syntax.SpreadEvenly || m.Kind == syntax.SpreadByDays || m.Kind == syntax.SpreadShares {
			where = m.Range
		}
	}
	period := ir.Window{Kind: ir.OfPeriod}
	if r := c.relate(f.Per, period); r != longer && r != same {
		c.report(source.Diagnostic{
			Code: codeSpreadPeriod, Where: where,
			Summary: fmt.Sprintf("`%s` is per %s, which is not made of whole periods of the plan (%s)", n.Text, c.windowText(f.Per),
				c.windowText(period)),
			Way: "Leave out the spread, or give the amount for a window the plan's periods make up.",
		})
		return false
	}
	if want := c.periodsIn(f.Per); f.Spread == ir.ByShares && want > 0 && want != len(f.Shares) {
		c.report(source.Diagnostic{
			Code: codeSpreadPeriod, Where: where,
			Summary: fmt.Sprintf("a %s has %d periods of the plan; the spread has %d shares", c.windowText(f.Per), want, len(f.Shares)),
			Way:     fmt.Sprintf("Write %d shares.", want),
		})
		return false
	}
	return true
}

// periodsIn is how many of the plan's periods make up a window, 0 where that differs from one to the next.
func (c *checker) periodsIn(w ir.Window) int {
	a, b := c.resolve(w), c.prog.Plan.Period
	if a.Kind != ir.OfUnit || b.Kind != ir.OfUnit {
		return 0
	}
	months := map[calendar.Unit]int{calendar.Month: 1, calendar.Quarter: 3, calendar.Half: 6, calendar.Year: 12}
	if months[a.Unit] == 0 || months[b.Unit] == 0 {
		return 0
	}
	return months[a.Unit] / months[b.Unit]
}

// flowFits checks that a flow has an amount in the window at hand.
func (c *checker) flowFits(at *place, name string, f *ir.Flow, where source.Range) bool {
	if at.later {
		return true
	}
	if at.window == nil {
		c.report(source.Diagnostic{
			Code: codeFlowNowhere, Where: where,
			Summary: fmt.Sprintf("`%s` is an amount per %s; %s stands in no window", name, c.windowText(f.Per), at.what),
			Way:     "Use it in a measure or a component.",
		})
		return false
	}
	w := *at.window
	r := c.relate(w, f.Per)
	if r == same || r == longer {
		return true
	}
	d := source.Diagnostic{
		Code: codeFlowWindow, Where: where,
		Summary: fmt.Sprintf("`%s` is per %s; %s is worked out per %s", name, c.windowText(f.Per), at.what, c.windowText(w)),
	}
	switch {
	case r == crosses || w.Kind == ir.OfEvent:
		d.Way = fmt.Sprintf("Work %s out per %s, or give `%s` for another window.", at.what, c.windowText(f.Per), name)
	case f.Spread != ir.NoSpread:
		if inner := c.relate(w, ir.Window{Kind: ir.OfPeriod}); inner == same || inner == longer {
			return true
		}
		d.Detail = "It is spread over the plan's periods, and these are longer."
		d.Way = fmt.Sprintf("Work %s out per %s.", at.what, c.windowText(ir.Window{Kind: ir.OfPeriod}))
	default:
		d.Way = fmt.Sprintf("Add `spread evenly`, `spread by days` or `spread (30%%, 30%%, 40%%)` to `%s`; or work %s out per %s.", name,
			at.what, c.windowText(f.Per))
	}
	c.report(d)
	return false
}
