package engine

import (
	"slices"

	"rainmaker/plan/ir"
)

// ofVersions works out the lines of a window: each credit's by the version of its counting date, and what belongs to the
// window by the version at hand.
func (g *earning) ofVersions() error {
	parts, err := g.parts()
	if err != nil {
		return err
	}
	for _, part := range parts {
		s, k := part.s, part.component
		entries := s.entriesFor(k)
		s.c.inOrder(entries)
		if s.more != nil { // the next deal is the last in order
			entries = append(entries, s.more)
		}
		if k.Window.Kind == ir.OfEvent {
			err = part.eachEvent(entries)
		} else {
			err = part.follow(s, entries)
		}
		if err != nil {
			return err
		}
	}
	g.join(parts)
	if g.component.Window.Kind == ir.OfEvent {
		return nil
	}
	if err := g.times(g.s); err != nil {
		return err
	}
	for _, part := range parts {
		if err := part.limit(part.s); err != nil {
			return err
		}
	}
	return g.gate(g.s)
}

// parts are the window as each version that has days in it works its credits out, oldest first; the earning itself is that of
// the version at hand.
func (g *earning) parts() ([]*earning, error) {
	s := g.s
	if s.c.alone() {
		return []*earning{g}, nil
	}
	component := slices.IndexFunc(s.c.prog.Components, func(k ir.Component) bool { return k.Name == g.base.Name })
	var out []*earning
	for _, v := range s.c.line.all {
		days := v.days().Intersect(s.window).Intersect(s.tenure.span)
		i := s.c.twin(component, v)
		switch {
		case v == s.c:
			own := *g
			out = append(out, &own)
		case i >= 0 && !days.IsEmpty() && days.From <= s.anchor:
			in := s.under(v)
			part := &earning{s: in, base: &v.prog.Components[i], keep: g.keep}
			part.component = part.base
			var err error
			if part.base.Window.Kind != ir.OfEvent {
				if part.component, err = in.ownDays().excepted(part.base); err != nil {
					return nil, err
				}
			}
			if err := in.require(part.component); err != nil {
				return nil, err
			}
			out = append(out, part)
		}
	}
	return out, nil
}

// ownDays is the scope in the part of its window that its version answers for.
func (s *scope) ownDays() *scope {
	own := s.window.Intersect(s.c.days())
	if own == s.window || own.Intersect(s.tenure.span).IsEmpty() {
		return s
	}
	in := *s
	in.window, in.day = own, lastDay(own, s.tenure)
	return &in
}

// join gathers the lines of all versions: one for each event.
func (g *earning) join(parts []*earning) {
	if parts[0] == g {
		return
	}
	var all []*worth
	var skipped []skip
	for _, part := range parts {
		part.worths = slices.DeleteFunc(part.worths, func(w *worth) bool {
			i := slices.IndexFunc(all, func(o *worth) bool { return o.event.identity() == w.event.identity() })
			if i < 0 {
				return false
			}
			all[i].exact, all[i].credit.Num = all[i].exact.Add(w.exact), all[i].credit.Num.Add(w.credit.Num)
			all[i].slices = append(all[i].slices, w.slices...)
			return true
		})
		all = append(all, part.worths...)
		skipped = append(skipped, part.skipped...)
		g.unmet = append(g.unmet, part.unmet...)
	}
	g.worths, g.skipped = all, skipped
}
