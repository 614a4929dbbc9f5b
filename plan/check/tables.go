package check

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// table checks a table where it is declared. One that is keyed by a field is looked up at several events and has an
// instance for each; here it is checked at the first event that has the field.
func (c *checker) table(s *symbol, d *syntax.TableDecl) bool {
	return c.firstInstance(s, d.Keys, c.tableAt)
}

// keysEvent is an event at which all keys exist, -1 where none is needed.
func (c *checker) keysEvent(keys []*syntax.Key) (int, bool) {
	var missing []syntax.Name
	for _, k := range keys {
		n, single := keyField(k)
		if k.Kind != syntax.PathKey && single && slices.Contains([]string{"assignment", "plan", "quarter", "half", "year", "month"}, n.Text) {
			continue
		}
		if s := c.symbols[n.Text]; single && (s == nil || s.kind == symEvent) {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 {
		return -1, true
	}
	for _, s := range c.order {
		if s.kind != symEvent || !c.visit(s) {
			continue
		}
		if !slices.ContainsFunc(missing, func(n syntax.Name) bool { return c.field(s.index, n.Text) < 0 }) {
			return s.index, true
		}
	}
	var known []string
	for _, e := range c.prog.Events {
		known = append(known, fieldNames(e.Fields)...)
	}
	c.unknown(missing[0], "field, attribute or measure", append(known, c.namesOf(symMeasure, symParam)...))
	return 0, false
}

// keyField is the field that a key begins with; false where it is an attribute of people.
func keyField(k *syntax.Key) (syntax.Name, bool) {
	n := k.Path.Names[0]
	return n, len(k.Path.Names) == 1 || n.Text != "payee"
}

// tableAt makes the table as it is looked up at an event, -1 for none.
func (c *checker) tableAt(s *symbol, event int) int {
	d := s.decl.(*syntax.TableDecl)
	out := ir.Table{Name: d.Name.Text, Label: labelOf(d.Label), At: d.Range}
	at := &place{
		what: "table " + quoted(d.Name.Text), event: event, row: -1, person: true, tenure: true, later: true,
		noSums: "a table's rows are written",
	}
	for _, k := range d.Keys {
		e := c.key(at, k)
		if e == nil {
			return -1
		}
		out.Keys = append(out.Keys, e)
	}
	if !c.tableType(&out, d) || !c.rows(at, &out, d) || !c.covers(&out, d) {
		return -1
	}
	if c.tooLong(d.Name, slices.DeleteFunc(tableReads(&out), func(x ir.Expr) bool { return x == nil })...) {
		return -1
	}
	c.prog.Tables = append(c.prog.Tables, out)
	return len(c.prog.Tables) - 1
}

func (c *checker) key(at *place, k *syntax.Key) ir.Expr {
	var e ir.Expr
	if k.Kind == syntax.PathKey {
		e = c.path(at, k.Path)
	} else {
		if k.Kind == syntax.MonthKey && !c.cal.HasMonths() {
			c.noMonths(k.Range)
			return nil
		}
		unit := calendar.Month
		if k.Kind == syntax.QuarterKey {
			unit = calendar.Quarter
		}
		e = c.unitOfPath(at, k, k.Path, unit)
	}
	if e == nil {
		return nil
	}
	if t := e.Type(); t.Kind == ir.Payee {
		c.report(source.Diagnostic{
			Code: codeNamesAPerson, Where: k.Range, Summary: "a plan does not name people",
			Way: "Key the table by an attribute, or give each person a personal number.",
		})
		return nil
	}
	return e
}

func (c *checker) tableType(out *ir.Table, d *syntax.TableDecl) bool {
	if d.Type == nil {
		return true
	}
	t, ok := c.typeOf(d.Type)
	if !ok {
		return false
	}
	out.Type = t
	if out.Flow, ok = c.flow(d.Name, d.Type, d.Mods); !ok || out.Flow == nil {
		return ok
	}
	for i, k := range out.Keys {
		switch k.(type) {
		case *ir.AttributeRef, *ir.MonthOf:
		default:
			c.report(source.Diagnostic{
				Code: codeNotAFlow, Where: d.Keys[i].Range,
				Summary: "an amount for each window does not depend on one event or on a measure", Way: "Key it by an attribute of people.",
			})
			return false
		}
	}
	return true
}

func (c *checker) rows(at *place, out *ir.Table, d *syntax.TableDecl) bool {
	ok := true
	for _, r := range d.Rows {
		value := c.rowValue(at, out, d, r)
		if value == nil {
			ok = false
			continue
		}
		if len(r.Bounds) > 0 && r.Bounds[0].Kind == syntax.Otherwise {
			out.Else = value
			continue
		}
		if len(r.Bounds) != len(out.Keys) {
			c.report(source.Diagnostic{
				Code: codeRowKeys, Where: r.Range,
				Summary: fmt.Sprintf("table `%s` has %d keys; this row has %d", out.Name, len(out.Keys), len(r.Bounds)), Way: "Write one value for each key, in their order.",
			})
			ok = false
			continue
		}
		row := ir.Row{Value: value, At: r.Range}
		for i, b := range r.Bounds {
			k, good := c.rowKey(at, out.Keys[i], b)
			ok = ok && good
			row.Keys = append(row.Keys, k)
		}
		out.Rows = append(out.Rows, row)
	}
	return ok
}

func (c *checker) rowValue(at *place, out *ir.Table, d *syntax.TableDecl, r *syntax.TableRow) ir.Expr {
	if d.Type != nil {
		return c.valueFor(at, r.Value, out.Type)
	}
	e := c.expr(at, r.Value)
	if e == nil {
		return nil
	}
	if out.Type.Kind == ir.Invalid {
		out.Type = e.Type()
		return e
	}
	t, ok := join(out.Type, e.Type())
	if !ok {
		c.report(source.Diagnostic{
			Code: codeTwoTypes, Where: r.Value.Place(),
			Summary: fmt.Sprintf("this row is %s, those above are %s", typeText(e.Type()), typeText(out.Type)), Way: "Give all rows one unit.",
		})
		return nil
	}
	out.Type = t
	return e
}

// rowKey checks the left side of a row against the type of its key.
func (c *checker) rowKey(at *place, key ir.Expr, b *syntax.Bound) (ir.RowKey, bool) {
	t := key.Type()
	if b.Kind == syntax.From || b.Kind == syntax.Above {
		if !summable(t) {
			c.report(source.Diagnostic{
				Code: codeWrongType, Where: b.Range, Summary: fmt.Sprintf("%s is not more or less than something", typeText(t)),
				Way: "Name the value itself.",
			})
			return ir.RowKey{}, false
		}
		v, ok := c.constant(at, b.Value, t)
		return ir.RowKey{Bound: true, Above: b.Kind == syntax.Above, Value: v}, ok
	}
	if b.Kind == syntax.Otherwise {
		c.report(source.Diagnostic{Code: codeRowKeys, Where: b.Range, Summary: "`otherwise` stands for all keys together", Way: "Write a row `otherwise: …`."})
		return ir.RowKey{}, false
	}
	want := t
	want.OrNone = t.OrNone || t.Kind == ir.Date
	v, ok := c.constant(at, b.Value, want)
	return ir.RowKey{Value: v}, ok
}

// covers checks that every value has a row: bounds rise, none is written twice, and all choices are there.
func (c *checker) covers(out *ir.Table, d *syntax.TableDecl) bool {
	steps := make([]bool, len(out.Keys))
	for _, r := range out.Rows {
		for i, k := range r.Keys {
			steps[i] = steps[i] || k.Bound
		}
	}
	// rows that differ only in bounds form a ladder
	ladders := map[string][]ir.Row{}
	var order []string
	for _, r := range out.Rows {
		key := exactText(r)
		if ladders[key] == nil {
			order = append(order, key)
		}
		ladders[key] = append(ladders[key], r)
	}
	for _, key := range order {
		if !c.ladder(ladders[key]) {
			return false
		}
	}
	if out.Else != nil {
		return true
	}
	return c.complete(out, d, steps, ladders)
}

// exactText identifies a row by its keys, whatever its bounds.
func exactText(r ir.Row) string {
	var b strings.Builder
	for _, k := range r.Keys {
		switch {
		case k.Bound:
			b.WriteString("from")
		case k.Value.None:
			b.WriteString("none")
		default:
			fmt.Fprintf(&b, "%q", k.Value.String())
		}
		b.WriteByte('|')
	}
	return b.String()
}

// ladder checks rows that differ only in bounds. Steps in several keys are ladders in ladders: under each step of a key
// those of the keys behind it begin again, all at one bound, so that no combination lies below one row and above another.
func (c *checker) ladder(rows []ir.Row) bool {
	for i, r := range rows[1:] {
		before := rows[i]
		k := slices.IndexFunc(r.Keys, func(key ir.RowKey) bool { return key.Bound })
		for k >= 0 && k < len(r.Keys) && sameBound(before.Keys[k], r.Keys[k]) {
			k++
		}
		if k < 0 || k == len(r.Keys) {
			c.report(source.Diagnostic{
				Code: codeRowTwice, Where: r.At, Summary: "this row stands twice",
				Related: []source.Related{{Where: before.At, Note: "the first"}}, Way: "Leave one out.",
			})
			return false
		}
		a, b := before.Keys[k], r.Keys[k]
		if !c.boundsRise("rows", boundOf(a, before.At), boundOf(b, r.At)) {
			return false
		}
		c.offByOne(a.Value, boundOf(b, r.At), "row")
		for n := k + 1; n < len(r.Keys); n++ {
			if start := rows[0].Keys[n]; !sameBound(start, r.Keys[n]) {
				c.beginsElsewhere(boundOf(b, r.At), boundOf(start, rows[0].At), boundOf(r.Keys[n], r.At))
				return false
			}
		}
	}
	return true
}

// sameBound reports whether a key is the same in two rows of one ladder.
func sameBound(a, b ir.RowKey) bool {
	return !a.Bound || a.Above == b.Above && a.Value.Equal(b.Value)
}

// beginsElsewhere refuses an inner ladder that starts higher or lower than the others: below its start nothing says whether
// its own first row holds, or the row of the step before.
func (c *checker) beginsElsewhere(step, start, begins bound) {
	c.report(source.Diagnostic{
		Code: codeTableCover, Where: begins.at, Summary: fmt.Sprintf("the rows under `%s` begin `%s`, those before them `%s`", step, begins, start),
		Detail:  "Between the two nothing says which row holds.",
		Related: []source.Related{{Where: start.at, Note: "the first row"}},
		Way:     fmt.Sprintf("Begin with `%s, %s`.", step, start),
	})
}

// complete lists every combination of values that must have a row.
func (c *checker) complete(out *ir.Table, d *syntax.TableDecl, steps []bool, ladders map[string][]ir.Row) bool {
	combos := []string{""}
	names := []string{""}
	for i, key := range out.Keys {
		values := c.mustCover(key.Type(), steps[i])
		if values == nil {
			c.report(source.Diagnostic{
				Code: codeTableCover, Where: d.Keys[i].Range,
				Summary: fmt.Sprintf("table `%s` has no row for other values", out.Name),
				Detail:  fmt.Sprintf("This key is %s, so its values can't all be written.", typeText(key.Type())), Way: "Add a row `otherwise`.",
			})
			return false
		}
		var nextCombos, nextNames []string
		for n, combo := range combos {
			for _, v := range values {
				nextCombos = append(nextCombos, combo+v.key+"|")
				nextNames = append(nextNames, strings.TrimPrefix(names[n]+", "+v.name, ", "))
			}
		}
		if combos, names = nextCombos, nextNames; len(combos) > 10_000 {
			c.report(source.Diagnostic{
				Code: codeTableCover, Where: d.Name.Range, Summary: fmt.Sprintf("table `%s` has more than 10,000 combinations of values", out.Name),
				Way: "Add a row `otherwise`.",
			})
			return false
		}
	}
	var missing []string
	for n, combo := range combos {
		if ladders[combo] == nil {
			missing = append(missing, names[n])
		}
	}
	if len(missing) == 0 {
		return true
	}
	rows := strings.Join(missing, " and ")
	if len(missing) > 4 {
		rows = fmt.Sprintf("%s and %d more", strings.Join(missing[:3], ", "), len(missing)-3)
	}
	c.report(source.Diagnostic{
		Code: codeTableCover, Where: d.Name.Range, Summary: fmt.Sprintf("table `%s` has no row for %s", out.Name, rows),
		Detail: c.keysText(out), Way: fmt.Sprintf("Add `%s: …` or `otherwise: …`.", missing[0]),
	})
	return false
}

type coverValue struct {
	key, name string
	value     ir.Value
}

// mustCover are the values of a key that need a row each, nil where there is no end of them.
func (c *checker) mustCover(t ir.Type, bounded bool) []coverValue {
	var out []coverValue
	switch {
	case bounded:
		out = append(out, coverValue{key: "from", name: "any number"})
	case len(t.Choices) > 0:
		for _, ch := range t.Choices {
			out = append(out, coverValue{fmt.Sprintf("%q", ch), ir.ChoiceText(ch), ir.TextOf(ch)})
		}
	case t.Kind == ir.YesNo:
		out = append(out, coverValue{`"yes"`, "yes", ir.YesNoOf(true)}, coverValue{`"no"`, "no", ir.YesNoOf(false)})
	default:
		return nil
	}
	if t.OrNone {
		out = append(out, coverValue{"none", "none", ir.NoneOf(t.Kind)})
	}
	return out
}

func (c *checker) keysText(out *ir.Table) string {
	var parts []string
	for _, k := range out.Keys {
		if t := k.Type(); len(t.Choices) > 0 {
			parts = append(parts, fmt.Sprintf("%s is one of %s", c.text(k), joined(t.Choices)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return sentence(strings.Join(parts, "; "))
}

// tableRef looks a table up where it stands.
func (c *checker) tableRef(at *place, x *syntax.Path, s *symbol) ir.Expr {
	if !c.visit(s) {
		return nil
	}
	i := c.lookedUp(at, x, s, s.decl.(*syntax.TableDecl).Keys, c.tableAt)
	if i < 0 {
		return nil
	}
	t := &c.prog.Tables[i]
	if t.Flow != nil && !at.tenure {
		c.report(source.Diagnostic{
			Code: codeFlowNowhere, Where: x.Range, Summary: fmt.Sprintf("`%s` is an amount per %s; %s stands in no window", t.Name, c.windowText(t.Flow.Per), at.what),
			Way: "Use it in a measure or a component.",
		})
		return nil
	}
	return c.lookUpHere(at, &ir.TableRef{Node: node(t.Type, x), Name: t.Name, Index: i}, x, s)
}

// bound is where a tier or a row starts.
type bound struct {
	value ir.Value
	above bool
	at    source.Range
}

func boundOf(k ir.RowKey, at source.Range) bound { return bound{k.Value, k.Above, at} }

func (b bound) String() string {
	if b.above {
		return "above " + b.value.String()
	}
	return "from " + b.value.String()
}

// boundsRise reports a bound that does not lie above the one before it.
func (c *checker) boundsRise(what string, before, b bound) bool {
	diff := b.value.Num.Cmp(before.value.Num)
	if diff > 0 || diff == 0 && b.above && !before.above {
		return true
	}
	d := source.Diagnostic{
		Code: codeTiersRise, Where: b.at,
		Summary: fmt.Sprintf("%s must rise: %s comes after %s", what, b.value, before.value),
		Related: []source.Related{{Where: before.at, Note: fmt.Sprintf("`%s` stands here", before)}}, Way: "Move the line up.",
	}
	if diff == 0 {
		d.Summary = fmt.Sprintf("%s must rise: %s is written twice", what, b.value)
		d.Way = "Leave one out; each boundary is written once, and the next one closes it."
	}
	c.report(d)
	return false
}

// offByOne warns of 101 % after 100 %: one boundary closes the tier before it, so between them the old tier still pays.
func (c *checker) offByOne(before ir.Value, b bound, what string) {
	shown := b.value.Num
	if b.value.Percent {
		shown = shown.Mul(money.Whole(100))
	}
	for _, unit := range []money.Ratio{money.Whole(1), money.NewRatio(1, 100)} {
		round := shown.Sub(unit)
		step := int64(10)
		if b.value.Kind == ir.Money {
			step = 500
		}
		if b.value.Kind == ir.Number && !b.value.Percent || b.above || round.Sign() <= 0 || !round.Quo(money.Whole(step)).IsWhole() {
			continue
		}
		lower := b.value
		lower.Num = round
		if b.value.Percent {
			lower.Num = round.Quo(money.Whole(100))
		}
		if lower.Num.Cmp(before.Num) < 0 {
			continue
		}
		mid := lower
		mid.Num = lower.Num.Add(b.value.Num).Quo(money.Whole(2))
		c.warn(source.Diagnostic{
			Code: codeOffByOne, Where: b.at,
			Summary: fmt.Sprintf("the %s starts at %s, so %s still belongs to the one before", what, b.value, mid),
			Detail:  "One boundary closes what stands before it.",
			Way:     fmt.Sprintf("Did you mean `from %s`, or `above %s`?", lower, lower),
		})
		return
	}
}
