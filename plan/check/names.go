package check

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

type symbolKind uint8

const (
	symBroken symbolKind = iota // could not be read, or is refused; whatever refers to it is not to blame
	symEvent
	symParam
	symTable
	symCredit
	symMeasure
	symComponent
	symGoal
	symCurve
	symMatrix
	symGroup
	symFX
	symCap
	symException
	symClawback
)

var symbolText = [...]string{
	symBroken: "declaration", symEvent: "event", symParam: "parameter", symTable: "table", symCredit: "credit",
	symMeasure: "measure", symComponent: "component", symGoal: "goal", symCurve: "curve", symMatrix: "matrix", symGroup: "group",
	symFX: "table of exchange rates", symCap: "cap over components", symException: "exception", symClawback: "clawback",
}

func (k symbolKind) String() string { return symbolText[k] }

type visitState uint8

const (
	unvisited visitState = iota
	visiting
	sound
	failed
)

// symbol is one name of the flat space.
type symbol struct {
	name  syntax.Name
	kind  symbolKind
	decl  syntax.Decl
	state visitState
	index int // in the program's list of its kind; a table's, curve's or matrix's are in instances
	// instances are the indexes of what is looked up (a table, curve, matrix or keyed parameter) by the event it is looked up
	// at, -1 for none.
	instances map[int]int
	credit    *creditFacts
	rows      map[string]int // of a parameter by a key: the parameter of each row
}

// keyed reports whether a parameter has a value for each row of a key.
func (s *symbol) keyed() bool {
	d, ok := s.decl.(*syntax.ParamDecl)
	return ok && d.Type != nil && d.Type.By != nil
}

// declare puts a document's names into the flat space.
func (c *checker) declare(f *syntax.File) {
	for _, d := range f.Decls {
		name, named := syntax.DeclName(d)
		if !named {
			c.balances(d)
			continue
		}
		s := &symbol{name: name, decl: d, kind: kindOf(d)}
		space := c.space(s.kind)
		if first, taken := space[name.Text]; taken {
			c.report(source.Diagnostic{
				Code: codeNameTwice, Where: name.Range,
				Summary: fmt.Sprintf("`%s` is declared twice", name.Text),
				Detail:  "A letter and all it uses share one flat space of names.",
				Related: []source.Related{{Where: first.name.Range, Note: "it is declared here first"}},
				Way:     "Give one of them another name.",
			})
			continue
		}
		space[name.Text] = s
		c.order = append(c.order, s)
		c.balances(d)
		if x, ok := d.(*syntax.ExceptionDecl); ok {
			c.exceptions[x.To.Text] = append(c.exceptions[x.To.Text], x)
		}
	}
	for _, n := range f.Broken {
		if c.symbols[n.Text] == nil {
			c.symbols[n.Text] = &symbol{name: n, kind: symBroken, state: failed}
		} else {
			c.symbols[n.Text].kind = symBroken
		}
	}
}

// space is where names of a kind are found. Goals are named behind `serves` and nowhere else, and a component may be called
// after the goal it serves; everything else shares one flat space.
func (c *checker) space(kind symbolKind) map[string]*symbol {
	if kind == symGoal {
		return c.goals
	}
	return c.symbols
}

func kindOf(d syntax.Decl) symbolKind {
	switch d.(type) {
	case *syntax.EventDecl:
		return symEvent
	case *syntax.ParamDecl:
		return symParam
	case *syntax.TableDecl:
		return symTable
	case *syntax.CreditDecl:
		return symCredit
	case *syntax.MeasureDecl:
		return symMeasure
	case *syntax.ComponentDecl, *syntax.PoolDecl, *syntax.ContestDecl:
		return symComponent
	case *syntax.GoalDecl:
		return symGoal
	case *syntax.CurveDecl:
		return symCurve
	case *syntax.MatrixDecl:
		return symMatrix
	case *syntax.GroupDecl:
		return symGroup
	case *syntax.FXDecl:
		return symFX
	case *syntax.CapDecl:
		return symCap
	case *syntax.ExceptionDecl:
		return symException
	case *syntax.ClawbackDecl:
		return symClawback
	}
	return symBroken
}

// visit checks a declaration unless that was done, and reports the circle when it is being checked already.
func (c *checker) visit(s *symbol) bool {
	switch s.state {
	case sound:
		return true
	case failed:
		return false
	case visiting:
		c.circle(s)
		return false
	}
	if s.kind == symBroken {
		s.state = failed
		return false
	}
	s.state = visiting
	c.stack = append(c.stack, s)
	ok := c.check(s)
	c.stack = c.stack[:len(c.stack)-1]
	if s.state = failed; ok {
		s.state = sound
	}
	return ok
}

