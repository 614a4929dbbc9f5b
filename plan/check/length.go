package check

import (
	"fmt"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// A measure or a table may read others, which read others. Each is worked out where it is read, so what reads another twice costs
// it twice, and a chain of those costs two to the power of its length.

// mostReadings is how much may be read once all of it is written out.
const mostReadings = 10_000

// tooLong reports a declaration that reads more than anybody could explain.
func (c *checker) tooLong(name syntax.Name, list ...ir.Expr) bool {
	n := 0
	for _, x := range list {
		n += c.writtenOut(x)
	}
	if n <= mostReadings {
		return false
	}
	c.report(source.Diagnostic{
		Code: codeTooLong, Where: name.Range,
		Summary: fmt.Sprintf("written out, `%s` reads more than %s values", name.Text, ir.Group(fmt.Sprint(mostReadings))),
		Detail:  "What reads others twice, which read others twice, grows with every step, and nobody could explain it.",
		Way:     "Read each of them once: `m x 2` instead of `m + m`, or let fewer read others.",
	})
	return true
}

// writtenOut is how much an expression reads once what it refers to is written out; a little above mostReadings stands for all
// that is more.
func (c *checker) writtenOut(x ir.Expr) int {
	n := 0
	ir.Walk(x, func(x ir.Expr) {
		n++
		switch x := x.(type) {
		case *ir.MeasureRef:
			n += c.sizeOf(written{"measure", x.Index}, c.prog.Measures[x.Index].Expr)
		case *ir.TableRef:
			t := &c.prog.Tables[x.Index]
			n += c.sizeOf(written{"table", x.Index}, tableReads(t)...)
		case *ir.CurveRef:
			n += c.sizeOf(written{"curve", x.Index}, c.prog.Curves[x.Index].By)
		case *ir.MatrixRef:
			n += c.sizeOf(written{"matrix", x.Index}, c.prog.Matrices[x.Index].Rows, c.prog.Matrices[x.Index].Cols)
		}
		n = min(n, mostReadings+1)
	})
	return n
}

func tableReads(t *ir.Table) []ir.Expr {
	out := append([]ir.Expr{t.Else}, t.Keys...)
	for i := range t.Rows {
		out = append(out, t.Rows[i].Value)
	}
	return out
}

// written is what an expression refers to.
type written struct {
	kind  string
	index int
}

// sizeOf is how much a declaration reads, worked out once.
func (c *checker) sizeOf(of written, list ...ir.Expr) int {
	if n, known := c.sizes[of]; known {
		return n
	}
	n := 0
	for _, x := range list {
		if x != nil {
			n = min(n+c.writtenOut(x), mostReadings+1)
		}
	}
	c.sizes[of] = n
	return n
}
