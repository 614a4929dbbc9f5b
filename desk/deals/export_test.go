package deals

import "rainmaker"

// Kept is how many answers the desk has in memory.
func (d *Desk) Kept() int {
	d.kept.mu.Lock()
	defer d.kept.mu.Unlock()
	return len(d.kept.answers)
}

// Mark makes every answer in memory say so, to tell it from one that is worked out anew.
func (d *Desk) Mark(trouble string) {
	d.kept.mu.Lock()
	defer d.kept.mu.Unlock()
	for key, a := range d.kept.answers {
		a.trouble = trouble
		d.kept.answers[key] = a
	}
}

// Weighs is told of every deal of which it is worked out whom it concerns.
func (d *Desk) Weighs(tell func(rainmaker.EventRef)) { d.weighs = tell }
