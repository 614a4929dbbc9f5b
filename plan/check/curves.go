package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// A curve and a matrix are looked up as a table is: where a key is a field, at each event that has it.

func (c *checker) curve(s *symbol, d *syntax.CurveDecl) bool {
	return c.firstInstance(s, []*syntax.Key{keyOf(d.By)}, c.curveAt)
}

func keyOf(p *syntax.Path) *syntax.Key { return &syntax.Key{Loc: p.Loc, Kind: syntax.PathKey, Path: p} }

func (c *checker) lookPlace(what string, event int) *place {
	return &place{what: what, event: event, row: -1, person: true, tenure: true, later: true, noSums: "its values are written"}
}

// stepped is a key that has more and less: a number or an amount.
func (c *checker) stepped(at *place, p *syntax.Path) ir.Expr {
	e := c.key(at, keyOf(p))
	if e == nil {
		return nil
	}
	if t := e.Type(); t.Kind != ir.Number && (t.Kind != ir.Money || t.Currency == "") {
		c.report(source.Diagnostic{
			Code: codeWrongType, Where: p.Range, Summary: fmt.Sprintf("`%s` is %s, which is not more or less than something", pathText(p), typeText(t)),
			Way: "Name a measure.",
		})
		return nil
	}
	return e
}

// curveAt makes the curve as it is looked up at an event, -1 for none.
func (c *checker) curveAt(s *symbol, event int) int {
	d := s.decl.(*syntax.CurveDecl)
	out := ir.Curve{Name: d.Name.Text, Label: labelOf(d.Label), At: d.Range}
	at := c.lookPlace("curve "+quoted(d.Name.Text), event)
	if out.By = c.stepped(at, d.By); out.By == nil {
		return -1
	}
	if !c.points(at, d, &out) || !c.ends(at, d, &out) {
		return -1
	}
	c.prog.Curves = append(c.prog.Curves, out)
	return len(c.prog.Curves) - 1
}

func (c *checker) points(at *place, d *syntax.CurveDecl, out *ir.Curve) bool {
	var before *bound
	for _, p := range d.Points {
		v, ok := c.constant(at, p.At, out.By.Type())
		if !ok {
			return false
		}
		b := bound{value: v, at: p.Range}
		if before != nil && !c.boundsRise("points", *before, b) {
			return false
		}
		before = &b
		y := c.expr(at, p.Value)
		if y == nil || !c.oneType(&out.Type, y, len(out.Points) == 0) {
			return false
		}
		out.Points = append(out.Points, ir.Point{At: v, Value: y})
	}
	if len(out.Points) == 0 {
		c.report(source.Diagnostic{Code: codeCurve, Where: d.Name.Range, Summary: fmt.Sprintf("curve `%s` has no points", out.Name), Way: "Write `at 0%: 0%` and more."})
		return false
	}
	return true
}

// oneType joins the types of values that stand for each other.
func (c *checker) oneType(all *ir.Type, e ir.Expr, first bool) bool {
	t := e.Type()
	if !summable(t) {
		c.report(source.Diagnostic{Code: codeWrongType, Where: e.At(), Summary: fmt.Sprintf("this is %s; here stands a number or an amount", typeText(t)), Way: "Write a number or an amount."})
		return false
	}
	if first {
		*all = t
		return true
	}
	both, ok := join(*all, t)
	if !ok {
		c.report(source.Diagnostic{Code: codeTwoTypes, Where: e.At(), Summary: fmt.Sprintf("this is %s, what stands above is %s", typeText(t), typeText(*all)), Way: "Give all values one unit."})
		return false
	}
	*all = both
	return true
}

