package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// creditFacts is what is known of a credit rule by those that use it.
type creditFacts struct {
	event int
	roles []string // in the order of the `to` clauses, each once
	types map[string]ir.Type
	plain map[string]bool // amounts that are no share of anything
	whole map[string]bool // always all of the base
}

// plainRole says why `share` means nothing for these roles, "" where it does; nil is all roles.
func (f *creditFacts) plainRole(roles []string) string {
	for _, r := range f.pick(roles) {
		if f.plain[r] {
			return fmt.Sprintf("as %s an amount is credited that is no share of anything", r)
		}
	}
	return ""
}

func (f *creditFacts) pick(roles []string) []string {
	if len(roles) == 0 {
		return f.roles
	}
	return roles
}

func (c *checker) credit(s *symbol, d *syntax.CreditDecl) bool {
	from := c.symbols[d.From.Text]
	if from != nil && from.kind == symCredit {
		return c.rollup(s, d)
	}
	if from == nil {
		c.unknown(d.From, "event or credit", c.namesOf(symEvent, symCredit))
		return false
	}
	if from = c.named(d.From, symEvent, "event or credit"); from == nil {
		return false
	}
	if d.Role != nil {
		c.report(source.Diagnostic{
			Code: codeUnknownRole, Where: d.Role.Range,
			Summary: fmt.Sprintf("`%s` is an event; roles are those of credits", d.From.Text), Way: "Leave out `as`, or name a credit.",
		})
		return false
	}
	out := ir.Credit{Name: d.Name.Text, Label: labelOf(d.Label), Event: from.index, From: -1, At: d.Range}
	what := "credit " + quoted(d.Name.Text)
	at := &place{what: what, event: from.index, row: -1, noSums: "credits come before measures"}
	ok := c.countsOn(&out, d)
	ok = c.orderBy(&out, d) && ok
	return c.finishCredit(s, d, at, out) && ok
}

// finishCredit checks what events and rollups have in common: conditions and targets.
func (c *checker) finishCredit(s *symbol, d *syntax.CreditDecl, at *place, out ir.Credit) bool {
	ok := true
	for _, w := range d.Where {
		cond := c.cond(at, w)
		ok = ok && cond != nil
		out.Where = append(out.Where, cond)
	}
	facts := &creditFacts{event: out.Event, types: map[string]ir.Type{}, plain: map[string]bool{}, whole: map[string]bool{}}
	for _, to := range d.To {
		t, good := c.target(at, out.From >= 0, to)
		if !good {
			ok = false
			continue
		}
		out.Targets = append(out.Targets, t)
		ok = facts.add(c, to, t, at) && ok
	}
	if len(d.To) == 0 {
		return false // the parser has said so
	}
	if !ok {
		return false
	}
	if out.From < 0 && !c.sharesTotal(&out, d) {
		return false
	}
	s.index, s.credit = len(c.prog.Credits), facts
	c.prog.Credits = append(c.prog.Credits, out)
	return true
}

func (f *creditFacts) add(c *checker, to *syntax.CreditTo, t ir.Target, at *place) bool {
	amount := ir.Type{}
	switch {
	case t.Amount == ir.Plain:
		amount = t.Value.Type()
		f.plain[t.Role] = true
	case t.Base == nil:
		amount = *at.credit
	default:
		amount = t.Base.Type()
	}
	amount.OrNone = false
	whole := t.Amount == ir.ShareOf && isWhole(t.Share) && t.Kind == ir.ToField && !(at.credit != nil && at.noMult == "")
	first, again := f.types[t.Role]
	if !again {
		f.roles = append(f.roles, t.Role)
		f.types[t.Role] = amount
		f.whole[t.Role] = whole
		return true
	}
	f.whole[t.Role] = f.whole[t.Role] && whole
	both, ok := join(first, amount)
	if !ok {
		c.report(source.Diagnostic{
			Code: codeTwoTypes, Where: to.Range,
			Summary: fmt.Sprintf("as %s, %s is credited here and %s above", t.Role, typeText(amount), typeText(first)),
			Way:     "Give the other amount a role of its own.",
		})
		return false
	}
	f.types[t.Role] = both
	return true
}

func isWhole(x ir.Expr) bool {
	v, ok := fold2(x)
	one, _ := v.Num.Round(0, 0)
	return ok && v.Num.IsWhole() && one == 1
}

