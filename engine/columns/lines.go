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

// Lines reads the lines of a component in a payee's pay period back. Steps are those of the window, nil without tiers.
func (b *Book) Lines(k *Component, lines *Lines, steps *Steps, payee, period int) []Line {
	c := &b.Credits[k.Rule]
	cell := payee*len(b.Grid.Spans) + period
	f := newReader(b, k, c)
	var out []Line
	for i := c.Off[cell]; i < c.Off[cell+1]; i++ {
		if !f.qualifies(i) {
			continue
		}
		if lines.Minor[i] != rainmaker.Missing {
			out = append(out, Line{Row: c.Row[i], On: b.day(c.Row[i]), Minor: lines.Minor[i]})
		}
		credit := LineCredit{Amount: money.NewRatio(c.Units[i], c.Den)}
		if steps != nil {
			credit.Before = money.NewRatio(lines.Before[i], steps.scale).Quo(money.Whole(c.Den))
		}
		line := &out[len(out)-1]
		line.Credits = append(line.Credits, credit)
	}
	return out
}

func newReader(b *Book, k *Component, c *Credits) folding {
	return folding{b: b, k: k, c: c, plain: len(k.where) == 0 && (c.Role == nil || k.roles == ^uint64(0)) && k.during == calendar.Forever}
}

// Rate is the rate at which a component pays a deal.
func (k *Component) Rate(row int32) money.Ratio { return money.NewRatio(k.rate.at(row), k.rate.den) }
