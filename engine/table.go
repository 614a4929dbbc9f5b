package engine

import (
	"fmt"
	"slices"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// table looks a table up where it stands. A table that is a flow is blended over the attributes it is keyed by.
func (s *scope) table(index int) (ir.Value, error) {
	t := &s.c.prog.Tables[index]
	if t.Flow == nil {
		return s.lookUp(t)
	}
	active, err := s.activeDays(t.Name)
	if err != nil {
		return ir.Value{}, err
	}
	return s.ofLetters(t.Name, t.Type, active, func(c *Calculation) (*ir.Flow, int) {
		if i := slices.IndexFunc(c.prog.Tables, func(o ir.Table) bool { return o.Name == t.Name }); i >= 0 {
			return c.prog.Tables[i].Flow, i
		}
		return nil, -1
	}, func(in *scope, index int, span calendar.Span) ([]piece, error) {
		return in.tablePieces(&in.c.prog.Tables[index], span)
	})
}

// tablePieces is a flow table's value over a span: one piece for each stretch in which the keys stay the same.
func (s *scope) tablePieces(t *ir.Table, span calendar.Span) ([]piece, error) {
	starts := []calendar.Date{span.From}
	for _, key := range t.Keys {
		ref, ok := key.(*ir.AttributeRef)
		if !ok || s.who.attributes[ref.Index] == nil {
			continue
		}
		for _, p := range s.who.attributes[ref.Index].In(span) {
			starts = append(starts, p.Span.From)
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	out := make([]piece, len(starts))
	for i, from := range starts {
		out[i] = piece{span: calendar.Span{From: from, Before: span.Before}, of: s.tenure}
		if i+1 < len(starts) {
			out[i].span.Before = starts[i+1]
		}
		in := *s
		in.day = from
		var err error
		if out[i].value, err = in.lookUp(t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *scope) lookUp(t *ir.Table) (ir.Value, error) {
	keys := make([]ir.Value, len(t.Keys))
	for i, k := range t.Keys {
		var err error
		if keys[i], err = s.eval(k); err != nil {
			return ir.Value{}, err
		}
	}
	row := findRow(t, keys)
	if row == nil {
		if t.Else == nil {
			return ir.Value{}, fmt.Errorf("table %s has no row for %v%s", t.Name, keys, s.whose())
		}
		return s.eval(t.Else)
	}
	v, err := s.eval(row.Value)
	if err == nil {
		s.hear(Reading{Name: t.Name, Label: t.Label, Kind: ReadTable, Value: v, Document: row.At.Doc, Line: row.At.Start.Line})
	}
	return v, err
}

// findRow is the row that holds a combination of keys. A bound holds up to the next one; the first also holds what lies
// below it. Steps in several keys are ladders in ladders, in the order of the keys.
func findRow(t *ir.Table, keys []ir.Value) *ir.Row {
	rows := make([]*ir.Row, 0, len(t.Rows))
	for i := range t.Rows {
		if exactKeys(&t.Rows[i], keys) {
			rows = append(rows, &t.Rows[i])
		}
	}
	for k := range keys {
		rows = highestBound(rows, k, keys[k])
	}
	if len(rows) == 0 {
		return nil
	}
	return rows[0]
}

func exactKeys(row *ir.Row, keys []ir.Value) bool {
	for i, k := range row.Keys {
		switch {
		case k.Bound:
			if keys[i].None {
				return false
			}
		case k.Value.None || keys[i].None:
			if !k.Value.None || !keys[i].None {
				return false
			}
		case !k.Value.Equal(keys[i]):
			return false
		}
	}
	return true
}

// highestBound keeps the rows whose bound in one key is the highest that the value has reached, or the lowest of all.
func highestBound(rows []*ir.Row, k int, v ir.Value) []*ir.Row {
	var best *ir.RowKey
	for _, r := range rows {
		key := &r.Keys[k]
		if !key.Bound {
			continue
		}
		switch {
		case best == nil:
			best = key
		case reached(key, v) && (!reached(best, v) || key.Value.Num.Cmp(best.Value.Num) > 0):
			best = key
		case !reached(key, v) && !reached(best, v) && key.Value.Num.Cmp(best.Value.Num) < 0:
			best = key
		}
	}
	if best == nil {
		return rows
	}
	kept := rows[:0:0]
	for _, r := range rows {
		if key := r.Keys[k]; !key.Bound || key.Above == best.Above && key.Value.Equal(best.Value) {
			kept = append(kept, r)
		}
	}
	return kept
}

func reached(k *ir.RowKey, v ir.Value) bool {
	c := v.Num.Cmp(k.Value.Num)
	return c > 0 || c == 0 && !k.Above
}