func (c *checker) countsOn(out *ir.Credit, d *syntax.CreditDecl) bool {
	if d.CountsOn == nil {
		c.report(source.Diagnostic{
			Code: codeCountsOn, Where: d.Name.Range, Summary: fmt.Sprintf("nothing says in which window credit `%s` counts", d.Name.Text),
			Way: fmt.Sprintf("Add `counts on %s`.", c.datedField(out.Event)),
		})
		return false
	}
	i, ok := c.eventField(out.Event, d.CountsOn)
	if !ok {
		return false
	}
	f := c.prog.Events[out.Event].Fields[i]
	if f.Type.Kind != ir.Date {
		c.report(source.Diagnostic{
			Code: codeNotADate, Where: d.CountsOn.Range, Summary: fmt.Sprintf("`%s` is %s; a credit counts on a date", f.Name, typeText(f.Type)),
			Way: fmt.Sprintf("Write `counts on %s`.", c.datedField(out.Event)),
		})
		return false
	}
	out.CountsOn = i
	return true
}

func (c *checker) datedField(event int) string {
	e := &c.prog.Events[event]
	return e.Fields[e.Dated].Name
}

func (c *checker) eventField(event int, p *syntax.Path) (int, bool) {
	n, single := p.Single()
	if !single {
		if i, ok := c.through(event, p); ok {
			return i, i >= 0
		}
		c.unknownPath(event, p)
		return 0, false
	}
	i := c.field(event, n.Text)
	if i < 0 {
		c.unknown(n, "field of "+c.prog.Events[event].Name, fieldNames(c.prog.Events[event].Fields))
	}
	return i, i >= 0
}

// orderBy checks the order of credits, which decides what each earns in tiers; two events on one day need the id.
func (c *checker) orderBy(out *ir.Credit, d *syntax.CreditDecl) bool {
	event := c.prog.Events[out.Event].Name
	if len(d.OrderBy) == 0 {
		c.report(source.Diagnostic{
			Code: codeOrderBy, Where: d.Name.Range, Summary: fmt.Sprintf("nothing says in which order the credits of `%s` fill tiers", d.Name.Text),
			Way: fmt.Sprintf("Add `order by %s, id`.", c.datedField(out.Event)),
		})
		return false
	}
	for n, p := range d.OrderBy {
		name, single := p.Single()
		if single && name.Text == "id" && n == len(d.OrderBy)-1 {
			out.OrderBy = append(out.OrderBy, -1)
			continue
		}
		if single && name.Text == "id" {
			c.report(source.Diagnostic{
				Code: codeOrderBy, Where: p.Range, Summary: "no two events have one id, so nothing behind it decides anything",
				Way: "Put `id` last.",
			})
			return false
		}
		i, ok := c.eventField(out.Event, p)
		if !ok {
			return false
		}
		if k := c.prog.Events[out.Event].Fields[i].Type.Kind; k == ir.List || k == ir.YesNo {
			c.report(source.Diagnostic{
				Code: codeOrderBy, Where: p.Range, Summary: fmt.Sprintf("%s has no order", typeText(c.prog.Events[out.Event].Fields[i].Type)),
				Way: "Order by a date, a number, an amount or text.",
			})
			return false
		}
		out.OrderBy = append(out.OrderBy, i)
	}
	if out.OrderBy[len(out.OrderBy)-1] >= 0 {
		last := d.OrderBy[len(d.OrderBy)-1].Range
		c.report(source.Diagnostic{
			Code: codeOrderByID, Where: d.OrderBy[0].Range.To(last),
			Summary: fmt.Sprintf("two events of %s can have the same %s; `order by` must end in `id`", event, c.prog.Events[out.Event].Fields[out.OrderBy[len(out.OrderBy)-1]].Name),
			Fix:     &source.Fix{Where: last.After(), Text: ", id"},
		})
		return false
	}
	return true
}

// rollup checks a credit from a credit: payee, amount, date and order are the source's, and all its entries are overlays.
func (c *checker) rollup(s *symbol, d *syntax.CreditDecl) bool {
	from := c.named(d.From, symCredit, "credit")
	if from == nil {
		return false
	}
	src := c.prog.Credits[from.index]
	out := ir.Credit{
		Name: d.Name.Text, Label: labelOf(d.Label), Event: src.Event, From: from.index, CountsOn: src.CountsOn,
		OrderBy: slices.Clone(src.OrderBy), At: d.Range,
	}
	roles, ok := c.roles(from, d.Role)
	if !ok {
		return false
	}
	out.FromRoles = roles
	t, ok := c.creditType(from, roles, d.From.Range)
	if !ok {
		return false
	}
	if d.CountsOn != nil {
		c.inherited(d.CountsOn.Range, "counts on", d.From.Text)
		return false
	}
	if len(d.OrderBy) > 0 {
		c.inherited(d.OrderBy[0].Range.To(d.OrderBy[len(d.OrderBy)-1].Range), "order by", d.From.Text)
		return false
	}
	at := &place{
		what: "credit " + quoted(d.Name.Text), event: src.Event, row: -1, credit: &t, person: true,
		noMult: from.credit.plainRole(roles), noSums: "credits come before measures",
	}
	return c.finishCredit(s, d, at, out)
}

