package rainmaker

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"rainmaker/calendar"
	"rainmaker/money"
)

// ValueKind says what a [Value] is.
type ValueKind uint8

// The kinds of value a source can state. None is a cell that was empty where the source may leave it empty.
const (
	None ValueKind = iota
	Number
	Cash // an amount of a currency
	Day
	Text
	Person // a payee
	YesNo
	Rows // the rows of a list inside an event: splits, owners
)

var valueKindNames = [...]string{"none", "number", "money", "date", "text", "payee", "yes or no", "list"}

func (k ValueKind) String() string { return valueKindNames[k] }

// Value is what one cell of a source said, exactly. The zero value is [None]. Values are immutable.
type Value struct {
	kind ValueKind
	num  money.Amount
	cur  money.Currency
	day  calendar.Date
	text string
	yes  bool
	rows [][]Field
	said Source
}

// Field is a named [Value].
type Field struct {
	Name  string
	Value Value
}

// NumberOf, CashOf, DayOf, TextOf, PersonOf, YesNoOf and RowsOf make values.
func NumberOf(a money.Amount) Value { return Value{kind: Number, num: a} }

// CashOf is an amount of a currency, with the decimals its source gave it.
func CashOf(a money.Amount, c money.Currency) Value { return Value{kind: Cash, num: a, cur: c} }

// DayOf is a date in the company's pay time zone.
func DayOf(d calendar.Date) Value { return Value{kind: Day, day: d} }

// TextOf is text, compared whole.
func TextOf(s string) Value { return Value{kind: Text, text: s} }

// PersonOf names a payee.
func PersonOf(p PayeeID) Value { return Value{kind: Person, text: string(p)} }

// YesNoOf is a truth.
func YesNoOf(b bool) Value { return Value{kind: YesNo, yes: b} }

// RowsOf is the rows of a list inside an event.
func RowsOf(rows [][]Field) Value { return Value{kind: Rows, rows: rows} }

// Kind says what the value is.
func (v Value) Kind() ValueKind { return v.kind }

// IsNone reports whether the source left the cell empty.
func (v Value) IsNone() bool { return v.kind == None }

// Amount is the figure of a [Number] or [Cash], as the source gave it.
func (v Value) Amount() money.Amount { return v.num }

// Currency is that of a [Cash] value, and empty otherwise.
func (v Value) Currency() money.Currency { return v.cur }

// Date is that of a [Day] value.
func (v Value) Date() calendar.Date { return v.day }

// Text is the text of a [Text] or [Person] value.
func (v Value) Text() string { return v.text }

// Payee is the person of a [Person] value.
func (v Value) Payee() PayeeID { return PayeeID(v.text) }

// Yes is the truth of a [YesNo] value.
func (v Value) Yes() bool { return v.yes }

// Rows are those of a [Rows] value; the caller must not change them.
func (v Value) Rows() [][]Field { return v.rows }

// String is the value as a person would write it: "1,054.00 USD" stays "1054.00 USD", none is "none".
func (v Value) String() string {
	switch v.kind {
	case Number:
		return v.num.String()
	case Cash:
		return v.num.String() + " " + string(v.cur)
	case Day:
		return v.day.String()
	case Text, Person:
		return v.text
	case YesNo:
		if v.yes {
			return "yes"
		}
		return "no"
	case Rows:
		rows := make([]string, len(v.rows))
		for i, row := range v.rows {
			cells := make([]string, len(row))
			for j, f := range row {
				cells[j] = f.Name + " " + f.Value.String()
			}
			rows[i] = "{" + strings.Join(cells, ", ") + "}"
		}
		return strings.Join(rows, " ")
	default:
		return "none"
	}
}

// SaidIn is the value with the row that said it. Where a value was said is no part of what it says.
func (v Value) SaidIn(s Source) Value {
	v.said = s
	return v
}

// Source is the row that said the value; zero where only its fact has one.
func (v Value) Source() Source { return v.said }

// Equal reports whether two values say the same. 1 and 1.0 are the same amount.
func (v Value) Equal(w Value) bool {
	if v.kind != w.kind {
		return false
	}
	switch v.kind {
	case Number, Cash:
		return v.cur == w.cur && v.num.Cmp(w.num) == 0
	case Rows:
		if len(v.rows) != len(w.rows) {
			return false
		}
		for i := range v.rows {
			if !EqualFields(v.rows[i], w.rows[i]) {
				return false
			}
		}
		return true
	default:
		return v.day == w.day && v.text == w.text && v.yes == w.yes
	}
}

