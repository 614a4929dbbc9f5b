package deals

import (
	"context"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// blankID is what a deal to try is called.
const blankID = "A deal to try"

// mostValues is how many values of a field other deals may have for each of them to be tried as a change.
const mostValues = 6

// withField is the row with a field saying something else; what the row lacks is added.
func withField(fields rainmaker.FieldList, name string, v rainmaker.Value) rainmaker.FieldList {
	out := slices.Clone(fields)
	for i := range out {
		if out[i].Name == name {
			out[i].Value = v
			return out
		}
	}
	return append(out, rainmaker.Field{Name: name, Value: v})
}

// blank makes a deal of the person up: like the last one that was credited to them, all theirs, counting at the end of the
// first stretch of days.
func (s *subject) blank(kind string) error {
	declared := s.declared(kind)
	s.known = rainmaker.Event{EventRef: rainmaker.EventRef{Name: kind, ID: blankID}}
	s.without = rainmaker.Event{EventRef: s.known.EventRef, Gone: true}
	s.on = s.stretches(s.payee, kind)[0].On
	like, err := s.lastCredited(kind)
	if err != nil {
		return err
	}
	uses := map[string]engine.FieldUse{}
	for _, u := range s.uses(kind) {
		uses[u.Name] = u
		if u.Counts && s.counts == "" {
			s.counts = u.Name
		}
	}
	mine := false
	for _, f := range declared.Fields {
		u := uses[f.Name]
		was, _ := like.Fields.Get(f.Name)
		v := was
		switch {
		case f.Type.Kind == ir.Payee && !mine && u.Names:
			v, mine = rainmaker.PersonOf(s.payee), true
		case f.Type.Kind == ir.Payee:
			v = s.nobody(f.Type)
		case f.Type.Kind == ir.Date:
			if v = rainmaker.DayOf(s.today); u.Counts && f.Name == s.counts {
				v = rainmaker.DayOf(s.on)
			} else if f.Type.OrNone {
				v = rainmaker.Value{}
			}
		case u.Shares && f.Type.Kind == ir.Number:
			v = rainmaker.NumberOf(money.NewAmount(1, 0))
		case f.Type.Kind == ir.Text && len(f.Type.Choices) == 0:
			v = s.noText(f.Type)
		case v.IsNone():
			v = s.plainest(f.Type)
		}
		s.base.Fields = append(s.base.Fields, rainmaker.Field{Name: f.Name, Value: v})
	}
	s.base.EventRef = s.known.EventRef
	return nil
}

// lastCredited is the deal of a kind that counted for the person last; the zero event where none has.
func (s *subject) lastCredited(kind string) (rainmaker.Event, error) {
	var out rainmaker.Event
	var last rainmaker.Credit
	for _, e := range s.books.Company.Events {
		if e.Name != kind || e.Gone {
			continue
		}
		var credits []rainmaker.Credit
		var faults []engine.Fault
		if err := s.credit(&credits, &faults, e, s.today); err != nil {
			return out, err
		}
		for _, c := range credits {
			if c.Payee == s.payee && c.Amount.Sign() > 0 && c.CountsOn >= last.CountsOn {
				out, last = e, c
			}
		}
	}
	return out, nil
}

func (s *subject) nobody(t ir.Type) rainmaker.Value {
	if t.OrNone {
		return rainmaker.Value{}
	}
	return rainmaker.PersonOf(s.payee)
}

func (s *subject) noText(t ir.Type) rainmaker.Value {
	if t.OrNone {
		return rainmaker.Value{}
	}
	return rainmaker.TextOf(blankID)
}

// plainest is a value of a type where no deal shows one.
func (s *subject) plainest(t ir.Type) rainmaker.Value {
	switch {
	case t.OrNone && t.Kind != ir.Money:
		return rainmaker.Value{}
	case t.Kind == ir.Money:
		currency := t.Currency
		if currency == "" {
			currency = s.books.Plans[0].Program().Plan.Currency
		}
		return rainmaker.CashOf(money.NewAmount(10_000, 0), currency)
	case t.Kind == ir.YesNo:
		return rainmaker.YesNoOf(false)
	case t.Kind == ir.List:
		row := make([]rainmaker.Field, len(t.Fields))
		for i, f := range t.Fields {
			row[i] = rainmaker.Field{Name: f.Name, Value: s.plainest(f.Type)}
		}
		return rainmaker.RowsOf([][]rainmaker.Field{row})
	case t.Kind == ir.Payee:
		return rainmaker.PersonOf(s.payee)
	case len(t.Choices) > 0:
		return rainmaker.TextOf(t.Choices[0])
	case t.Kind == ir.Text:
		return rainmaker.TextOf(blankID)
	default:
		return rainmaker.NumberOf(money.NewAmount(1, 0))
	}
}

// change is one plausible change of a deal.
type change struct {
	text   string
	fields map[string]rainmaker.Value
}

// varied works plausible changes of the deal out, one at a time: a tenth off the amount, every other choice of a field, the
// values that other deals have, the deal shared half and half.
func (s *subject) varied(ctx context.Context, base Sums) ([]Variation, error) {
	var out []Variation
	for _, c := range s.changes() {
		if !s.creditable(c) {
			continue // nothing that could be
		}
		v := Variation{Text: c.text, Fields: map[string]string{}}
		for name, value := range c.fields {
			v.Fields[name] = typedText(value, s.typeOf(name))
		}
		effects, err := s.effects(ctx, s.asked(s.with(c)), s.payee)
		if err != nil {
			return nil, err
		}
		if v.Total, err = s.sumFor(s.payee, effects); err != nil {
			return nil, err
		}
		if v.Change, err = v.Total.less(base); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *subject) typeOf(field string) ir.Type {
	for _, u := range s.uses(s.base.Name) {
		if u.Name == field {
			return u.Type
		}
	}
	return ir.Type{}
}

// changes lists what to vary. Fields that say whether the deal is won stay: without it nothing is paid at all.
func (s *subject) changes() []change {
	var out []change
	one := func(text, name string, v rainmaker.Value) {
		out = append(out, change{text, map[string]rainmaker.Value{name: v}})
	}
	for _, u := range s.uses(s.base.Name) {
		now, _ := s.base.Fields.Get(u.Name)
		known, _ := s.known.Fields.Get(u.Name)
		switch {
		case !known.Equal(now) || u.Counts:
		case u.Credits && now.Kind() == rainmaker.Cash:
			if less, ok := tenthOff(now); ok {
				one("10% less "+u.Name, u.Name, less)
			}
		case len(u.Type.Choices) > 0 && len(u.Type.Choices) <= mostValues:
			for _, c := range u.Type.Choices {
				if c != now.Text() {
					one(u.Name+" "+c, u.Name, rainmaker.TextOf(c))
				}
			}
		case now.Kind() == rainmaker.YesNo:
			one(u.Name+" "+rainmaker.YesNoOf(!now.Yes()).String(), u.Name, rainmaker.YesNoOf(!now.Yes()))
		case u.Shares && now.Kind() == rainmaker.Number:
			out = append(out, s.halved(u)...)
		case now.Kind() == rainmaker.Number && (u.Pays || u.Credits):
			for _, v := range s.others(u.Name, now) {
				one(u.Name+" "+shownText(v, u.Type), u.Name, v)
			}
		}
	}
	return slices.DeleteFunc(out, s.outcome)
}

// outcome reports whether a change would undo what made the deal count, as won would become lost.
func (s *subject) outcome(c change) bool {
	var before, after []rainmaker.Credit
	var faults []engine.Fault
	if s.credit(&before, &faults, s.base, s.on) != nil || s.credit(&after, &faults, s.with(c), s.on) != nil {
		return true
	}
	return len(before) > 0 && len(after) == 0 && len(faults) == 0
}

func shownText(v rainmaker.Value, t ir.Type) string {
	if t.Percent {
		return typedText(v, t) + "%"
	}
	return typedText(v, t)
}

// tenthOff is an amount less a tenth, to the currency's minor unit.
func tenthOff(v rainmaker.Value) (rainmaker.Value, bool) {
	m, err := money.RoundTo(v.Amount().Ratio().Mul(money.NewRatio(9, 10)), v.Currency(), money.HalfEven)
	if err != nil {
		return v, false
	}
	return rainmaker.CashOf(money.NewAmount(m.Minor(), v.Currency().Decimals()), v.Currency()), true
}

// halved is the deal shared with a colleague: a share of a half, and somebody for the rest where nobody is named for it yet.
func (s *subject) halved(u engine.FieldUse) []change {
	half := rainmaker.NumberOf(money.NewAmount(5, 1))
	if now, _ := s.base.Fields.Get(u.Name); now.Equal(half) {
		return nil
	}
	c := change{fmt.Sprintf("shared half and half, %s %s", u.Name, shownText(half, u.Type)), map[string]rainmaker.Value{u.Name: half}}
	for _, other := range s.uses(s.base.Name) {
		now, _ := s.base.Fields.Get(other.Name)
		if s.creditable(c) || !other.Names || other.Type.Kind != ir.Payee || !now.IsNone() {
			continue
		}
		for _, o := range s.colleagues() {
			if o.Value != string(s.payee) {
				c.fields[other.Name] = rainmaker.PersonOf(rainmaker.PayeeID(o.Value))
				break
			}
		}
	}
	return []change{c}
}

// creditable reports whether the deal could be credited with a change.
func (s *subject) creditable(c change) bool {
	var credits []rainmaker.Credit
	var faults []engine.Fault
	return s.credit(&credits, &faults, s.with(c), s.on) == nil && len(faults) == 0
}

// with is the deal with a change.
func (s *subject) with(c change) rainmaker.Event {
	e := s.base
	for name, v := range c.fields {
		e.Fields = withField(e.Fields, name, v)
	}
	return e
}

// others are the other values of a number that deals of the kind have, where they are few, smallest first.
func (s *subject) others(field string, now rainmaker.Value) []rainmaker.Value {
	var out []rainmaker.Value
	for _, e := range s.books.Company.Events {
		v, said := e.Fields.Get(field)
		if e.Name != s.base.Name || !said || v.Kind() != rainmaker.Number || v.Equal(now) || slices.ContainsFunc(out, v.Equal) {
			continue
		}
		if out = append(out, v); len(out) > mostValues {
			return nil
		}
	}
	slices.SortFunc(out, func(a, b rainmaker.Value) int { return a.Amount().Cmp(b.Amount()) })
	return out
}
