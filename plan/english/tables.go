package english

import (
	"fmt"
	"strings"

	"rainmaker/plan/ir"
)

func (w *writer) table(t *ir.Table) {
	name := w.names.of(t.Name)
	w.part(Tables, "table", t.Name, upper(name), "table", t.At, *t)
	by := list(w.sides(t.Keys), "and")
	w.say(Clause{Key: "by", Text: fmt.Sprintf("The %s goes by %s.", name, by), Subject: "what it goes by", Value: by})
	if p, open := t.Else.(*ir.ParamRef); open && p.Row != nil {
		whose := w.whose.of + " own for each"
		w.say(Clause{Key: "rows", Text: fmt.Sprintf("Its values are %s.", whose), Subject: "what its values are", Value: whose})
		return
	}
	if t.Flow != nil {
		per := w.a(t.Flow.Per)
		w.say(Clause{Key: "per", Text: fmt.Sprintf("Its values are amounts %s.", per), Subject: "what its values are", Value: "amounts " + per})
		w.flow(t.Flow, "the "+name)
	}
	steps := make(map[int]bool) // keys with steps; where there are several, a row says which number is of which
	for _, r := range t.Rows {
		for k, key := range r.Keys {
			if key.Bound {
				steps[k] = true
			}
		}
	}
	for i, r := range t.Rows {
		keys := make([]string, len(r.Keys))
		for k, key := range r.Keys {
			keys[k] = bound(key, lowest(t.Rows[:i], r, k))
			if key.Bound && len(steps) > 1 {
				keys[k] = w.side(t.Keys[k]) + " " + keys[k]
			}
		}
		at := strings.Join(keys, ", ")
		what := w.expr(r.Value)
		w.say(Clause{
			Key: "row " + rowKey(r), Text: upper(at) + ": " + what + ".", Subject: "the value for " + at, Value: what, Amount: constant(r.Value), Item: true, At: r.At,
		})
	}
	if t.Else != nil {
		what := w.expr(t.Else)
		w.say(Clause{Key: "else", Text: "Otherwise: " + what + ".", Subject: "the value otherwise", Value: what, Amount: constant(t.Else), Item: true})
	}
}

// rowKey tells a row from the others, wherever it stands.
func rowKey(r ir.Row) string {
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = fmt.Sprint(k.Bound, k.Above, k.Value.None, k.Value)
	}
	return strings.Join(parts, "|")
}

// lowest reports whether a row's bound in one key is the first of its ladder: no row before it has another bound there
// beside the same values, under the same step of the keys before.
func lowest(before []ir.Row, r ir.Row, k int) bool {
	for _, b := range before {
		other := false
		for i, key := range b.Keys {
			switch {
			case key.Bound != r.Keys[i].Bound, (i < k || !key.Bound) && !sameKey(key, r.Keys[i]):
				other = true
			}
		}
		if !other && !sameKey(b.Keys[k], r.Keys[k]) {
			return false
		}
	}
	return true
}

func sameKey(a, b ir.RowKey) bool {
	return a.Bound == b.Bound && a.Above == b.Above && (a.Value.Equal(b.Value) || a.Value.None && b.Value.None)
}

func bound(k ir.RowKey, first bool) string {
	if !k.Bound {
		return row(k.Value)
	}
	s := "from "
	if k.Above {
		s = "above "
	}
	s += row(k.Value)
	if first {
		s += ", and below"
	}
	return s
}

func (w *writer) curve(c *ir.Curve) {
	name := w.names.of(c.Name)
	w.part(Tables, "curve", c.Name, upper(name), "curve", c.At, *c)
	by := w.expr(c.By)
	w.say(Clause{Key: "by", Text: fmt.Sprintf("The %s goes by %s, in straight lines between these points.", name, by), Subject: "what it goes by", Value: by})
	if c.Below != nil {
		what := w.expr(c.Below)
		w.say(Clause{Key: "below", Text: "Below the first point: " + what + ".", Subject: "the value below the first point", Value: what, Amount: constant(c.Below), Item: true})
	}
	for _, p := range c.Points {
		at := value(p.At, c.By.Type())
		what := w.expr(p.Value)
		w.say(Clause{Key: "point " + p.At.String(), Text: "At " + at + ": " + what + ".", Subject: "the value at " + at, Value: what, Amount: constant(p.Value), Item: true})
	}
	then := "it stays level"
	if c.Slope != nil {
		then = "each further unit adds " + w.expr(c.Slope)
	}
	w.say(Clause{Key: "then", Text: "After the last point " + then + ".", Subject: "what follows the last point", Value: then, Item: true})
}

func (w *writer) matrix(m *ir.Matrix) {
	name := w.names.of(m.Name)
	w.part(Tables, "matrix", m.Name, upper(name), "grid", m.At, *m)
	by := w.side(m.Rows) + " and " + w.side(m.Cols)
	w.say(Clause{Key: "by", Text: fmt.Sprintf("The %s goes by %s, step by step in both.", name, by), Subject: "what it goes by", Value: by})
	for i, r := range m.RowBounds {
		for j, c := range m.ColBounds {
			at := w.side(m.Rows) + " " + bound(r, i == 0) + ", " + w.side(m.Cols) + " " + bound(c, j == 0)
			x := m.Values[i][j]
			what := w.expr(x)
			w.say(Clause{
				Key: rowKey(ir.Row{Keys: []ir.RowKey{r, c}}), Text: upper(at) + ": " + what + ".", Subject: "the value at " + at, Value: what, Amount: constant(x), Item: true,
			})
		}
	}
}

// fx says where exchange rates come from.
func (w *writer) fx(f *ir.FX) {
	name := spaced(f.Name)
	w.part(Tables, "fx", f.Name, upper(name), "exchange rates", f.At, *f)
	from := "the company’s recorded rate of the day"
	switch f.Kind {
	case ir.FXMonthly:
		from = "the company’s recorded rate of the month"
	case ir.FXFixed:
		from = "fixed in this letter"
	}
	w.say(Clause{Key: "kind", Text: fmt.Sprintf("The exchange rate %s is %s.", name, from), Subject: "where the rate comes from", Value: from})
	for _, p := range f.Fixed {
		rate := fmt.Sprintf("%s %s", ir.Group(p.Rate.String()), p.To)
		w.say(Clause{
			Key: fmt.Sprintf("rate %s %s", p.From, p.To), Text: fmt.Sprintf("1 %s is %s.", p.From, rate), Subject: "what 1 " + string(p.From) + " is in " + string(p.To), Value: rate, Item: true,
		})
	}
}
