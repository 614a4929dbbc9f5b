package oracle

import (
	"slices"
	"strings"
)

// settleConstructs notes what stands between earned and paid.
func (w World) settleConstructs(has map[string]bool) {
	mark := func(name string, is bool) { has[name] = has[name] || is }
	has["settle"] = w.Settle
	has["no settle"] = !w.Settle
	if kept := w.Plan.Leavers; strings.HasPrefix(kept, "what becomes") {
		has["leavers keep what becomes payable within"] = true
	} else {
		has["leavers keep "+kept] = kept != ""
		mark("leavers keep what is earned", kept == "")
	}
	for _, c := range w.Components {
		for _, p := range c.Payable {
			has["payable "+p.How] = true
			mark("payable a part, rest", p.Share == nil)
			mark("payable days after a date", p.Day.Plus != 0)
			mark("monthly or quarterly parts in a calendar without months", p.N > 0 && !w.Calendar.HasMonths())
		}
	}
	for _, c := range w.Components {
		mark("advance until a day", c.Advance != nil && c.Advance.Cond == nil)
		mark("advance until a condition", c.Advance != nil && c.Advance.Cond != nil)
	}
	w.abroadConstructs(has, mark)
	if _, own := (&oracle{w: &w}).spanned(); own {
		mark("settlement in periods of a dated value", len(w.Steps) > 0)
		mark("a pool or a contest where periods are of a dated value", len(w.Pools)+len(w.Contests) > 0)
	}
	for _, p := range w.Pools {
		mark("among reports", strings.HasSuffix(p.Among, "reports"))
		has["pool"] = true
		mark("share equally", p.By == nil)
		mark("share by a measure", p.By != nil)
	}
	for _, c := range w.Contests {
		has["contest"], has[Jump] = true, true
		mark("among reports", strings.HasSuffix(c.Among, "reports"))
		has["ties "+c.Ties] = true
	}
	w.capConstructs(has, mark)
	for _, c := range w.Clawbacks {
		mark("clawback as paid", !c.Never)
		mark("clawback as if never booked", c.Never)
		for _, name := range c.Of {
			mark("clawback where a cap is carried", slices.ContainsFunc(w.component(name).Limits, func(l Limit) bool { return l.Carried }))
		}
		mark("clawback of several components", len(c.Of) > 1)
		switch {
		case c.Each != "":
			has["keep for each "+c.Each] = true
		case c.Take.Cmp(rat(1, 1)) == 0:
			has["take all"] = true
		default:
			has["take a share"] = true
		}
	}
	for _, s := range w.Steps {
		has["step "+s.Kind] = true
		_, personal := s.Amount.(ParamRef)
		mark("a draw of a personal number", personal && s.Kind == stepTopUp)
		mark("a guarantee of a personal number", personal && s.Kind == stepGuarantee)
		mark("recover at most", s.AtMost != nil)
		mark("recover leaving", s.Leaving != nil)
		mark("step with a condition", s.When != nil)
		mark("hold until the end of a window", strings.HasPrefix(s.Until, "end of"))
	}
}

// abroadConstructs notes what is paid in another currency, and exceptions to what is paid.
func (w World) abroadConstructs(has map[string]bool, mark func(string, bool)) {
	for _, x := range w.Exchanges {
		has["rates "+x.Kind] = true
	}
	mark("paid in", w.PaidIn != nil)
	mark("paid in the currency of an attribute", w.PaidIn != nil && w.PaidIn.By != "")
	for _, c := range w.Components {
		mark("paid in at the rate of the window's end", c.PaidIn != nil && c.PaidIn.On == "")
		floor := slices.ContainsFunc(c.Limits, func(l Limit) bool { return l.Floor })
		mark("a floor of a window, paid in another currency", c.PaidIn != nil && floor)
	}
	for _, x := range w.Exceptions {
		mark("an exception to what is payable", len(x.Payable) > 0)
		mark("an exception to paid in", x.PaidIn != nil)
	}
}

// capConstructs notes caps over components, and what takes back and reads what they keep.
func (w World) capConstructs(has map[string]bool, mark func(string, bool)) {
	for _, c := range w.Caps {
		has["cap over components"] = true
		mark("cap over components, carried", c.Carried)
		for _, claw := range w.Clawbacks {
			mark("clawback of what a cap over components cuts", slices.ContainsFunc(claw.Of, func(of string) bool { return slices.Contains(c.On, of) }))
		}
		for _, s := range w.Steps {
			test, _ := s.When.(Test)
			mark("carry of a cap over components", test.L == Balance{c.carry()})
		}
	}
}
