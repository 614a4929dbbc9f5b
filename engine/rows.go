package engine

import (
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// openedBy is a program's parameters and, behind them, each row that an assignment gives of an open one: from there on a row
// is a parameter like any other, under its own name.
func openedBy(assignments []rainmaker.Assignment, params []ir.Param) []ir.Param {
	out := slices.Clip(params)
	for _, p := range params {
		if !p.Open {
			continue
		}
		var names []string
		for _, a := range assignments {
			for name := range a.Numbers {
				if strings.HasPrefix(name, ir.RowName(p.Name, "")) {
					names = append(names, name)
				}
			}
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			row := p
			row.Name, row.Open = name, false
			if p.Label != "" {
				row.Label = p.Label + strings.TrimPrefix(name, p.Name)
			}
			out = append(out, row)
		}
	}
	return out
}

// rowParam is the row of an open parameter that its key says where it stands.
func (s *scope) rowParam(x *ir.ParamRef) (ir.Value, error) {
	key, err := s.eval(x.Row)
	if err != nil {
		return ir.Value{}, err
	}
	row := *x
	row.Row, row.Name = nil, ir.RowName(x.Name, ir.RowText(key))
	if row.Index = s.c.paramOf(row.Name); row.Index >= 0 {
		return s.param(&row)
	}
	if x.T.OrNone {
		return ir.NoneOf(x.T.Kind), nil
	}
	on := min(s.day, s.tenure.span.Last())
	return ir.Value{}, s.missing(row.Name, calendar.Span{From: on, Before: on.AddDays(1)})
}
