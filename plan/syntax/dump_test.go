package syntax_test

import (
	"fmt"
	"reflect"
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// dump writes a tree as nested brackets without places, so that a golden file shows the shape that was read and two trees
// can be compared.
func dump(node any) string {
	var b strings.Builder
	dumpValue(&b, reflect.ValueOf(node), "\n")
	return b.String()
}

var (
	locType      = reflect.TypeFor[syntax.Loc]()
	rangeType    = reflect.TypeFor[source.Range]()
	ratioType    = reflect.TypeFor[money.Ratio]()
	dateType     = reflect.TypeFor[calendar.Date]()
	opType       = reflect.TypeFor[syntax.Op]()
	nameType     = reflect.TypeFor[syntax.Name]()
	pathType     = reflect.TypeFor[syntax.Path]()
	currencyType = reflect.TypeFor[syntax.Currency]()
)

func dumpValue(b *strings.Builder, v reflect.Value, newline string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			dumpValue(b, v.Elem(), newline)
		}
		return
	case reflect.Slice:
		dumpList(b, v, newline)
		return
	case reflect.String:
		fmt.Fprintf(b, "%q", v.String())
		return
	}
	switch v.Type() {
	case ratioType, dateType, opType:
		fmt.Fprint(b, v.Interface())
	case nameType:
		b.WriteString(v.FieldByName("Text").String())
	case currencyType:
		b.WriteString(v.FieldByName("Code").String())
	case pathType:
		names := v.FieldByName("Names")
		for i := range names.Len() {
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(names.Index(i).FieldByName("Text").String())
		}
	default:
		if v.Kind() == reflect.Struct {
			dumpStruct(b, v, newline)
			return
		}
		fmt.Fprint(b, v.Interface())
	}
}

func dumpList(b *strings.Builder, v reflect.Value, newline string) {
	b.WriteByte('[')
	for i := range v.Len() {
		item := v.Index(i)
		for item.Kind() == reflect.Pointer || item.Kind() == reflect.Interface {
			item = item.Elem()
		}
		if item.Kind() == reflect.Struct && item.Type() != nameType && item.Type() != pathType {
			b.WriteString(newline + "  ")
		} else if i > 0 {
			b.WriteByte(' ')
		}
		dumpValue(b, item, newline+"  ")
	}
	b.WriteByte(']')
}

func dumpStruct(b *strings.Builder, v reflect.Value, newline string) {
	b.WriteString("(" + v.Type().Name())
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type == locType || f.Type == rangeType || f.Name == "Comments" || v.Field(i).IsZero() && f.Type != ratioType {
			continue
		}
		switch {
		case v.Type().Name() == "Binary" && f.Name != "Op", f.Name == "X", f.Name == "Op":
			b.WriteByte(' ')
		default:
			b.WriteString(" " + f.Name + ":")
		}
		dumpValue(b, v.Field(i), newline)
	}
	b.WriteByte(')')
}
