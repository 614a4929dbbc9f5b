package oracle

import (
	"math/big"

	"rainmaker/calendar"
)

// stretch is the days of a letter in a window.
type stretch struct {
	o    *oracle
	days calendar.Span
}

// stretches are the letters with a component that are in force in a window, on days of the assignment.
func (o *oracle) stretches(t *tenure, name string, w window) (out []stretch) {
	days := w.span.Intersect(t.active)
	if w.event != nil {
		days = calendar.Span{From: w.day, Before: w.day + 1}
	}
	for _, l := range o.having(name) {
		if own := days.Intersect(l.force); !own.IsEmpty() {
			out = append(out, stretch{l, own})
		}
	}
	return out
}

// gross is what a window of a component is worth before floors and caps of windows: what each letter pays for the credits of
// its days, by the gates and factors of the letter that rules the window.
func (o *oracle) gross(t *tenure, rules *oracle, name string, w window, m moment) (filled, error) {
	g := filled{by: rules, w: w, until: w.span.Before}
	all := o.stretches(t, name, w)
	terms := make([]*Component, len(all))
	for i, x := range all {
		var err error
		if terms[i], err = x.o.effective(t, x.o.w.component(name), x.days); err != nil {
			return g, err
		}
		if x.o == rules {
			g.c = terms[i]
		}
	}
	ruler := rules.component(t, w, m)
	for i, x := range all {
		if g.c.Bonus && x.o != rules {
			continue
		}
		s := x.o.component(t, w, m)
		if w.event == nil {
			here := s
			here.on = x.days.Before - 1
			if err := here.present(terms[i]); err != nil {
				return g, err
			}
		}
		lines, err := s.values(terms[i], ruler, g.c, m)
		if err != nil {
			return g, err
		}
		o.seen[SeenSeveralLetters] = o.seen[SeenSeveralLetters] || len(lines) > 0 && len(g.lines) > 0
		o.seen[SeenOtherLetter] = o.seen[SeenOtherLetter] || len(lines) > 0 && x.o != rules
		for j := range lines {
			lines[j].terms, lines[j].by = terms[i], x.o
		}
		g.lines = append(g.lines, lines...)
	}
	open, err := ruler.gatesOpen(g.c)
	for i := range g.lines {
		if !open {
			g.lines[i].exact = new(big.Rat)
		}
	}
	return g, err
}