func (c *checker) inherited(at source.Range, clause, from string) {
	c.report(source.Diagnostic{
		Code: codeInherited, Where: at, Summary: fmt.Sprintf("`%s` is that of `%s` and is not said again", clause, from),
		Way: "Leave the clause out.",
	})
}

// roles resolves `as ROLE`; nil is every role.
func (c *checker) roles(s *symbol, role *syntax.Name) ([]string, bool) {
	if role == nil {
		return nil, true
	}
	if contains(s.credit.roles, role.Text) {
		return []string{role.Text}, true
	}
	d := source.Diagnostic{
		Code: codeUnknownRole, Where: role.Range, Summary: fmt.Sprintf("credit `%s` credits nobody as `%s`", s.name.Text, role.Text),
		Related: []source.Related{{Where: s.name.Range, Note: "the credit is declared here"}},
		Way:     "Its roles are " + joined(s.credit.roles) + ".",
	}
	if near := Nearest(role.Text, s.credit.roles); near != "" {
		d.Way = fmt.Sprintf("Did you mean `%s`?", near)
		d.Fix = &source.Fix{Where: role.Range, Text: near}
	}
	c.report(d)
	return nil, false
}

// creditType is what is credited as these roles.
func (c *checker) creditType(s *symbol, roles []string, where source.Range) (ir.Type, bool) {
	var t ir.Type
	for i, r := range s.credit.pick(roles) {
		if i == 0 {
			t = s.credit.types[r]
			continue
		}
		both, ok := join(t, s.credit.types[r])
		if !ok {
			c.report(source.Diagnostic{
				Code: codeTwoTypes, Where: where,
				Summary: fmt.Sprintf("credit `%s` is %s as %s and %s as %s", s.name.Text, typeText(t), s.credit.roles[0],
					typeText(s.credit.types[r]), r),
				Way: "Name the role with `as`.",
			})
			return t, false
		}
		t = both
	}
	return t, true
}

// target checks one `to` clause.
func (c *checker) target(at *place, rollup bool, to *syntax.CreditTo) (ir.Target, bool) {
	t := ir.Target{Role: to.Role.Text, Overlay: to.Overlay || rollup, List: -1, At: to.Range}
	inner := *at
	ok := true
	switch to.Target {
	case syntax.ToPayee:
		t.Kind = ir.ToField
		t.Who, ok = c.payee(&inner, to.Path)
	case syntax.ToEach:
		ok = c.eachRow(&inner, rollup, to, &t)
	default:
		t.Kind = ir.ToManagers
		t.Levels = map[syntax.TargetKind]int{syntax.ToManager: 1, syntax.ToManagersUpTo: to.Levels}[to.Target]
		if to.Target == syntax.ToManagersUpTo && to.Levels < 1 {
			c.report(source.Diagnostic{Code: codeLevels, Where: to.Range, Summary: "`up to 0 levels` credits nobody", Way: "Write 1 or more."})
			return t, false
		}
		if n, single := to.Path.Single(); !rollup || !single || n.Text != "payee" {
			t.Who, ok = c.payee(&inner, to.Path)
		}
	}
	if !ok || to.Amount == nil {
		return t, false
	}
	return t, c.amount(&inner, rollup, to, &t)
}

func (c *checker) payee(at *place, p *syntax.Path) (ir.Expr, bool) {
	e := c.path(at, p)
	if e == nil {
		return nil, false
	}
	if e.Type().Kind != ir.Payee {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: p.Range, Summary: fmt.Sprintf("`%s` is %s; a credit goes to a person", pathText(p), typeText(e.Type())),
			Way: "Name a field of type payee.",
		})
		return nil, false
	}
	return e, true
}