// ends checks what lies below the first point and behind the last.
func (c *checker) ends(at *place, d *syntax.CurveDecl, out *ir.Curve) bool {
	if d.Below != nil {
		if out.Below = c.expr(at, d.Below); out.Below == nil || !c.oneType(&out.Type, out.Below, false) {
			return false
		}
	} else if v, known := fold(out.Points[0].Value); !known || !v.Num.IsZero() {
		c.report(source.Diagnostic{
			Code: codeCurve, Where: d.Points[0].Range, Summary: fmt.Sprintf("nothing says what curve `%s` is below %s", out.Name, out.Points[0].At),
			Detail: "Below a first point of 0 it is 0; any other must be said.", Way: fmt.Sprintf("Add `below: %s`, or a point from which it rises.", c.text(out.Points[0].Value)),
		})
		return false
	}
	if d.Slope == nil {
		return true
	}
	if out.Slope = c.expr(at, d.Slope); out.Slope == nil {
		return false
	}
	// One unit of the measure adds the slope: an amount over an amount is a number, an amount over a number an amount.
	t, by, y := out.Slope.Type(), out.By.Type(), out.Type
	if t.Kind == ir.Number && (y.Kind == ir.Number || by.Kind == ir.Money) || t.Kind == ir.Money && y.Kind == ir.Money && by.Kind == ir.Number && t.Currency == y.Currency {
		return true
	}
	c.report(source.Diagnostic{
		Code: codeCurve, Where: d.Slope.Place(), Summary: fmt.Sprintf("this slope is %s; the curve is %s by %s", typeText(t), typeText(y), typeText(by)),
		Way: "The slope times what the measure gains is what the curve gains.",
	})
	return false
}

func (c *checker) matrix(s *symbol, d *syntax.MatrixDecl) bool {
	return c.firstInstance(s, []*syntax.Key{keyOf(d.Down), keyOf(d.AcrossBy)}, c.matrixAt)
}

// matrixAt makes the matrix as it is looked up at an event, -1 for none.
func (c *checker) matrixAt(s *symbol, event int) int {
	d := s.decl.(*syntax.MatrixDecl)
	out := ir.Matrix{Name: d.Name.Text, Label: labelOf(d.Label), At: d.Range}
	at := c.lookPlace("matrix "+quoted(d.Name.Text), event)
	out.Rows, out.Cols = c.stepped(at, d.Down), c.stepped(at, d.AcrossBy)
	if out.Rows == nil || out.Cols == nil {
		return -1
	}
	var ok bool
	if out.ColBounds, ok = c.boundsOf(at, d.Across, out.Cols); !ok {
		return -1
	}
	down := make([]*syntax.Bound, len(d.Rows))
	for i, r := range d.Rows {
		down[i] = r.Bound
	}
	if out.RowBounds, ok = c.boundsOf(at, down, out.Rows); !ok || len(down) == 0 {
		return -1
	}
	for n, r := range d.Rows {
		if len(r.Values) != len(d.Across) {
			return -1 // the parser has said so
		}
		row := make([]ir.Expr, len(r.Values))
		for i, v := range r.Values {
			if row[i] = c.expr(at, v); row[i] == nil || !c.oneType(&out.Type, row[i], n == 0 && i == 0) {
				return -1
			}
		}
		out.Values = append(out.Values, row)
	}
	c.prog.Matrices = append(c.prog.Matrices, out)
	return len(c.prog.Matrices) - 1
}

// boundsOf checks the bounds of one side of a matrix.
func (c *checker) boundsOf(at *place, list []*syntax.Bound, key ir.Expr) ([]ir.RowKey, bool) {
	var out []ir.RowKey
	var before *bound
	for _, b := range list {
		if b == nil {
			return nil, false
		}
		if b.Kind != syntax.From && b.Kind != syntax.Above {
			c.report(source.Diagnostic{Code: codeRowKeys, Where: b.Range, Summary: "a matrix goes by steps", Way: "Write `from 85%`; names are rows of a `table`."})
			return nil, false
		}
		k, ok := c.rowKey(at, key, b)
		if !ok {
			return nil, false
		}
		now := boundOf(k, b.Range)
		if before != nil && !c.boundsRise("steps", *before, now) {
			return nil, false
		}
		before = &now
		out = append(out, k)
	}
	return out, true
}

