package ir

import (
	"reflect"
	"testing"
)

// counts are integers that are numbers and point at nothing.
var counts = map[string]bool{
	"Type.Decimals": true, "Duration.Months": true, "Duration.Days": true, "Target.Levels": true, "Part.N": true, "Prize.Place": true,
	"Example.Row": true, "Expect.Digits": true, "Window.Event": true, "Window.Param": true, // the last two by window itself
	"Span.From": true, "Span.Before": true,
}

// A field that holds an index must be taken by name, or a declaration that comes before another would seem to change it.
func TestEveryIndexIsTakenByName(t *testing.T) {
	seen := map[reflect.Type]bool{}
	found := map[string]bool{}
	var walk func(reflect.Type)
	walk = func(of reflect.Type) {
		if seen[of] {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(of.Elem())
		case reflect.Map:
			walk(of.Elem())
		case reflect.Struct:
			if of == rangeType || of.Implements(textType) {
				return
			}
			for i := range of.NumField() {
				f := of.Field(i)
				name := of.Name() + "." + f.Name
				if holdsInt(f.Type) {
					found[name] = true
					if _, ok := references[name]; !ok && !counts[name] {
						t.Errorf("%s is an integer that is neither taken by name nor known to be a plain number", name)
					}
				}
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[Program]())
	for _, x := range []Expr{
		&Const{}, &FieldRef{}, &RowRef{}, &AttributeRef{}, &ParamRef{}, &MeasureRef{}, &TableRef{}, &CreditAmount{}, &CreditShare{},
		&Arith{}, &Shift{}, &Neg{}, &Compare{}, &And{}, &Or{}, &Not{}, &If{}, &IsNone{}, &IsOneOf{}, &Within{}, &MonthOf{},
		&MonthsBetween{}, &DaysBetween{}, &EdgeOf{}, &CurveRef{}, &MatrixRef{}, &ResultRef{}, &BalanceRef{}, &CarryRef{}, &SettleRef{},
		&Convert{}, &Aggregate{}, &People{}, &Windows{}, &Mix{}, &Extreme{}, &Looked{},
	} {
		walk(reflect.TypeOf(x))
	}
	for name := range references {
		if !found[name] && name != "Node.T" {
			t.Errorf("%s is no field with an index", name)
		}
	}
}

// holdsInt reports whether a field is an int, several, or a map by ints; enumerations and dates have types of their own.
func holdsInt(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice:
		return holdsInt(t.Elem())
	case reflect.Map:
		return holdsInt(t.Key())
	}
	return t == reflect.TypeFor[int]()
}
