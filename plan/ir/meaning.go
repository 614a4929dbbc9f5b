package ir

import (
	"cmp"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"slices"

	"rainmaker/plan/source"
)

// Meaning is a hash of everything a program says, and of nothing about how or where it is written: two letters that differ
// in layout, comments, prose or the file they stand in have one meaning. The signed hash is [Program.Hash], which covers the
// texts.
func Meaning(p *Program) string {
	said := *p
	said.Hash, said.Documents = "", nil
	return p.MeaningOf(said)
}

// MeaningOf is a hash of a part of a program. What the part refers to is taken by its name, so that a declaration that
// moves, or others that come and go before it, leave it the same.
func (p *Program) MeaningOf(part any) string {
	h := sha256.New()
	d := digester{w: h, p: p}
	d.value(reflect.ValueOf(part))
	return hex.EncodeToString(h.Sum(nil))
}

var (
	rangeType  = reflect.TypeFor[source.Range]()
	fieldsType = reflect.TypeFor[[]Field]()
	windowType = reflect.TypeFor[Window]()
	textType   = reflect.TypeFor[encoding.TextMarshaler]()
)

// digester writes values so that different values write different texts: every part says what and how long it is.
type digester struct {
	w     io.Writer
	p     *Program
	event int // of the credit rule at hand, whose targets name fields of it
}

func (d digester) say(format string, args ...any) {
	_, _ = fmt.Fprintf(d.w, format, args...) // a hash takes everything
}

func (d digester) value(v reflect.Value) {
	switch {
	case v.Type() == rangeType:
		return
	case v.Type() == windowType:
		d.window(v.Interface().(Window))
		return
	case v.Type() == fieldsType: // in whatever order they are declared
		v = reflect.ValueOf(slices.SortedFunc(slices.Values(v.Interface().([]Field)), func(a, b Field) int { return cmp.Compare(a.Name, b.Name) }))
	case v.Type().Implements(textType):
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		d.say("%s(%d:%s %v)", v.Type(), len(text), text, err)
		return
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			d.say("nil;")
			return
		}
		d.value(v.Elem())
	case reflect.Struct:
		d.fields(v)
	case reflect.Slice:
		d.say("[%d ", v.Len())
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Map:
		d.entries(v, func(k reflect.Value) string { return fmt.Sprint(k) })
	case reflect.String:
		d.say("%d:%s;", v.Len(), v.String())
	default: // booleans and integers; there are no floats
		d.say("%v;", v.Interface())
	}
}

// window takes the pay period for what it is: a plan paid by the month that says so or leaves it out means the same.
func (d digester) window(w Window) {
	switch w.Kind {
	case OfPeriod:
		if d.p.Plan.Period.Kind != OfPeriod {
			d.window(d.p.Plan.Period)
		}
	case OfUnit:
		d.say("%s;", w.Unit)
	case OfPlan:
		d.say("plan;")
	case OfEvent:
		d.say("event %s;", d.p.Events[w.Event].Name)
	case OfSpan:
		d.say("span %s;", d.p.Params[w.Param].Name)
	}
}

func (d digester) fields(v reflect.Value) {
	d.say("%s{", v.Type())
	if c, ok := v.Interface().(Credit); ok {
		d.event = c.Event
	}
	for i := range v.NumField() {
		name := v.Type().Name() + "." + v.Type().Field(i).Name
		refer, refers := references[name]
		switch {
		case refers && refer == nil: // it goes with a name beside it, or follows from the rest
		case !refers:
			d.value(v.Field(i))
		default:
			d.reference(v.Field(i), func(i int) string { return refer(d, v, i) })
		}
	}
	d.say("}")
}

// reference writes the names of what one index, several, or the keys of a map point at.
func (d digester) reference(v reflect.Value, name func(int) string) {
	switch v.Kind() {
	case reflect.Slice:
		d.say("[%d ", v.Len())
		for i := range v.Len() {
			d.say("%s;", name(int(v.Index(i).Int())))
		}
	case reflect.Map:
		d.entries(v, func(k reflect.Value) string { return name(int(k.Int())) })
	default:
		d.say("%s;", name(int(v.Int())))
	}
}

// entries writes a map in the order of what its keys are called.
func (d digester) entries(v reflect.Value, name func(reflect.Value) string) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(name(a), name(b)) })
	d.say("map[%d ", len(keys))
	for _, k := range keys {
		d.say("%s:", name(k))
		d.value(v.MapIndex(k))
	}
}

