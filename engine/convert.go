package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/plan/ir"
)

// convert reads what a source said as the type a plan declares.
func convert(v rainmaker.Value, t ir.Type) (ir.Value, error) {
	if v.IsNone() {
		if !t.OrNone {
			return ir.Value{}, fmt.Errorf("is missing; the plan declares it as %s, never none", t)
		}
		return ir.NoneOf(t.Kind), nil
	}
	mismatch := fmt.Errorf("is %s %q; the plan declares it as %s", v.Kind(), v, t)
	switch t.Kind {
	case ir.Number:
		if v.Kind() != rainmaker.Number {
			return ir.Value{}, mismatch
		}
		return ir.Value{Kind: ir.Number, Num: v.Amount().Ratio(), Percent: t.Percent}, nil
	case ir.Money:
		if v.Kind() != rainmaker.Cash || t.Currency != "" && v.Currency() != t.Currency {
			return ir.Value{}, mismatch
		}
		return ir.MoneyOf(v.Amount().Ratio(), v.Currency()), nil
	case ir.Date:
		if v.Kind() != rainmaker.Day {
			return ir.Value{}, mismatch
		}
		return ir.DateOf(v.Date()), nil
	case ir.Text:
		return convertText(v, t, mismatch)
	case ir.Payee:
		if v.Kind() != rainmaker.Person {
			return ir.Value{}, mismatch
		}
		return ir.PayeeOf(v.Text()), nil
	case ir.YesNo:
		if v.Kind() != rainmaker.YesNo {
			return ir.Value{}, mismatch
		}
		return ir.YesNoOf(v.Yes()), nil
	case ir.List:
		return convertRows(v, t, mismatch)
	default:
		return ir.Value{}, mismatch
	}
}

func convertText(v rainmaker.Value, t ir.Type, mismatch error) (ir.Value, error) {
	if v.Kind() != rainmaker.Text && (v.Kind() != rainmaker.Number || len(t.Choices) == 0) {
		return ir.Value{}, mismatch
	}
	text := v.String()
	if len(t.Choices) > 0 && !slices.Contains(t.Choices, text) {
		return ir.Value{}, mismatch
	}
	return ir.TextOf(text), nil
}

func convertRows(v rainmaker.Value, t ir.Type, mismatch error) (ir.Value, error) {
	if v.Kind() != rainmaker.Rows {
		return ir.Value{}, mismatch
	}
	out := ir.Value{Kind: ir.List}
	for n, row := range v.Rows() {
		values := make([]ir.Value, len(t.Fields))
		for i, f := range t.Fields {
			cell, _ := rainmaker.FieldList(row).Get(f.Name)
			var err error
			if values[i], err = convert(cell, f.Type); err != nil {
				return ir.Value{}, fmt.Errorf("row %d: %s: %w", n+1, f.Name, err)
			}
		}
		out.Rows = append(out.Rows, values)
	}
	return out, nil
}
