package chart

import (
	"strings"
)

// Standing is where somebody stands on the scale of a component's tiers. Places on the scale are parts per thousand of
// its length.
type Standing struct {
	Fill     int    // how far the bar is filled; may exceed the scale
	Position string // what is written at its end: "91.6%"
	Goal     string // written at the goal: "90,000.00"; empty without one
	GoalAt   int
	GoalURL  string // of where it comes from
	Tiers    []StandingTier
}

// StandingTier is one tier of a [Standing].
type StandingTier struct {
	At    int    // where it begins
	Bound string // "50%"
	Rate  string // "6%"
	Now   bool   // the tier that the next credit falls in
}

// standingWidths are the containers a standing is drawn for.
var standingWidths = []struct {
	class string
	width int
}{{"w360", 360}, {"w520", 520}, {"w720", 720}}

// SVG is the bar with its tiers below, for each width, narrowest first.
func (s Standing) SVG() string {
	var b strings.Builder
	for _, w := range standingWidths {
		b.WriteString(s.draw(w.class, w.width))
	}
	return b.String()
}

const (
	barTop    = 40.0
	barHeight = 22.0
	scaleTop  = 82.0
	margin    = 2.0
)

func (s Standing) draw(class string, width int) string {
	height := 118
	if len(s.Tiers) == 0 {
		height = 72
	}
	d := open(class, width, height)
	at := func(parts int) float64 {
		return margin + (float64(width)-2*margin)*float64(min(max(parts, 0), 1000))/1000
	}
	end := at(s.Fill)
	d.rect("d1", margin, barTop, end-margin, barHeight)
	d.line("axis", margin, barTop+barHeight+.5, float64(width)-margin, barTop+barHeight+.5)
	if s.Goal != "" {
		x := at(s.GoalAt)
		d.line("tick", x, barTop-24, x, barTop+barHeight+6)
		// The side of the goal on which the position is not written.
		d.link(s.GoalURL, "100% at "+s.Goal, func() {
			if s.Fill <= s.GoalAt && x+6+textWidth(s.Goal) < float64(width) {
				d.text("halo", x+6, barTop-14, s.Goal)
			} else {
				d.text("end halo", x-6, barTop-14, s.Goal)
			}
		})
	}
	d.line("tick", end, barTop-8, end, barTop)
	if end-textWidth(s.Position)-6 > 0 {
		d.text("strong end halo", end-4, barTop-3, s.Position)
	} else {
		d.text("strong halo", end+4, barTop-3, s.Position)
	}
	s.drawTiers(d, at, width)
	return d.close()
}

func (s Standing) drawTiers(d *drawing, at func(int) float64, width int) {
	lastBound := 0.0
	for i, tier := range s.Tiers {
		from, to := at(tier.At), float64(width)-margin
		if i+1 < len(s.Tiers) {
			to = at(s.Tiers[i+1].At)
		}
		class, textClass := "axis", "mid"
		if tier.Now {
			class, textClass = "tick", "strong mid"
		}
		d.line(class, from+2, scaleTop, max(to-2, from+2), scaleTop)
		if textWidth(tier.Rate) <= to-from {
			d.text(textClass, (from+to)/2, scaleTop+15, tier.Rate)
		}
		half := textWidth(tier.Bound) / 2
		if i > 0 && from-half > lastBound+4 && from+half < float64(width) {
			d.text("faint mid", from, scaleTop+31, tier.Bound)
			lastBound = from + half
		}
	}
}
