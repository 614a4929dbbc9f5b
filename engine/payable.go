package engine

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Earned and payable, language §10. Every line is divided into parts; each becomes payable on its day, and what was
// payable before is taken off, so that late facts, corrections and dates withdrawn follow one rule.

// partState says how a part of a line stands at the end of a period.
type partState uint8

// A part is payable, waits for its day, or never becomes payable because the person has left.
const (
	partPayable partState = iota
	partWaits
	partLapsed
)

// part is one part of a line.
type part struct {
	n      int // from 1; monthly and quarterly parts each by itself
	text   string
	share  money.Ratio // of the line
	due    calendar.Date
	dated  bool // due is known
	waits  string
	state  partState
	amount money.Money
}

// stand is a posted line, or one that would be posted, where its parts are worked out.
type stand struct {
	s     *scope // at the line's event, in its window, at the end of the period
	terms *ir.Component
	on    calendar.Date // its counting date, or the last day of its window
}

// standAt is where a line of a window stands at a moment.
func (c *Calculation) standAt(t *tenure, window calendar.Span, terms *ir.Component, e *event, on, moment calendar.Date) stand {
	s := c.scopeAt(t, window, moment)
	switch {
	case e != nil:
		s.event, s.state, s.day = e, c.at(e, moment), on
	case terms != nil && terms.Credit >= 0:
		terms = nil // what a floor adds to a commission is payable at once
	}
	return stand{s, terms, on}
}

// parts divides an amount into its parts, payable ones first in the order of their days. Each is the rounded running total
// less what comes before it, so that the last one absorbs the odd cent.
func (l stand) parts(amount money.Money) ([]part, error) {
	parts, err := l.divide()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		if a.state != b.state {
			return cmp.Compare(a.state, b.state)
		}
		if a.dated != b.dated {
			if a.dated {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.n, b.n))
	})
	share, before := money.Ratio{}, money.New(0, amount.Currency())
	for i := range parts {
		share = share.Add(parts[i].share)
		total, err := money.RoundTo(amount.Ratio().Mul(share), amount.Currency(), l.s.c.prog.Plan.Rounding)
		if err != nil {
			return nil, err
		}
		if parts[i].amount, err = total.Sub(before); err != nil {
			return nil, err
		}
		before = total
	}
	return parts, nil
}

// divide lists the parts with their shares and days, in the letter's order.
func (l stand) divide() ([]part, error) {
	booked := l.booked()
	until := l.s.c.keptUntil(l.s.tenure)
	var clause []ir.Part
	if l.terms != nil {
		clause = l.terms.Payable
	}
	if len(clause) == 0 {
		at := part{n: 1, text: "at once", share: money.Whole(1), due: booked, dated: true}
		return []part{l.stateOf(at, until)}, nil
	}
	shares, err := l.shares(clause)
	if err != nil {
		return nil, err
	}
	var out []part
	for i, p := range clause {
		days, err := l.days(p, booked)
		if err != nil {
			return nil, err
		}
		for k, d := range days {
			d.n, d.share = len(out)+1, shares[i].Quo(money.Whole(int64(len(days))))
			d.text = partText(p, shares[i], k)
			out = append(out, l.stateOf(d, until))
		}
	}
	return out, nil
}

// stateOf says how a part stands.
func (l stand) stateOf(p part, until calendar.Date) part {
	moment, end := l.s.moment, l.s.tenure.span.Before
	switch {
	case p.dated && p.due <= moment && p.due < until:
		p.state = partPayable
	case until < calendar.EndOfTime && moment.AddDays(1) >= end && (p.dated && p.due >= until || moment.AddDays(1) >= until):
		p.state = partLapsed
	default:
		p.state = partWaits
	}
	return p
}

// booked is the day from which a line can be paid: its counting date, or the day on which its event happened where that
// is later, as with cash that counts for the month of the sale.
func (l stand) booked() calendar.Date {
	if l.s.event == nil || l.s.state == nil || l.s.state.version == nil {
		return l.on
	}
	dated := l.s.state.values[l.s.c.prog.Events[l.s.event.kind].Dated]
	if dated.None {
		return l.on
	}
	return max(l.on, dated.Date)
}

// shares are the parts' shares of the line; the rest closes them.
func (l stand) shares(clause []ir.Part) ([]money.Ratio, error) {
	out, total, rest := make([]money.Ratio, len(clause)), money.Ratio{}, -1
	for i, p := range clause {
		if p.Share == nil {
			rest = i
			continue
		}
		v, err := l.s.eval(p.Share)
		if err != nil {
			return nil, err
		}
		if v.None || v.Num.Sign() < 0 {
			return nil, fmt.Errorf("a part of %s that becomes payable is %s of it (line %d)", l.terms.Name, v, p.At.Start.Line)
		}
		out[i], total = v.Num, total.Add(v.Num)
	}
	whole := money.Whole(1)
	if total.Cmp(whole) > 0 || rest < 0 && !total.Equal(whole) {
		return nil, fmt.Errorf("the parts of %s that become payable total %s; they must total 100%%", l.terms.Name, ir.PercentOf(total))
	}
	if rest >= 0 {
		out[rest] = whole.Sub(total)
	}
	return out, nil
}

