package oracle

import (
	"slices"
	"strings"
)

// What a world turns out to have when it is worked out.
const (
	SeenCrossing    = "one window pays in several tiers"
	SeenOnEdge      = "a position exactly on a tier's edge"
	SeenWalksBack   = "a return walks back down the tiers"
	SeenUnmoved     = "a credit that does not move the measure"
	SeenMerged      = "one payee in one role twice on one event"
	SeenRoles       = "one line of several roles"
	SeenFloor       = "a floor lifts a line"
	SeenCap         = "a cap cuts a line"
	SeenCapReturn   = "a cap cuts a return"
	SeenRounded     = "an amount that needs rounding"
	SeenHalf        = "an amount exactly between two minor units"
	SeenPartPeriod  = "a part of a flow's period"
	SeenBlend       = "a flow that changes inside a period"
	SeenTestOnNone  = "a test on none"
	SeenBadShares   = "shares that do not total 100%"
	SeenAbsent      = "nobody has a direct share"
	SeenPostedAgain = "a posted line changes"
	SeenTakenBack   = "a negative posting"
	SeenAfterEnd    = "a posting after the assignment's end"

	SeenWhole         = "whole amount above the first tier"
	SeenWholeAbove    = "whole amount above a bound, and above it"
	SeenTimes         = "times changes a line"
	SeenGateShut      = "a gate that is not met"
	SeenGateHeldOpens = "a held gate opens after its window has ended"
	SeenException     = "an exception holds"
	SeenCarried       = "a cap carries"
	SeenWindowCap     = "a cap of a window cuts"
	SeenWindowFloor   = "a floor of a window lifts"

	SeenLeave     = "days of leave"
	SeenRamp      = "a ramp changes a flow"
	SeenLeftOut   = "somebody is left out of a team's number"
	SeenConverted = "an amount is converted where it is credited"
	SeenPaidIn    = "pay in another currency"
	SeenDifferent = "an exception pays in other parts or at another rate"

	SeenWon  = "a pool or a contest pays"
	SeenTie  = "a tie for a prize"
	SeenOver = "a cap over components cuts"

	SeenOverCarries = "a cap over components pays what it carried"
	SeenCarryRead   = "what a cap carries is read"
	SeenTakenBelow  = "a clawback of what is below zero"

	SeenWaits     = "a part of a line waits"
	SeenLeaver    = "a leaver loses a part"
	SeenLapse     = "a clawback lets parts lapse"
	SeenTaken     = "a clawback as paid takes"
	SeenGivenBack = "a clawback gives back"
	SeenNever     = "a clawback as if never booked takes"
	SeenRecovered = "a debt is recovered"
	SeenShortfall = "what stays below zero"
	SeenDraw      = "a draw tops up"
	SeenGuarantee = "a guarantee tops up"
	SeenReserve   = "a reserve is held"
	SeenReturned  = "a reserve returns"
	SeenForgiven  = "a debt is forgiven"
	SeenAdvanced  = "an advance stands at a period's end"
	SeenKept      = "an advance is earned later"

	SeenOnce      = "a value that counts once is met again"
	SeenWeighed   = "several results are weighed"
	SeenUnreached = "an event refers to one that is not known"
	SeenNoneRow   = "a row for none is read"
	SeenWithin    = "a date within a duration"

	SeenElsewhere = "a number of another plan"

	SeenSeveralLetters = "a window with lines of two letters"
	SeenOtherLetter    = "a line by a letter that was not in force when its window ended"

	SeenResult       = "a component reads another's result"
	SeenResultBeyond = "a result over the assignment, of what ends after it"

	BlockedMissing   = "blocked: a missing number"
	BlockedZero      = "blocked: a division by zero"
	BlockedException = "blocked: an exception changes inside a window"
	BlockedSettling  = "blocked: a settlement lacks a number"
	BlockedWeights   = "blocked: weights do not total 100%"
	BlockedTwoValues = "blocked: two values in a period that is not prorated"
)

// Jump is what can make pay jump: a cliff.
const Jump = "a jump"

// Constructs says what of the language a world has in it, and what came of it when it was worked out.
func (w World) Constructs(x Expected) map[string]bool {
	has := map[string]bool{}
	for name, is := range x.seen {
		has[name] = is
	}
	posted := 0
	for _, minor := range x.Posted {
		if minor != 0 {
			posted++
		}
	}
	has["ten postings or more"] = posted >= 10
	has["nothing is posted"] = posted == 0
	has["period "+w.Plan.Period] = true
	has["rounding "+w.Plan.Rounding] = true
	has["rounding per line"] = w.Plan.PerLine
	has["rounding per component"] = !w.Plan.PerLine
	has["terms document"] = w.Layout.Terms
	has["one letter"] = !w.Layout.Terms
	has["a calendar without months"] = !w.Calendar.HasMonths()
	has["currency without decimals"] = w.Plan.Currency.Decimals() == 0
	has["currency of three decimals"] = w.Plan.Currency.Decimals() == 3
	w.creditConstructs(has)
	w.numberConstructs(has)
	for _, c := range w.Components {
		w.componentConstructs(c, has)
		w.catalogueConstructs(c, has)
	}
	w.furtherConstructs(has)
	w.settleConstructs(has)
	has["an exception"] = len(w.Exceptions) > 0
	has["versions of one plan"] = w.Newer != nil
	w.factConstructs(has)
	return has
}

