package check

import (
	"fmt"
	"slices"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// pool checks a fund that is divided among people.
func (c *checker) pool(d *syntax.PoolDecl) *ir.Component {
	w, ok := c.ownWindow(d.Name, d.Per, "pool")
	if !ok || d.Fund == nil || d.Among == nil || d.Per == nil {
		return nil // the parser has said so
	}
	t := &ir.PoolTerms{}
	if t.Among, ok = c.scope(d.Among.Scope); !ok {
		return nil
	}
	at := c.partPlace(d.Name, &w)
	if t.Where, ok = c.among(at, d.Among); !ok {
		return nil
	}
	if t.Fund = c.amountIn(at, d.Fund, "a fund is"); t.Fund == nil || !c.ofNobody(t.Fund, t.Among, "the fund") {
		return nil
	}
	if d.ShareBy != nil {
		if t.ShareBy = c.ranked(at, d.ShareBy, "a fund is shared by"); t.ShareBy == nil {
			return nil
		}
	}
	out := &ir.Component{Name: d.Name.Text, Label: labelOf(d.Label), Kind: ir.Pool, Credit: -1, Window: w, Pool: t, At: d.Range}
	c.annotate(out, d.Notes)
	return out
}

// contest checks a ranking with prizes.
func (c *checker) contest(d *syntax.ContestDecl) *ir.Component {
	w, ok := c.ownWindow(d.Name, d.Per, "contest")
	if !ok || d.Among == nil || d.RankBy == nil || d.Per == nil {
		return nil // the parser has said so
	}
	t := &ir.ContestTerms{}
	if t.Among, ok = c.scope(d.Among.Scope); !ok {
		return nil
	}
	at := c.partPlace(d.Name, &w)
	if t.Where, ok = c.among(at, d.Among); !ok {
		return nil
	}
	if t.RankBy = c.ranked(at, d.RankBy, "a contest ranks by"); t.RankBy == nil || !c.prizes(at, d, t) || !c.ties(at, d, t) {
		return nil
	}
	out := &ir.Component{Name: d.Name.Text, Label: labelOf(d.Label), Kind: ir.Contest, Credit: -1, Window: w, Contest: t, At: d.Range}
	c.annotate(out, d.Notes)
	return out
}

// partPlace is where a clause looks at one of those who take part.
func (c *checker) partPlace(n syntax.Name, w *ir.Window) *place {
	return &place{what: quoted(n.Text), event: -1, row: -1, person: true, tenure: true, window: w}
}

func (c *checker) among(at *place, a *syntax.Among) (ir.Expr, bool) {
	if a.Where == nil {
		return nil, true
	}
	cond := c.cond(at, a.Where)
	return cond, cond != nil
}

// ranked is a number or an amount by which people are put in order or share.
func (c *checker) ranked(at *place, x syntax.Expr, does string) ir.Expr {
	e := c.expr(at, x)
	if e == nil {
		return nil
	}
	if t := e.Type(); t.Kind != ir.Number && (t.Kind != ir.Money || t.Currency == "") {
		c.report(source.Diagnostic{Code: codeWrongType, Where: x.Place(), Summary: fmt.Sprintf("%s a number or an amount; this is %s", does, typeText(t)), Way: "Name a measure."})
		return nil
	}
	return e
}

func (c *checker) prizes(at *place, d *syntax.ContestDecl, t *ir.ContestTerms) bool {
	if len(d.Prizes) == 0 {
		return false // the parser has said so
	}
	first := map[int]source.Range{}
	last := 0
	for _, p := range d.Prizes {
		bad := source.Diagnostic{Code: codePrizes, Where: p.Range, Way: "Number the places 1, 2, 3 … and give each one prize; a prize may be 0."}
		if before, twice := first[p.Place]; twice {
			bad.Summary = fmt.Sprintf("place %d has two prizes", p.Place)
			bad.Related = []source.Related{{Where: before, Note: "the first"}}
			c.report(bad)
			return false
		}
		first[p.Place] = p.Range
		last = max(last, p.Place)
		amount := c.amountIn(at, p.Value, "a prize is")
		if amount == nil || !c.ofNobody(amount, t.Among, "a prize") {
			return false
		}
		t.Prizes = append(t.Prizes, ir.Prize{Place: p.Place, Amount: amount})
	}
	slices.SortFunc(t.Prizes, func(a, b ir.Prize) int { return a.Place - b.Place })
	if t.Prizes[0].Place != 1 || last != len(t.Prizes) {
		c.report(source.Diagnostic{
			Code: codePrizes, Where: d.Prizes[0].Range.To(d.Prizes[len(d.Prizes)-1].Range),
			Summary: fmt.Sprintf("%s, the last for place %d", counted(len(t.Prizes), "prize"), last),
			Way:     "Number the places 1, 2, 3 … and give each one prize; a prize may be 0.",
		})
		return false
	}
	return true
}

func (c *checker) ties(at *place, d *syntax.ContestDecl, t *ir.ContestTerms) bool {
	if d.Ties == nil {
		c.report(source.Diagnostic{
			Code: codeTies, Where: d.Name.Range, Summary: fmt.Sprintf("nothing says what two with the same rank win in `%s`", d.Name.Text),
			Detail: "`share`: the prizes of the places they take are added and divided. `win`: each wins the first of them.",
			Way:    "Write `ties share`, `ties win` or `ties broken by` a measure.",
		})
		return false
	}
	switch d.Ties.Kind {
	case syntax.TiesWin:
		t.Ties = ir.TiesWin
	case syntax.TiesBrokenBy:
		t.Ties = ir.TiesBroken
		t.BrokenBy = c.ranked(at, d.Ties.By, "ties are broken by")
		return t.BrokenBy != nil
	}
	return true
}

// ofNobody checks what is worked out once for all who take part: it must not be anybody's own.
func (c *checker) ofNobody(x ir.Expr, among ir.Scope, what string) bool {
	var of ir.Expr
	c.deep(x, func(x ir.Expr) bool {
		switch x := x.(type) {
		case *ir.People:
			if !c.commonScope(x.Scope, among) {
				of = x
			}
			return false // what is added up over people is theirs by right
		case *ir.Aggregate:
			if !c.commonScope(x.Scope, among) {
				of = x
			}
			return false
		case *ir.ParamRef:
			if c.prog.Params[x.Index].Default == nil {
				of = x
			}
		case *ir.AttributeRef, *ir.ResultRef, *ir.CarryRef:
			of = x
		case *ir.MonthOf:
			if x.Assignment {
				of = x
			}
		case *ir.EdgeOf:
			if w := c.resolve(x.W); w.Kind == ir.OfPlan || w.Kind == ir.OfSpan {
				of = x
			}
		}
		return of == nil
	})
	if of == nil {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeOfNobody, Where: x.At(), Summary: fmt.Sprintf("%s is worked out once for all, and `%s` is each person's own", what, c.text(of)),
		Way: "Give the plan's own amount (`param … = …`), or add up over all who take part (`sum(… of everyone)`).",
	})
	return false
}