// firstInstance checks what is looked up where it is declared: at the first event that has all its keys.
func (c *checker) firstInstance(s *symbol, keys []*syntax.Key, make func(*symbol, int) int) bool {
	s.instances = map[int]int{}
	event, ok := c.keysEvent(keys)
	return ok && c.instanceAt(s, event, make) >= 0
}

// anyInstance is one of the instances of what has been looked up; they differ only in the event at hand.
func (s *symbol) anyInstance() int {
	any := -1
	for _, i := range s.instances {
		any = max(any, i)
	}
	return any
}

// instanceAt is what is looked up at an event, made once; -1 where it can't be.
func (c *checker) instanceAt(s *symbol, event int, make func(*symbol, int) int) int {
	if i, made := s.instances[event]; made {
		return i
	}
	s.instances[event] = -1
	s.instances[event] = make(s, event)
	return s.instances[event]
}

// lookedUp is the instance at the place at hand, reporting where no event with its fields is at hand.
func (c *checker) lookedUp(at *place, x *syntax.Path, s *symbol, keys []*syntax.Key, make func(*symbol, int) int) int {
	event := -1
	for _, k := range keys {
		if n, field := keyField(k); field && c.field(at.event, n.Text) >= 0 {
			event = at.event
		}
	}
	if need, _ := c.keysEvent(keys); event < 0 && need >= 0 {
		n, _ := keyField(keys[0])
		c.report(source.Diagnostic{
			Code: codeTooEarly, Where: x.Range, Summary: fmt.Sprintf("%s `%s` is looked up by `%s`, and none is at hand in %s", s.kind, s.name.Text, n.Text, at.what),
			Related: []source.Related{{Where: s.name.Range, Note: fmt.Sprintf("the %s is declared here", s.kind)}},
			Way:     "Use it where an event with that field is at hand: in a credit, or in the clauses of a component.",
		})
		return -1
	}
	return c.instanceAt(s, event, make)
}

// lookUpHere checks that what is looked up has a value where it is read.
func (c *checker) lookUpHere(at *place, ref ir.Expr, x *syntax.Path, s *symbol) ir.Expr {
	if why := c.lacks(at, ref); why != "" {
		c.report(source.Diagnostic{
			Code: codeTooEarly, Where: x.Range, Summary: fmt.Sprintf("%s `%s` can't be looked up in %s: %s", s.kind, s.name.Text, at.what, why),
			Related: []source.Related{{Where: s.name.Range, Note: fmt.Sprintf("the %s is declared here", s.kind)}}, Way: "Use it in the clauses of a component.",
		})
		return nil
	}
	if !c.fits(at, ref, x.Range) {
		return nil
	}
	return ref
}

func (c *checker) curveRef(at *place, x *syntax.Path, s *symbol) ir.Expr {
	if !c.visit(s) {
		return nil
	}
	i := c.lookedUp(at, x, s, []*syntax.Key{keyOf(s.decl.(*syntax.CurveDecl).By)}, c.curveAt)
	if i < 0 {
		return nil
	}
	return c.lookUpHere(at, &ir.CurveRef{Node: node(c.prog.Curves[i].Type, x), Name: s.name.Text, Index: i}, x, s)
}

func (c *checker) matrixRef(at *place, x *syntax.Path, s *symbol) ir.Expr {
	if !c.visit(s) {
		return nil
	}
	d := s.decl.(*syntax.MatrixDecl)
	i := c.lookedUp(at, x, s, []*syntax.Key{keyOf(d.Down), keyOf(d.AcrossBy)}, c.matrixAt)
	if i < 0 {
		return nil
	}
	return c.lookUpHere(at, &ir.MatrixRef{Node: node(c.prog.Matrices[i].Type, x), Name: s.name.Text, Index: i}, x, s)
}