// refer says what an index of a struct points at.
type refer func(d digester, in reflect.Value, i int) string

// references are the fields that hold indexes, by type and field. Those without a function stand beside the name of what
// they point at, or follow from the rest of the program. A test finds every field that is missing here.
var references = map[string]refer{
	"FieldRef.Index": nil, "RowRef.Index": nil, "AttributeRef.Index": nil, "ParamRef.Index": nil, "MeasureRef.Index": nil,
	"TableRef.Index": nil, "CurveRef.Index": nil, "MatrixRef.Index": nil, "ResultRef.Component": nil, "BalanceRef.Index": nil,
	"Node.T":             nil, // of what the expression is made of
	"CarryRef.Component": nil, "CarryRef.Cap": nil, "Expect.Index": nil, "Looked.Index": nil, "Program.Strata": nil, "Clawback.Balance": nil,
	"Via.Reference": nil, "Via.Event": nil, "Via.Field": nil, // the field is called by its path

	"Component.Credit": creditName, "Aggregate.Credit": creditName, "Credit.From": creditName,
	"PaidIn.FX": fxName, "Convert.FX": fxName, "GivenRate.FX": fxName,
	"CapOver.On": componentName, "Clawback.Of": componentName, "Check.Component": componentName, "GivenResult.Component": componentName,
	"CheckRange.Measure": measureName, "Check.Measure": measureName,
	"CheckRange.Param": paramName, "GivenNumber.Param": paramName,
	"Credit.Event": eventName, "GivenEvent.Event": eventName,
	"PeopleGroup.Attribute": attributeName, "GivenPayee.Attributes": attributeName,

	"Step.Balance": func(d digester, _ reflect.Value, i int) string {
		if i < 0 {
			return ""
		}
		return d.p.Balances[i].Name
	},
	"Flow.Ramp": func(d digester, _ reflect.Value, i int) string {
		if i < 0 {
			return ""
		}
		return d.p.Tables[i].Name
	},
	"Scope.Group": func(d digester, in reflect.Value, i int) string {
		if in.Interface().(Scope).Kind != OfGroup {
			return ""
		}
		return d.p.Groups[i].Name
	},
	"Event.Dated": func(_ digester, in reflect.Value, i int) string { return in.Interface().(Event).Fields[i].Name },
	"Credit.OrderBy": func(d digester, in reflect.Value, i int) string {
		return fieldName(d.p, in.Interface().(Credit).Event, i)
	},
	"Credit.CountsOn": func(d digester, in reflect.Value, i int) string {
		return fieldName(d.p, in.Interface().(Credit).Event, i)
	},
	"Target.List": func(d digester, _ reflect.Value, i int) string {
		if i < 0 {
			return ""
		}
		return fieldName(d.p, d.event, i)
	},
	"Aggregate.Once":   aggregateField,
	"Aggregate.Weight": aggregateField,
	"GivenEvent.Fields": func(d digester, in reflect.Value, i int) string {
		return fieldName(d.p, in.Interface().(GivenEvent).Event, i)
	},
}

func aggregateField(d digester, in reflect.Value, i int) string {
	return fieldName(d.p, d.p.Credits[in.Interface().(Aggregate).Credit].Event, i)
}

// fieldName is a field of an event; the id has no place among them.
func fieldName(p *Program, event, i int) string {
	if i < 0 {
		return "id"
	}
	return p.Events[event].Fields[i].Name
}

func creditName(d digester, _ reflect.Value, i int) string {
	if i < 0 {
		return ""
	}
	return d.p.Credits[i].Name
}

func componentName(d digester, _ reflect.Value, i int) string {
	if i < 0 {
		return ""
	}
	return d.p.Components[i].Name
}

func measureName(d digester, _ reflect.Value, i int) string {
	if i < 0 {
		return ""
	}
	return d.p.Measures[i].Name
}

func paramName(d digester, _ reflect.Value, i int) string {
	if i < 0 {
		return ""
	}
	return d.p.Params[i].Name
}

func fxName(d digester, _ reflect.Value, i int) string        { return d.p.FX[i].Name }
func eventName(d digester, _ reflect.Value, i int) string     { return d.p.Events[i].Name }
func attributeName(d digester, _ reflect.Value, i int) string { return d.p.Attributes[i].Name }