// commonScope reports whether a scope is the same people for all who take part.
func (c *checker) commonScope(s, among ir.Scope) bool {
	return s.Kind == ir.Everyone || s.Kind != ir.Mine && s == among
}

// group checks people with the same value of an attribute.
func (c *checker) group(s *symbol, d *syntax.GroupDecl) bool {
	if len(d.By.Names) != 2 || d.By.Names[0].Text != "payee" {
		c.report(source.Diagnostic{
			Code: codeWrongKind, Where: d.By.Range, Summary: fmt.Sprintf("`%s` is no attribute of people", pathText(d.By)),
			Way: "Write `group NAME by payee.FIELD`.",
		})
		return false
	}
	i := c.attribute(d.By.Names[1].Text)
	if i < 0 {
		c.unknown(d.By.Names[1], "attribute of people", fieldNames(c.prog.Attributes))
		return false
	}
	s.index = len(c.prog.Groups)
	c.prog.Groups = append(c.prog.Groups, ir.PeopleGroup{Name: d.Name.Text, Attribute: i, At: d.Range})
	return true
}

// scope is whom an aggregate, a pool or a contest looks at; nil is me.
func (c *checker) scope(s *syntax.Scope) (ir.Scope, bool) {
	if s == nil {
		return ir.Scope{}, true
	}
	switch s.Kind {
	case syntax.DirectReports:
		return ir.Scope{Kind: ir.DirectReports}, true
	case syntax.AllReports:
		return ir.Scope{Kind: ir.AllReports}, true
	case syntax.Everyone:
		return ir.Scope{Kind: ir.Everyone}, true
	}
	g := c.named(*s.Group, symGroup, "group")
	if g == nil {
		return ir.Scope{}, false
	}
	return ir.Scope{Kind: ir.OfGroup, Group: g.index}, true
}
