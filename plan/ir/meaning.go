package ir

import (
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
	h := sha256.New()
	said := *p
	said.Hash, said.Documents = "", nil
	digest(h, reflect.ValueOf(said))
	return hex.EncodeToString(h.Sum(nil))
}

var (
	rangeType = reflect.TypeFor[source.Range]()
	textType  = reflect.TypeFor[encoding.TextMarshaler]()
)

// digest writes a value so that different values write different texts: every part says what and how long it is.
func digest(w io.Writer, v reflect.Value) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) } // a hash takes everything
	if v.Type() == rangeType {
		return
	}
	if v.Type().Implements(textType) {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		say("%s(%d:%s %v)", v.Type(), len(text), text, err)
		return
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			say("nil;")
			return
		}
		digest(w, v.Elem())
	case reflect.Struct:
		say("%s{", v.Type())
		for i := range v.NumField() {
			digest(w, v.Field(i))
		}
		say("}")
	case reflect.Slice:
		say("[%d ", v.Len())
		for i := range v.Len() {
			digest(w, v.Index(i))
		}
	case reflect.Map:
		say("map[%d ", v.Len())
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int {
			switch {
			case fmt.Sprint(a) < fmt.Sprint(b):
				return -1
			case fmt.Sprint(a) > fmt.Sprint(b):
				return 1
			}
			return 0
		})
		for _, k := range keys {
			digest(w, k)
			digest(w, v.MapIndex(k))
		}
	case reflect.String:
		say("%d:%s;", v.Len(), v.String())
	default: // booleans and integers; there are no floats
		say("%v;", v.Interface())
	}
}
