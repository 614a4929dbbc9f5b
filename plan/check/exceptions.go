package check

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// exceptionTo checks that an exception is one to a component that can have one; it has been checked with the component.
func (c *checker) exceptionTo(d *syntax.ExceptionDecl) bool {
	if c.named(d.To, symComponent, "component") == nil {
		return false
	}
	if k := c.componentNamed(d.To.Text); k != nil && (k.Pool != nil || k.Contest != nil) {
		c.report(source.Diagnostic{
			Code: codeWrongKind, Where: d.To.Range, Summary: fmt.Sprintf("`%s` is a %s, which is worked out once for all who take part", k.Name, k.Kind),
			Related: []source.Related{{Where: k.At, Note: "it is declared here"}}, Way: "Write a second one, and `among … where` in both.",
		})
		return false
	}
	return true
}

// exception checks the clauses that replace those of the component while a condition holds.
func (b *clauses) exception(d *syntax.ExceptionDecl) *ir.Exception {
	c := b.c
	own := map[string]bool{}
	for _, x := range d.Clauses {
		kind := c.kindOfClause(x)
		if kind == "" {
			b.fail(source.Diagnostic{
				Code: codeClauseMisplaced, Where: x.Place(), Summary: "an exception replaces what decides the amount; an annotation belongs to the component",
				Way: "Write it in " + quoted(d.To.Text) + ".",
			})
			return nil
		}
		own[kind] = true
	}
	in := &clauses{c: c, name: d.Name, window: b.window, credit: b.credit, roles: b.roles, amount: b.amount, effective: slices.Clone(d.Clauses)}
	at := *b.at
	at.what = quoted(d.Name.Text)
	in.at = &at
	for _, x := range b.effective {
		if !own[c.kindOfClause(x)] {
			in.effective = append(in.effective, x)
		}
	}
	out := &ir.Exception{Name: d.Name.Text, Has: map[string]bool{}, At: d.Range}
	out.When = c.cond(b.windowPlace(&b.window), d.When)
	in.check(d.Clauses)
	in.whole(d.Name.Range)
	in.factors(own)
	if len(own) == 0 && !in.failed {
		in.fail(source.Diagnostic{Code: codePaysNothing, Where: d.Name.Range, Summary: fmt.Sprintf("exception `%s` changes nothing", d.Name.Text), Way: "Write the clauses that are different."})
	}
	out.Terms = in.terms
	for kind := range own {
		if !strings.HasPrefix(kind, "cap") && !strings.HasPrefix(kind, "floor") {
			out.Has[kind] = true
		}
	}
	if out.When == nil || in.failed {
		b.failed = true
		return nil
	}
	return out
}

// factors checks that tiers which an exception leaves fit the rate it gives: with a rate or pay they are factors, without
// they are the rate.
func (b *clauses) factors(own map[string]bool) {
	if own["tiers"] || b.failed || !own["rate"] && !own["pay"] {
		return
	}
	for _, x := range b.effective {
		tiers, ok := x.(*syntax.TiersClause)
		if !ok || len(tiers.Tiers) == 0 || tiers.Tiers[0].Times {
			continue
		}
		b.fail(source.Diagnostic{
			Code: codeTierTimes, Where: b.name.Range, Summary: fmt.Sprintf("with the rate or pay of `%s`, the tiers that stay would multiply it, and they are rates", b.name.Text),
			Related: []source.Related{{Where: tiers.Range, Note: "these tiers stay"}}, Way: "Write the tiers in the exception too.",
		})
	}
}

// overlaps reports exceptions of one component, and clawbacks of one, that can both apply.
func (c *checker) overlaps() {
	for i := range c.prog.Components {
		list := c.prog.Components[i].Exceptions
		for n := range list {
			for m := range n {
				c.exceptionsOverlap(&c.prog.Components[i], &list[m], &list[n])
			}
		}
	}
	for n := range c.prog.Clawbacks {
		for m := range n {
			c.clawbacksOverlap(&c.prog.Clawbacks[m], &c.prog.Clawbacks[n])
		}
	}
	c.payCurrencies()
}

func (c *checker) exceptionsOverlap(k *ir.Component, a, b *ir.Exception) {
	witness, both := c.meet(a.When, b.When)
	if !both {
		return // they exclude each other, or the run has to find out
	}
	d := source.Diagnostic{
		Code: codeExceptionsOverlap, Where: b.At, Summary: fmt.Sprintf("exceptions `%s` and `%s` to `%s` can both apply", a.Name, b.Name, k.Name),
		Related: []source.Related{{Where: a.At, Note: "the other exception"}}, Way: "Make one condition exclude the other.",
	}
	if witness != "" {
		d.Detail = sentence("both do where " + witness)
	}
	var same []string
	for kind := range a.Has {
		if b.Has[kind] {
			same = append(same, quoted(kind))
		}
	}
	if len(same) > 0 {
		d.Detail = strings.TrimSpace(d.Detail + " Both replace " + strings.Join(sorted(same), " and ") + ".")
	}
	c.report(d)
}

func (c *checker) clawbacksOverlap(a, b *ir.Clawback) {
	for _, k := range a.Of {
		if !slices.Contains(b.Of, k) || c.exclude(a.And, b.And) {
			continue
		}
		name := ""
		for _, s := range c.order {
			if s.kind == symComponent && c.slot(s) == k {
				name = s.name.Text
			}
		}
		c.report(source.Diagnostic{
			Code: codeClawbacksOverlap, Where: b.At, Summary: fmt.Sprintf("clawbacks `%s` and `%s` can both take back from `%s`", a.Name, b.Name, name),
			Related: []source.Related{{Where: a.At, Note: "the other clawback"}}, Way: "Add `and` conditions that exclude each other, or write one clawback.",
		})
		return
	}
}
