package deals

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// uses are the fields of a kind of event that decide what the person is paid, by the plans they are on, in the order of
// their declaration.
func (b *bench) usesFor(payee rainmaker.PayeeID, kind string) []engine.FieldUse {
	var out []engine.FieldUse
	for _, c := range b.books.Plans {
		if !slices.Contains(c.Payees(), payee) {
			continue
		}
		for _, u := range c.FieldUses(kind) {
			i := slices.IndexFunc(out, func(x engine.FieldUse) bool { return x.Name == u.Name })
			if i < 0 {
				out = append(out, u)
				continue
			}
			x := &out[i]
			x.Counts, x.Credits, x.Shares = x.Counts || u.Counts, x.Credits || u.Credits, x.Shares || u.Shares
			x.Names, x.Filters, x.Pays = x.Names || u.Names, x.Filters || u.Filters, x.Pays || u.Pays
		}
	}
	return out
}

func (s *subject) uses(kind string) []engine.FieldUse { return s.usesFor(s.payee, kind) }

// freeRows is how many rows more than there are the form offers for a list.
const freeRows = 1

// inputs are the form, filled with the deal as it is tried, or as it was typed where that can't be taken.
func (s *subject) inputs(tried rainmaker.Event, typed map[string]string, wrong []Wrong) []Input {
	var out []Input
	for _, u := range s.uses(s.base.Name) {
		now, _ := tried.Fields.Get(u.Name)
		was, _ := s.base.Fields.Get(u.Name)
		if u.Type.Kind == ir.List {
			out = append(out, s.rowInputs(u, now, was)...)
		} else {
			in := s.input(u.Name, u.Name, u.Type, now, was)
			in.Help = help(u)
			out = append(out, in)
		}
	}
	for i := range out {
		if text, said := typed[out[i].Name]; said && len(wrong) > 0 {
			out[i].Value = text
		}
		for _, w := range wrong {
			if w.Name == out[i].Name {
				out[i].Wrong = w.Text
			}
		}
	}
	return out
}

// help says what a field decides.
func help(u engine.FieldUse) string {
	switch {
	case u.Counts:
		return "decides when it counts"
	case u.Credits:
		return "decides how much is credited"
	case u.Shares:
		return "decides how it is shared"
	case u.Names:
		return "decides whom it credits"
	case u.Pays:
		return "decides what is paid on it"
	default:
		return "decides whether it is credited"
	}
}

// rowInputs are the cells of a list, with empty rows to fill.
func (s *subject) rowInputs(u engine.FieldUse, now, was rainmaker.Value) []Input {
	var out []Input
	for row := range max(len(now.Rows()), len(was.Rows())) + freeRows {
		for _, f := range u.Type.Fields {
			cell := func(v rainmaker.Value) rainmaker.Value {
				if row >= len(v.Rows()) {
					return rainmaker.Value{}
				}
				x, _ := rainmaker.FieldList(v.Rows()[row]).Get(f.Name)
				return x
			}
			t := f.Type
			t.OrNone = true // an empty row is no row
			name := cellName(u.Name, row, f.Name)
			in := s.input(name, fmt.Sprintf("%s %d, %s", u.Name, row+1, f.Name), t, cell(now), cell(was))
			in.Help = help(u)
			out = append(out, in)
		}
	}
	return out
}

func cellName(list string, row int, field string) string {
	return list + "." + strconv.Itoa(row+1) + "." + field
}

func (s *subject) input(name, label string, t ir.Type, now, was rainmaker.Value) Input {
	in := Input{Name: name, Label: label, Value: typedText(now, t), Was: typedText(was, t), Required: !t.OrNone}
	none := []Option{}
	if t.OrNone {
		none = []Option{{"", "none"}}
	}
	switch {
	case t.Kind == ir.Money:
		in.Kind, in.Unit = AmountInput, string(currencyOf(t, was))
	case t.Percent:
		in.Kind, in.Unit = PercentInput, "%"
	case t.Kind == ir.Number:
		in.Kind = NumberInput
	case t.Kind == ir.Date:
		in.Kind = DayInput
	case t.Kind == ir.YesNo:
		in.Kind, in.Options = ChoiceInput, append(none, Option{"yes", "yes"}, Option{"no", "no"})
	case t.Kind == ir.Payee:
		in.Kind, in.Options = ChoiceInput, append(none, s.colleagues()...)
	case len(t.Choices) > 0:
		in.Kind, in.Options = ChoiceInput, none
		for _, c := range t.Choices {
			in.Options = append(in.Options, Option{c, c})
		}
	default:
		in.Kind = TextInput
	}
	return in
}

