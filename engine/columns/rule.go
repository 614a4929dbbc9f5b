package columns

import (
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// rule is a credit rule over the columns of a batch.
type rule struct {
	days     []calendar.Date
	where    []condition
	targets  []target
	sequence []int8 // in which the targets' shares are known
	base     number
	shareDen int64
	den      int64 // of what is credited
	most     int64 // the largest magnitude of it
	// from is the rule that this one rolls up, -1 for none; roles are those it takes of it, by bits.
	from   int
	roles  uint64
	levels int
	share  int64
	role   uint8
}

// target is whom a rule credits, and with how much.
type target struct {
	codes   []int32 // the field that names them
	who     []int32 // people by code
	share   number
	rest    bool
	overlay bool
	role    uint8
}

// given is a credit as a deal makes it.
type given struct {
	payee int32
	role  uint8
	units int64
}

// roles numbers the roles of all rules.
type roles map[string]uint8

func (r roles) number(name string) uint8 {
	n, ok := r[name]
	if !ok {
		n = uint8(len(r)) //nolint:gosec // checked by compileRules
		r[name] = n
	}
	return n
}

func (r roles) bits(names []string) uint64 {
	if len(names) == 0 {
		return ^uint64(0)
	}
	bits := uint64(0)
	for _, n := range names {
		bits |= 1 << r.number(n)
	}
	return bits
}

// compileRule makes a rule of a program run over columns.
func compileRule(p *ir.Program, index int, batch *rainmaker.EventBatch, staff *Staff, names roles) (rule, error) {
	c := &p.Credits[index]
	r := rule{from: c.From}
	if c.From >= 0 {
		return r, r.rollUp(c, names)
	}
	in := reading{p: p, event: &p.Events[c.Event], batch: batch}
	if c.CountsOn != in.event.Dated {
		return r, outside("%s counts on another day than the deal's own", c.Name)
	}
	if !slices.Equal(c.OrderBy, []int{c.CountsOn, -1}) {
		return r, outside("%s is not ordered by its day, then id", c.Name)
	}
	dated, _, err := in.column(c.CountsOn)
	if err != nil {
		return r, err
	}
	if r.days = dated.Days; dated.HasMissing() || len(r.days) == 0 {
		return r, outside("%s is missing in places", dated.Name)
	}
	if r.where, err = in.conditions(c.Where); err != nil {
		return r, err
	}
	r.shareDen = 1
	for i := range c.Targets {
		t, err := in.target(&c.Targets[i], staff, names)
		if err != nil {
			return r, err
		}
		if !t.rest {
			var ok bool
			if r.shareDen, ok = lcm(r.shareDen, t.share.den); !ok {
				return r, outside("%s: the shares are too long", c.Name)
			}
		}
		r.targets = append(r.targets, t)
	}
	for i := range r.targets {
		t := &r.targets[i]
		if t.rest {
			continue
		}
		if t.share, err = t.share.over(r.shareDen); err != nil {
			return r, err
		}
	}
	r.sequence = inSequence(r.targets)
	return r, r.measured(in, c)
}

// measured finds what the rule's shares are of: the same for all its targets.
func (r *rule) measured(in reading, c *ir.Credit) error {
	var err error
	if r.base, err = in.number(c.Targets[0].Base); err != nil {
		return err
	}
	for _, t := range c.Targets[1:] {
		other, ok := t.Base.(*ir.FieldRef)
		first, same := c.Targets[0].Base.(*ir.FieldRef)
		if !ok || !same || other.Index != first.Index {
			return outside("%s credits of several amounts", c.Name)
		}
	}
	most := r.shareDen
	for _, t := range r.targets {
		most = max(most, t.share.most)
	}
	var ok bool
	if r.den, ok = mul(r.base.den, r.shareDen); !ok {
		return outside("%s: the numbers are too long", c.Name)
	}
	if r.most, ok = mul(r.base.most, most); !ok {
		return outside("%s: the numbers are too long", c.Name)
	}
	return nil
}

func (r reading) target(t *ir.Target, staff *Staff, names roles) (target, error) {
	out := target{rest: t.Amount == ir.RestOf, overlay: t.Overlay, role: names.number(t.Role)}
	who, ok := t.Who.(*ir.FieldRef)
	if !ok || t.Kind != ir.ToField || t.Amount != ir.ShareOf && t.Amount != ir.RestOf {
		return out, outside("credits %s otherwise than by a field and a share", t.Role)
	}
	c, _, err := r.column(who.Index)
	if err != nil {
		return out, err
	}
	if c.Codes == nil {
		return out, outside("%s names nobody", who.Name)
	}
	out.codes, out.who = c.Codes, staff.numbers(c.Words)
	if !out.rest {
		out.share, err = r.number(t.Share)
	}
	return out, err
}

// rollUp reads a rule that credits the managers of those another one credits.
func (r *rule) rollUp(c *ir.Credit, names roles) error {
	r.roles = names.bits(c.FromRoles)
	if len(c.Targets) != 1 || len(c.Where) > 0 {
		return outside("%s rolls up on a condition, or to several", c.Name)
	}
	t := &c.Targets[0]
	if t.Kind != ir.ToManagers || t.Who != nil || t.Amount != ir.ShareOf || t.Base != nil {
		return outside("%s rolls up otherwise than to managers by a share", c.Name)
	}
	fixed, ok := t.Share.(*ir.Const)
	if !ok {
		return outside("%s rolls up a share that is not fixed", c.Name)
	}
	var den int64
	if r.share, den, ok = fixed.Value.Num.Fraction(); !ok || den != 1 {
		return outside("%s rolls up a part", c.Name)
	}
	r.levels, r.role = t.Levels, names.number(t.Role)
	return nil
}

// credit is whom a deal credits under the rule, in the order of the rule's targets; nobody where it can't be credited
// until it is corrected.
func (r *rule) credit(row int32, out []given) []given {
	if !holdAll(r.where, row) {
		return out
	}
	base, direct, shared := r.base.of(row), int64(0), false
	places := [16]int8{}
	for _, i := range r.sequence {
		t := &r.targets[i]
		share := r.shareDen - direct
		if !t.rest {
			share = t.share.of(row)
		}
		if !t.overlay {
			if share < 0 {
				return out[:0]
			}
			direct += share
			shared = true
		}
		code := t.codes[row]
		if code < 0 {
			if !t.overlay && share > 0 {
				return out[:0]
			}
			continue
		}
		who := t.who[code]
		if who == Stranger {
			return out[:0]
		}
		n := len(out)
		if out = give(out, who, t.role, base*share); len(out) > n {
			places[n] = i
		}
	}
	if shared && direct != r.shareDen {
		return out[:0]
	}
	inPlace(out, &places)
	return out
}

// inSequence are the targets with those who get the rest last: what is left is known when the others have had theirs.
func inSequence(targets []target) []int8 {
	var out []int8
	for _, rest := range []bool{false, true} {
		for i := range targets {
			if targets[i].rest == rest {
				out = append(out, int8(i)) //nolint:gosec // few targets
			}
		}
	}
	return out
}

// give adds to a payee's one credit in a role.
func give(to []given, payee int32, role uint8, units int64) []given {
	for i := range to {
		if to[i].payee == payee && to[i].role == role {
			to[i].units += units
			return to
		}
	}
	return append(to, given{payee, role, units})
}

// inPlace puts credits in the order of their targets; there are few, and most of the time they are.
func inPlace(list []given, places *[16]int8) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && places[j] < places[j-1]; j-- {
			list[j], list[j-1] = list[j-1], list[j]
			places[j], places[j-1] = places[j-1], places[j]
		}
	}
}

// rolled is whom the rule credits for what another has credited; nobody where a manager is not known.
func (r *rule) rolled(from []given, on calendar.Date, staff *Staff, out []given) []given {
	for _, source := range from {
		if r.roles&(1<<source.role) == 0 {
			continue
		}
		units, alone := source.units*r.share, len(out) == 0
		above := staff.above.over(source.payee, on)
		if r.levels > 0 {
			above = above[:min(r.levels, len(above))]
		}
		for _, manager := range above {
			switch {
			case manager == Stranger:
				return out[:0]
			case alone: // nobody stands twice above one person
				out = append(out, given{manager, r.role, units})
			default:
				out = give(out, manager, r.role, units)
			}
		}
	}
	return out
}
