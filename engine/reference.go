package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// refer finds the events that those of a list refer to. What is read through them changes on the days on which they do, and
// so does whether they are known.
func (c *Calculation) refer(list []*event, find func(rainmaker.EventRef) *event) {
	for _, e := range list {
		c.references(e, func(ref rainmaker.EventRef) {
			if other := find(ref); other != nil {
				if e.others == nil {
					e.others = map[rainmaker.EventRef]*event{}
				}
				e.others[ref] = other
			}
		})
	}
	days := map[*event][]calendar.Date{}
	for _, e := range list {
		if len(e.others) > 0 {
			days[e] = e.reachedDays(map[*event]bool{})
		}
	}
	for e, reached := range days {
		slices.Sort(reached)
		e.edges = slices.Compact(reached)
	}
}

// references calls visit with each event that versions of another name.
func (c *Calculation) references(e *event, visit func(rainmaker.EventRef)) {
	fields := c.prog.Events[e.kind].Fields
	for i := range fields {
		for _, v := range e.versions {
			if ref, ok := c.named(v.values, &fields[i], i); ok {
				visit(ref)
			}
		}
	}
}

// reachedDays are the days on which an event, or one that is reached from it, changes.
func (e *event) reachedDays(seen map[*event]bool) []calendar.Date {
	seen[e] = true
	days := slices.Clone(e.edges)
	for _, other := range e.others {
		if !seen[other] {
			days = append(days, other.reachedDays(seen)...)
		}
	}
	return days
}

// swap is an event that stands otherwise in a calculation that is made from another one; now is nil where it is no more, old
// where it was not there.
type swap struct{ old, now *event }

func (x swap) ref() rainmaker.EventRef {
	if x.now != nil {
		return x.now.ref
	}
	return x.old.ref
}

// referrers takes the events that read through ones that change out of a calculation, and returns them anew.
func (c *Calculation) referrers(changes []swap) []swap {
	if !slices.ContainsFunc(c.prog.Events, func(k ir.Event) bool {
		return slices.ContainsFunc(k.Fields, func(f ir.Field) bool { return f.Type.Refers != "" })
	}) {
		return nil // nothing reads through anything
	}
	changed := map[rainmaker.EventRef]bool{}
	for _, x := range changes {
		if x.old != nil || x.now != nil {
			changed[x.ref()] = true
		}
	}
	var list []swap
	for again := true; again; {
		again = false
		for _, e := range slices.Clone(c.facts.events) {
			hit := false
			c.references(e, func(ref rainmaker.EventRef) { hit = hit || changed[ref] })
			if !hit {
				continue
			}
			again, changed[e.ref] = true, true
			c.remove(e)
			list = append(list, swap{e, e.anew()})
		}
	}
	return list
}

// link finds what events that stand otherwise refer to.
func (c *Calculation) link(changes []swap) {
	anew := map[rainmaker.EventRef]*event{}
	var list []*event
	for _, x := range changes {
		if x.now != nil {
			anew[x.now.ref], list = x.now, append(list, x.now)
		}
	}
	c.refer(list, func(ref rainmaker.EventRef) *event {
		if e := anew[ref]; e != nil {
			return e
		}
		return c.find(ref)
	})
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

// dangling says which event another names, or is read through it, without its being known at a moment; nothing where all are.
func (c *Calculation) dangling(e *event, values []ir.Value, moment calendar.Date) error {
	fields := c.prog.Events[e.kind].Fields
	for i := range fields {
		if ref := c.unreached(e, values, i, moment); ref != (rainmaker.EventRef{}) {
			return fmt.Errorf("%s refers to %s, which is not known by %s", e.ref, ref, max(moment, values[c.prog.Events[e.kind].Dated].Date))
		}
	}
	return nil
}

// unreached is the event that a field names, or is read through, and that is not known at a moment; none where all are. An
// event is credited alike whatever letter asks, so what it names itself must be known also where nothing is read of it.
func (c *Calculation) unreached(e *event, values []ir.Value, field int, moment calendar.Date) (none rainmaker.EventRef) {
	f := &c.prog.Events[e.kind].Fields[field]
	ref, ok := c.named(values, f, field)
	if f.Via != nil {
		ref, ok = c.refersTo(values, f.Via)
	}
	if !ok {
		return none
	}
	other := e.others[ref]
	if other == nil {
		return ref
	}
	v, theirs := c.ownFields(other, moment)
	if v == nil || theirs[c.prog.Events[other.kind].Dated].None { // nothing of it exists before it happened
		return ref
	}
	if f.Via != nil && c.prog.Events[f.Via.Event].Fields[f.Via.Field].Via != nil {
		return c.unreached(other, theirs, f.Via.Field, moment)
	}
	return none
}

// named is the event that a field of a version names; false where it names none, or one of a kind that the letter does not
// know.
func (c *Calculation) named(values []ir.Value, f *ir.Field, field int) (rainmaker.EventRef, bool) {
	if _, known := c.vocab[f.Type.Refers]; !known || f.Via != nil || values == nil || values[field].None {
		return rainmaker.EventRef{}, false
	}
	return rainmaker.EventRef{Name: f.Type.Refers, ID: values[field].Text}, true
}

// said is a field as the source states it, also where its date has not come; what is read of another event is as it stands.
func (st *state) said(field int) ir.Value {
	if v := st.version.values[field]; v.Kind != ir.Invalid {
		return v
	}
	return st.values[field]
}
