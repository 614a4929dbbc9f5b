package columns

import (
	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// Line is a line read back: the deal, what is posted, and the credits it is made of.
type Line struct {
	Row     int32
	On      calendar.Date
	Minor   int64
	Credits []LineCredit
}

// LineCredit is one credit of a line, in whole units. Before is where it begins on the way through the tiers, in the unit of
// credits too.
type LineCredit struct{ Amount, Before money.Ratio }

// Lines reads the lines of a component in a payee's pay period back, in a window that begins with the period first. Steps are those
// of the window, nil without tiers. What a line is made of is worked out again: from the deal, and from the credits before it.
func (b *Book) Lines(k *Component, steps *Steps, payee, first, period int) []Line {
	if k.tiered {
		return b.tieredLines(k, steps, payee, first, period)
	}
	l, cell, lists := &k.lines, payee*len(b.Grid.Spans)+period, b.lists()
	var out []Line
	for i := l.Off[cell]; i < l.Off[cell+1]; i++ {
		line := Line{Row: l.Row[i], On: b.day(l.Row[i]), Minor: l.Minor[i]}
		b.credit(line.Row, lists)
		for _, g := range lists[k.Rule] {
			if int(g.payee) == payee && k.roles&(1<<g.role) != 0 {
				line.Credits = append(line.Credits, LineCredit{Amount: money.NewRatio(g.units, b.Den(k.Rule))})
			}
		}
		out = append(out, line)
	}
	return out
}

func (b *Book) tieredLines(k *Component, steps *Steps, payee, first, period int) []Line {
	c, cell := &b.credits[k.Rule], payee*len(b.Grid.Spans)
	f := folding{b: b, k: k, c: c}
	var out []Line
	for i := c.Off[cell+first]; i < c.Off[cell+period+1]; i++ {
		if i >= c.Off[cell+period] && f.qualifies(i) {
			if minor := k.lines.Minor[i]; minor != rainmaker.Missing {
				out = append(out, Line{Row: c.Row[i], On: b.day(c.Row[i]), Minor: minor})
			}
			line := &out[len(out)-1]
			line.Credits = append(line.Credits, LineCredit{
				Amount: money.NewRatio(c.Units[i], b.Den(k.Rule)),
				Before: money.NewRatio(f.at, steps.scale).Quo(money.Whole(b.Den(k.Rule))),
			})
		}
		if f.moves(i) {
			f.at += c.Units[i] * steps.scale
		}
	}
	return out
}

// Rate is the rate at which a component pays a deal.
func (k *Component) Rate(row int32) money.Ratio { return money.NewRatio(k.rate.at(row), k.rate.den) }