// currencyOf is the currency that an amount of a field is typed in.
func currencyOf(t ir.Type, was rainmaker.Value) money.Currency {
	if t.Currency != "" {
		return t.Currency
	}
	return was.Currency()
}

// colleagues are the people that may be chosen for a deal: those whose deals the principal may see, and those named in them.
// Anybody else does not exist for the principal.
func (s *subject) colleagues() []Option {
	seen := map[rainmaker.PayeeID]bool{s.payee: true}
	for _, e := range s.books.Company.Events {
		named := namedIn(e)
		if slices.ContainsFunc(named, s.who.MayDeals) {
			for _, id := range named {
				seen[id] = true
			}
		}
	}
	for id := range s.onPlans() {
		if s.who.MayDeals(id) {
			seen[id] = true
		}
	}
	var out []Option
	for id := range seen {
		out = append(out, Option{string(id), s.books.NameOf(id)})
	}
	slices.SortFunc(out, func(x, y Option) int { return strings.Compare(x.Label+x.Value, y.Label+y.Value) })
	return out
}

// typedText is a value as it is typed into the form.
func typedText(v rainmaker.Value, t ir.Type) string {
	switch v.Kind() {
	case rainmaker.None:
		return ""
	case rainmaker.Number:
		if t.Percent {
			return strings.TrimSuffix(ir.PercentOf(v.Amount().Ratio()).String(), "%")
		}
		return ir.Group(v.Amount().String())
	case rainmaker.Cash:
		return ir.Group(v.Amount().String())
	default:
		return v.String()
	}
}

// tried is the deal as it is typed, on top of the deal as it counts; and what can't be taken.
func (s *subject) tried(typed map[string]string) (rainmaker.Event, []Wrong) {
	e := s.base
	e.Fields = slices.Clone(s.base.Fields)
	var wrong []Wrong
	for _, u := range s.uses(s.base.Name) {
		was, _ := s.base.Fields.Get(u.Name)
		if u.Type.Kind == ir.List {
			v, bad := s.readRows(typed, u, was)
			if wrong = append(wrong, bad...); len(bad) == 0 {
				e.Fields = withField(e.Fields, u.Name, v)
			}
			continue
		}
		text, said := typed[u.Name]
		if !said || text == typedText(was, u.Type) {
			continue // what nobody touched stays as its source said it
		}
		v, err := s.read(text, u.Type, was)
		if err != nil {
			wrong = append(wrong, Wrong{u.Name, err.Error()})
			continue
		}
		if v.Kind() == rainmaker.Day && u.Counts && v.Date() > s.today.AddMonths(12*furthest) {
			wrong = append(wrong, Wrong{u.Name, fmt.Sprintf("%s is more than %d years ahead; nobody knows the plans of that day", text, furthest)})
			continue
		}
		if text := noShare(v, u.Type); u.Shares && text != "" {
			wrong = append(wrong, Wrong{u.Name, text})
			continue
		}
		e.Fields = withField(e.Fields, u.Name, v)
	}
	return e, wrong
}

// noShare says what is wrong with a typed share of a deal: nobody has less than nothing of it, or more than all. The rest that
// is left for others would be below zero, and the deal credited to nobody.
func noShare(v rainmaker.Value, t ir.Type) string {
	if v.Kind() != rainmaker.Number || !t.Percent {
		return ""
	}
	if share := v.Amount().Ratio(); share.Sign() < 0 || share.Cmp(money.Whole(1)) > 0 {
		return fmt.Sprintf("%s%% is no share of a deal; write 0 to 100", typedText(v, t))
	}
	return ""
}