func (c *checker) eachRow(at *place, rollup bool, to *syntax.CreditTo, t *ir.Target) bool {
	t.Kind = ir.ToEach
	if rollup {
		c.report(source.Diagnostic{
			Code: codeListMisplaced, Where: to.Path.Range, Summary: "the rows of an event are credited by a credit from the event",
			Way: "Write a credit `from` the event.",
		})
		return false
	}
	list := c.field(at.event, to.Path.Names[0].Text)
	if list < 0 || c.prog.Events[at.event].Fields[list].Type.Kind != ir.List || len(to.Path.Names) != 2 {
		c.report(source.Diagnostic{
			Code: codeListMisplaced, Where: to.Path.Range, Summary: fmt.Sprintf("`%s` is no field of a list in %s", pathText(to.Path), c.prog.Events[at.event].Name),
			Way: "Write `to each LIST.FIELD`, LIST a field of type `list of { … }` and FIELD a payee in it.",
		})
		return false
	}
	at.row, t.List = list, list
	who, ok := c.payee(at, to.Path)
	t.Who = who
	return ok
}

// amount checks what a target is credited. In a rollup the base is the source's credit and is not repeated.
func (c *checker) amount(at *place, rollup bool, to *syntax.CreditTo, t *ir.Target) bool {
	a := to.Amount
	if rollup && a.Kind != syntax.PlainAmount {
		c.report(source.Diagnostic{
			Code: codeRollupAmount, Where: a.Range, Summary: "a credit from a credit gives a share of `credit` to each; nothing is divided",
			Way: "Write `100% of credit`.",
		})
		return false
	}
	switch a.Kind {
	case syntax.RestAmount:
		t.Amount = ir.RestOf
		t.Base = c.base(at, a.Base)
		return t.Base != nil
	case syntax.ProportionOf:
		t.Amount = ir.InProportion
		if t.Kind != ir.ToEach || a.By.Names[0].Text != to.Path.Names[0].Text {
			c.report(source.Diagnostic{
				Code: codeListMisplaced, Where: a.By.Range, Summary: fmt.Sprintf("`%s` is no field of the rows that are credited here", pathText(a.By)),
				Way: "Write `to each LIST.FIELD … in proportion to LIST.FIELD`, both of one list.",
			})
			return false
		}
		t.Share = c.share(at, a.By)
		t.Base = c.base(at, a.Base)
		return t.Share != nil && t.Base != nil
	}
	if b, isShare := a.Value.(*syntax.Binary); isShare && b.Op == syntax.Of {
		return c.shareOf(at, rollup, b, t)
	}
	if in, converted := a.Value.(*syntax.Convert); converted && !rollup {
		// A share of an amount in another currency is that share of the amount converted: the conversion is exact.
		if b, isShare := in.X.(*syntax.Binary); isShare && b.Op == syntax.Of {
			if !c.shareOf(at, rollup, b, t) {
				return false
			}
			t.Base = c.converted(at, in, t.Base)
			return t.Base != nil
		}
	}
	t.Amount = ir.Plain
	t.Value = c.base(at, a.Value)
	return t.Value != nil
}

func (c *checker) shareOf(at *place, rollup bool, b *syntax.Binary, t *ir.Target) bool {
	t.Amount = ir.ShareOf
	t.Share = c.share(at, b.L)
	if p, isPath := b.R.(*syntax.Path); rollup && isPath {
		if n, single := p.Single(); single && n.Text == "credit" && c.field(at.event, "credit") < 0 {
			return t.Share != nil
		}
	}
	t.Base = c.base(at, b.R)
	if t.Base == nil || t.Share == nil {
		return false
	}
	if rollup {
		t.Amount, t.Base, t.Value, t.Share = ir.Plain, nil, nil, nil
		t.Value = c.base(at, b)
		return t.Value != nil
	}
	return true
}

func (c *checker) share(at *place, x syntax.Expr) ir.Expr {
	e := c.expr(at, x)
	if e == nil {
		return nil
	}
	if e.Type().Kind != ir.Number {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: x.Place(), Summary: fmt.Sprintf("a share is a number or a percentage; this is %s", typeText(e.Type())),
			Way: "Write `SHARE of BASE`, such as `60% of acv`.",
		})
		return nil
	}
	return e
}

func (c *checker) base(at *place, x syntax.Expr) ir.Expr {
	e := c.expr(at, x)
	if e == nil {
		return nil
	}
	if t := e.Type(); t.Kind != ir.Money && t.Kind != ir.Number {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: x.Place(), Summary: fmt.Sprintf("money or a number is credited; this is %s", typeText(t)),
			Way: "Name a field of type money or number.",
		})
		return nil
	}
	return e
}