func (c *checker) check(s *symbol) bool {
	switch d := s.decl.(type) {
	case *syntax.EventDecl:
		return c.event(s, d)
	case *syntax.ParamDecl:
		return c.param(s, d)
	case *syntax.TableDecl:
		return c.table(s, d)
	case *syntax.CreditDecl:
		return c.credit(s, d)
	case *syntax.MeasureDecl:
		return c.measure(s, d)
	case *syntax.ComponentDecl, *syntax.PoolDecl, *syntax.ContestDecl:
		return c.component(s)
	case *syntax.CurveDecl:
		return c.curve(s, d)
	case *syntax.MatrixDecl:
		return c.matrix(s, d)
	case *syntax.GroupDecl:
		return c.group(s, d)
	case *syntax.FXDecl:
		return c.fx(s, d)
	case *syntax.CapDecl:
		return c.capOver(s, d)
	case *syntax.ExceptionDecl:
		return c.exceptionTo(d)
	case *syntax.ClawbackDecl:
		return c.clawback(s, d)
	case *syntax.GoalDecl:
		s.index = len(c.prog.Goals)
		c.prog.Goals = append(c.prog.Goals, ir.Goal{Name: d.Name.Text, Text: labelOf(d.Text)})
		return true
	}
	return false
}

// circle names every declaration on the way from s back to s.
func (c *checker) circle(s *symbol) {
	from := slices.Index(c.stack, s)
	ring := c.stack[from:]
	var b strings.Builder
	related := make([]source.Related, 0, len(ring))
	components := false
	for _, m := range ring {
		fmt.Fprintf(&b, "%s (line %d) → ", m.name.Text, m.name.Range.Start.Line)
		related = append(related, source.Related{Where: m.name.Range, Note: fmt.Sprintf("%s `%s`", m.kind, m.name.Text)})
		components = components || m.kind == symComponent
	}
	way := "Work one of them out without the others."
	switch {
	case components:
		way = "Measure credits, not pay."
	case s.kind == symCredit:
		way = "A credit from a credit reads the credits below it, never itself."
	}
	c.report(source.Diagnostic{
		Code: codeCircle, Where: s.name.Range, Summary: "a circle: " + b.String() + s.name.Text,
		Related: related[1:], Way: way,
	})
}

// named resolves a name that must be of one kind, and reports what it is instead.
func (c *checker) named(n syntax.Name, kind symbolKind, what string) *symbol {
	s := c.space(kind)[n.Text]
	if s == nil {
		c.unknown(n, what, c.namesOf(kind))
		return nil
	}
	if s.kind == symBroken {
		return nil
	}
	if s.kind != kind {
		c.report(source.Diagnostic{
			Code: codeWrongKind, Where: n.Range,
			Summary: fmt.Sprintf("`%s` is %s; here stands the name of %s", n.Text, article(s.kind.String()), article(what)),
			Related: []source.Related{{Where: s.name.Range, Note: "it is declared here"}},
			Way:     c.suggestKind(kind, what),
		})
		return nil
	}
	if !c.visit(s) {
		return nil
	}
	return s
}

func (c *checker) suggestKind(kind symbolKind, what string) string {
	names := c.namesOf(kind)
	if len(names) == 0 {
		return fmt.Sprintf("Declare the %s first.", what)
	}
	return "Declared: " + strings.Join(names, ", ") + "."
}

func (c *checker) namesOf(kinds ...symbolKind) []string {
	var names []string
	for _, s := range c.order {
		if slices.Contains(kinds, s.kind) {
			names = append(names, s.name.Text)
		}
	}
	return names
}

// unknown reports a name that nothing has, with the nearest one that exists.
func (c *checker) unknown(n syntax.Name, what string, known []string) {
	d := source.Diagnostic{Code: codeUnknownName, Where: n.Range, Summary: fmt.Sprintf("there is no %s `%s`", what, n.Text)}
	if near := Nearest(n.Text, known); near != "" {
		d.Way = fmt.Sprintf("Did you mean `%s`?", near)
		d.Fix = &source.Fix{Where: n.Range, Text: near}
	} else if len(known) > 0 {
		d.Way = "Declared: " + strings.Join(known, ", ") + "."
	} else {
		d.Way = fmt.Sprintf("Declare the %s first.", what)
	}
	c.report(d)
}

// Nearest is the known name of fewest edits away, and "" where none is near enough to be what was meant.
func Nearest(word string, known []string) string {
	best, least := "", max(1, min(3, len(word)/3))+1
	for _, k := range known {
		if d := edits(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// edits counts letters put in, left out or changed (Levenshtein), and two neighbours swapped as one.
func edits(a, b string) int {
	if len(a) > 60 || len(b) > 60 {
		return max(len(a), len(b))
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
