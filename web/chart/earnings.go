package chart

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rainmaker/calendar"
	"rainmaker/money"
)

// Earnings is what a period earned from its first day: a step on each day that earned something.
type Earnings struct {
	Span  calendar.Span
	Today calendar.Date
	Steps []Step // in the order of days
}

// Step is the total after a day.
type Step struct {
	On    calendar.Date
	Total money.Money
	Added money.Money
	Deal  string // what the step is called
	URL   string // of its proof
}

var earningsWidths = []struct {
	class         string
	width, height int
}{{"w360", 360, 236}, {"w520", 520, 260}, {"w720", 720, 280}, {"w960", 960, 300}, {"w1200", 1200, 300}}

// SVG is the step line for each width, narrowest first.
func (e Earnings) SVG() string {
	var b strings.Builder
	for _, w := range earningsWidths {
		c := canvas{Earnings: e, width: float64(w.width), height: float64(w.height), drawing: open(w.class, w.width, w.height)}
		b.WriteString(c.draw())
	}
	return b.String()
}

// canvas is one drawing of the earnings with its scales.
type canvas struct {
	Earnings
	*drawing
	width, height float64
	least, most   int64 // of the scale, minor units
	unit          int64 // between grid lines
	taken         []box // where text stands
}

type box struct{ x1, y1, x2, y2 float64 }

func (b box) hits(o box) bool { return b.x1 < o.x2 && o.x1 < b.x2 && b.y1 < o.y2 && o.y1 < b.y2 }

const (
	leftAxis   = 44.0
	rightAxis  = 12.0
	topAxis    = 22.0
	bottomAxis = 30.0
)

func (c *canvas) draw() string {
	c.scale()
	c.grid()
	c.days()
	c.steps()
	return c.close()
}

// scale finds three or four round steps from zero that hold the line.
func (c *canvas) scale() {
	var low, high int64
	for _, s := range c.Steps {
		low, high = min(low, s.Total.Minor()), max(high, s.Total.Minor())
	}
	if high == low {
		high = low + 100
	}
	c.unit = roundStep((high - low + 2) / 3)
	c.least = -ceilDiv(-low, c.unit) * c.unit
	c.most = ceilDiv(high, c.unit) * c.unit
}

