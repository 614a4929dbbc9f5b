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
	switch t.Kind {
	case ir.Number:
		if v.Kind() != rainmaker.Number {
			return ir.Value{}, mismatched(v, t)
		}
		return ir.Value{Kind: ir.Number, Num: v.Amount().Ratio(), Percent: t.Percent}, nil
	case ir.Money:
		if v.Kind() != rainmaker.Cash || t.Currency != "" && v.Currency() != t.Currency {
			return ir.Value{}, mismatched(v, t)
		}
		return ir.MoneyOf(v.Amount().Ratio(), v.Currency()), nil
	case ir.Date:
		if v.Kind() != rainmaker.Day {
			return ir.Value{}, mismatched(v, t)
		}
		return ir.DateOf(v.Date()), nil
	case ir.Text:
		return convertText(v, t)
	case ir.Payee:
		if v.Kind() != rainmaker.Person {
			return ir.Value{}, mismatched(v, t)
		}
		return ir.PayeeOf(v.Text()), nil
	case ir.YesNo:
		if v.Kind() != rainmaker.YesNo {
			return ir.Value{}, mismatched(v, t)
		}
		return ir.YesNoOf(v.Yes()), nil
	case ir.List:
		return convertRows(v, t)
	default:
		return ir.Value{}, mismatched(v, t)
	}
}

// mismatched is the error of a value of another type than the plan declares. It is made only where one is: writing a value out costs
// more than reading it.
func mismatched(v rainmaker.Value, t ir.Type) error {
	return fmt.Errorf("is %s %q; the plan declares it as %s", v.Kind(), v, t)
}

func convertText(v rainmaker.Value, t ir.Type) (ir.Value, error) {
	if v.Kind() != rainmaker.Text && (v.Kind() != rainmaker.Number || len(t.Choices) == 0) {
		return ir.Value{}, mismatched(v, t)
	}
	text := v.String()
	if len(t.Choices) > 0 && !slices.Contains(t.Choices, text) {
		return ir.Value{}, mismatched(v, t)
	}
	return ir.TextOf(text), nil
}

func convertRows(v rainmaker.Value, t ir.Type) (ir.Value, error) {
	if v.Kind() != rainmaker.Rows {
		return ir.Value{}, mismatched(v, t)
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