// days are the days of a part: one, or one for each month or quarter. What is past pays at once.
func (l stand) days(p ir.Part, booked calendar.Date) ([]part, error) {
	if p.Kind == ir.AtOnce {
		return []part{{due: booked, dated: true}}, nil
	}
	v, err := l.s.eval(p.Date)
	if err != nil {
		return nil, err
	}
	n := 1
	if p.Kind != ir.OnDate {
		n = p.N
	}
	out := make([]part, n)
	for i := range out {
		out[i].waits = dateText(p.Date)
	}
	if v.None {
		return out, nil
	}
	day, unit, step := v.Date, calendar.Month, 1
	if p.Kind == ir.InQuarters {
		unit, step = calendar.Quarter, 3
	}
	for i := range out {
		if i > 0 {
			if day, err = l.following(unit, day, v.Date.AddMonths(i*step)); err != nil {
				return nil, err
			}
		}
		out[i].due, out[i].dated = max(day, booked), true
		if out[i].due > l.s.moment {
			out[i].waits = out[i].due.String()
		}
	}
	return out, nil
}

// following is the day of the month or quarter after the one that holds a day: the same day of it, counted from the
// first part's, or the nearest there is. The parts so fall in consecutive periods of the company's calendar.
// Where that has no months, monthly parts are those of the months everybody knows.
func (l stand) following(unit calendar.Unit, day, same calendar.Date) (calendar.Date, error) {
	if unit == calendar.Month && !l.s.c.cal.HasMonths() {
		return same, nil
	}
	this, err := l.s.c.cal.SpanOf(unit, day)
	if err != nil {
		return 0, err
	}
	next, err := l.s.c.cal.SpanOf(unit, this.Before)
	if err != nil {
		if this.Before > l.s.moment {
			return same, nil // the calendar does not go so far yet
		}
		return 0, err
	}
	return min(max(same, next.From), next.Last()), nil
}

// partText is what the letter says of a part: "50% at once", "rest on collected", "2 of 12 from closed".
func partText(p ir.Part, share money.Ratio, k int) string {
	of := "rest"
	if p.Share != nil {
		of = ir.PercentOf(share).String()
	}
	switch p.Kind {
	case ir.AtOnce:
		return of + " at once"
	case ir.OnDate:
		return of + " on " + dateText(p.Date)
	case ir.InQuarters:
		return fmt.Sprintf("%s, quarter %d of %d from %s", of, k+1, p.N, dateText(p.Date))
	default:
		return fmt.Sprintf("%s, month %d of %d from %s", of, k+1, p.N, dateText(p.Date))
	}
}

// dateText is a date as the letter writes it, where it is a name, a literal, or one of them with a duration.
func dateText(x ir.Expr) string {
	switch x := x.(type) {
	case *ir.Const:
		return x.Value.String()
	case *ir.FieldRef:
		return x.Name
	case *ir.ParamRef:
		return x.Name
	case *ir.MeasureRef:
		return x.Name
	case *ir.AttributeRef:
		return "payee." + x.Name
	case *ir.EdgeOf:
		edge := "start"
		if x.End {
			edge = "end"
		}
		switch x.W.Kind {
		case ir.OfUnit:
			return edge + " of " + x.W.Unit.String()
		case ir.OfPeriod:
			return edge + " of period"
		}
		return edge + " of the assignment"
	case *ir.Shift:
		return dateText(x.Date) + durationText(x.By)
	default:
		return fmt.Sprintf("the date in line %d", x.At().Start.Line)
	}
}

func durationText(d ir.Duration) string {
	sign, n, unit := "+", d.Months, "month"
	if d.Months == 0 {
		n, unit = d.Days, "day"
	}
	if n < 0 {
		sign, n = "-", -n
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf(" %s %d %s", sign, n, unit)
}

// advanced reports whether what is payable of a line is still an advance at the end of the period.
func (l stand) advanced() (bool, error) {
	if l.terms == nil || l.terms.Advance == nil {
		return false, nil
	}
	if l.s.event != nil && l.s.state.version == nil { // an event that is gone says nothing any more, and so not that it is earned
		return true, nil
	}
	if l.terms.Advance.Type().Kind != ir.Date {
		yes, err := l.s.holds(l.terms.Advance)
		return !yes, err
	}
	v, err := l.s.eval(l.terms.Advance)
	return v.None || v.Date > l.s.moment, err
}

// lineRef names a line by its key.
func (c *Calculation) lineRef(key ledgerKey) rainmaker.LineRef {
	of, id := &c.line.components, key.component
	if key.cut.of > 0 {
		of, id = &c.line.caps, key.cut.of-1
	}
	ref := rainmaker.LineRef{Component: of.names[id], Label: of.labels[id], Window: key.window}
	if key.event != nil {
		ref.Event = key.event.ref
	}
	ref.Cut = c.cutOf(key)
	return ref
}