func (w World) creditConstructs(has map[string]bool) {
	for _, k := range w.Kinds {
		for _, f := range k.Fields {
			has["field "+f.Type] = true
		}
	}
	for _, c := range w.Credits {
		if k := w.kind(c.From); k != nil {
			has["counts on the event's own date"] = has["counts on the event's own date"] || c.CountsOn == k.Dated
			has["counts on another date"] = has["counts on another date"] || c.CountsOn != k.Dated
			has["order by more than the counting date"] = has["order by more than the counting date"] ||
				len(c.OrderBy) > 1 || c.OrderBy[0] != c.CountsOn
		}
		has["several where"] = has["several where"] || len(c.Where) > 1
		for _, t := range c.To {
			switch _, literal := t.Amount.Share.(Percent); {
			case t.Levels == everyLevel:
				has["managers at all levels"] = true
			case t.Plural:
				has["managers up to some levels"] = true
			case t.Levels == 1:
				has["manager of payee"] = true
			case t.Overlay:
				has["overlay"] = true
			case t.Amount.Plain != nil:
				has["plain amount"] = true
			case t.Amount.Rest:
				has["rest of"] = true
			case t.Each:
				has["in proportion"] = true
			case !literal:
				has["share from a field"] = true
			default:
				has["literal share"] = true
			}
			if p, ok := t.Amount.Share.(Percent); ok && t.Levels != 0 && p.Value.Cmp(rat(1, 1)) != 0 {
				has["rollup of less than all"] = true
			}
		}
		if from := w.credit(c.From); from != nil && w.credit(from.From) != nil {
			has["a rollup of a rollup"] = true
		}
	}
}

func (w World) numberConstructs(has map[string]bool) {
	flow := func(f *Flow) {
		if f == nil {
			return
		}
		has["flow per "+f.Per] = true
		has["prorated by days"] = has["prorated by days"] || f.Prorated
		has["not prorated"] = has["not prorated"] || !f.Prorated
		has["prorated by workdays"] = has["prorated by workdays"] || f.Rule == byWorkdays
		has["prorated by thirtieths"] = has["prorated by thirtieths"] || f.Rule == byThirtieths
		has["less leave"] = has["less leave"] || f.Leave
		has["ramped"] = has["ramped"] || f.Ramp != ""
		if f.Spread != spreadNot {
			has["spread "+f.Spread] = true
			has["spread and prorated"] = has["spread and prorated"] || f.Prorated
		}
	}
	for _, p := range w.Params {
		has["param with a default"] = has["param with a default"] || p.Default != nil
		has["param by assignment"] = has["param by assignment"] || p.Default == nil
		has["a parameter within bounds"] = has["a parameter within bounds"] || p.Low != nil
		has["a flow by a key"] = has["a flow by a key"] || p.By != "" && p.Flow != nil
		has["param by a key"] = has["param by a key"] || p.By != ""
		flow(p.Flow)
	}
	for _, t := range w.Tables {
		flow(t.Flow)
		switch {
		case t.Flow != nil:
			has["flow table"] = true
		case t.ByM:
			has["table by a measure"] = true
		case strings.HasSuffix(t.By, " of assignment"):
			has["table by month or quarter of assignment"] = true
		case t.Rows[0].Bound != nil:
			has["table by bounds"] = true
		case t.By == "product":
			has["table by a field"] = true
		default:
			has["table by an attribute"] = true
		}
		last := t.Rows[len(t.Rows)-1]
		has["table with otherwise"] = has["table with otherwise"] || last.Key == "" && last.Bound == nil
	}
	for _, m := range w.Measures {
		window := m.Window
		if window == "" {
			window = "the plan's period"
		}
		has["measure per "+window] = true
		w.expr(m.Is, has)
	}
}

