package engine

import (
	"slices"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// Caps and floors over versions of a plan: each window has the limits of the version in force on its last day.

// limitedInAny lists the windows in which a component is limited by any version of the plan, as this one numbers them.
func (c *Calculation) limitedInAny(component int) []ir.Window {
	return c.inAny(component, (*Calculation).limitedPer)
}

func (c *Calculation) inAny(component int, windows func(*Calculation, *ir.Component) []ir.Window) []ir.Window {
	out := windows(c, &c.prog.Components[component])
	for _, v := range c.line.all {
		i := c.twin(component, v)
		if v == c || i < 0 {
			continue
		}
		for _, w := range windows(v, &v.prog.Components[i]) {
			if here, ok := v.windowIn(w, c); ok && !slices.Contains(out, here) {
				out = append(out, here)
			}
		}
	}
	return out
}

// home is where a window stands, with the component as the version has it whose window it is.
func (f *filling) home(span calendar.Span) (*scope, *ir.Component) {
	of, in, _ := f.c.home(f.base, f.target.s.tenure, span)
	return of.scopeAt(f.target.s.tenure.in(of), span, f.moment), &of.prog.Components[in]
}

// has reports whether a version that has the component answers for any day of a window.
func (f *filling) has(span calendar.Span) bool {
	within := span.Intersect(f.target.s.tenure.span)
	for i, v := range f.c.line.all {
		if f.c.twin(f.base, v) >= 0 && f.c.line.days[i].Overlaps(within) {
			return true
		}
	}
	return false
}

// opens reports whether the window takes over what the one before carries: under a carried cap, and where a new letter has no
// such cap, because what was carried is paid then.
func (w *windowLimits) opens() (bool, error) {
	if w.cap != nil && w.cap.Carried || w.f.c.alone() {
		return w.cap != nil && w.cap.Carried, nil
	}
	earlier := w.s.tenure.span.Intersect(calendar.Span{From: calendar.StartOfTime, Before: w.s.window.From})
	if earlier.IsEmpty() {
		return false, nil
	}
	before, err := w.s.windowOf(w.s.c.plainWindow(w.level()), earlier.Last())
	if err != nil {
		return false, err
	}
	of, _, _ := w.f.c.home(w.f.base, w.f.target.s.tenure, before)
	return of != w.s.c, nil
}

// level is the kind of the window as its version numbers it.
func (w *windowLimits) level() ir.Window {
	level, _ := w.f.c.windowIn(w.f.levels[w.at], w.s.c)
	return level
}
