package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// A parameter by a key is a table whose rows the assignment fills: each row is a parameter of its own, called `rate for
// core`, and the table is looked up where the name is read. Where the key's values have no end the rows are those that
// assignments give, and the parameter is open.

// keyedParam declares the parameters of the rows.
func (c *checker) keyedParam(s *symbol, d *syntax.ParamDecl, p ir.Param) bool {
	if d.Value != nil {
		c.report(source.Diagnostic{
			Code: codeGivenConstant, Where: d.Value.Place(), Summary: fmt.Sprintf("`%s` has a row for each value of its key, and one value is given for all", p.Name),
			Way: "Write a `table` for values of the plan's own.",
		})
		return false
	}
	s.instances = map[int]int{}
	event, ok := c.keysEvent([]*syntax.Key{d.Type.By})
	if !ok {
		return false
	}
	at := c.lookPlace("parameter "+quoted(p.Name), event)
	key := c.key(at, d.Type.By)
	if key == nil {
		return false
	}
	values := c.mustCover(key.Type(), false)
	if values == nil {
		p.Open = true
		c.prog.Params[s.index] = p
		return c.instanceAt(s, event, c.keyedAt) >= 0
	}
	s.rows = map[string]int{}
	for i, v := range values {
		row := p
		row.Name = ir.RowName(p.Name, v.name)
		if i > 0 {
			s.rows[v.name] = len(c.prog.Params)
			c.prog.Params = append(c.prog.Params, row)
		} else {
			s.rows[v.name] = s.index // the place taken when the declaration was first seen
			c.prog.Params[s.index] = row
		}
	}
	return c.instanceAt(s, event, c.keyedAt) >= 0
}

// keyedAt makes the table of a keyed parameter as it is looked up at an event, -1 for none.
func (c *checker) keyedAt(s *symbol, event int) int {
	d := s.decl.(*syntax.ParamDecl)
	key := c.key(c.lookPlace("parameter "+quoted(d.Name.Text), event), d.Type.By)
	if key == nil {
		return -1
	}
	first := &c.prog.Params[s.index]
	out := ir.Table{Name: d.Name.Text, Label: labelOf(d.Label), Keys: []ir.Expr{key}, Type: first.Type, At: d.Range}
	if first.Open {
		out.Else = &ir.ParamRef{Node: ir.Node{T: first.Type, In: d.Range}, Name: first.Name, Index: s.index, Row: key}
	}
	for _, v := range c.mustCover(key.Type(), false) {
		row := ir.Row{At: d.Range, Keys: []ir.RowKey{{Value: v.value}}}
		i := s.rows[v.name]
		row.Value = &ir.ParamRef{Node: ir.Node{T: first.Type, In: d.Range}, Name: c.prog.Params[i].Name, Index: i}
		out.Rows = append(out.Rows, row)
	}
	c.prog.Tables = append(c.prog.Tables, out)
	return len(c.prog.Tables) - 1
}

// keyedRef looks a parameter up by its key.
func (c *checker) keyedRef(at *place, x *syntax.Path, s *symbol) ir.Expr {
	d := s.decl.(*syntax.ParamDecl)
	if !at.tenure {
		c.report(source.Diagnostic{
			Code: codeTooEarly, Where: x.Range,
			Summary: fmt.Sprintf("`%s` is a personal number, and a credit is the same whatever plan somebody is on", s.name.Text),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}}, Way: "Import the share with the event, or write a table.",
		})
		return nil
	}
	i := c.lookedUp(at, x, s, []*syntax.Key{d.Type.By}, c.keyedAt)
	if i < 0 {
		return nil
	}
	return c.lookUpHere(at, &ir.TableRef{Node: node(c.prog.Tables[i].Type, x), Name: s.name.Text, Index: i}, x, s)
}
