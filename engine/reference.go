package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// refer finds the events that others refer to, where the letter reads through the reference. What is read changes on the
// days on which the other event does.
func (c *Calculation) refer(byRef map[rainmaker.EventRef]*event) {
	own := map[*event][]calendar.Date{}
	for _, e := range c.events {
		for _, f := range c.prog.Events[e.kind].Fields {
			if f.Via == nil {
				continue
			}
			if e.others == nil {
				e.others = map[rainmaker.EventRef]*event{}
			}
			for _, v := range e.versions {
				if ref, ok := c.refersTo(v.values, f.Via); ok && byRef[ref] != nil {
					e.others[ref] = byRef[ref]
				}
			}
		}
		own[e] = e.edges
	}
	for _, e := range c.events {
		if len(e.others) == 0 {
			continue
		}
		seen := map[*event]bool{e: true}
		e.edges = slices.Clone(e.edges)
		e.addEdges(e, own, seen)
		slices.Sort(e.edges)
		e.edges = slices.Compact(e.edges)
	}
}

// addEdges takes in the days of all events that are reached from another.
func (e *event) addEdges(from *event, own map[*event][]calendar.Date, seen map[*event]bool) {
	for _, other := range from.others {
		if !seen[other] {
			seen[other] = true
			e.edges = append(e.edges, own[other]...)
			e.addEdges(other, own, seen)
		}
	}
}

// refersTo is the event that a version of another names; false where it names none.
func (c *Calculation) refersTo(values []ir.Value, via *ir.Via) (rainmaker.EventRef, bool) {
	if values == nil || values[via.Reference].None {
		return rainmaker.EventRef{}, false
	}
	return rainmaker.EventRef{Name: c.prog.Events[via.Event].Name, ID: values[via.Reference].Text}, true
}

// readThrough fills in what an event reads of others at a moment.
func (c *Calculation) readThrough(e *event, values []ir.Value, moment calendar.Date) {
	for i, f := range c.prog.Events[e.kind].Fields {
		if f.Via != nil {
			values[i] = c.readOne(e, values, &f, moment)
		}
	}
}

// readOne is a field of another event as it stands at a moment; none where that event does not exist then.
func (c *Calculation) readOne(e *event, values []ir.Value, f *ir.Field, moment calendar.Date) ir.Value {
	ref, ok := c.refersTo(values, f.Via)
	other := e.others[ref]
	if !ok || other == nil {
		return ir.NoneOf(f.Type.Kind)
	}
	v, theirs := c.ownFields(other, moment)
	if v == nil {
		return ir.NoneOf(f.Type.Kind)
	}
	further := &c.prog.Events[f.Via.Event].Fields[f.Via.Field]
	if further.Via != nil {
		return c.readOne(other, theirs, further, moment)
	}
	return theirs[f.Via.Field]
}

// dangling says which event another refers to without its being known at a moment; nothing where all are.
func (c *Calculation) dangling(e *event, values []ir.Value, moment calendar.Date) error {
	for _, f := range c.prog.Events[e.kind].Fields {
		if f.Via == nil {
			continue
		}
		ref, ok := c.refersTo(values, f.Via)
		if !ok {
			continue
		}
		other := e.others[ref]
		if other == nil {
			return fmt.Errorf("%s refers to %s, which is not known", e.ref, ref)
		}
		if v, _ := c.ownFields(other, moment); v == nil {
			return fmt.Errorf("%s refers to %s, which does not exist on %s", e.ref, ref, moment)
		}
	}
	return nil
}

// said is a field as the source states it, also where its date has not come; what is read of another event is as it stands.
func (st *state) said(field int) ir.Value {
	if v := st.version.values[field]; v.Kind != ir.Invalid {
		return v
	}
	return st.values[field]
}
