package engine_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/engine/oracle"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
	"rainmaker/trial"
)

// Conditional laws on random worlds: what plan/shape says of a component is held against what the engine pays when deals
// change. Where a law holds no deals break it; where it does not, deals that break it are looked for and found.

// lawGround is one component of a random world in one window of one payee, where deals are changed.
type lawGround struct {
	p     *ir.Program
	in    engine.Inputs
	k     int
	payee rainmaker.PayeeID
	on    calendar.Date
	deal  rainmaker.Event // one that is credited there, as it is known on the day
	clear calendar.Date   // no other deal counts on the day
}

func lawInputs(w oracle.World) engine.Inputs {
	in, all := worldInputs(w), w.Inputs()
	in.Leaves, in.Holidays, in.Rates = all.Leaves, all.Holidays, all.Rates
	in.Through = w.Plan.Effective.Span.Last()
	return in
}

// lawGrounds finds a window with a deal for each component of a world. Deals are put last on the window's last day, so what
// is ordered otherwise than by the counting date is left out.
func lawGrounds(t *testing.T, seed uint64) []lawGround {
	t.Helper()
	w := world(seed)
	g := lawGround{p: program(t, w, func(text string) string { return text }), in: lawInputs(w)}
	c, err := engine.New(g.p, g.in)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	var out []lawGround
	for i := range g.p.Components {
		g.k = i
		if rule := lawRule(g.p, i); rule >= 0 && g.find(c, rule) {
			out = append(out, g)
		}
	}
	return out
}

// lawRule is the credit rule whose deals move a component: its own, or for a bonus the first one there is.
func lawRule(p *ir.Program, k int) int {
	rule := p.Components[k].Credit
	if rule < 0 {
		rule = 0
	}
	root := rule
	for p.Credits[root].From >= 0 {
		root = p.Credits[root].From
	}
	if order := p.Credits[root].OrderBy; len(order) == 0 || order[0] != p.Credits[root].CountsOn {
		return -1
	}
	return rule
}

func (g *lawGround) window() ir.Window {
	if w := g.p.Components[g.k].Window; w.Kind != ir.OfEvent {
		return w
	}
	return g.p.Plan.Period
}

func (g *lawGround) find(c *engine.Calculation, rule int) bool {
	for _, payee := range c.Payees() {
		periods, err := c.Periods(payee)
		if err != nil {
			return false
		}
		for _, p := range slices.Backward(periods) {
			on, err := c.Value(&ir.EdgeOf{End: true, W: g.window(), Node: ir.Node{T: ir.Type{Kind: ir.Date}}},
				engine.Question{Payee: payee, Window: g.window(), On: p.Span.Last(), Rule: -1})
			if err != nil || on.Date > g.in.Through {
				continue
			}
			deals, err := c.Credited(engine.Question{Payee: payee, Window: g.window(), On: on.Date, Rule: rule, Roles: g.p.Components[g.k].Roles})
			if err != nil || len(deals) == 0 {
				continue
			}
			g.payee, g.on, g.clear = payee, on.Date, on.Date
			for _, e := range g.in.Events {
				if e.EventRef == deals[0] && e.Learned <= on.Date {
					g.deal = e
				}
			}
			return !g.deal.Gone && g.deal.ID != ""
		}
	}
	return false
}

// sized is a deal like the ground's with another id, its amounts those of the ground's above zero, so many hundredths of
// them, and with a sign. Its dates are the window's last day.
func (g *lawGround) sized(id string, hundredths, sign int64) rainmaker.Event {
	e := g.deal
	e.ID, e.Version, e.Learned, e.Batch = id, 1, 0, 0
	e.Fields = slices.Clone(e.Fields)
	for i, f := range e.Fields {
		switch {
		case f.Value.Kind() == rainmaker.Day:
			e.Fields[i].Value = rainmaker.DayOf(g.on)
		case f.Value.Kind() == rainmaker.Cash, f.Value.Kind() == rainmaker.Number && g.credits(f.Name):
			units := max(f.Value.Amount().Units(), -f.Value.Amount().Units(), 1)
			e.Fields[i].Value = withUnits(f.Value, sign*2*max(units*hundredths/200, 1))
		}
	}
	return e
}

// credits reports whether a number is what a rule credits, so that it grows with the deal's amounts.
func (g *lawGround) credits(field string) bool {
	for _, c := range g.p.Credits {
		for _, to := range c.Targets {
			if f, ok := to.Base.(*ir.FieldRef); ok && f.Name == field {
				return true
			}
		}
	}
	return false
}

func withUnits(v rainmaker.Value, units int64) rainmaker.Value {
	return more(v, units-v.Amount().Units())
}

// times multiplies the amounts of a deal.
func (g *lawGround) times(e rainmaker.Event, n, of int64) rainmaker.Event {
	e.Fields = slices.Clone(e.Fields)
	for i, f := range e.Fields {
		if f.Value.Kind() == rainmaker.Cash || f.Value.Kind() == rainmaker.Number && g.credits(f.Name) {
			e.Fields[i].Value = withUnits(f.Value, f.Value.Amount().Units()*n/of)
		}
	}
	return e
}

// base are the world's facts with what is added, and without what counts on the window's last day.
func (g *lawGround) base(events ...rainmaker.Event) engine.Inputs {
	in := g.in
	in.Events = slices.DeleteFunc(slices.Clone(in.Events), func(e rainmaker.Event) bool {
		return slices.ContainsFunc(e.Fields, func(f rainmaker.Field) bool { return f.Value.Kind() == rainmaker.Day && f.Value.Date() == g.clear })
	})
	in.Events = append(in.Events, events...)
	return in
}