// readRows reads the rows of a list; a row of which nothing is typed is none.
func (s *subject) readRows(typed map[string]string, u engine.FieldUse, was rainmaker.Value) (rainmaker.Value, []Wrong) {
	var rows [][]rainmaker.Field
	var wrong []Wrong
	touched := false
	for n := 0; ; n++ {
		row, some, said := []rainmaker.Field{}, false, false
		for _, f := range u.Type.Fields {
			old := rainmaker.Value{}
			if n < len(was.Rows()) {
				old, _ = rainmaker.FieldList(was.Rows()[n]).Get(f.Name)
			}
			name := cellName(u.Name, n, f.Name)
			text, is := typed[name]
			said = said || is
			if !is || text == typedText(old, f.Type) {
				row, some = append(row, rainmaker.Field{Name: f.Name, Value: old}), some || !old.IsNone()
				continue
			}
			touched = true
			t := f.Type
			t.OrNone = true
			v, err := s.read(text, t, old)
			if err != nil {
				wrong = append(wrong, Wrong{name, err.Error()})
			} else if text := noShare(v, f.Type); u.Shares && text != "" {
				wrong = append(wrong, Wrong{name, text})
			}
			row, some = append(row, rainmaker.Field{Name: f.Name, Value: v}), some || !v.IsNone()
		}
		if !said && n >= len(was.Rows()) {
			break
		}
		if !some {
			continue
		}
		for i, f := range u.Type.Fields {
			if row[i].Value.IsNone() && !f.Type.OrNone {
				wrong = append(wrong, Wrong{cellName(u.Name, n, f.Name), "a row needs all its fields, or none"})
			}
		}
		rows = append(rows, row)
	}
	if !touched {
		return was, nil
	}
	return rainmaker.RowsOf(rows), wrong
}

// read is one field as it is typed.
func (s *subject) read(text string, t ir.Type, was rainmaker.Value) (rainmaker.Value, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		if t.OrNone {
			return rainmaker.Value{}, nil
		}
		return rainmaker.Value{}, fmt.Errorf("nothing is typed; the plan needs %s here", t)
	}
	switch {
	case t.Kind == ir.Money:
		currency := currencyOf(t, was)
		a, err := readAmount(strings.TrimSuffix(text, string(currency)))
		if err != nil {
			return rainmaker.Value{}, fmt.Errorf("%q is no amount%s; write it as 12,500", text, misgrouped(text))
		}
		return rainmaker.CashOf(a, currency), nil
	case t.Kind == ir.Number:
		return readNumber(text, t)
	case t.Kind == ir.Date:
		d, err := calendar.ParseDate(text)
		if err != nil {
			return rainmaker.Value{}, fmt.Errorf("%q is no day; write it as 2027-03-31", text)
		}
		return rainmaker.DayOf(d), nil
	case t.Kind == ir.YesNo:
		if text != "yes" && text != "no" {
			return rainmaker.Value{}, fmt.Errorf("%q is neither yes nor no", text)
		}
		return rainmaker.YesNoOf(text == "yes"), nil
	case t.Kind == ir.Payee:
		if !slices.ContainsFunc(s.colleagues(), func(o Option) bool { return o.Value == text }) {
			return rainmaker.Value{}, fmt.Errorf("there is nobody %q that you can choose", text)
		}
		return rainmaker.PersonOf(rainmaker.PayeeID(text)), nil
	case len(t.Choices) > 0 && !slices.Contains(t.Choices, text):
		return rainmaker.Value{}, fmt.Errorf("%q is none of %s", text, strings.Join(t.Choices, ", "))
	default:
		return rainmaker.TextOf(text), nil
	}
}

func readNumber(text string, t ir.Type) (rainmaker.Value, error) {
	a, err := readAmount(strings.TrimSuffix(text, "%"))
	if err == nil && t.Percent {
		// 60% is 0.6
		if a.Scale() > 6 {
			err = fmt.Errorf("%d decimals", a.Scale())
		} else {
			a = money.NewAmount(a.Units(), a.Scale()+2)
		}
	}
	if err != nil {
		if t.Percent {
			return rainmaker.Value{}, fmt.Errorf("%q is no percentage; write it as 60", text)
		}
		return rainmaker.Value{}, fmt.Errorf("%q is no number%s; write it as 1,200.5", text, misgrouped(text))
	}
	return rainmaker.NumberOf(a), nil
}

// readAmount reads a decimal with or without commas between its thousands. A comma anywhere else is refused: 1,50 may be meant as
// one and a half or be 1,500 with a digit lost.
func readAmount(text string) (money.Amount, error) { return money.ParseAmount(strings.TrimSpace(text)) }

// misgrouped says what is wrong with the commas of a number that can't be read.
func misgrouped(text string) string {
	if strings.Contains(text, ",") {
		return ": a comma stands at every third digit, and only there"
	}
	return ""
}
