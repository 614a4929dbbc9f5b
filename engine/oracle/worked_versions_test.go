package oracle

import "testing"

// follows gives a world's letter a newer one from a day on, with one of its components changed.
func (w *World) follows(from string, change func(*Component)) {
	newer := w.Letter.clone()
	s := span(from, "2028-01-01")
	newer.Plan.Effective = Range{s.String(), s}
	change(&newer.Components[0])
	w.Newer = &newer
}

// January's deal is paid by the letter of January. February's begins where January's ended, at two thirds of the quota, and is
// paid by the newer letter: 30,000 at 12% and 30,000 at 24%.
func TestThePositionRunsOnIntoTheNewerLetter(t *testing.T) {
	w := cookbook()
	attained(&w, Flow{Per: "quarter", Prorated: true}, "quarter", percent(10),
		Step{From: percent(0), Value: times1(100)}, Step{From: percent(100), Value: times1(150)})
	w.give("quota", DatedNumber{day("2026-01-01"), usd("90000")})
	w.follows("2026-02-15", func(c *Component) {
		c.Rate = percent(12)
		tiers := *c.Tiers
		c.Tiers = &tiers
		c.Tiers.Steps = []Step{{From: percent(0), Value: times1(100)}, {From: percent(100), Value: times1(200)}}
	})
	w.Events = []Event{sale("A", "2026-01-20", "60000"), sale("B", "2026-02-20", "60000")}
	w.Through = day("2026-03-31")
	wantPosted(t, w, posting{"me", "2026-01", "base", 600000}, posting{"me", "2026-02", "base", 1080000})
}

// A cap of a quarter is that of the letter in force on its last day, for what the older letter paid, too.
func TestACapFollowsTheLetterOfTheLastDay(t *testing.T) {
	w := cookbook()
	c := base("quarter", percent(10))
	c.Limits = []Limit{{Amount: dollars(8000), Window: "quarter"}}
	w.Components = []Component{c}
	w.follows("2026-03-01", func(c *Component) {
		c.Limits = []Limit{{Amount: dollars(5000), Window: "quarter"}}
	})
	w.Events = []Event{sale("A", "2026-01-20", "60000"), sale("B", "2026-04-20", "60000")}
	w.Through = day("2026-06-30")
	wantPosted(t, w, posting{"me", "2026-01", "base", 500000}, posting{"me", "2026-04", "base", 500000})
}