// roundStep is the smallest of 1, 2 or 5 times a power of ten that is at least n.
func roundStep(n int64) int64 {
	for power := int64(1); ; power *= 10 {
		for _, m := range []int64{1, 2, 5} {
			if m*power >= n || power > 1e17 {
				return m * power
			}
		}
	}
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

func (c *canvas) y(minor int64) float64 {
	part := float64(minor-c.least) / float64(c.most-c.least)
	return c.height - bottomAxis - part*(c.height-topAxis-bottomAxis)
}

func (c *canvas) x(day calendar.Date) float64 {
	part := float64(day-c.Span.From) / float64(max(c.Span.Days(), 1))
	return leftAxis + min(max(part, 0), 1)*(c.width-leftAxis-rightAxis)
}

func (c *canvas) grid() {
	for minor := c.least; minor <= c.most; minor += c.unit {
		class := "grid"
		if minor == 0 {
			class = "axis"
		}
		y := c.y(minor)
		c.line(class, leftAxis, y, c.width-rightAxis, y)
		c.text("faint end", leftAxis-8, y+4, c.axisText(minor))
	}
}

// axisText is a round amount in few characters: 30k, 1.5M, 250.
func (c *canvas) axisText(minor int64) string {
	scale := int64(1)
	if len(c.Steps) > 0 {
		for range c.Steps[0].Total.Currency().Decimals() {
			scale *= 10
		}
	}
	sign := ""
	if minor < 0 {
		sign, minor = "−", -minor
	}
	amount := float64(minor) / float64(scale)
	short := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	switch {
	case amount >= 1e6:
		return sign + short(amount/1e6) + "M"
	case amount >= 1e3:
		return sign + short(amount/1e3) + "k"
	default:
		return sign + short(amount)
	}
}

// days draws the ends of the period, firsts of months as they fit between, and today.
func (c *canvas) days() {
	bottom := c.height - bottomAxis
	last := c.Span.Last()
	c.text("faint", c.x(c.Span.From), bottom+20, c.Span.From.Short())
	c.text("faint end", c.width-rightAxis, bottom+20, last.Short())
	free := c.x(c.Span.From) + textWidth(c.Span.From.Short()) + 10
	until := c.width - rightAxis - textWidth(last.Short()) - 10
	for day := c.Span.From; day <= last; day = day.AddDays(1) {
		half := textWidth(day.Short()) / 2
		if day.Day() != 1 || c.x(day)-half < free || c.x(day)+half > until {
			continue
		}
		c.line("axis", c.x(day), bottom, c.x(day), bottom+5)
		c.text("faint mid", c.x(day), bottom+20, day.Short())
		free = c.x(day) + half + 10
	}
	if c.Span.Contains(c.Today) {
		x := c.x(c.Today + 1)
		c.line("today", x, topAxis-6, x, bottom)
		label := box{x - 36, topAxis - 18, x, topAxis - 4}
		c.taken = append(c.taken, label)
		c.text("end", x-5, topAxis-8, "today")
	}
}

// steps draws the line, a dot where it stands, and names the largest steps as far as there is room.
func (c *canvas) steps() {
	var path strings.Builder
	fmt.Fprintf(&path, "M%.1f %.1f", c.x(c.Span.From), c.y(0))
	for _, s := range c.Steps {
		fmt.Fprintf(&path, "H%.1fV%.1f", c.x(s.On), c.y(s.Total.Minor()))
	}
	end := c.x(c.Span.Before)
	if c.Span.Contains(c.Today) {
		end = c.x(c.Today + 1)
		if n := len(c.Steps); n > 0 { // what a window earns stands on its last day, which may be to come
			end = max(end, c.x(c.Steps[n-1].On))
		}
	}
	if c.Today >= c.Span.From {
		fmt.Fprintf(&path, "H%.1f", end)
	}
	c.path("line", path.String())
	if len(c.Steps) == 0 {
		return
	}
	final := c.Steps[len(c.Steps)-1]
	y := c.y(final.Total.Minor())
	c.dot("dot", end, y, 4)
	c.total(final, end, y)
	c.names()
}

func (c *canvas) total(final Step, end, y float64) {
	text := final.Total.Figure()
	c.taken = append(c.taken, box{end - 10 - textWidth(text), y - 22, end, y - 4})
	c.link(final.URL, "Proof of "+final.Deal, func() { c.text("strong end halo", end-2, y-9, text) })
}

// mostNames is how many steps are named; more would need a legend to be read.
const mostNames = 5

// longestName is how wide a name may get before it is cut.
const longestName = 130.0

func (c *canvas) names() {
	bySize := slices.Clone(c.Steps)
	slices.SortStableFunc(bySize, func(a, b Step) int {
		return int(min(max(magnitude(b.Added)-magnitude(a.Added), -1), 1))
	})
	named := 0
	for _, s := range bySize {
		x, y := c.x(s.On), c.y(s.Total.Minor())
		room := c.width - rightAxis - x - 6
		name := shorten(s.Deal, longestName)
		if named == mostNames || name == "" || textWidth(name) > room {
			continue
		}
		label := box{x + 4, y + 2, x + 8 + textWidth(name), y + 18}
		if label.y2 > c.height-bottomAxis+2 || slices.ContainsFunc(c.taken, label.hits) || c.crossed(label) {
			continue
		}
		c.taken = append(c.taken, label)
		named++
		c.link(s.URL, s.Deal+", "+signed(s.Added), func() { c.text("halo", x+5, y+14, name) })
	}
}

// crossed reports whether the line runs through a label: after a fall it can.
func (c *canvas) crossed(label box) bool {
	x, y := c.x(c.Span.From), c.y(0)
	for _, s := range c.Steps {
		nx, ny := c.x(s.On), c.y(s.Total.Minor())
		if label.hits(box{x, y - 1, nx, y + 1}) || label.hits(box{nx - 1, min(y, ny), nx + 1, max(y, ny)}) {
			return true
		}
		x, y = nx, ny
	}
	return false
}

func magnitude(m money.Money) int64 {
	if m.Sign() < 0 {
		return m.Neg().Minor()
	}
	return m.Minor()
}

func signed(m money.Money) string {
	if m.Sign() > 0 {
		return "+" + m.Figure()
	}
	return m.Figure()
}
