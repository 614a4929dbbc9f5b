package ir

import (
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
)

// Kind is the kind of a [Value] or the base of a [Type].
type Kind uint8

// Kinds. Numbers, percents and counts are all Number: plain exact numbers.
const (
	Invalid Kind = iota
	Number
	Money
	Date
	Days // a duration in days; Months durations are literals only, see Duration
	Text
	Payee
	YesNo
	List
)

var kindNames = [...]string{"invalid", "number", "money", "date", "days", "text", "payee", "yes or no", "list"}

func (k Kind) String() string { return kindNames[k] }

// Type is the static type of an expression, a field or a parameter.
type Type struct {
	Kind     Kind
	Currency money.Currency // of Money; empty means any currency, which must be converted before it is used
	Decimals int            // of a Money field: digits kept; 0 means the currency's own
	Percent  bool           // a Number that prints as percent
	OrNone   bool           // absent is a value
	Choices  []string       // of a Text declared as one of these
	Refers   string         // of a Text that is the id of another event: which kind
	Fields   []Field        // of a List: its rows
}

func (t Type) String() string {
	var b strings.Builder
	switch {
	case t.Kind == Money && t.Currency == "":
		b.WriteString("money any currency")
	case t.Kind == Money:
		b.WriteString("money (" + string(t.Currency) + ")")
	case t.Percent:
		b.WriteString("percent")
	case len(t.Choices) > 0:
		b.WriteString("one of " + strings.Join(t.Choices, ", "))
	case t.Refers != "":
		b.WriteString(t.Refers)
	default:
		b.WriteString(t.Kind.String())
	}
	if t.OrNone {
		b.WriteString(" or none")
	}
	return b.String()
}

// Field is a declared field of an event, an attribute of a payee, or a field of a list's rows.
type Field struct {
	Name string
	Type Type
	// Via is set where the field is not the event's own and is read through a reference: its name is then a path.
	Via *Via
}

// Via is where a field that is read through a reference stands.
type Via struct {
	Reference int // the event's own field that names the other event
	Event     int // the kind of the other event
	Field     int // what is read of it, which may itself be read through a reference
}

// Value is what an expression evaluates to. A None value is absent; its Kind is that of the expression.
type Value struct {
	Kind     Kind
	None     bool
	Num      money.Ratio // Number, Money, Days
	Currency money.Currency
	Date     calendar.Date
	Text     string // Text, Payee
	Yes      bool
	Rows     [][]Value // List: values in the order of the type's fields
	Percent  bool      // print as percent
}

// NumberOf, PercentOf, MoneyOf, DateOf, TextOf, PayeeOf, YesNoOf and NoneOf make values.
func NumberOf(r money.Ratio) Value { return Value{Kind: Number, Num: r} }

// PercentOf is a number that prints as percent: 0.125 is 12.5%.
func PercentOf(r money.Ratio) Value { return Value{Kind: Number, Num: r, Percent: true} }

// MoneyOf is an exact amount of a currency.
func MoneyOf(r money.Ratio, c money.Currency) Value { return Value{Kind: Money, Num: r, Currency: c} }

// DateOf is a date.
func DateOf(d calendar.Date) Value { return Value{Kind: Date, Date: d} }

// TextOf is text.
func TextOf(s string) Value { return Value{Kind: Text, Text: s} }

// PayeeOf is a person.
func PayeeOf(id string) Value { return Value{Kind: Payee, Text: id} }

// YesNoOf is a truth.
func YesNoOf(b bool) Value { return Value{Kind: YesNo, Yes: b} }

// NoneOf is an absent value.
func NoneOf(k Kind) Value { return Value{Kind: k, None: true} }

// Equal reports whether two present values are the same; absent values equal nothing, see language §15.
func (v Value) Equal(w Value) bool {
	if v.None || w.None {
		return false
	}
	switch v.Kind {
	case Number, Money, Days:
		return v.Kind == w.Kind && v.Currency == w.Currency && v.Num.Equal(w.Num)
	case Date:
		return w.Kind == Date && v.Date == w.Date
	case YesNo:
		return w.Kind == YesNo && v.Yes == w.Yes
	default:
		return v.Kind == w.Kind && v.Text == w.Text
	}
}

// String is the value as a letter would write it: "1,500 USD", "12.5%", "2027-01-31", "none".
func (v Value) String() string {
	switch {
	case v.None:
		return "none"
	case v.Kind == Money:
		return Group(v.Num.String()) + " " + string(v.Currency)
	case v.Kind == Number && v.Percent:
		return Group(v.Num.Mul(money.Whole(100)).String()) + "%"
	case v.Kind == Number:
		return Group(v.Num.String())
	case v.Kind == Days:
		return Group(v.Num.String()) + " days"
	case v.Kind == Date:
		return v.Date.String()
	case v.Kind == YesNo && v.Yes:
		return "yes"
	case v.Kind == YesNo:
		return "no"
	default:
		return v.Text
	}
}

// Group puts thousands commas into a plain decimal; "n/d" fractions are left as they are.
func Group(s string) string {
	if strings.Contains(s, "/") {
		return s
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dotted := strings.Cut(s, ".")
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if dotted {
		b.WriteString("." + frac)
	}
	return sign + b.String()
}