// EqualFields reports whether two rows say the same, field by field in order.
func EqualFields(a, b []Field) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name || !a[i].Value.Equal(b[i].Value) {
			return false
		}
	}
	return true
}

// Each kind has one letter in the stored form, so that a stored fact reads back as the kind it was.
const kindLetters = "-nmdtpyl"

// MarshalJSON writes the stored form: "m:1054.00 USD", "d:2017-03-01", "-" for none, and lists as arrays of rows. What
// would not read back is an error: a stored fact stays for ever.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.kind == Cash && !v.cur.Known():
		return nil, fmt.Errorf("%s of currency %q, which is not a code of ISO 4217", v.num, string(v.cur))
	case v.kind == Day && !v.day.Valid():
		return nil, fmt.Errorf("day %d is outside %s to %s", v.day, calendar.StartOfTime, calendar.EndOfTime-1)
	case !utf8.ValidString(v.text):
		return nil, fmt.Errorf("text %q is not UTF-8", v.text)
	}
	switch v.kind {
	case None:
		return json.Marshal("-")
	case Rows:
		out := make([]FieldList, len(v.rows))
		for i, row := range v.rows {
			out[i] = row
		}
		return json.Marshal(out)
	default:
		return json.Marshal(string(kindLetters[v.kind]) + ":" + v.String())
	}
}

// UnmarshalJSON reads what [Value.MarshalJSON] wrote.
func (v *Value) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		var rows []FieldList
		if err := json.Unmarshal(b, &rows); err != nil {
			return err
		}
		*v = Value{kind: Rows, rows: make([][]Field, len(rows))}
		for i, row := range rows {
			v.rows[i] = row
		}
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "-" {
		*v = Value{}
		return nil
	}
	letter, rest, ok := strings.Cut(s, ":")
	if !ok || len(letter) != 1 {
		return fmt.Errorf("stored value %q has no kind", s)
	}
	return v.decode(letter[0], rest)
}

func (v *Value) decode(letter byte, rest string) error {
	var err error
	switch ValueKind(strings.IndexByte(kindLetters, letter)) {
	case Number:
		var a money.Amount
		if a, err = money.ParseAmount(rest); err == nil {
			*v = NumberOf(a)
		}
	case Cash:
		figure, currency, _ := strings.Cut(rest, " ")
		var a money.Amount
		var c money.Currency
		if a, err = money.ParseAmount(figure); err == nil {
			if c, err = money.ParseCurrency(currency); err == nil {
				*v = CashOf(a, c)
			}
		}
	case Day:
		var d calendar.Date
		if d, err = calendar.ParseDate(rest); err == nil {
			*v = DayOf(d)
		}
	case Text:
		*v = TextOf(rest)
	case Person:
		*v = PersonOf(PayeeID(rest))
	case YesNo:
		if rest != "yes" && rest != "no" {
			return fmt.Errorf("stored value %c:%s is neither yes nor no", letter, rest)
		}
		*v = YesNoOf(rest == "yes")
	default:
		return fmt.Errorf("stored value %c:%s has no known kind", letter, rest)
	}
	if err != nil {
		return fmt.Errorf("stored value %c:%s: %w", letter, rest, err)
	}
	return nil
}

// FieldList is a row of fields in the order in which they were said.
type FieldList []Field

// Get is the value of a field, and whether the row has it.
func (l FieldList) Get(name string) (Value, bool) {
	for _, f := range l {
		if f.Name == name {
			return f.Value, true
		}
	}
	return Value{}, false
}

// MarshalJSON writes [["name", value], …]: an array, because the order of fields is part of what was said.
func (l FieldList) MarshalJSON() ([]byte, error) {
	pairs := make([][2]any, len(l))
	for i, f := range l {
		if !utf8.ValidString(f.Name) {
			return nil, fmt.Errorf("name of field %d, %q, is not UTF-8", i+1, f.Name)
		}
		pairs[i] = [2]any{f.Name, f.Value}
	}
	return json.Marshal(pairs)
}

// UnmarshalJSON reads what [FieldList.MarshalJSON] wrote.
func (l *FieldList) UnmarshalJSON(b []byte) error {
	var pairs [][2]json.RawMessage
	if err := json.Unmarshal(b, &pairs); err != nil {
		return err
	}
	*l = make(FieldList, len(pairs))
	for i, pair := range pairs {
		if err := json.Unmarshal(pair[0], &(*l)[i].Name); err != nil {
			return err
		}
		if err := json.Unmarshal(pair[1], &(*l)[i].Value); err != nil {
			return fmt.Errorf("field %s: %w", (*l)[i].Name, err)
		}
	}
	return nil
}
