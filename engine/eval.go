package engine

import (
	"fmt"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// scope is where an expression stands: whose, when, in which window, and at which credit.
type scope struct {
	c *Calculation
	// who is the payee at hand; tenure their assignment, nil while crediting.
	who    *person
	tenure *tenure
	// moment is when we calculate: nothing later exists.
	moment calendar.Date
	// anchor is the last day of the component's own window so far: a measure with a longer window is taken as of it.
	anchor calendar.Date
	// day is the day at hand: a credit's counting date, else the last day of the window so far.
	day calendar.Date
	// window is that of the measure or component at hand.
	window calendar.Span
	// event, row and entry are those at hand.
	event *event
	state *state
	row   []ir.Value
	entry *entry
	// sums holds the sums of the credits admitted so far, when a position in tiers is being followed.
	sums *sums
	// again is the day as of which a held gate is looked at again; 0 otherwise. A measure of a window longer than the
	// component's reaches up to it.
	again calendar.Date
	// more is one credit more than there is, to ask what it would pay; nil also where the version at hand has no rule for it,
	// which probed then says by itself.
	more   *entry
	probed *probe
	// early works a bonus out before its window has ended, to say where it stands.
	early bool
	// settling is the settlement whose steps are worked out; nil anywhere else.
	settling *turn
	// other says that the payee is somebody other than the one being paid: all their credits are seen, whatever their plan,
	// and what their assignments to any plan give.
	other bool
	// belongs are the days on which the payee belongs to the people being added up, when a flow blends them; nil: all.
	belongs []calendar.Span
	// fixed is the day that says which group is meant, for what is worked out once for all of it and must not depend on
	// through whose eyes it is seen; nil: each day by itself.
	fixed *calendar.Date
	// head is the manager among whose reports something is divided, where that is worked out once for all of them; "" anywhere
	// else.
	head string
	// looked says what an expectation looks at from outside; nil anywhere else.
	looked func(*ir.Looked) (ir.Value, error)
	// heard is told of every value read, when somebody asks for a proof.
	heard func(Reading)
	// noted is told what the run has to say beside its lines.
	noted func(string)
}

// Reading is a value that a proof rests on, and where it came from.
type Reading struct {
	Name  string // "quota", "ae_attainment"
	Label string
	Kind  ReadingKind
	Value ir.Value
	// From is where a fact was read; Assignment the one that gave a personal number; Document and Line the clause that
	// gives a value of the plan's own.
	From       rainmaker.Source
	Assignment string
	Document   string
	Line       int
	Window     calendar.Span
}

// ReadingKind says what was read.
type ReadingKind string

// Readings: a personal number, a value of the plan, a row of a table, an attribute of the person, a measure, an exchange
// rate.
const (
	ReadNumber    ReadingKind = "personal number"
	ReadPlan      ReadingKind = "plan"
	ReadTable     ReadingKind = "table"
	ReadAttribute ReadingKind = "attribute"
	ReadMeasure   ReadingKind = "measure"
	ReadRate      ReadingKind = "exchange rate"
)

func (s *scope) hear(r Reading) {
	if s.heard != nil {
		s.heard(r)
	}
}

// needsDeal is the error of an expression that reads a field of an event when there is none at hand: what a further
// credit pays there depends on a deal that doesn't exist.
type needsDeal struct{ field string }

func (e needsDeal) Error() string { return "needs a deal's " + e.field }

func (s *scope) eval(x ir.Expr) (ir.Value, error) {
	switch x := x.(type) {
	case *ir.Const:
		return x.Value, nil
	case *ir.FieldRef:
		return s.field(x)
	case *ir.RowRef:
		return s.row[x.Index], nil
	case *ir.AttributeRef:
		return s.attribute(x)
	case *ir.ParamRef:
		return s.param(x)
	case *ir.MeasureRef:
		return s.measure(x.Index)
	case *ir.TableRef:
		return s.table(x.Index)
	case *ir.CurveRef:
		return s.curve(x.Index)
	case *ir.MatrixRef:
		return s.matrix(x.Index)
	case *ir.CarryRef:
		return s.carry(x)
	case *ir.BalanceRef, *ir.SettleRef:
		return s.settled(x)
	case *ir.CreditAmount, *ir.CreditShare:
		return s.credited(x)
	case *ir.Arith:
		return s.arith(x)
	case *ir.Neg:
		v, err := s.eval(x.X)
		v.Num = v.Num.Neg()
		return v, err
	case *ir.Extreme:
		return s.extreme(x)
	case *ir.If:
		yes, err := s.holds(x.Cond)
		switch {
		case err != nil:
			return ir.Value{}, err
		case yes:
			return s.eval(x.Then)
		default:
			return s.eval(x.Else)
		}
	case *ir.Aggregate:
		return s.aggregate(x)
	case *ir.People:
		return s.ofPeople(x)
	case *ir.Windows:
		return s.windows(x)
	case *ir.Mix:
		return s.mix(x)
	case *ir.Looked:
		return s.looked(x)
	case *ir.ResultRef:
		return s.result(x)
	case *ir.Convert:
		return s.convert(x)
	case *ir.Compare, *ir.And, *ir.Or, *ir.Not, *ir.IsNone, *ir.IsOneOf, *ir.Within:
		yes, err := s.holds(x)
		return ir.YesNoOf(yes), err
	default:
		return s.dates(x)
	}
}

func (s *scope) field(x *ir.FieldRef) (ir.Value, error) {
	if s.state == nil {
		return ir.Value{}, needsDeal{x.Name}
	}
	if x.Index < 0 {
		return ir.TextOf(s.event.ref.ID), nil
	}
	return s.state.values[x.Index], nil
}

// credited is the amount or the share of the credit at hand.
func (s *scope) credited(x ir.Expr) (ir.Value, error) {
	_, share := x.(*ir.CreditShare)
	switch {
	case s.entry == nil && share:
		return ir.Value{}, needsDeal{"share"}
	case s.entry == nil:
		return ir.Value{}, needsDeal{"credit"}
	case share:
		return ir.PercentOf(s.entry.share), nil
	default:
		return s.entry.amount, nil
	}
}

func (s *scope) attribute(x *ir.AttributeRef) (ir.Value, error) {
	t := s.who.attributes[x.Index]
	if t != nil {
		if a, since, ok := t.At(s.day); ok {
			s.hear(Reading{
				Name: x.Name, Kind: ReadAttribute, Value: a.value, From: a.source,
				Window: calendar.Since(since),
			})
			return a.value, nil
		}
	}
	if x.T.OrNone {
		return ir.NoneOf(x.T.Kind), nil
	}
	return ir.Value{}, fmt.Errorf("%s of %s on %s is not known", x.Name, s.who.name, s.day)
}

func (s *scope) arith(x *ir.Arith) (ir.Value, error) {
	a, err := s.eval(x.A)
	if err != nil {
		return a, err
	}
	b, err := s.eval(x.B)
	if err != nil {
		return b, err
	}
	if a.None || b.None {
		return ir.Value{}, fmt.Errorf("line %d: an absent value in %s %s %s", x.In.Start.Line, a, x.Op, b)
	}
	out := ir.Value{Kind: x.T.Kind, Currency: x.T.Currency, Percent: x.T.Percent}
	switch x.Op {
	case ir.Add:
		out.Num = a.Num.Add(b.Num)
	case ir.Sub:
		out.Num = a.Num.Sub(b.Num)
	case ir.Mul:
		out.Num = a.Num.Mul(b.Num)
	case ir.Quo:
		if b.Num.IsZero() {
			return ir.Value{}, fmt.Errorf("%s / %s%s: nothing can be divided by zero (line %d)", a, b, s.whose(), x.In.Start.Line)
		}
		out.Num = a.Num.Quo(b.Num)
	}
	return out, nil
}

// whose says for an error whom and when it is about.
func (s *scope) whose() string {
	switch {
	case s.who != nil:
		return fmt.Sprintf(" for %s, %s", s.who.name, s.window)
	case s.event != nil:
		return " of " + s.event.ref.String()
	default:
		return ""
	}
}

func (s *scope) extreme(x *ir.Extreme) (ir.Value, error) {
	best, err := s.eval(x.Of[0])
	if err != nil {
		return best, err
	}
	for _, e := range x.Of[1:] {
		v, err := s.eval(e)
		if err != nil {
			return v, err
		}
		if c := v.Num.Cmp(best.Num); x.Max && c > 0 || !x.Max && c < 0 {
			best = v
		}
	}
	return best, nil
}

// holds evaluates a condition. A test on an absent value, other than `is none`, is false, and so is its `not`.
func (s *scope) holds(x ir.Expr) (bool, error) {
	yes, _, err := s.test(x)
	return yes, err
}

// test is holds with whether the answer is known at all: an absent value makes both a test and its opposite false.
func (s *scope) test(x ir.Expr) (yes, known bool, err error) {
	switch x := x.(type) {
	case *ir.And:
		known = true
		for _, p := range x.Parts {
			y, k, err := s.test(p)
			if err != nil || k && !y {
				return false, true, err
			}
			known = known && k
		}
		return known, known, nil
	case *ir.Or:
		known = true
		for _, p := range x.Parts {
			y, k, err := s.test(p)
			if err != nil || y {
				return y, true, err
			}
			known = known && k
		}
		return false, known, nil
	case *ir.Not:
		y, k, err := s.test(x.X)
		return k && !y, k, err
	case *ir.IsNone:
		v, err := s.eval(x.X)
		return v.None != x.Negated, true, err
	case *ir.IsOneOf:
		return s.isOneOf(x)
	case *ir.Compare:
		return s.compare(x)
	case *ir.Within:
		return s.within(x)
	default:
		v, err := s.eval(x)
		return v.Yes && !v.None, !v.None, err
	}
}

func (s *scope) isOneOf(x *ir.IsOneOf) (yes, known bool, err error) {
	v, err := s.eval(x.X)
	if err != nil || v.None {
		return false, false, err
	}
	for _, w := range x.Values {
		if v.Equal(w) {
			return !x.Negated, true, nil
		}
	}
	return x.Negated, true, nil
}

func (s *scope) compare(x *ir.Compare) (yes, known bool, err error) {
	a, err := s.eval(x.A)
	if err != nil {
		return false, false, err
	}
	b, err := s.eval(x.B)
	if err != nil || a.None || b.None {
		return false, false, err
	}
	var c int
	switch a.Kind {
	case ir.Date:
		c = int(a.Date) - int(b.Date)
	case ir.Text, ir.Payee, ir.YesNo:
		if a.Equal(b) {
			return x.Op == ir.Eq, true, nil
		}
		return x.Op == ir.Ne, true, nil
	default:
		c = a.Num.Cmp(b.Num)
	}
	switch x.Op {
	case ir.Eq:
		yes = c == 0
	case ir.Ne:
		yes = c != 0
	case ir.Lt:
		yes = c < 0
	case ir.Le:
		yes = c <= 0
	case ir.Gt:
		yes = c > 0
	case ir.Ge:
		yes = c >= 0
	}
	return yes, true, nil
}

func (s *scope) within(x *ir.Within) (yes, known bool, err error) {
	v, err := s.eval(x.X)
	if err != nil {
		return false, false, err
	}
	of, err := s.eval(x.Of)
	if err != nil || v.None || of.None {
		return false, false, err
	}
	return v.Date >= of.Date && v.Date < shift(of.Date, x.For), true, nil
}

func shift(d calendar.Date, by ir.Duration) calendar.Date {
	if by.Months != 0 {
		d = d.AddMonths(by.Months)
	}
	return d.AddDays(by.Days)
}

// dates evaluates what is about dates.
func (s *scope) dates(x ir.Expr) (ir.Value, error) {
	switch x := x.(type) {
	case *ir.Shift:
		v, err := s.eval(x.Date)
		if err == nil && !v.None {
			v.Date = shift(v.Date, x.By)
		}
		return v, err
	case *ir.MonthOf:
		return s.monthOf(x)
	case *ir.DaysBetween:
		a, b, err := s.two(x.A, x.B)
		if err != nil || a.None || b.None {
			return ir.NoneOf(ir.Days), err
		}
		return ir.Value{Kind: ir.Days, Num: money.Whole(int64(b.Date) - int64(a.Date))}, nil
	case *ir.MonthsBetween:
		a, b, err := s.two(x.A, x.B)
		if err != nil || a.None || b.None {
			return ir.NoneOf(ir.Number), err
		}
		months := calendar.CompletedMonths(a.Date, b.Date)
		if x.Started && a.Date.AddMonths(months) < b.Date {
			months++
		}
		return ir.NumberOf(money.Whole(int64(months))), nil
	case *ir.EdgeOf:
		w, err := s.windowOf(x.W, s.day)
		if err != nil {
			return ir.Value{}, err
		}
		if x.End {
			return ir.DateOf(w.Last()), nil
		}
		return ir.DateOf(w.From), nil
	default:
		return ir.Value{}, fmt.Errorf("engine: no meaning for %T in line %d", x, x.At().Start.Line)
	}
}

func (s *scope) two(a, b ir.Expr) (ir.Value, ir.Value, error) {
	x, err := s.eval(a)
	if err != nil {
		return x, x, err
	}
	y, err := s.eval(b)
	return x, y, err
}

func (s *scope) monthOf(x *ir.MonthOf) (ir.Value, error) {
	from := calendar.Date(0)
	switch {
	case x.Date != nil:
		v, err := s.eval(x.Date)
		if err != nil || v.None {
			return ir.NoneOf(ir.Number), err
		}
		from = v.Date
	case x.Assignment:
		from = s.tenure.start
	case x.Plan:
		from = s.c.begins()
	default:
		w, err := s.windowOf(x.In, s.day)
		if err != nil {
			return ir.Value{}, err
		}
		from = w.From
	}
	unit := calendar.Quarter
	switch {
	case x.Years:
		unit = calendar.Year
	case !x.Quarters:
		return ir.NumberOf(money.Whole(int64(calendar.MonthsTouched(from, s.day)))), nil
	}
	first, err := s.c.cal.SpanOf(unit, from)
	if err != nil {
		return ir.Value{}, err
	}
	touched, err := s.c.cal.Periods(unit, calendar.Span{From: first.From, Before: s.day.AddDays(1)})
	return ir.NumberOf(money.Whole(int64(len(touched)))), err
}