func (w World) componentConstructs(c Component, has map[string]bool) {
	switch {
	case c.Window == "":
		has["component window left out"] = true
	case w.kind(c.Window) != nil:
		has["component per event"] = true
	default:
		has["component per "+c.Window] = true
	}
	mark := func(name string, is bool) { has[name] = has[name] || is }
	if w.kind(c.Window) != nil {
		mark("a gate of each event", len(c.Gates) > 0)
		mark("a limit of a component per event", len(c.Limits) > 0)
		mark("an exception to a component per event", slices.ContainsFunc(w.Exceptions, func(x Exception) bool { return x.To == c.Name }))
	}
	mark("spiff", c.Spiff)
	mark("component on a rollup", !c.Bonus && w.kind(w.credit(c.On).From) == nil)
	mark("component on every role", !c.Bonus && c.Role == "")
	mark("component with where", len(c.Where) > 0)
	mark("rate", c.Rate != nil)
	mark("pay", c.Pay != nil)
	mark("tiers that multiply", c.Tiers != nil && c.Tiers.Times)
	mark("tiers that are the rate", c.Tiers != nil && !c.Tiers.Times)
	mark("floor per event", c.Floor != nil)
	mark("cap per event", c.Cap != nil)
	for _, e := range []Expr{c.Rate, c.Pay, c.Floor, c.Cap} {
		w.expr(e, has)
	}
	for _, g := range c.Gates {
		w.cond(g.Cond, has)
	}
	for _, cond := range c.Where {
		if _, ok := cond.(MonthOf); ok {
			has["month of quarter"] = true
		}
	}
	if c.Tiers == nil {
		return
	}
	for i, s := range c.Tiers.Steps {
		mark("above in tiers", s.Above)
		if n, ok := s.Value.(Number); ok && i == 0 && n.Value.Sign() == 0 {
			has["dead zone"] = true
		}
		if _, ok := s.Value.(ParamRef); ok {
			has["a parameter in a tier"] = true
		}
	}
	if ref, ok := c.Tiers.By.(MeasureRef); ok {
		o := oracle{w: &w}
		mark("measure of a longer window", o.named(w.measure(ref.Name).Window) != o.named(c.Window))
	} else {
		has["tiers by an aggregate"] = true
	}
}

// catalogueConstructs notes what a component has besides its rate and tiers by slices.
func (w World) catalogueConstructs(c Component, has map[string]bool) {
	o := oracle{w: &w}
	mark := func(name string, is bool) { has[name] = has[name] || is }
	mark("bonus", c.Bonus && !c.ToDate)
	mark("bonus to date", c.ToDate)
	mark("times", len(c.Times) > 0)
	if t := c.Tiers; t != nil {
		mark("whole amount", t.Whole && t.Over == nil)
		mark("whole amount above", t.Over != nil)
		mark(Jump, t.Whole && len(t.Steps) > 1)
	}
	for _, g := range c.Gates {
		mark("gate else lost", g.Held == "")
		mark("gate held until", g.Held != "")
		mark(Jump, true)
	}
	for _, l := range c.Limits {
		own := o.named(l.Window) == o.named(c.Window)
		mark("floor per window", l.Floor)
		mark("cap per window", !l.Floor)
		mark("cap or floor of a longer window", !own)
		mark("cap, carried", l.Carried)
	}
	for _, e := range append([]Expr{c.Rate, c.Pay}, c.Times...) {
		w.shapeConstructs(e, has)
	}
	for _, cond := range c.Where {
		_, number := cond.(Test)
		mark(Jump, number)
	}
}

// shapeConstructs notes curves, matrices and tables with steps.
func (w World) shapeConstructs(e Expr, has map[string]bool) {
	switch e := e.(type) {
	case Op:
		w.shapeConstructs(e.L, has)
		w.shapeConstructs(e.R, has)
	case TableRef:
		t := w.table(e.Name)
		has[Jump] = has[Jump] || t.Flow == nil && t.Rows[0].Bound != nil
	case CurveRef:
		has["curve"] = true
		c := w.curve(e.Name)
		has["curve with below"] = has["curve with below"] || c.Below != nil
		has["curve then level"] = has["curve then level"] || c.Slope == nil
		has["curve then a slope"] = has["curve then a slope"] || c.Slope != nil
		has[Jump] = has[Jump] || c.Below != nil
	case MatrixRef:
		has["matrix"], has[Jump] = true, true
	}
}

func (w World) factConstructs(has map[string]bool) {
	mark := func(name string, is bool) { has[name] = has[name] || is }
	o := oracle{w: &w}
	for _, p := range w.Payees {
		tenures := o.tenures(p.ID)
		mark("a gap between assignments", len(tenures) > 1)
		for _, t := range tenures {
			mark("assignments without a gap", len(t.assignments) > 1)
			mark("assignment beyond the plan", t.assignments[0].Span.From < w.Plan.Effective.Span.From)
			mark("starts or ends inside", t.active != w.Plan.Effective.Span)
		}
		for _, dated := range p.Attributes {
			mark("an attribute changes", len(dated) > 1)
		}
	}
	for _, r := range w.Reports {
		mark("a reporting line ends", r.Manager == "")
	}
	for _, a := range w.Assignments {
		mark("an assignment to another plan", a.Plan != "")
		for _, dated := range a.Numbers {
			mark("a personal number changes", len(dated) > 1)
		}
	}
	days := map[string]bool{}
	for _, e := range w.Events {
		mark("a later version", e.Version > 1)
		mark("learned late", e.Learned != 0)
		mark("an event is gone", e.Gone)
		for _, f := range e.Fields {
			mark("a negative amount", f.Name == "acv" && f.Value.Amount().Sign() < 0)
			mark("an amount of 0", f.Name == "acv" && !f.Value.IsNone() && f.Value.Amount().IsZero())
			mark("an overlay for nobody", f.Name == "engineer" && f.Value.IsNone())
			mark("a share of 0", f.Name == "owner_share" && f.Value.Amount().IsZero())
			if f.Name == "closed" && !f.Value.IsNone() && e.Version == 1 {
				mark("two deals on one day", days[f.Value.String()])
				days[f.Value.String()] = true
			}
		}
	}
}