// doubled are facts with every amount of money doubled, of deals and of personal numbers.
func (g *lawGround) doubled(in engine.Inputs) engine.Inputs {
	in.Events, in.Assignments = slices.Clone(in.Events), slices.Clone(in.Assignments)
	twice := func(v rainmaker.Value) rainmaker.Value {
		if v.Kind() == rainmaker.Cash {
			return withUnits(v, 2*v.Amount().Units())
		}
		return v
	}
	for i := range in.Events {
		in.Events[i].Fields = slices.Clone(in.Events[i].Fields)
		for j, f := range in.Events[i].Fields {
			in.Events[i].Fields[j].Value = twice(f.Value)
		}
	}
	for i, a := range in.Assignments {
		in.Assignments[i].Numbers = map[string]*calendar.Timeline[rainmaker.Value]{}
		for name, line := range a.Numbers {
			other := &calendar.Timeline[rainmaker.Value]{}
			for _, p := range line.In(calendar.Forever) {
				other.Set(p.Span.From, twice(p.Value))
			}
			in.Assignments[i].Numbers[name] = other
		}
	}
	return in
}

// total is what the component pays in the window, and how many lines it may have; false where it can't be worked out.
func (g *lawGround) total(in engine.Inputs) (money.Ratio, int, bool) {
	c, err := engine.New(g.p, in)
	if err != nil {
		return money.Ratio{}, 0, false
	}
	k := &g.p.Components[g.k]
	v, err := c.Value(&ir.ResultRef{Node: ir.Node{T: ir.Type{Kind: ir.Money}}, Name: k.Name, Component: g.k},
		engine.Question{Payee: g.payee, Window: g.window(), On: g.on, Rule: -1})
	return v.Num, len(in.Events), err == nil
}

// tried is one attempt to break a law: what was paid before and after, and whether the law is kept.
type tried struct {
	before, after money.Ratio
	kept          bool
	how           string
}

func (g *lawGround) try(law shape.Law, r *rand.Rand) (tried, bool) {
	d := g.sized("zz1", 1+r.Int64N(400), 1)
	before, after := g.base(), g.base(d)
	switch law {
	case shape.SplitMerge:
		a, b := g.times(d, 1, 2), g.times(d, 1, 2)
		b.ID = "zz2"
		before, after = after, g.base(a, b)
	case shape.Scaling:
		before, after = after, g.doubled(after)
	case shape.BookAndCancel:
		back := g.times(d, -1, 1)
		back.ID = "zz2"
		after = g.base(d, back)
	case shape.Monotone:
		if r.IntN(2) == 0 {
			before, after = after, g.base(g.times(d, 1+r.Int64N(40), 1))
		}
	}
	x := tried{how: fmt.Sprintf("%v", d.Fields)}
	var lines int
	var known bool
	if x.before, _, known = g.total(before); !known {
		return x, false
	}
	if x.after, lines, known = g.total(after); !known {
		return x, false
	}
	off := money.Ratio{} // rounding
	unit := money.NewRatio(1, pow(g.p.Plan.Currency.Decimals()))
	switch {
	case law == shape.Scaling:
		off = unit.Mul(money.Whole(int64(2 + 2*lines)))
	case law == shape.Monotone && g.p.Plan.PerLine:
		off = unit.Mul(money.Whole(int64(lines)))
	}
	switch law {
	case shape.Monotone:
		x.kept = x.after.Add(off).Cmp(x.before) >= 0
	case shape.Scaling:
		x.kept = x.after.Sub(x.before.Mul(money.Whole(2))).Abs().Cmp(off) <= 0
	default:
		x.kept = x.after.Equal(x.before)
	}
	return x, true
}

func pow(decimals int) int64 {
	n := int64(1)
	for range decimals {
		n *= 10
	}
	return n
}

const (
	lawSeeds   = 60
	lawTries   = 6
	lawWitness = 24
)

func TestShapeLawsOnRandomWorlds(t *testing.T) {
	seeds := worlds(t)
	if os.Getenv("RAINMAKER_LONG") == "" {
		seeds = seeds[:min(len(seeds), fewer(lawSeeds))]
	}
	verdicts, held, broken := map[string]int{}, map[shape.Law]int{}, map[shape.Law]int{}
	for _, seed := range seeds {
		for _, g := range lawGrounds(t, seed) {
			c, err := engine.New(g.p, g.base(g.sized("zz1", 100, 1)))
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			for i, v := range shape.Laws(g.p, g.k, trial.Setting{Calculation: c, Payee: g.payee, On: g.on}) {
				verdicts[v.Law.String()+" "+v.Answer.String()]++
				r := rand.New(rand.NewPCG(seed, uint64(i)))
				switch v.Answer {
				case shape.Holds:
					for range lawTries {
						x, known := g.try(v.Law, r)
						if known && !x.kept {
							t.Errorf("seed %d: %s of %s: %s before, %s after; %s in %s on %s", seed, v, g.p.Components[g.k].Name, x.before, x.after, x.how, g.payee, g.on)
							break
						}
						if known && !x.after.IsZero() {
							held[v.Law]++
						}
					}
				case shape.DoesNot:
					for range lawWitness {
						if x, known := g.try(v.Law, r); known && !x.kept {
							broken[v.Law]++
							break
						}
					}
				}
			}
		}
	}
	t.Logf("%v; held in %v tries, broken in %v", verdicts, held, broken)
	if len(seeds) < lawSeeds {
		return
	}
	for _, law := range shape.AllLaws {
		does := verdicts[law.String()+" "+shape.DoesNot.String()]
		least := does / 4
		if law == shape.Monotone { // what lowers pay asks for a deal of one product at one place in the tiers
			least = does / 8
		}
		if held[law] < 100 || does < 10 || broken[law] < least {
			t.Errorf("%s: %d tries where it holds, and broken in %d of %d components where it does not", law, held[law], broken[law], does)
		}
	}
}
